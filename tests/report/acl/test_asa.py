"""Entries of an ASA: at the head of lists that are applied, none put in their place, connections ended."""

from __future__ import annotations

from tests.contained import containment

from camcensus.model.containment import Place
from camcensus.report.acl import asa

PLACED = containment(place=Place(lists=("IN", "OUT")))


def test_entries_go_to_the_head_of_every_list() -> None:
    lines = asa.render(PLACED).splitlines()
    for name in ("IN", "OUT"):
        numbers = [int(line.split()[3]) for line in lines if line.startswith(f"access-list {name} line ")]
        assert numbers == list(range(1, len(numbers) + 1))
    assert not [line for line in lines if line.startswith("access-group")]
    assert "permit ip any any" not in asa.render(PLACED)


def test_answers_are_left_to_the_connection() -> None:
    assert "established" not in asa.render(PLACED)
    assert " eq 123 log" in asa.render(PLACED)
    assert " eq 123 object-group" not in asa.render(PLACED)


def test_connections_that_exist_are_ended() -> None:
    assert "clear conn address 10.1.0.2" in asa.load(PLACED, "f")
    wide = containment(["10.1.0.0/24"])
    assert "clear conn address 10.1.0.0-10.1.0.255" in asa.load(wide, "f")


def test_the_way_back_names_every_entry() -> None:
    count = sum(line.startswith("access-list ") for line in asa.render(PLACED).splitlines())
    assert sum(line.startswith("no access-list ") for line in asa.back_out(PLACED)) == count
