"""Which interface an address was bound to, and when."""

from __future__ import annotations

import polars as pl
from tests.reason.spans import during, lease
from tests.support import log, see

from camcensus.reason import bindings, keys, times

HIK, AXIS = "44:19:b6:3a:11:11", "00:40:8c:11:22:33"


def lent(*parts: pl.DataFrame) -> list[str]:
    """The interfaces that sightings without one are of."""
    seen = keys.sightings(log(parts))
    return bindings.lent(keys.keys(seen), seen, times.spans(seen))["value"].to_list()


def look(day: str, *facts: tuple[str, str]) -> pl.DataFrame:
    return see("ip:10.0.1.5", *(facts or (("http.title", "x"),)), at=day, position=2)


def test_a_look_within_a_lease_is_of_its_interface() -> None:
    assert lent(lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"), look("2026-01-05")) == [HIK]


def test_a_look_between_two_sightings_of_one_interface_is_of_it() -> None:
    arp = [see("ip:10.0.1.5", ("mac", HIK), at=day) for day in ("2026-01-01", "2026-03-01")]
    assert lent(*arp, look("2026-02-01")) == [HIK]


def test_a_look_before_or_after_is_of_nobody() -> None:
    for day in ("2025-12-31", "2026-01-11"):
        assert lent(lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"), look(day)) == []


def test_a_look_that_knows_an_interface_needs_none() -> None:
    assert lent(lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"), look("2026-01-05", ("mac", AXIS))) == []


def test_what_is_undated_binds_nothing() -> None:
    assert lent(during("ip:10.0.1.5", ("mac", HIK), first=None), look("2026-01-05")) == []
    undated = during("ip:10.0.1.5", ("http.title", "x"), first=None, position=2)
    assert lent(lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"), undated) == []


def test_a_record_with_two_interfaces_binds_neither() -> None:
    both = during("ip:10.0.1.5", ("mac", HIK), ("mac", AXIS), first="2026-01-01", last="2026-01-10")
    assert lent(both, look("2026-01-05")) == []


def test_a_row_of_a_register_binds_nothing() -> None:
    row = during("asset:CAM-1", ("mac", HIK), ("fact.ip", "10.0.1.5"), first="2026-01-01", last="2026-01-10")
    assert lent(row, look("2026-01-05")) == []


def test_an_address_of_another_realm_is_another() -> None:
    there = look("2026-01-05").with_columns(realm=pl.lit("elsewhere"))
    assert lent(lease("10.0.1.5", HIK, "2026-01-01", "2026-01-10"), there) == []
