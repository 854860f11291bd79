from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context

from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers._scan_notes import NEVER, When
from camcensus.sources.reading.gathered import Gathered

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
EXACT = When(NOON, NOON, "exact")
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-12T12:00:00Z", "2026-11-12T13:00:00+01:00", "2026-11-12 12:00:00 UTC", "2026-11-12T12:00Z",
        "2026-11-12T12:00:00.000000000Z", "2026-11-12T12:00:00", " 2026-11-12T07:00:00-0500 ",
    ],
)  # fmt: skip
def test_times_of_iso_8601(text: str) -> None:
    assert notes.iso(text, utc=True) == EXACT


def test_finer_parts_of_a_second_are_cut() -> None:
    assert notes.iso("2026-11-12T12:00:00.123456789Z", utc=True).first == NOON.replace(microsecond=123456)
    assert notes.iso("2026-11-12T12:00:00,5Z", utc=True).first == NOON.replace(microsecond=500000)


def test_a_time_without_a_zone_is_only_known_where_the_format_says_that_it_is_utc() -> None:
    assert notes.iso("2026-11-12T12:00:00", utc=False) == NEVER
    assert notes.iso("2026-11-12T12:00:00Z", utc=False) == EXACT


@pytest.mark.parametrize("text", ["", "x", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "2026-11-12"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert notes.iso(text, utc=True) == NEVER


@given(st.text(max_size=70))
def test_any_text_is_a_time_or_none(text: str) -> None:
    for when in (notes.iso(text, utc=True), notes.epoch(text), notes.local(text, ("%b %d, %Y",), LONDON)):
        assert (when.first is None) == (when.quality == "unknown")


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)))  # noqa: DTZ001  # hypothesis wants them without zones
def test_times_come_back(moment: datetime) -> None:
    exact = moment.replace(tzinfo=UTC)
    assert notes.iso(exact.isoformat(), utc=False).first == exact
    seconds = exact.replace(microsecond=0)
    assert notes.epoch(str(int(seconds.timestamp()))).first == seconds


def test_seconds_since_1970() -> None:
    assert notes.epoch("1794484800") == EXACT
    assert notes.epoch("86400").quality == "device-clock"
    assert notes.epoch("0") == notes.epoch("-5") == notes.epoch("²") == notes.epoch("9" * 4_000) == NEVER


def test_times_by_a_clock_on_the_wall() -> None:
    forms = ("%a %b %d %H:%M:%S %Y",)
    summer = notes.local("Fri  Jul 10 11:00:00 2026", forms, LONDON)
    ten = datetime(2026, 7, 10, 10, tzinfo=UTC)
    assert summer == When(ten, ten, "local-guessed")
    twice = notes.local("Sun Oct 25 01:30:00 2026", forms, LONDON)
    assert twice.first is not None
    assert twice.last is not None
    assert twice.first < twice.last
    assert notes.local("Thu Nov 12 12:00:00 2026", forms, None) == EXACT
    assert notes.local("Fri Jan 01 00:00:00 0001", forms, ZoneInfo("Asia/Tokyo")) == NEVER


def test_two_times_are_a_span() -> None:
    later = notes.epoch("1794484900")
    assert notes.span(EXACT, later) == When(NOON, later.last, "exact")
    assert notes.span(later, EXACT) == later
    assert notes.span(NEVER, later) == later
    assert notes.span(EXACT, NEVER) == EXACT
    assert notes.span(NEVER, NEVER) == NEVER
    assert notes.span(When(NOON, NOON, "local-guessed"), later).quality == "local-guessed"


@pytest.mark.parametrize("text", ["", "x", "127.0.0.1", "::1", "0.0.0.0", "224.0.0.1", "ff02::1", "10.0.0.256"])  # noqa: S104
def test_what_is_no_host(text: str) -> None:
    assert notes.host(text) is None


def test_hosts() -> None:
    assert notes.host(" 10.0.0.5 ") == "10.0.0.5"
    assert notes.host("2001:DB8:0::5%eth0") == "2001:db8::5"


@pytest.mark.parametrize(("text", "number"), [("80", 80), ("65535", 65_535), ("0", 0), ("65536", 0), ("²", 0), ("", 0)])
def test_ports(text: str, number: int) -> None:
    assert notes.port(text) == number
    assert notes.port("9" * 5_000) == 0


def test_cells_that_hold_several_values() -> None:
    assert notes.split(" 10.0.0.5\t10.0.0.6; a,b\n") == ["10.0.0.5", "10.0.0.6", "a", "b"]


# --- notes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def gathered() -> Gathered:
    return Gathered(context(Path("x")), "importer:x@1")


def rows(gathered: Gathered) -> list[tuple[Any, ...]]:
    return gathered.take().observations.select("subject", "field", "value", "at", "at_quality").rows()


def test_facts_are_noted_once_and_empty_ones_not_at_all(gathered: Gathered) -> None:
    facts = [("http.title", "x"), ("http.title", "x"), ("http.title", " \0"), ("mac", ""), ("http.server", "a\0b")]
    notes.add(gathered, "10.0.0.5", facts, EXACT, gathered.keep("x"))
    assert rows(gathered) == [
        ("ip:10.0.0.5", "http.title", "x", NOON, "exact"),
        ("ip:10.0.0.5", "http.server", "ab", NOON, "exact"),
    ]


def test_a_host_that_answers_everything_is_cut_short(gathered: Gathered) -> None:
    facts = [("net.open_port", f"{number}/tcp") for number in range(5_000)]
    notes.add(gathered, "10.0.0.5", facts, NEVER, gathered.keep("x"))
    assert len(rows(gathered)) == notes.MAX_FACTS
    assert "5,000 open ports and answers" in gathered.remarks.all("x")[0].what


def test_an_asset_has_its_other_addresses_with_it(gathered: Gathered) -> None:
    notes.add_asset(gathered, ["10.0.0.5", "10.9.0.5"], [("http.title", "x")], NEVER, gathered.keep("x"))
    assert [row[:3] for row in rows(gathered)] == [
        ("ip:10.0.0.5", "fact.ip", "10.9.0.5"),
        ("ip:10.0.0.5", "http.title", "x"),
    ]


def test_an_asset_without_an_ip_address_is_told_by_its_ethernet_address(gathered: Gathered) -> None:
    facts = [("mac", "3c:ef:8c:00:00:01"), ("mac", "3c:ef:8c:00:00:02"), ("fact.hostname", "x")]
    notes.add_asset(gathered, [], facts, NEVER, gathered.keep("x"))
    assert [row[:3] for row in rows(gathered)] == [
        ("mac:3c:ef:8c:00:00:01", "mac", "3c:ef:8c:00:00:02"),
        ("mac:3c:ef:8c:00:00:01", "fact.hostname", "x"),
    ]


def test_an_asset_without_any_address_is_left_out(gathered: Gathered) -> None:
    notes.add_asset(gathered, [], [("fact.hostname", "x")], NEVER, gathered.keep("x"))
    chunk = gathered.take()
    assert chunk.observations.is_empty()
    assert chunk.left_out == {"records without the address of a host": 1}
