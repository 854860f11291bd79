"""Packets and capture files made up by hand, layer by layer, for tests and fixtures."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable
from typing import NamedTuple

IPV4, ARP, IPV6, LLDP = 0x0800, 0x0806, 0x86DD, 0x88CC
TCP, UDP, ICMP6 = 6, 17, 58
FIN, SYN, RST, PUSH, ACK = 1, 2, 4, 8, 16


class Packet(NamedTuple):
    """What a record of a capture holds."""

    time: int
    """Microseconds since 1970."""
    data: bytes
    length: int = 0
    """Bytes on the wire; 0: as many as are there."""


def mac(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))


def ip(text: str) -> bytes:
    return ipaddress.ip_address(text).packed


def checksum(data: bytes) -> int:
    """RFC 1071."""
    words = struct.unpack(f">{(len(data) + 1) // 2}H", data + bytes(len(data) % 2))
    total: int = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


# --- link ------------------------------------------------------------------------------------------------------------


def ether(source: str, target: str, kind: int, payload: bytes, *tags: tuple[int, int]) -> bytes:
    """An Ethernet frame; `tags` are (EtherType of the tag, VLAN)."""
    wrapped = b"".join(struct.pack(">HH", kind, vlan) for kind, vlan in tags)
    return mac(target) + mac(source) + wrapped + struct.pack(">H", kind) + payload


def llc(source: str, target: str, organisation: int, code: int, payload: bytes) -> bytes:
    """An IEEE 802.3 frame with LLC and SNAP."""
    body = b"\xaa\xaa\x03" + organisation.to_bytes(3, "big") + struct.pack(">H", code) + payload
    return mac(target) + mac(source) + struct.pack(">H", len(body)) + body


def pppoe(protocol: int, payload: bytes, session: int = 7) -> bytes:
    return struct.pack(">BBHHH", 0x11, 0, session, len(payload) + 2, protocol) + payload


def mpls(*labels: int) -> bytes:
    """A stack of labels; the last is marked as such."""
    return b"".join(
        struct.pack(">I", label << 12 | (number == len(labels) - 1) << 8 | 64) for number, label in enumerate(labels)
    )


def cooked(source: str, kind: int, payload: bytes) -> bytes:
    """As Linux captures on all interfaces at once (SLL)."""
    return struct.pack(">HHH", 0, 1, 6) + mac(source) + bytes(2) + struct.pack(">H", kind) + payload


def cooked_2(source: str, kind: int, payload: bytes) -> bytes:
    return struct.pack(">HHIHBB", kind, 0, 3, 1, 0, 6) + mac(source) + bytes(2) + payload


# --- network and transport -------------------------------------------------------------------------------------------


def arp(source: str, address: str, target: str, *, code: int = 1, whose: str = "00:00:00:00:00:00") -> bytes:
    return struct.pack(">HHBBH", 1, IPV4, 6, 4, code) + mac(source) + ip(address) + mac(whose) + ip(target)


def ipv4(
    source: str,
    target: str,
    protocol: int,
    payload: bytes,
    *,
    number: int = 1,
    place: int = 0,
    options: bytes = b"",
    total: int | None = None,
) -> bytes:
    """`place` holds flags and offset of a fragment; `total` is a length that lies."""
    above = 20 + len(options)
    size = above + len(payload) if total is None else total
    first = 0x40 | above // 4
    head = struct.pack(">BBHHHBBH", first, 0, size, number, place, 64, protocol, 0) + ip(source) + ip(target) + options
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ipv6(source: str, target: str, protocol: int, payload: bytes, *, total: int | None = None) -> bytes:
    size = len(payload) if total is None else total
    return struct.pack(">IHBB", 6 << 28, size, protocol, 64) + ip(source) + ip(target) + payload


def v4_parts(source: str, target: str, protocol: int, payload: bytes, *, number: int, size: int) -> list[bytes]:
    """A packet in fragments of `size` bytes, a multiple of eight."""
    return [
        ipv4(
            source,
            target,
            protocol,
            payload[at : at + size],
            number=number,
            place=at // 8 | (0x2000 if at + size < len(payload) else 0),
        )
        for at in range(0, len(payload), size)
    ]


def v6_parts(source: str, target: str, protocol: int, payload: bytes, *, number: int, size: int) -> list[bytes]:
    return [
        ipv6(
            source,
            target,
            44,
            struct.pack(">BBHI", protocol, 0, at | (at + size < len(payload)), number) + payload[at : at + size],
        )
        for at in range(0, len(payload), size)
    ]


def udp(ports: tuple[int, int], payload: bytes, *, length: int | None = None) -> bytes:
    return struct.pack(">HHHH", *ports, 8 + len(payload) if length is None else length, 0) + payload


def tcp(
    ports: tuple[int, int], at: tuple[int, int], flags: int, payload: bytes = b"", *, options: bytes = b""
) -> bytes:
    """`at`: number of the first byte, and of the byte that is expected."""
    above = 20 + len(options)
    numbers = [one & 0xFFFFFFFF for one in at]
    return struct.pack(">HHIIBBHHH", *ports, *numbers, above << 2, flags, 65_000, 0, 0) + options + payload


def datagram(source: str, target: str, ports: tuple[int, int], payload: bytes) -> bytes:
    """A UDP packet of IPv4 or IPv6, its checksum in it."""
    return _packet(source, target, UDP, udp(ports, payload), 6)


def segment(
    source: str, target: str, ports: tuple[int, int], at: tuple[int, int], flags: int, payload: bytes = b""
) -> bytes:
    """A TCP packet of IPv4 or IPv6, its checksum in it."""
    return _packet(source, target, TCP, tcp(ports, at, flags, payload), 16)


def icmp6(source: str, target: str, payload: bytes) -> bytes:
    """An ICMPv6 packet; the bytes of its checksum are filled in."""
    return _packet(source, target, ICMP6, payload, 2)


def _packet(source: str, target: str, protocol: int, data: bytes, sum_at: int) -> bytes:
    pseudo = ip(source) + ip(target) + struct.pack(">II", len(data), protocol)
    data = data[:sum_at] + struct.pack(">H", checksum(pseudo + data)) + data[sum_at + 2 :]
    return (ipv6 if ":" in source else ipv4)(source, target, protocol, data)


# --- files -----------------------------------------------------------------------------------------------------------


def pcap(
    packets: Iterable[Packet],
    *,
    order: str = "<",
    nano: bool = False,
    link: int = 1,
    snap: int = 262_144,
    extra: int = 0,
) -> bytes:
    """A classic capture; `extra` bytes in the header of each record make it one of the modified format."""
    magic = 0xA1B2CD34 if extra else 0xA1B23C4D if nano else 0xA1B2C3D4
    parts = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, snap, link)]
    factor = 1_000 if nano else 1
    for time, data, length in packets:
        kept = data[:snap]
        seconds, micro = divmod(time, 1_000_000)
        parts.append(struct.pack(f"{order}IIII", seconds, micro * factor, len(kept), length or len(data)))
        parts.append(bytes(extra) + kept)
    return b"".join(parts)


def block(order: str, kind: int, body: bytes) -> bytes:
    """A block of pcapng."""
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", kind) + size + body + size


def option(order: str, code: int, value: bytes) -> bytes:
    return struct.pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order: str = "<") -> bytes:
    return block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order: str = "<", link: int = 1, snap: int = 0, *options: tuple[int, bytes]) -> bytes:
    """The description of an interface; `options` are (code, value)."""
    said = b"".join(option(order, *one) for one in options) + (bytes(4) if options else b"")
    return block(order, 1, struct.pack(f"{order}HHI", link, 0, snap) + said)


def enhanced(
    packet: Packet, *, order: str = "<", number: int = 0, stamp: int | None = None, options: bytes = b""
) -> bytes:
    """A packet of interface `number`; `stamp` are ticks of its clock."""
    time, data, length = packet
    ticks = time if stamp is None else stamp
    head = struct.pack(f"{order}IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(data), length or len(data))
    return block(order, 6, head + data + bytes(-len(data) % 4) + options)


def old(packet: Packet, *, order: str = "<", number: int = 0, drops: int = 0) -> bytes:
    """The packet block of before 2009."""
    time, data, length = packet
    head = struct.pack(f"{order}HHIIII", number, drops, time >> 32, time & 0xFFFFFFFF, len(data), length or len(data))
    return block(order, 2, head + data)


def simple(data: bytes, *, order: str = "<", length: int = 0) -> bytes:
    return block(order, 3, struct.pack(f"{order}I", length or len(data)) + data)


def statistics(order: str = "<", number: int = 0, *options: tuple[int, bytes]) -> bytes:
    said = b"".join(option(order, *one) for one in options) + bytes(4)
    return block(order, 5, struct.pack(f"{order}III", number, 0, 0) + said)


def pcapng(packets: Iterable[Packet], *, order: str = "<", link: int = 1) -> bytes:
    """A section with one interface."""
    return section(order) + interface(order, link) + b"".join(enhanced(one, order=order) for one in packets)
