"""Who holds a block of Ethernet addresses, and the date of the table."""

from __future__ import annotations

from camcensus.knowledge import registrants


def test_a_block_has_its_registrant_and_the_table_its_month() -> None:
    found = registrants.table()
    assert "Hikvision" in found.names["44:19:b6"]
    assert "Axis" in found.names["00:40:8c"]
    assert found.made == registrants.MADE[found.package.split()[1]]


def test_a_block_that_is_in_no_table_is_missing() -> None:
    assert registrants.table().names.get("d8:e6:fc") is None


def test_what_was_asked_for_is_listed() -> None:
    names = registrants.table().names
    assert names["00:40:8c"]
    assert list(names) == ["00:40:8c"]
    assert len(names) == 1


def test_nothing_is_asked_of_nothing() -> None:
    assert dict(registrants.table().names) == {}
