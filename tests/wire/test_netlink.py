"""Neighbours and addresses, as the kernel writes them on this machine's byte order."""

from __future__ import annotations

import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import netlink
from camcensus.wire.netlink import Neighbour, Own

MAC = bytes.fromhex("4419b6000001")


def attribute(kind: int, data: bytes) -> bytes:
    padded = data + bytes(-len(data) % 4)
    return struct.pack("=HH", 4 + len(data), kind) + padded


def message(kind: int, body: bytes) -> bytes:
    padded = body + bytes(-len(body) % 4)
    return struct.pack("=IHHII", 16 + len(body), kind, 2, 1, 0) + padded


def neighbour(address: str, mac: bytes = MAC, state: int = 2, interface: int = 3) -> bytes:
    ip = ipaddress.ip_address(address)
    head = struct.pack("=BBHiHBB", 2 if ip.version == 4 else 10, 0, 0, interface, state, 0, 1)
    return message(28, head + attribute(1, ip.packed) + attribute(2, mac) + attribute(3, bytes(16)))


def own(address: str, prefix: int, local: str = "", interface: int = 3) -> bytes:
    ip = ipaddress.ip_address(address)
    head = struct.pack("=BBBBI", 2 if ip.version == 4 else 10, prefix, 0, 0, interface)
    more = attribute(2, ipaddress.ip_address(local).packed) if local else b""
    return message(20, head + attribute(1, ip.packed) + more + attribute(3, b"eth0\0"))


DONE = message(3, bytes(4))


def test_the_questions_are_dumps() -> None:
    assert netlink.ask_neighbours(7) == struct.pack("=IHHII", 28, 30, 0x301, 7, 0) + bytes(12)
    assert netlink.ask_addresses(7) == struct.pack("=IHHII", 24, 22, 0x301, 7, 0) + bytes(8)


@pytest.mark.parametrize(
    ("state", "reachable"),
    [(0x00, False), (0x01, False), (0x02, True), (0x04, True), (0x08, True), (0x10, True), (0x20, False), (0x80, True)],
)
def test_neighbours_are_read_with_their_state(state: int, reachable: bool) -> None:
    assert netlink.neighbours(neighbour("192.0.2.7", state=state) + neighbour("fe80::7", interface=4) + DONE) == [
        Neighbour(address="192.0.2.7", mac=MAC, interface=3, reachable=reachable),
        Neighbour(address="fe80::7", mac=MAC, interface=4, reachable=True),
    ]


def test_entries_without_an_ethernet_address_are_left_out() -> None:
    assert netlink.neighbours(neighbour("192.0.2.7", b"") + neighbour("192.0.2.8", bytes(20)) + DONE) == []


def test_own_addresses_are_read() -> None:
    dump = own("192.0.2.1", 24, "192.0.2.1") + own("10.0.0.2", 32, "10.0.0.1", 5) + own("fe80::1", 64) + DONE
    assert netlink.addresses(dump) == [
        Own(interface=3, address="192.0.2.1", prefix=24),
        Own(interface=5, address="10.0.0.1", prefix=32),
        Own(interface=3, address="fe80::1", prefix=64),
    ]


def test_the_end_of_a_dump_is_seen() -> None:
    assert not netlink.ended(neighbour("192.0.2.7"))
    assert netlink.ended(neighbour("192.0.2.7") + DONE)
    assert netlink.ended(message(2, bytes(20)))
    assert netlink.neighbours(DONE + b"what comes after is not read") == []


def test_what_the_kernel_refuses_and_what_is_cut_is_an_error() -> None:
    with pytest.raises(ValueError, match="an error"):
        netlink.neighbours(message(2, struct.pack("=i", -1) + bytes(16)))
    whole = neighbour("192.0.2.7")
    for size in range(1, len(whole)):
        with pytest.raises(ValueError, match="cut off"):
            netlink.neighbours(whole[:size])
    with pytest.raises(ValueError, match="cut off"):
        netlink.neighbours(message(28, bytes(12) + struct.pack("=HH", 0, 1)))
    with pytest.raises(ValueError, match="too large"):
        netlink.neighbours(bytes(netlink.MAX_DUMP + 1))


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=40).map(lambda tail: neighbour("192.0.2.7")[:-24] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    for read in (netlink.neighbours, netlink.addresses, netlink.ended):
        try:
            read(data)
        except ValueError:
            continue
