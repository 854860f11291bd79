"""One rule of iptables, option by option."""

from __future__ import annotations

import pytest

from camcensus.wire import packets, spans
from camcensus.wire.config._iptables_rule import rule
from camcensus.wire.config.values import Names, Rule, Translation, cube


def made(rest: str, table: str = "filter", *, six: bool = False) -> Rule:
    return rule(7, f"-A FORWARD {rest}", rest, table, 3, six=six)


V4 = {"source": spans.V4_ALL, "target": spans.V4_ALL}


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        ("-s 10.0.0.0/8 -j ACCEPT", {"source": spans.network("10.0.0.0/8")}),
        ("! -d 10.0.0.0/8 -j DROP", {"target": spans.without(spans.V4_ALL, spans.network("10.0.0.0/8"))}),
        ("-p tcp -m tcp --dport 80:90 -j ACCEPT", {"protocol": spans.one(6), "target_port": spans.span(80, 90)}),
        ("-p tcp -m tcp ! --sport 80 -j ACCEPT",
         {"protocol": spans.one(6), "source_port": spans.without(spans.PORTS, spans.one(80))}),
        ("-p icmp -m icmp --icmp-type 8 -j ACCEPT", {"protocol": spans.one(1), "target_port": spans.span(2048, 2303)}),
        ("-m state --state NEW,RELATED -j ACCEPT", {"modes": packets.modes(["new", "related"])}),
        ("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT",
         {"protocol": spans.one(6), "modes": packets.modes(answers=False)}),
        ("! -p tcp -j ACCEPT", {"protocol": spans.without(spans.PROTOCOLS, spans.one(6))}),
    ],
)  # fmt: skip
def test_conditions(rest: str, wanted: dict[str, object]) -> None:
    found = made(rest)
    assert found.match.cubes == (cube(**{**V4, **wanted}),)  # type: ignore[arg-type]  # a table
    assert (found.line, found.hits, found.match.unread) == (7, 3, ())


def test_either_end_may_have_the_port() -> None:
    first, second = made("-p udp -m multiport --ports 53 -j ACCEPT").match.cubes
    assert (first.source_port, second.target_port) == (spans.one(53), spans.one(53))


def test_interfaces() -> None:
    found = made("-i eth+ ! -o wan -j ACCEPT").match
    assert (found.incoming, found.outgoing) == (Names(names=("eth*",)), Names(names=("wan",), negated=True))


@pytest.mark.parametrize(
    ("rest", "action", "chain"),
    [("-j ACCEPT", "permit", ""), ("-j REJECT --reject-with tcp-reset", "deny", ""), ("-j LOG", "continue", ""),
     ("", "continue", ""), ("-j RETURN", "return", ""), ("-j cams", "jump", "filter/cams"),
     ("-g cams", "goto", "filter/cams"),
     ("-j NFQUEUE --queue-num 1", "unread", ""), ("-j REDIRECT --to-ports 80", "unread", "")],
)  # fmt: skip
def test_targets(rest: str, action: str, chain: str) -> None:
    found = made(rest)
    assert (found.action, found.chain) == (action, chain)


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        (
            "-j DNAT --to-destination 10.2.0.9:8080",
            Translation(target=spans.network("10.2.0.9"), target_port=spans.one(8080)),
        ),
        ("-j DNAT --to-destination :8080", Translation(target_port=spans.one(8080))),
        ("-j SNAT --to-source 10.2.0.1-10.2.0.3", Translation(source=spans.network("10.2.0.1-10.2.0.3"))),
        ("-j MASQUERADE", Translation(of_interface=True)),
        ("-j NETMAP --to 10.3.0.0/24", None),
        ("-j SNAT --to-source x", None),
    ],
)
def test_nat(rest: str, wanted: Translation | None) -> None:
    found = made(rest, "nat")
    assert (found.translation, found.action) == (wanted, "translate" if wanted else "unread")


def test_ipv6() -> None:
    (one,) = made("-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT", six=True).match.cubes
    assert (one.source, one.target_port) == (spans.V6_ALL, spans.span(32_768, 33_023))


@pytest.mark.parametrize(
    "rest", ["-m mac --mac-source x -j ACCEPT", "-m string --string x -j ACCEPT", "--odd 7 -j ACCEPT"]
)
def test_what_is_not_understood_is_a_condition(rest: str) -> None:
    found = made(rest)
    assert (found.action, bool(found.match.unread)) == ("permit", True)
