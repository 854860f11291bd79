"""Findings beside their devices."""

from __future__ import annotations

from camcensus.model.assessment import Assessment
from camcensus.report import _rows


def test_every_finding_has_its_device_beside_it(assessment: Assessment) -> None:
    rows = list(_rows.findings(assessment))
    assert len(rows) == assessment.findings.height
    one = next(row for row in rows if row["called"] == "CAM-1")
    assert (one["hardware_maker"], one["maker_basis"], one["class"]) == ("hikvision", "signed", "camera")
    assert 0.84 < one["confidence"] <= 1.0


def test_what_is_no_device_is_called_by_its_subject(assessment: Assessment) -> None:
    rows = [row for row in _rows.findings(assessment) if row["device"] is None]
    assert {"hq", "hq-core/10.0.2.0/24"} <= {row["called"] for row in rows}
    assert {row["hardware_maker"] for row in rows} == {None}
    assert {row["confidence"] for row in rows} == {""}


def test_nothing_gives_no_rows(nothing: Assessment) -> None:
    assert list(_rows.findings(nothing)) == []
