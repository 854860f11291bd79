"""Waivers and considerations as tables."""

from __future__ import annotations

from tests.report import samples

from camcensus.report import _decisions as decisions


def test_each_waiver_says_what_it_covers_why_who_and_until_when() -> None:
    table = decisions.waivers(samples.sample())
    assert [(row[0], row[1], row[4], row[5], row[6]) for row in table.rows] == [
        ("W-1", "device CAM-4: UK-WMS.2.1v1", "2027-03-31", "in force", "1"),
        ("W-2", "Headquarters, device CAM-2: UK-WMS.1.1v1", "2026-06-30", "ended", "1"),
    ]
    assert table.rows[0][3] == "A. Example, 2026-02-01"


def test_each_consideration() -> None:
    (row,) = decisions.considerations(samples.sample()).rows
    assert row == ("C-1", "Headquarters", "replace now", "A. Example, 2026-02-01", "2027-02-01", "counts")


def test_none_of_either() -> None:
    assert not decisions.waivers(samples.nothing()).rows
    assert not decisions.considerations(samples.nothing()).rows
