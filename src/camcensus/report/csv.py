"""The register with its findings as CSV, one row a device and clause; no cell can start a formula."""

from __future__ import annotations

from camcensus.model.material import Material
from camcensus.report import _decided as decided
from camcensus.report import _table as table


def render(material: Material) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it right; ``docs/reference/csv.md`` has the columns."""
    return table.csv(decided.findings(material.assessment))
