"""The register as CSV: every finding, one row, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv as reader
import io

from tests.report.cells import formulas
from tests.report.samples import CORE, golden

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import csv
from camcensus.report._columns import FINDINGS


def rows(assessment: Assessment) -> list[dict[str, str]]:
    text = csv.render(Material(assessment=assessment)).decode("utf-8-sig")
    return list(reader.DictReader(io.StringIO(text, newline="")))


def test_golden(assessment: Assessment) -> None:
    golden("report.csv", csv.render(Material(assessment=assessment)).decode("utf-8"))


def test_it_opens_with_a_byte_order_mark(assessment: Assessment, nothing: Assessment) -> None:
    for one in (assessment, nothing):
        assert csv.render(Material(assessment=one)).startswith(b"\xef\xbb\xbfsubject,called,")


def test_every_finding_is_one_row(assessment: Assessment) -> None:
    found = rows(assessment)
    assert len(found) == assessment.findings.height
    assert [row["subject"] for row in found] == assessment.findings["subject"].to_list()


def test_no_cell_starts_as_a_formula(hostile: Assessment) -> None:
    found = rows(hostile)
    assert len(found) == hostile.findings.height
    for row in found:
        assert set(row) == {column.name for column in FINDINGS}
    assert not formulas(csv.render(Material(assessment=hostile)))


def test_what_is_provisional_or_waived_says_so(assessment: Assessment) -> None:
    found = rows(assessment)
    assert sum(row["provisional"] == "yes" for row in found) == assessment.counts().provisional
    assert [row["called"] for row in found if row["waiver"] == "W-1" and row["clause"] == CORE] == ["CAM-4"]
    assert [row["called"] for row in found if row["expired_waiver"]] == ["CAM-2"]
