"""What each key of a rule of nftables compares, as a set of packets.

Source: nft(8) of nftables 1.0.
"""

from __future__ import annotations

from collections.abc import Callable

from camcensus.wire import packets, spans
from camcensus.wire.config import services
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

Read = Callable[[str], tuple[Cube, Cube]]
"""A value to (the packets that have such a field at all, those of them that have this value). Raises `ValueError`."""


def _address(place: str, family: Spans) -> Read:
    within = Cube(source=family, target=family)

    def read(text: str) -> tuple[Cube, Cube]:
        named = spans.both(spans.network(text), family)
        if not named:
            raise ValueError(f"'{text}' is of the other family")
        return within, within._replace(source=named) if place == "source" else within._replace(target=named)

    return read


def _port(protocols: Spans, place: str) -> Read:
    within = Cube(protocol=protocols)

    def read(text: str) -> tuple[Cube, Cube]:
        named = services.port_range(text, "-")
        return within, within._replace(source_port=named) if place == "source" else within._replace(target_port=named)

    return read


def _protocol(family: Spans) -> Read:
    within = Cube(source=family, target=family)

    def read(text: str) -> tuple[Cube, Cube]:
        low, mark, high = text.partition("-")
        known = text.lower() in services.PROTOCOLS or not mark
        named = spans.one(services.protocol(text)) if known else spans.span(int(low), int(high))
        return within, within._replace(protocol=named)

    return read


def _icmp(number: int, *, six: bool) -> Read:
    within = Cube(protocol=spans.one(number))

    def read(text: str) -> tuple[Cube, Cube]:
        return within, within._replace(target_port=services.icmp(text, six=six))

    return read


def _state(text: str) -> tuple[Cube, Cube]:
    if text not in packets.STATES:
        raise ValueError(f"'{text}' is no state that is known here")
    return packets.ALL, Cube(modes=packets.modes([text]))


def _family(text: str) -> tuple[Cube, Cube]:
    family = {"ipv4": spans.V4_ALL, "ip": spans.V4_ALL, "2": spans.V4_ALL, "ipv6": spans.V6_ALL, "ip6": spans.V6_ALL,
              "10": spans.V6_ALL}.get(text)  # fmt: skip
    if family is None:
        raise ValueError(f"'{text}' is no family that is known here")
    return packets.ALL, Cube(source=family, target=family)


def _flags(text: str) -> tuple[Cube, Cube]:
    """``syn/fin,syn,rst,ack``: which are set, of those that are looked at."""
    wanted, mark, mask = text.partition("/")
    values, looked = set(wanted.split("|")), set(mask.split("|"))
    within = Cube(protocol=spans.one(packets.TCP))
    if mark and values == {"syn"} and {"syn", "ack"} <= looked:
        return within, within._replace(modes=packets.modes(answers=False))
    if (not mark and values in ({"ack"}, {"rst"})) or (mark and values == looked and values in ({"ack"}, {"rst"})):
        return within, within._replace(modes=packets.modes(answers=True))
    raise ValueError("flags that are not understood")


INTERFACES = ("iifname", "oifname", "iif", "oif")
READERS: dict[str, Read] = {
    "ip saddr": _address("source", spans.V4_ALL),
    "ip daddr": _address("target", spans.V4_ALL),
    "ip6 saddr": _address("source", spans.V6_ALL),
    "ip6 daddr": _address("target", spans.V6_ALL),
    "ip protocol": _protocol(spans.V4_ALL),
    "ip6 nexthdr": _protocol(spans.V6_ALL),
    "meta l4proto": _protocol(spans.ADDRESSES),
    "meta nfproto": _family,
    "meta protocol": _family,
    "icmp type": _icmp(packets.ICMP, six=False),
    "icmpv6 type": _icmp(packets.ICMP6, six=True),
    "ct state": _state,
    "tcp flags": _flags,
}
for _name in ("tcp", "udp", "sctp", "dccp", "udplite"):
    READERS[f"{_name} sport"] = _port(spans.one(services.PROTOCOLS[_name]), "source")
    READERS[f"{_name} dport"] = _port(spans.one(services.PROTOCOLS[_name]), "target")
READERS["th sport"] = _port(packets.WITH_PORTS, "source")
READERS["th dport"] = _port(packets.WITH_PORTS, "target")
