"""Objects and groups: what they come to, and those that come to nothing that is known."""

from __future__ import annotations

import pytest

from camcensus.wire import spans
from camcensus.wire.config import _cisco_objects
from camcensus.wire.config._cisco_objects import Objects, Service, merged


def made(*groups: tuple[str, list[str], list[str]]) -> Objects:
    """Groups of networks: (name, networks, groups within)."""
    objects = Objects()
    for name, networks, within in groups:
        group = objects.group(name, "network")
        group.parts += map(spans.network, networks)
        group.within += within
    return objects


def test_groups_within_groups_come_to_all_of_them() -> None:
    objects = made(("a", ["10.0.0.1"], ["b", "c"]), ("b", ["10.0.0.2"], ["c"]), ("c", ["10.0.0.3"], []))
    assert objects.found("a").spans == spans.network("10.0.0.1-10.0.0.3")
    assert objects.found("a").unread == ()
    assert objects.kind("a") == "network"
    assert objects.kind("x") == ""


def test_one_that_is_missing_or_empty_is_told() -> None:
    objects = made(("a", ["10.0.0.1"], ["x"]), ("e", [], []))
    assert objects.found("a").unread == ("x is not in the file",)
    assert objects.found("e").unread == ("e is empty",)
    assert objects.found("y").kind == ""


@pytest.mark.parametrize("first", ["a", "b", "c"])
def test_those_that_contain_themselves_are_told_wherever_one_begins(first: str) -> None:
    objects = made(("a", ["10.0.0.1"], ["b"]), ("b", [], ["c"]), ("c", [], ["a"]), ("d", ["10.0.0.9"], []))
    assert any("contains itself" in why for why in objects.found(first).unread)
    for name in "abc":
        assert objects.found(name).unread
    assert objects.found("d").unread == ()


def test_groups_that_nest_too_deeply_or_hold_too_much_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = [(str(n), ["10.0.0.1"], [str(n + 1)]) for n in range(5000)]
    assert "more than is read" in made(*chain, ("5000", ["10.0.0.1"], [])).found("0").unread[0]
    monkeypatch.setattr(_cisco_objects, "MAX_NUMBERS", 3)
    assert "more than is read" in made(("a", ["10.0.0.1", "10.0.0.3"], [])).found("a").unread[0]


def test_a_key_of_two_kinds_is_told() -> None:
    objects = made(("a", ["10.0.0.1"], []))
    objects.group("a", "service")
    assert objects.found("a").unread == ("a is both network and service",)


def test_services_of_one_protocol_become_one() -> None:
    tcp = spans.one(6)
    services = [Service(tcp, target_port=spans.one(n)) for n in (80, 81, 443)]
    assert merged(services) == (Service(tcp, target_port=(80, 82, 443, 444)),)


def test_rules_share_a_bound_for_their_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_cisco_objects, "MAX_CUBES", 5)
    objects = Objects()
    assert [objects.spend(3), objects.spend(3), objects.spend(1)] == [True, False, True]
