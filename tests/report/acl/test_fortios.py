"""Policies of FortiOS: large groups in groups, families apart, moved before the first."""

from __future__ import annotations

from tests.contained import containment, proved

from camcensus.model.containment import Place
from camcensus.report.acl import fortios

SCATTERED = [f"10.1.{net}.{2 * host}" for net in range(8) for host in range(100)]


def test_large_groups_are_groups_of_groups() -> None:
    made = containment(SCATTERED)
    members = [line.count('"') // 2 for line in fortios.render(made).splitlines() if line.startswith("set member")]
    assert max(members) <= fortios.MEMBERS
    assert len(members) == 3 + 1 + 3  # parts, the whole, and the other ends
    assert proved("fortios", made).holds


def test_families_have_policies_of_their_own() -> None:
    text = fortios.render(containment())
    for block in text.split("\nedit "):
        assert not ("set srcaddr " in block and "set srcaddr6 " in block)
    assert text.count("set action deny") == 4


def test_policies_are_moved_where_the_first_is_known() -> None:
    text = fortios.render(containment(place=Place(before="7")))
    assert text.count("\nmove ") == text.count("set schedule")
    assert "\nmove " not in fortios.render(containment(place=Place(before='7" x')))


def test_names_are_as_short_as_they_must_be() -> None:
    text = fortios.render(containment(reference="r" * 200))
    names = [line.split('"')[1] for line in text.splitlines() if line.startswith("set name")]
    assert max(map(len, names)) <= 35


def test_ports_stand_fifteen_to_a_service() -> None:
    many = [line for line in fortios.render(containment()).splitlines() if "portrange" in line]
    assert max(len(line.split()) for line in many) <= 2 + fortios.PORTS
