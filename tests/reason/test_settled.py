"""What a person has settled stands above what was found, and the newest word holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from camcensus.reason import settled

START = datetime(2026, 11, 1, tzinfo=UTC)


def seen(*rows: tuple[str, str, str, str, int]) -> pl.DataFrame:
    """(device, field, value, source, days after the start) of each."""
    return pl.DataFrame(
        [
            {
                "device": device, "field": field, "value": value, "source": source,
                "at": START + timedelta(days=day), "position": number,
            }
            for number, (device, field, value, source, day) in enumerate(rows)
        ]
    )  # fmt: skip


def devices(**columns: Any) -> pl.DataFrame:
    row = {"device": "d", "class": "camera", "visual": "yes", "candidate": True, "hardware_maker": "axis", "site": None}
    return pl.DataFrame([row | columns, {**row, "device": "e"}], schema_overrides={"site": pl.String})


def told(column: str, value: str, person: str = "A", day: int = 0) -> tuple[str, str, str, str, int]:
    return "d", f"settled.{column}", value, f"settled:{person}", day


def laid(*rows: tuple[str, str, str, str, int], **columns: Any) -> dict[str, Any]:
    found = settled.lay_over(devices(**columns), settled.newest(seen(*rows)))
    assert found["device"].to_list() == ["d", "e"]
    assert found.row(1, named=True)["settled"] == []
    return found.row(0, named=True)


def test_it_stands_above_what_was_found_and_both_are_told() -> None:
    found = laid(told("hardware_maker", "dahua", "A. Example"))
    assert found["hardware_maker"] == "dahua"
    assert found["settled"] == ["hardware_maker is dahua, as A. Example settled on 2026-11-01; found: axis"]


def test_the_newest_word_holds_and_may_take_it_back() -> None:
    assert laid(told("site", "hq"), told("site", "depot", day=2), told("site", "shed", day=1))["site"] == "depot"
    assert laid(told("site", "hq"), told("site", "", day=1))["site"] is None
    assert laid(told("site", "hq"), told("site", "", day=1))["settled"] == []


def test_only_a_person_s_word_counts() -> None:
    assert laid(("d", "settled.site", "hq", "importer:register-csv@1", 0))["site"] is None
    assert laid(("d", "register.site", "hq", "settled:A", 0))["site"] is None
    assert laid(told("colour", "red"))["settled"] == []


@pytest.mark.parametrize(
    ("value", "visual", "candidate"),
    [
        ("not-camera", "no", False),
        ("access-control", "no", False),
        ("recorder", "yes", True),
        ("intercom", "unknown", True),
    ],
)
def test_what_it_is_decides_whether_it_is_judged(value: str, visual: str, candidate: bool) -> None:
    found = laid(told("class", value))
    assert (found["class"], found["visual"], found["candidate"]) == (value, visual, candidate)
    other = laid(told("class", value), **{"class": "not-camera", "visual": "no", "candidate": False})
    assert other["candidate"] is candidate


def test_what_no_column_holds_yet_is_told_all_the_same() -> None:
    assert laid(told("placement", "minister's office"))["settled"] == [
        "placement is minister's office, as A settled on 2026-11-01"
    ]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("colour", "red", "cannot be settled"),
        ("site", "nowhere", "is no word for site"),
        ("installed_on", "yesterday", "is no day"),
    ],
)
def test_what_cannot_be_settled_is_said(column: str, value: str, words: str) -> None:
    assert words in settled.fault(column, value, {"site": ("hq",)})


def test_what_can_be_settled_is_no_fault() -> None:
    assert settled.fault("site", "hq", {"site": ("hq",)}) == ""
    assert settled.fault("site", "", {"site": ("hq",)}) == ""
    assert settled.fault("installed_on", "2024-05-14", {}) == ""
