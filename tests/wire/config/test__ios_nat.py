"""NAT of IOS: what is written, in which direction, and where it is not known."""

from __future__ import annotations

import pytest
from tests.wire.config.cases_cisco import UDP, Packet, walked

from camcensus.wire import spans
from camcensus.wire.config import ios
from camcensus.wire.config._cisco import Line
from camcensus.wire.config._ios_nat import Nat
from camcensus.wire.config.values import Box

HEAD = """interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.0.0
 ip nat inside
interface GigabitEthernet0/1
 ip address 192.0.2.1 255.255.255.0
 ip nat outside
interface GigabitEthernet0/2
 ip address 10.3.0.1 255.255.0.0
access-list 7 deny host 10.1.0.66
access-list 7 permit 10.1.0.0 0.0.255.255
ip nat pool P 192.0.2.50 192.0.2.59 netmask 255.255.255.0
"""
IN, OUT, BESIDE = (f"GigabitEthernet0/{n}" for n in range(3))


def box(text: str) -> Box:
    return ios.parse(f"{HEAD}{text}\nend\n")


def sent(text: str, ways: tuple[str, str], packet: Packet) -> tuple[str, str, str, int]:
    """(verdict, source, target, target port) as it leaves."""
    found, (source, target, _, _, port) = walked(box(text), *ways, packet)
    return found, spans.shown(source), spans.shown(target), port


def test_a_fixed_address_is_led_in_and_hides_who_goes_out() -> None:
    text = "ip nat inside source static 10.1.0.5 192.0.2.5 extendable"
    came = sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.5", target_port=80))
    assert came == ("permit", "198.51.100.1", "10.1.0.5", 80)
    went = sent(text, (IN, OUT), Packet("10.1.0.5", "198.51.100.1", target_port=80))
    assert went == ("permit", "192.0.2.5", "198.51.100.1", 80)
    assert sent(text, (IN, BESIDE), Packet("10.1.0.5", "10.3.0.1"))[1] == "10.1.0.5"
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.6"))[2] == "192.0.2.6"


@pytest.mark.parametrize("to", ["192.0.2.1", "interface GigabitEthernet0/1"])
def test_a_fixed_port_is_led_in(to: str) -> None:
    text = f"ip nat inside source static tcp 10.1.0.5 80 {to} 8080"
    came = sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.1", target_port=8080))
    assert came == ("permit", "198.51.100.1", "10.1.0.5", 80)
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.1", UDP, 8080))[2] == "192.0.2.1"
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.1", target_port=80))[2] == "192.0.2.1"


def test_a_network_is_shifted() -> None:
    text = "ip nat inside source static network 10.1.5.0 192.0.2.0 /24"
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.77"))[2] == "10.1.5.77"
    assert sent(text, (IN, OUT), Packet("10.1.5.77", "198.51.100.1"))[1] == "192.0.2.77"


def test_those_outside_may_be_known_by_other_addresses() -> None:
    text = "ip nat outside source static 198.51.100.1 10.1.9.9"
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "10.1.0.5"))[1] == "10.1.9.9"
    assert sent(text, (IN, OUT), Packet("10.1.0.5", "10.1.9.9"))[2] == "198.51.100.1"


def test_a_list_tells_who_is_translated() -> None:
    text = "ip nat inside source list 7 interface GigabitEthernet0/1 overload"
    made = box(text)
    (jump,) = made.chains["nat of sources behind the route"].rules
    rules = made.chains[jump.chain].rules
    assert [(rule.action, rule.line) for rule in rules] == [("return", 9), ("translate", 10)]
    assert rules[1].translation is not None
    assert rules[1].translation.of_interface
    assert "nat of targets before the route" not in made.chains


def test_a_pool_without_overload_leads_strangers_nobody_knows_where() -> None:
    assert (
        sent("ip nat inside source list 7 pool P overload", (IN, OUT), Packet("10.1.0.5", "198.51.100.1"))[1]
        == "192.0.2.50"
    )
    text = "ip nat inside source list 7 pool P"
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.55"))[0] == "unknown"
    assert sent(text, (OUT, IN), Packet("198.51.100.1", "192.0.2.66"))[0] == "permit"
    assert sent(text, (IN, OUT), Packet("10.1.0.66", "198.51.100.1"))[1] == "10.1.0.66"


@pytest.mark.parametrize(
    "text",
    [
        "ip nat inside source list 99 pool P overload",
        "ip nat inside source list 7 pool X overload",
        "ip nat inside source route-map R interface GigabitEthernet0/1 overload",
        "ip nat inside source static 10.1.0.5 192.0.2.5 route-map R",
        "ip nat inside source static 10.1.0.5 192.0.2.5 vrf V",
        "ip nat inside source static tcp 10.1.0.5 80 interface Vlan9 80",
        "ip nat inside source flurb",
        "ip nat outside source list 7 pool P",
        "ip nat inside destination list 7 pool P",
        "ip nat inside source static 10.1.0.5",
    ],
)
def test_what_is_not_followed_is_not_known(text: str) -> None:
    assert sent(text, (IN, OUT), Packet("10.1.0.5", "198.51.100.1", target_port=80, source_port=80))[0] == "unknown"
    assert sent(text, (IN, BESIDE), Packet("10.1.0.5", "10.3.0.5"))[0] != "deny"


@pytest.mark.parametrize(("text", "expected"), [
    ("ip nat pool Q 10.0.0.1 10.0.0.9 prefix-length 24", True), ("ip nat translation timeout 9", True),
    ("ip nat pool Q prefix-length 24", False), ("ip nat source list 7 interface x", False), ("ip nat", False),
])  # fmt: skip
def test_which_lines_are_followed(text: str, expected: bool) -> None:
    assert Nat().take(Line(1, 0, text)) is expected
