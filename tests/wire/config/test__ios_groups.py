"""Object groups of IOS."""

from __future__ import annotations

import pytest

from camcensus.wire import spans
from camcensus.wire.config._cisco import Block, Line
from camcensus.wire.config._cisco_objects import Found, Objects, Service
from camcensus.wire.config._ios_groups import take


def found(head: str, *under: str) -> Found:
    objects = Objects()
    block = Block(Line(1, 0, head), [Line(n, 1, text) for n, text in enumerate(under, 2)])
    assert take(block, objects)
    return objects.found(f"object-group {head.split()[2]}")


def test_a_group_of_networks() -> None:
    group = found("object-group network X", "description x", "host 10.1.0.1", "10.2.0.0 255.255.0.0",
                  "range 10.3.0.1 10.3.0.9")  # fmt: skip
    parts = [spans.network(one) for one in ("10.1.0.1", "10.2.0.0/16", "10.3.0.1-10.3.0.9")]
    assert group == Found("network", spans.union(parts), height=1)


def test_a_group_of_networks_of_ipv6() -> None:
    group = found("object-group v6-network X", "2001:db8::/32", "host 2001:db9::1")
    assert group.spans == spans.union([spans.network("2001:db8::/32"), spans.network("2001:db9::1")])


def test_a_group_of_services() -> None:
    group = found(
        "object-group service X", "tcp eq 80", "tcp source gt 1023 eq 443", "udp 53", "icmp echo", "ospf", "ip"
    )
    assert set(group.services) == {
        Service((6, 7), target_port=(80, 81)),
        Service((6, 7), (1024, 65_536), (443, 444)),
        Service((17, 18), target_port=(53, 54)),
        Service((1, 2), target_port=(2048, 2304)),
        Service((89, 90)),
        Service(),
    }


@pytest.mark.parametrize(
    "text", ["flurb", "host", "10.0.0.0", "host 10.0.0.1 x", "range 10.0.0.9 10.0.0.1", "object-group Y"]
)
def test_what_is_not_understood_is_told(text: str) -> None:
    assert found("object-group network X", "host 10.1.0.1", text).unread


def test_a_group_in_itself_is_told() -> None:
    assert "contains itself" in found("object-group network X", "host 10.0.0.1", "group-object X").unread[0]


@pytest.mark.parametrize(
    "head", ["object-group ip address X", "object-group network", "interface X", "object-group x y"]
)
def test_other_lines_are_no_group(head: str) -> None:
    assert not take(Block(Line(1, 0, head), []), Objects())
