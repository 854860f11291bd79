"""What is shipped is gentle, and what was authorised cannot be changed afterwards."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest

from camcensus.model.scope import MOST_PORTS, PORTS, Authority, Exclusion, Limits, Network, Range, Scope, Window


def scope() -> Scope:
    return Scope(
        authority=Authority(person="Jo Bloggs, head of estates", on=date(2026, 11, 1)),
        range=(Range(addresses="10.1.2.0/24"),),
        window=Window(start=datetime(2026, 11, 20, tzinfo=UTC), end=datetime(2026, 11, 21, tzinfo=UTC)),
    )


def test_nothing_is_asked_without_somebody_who_permits_it_addresses_and_a_time() -> None:
    needed = {
        one.name
        for one in dataclasses.fields(Scope)
        if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
    }
    assert needed == {"authority", "range", "window"}


def test_an_exclusion_says_why() -> None:
    with pytest.raises(TypeError):
        Exclusion(addresses="10.1.2.3")  # type: ignore[call-arg]


@pytest.mark.parametrize("part", ["", "authority", "window", "limits", "network"])
def test_no_part_of_it_can_be_changed(part: str) -> None:
    one = getattr(scope(), part) if part else scope()
    for named in dataclasses.fields(one):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(one, named.name, None)


@pytest.mark.parametrize("kind", [Authority, Range, Exclusion, Window, Limits, Network, Scope])
def test_every_value_is_given_by_name(kind: type) -> None:
    assert all(one.kw_only for one in dataclasses.fields(kind))


def test_a_scope_can_be_compared_and_changed_only_into_another() -> None:
    other = dataclasses.replace(scope(), body="A council")
    assert scope() == scope() != other


def test_no_link_is_called_and_nothing_public_or_secret_is_meant_unless_it_says_so() -> None:
    network = scope().network
    assert (network.links, network.public, network.snmp, network.source) == ((), (), "", "")


def test_the_ports_are_a_short_list_of_different_ones() -> None:
    assert len(set(PORTS)) == len(PORTS) <= MOST_PORTS
    assert all(0 < port < 65_536 for port in PORTS)


def test_what_is_shipped_leaves_a_device_connections_for_every_port_three_times() -> None:
    assert Limits().connections >= 3 * len(PORTS)


def test_an_attempt_to_connect_costs_one_packet_as_shipped() -> None:
    """Linux repeats a SYN after one second (RFC 6298, section 2.1)."""
    assert Limits().connect_ms < 1_000
