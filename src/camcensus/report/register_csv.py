"""The register as CSV: one row a device and one a channel of a recorder, with the columns of the workbook."""

from __future__ import annotations

from camcensus.model.material import Material
from camcensus.report import _inventory as inventory
from camcensus.report import _table as table


def render(material: Material) -> bytes:
    """UTF-8 with a byte order mark; `dictionary` says what its columns mean."""
    return table.csv(inventory.register(material.assessment))
