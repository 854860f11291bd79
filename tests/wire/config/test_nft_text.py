"""``nft list ruleset`` and rule files: what stands in them, and what is not understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.boxes import rule_of, tcp, told, verdict
from tests.kernel import Packet

from camcensus.wire.config import nft_text

LISTED = """define CAMS = { 10.1.0.0/16, 10.9.0.0/16 }
table inet filter {
\tset doors {
\t\ttype ipv4_addr . inet_service
\t\telements = { 10.2.0.9 . 443,
\t\t\t     10.2.0.9 . 554 }
\t}

\tset seen {
\t\ttype ipv4_addr
\t\tflags dynamic,timeout
\t\ttimeout 1m
\t}

\tchain cams {
\t\tip daddr . tcp dport @doors counter packets 7 bytes 420 accept comment "recorder"
\t\ttcp dport vmap { 22 : drop, 8000-8080 : accept }
\t\tip saddr @seen accept
\t}

\tchain forward {
\t\ttype filter hook forward priority filter; policy drop;
\t\tct state established,related accept
\t\tip saddr $CAMS iifname "eth-cam" jump cams
\t}
}
"""


def test_rules_decide_with_their_lines() -> None:
    passed = told(nft_text.parse(LISTED, "fw"))
    assert verdict(passed, tcp(443)) == "permit"
    assert rule_of(passed, tcp(443)).startswith("ip daddr . tcp dport @doors")
    assert verdict(passed, tcp(22)) == "deny"
    assert verdict(passed, tcp(8001)) == "permit"
    assert verdict(passed, Packet("2001:db8:1::5", "2001:db8:2::9", 6, 1, 443)) == "deny"


def test_a_set_that_changes_is_a_doubt() -> None:
    passed = told(nft_text.parse(LISTED, "fw"))
    assert verdict(passed, tcp(80)) == "unknown"


def test_hits_comments_and_lines() -> None:
    box = nft_text.parse(LISTED, "fw")
    rule = box.chains["inet filter cams"].rules[0]
    assert (rule.hits, rule.name, rule.line) == (7, "recorder", 16)
    assert box.unread == ()


RULE = "table ip f {{ chain c {{ type filter hook forward priority 0; policy drop;\n{}\n}} }}"


@pytest.mark.parametrize(
    "rule",
    ["ip saddr 10.1.0.0/16 limit rate 3/minute accept", "meta mark 7 accept", "ip dscp ef accept", "queue num 1",
     "ip saddr 10.1.0.0/99 accept", "tcp flags & (psh | urg) == psh accept", "fib daddr type local accept",
     "ip saddr @nobody accept", "ct count over 5 accept", "tproxy to :80", "ip saddr 10.1.0.5 map { 1 : 2 } accept",
     "numgen inc mod 2 0 accept", "th dport vmap @nowhere",
     "ip daddr >", "tcp dport !=", "ip daddr", "ip daddr . tcp dport"],
)  # fmt: skip
def test_a_rule_that_is_not_understood_is_a_doubt(rule: str) -> None:
    assert verdict(told(nft_text.parse(RULE.format(rule))), tcp(443)) == "unknown"


@pytest.mark.parametrize(
    ("change", "to", "why"),
    [
        ("jump cams\n\t}\n}\n", "jump cams", "the file ends within"),
        ("table inet filter {\n\tset doors", "table inet filter {\n\tflags dormant\n\tset doors", ""),
        ("define CAMS", 'include "other.nft"\ndefine CAMS', ""),
        ("priority filter; policy", "priority soon; policy", "its priority is not understood"),
        ("table inet filter", "table bridge filter", "of the family bridge"),
        ("hook forward priority filter", "hook ingress priority 0", "at ingress"),
    ],
)
def test_what_is_cut_or_odd_is_told(change: str, to: str, why: str) -> None:
    box = nft_text.parse(LISTED.replace(change, to), "fw")
    assert any(why in one.why for one in box.unread), box.unread


def test_command_form_and_flush() -> None:
    text = LISTED + "add rule inet filter forward tcp dport 9000 accept\n"
    assert verdict(told(nft_text.parse(text)), tcp(9000, source="10.8.0.1")) == "permit"
    with pytest.raises(ValueError, match="no table"):
        nft_text.parse(LISTED + "flush ruleset\n")


def test_chains_that_call_each_other_in_a_circle_are_unknown() -> None:
    circle = "chain a { jump b\n}\nchain b { jump a\n}"
    text = f"table ip f {{ {circle}\nchain c {{ type filter hook forward priority 0;\njump a\n}} }}"
    assert verdict(told(nft_text.parse(text)), tcp(443)) == "unknown"


@given(st.text(alphabet='table ip{}chain;\nrule@$,.!=<>()|&"10/-:', max_size=200) | st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    nft_text.detect(text.encode("utf-8", "surrogatepass"))
    for whole in (text, RULE.format(text), f"table ip x {{ set s {{ {text} }} {text} }}"):
        try:
            nft_text.parse(whole)
        except ValueError:
            continue


@given(st.integers(60, len(LISTED) - 3))
def test_a_file_cut_anywhere_tells_so_or_is_refused(at: int) -> None:
    try:
        box = nft_text.parse(LISTED[:at])
    except ValueError:
        return
    assert box.unread


def test_it_is_told_from_others() -> None:
    assert nft_text.detect(LISTED.encode())
    assert not nft_text.detect(b"*filter\n:FORWARD DROP [0:0]\n")
