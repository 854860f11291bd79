"""Rules that no packet reaches: exactly those, never one that some packet reaches."""

from __future__ import annotations

from random import Random

import pytest
from tests import rulesets

from camcensus.reason import policy, shadows
from camcensus.reason.policy import Ways
from camcensus.wire import packets, spans
from camcensus.wire.config import iptables, nft_text
from camcensus.wire.config.values import Box


def fw(*rules: str, policy: str = "accept") -> Box:
    body = "\n".join(rules)
    return nft_text.parse(
        f"table ip t {{\nchain f {{\ntype filter hook forward priority 0; policy {policy};\n{body}\n}}\n}}\n", "fw"
    )


def named(box: Box) -> list[tuple[int, list[int]]]:
    """(line, lines that take it), counted from the first rule."""
    return [(one.rule.line - 3, [by.line - 3 for by in one.by]) for one in shadows.shadowed(box)]


def test_one_rule_takes_all_of_another() -> None:
    assert named(fw("ip saddr 10.0.0.0/8 drop", "ip saddr 10.1.0.0/16 tcp dport 80 accept")) == [(2, [1])]


def test_several_take_it_together() -> None:
    halves = ("ip saddr 10.0.0.0/25 drop", "ip saddr 10.0.0.128/25 accept")
    assert named(fw(*halves, "ip saddr 10.0.0.0/24 tcp dport 80 accept")) == [(3, [1, 2])]
    assert named(fw(halves[0], "ip saddr 10.0.0.0/24 accept")) == []


def test_a_rule_of_another_interface_takes_nothing() -> None:
    one, other = 'iifname "a" drop', 'iifname "b" tcp dport 80 accept'
    assert named(fw(one, other)) == []
    assert named(fw(one, 'iifname "a" tcp dport 80 accept')) == [(2, [1])]
    assert named(fw('iifname { "a", "b" } drop', other)) == [(2, [1])]
    assert named(fw('iifname != "a" drop', other)) == []
    assert named(fw("drop", other)) == [(2, [1])]


def test_what_is_not_understood_takes_nothing_and_is_not_named() -> None:
    assert named(fw("meta mark 7 drop", "tcp dport 80 accept", "meta mark 7 tcp dport 80 drop")) == []


def test_a_rule_that_goes_on_takes_nothing() -> None:
    assert named(fw("ip saddr 10.0.0.0/8 counter", "ip saddr 10.0.0.0/8 accept")) == []


def test_what_a_chain_takes_is_taken() -> None:
    text = """*filter
:FORWARD ACCEPT [0:0]
:part - [0:0]
-A FORWARD -s 10.0.0.0/8 -j part
-A FORWARD -s 10.1.0.0/16 -p tcp -m tcp --dport 80 -j ACCEPT
-A FORWARD -s 10.1.0.0/16 -p tcp -m tcp --dport 81 -j ACCEPT
-A part -p tcp -m tcp --dport 80 -j DROP
COMMIT
"""
    assert [(one.rule.line, [by.line for by in one.by]) for one in shadows.shadowed(iptables.parse(text, "fw"))] == [
        (5, [7])
    ]


def test_what_an_earlier_step_stops_reaches_no_later_one() -> None:
    text = """table ip t {
chain first {
type filter hook forward priority -5; policy accept;
ip saddr 10.0.0.0/8 tcp dport 80 drop
tcp dport 81 accept
}
chain then {
type filter hook forward priority 0; policy accept;
ip saddr 10.1.0.0/16 tcp dport 80 accept
ip saddr 10.1.0.0/16 tcp dport 81 accept
}
}
"""
    assert [(one.rule.line, [by.line for by in one.by]) for one in shadows.shadowed(nft_text.parse(text))] == [(9, [4])]


@pytest.mark.parametrize("seed", range(60))
def test_no_packet_reaches_what_is_named(seed: int) -> None:
    """Each chain that is asked by itself decides nothing by a rule that is shadowed in it."""
    box = iptables.parse(rulesets.iptables(Random(seed)), "fw")  # noqa: S311  # the same each time
    dead = {one.rule.line for one in shadows.shadowed(box)}
    for name in box.chains:
        for incoming in ("eth-cam", "eth-x"):
            ways = Ways(frozenset({incoming}), frozenset({"eth-core"}))
            cubes = [packets.ALL._replace(source=spans.V4_ALL, target=spans.V4_ALL)]
            if name == "filter/FORWARD":
                decided = policy.decide(box, name, cubes, ways)
                assert not dead & {one.rule.line for one in decided if one.rule is not None}


def test_counters_tell_what_was_never_hit() -> None:
    box = fw("tcp dport 80 counter packets 0 bytes 0 accept", "tcp dport 81 counter packets 3 bytes 9 accept", "drop")
    assert [one.line - 3 for one in shadows.never_hit(box, 99)] == [1]
    assert shadows.never_hit(box, 2) == []


def test_chains_that_are_too_long_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    box = fw("ip saddr 10.0.0.0/8 drop", "ip saddr 10.1.0.0/16 drop", "drop")
    assert (shadows.too_long(box), len(shadows.shadowed(box))) == ([], 1)
    monkeypatch.setattr(shadows, "MOST", 2)
    assert (shadows.too_long(box), shadows.shadowed(box)) == (["ip t f"], [])
