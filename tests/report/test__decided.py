"""Findings in words, and what they come to for each device."""

from __future__ import annotations

import polars as pl
from tests.report.samples import CORE, DEPLOY, sample

from camcensus.model.assessment import Assessment
from camcensus.report import _decided as decided
from camcensus.report._columns import FINDINGS


def row(label: str) -> dict[str, object]:
    one = sample()
    device = one.devices.filter(pl.col("label") == label)["device"].item()
    return decided.of_devices(one).row(by_predicate=pl.col("device") == device, named=True)


def test_a_device_has_its_clauses_by_what_they_came_to() -> None:
    recorder, replaced = row("CAM-4"), row("CAM-2")
    assert recorder["not_met"] == ""
    assert recorder["waived"] == CORE
    assert recorder["waivers"] == "W-1"
    assert recorder["unknown"] == f"{DEPLOY}; {CORE}"  # of the cameras behind it
    assert replaced["not_met"] == DEPLOY
    assert replaced["ended_waivers"] == "W-2"
    assert replaced["provisional"] == 1
    assert "made up locally" in str(replaced["doubts"])


def test_every_finding_is_a_row_in_words(assessment: Assessment, hostile: Assessment, nothing: Assessment) -> None:
    for one in (assessment, hostile, nothing):
        found = decided.findings(one)
        assert found.columns == [column.name for column in FINDINGS]
        assert found.height == one.findings.height
        for column in FINDINGS:
            assert not (column.filled and found[column.name].null_count())
            assert not column.values or set(found[column.name].drop_nulls()) <= set(column.values)


def test_a_finding_about_a_place_has_no_maker(assessment: Assessment) -> None:
    found = decided.findings(assessment)
    places = found.filter(~pl.col("subject").str.starts_with("device:"))
    assert places["hardware_maker"].drop_nulls().is_empty()
    devices = found.filter(pl.col("subject").str.starts_with("device:"))
    assert devices["hardware_maker"].null_count() == 0
    assert "maker not known" in devices["hardware_maker"].to_list()
