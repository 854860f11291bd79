"""Where nobody has looked."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from tests.support import estate, log, see

from camcensus.reason import coverage

DEVICES = {"device": pl.String, "class": pl.String, "site": pl.String, "zone": pl.String,
           "channels_listed": pl.Boolean, "observed": pl.Boolean}  # fmt: skip


def gaps(*parts: pl.DataFrame, devices: Sequence[tuple[object, ...]] | None = None) -> list[tuple[str, str]]:
    frame = pl.DataFrame(devices or [], schema=DEVICES, orient="row")
    return coverage.gaps(log(parts), frame, estate()).select("subject", "gap").rows()


def scanned(*cidrs: str) -> pl.DataFrame:
    return see("file:scan", *(("fact.reach", cidr) for cidr in cidrs))


def test_a_site_that_nobody_looked_at_is_one_gap() -> None:
    assert gaps() == [("site:hq", "site-not-looked-at")]


def test_addresses_that_no_scan_covered_are_named() -> None:
    assert gaps(scanned("10.0.1.0/24")) == [("subnet:core/10.0.2.0/24", "subnet-not-looked-at")]


def test_what_is_left_of_a_zone_is_named() -> None:
    assert gaps(scanned("10.0.1.0/24", "10.0.2.0/25")) == [("subnet:core/10.0.2.128/25", "subnet-not-looked-at")]


def test_where_all_was_covered_there_is_no_gap() -> None:
    assert gaps(scanned("10.0.0.0/16")) == []


def test_listening_is_not_looking_but_is_told() -> None:
    heard = see("file:capture", ("fact.heard", "10.0.2.0/24"))
    assert gaps(scanned("10.0.1.0/24"), heard) == [("subnet:core/10.0.2.0/24", "subnet-only-heard")]
    assert gaps(heard) == [("site:hq", "site-not-looked-at")]
    elsewhere = see("file:capture", ("fact.heard", "10.0.2.0/24"), realm="other")
    assert gaps(scanned("10.0.1.0/24"), elsewhere) == [("subnet:core/10.0.2.0/24", "subnet-not-looked-at")]


def test_a_scan_of_another_realm_covers_nothing_here() -> None:
    assert gaps(see("file:scan", ("fact.reach", "10.0.0.0/16"), realm="other")) == [("site:hq", "site-not-looked-at")]


def test_a_register_is_not_a_look() -> None:
    paper = [("d", "camera", "hq", None, False, False)]
    assert gaps(devices=paper) == [("site:hq", "site-not-looked-at")]


def test_a_device_that_was_seen_is_a_look_at_its_site_but_not_at_its_subnets() -> None:
    seen = [("d", "camera", "hq", "cameras", False, True)]
    assert [gap for _, gap in gaps(devices=seen)] == ["subnet-not-looked-at"] * 2


def test_a_walk_round_is_a_look_at_the_site_but_at_no_address() -> None:
    frame = pl.DataFrame([], schema=DEVICES, orient="row")
    found = coverage.gaps(log([]), frame, estate(), {"hq"})
    assert found["gap"].to_list() == ["subnet-not-looked-at"] * 2


def test_a_recorder_whose_channels_nobody_listed_is_a_gap() -> None:
    recorder = [("d", "recorder", "hq", "cameras", False, True)]
    assert ("recorder:d", "recorder-channels-unknown") in gaps(scanned("10.0.0.0/16"), devices=recorder)


def test_a_recorder_whose_channels_are_listed_is_none() -> None:
    recorder = [("d", "recorder", "hq", "cameras", True, True)]
    assert gaps(scanned("10.0.0.0/16"), devices=recorder) == []


def test_a_reach_that_is_no_range_covers_nothing() -> None:
    assert gaps(scanned("everything", "10.0.0.0-")) == [("site:hq", "site-not-looked-at")]
