"""One rule of nftables, word by word."""

from __future__ import annotations

import pytest

from camcensus.wire import spans
from camcensus.wire.config._nft import Asked, SetOf, Verdict
from camcensus.wire.config._nft_rule import elements, nat, rule
from camcensus.wire.config.values import Translation


@pytest.mark.parametrize(
    ("text", "asked", "verdict"),
    [
        ("tcp dport 22 accept", [(("tcp dport",), "==", (("22",),), "")], "permit"),
        ("ip saddr != @cams drop", [(("ip saddr",), "!=", (), "cams")], "deny"),
        ("iifname { eth0 , eth1 } reject with tcp reset", [(("iifname",), "==", (("eth0",), ("eth1",)), "")], "deny"),
        ("ip daddr . tcp dport { 10.0.0.1 . 80 } return",
         [(("ip daddr", "tcp dport"), "==", (("10.0.0.1", "80"),), "")], "return"),
        ("meta l4proto tcp th dport 80-90 goto x",
         [(("meta l4proto",), "==", (("tcp",),), ""), (("th dport",), "==", (("80-90",),), "")], "goto"),
        ("tcp flags syn / fin , syn , rst , ack accept",
         [(("tcp flags",), "==", (("syn/fin|syn|rst|ack",),), "")], "permit"),
        ("tcp flags & ( fin | syn ) != syn accept", [(("tcp flags",), "!=", (("syn/fin|syn",),), "")], "permit"),
        ("ct state new , related log prefix x counter accept",
         [(("ct state",), "==", (("new",), ("related",)), "")], "permit"),
        ("counter packets 3 bytes 9 meta mark set 7", [], "continue"),
    ],
)  # fmt: skip
def test_conditions_and_verdicts(text: str, asked: list[tuple[object, ...]], verdict: str) -> None:
    made = rule(text.split(), 7)
    assert [(one.keys, one.op, one.items, one.named) for one in made.asked] == asked
    assert (made.verdict.action, made.unread, made.line) == (verdict, (), 7)


def test_a_verdict_map() -> None:
    made = rule(["tcp", "dport", "vmap", "{", "22", ":", "drop", ",", "80-90", ":", "jump", "web", "}"], 1)
    assert made.mapped is not None
    assert made.mapped.elements == ((("22",), Verdict("deny")), (("80-90",), Verdict("jump", chain="web")))
    named = rule(["tcp", "dport", "vmap", "@ports"], 1)
    assert named.mapped is not None
    assert named.mapped.named == "ports"


@pytest.mark.parametrize(
    ("text", "action"),
    [("limit rate 3/minute accept", "permit"), ("mystery 7 jump x", "jump"), ("mystery", "unread"),
     ("ip saddr", "unread"), ("tcp dport map { 1 : 2 } drop", "deny")],
)  # fmt: skip
def test_the_rest_of_a_rule_that_is_not_understood_is_a_condition(text: str, action: str) -> None:
    made = rule(text.split(), 1)
    assert (made.verdict.action, bool(made.unread)) == (action, True)


def test_comments_and_hits() -> None:
    made = rule(["counter", "packets", "3", "bytes", "9", "accept", "comment", '"door"'], 1)
    assert (made.hits, made.comment, made.verdict.action) == (3, "door", "permit")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("dnat to 10.2.0.9:8080", Translation(target=spans.network("10.2.0.9"), target_port=spans.one(8080))),
        ("snat to 10.2.0.1-10.2.0.3", Translation(source=spans.network("10.2.0.1-10.2.0.3"))),
        ("dnat ip6 to [2001:db8::1]:80", Translation(target=spans.network("2001:db8::1"), target_port=spans.one(80))),
        ("masquerade", Translation(of_interface=True)),
        ("dnat to numgen inc mod 2 map { 0 : 10.0.0.1 }", None),
        ("redirect to :80", None),
    ],
)
def test_nat(text: str, made: Translation | None) -> None:
    found = rule(text.split(), 1).verdict
    assert (found.translation, found.action) == (made, "translate" if made else "unread")
    assert nat("snat", "x", "") is None


def test_elements_that_time_out_change() -> None:
    made = SetOf()
    elements(made, ["10.0.0.1", "timeout", "5m", ",", "10.0.0.2"])
    assert made.changing
    assert [item[0].split()[0] for item in made.items] == ["10.0.0.1", "10.0.0.2"]


def test_a_list_in_braces_is_told_from_one_without() -> None:
    listed = [rule(text.split(), 1).asked[0].listed for text in ("ct state a , b accept", "ct state { a , b } accept")]
    assert listed == [True, False]
    assert Asked(("x",), "==").listed is False
