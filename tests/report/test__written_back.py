"""What the tables for the owner's records have in common."""

from __future__ import annotations

from typing import Any

from tests.report.listed import listed

from camcensus.report import _outside as outside
from camcensus.report import _written_back as back


def row(name: str) -> dict[str, Any]:
    return next(row for row in outside.rows(listed()) if row["called"] == name)


def test_the_make_is_that_on_the_label_and_nobody_else() -> None:
    assert back.make(row("CAM-1")) == "Hikvision"
    unlabelled = next(row for row in outside.rows(listed()) if row["label"] is None)
    assert unlabelled["hardware_maker"]
    assert back.make(unlabelled) == "Unknown"


def test_makers_and_findings_are_told_apart() -> None:
    told = back.told(listed(), row("CAM-1"))
    assert told.startswith("built by Hangzhou Hikvision Digital Technology Co., Ltd. (confidence 0.975); legal")
    assert "maker subject to the law: yes (signed); not met: UK-WMS.1.1v1" in told
    assert told.endswith(f"camcensus {row('CAM-1')['device']}, as of 2026-11-23")


def test_what_it_is_and_where() -> None:
    assert [back.kind({"class": kind}) for kind in ("camera", "access-control", None)] == [
        "Camera", "Access control", "Surveillance, not known what",
    ]  # fmt: skip
    assert back.place(row("CAM-1")) == "on NVR-1, channel 2; 3"
    assert back.place(row("NVR-1")) == "Comms room"


def test_an_answer_that_two_rows_give_is_given_by_none() -> None:
    rows: list[dict[str, Any]] = [{"asset": "A"}, {"asset": "a"}, {"asset": "B; C"}, {"asset": "D"}, {"asset": None}]
    assert back.only(rows, "asset") == ["", "", "", "D", ""]


def test_a_text_stays_within_what_the_field_takes() -> None:
    assert back.column("serial", "m", most=50).most <= 46
