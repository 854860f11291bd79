"""What each key of nftables compares."""

from __future__ import annotations

import pytest

from camcensus.wire import packets, spans
from camcensus.wire.config._nft_keys import READERS
from camcensus.wire.packets import Cube


@pytest.mark.parametrize(
    ("key", "text", "within", "named"),
    [
        ("ip saddr", "10.0.0.0/8", Cube(spans.V4_ALL, spans.V4_ALL), {"source": spans.network("10.0.0.0/8")}),
        ("ip6 daddr", "::1", Cube(spans.V6_ALL, spans.V6_ALL), {"target": spans.network("::1")}),
        ("tcp dport", "https", Cube(protocol=spans.one(6)), {"target_port": spans.one(443)}),
        ("udp sport", "1-9", Cube(protocol=spans.one(17)), {"source_port": spans.span(1, 9)}),
        ("th dport", "53", Cube(protocol=packets.WITH_PORTS), {"target_port": spans.one(53)}),
        ("meta l4proto", "tcp", packets.ALL, {"protocol": spans.one(6)}),
        ("meta l4proto", "1-5", packets.ALL, {"protocol": spans.span(1, 5)}),
        ("icmp type", "echo-request", Cube(protocol=spans.one(1)), {"target_port": spans.span(2048, 2303)}),
        ("ct state", "new", packets.ALL, {"modes": packets.modes(["new"])}),
        ("meta nfproto", "ipv6", packets.ALL, {"source": spans.V6_ALL, "target": spans.V6_ALL}),
        ("tcp flags", "syn/fin|syn|rst|ack", Cube(protocol=spans.one(6)), {"modes": packets.modes(answers=False)}),
        ("tcp flags", "ack", Cube(protocol=spans.one(6)), {"modes": packets.modes(answers=True)}),
    ],
)
def test_a_value_is_a_set_within_what_has_the_field(
    key: str, text: str, within: Cube, named: dict[str, object]
) -> None:
    assert READERS[key](text) == (within, within._replace(**named))  # type: ignore[arg-type]  # a table


@pytest.mark.parametrize(
    ("key", "text"),
    [("ip saddr", "::1"), ("ip6 saddr", "10.0.0.1"), ("tcp dport", "x"), ("ct state", "snat"), ("tcp flags", "psh"),
     ("meta nfproto", "7"), ("meta l4proto", "a-b"), ("icmp type", "x")],
)  # fmt: skip
def test_what_is_not_understood_is_refused(key: str, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        READERS[key](text)
