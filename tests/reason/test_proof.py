"""What a text says against what was wanted: each way in which they can differ is named with its rule."""

from __future__ import annotations

import pytest
from tests.contained import HOSTS, box, containment, networks, proved, service

from camcensus.engine import contain
from camcensus.model.containment import DEVICE, SESSIONS, STATELESS, TRACKED, Difference, Place
from camcensus.reason import proof
from camcensus.reason.containment import Wanted
from camcensus.wire import packets, spans

MADE = containment(["10.1.0.2"])
TEXT = contain.form("nftables").module.render(MADE)


def differences(text: str) -> tuple[Difference, ...]:
    assert text != TEXT
    return proved("nftables", MADE, text).differences


def kinds(text: str) -> set[str]:
    return {one.kind for one in differences(text)}


def test_as_it_is_written_it_holds() -> None:
    found = proved("nftables", MADE)
    assert found.holds
    assert "both families" in found.checked[0]


def test_a_path_that_was_not_wanted_is_named_with_its_rule() -> None:
    (first, *_) = differences(TEXT.replace("udp dport { 123 }", "udp dport { 123, 53 }", 1))
    assert (first.kind, first.source, first.target, first.services) == (
        "open",
        ("10.1.0.2/32",),
        ("10.3.0.2/32",),
        "udp 53",
    )
    assert "dport { 123 , 53 }" in first.rules[0].text
    assert first.rules[0].line > 0


def test_a_need_that_is_not_met_is_named() -> None:
    found = differences(TEXT.replace("udp dport { 123 }", "udp dport { 124 }", 1))
    assert {one.kind for one in found} == {"open", "shut"}
    (shut,) = [one for one in found if one.kind == "shut"]
    assert (shut.services, "denied" in shut.rules[0].text) == ("udp 123", True)


def test_a_rule_that_is_not_understood_is_no_proof() -> None:
    assert kinds(TEXT.replace("udp dport { 123 }", "udp dport { 123 } meta mark 7", 1)) == {"unsure"}


def test_a_line_that_is_not_understood_is_no_proof() -> None:
    assert kinds(TEXT + 'include "more.nft"\n') == {"unread"}


def test_others_than_the_devices_must_be_left_alone() -> None:
    assert kinds(TEXT.replace("policy accept", "policy drop")) == {"touched"}


def test_a_chain_that_hangs_elsewhere_holds_nothing() -> None:
    assert kinds(TEXT.replace("hook forward", "hook input")) == {"open"}


def test_differences_are_listed_up_to_a_count() -> None:
    many = [Wanted(f"n{at}", "", DEVICE, networks(f"10.3.0.{at}"), (service("udp", 123),)) for at in range(40)]
    made = containment(["10.1.0.2"], many)
    text = contain.form("nftables").module.render(made).replace("counter log prefix", "accept; log prefix")
    found = proved("nftables", made, text.replace("dport { 123 }", "dport { 9 }"))
    assert (len(found.differences), found.more > 0) == (proof.SHOWN, True)


@pytest.mark.parametrize("kind", [TRACKED, SESSIONS, STATELESS])
def test_what_is_wanted_holds_the_first_packets_of_every_need(kind: str) -> None:
    made = containment()
    goal = proof.wanted(made, kind)
    for cube in proof.opening(made):
        assert any(packets.covers(each, cube) for each in goal)


def test_a_tracked_answer_passes_by_its_port_alone() -> None:
    goal = proof.wanted(containment(["10.1.0.2"]), TRACKED)
    here, there = spans.address("10.3.0.2"), spans.address("10.1.0.2")
    known, new = packets.modes(["established"], answers=False), packets.OPENING
    answer, other = (here, there, packets.UDP, 123, 40_000), (here, there, packets.UDP, 99, 40_000)
    for packet, mode, passes in ((answer, known, True), (answer, new, False), (other, known, False)):
        assert any(packets.holds(one, packet, mode) for one in goal) is passes


def test_a_list_without_sessions_says_what_is_wider() -> None:
    found = proved("ios", MADE)
    assert found.holds
    assert [(one.services, one.source) for one in found.wider] == [
        ("udp, from port 123", ("10.3.0.2/32",)), ("udp, from port 53", ("10.4.0.2/32",)),
    ]  # fmt: skip


@pytest.mark.parametrize("line", [" ip access-group ", " ipv6 traffic-filter ", "interface Vlan4"])
def test_a_list_that_is_not_applied_closes_nothing(line: str) -> None:
    made = containment(place=Place(interfaces=("Vlan40",)))
    text = contain.form("ios").module.render(made)
    assert proved("ios", made, text).holds
    found = proved("ios", made, text.replace(line, "! ", 1)).differences
    assert "is not applied to Vlan40 in" in found[0].services


def test_one_family_alone_is_asked_of_a_text_of_one_family() -> None:
    made = containment()
    assert proved("iptables", made).holds
    assert proved("ip6tables", made).holds
    assert not proof.prove(made, box("iptables", contain.form("iptables").module.render(made)),
                           contain.asked(contain.form("nftables"), made)).holds  # fmt: skip


def test_a_few_networks_are_shown() -> None:
    assert proof.shown(networks("10.0.0.0/31", "10.0.0.9")) == ("10.0.0.0/31", "10.0.0.9/32")
    assert proof.shown(networks(*(f"10.0.0.{2 * n}" for n in range(50))))[-1] == "and more"
    rest = spans.without(spans.V4_ALL, networks("10.0.0.0/30", "10.1.0.0/16"))
    assert proof.shown(rest) == ("all of IPv4 but 10.0.0.0/30 and 10.1.0.0/16",)
    assert proof.shown(spans.ADDRESSES) == ("all of IPv4", "all of IPv6")
    assert proof.addresses(HOSTS["camera"]) == networks(*HOSTS["camera"])
