"""Seeds that are built: captures with frames of every kind, export packets, and what tests hold in pieces."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tests.wire import test_arp, test_cdp, test_dhcp, test_dns, test_heads, test_lldp, test_ndp

from camcensus.wire import snmp
from camcensus.wire.outlines import packed
from fuzz import adapters, seeds
from fuzz.columns import LINKS

_ETHER = bytes.fromhex("02005e005307 4419b6000107")
_FROM, _TO = bytes((192, 0, 2, 7)), bytes((192, 0, 2, 250))
_FROM_6, _TO_6 = bytes.fromhex("20010db8") + bytes(11) + b"\7", bytes.fromhex("ff02") + bytes(13) + b"\1"
_WHEN = 1_790_000_000


def four(protocol: int, content: bytes, part: int = 0) -> bytes:
    """A packet of IPv4; `part`: flags and offset of a fragment."""
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(content), 7, part, 64, protocol, 0) + _FROM + _TO + content


def six(protocol: int, content: bytes) -> bytes:
    """One of IPv6."""
    return struct.pack("!IHBB", 6 << 28, len(content), protocol, 255) + _FROM_6 + _TO_6 + content


def udp(port: int, content: bytes) -> bytes:
    """A datagram from a port."""
    return struct.pack("!HHHH", port, 50_000, 8 + len(content), 0) + content


def tcp(port: int, content: bytes, flags: int = 0x18, sequence: int = 1_000) -> bytes:
    """A segment from a port."""
    return struct.pack("!HHIIBBHHH", port, 50_000, sequence, 7, 0x50, flags, 65_000, 0, 0) + content


_DNS = four(17, udp(5353, test_dns.ANSWER))
_PACKETS = (
    (0x0800, _DNS),
    (0x0800, four(17, udp(67, test_dhcp.DISCOVER))),
    (0x0800, four(6, tcp(554, b"", 2, 999))),
    (0x0800, four(6, tcp(554, test_heads.REFUSED))),
    (0x0800, four(17, udp(5353, test_dns.ANSWER)[:16], 0x2000)),
    (0x0800, four(17, udp(5353, test_dns.ANSWER)[16:], 2)),
    (0x86DD, six(58, test_ndp.ADVERTISEMENT)),
    (0x86DD, six(44, b"\x11\0\0\1\0\0\0\7" + udp(53, test_dns.ANSWER))),
    (0x86DD, six(0, b"\x11\0\1\4\0\0\0\0" + udp(53, test_dns.ANSWER))),
    (0x0806, next(one for one in vars(test_arp).values() if isinstance(one, bytes))),
    (0x88CC, test_lldp.CAMERA),
)
ETHERNET = (
    *(_ETHER + struct.pack("!H", kind) + content for kind, content in _PACKETS),
    _ETHER + b"\x81\0\0\7\x08\0" + _DNS,
    _ETHER + b"\x88\x64\x11\0\0\7" + struct.pack("!H", len(_DNS) + 2) + b"\0\x21" + _DNS,
    _ETHER + b"\x88\x47\0\0\x71\x40" + _DNS,
    _ETHER + struct.pack("!H", 8 + len(test_cdp.CAMERA)) + b"\xaa\xaa\3\0\0\x0c\x20\0" + test_cdp.CAMERA,
)
_OTHERS = {
    0: b"\2\0\0\0" + _DNS,
    9: b"\xff\3\0\x21" + _DNS,
    12: _DNS,
    50: b"\0\x57" + six(58, test_ndp.ADVERTISEMENT),
    101: six(58, test_ndp.ADVERTISEMENT),
    108: b"\0\0\0\2" + _DNS,
    113: b"\0\0\0\1\0\6" + _ETHER[:6] + b"\0\0\x08\0" + _DNS,
    276: b"\x08\0\0\0\0\0\0\1\0\1\0\6" + _ETHER[:6] + b"\0\0" + _DNS,
}


def classic(frames: Sequence[bytes] = ETHERNET, order: str = "<", kind: int = 1, magic: int = 0xA1B2C3D4) -> bytes:
    """A classic capture."""
    filling = bytes(8) if magic == 0xA1B2CD34 else b""
    records = [
        struct.pack(f"{order}IIII", _WHEN, at, len(one), len(one)) + filling + one for at, one in enumerate(frames)
    ]
    return struct.pack(f"{order}IHHIIII", magic, 2, 4, 0, 0, 65_535, kind) + b"".join(records)


def _block(order: str, kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", 12 + len(body))
    return struct.pack(f"{order}I", kind) + size + body + size


def newer(frames: Sequence[bytes] = ETHERNET, order: str = "<", kind: int = 6, clock: bytes = b"") -> bytes:
    """A pcapng capture whose packets stand in enhanced (6), simple (3) or old (2) blocks."""
    about = struct.pack(f"{order}HHI", 1, 0, 65_535)
    if clock:
        about += struct.pack(f"{order}HH", 9, 1) + clock + bytes(3) + bytes(4)
    found = [
        _block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1)),
        _block(order, 1, about),
    ]
    for one in frames:
        if kind == 3:
            found.append(_block(order, 3, struct.pack(f"{order}I", len(one)) + one))
        else:
            number = struct.pack(f"{order}I" if kind == 6 else f"{order}HH", *((0,) if kind == 6 else (0, 0)))
            stamp = divmod(_WHEN * 1_000_000, 1 << 32)
            found.append(_block(order, kind, number + struct.pack(f"{order}IIII", *stamp, len(one), len(one)) + one))
    found.append(_block(order, 5, struct.pack(f"{order}III", 0, 0, 0) + struct.pack(f"{order}HHQ", 5, 8, 3) + bytes(4)))
    return b"".join(found)


def classic_captures() -> list[bytes]:
    """Both byte orders, all magic numbers, all link types; one that is damaged."""
    found = [classic(order=order, magic=magic) for order in "<>" for magic in (0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34)]
    found += [classic([one], kind=kind) for kind, one in _OTHERS.items()]
    damaged = classic(ETHERNET[:4]) + b"\xff" * 40 + classic(ETHERNET[4:8])[24:]
    return [*found, damaged, *(classic([one]) for one in ETHERNET)]


def newer_captures() -> list[bytes]:
    """Both byte orders, all kinds of blocks, several clocks; one that is damaged."""
    found = [newer(order=order, kind=kind) for order in "<>" for kind in (6, 3, 2)]
    found += [newer(clock=clock) for clock in (b"\3", b"\x09", b"\x94")]
    damaged = newer(ETHERNET[:4]) + b"\xff" * 40 + newer(ETHERNET[4:8])[48:]
    return [*found, newer() + newer(order=">"), damaged, *(newer([one]) for one in ETHERNET)]


def link_frames() -> list[bytes]:
    """Frames as `columns.links` takes them: a length, the place of the link type, the frame."""
    found = [bytes([LINKS.index(1)]) + one for one in ETHERNET]
    found += [bytes([LINKS.index(kind)]) + one for kind, one in _OTHERS.items()]
    sized = [struct.pack("!H", len(one)) + one for one in found]
    return [*sized, b"".join(sized)]


def datagrams() -> list[bytes]:
    """Messages as `speech.spoken` takes them: places of kind and port, then the message."""
    from tests.sources.captures import overheard, test__speech  # noqa: PLC0415  # it reads the fleet's families

    from fuzz.speech import KINDS, PORTS  # noqa: PLC0415  # it takes the readers of captures

    spoken = [(kind, port, data) for kind, port, data, _ in test__speech.SPOKEN]
    spoken += [("udp", port, data) for port, data in overheard.answers()]
    return [
        bytes([KINDS.index(kind), PORTS.index(port) if port in PORTS else len(PORTS) - 1]) + data
        for kind, port, data in spoken
    ]


def exports() -> list[bytes]:
    """Export packets of versions 5, 9 and 10, with their templates and options."""
    record = _FROM + _TO + bytes(4) + struct.pack("!HHIIIIHH", 1, 2, 9, 900, 1_000, 2_000, 554, 50_000)
    five = struct.pack("!HHIIIIHH", 5, 2, 9_000, _WHEN, 0, 70, 1, 0x4064)
    five += 2 * (record + bytes((0, 0x18, 6, 0)) + bytes(8))
    fields = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (1, 4), (2, 4), (22, 4), (21, 4))
    template = b"".join(struct.pack("!HH", *one) for one in fields)
    flow = _FROM + _TO + struct.pack("!HHBBIIII", 554, 50_000, 6, 0x18, 900, 9, 1_000, 2_000)
    nine = struct.pack("!HHIIII", 9, 3, 9_000, _WHEN, 7, 1)
    nine += _set(0, struct.pack("!HH", 300, len(fields)) + template)
    nine += _set(1, struct.pack("!HHHHHHH", 301, 4, 4, 1, 4, 34, 4) + bytes(2)) + _set(301, struct.pack("!II", 1, 100))
    nine += _set(300, 2 * flow + bytes(2))
    more = ((27, 16), (28, 16), (7, 2), (11, 2), (4, 1), (152, 8), (153, 8), (56, 6), (82, 65_535))
    template = b"".join(struct.pack("!HH", *one) for one in more) + struct.pack("!HHI", 0x8001, 4, 29_305)
    when = struct.pack("!QQ", _WHEN * 1_000, _WHEN * 1_000 + 7)
    flow = _FROM_6 + _TO_6 + struct.pack("!HHB", 554, 50_000, 6) + when + _ETHER[:6] + b"\4eth0" + struct.pack("!I", 9)
    sets = _set(2, struct.pack("!HH", 400, len(more) + 1) + template) + _set(400, 2 * flow)
    sets += _set(3, struct.pack("!HHHHHHH", 401, 2, 1, 149, 4, 305, 4)) + _set(401, struct.pack("!II", 1, 100))
    ten = struct.pack("!HHIII", 10, 16 + len(sets), _WHEN, 3, 1) + sets
    return [five, nine, ten, five + nine + ten + b"\xff" * 9 + five]


def _set(number: int, body: bytes) -> bytes:
    return struct.pack("!HH", number, 4 + len(body)) + body


def fragments() -> list[bytes]:
    """Fragments as `adapters.reassembled` takes them: a length, number, offset with the mark of more, content."""
    content = bytes(range(64))
    parts = [(0x8000, content[:32]), (0x8004, content[32:48]), (6, content[48:]), (0x8002, content[:16]), (0, content)]
    sized = [struct.pack("!HBH", 3 + len(one), 7, place) + one for place, one in parts]
    return [b"".join(sized[:3]), b"".join(sized[2::-1]), b"".join(sized), b"".join(sized[3:] + sized[:3])]


def snmp_answers() -> list[bytes]:
    """PDUs of answers and reports, with each kind of value."""
    elements = [
        snmp.encoded(snmp.OCTETS, b"Network Camera"),
        snmp.encoded(snmp.OBJECT, b"\x2b\x06\x01\x04\x01\xa6\x1b"),
        snmp.integer(7),
        *(snmp.encoded(tag, b"\0\7") for tag in (0x41, 0x42, 0x43, 0x46)),
        snmp.encoded(0x40, _FROM),
        snmp.encoded(0x80),
        snmp.encoded(snmp.NULL),
    ]
    names = [*snmp.OBJECTS, "1.3.6.1.6.3.15.1.1.4.0", "1.3.6.1.6.3.15.1.1.2.0"]
    pairs = [
        snmp.encoded(snmp.SEQUENCE, snmp._object(name), element)  # noqa: SLF001  # only agents send these
        for name in names
        for element in elements
    ]
    lists = [snmp.encoded(snmp.SEQUENCE, *some) for some in ([pairs[0]], pairs[::7], pairs[-10:])]
    return [
        snmp.encoded(tag, snmp.integer(number), snmp.integer(0), snmp.integer(0), one)
        for tag in (snmp.RESPONSE, snmp.REPORT)
        for number in (7, 11)
        for one in lists
    ]


def streams() -> list[bytes]:
    """The beginnings of connections."""
    from tests.sources.captures import test__streams  # noqa: PLC0415  # it reads the fleet's families

    return [*test__streams.EVERYTHING, *seeds.of_wire("heads", "http", "tls_records", longest=4_096)]


def canonical_values() -> list[bytes]:
    """The encodings of the published vectors."""
    path = Path(__file__).parents[1] / "tests" / "wire" / "canonical_vectors.json"
    return [bytes.fromhex(one["encoding"]) for one in json.loads(path.read_text("utf-8"))["encodings"]]


def outlines() -> list[bytes]:
    """A coast and a border."""
    square, border = np.array([[0, 0], [10, 0], [10, 10], [0, 0]], np.int32), np.array([[5, 5], [-6, 700]], np.int32)
    return [packed([square], [border], (0.5, 0.25), (-180.0, -90.0)), packed([], [], (1.0, 1.0), (0.0, 0.0))]


def zeek_logs() -> list[bytes]:
    """The beginnings of logs."""
    return seeds.of_format("zeek-log", "", 2_048)


def veiled() -> list[bytes]:
    """Messages of Baichuan over UDP."""
    return [adapters.veiled(one) for one in seeds.of_wire("discovery.baichuan", longest=1_024)]
