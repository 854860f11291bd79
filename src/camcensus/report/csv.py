"""The register with its findings as CSV, one row a device and clause; no cell can start a formula."""

from __future__ import annotations

import csv
import io

from camcensus.model.assessment import Assessment
from camcensus.model.outcome import Outcome
from camcensus.report import _rows
from camcensus.report import _words as words

COLUMNS = (
    "subject", "called", "site", "zone", "addresses", "class", "label", "hardware_maker", "manufacturer", "model",
    "firmware", "confidence", "maker_subject", "maker_basis", "clause", "force", "outcome", "finding", "reason",
    "what_would_settle_it", "provisional", "waiver", "expired_waiver", "as_of",
)  # fmt: skip
"""Columns; ``docs/reference/csv.md`` says what each means."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def render(assessment: Assessment) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    forces = {clause.id: clause.force for _, clause in assessment.clauses}
    for row in _rows.findings(assessment):
        outcome = Outcome(row["outcome"])
        sentences = "; ".join(assessment.vocabulary.evidence.get(code, code) for code in row["settles"] or ())
        values = {
            **row,
            "hardware_maker": words.maker(assessment, row["hardware_maker"]) if row["device"] else "",
            "manufacturer": words.maker(assessment, row["manufacturer"]) if row["device"] else "",
            "label": words.brand(assessment, row["brand"]) if row["device"] else "",
            "force": forces.get(row["clause"], ""),
            "finding": words.called(assessment, row["clause"], outcome),
            "reason": assessment.sentence(row["reason"]),
            "what_would_settle_it": sentences,
            "as_of": assessment.basis.as_of.isoformat(),
        }
        writer.writerow([safe(values.get(column)) for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def safe(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
