"""Access lists of IOS: their order, what stands behind them, and counts."""

from __future__ import annotations

import pytest
from tests.wire.config.cases_cisco import ICMP6, Packet, verdict

from camcensus.wire.config import ios
from camcensus.wire.config._ios_acl import is_extended, is_standard
from camcensus.wire.config.values import Box

HEAD = """interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.0.0
 ip access-group LIST in
 ipv6 traffic-filter LIST6 in
interface GigabitEthernet0/1
 ip address 10.2.0.1 255.255.0.0
ipv6 unicast-routing
"""


def asked(text: str, target: str = "10.2.0.5", port: int = 80, **more: object) -> str:
    packet = Packet("10.1.0.5", target, target_port=port, **more)  # type: ignore[arg-type]
    return verdict(box(text), "GigabitEthernet0/0", "GigabitEthernet0/1", packet)


def box(text: str) -> Box:
    return ios.parse(f"{HEAD}{text}\nend\n")


def rules(text: str, key: str = "ip access-list LIST") -> list[tuple[str, int | None]]:
    return [(rule.name, rule.hits) for rule in box(text).chains[key].rules]


def test_a_list_denies_behind_its_last_entry() -> None:
    text = "ip access-list extended LIST\n permit tcp any any eq 443"
    assert asked(text, port=443) == "permit"
    assert asked(text, port=80) == "deny"


def test_a_list_that_is_not_there_or_empty_permits_everything() -> None:
    assert asked("") == "permit"
    assert asked("ip access-list extended LIST\n remark nothing yet") == "permit"
    assert "no such list" in box("").chains["GigabitEthernet0/0 in"].rules[0].text


def test_sequence_numbers_tell_the_order() -> None:
    text = "ip access-list extended LIST\n 20 deny ip any any\n 10 permit tcp any any eq 80\n 30 permit ip any any"
    assert asked(text, port=80) == "permit"
    assert asked(text, port=81) == "deny"
    assert rules(text) == [("10", None), ("20", None), ("30", None)]


def test_a_remark_names_the_entry_behind_it() -> None:
    text = "ip access-list extended LIST\n remark cameras\n 10 permit ip any any\n 20 deny ip any any"
    assert rules(text) == [("10 cameras", None), ("20", None)]


@pytest.mark.parametrize(
    ("number", "entry"), [("7", "permit 10.1.0.0 0.0.255.255"), ("101", "permit ip any host 10.2.0.5")]
)
def test_lists_have_numbers_too(number: str, entry: str) -> None:
    text = f"access-list {number} remark x\naccess-list {number} {entry}"
    made = ios.parse(HEAD.replace("LIST in", f"{number} in", 1) + text + "\nend")
    packets = [Packet("10.1.0.5", "10.2.0.5", target_port=80), Packet("10.9.0.5", "10.2.0.6", target_port=80)]
    assert [verdict(made, "GigabitEthernet0/0", "GigabitEthernet0/1", one) for one in packets] == ["permit", "deny"]


def test_numbers_tell_the_kind() -> None:
    assert [n for n in range(3000) if is_standard(n)] == [*range(1, 100), *range(1300, 2000)]
    assert [n for n in range(3000) if is_extended(n)] == [*range(100, 200), *range(2000, 2700)]


def test_established_lets_only_answers_in() -> None:
    text = "ip access-list extended LIST\n permit tcp any any established"
    assert asked(text, answers=True) == "permit"
    assert asked(text) == "deny"


def test_what_is_not_followed_makes_a_verdict_unknown_where_it_matters() -> None:
    text = "ip access-list extended LIST\n permit tcp any any eq 80 time-range DAY\n deny ip any any"
    assert asked(text, port=80) == "unknown"
    assert asked(text, port=81) == "deny"
    for entry in ("evaluate BACK", "flurb ip any any", "permit tcp any any fragments", "permit ip object-group X any"):
        assert asked(f"ip access-list extended LIST\n {entry}") == "unknown"


def test_a_reflected_entry_permits_what_it_says() -> None:
    assert asked("ip access-list extended LIST\n permit tcp any any reflect BACK timeout 60") == "permit"


def test_lists_of_ipv6_permit_neighbours_and_filter_only_ipv6() -> None:
    text = "ipv6 access-list LIST6\n permit tcp any host 2001:db8:2::5 eq 80 sequence 10"

    def six(target: str, protocol: int = 6, port: int = 80) -> str:
        packet = Packet("2001:db8:1::5", target, protocol, port)
        return verdict(box(text), "GigabitEthernet0/0", "GigabitEthernet0/1", packet)

    assert six("2001:db8:2::5") == "permit"
    assert six("2001:db8:2::6") == "deny"
    assert six("2001:db8:2::6", ICMP6, 135 << 8) == "permit"
    assert six("2001:db8:2::6", ICMP6, 128 << 8) == "deny"
    assert asked(text) == "permit"
    assert rules(text, "ipv6 access-list LIST6")[0] == ("10", None)


def test_ipv6_may_deny_neighbours_before() -> None:
    text = "ipv6 access-list LIST6\n deny ipv6 any any"
    packet = Packet("2001:db8:1::5", "2001:db8:2::6", ICMP6, 135 << 8)
    assert verdict(box(text), "GigabitEthernet0/0", "GigabitEthernet0/1", packet) == "deny"


SHOWN = """
Extended IP access list LIST
    10 permit tcp any any eq www (17 matches)
    20 deny ip any any log (1 match)
IPv6 access list LIST6
    permit tcp any host 2001:db8::1 eq 80 (5 matches) sequence 10
"""


def test_counts_are_taken_from_what_is_shown() -> None:
    text = "ip access-list extended LIST\n permit tcp any any eq www\n deny   ip any any log" + SHOWN
    assert rules(text) == [("", 17), ("", 1)]


def test_lists_that_are_only_shown_are_read() -> None:
    assert rules(SHOWN) == [("10", 17), ("20", 1)]
    assert rules(SHOWN, "ipv6 access-list LIST6")[0] == ("10", 5)
    shown = "Standard IP access list 7\n    10 permit 10.1.0.0, wildcard bits 0.0.255.255 (3 matches)"
    assert rules(f"{shown}\naccess-list 7 permit 10.1.0.0 0.0.255.255", "ip access-list 7") == [("", 3)]
