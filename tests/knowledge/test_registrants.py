"""Who holds a block of Ethernet addresses, and the date of the table."""

from __future__ import annotations

from camcensus.knowledge import registrants


def test_a_block_has_its_registrant_and_the_table_its_month() -> None:
    found = registrants.find(["44:19:b6", "00:40:8c"])
    assert "Hikvision" in found.names["44:19:b6"]
    assert "Axis" in found.names["00:40:8c"]
    assert found.made == registrants.MADE[found.package.split()[1]]


def test_a_block_that_is_in_no_table_is_missing() -> None:
    assert registrants.find(["d8:e6:fc"]).names == {}


def test_nothing_is_asked_of_nothing() -> None:
    assert registrants.find([]).names == {}
