"""From frames of every link to what they carry: as a plain parser says, for any bytes and every cut length."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make
from tests.wire.capture.plainly import in_block

from camcensus.wire.capture import link
from camcensus.wire.capture.link import ARP, CDP, IPV4, IPV6, LLDP, MAX_TAGS, NO_MAC, NONE

HERE, THERE = "44:19:b6:00:00:07", "02:00:5e:00:53:07"
HERE_NUMBER = 0x4419B6000007

V4 = make.ipv4("10.0.0.5", "10.0.0.9", 17, b"payload")
V6 = make.ipv6("2001:db8::5", "2001:db8::9", 17, b"payload")

Told = tuple[int, int, int]
"""Kind, offset of what is carried, sender."""

TAGS, PPPOE, MPLS = (0x8100, 0x88A8, 0x9100, 0x9200), 0x8864, 0x8847


# --- a parser as anybody would write it ------------------------------------------------------------------------------


def number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size].ljust(size, b"\0"), "big")


def of_version(data: bytes, at: int) -> int:
    return {4: IPV4, 6: IPV6}.get(data[at] >> 4, NONE) if at < len(data) else NONE


def of_ppp(code: int) -> int:
    return {0x21: IPV4, 0x57: IPV6}.get(code, NONE)


def through(data: bytes, kind: int, at: int) -> tuple[int, int, bool]:
    """(kind, where it begins, whether there were too many tags)."""
    for _ in range(MAX_TAGS):
        if kind not in (*TAGS, PPPOE, MPLS) or at + 8 > len(data):
            break
        if kind in TAGS:
            kind, at = number(data, at + 2, 2), at + 4
        elif kind == PPPOE:
            kind, at = of_ppp(number(data, at + 6, 2)), at + 8
        else:
            kind, at = of_version(data, at + 4) if data[at + 2] & 1 else MPLS, at + 4
    else:
        if kind in (*TAGS, PPPOE, MPLS) and at + 8 <= len(data):
            return NONE, at, True
    if 0 < kind <= 1500 and at + 8 <= len(data):
        code = number(data, at + 6, 2)
        snap, organisation = data[at : at + 3] == b"\xaa\xaa\x03", number(data, at + 3, 3)
        if snap and not organisation and code in (IPV4, IPV6, ARP):
            kind = code
        else:
            kind = CDP if snap and organisation == 0xC and code == 0x2000 else NONE
        at += 8
    return (kind if kind in (IPV4, IPV6, ARP, LLDP, CDP) else NONE), at, False


def parsed(data: bytes, kind_of_link: int) -> tuple[Told, bool, bool]:
    """(what it carries, too many tags, a link that is not read)."""
    mac, tagged, kind, at = NO_MAC, False, NONE, 0
    if kind_of_link == 1:
        mac = number(data, 6, 6) if len(data) >= 14 else NO_MAC
        kind, at, tagged = through(data, number(data, 12, 2), 14)
    elif kind_of_link == 113:
        mac = number(data, 6, 6) if len(data) >= 16 and number(data, 4, 2) == 6 else NO_MAC
        kind, at, tagged = through(data, number(data, 14, 2), 16)
    elif kind_of_link == 276:
        mac = number(data, 12, 6) if len(data) >= 20 and data[11] == 6 else NO_MAC
        kind, at, tagged = through(data, number(data, 0, 2), 20)
    elif kind_of_link in (12, 14, 101, 228, 229):
        kind = of_version(data, 0)
    elif kind_of_link in (0, 108):
        kind, at = of_version(data, 4), 4
    elif kind_of_link in (9, 50):
        at = 4 if data[:2] == b"\xff\x03" else 2
        kind = of_ppp(number(data, at - 2, 2))
    else:
        return (NONE, 0, NO_MAC), False, True
    kind = kind if at < len(data) else NONE
    mac = NO_MAC if kind_of_link in (113, 276) and not mac else mac
    return (kind, at if kind else 0, mac), tagged, False


def read(frames: list[bytes], links: list[int]) -> tuple[list[Told], int, int]:
    """The packets, one behind the other in one block, with 0xff between them and behind."""
    packets = in_block(frames, links)
    found = link.read(packets)
    assert found.end.tolist() == (packets.start + packets.caught).tolist()
    at = np.where(found.kind == NONE, 0, found.at - packets.start)
    told = list(zip(found.kind.tolist(), at.tolist(), found.source.tolist(), strict=True))
    return told, found.tagged, found.strange


def check(frames: list[bytes], links: list[int]) -> list[Told]:
    expected = [parsed(frame, kind) for frame, kind in zip(frames, links, strict=True)]
    found = read(frames, links)
    assert found[0] == [told for told, _, _ in expected]
    assert found[1:] == (sum(tagged for _, tagged, _ in expected), sum(strange for _, _, strange in expected))
    return found[0]


LINKS = [0, 1, 9, 12, 14, 50, 101, 105, 108, 113, 228, 229, 276]
kinds = st.sampled_from([*TAGS, PPPOE, MPLS, IPV4, IPV6, ARP, LLDP, 0x2000, 0x86DE, 0, 4, 60, 1500, 1501])
words = st.sampled_from(
    [b"\xaa\xaa\x03\0\0\0\x08\0", b"\xaa\xaa\x03\0\0\x0c\x20\0", b"\0\x21", b"\xff\x03\0\x57", b"\x45"]
)
bodies = st.lists(kinds.map(lambda kind: struct.pack(">H", kind)) | words | st.binary(max_size=3), max_size=12)
frames = st.builds(lambda head, parts: head + b"".join(parts), st.binary(max_size=12), bodies) | st.builds(
    lambda parts: make.mac(THERE) + make.mac(HERE) + b"".join(parts), bodies
)


@given(st.lists(st.tuples(frames, st.sampled_from(LINKS)), max_size=12))
def test_any_frames_are_read_as_by_a_plain_parser(some: list[tuple[bytes, int]]) -> None:
    check([frame for frame, _ in some], [kind for _, kind in some])


EVERY = {
    "ethernet": (1, make.ether(HERE, THERE, IPV4, V4)),
    "one tag": (1, make.ether(HERE, THERE, IPV4, V4, (0x8100, 20))),
    "two tags": (1, make.ether(HERE, THERE, IPV6, V6, (0x88A8, 7), (0x8100, 20))),
    "old tags": (1, make.ether(HERE, THERE, ARP, make.arp(HERE, "10.0.0.5", "10.0.0.9"), (0x9100, 7), (0x9200, 8))),
    "lldp": (1, make.ether(HERE, THERE, LLDP, b"\2\7\4aaaaaa")),
    "pppoe": (1, make.ether(HERE, THERE, PPPOE, make.pppoe(0x21, V4), (0x8100, 20))),
    "pppoe of IPv6": (1, make.ether(HERE, THERE, PPPOE, make.pppoe(0x57, V6))),
    "mpls": (1, make.ether(HERE, THERE, MPLS, make.mpls(16, 17, 18) + V4)),
    "mpls of IPv6": (1, make.ether(HERE, THERE, MPLS, make.mpls(16) + V6)),
    "snap": (1, make.llc(HERE, THERE, 0, IPV4, V4)),
    "cdp": (1, make.llc(HERE, THERE, 0xC, 0x2000, b"\2\xb4rest")),
    "cooked": (113, make.cooked(HERE, IPV4, V4)),
    "cooked, tagged": (113, make.cooked(HERE, 0x8100, struct.pack(">HH", 20, IPV6) + V6)),
    "cooked, llc": (113, make.cooked(HERE, 4, b"\xaa\xaa\x03\0\0\x0c\x20\0rest")),
    "cooked 2": (276, make.cooked_2(HERE, IPV6, V6)),
    "raw": (101, V4),
    "raw of IPv6": (229, V6),
    "null, little": (0, struct.pack("<I", 2) + V4),
    "null, big": (0, struct.pack(">I", 30) + V6),
    "loop": (108, struct.pack(">I", 2) + V4),
    "ppp": (9, b"\xff\x03\0\x21" + V4),
    "ppp without address": (50, b"\0\x57" + V6),
}
CARRIES = {
    "ethernet": (IPV4, 14), "one tag": (IPV4, 18), "two tags": (IPV6, 22), "old tags": (ARP, 22), "lldp": (LLDP, 14),
    "pppoe": (IPV4, 26), "pppoe of IPv6": (IPV6, 22), "mpls": (IPV4, 26), "mpls of IPv6": (IPV6, 18),
    "snap": (IPV4, 22), "cdp": (CDP, 22), "cooked": (IPV4, 16), "cooked, tagged": (IPV6, 20), "cooked, llc": (CDP, 24),
    "cooked 2": (IPV6, 20), "raw": (IPV4, 0), "raw of IPv6": (IPV6, 0), "null, little": (IPV4, 4),
    "null, big": (IPV6, 4), "loop": (IPV4, 4), "ppp": (IPV4, 4), "ppp without address": (IPV6, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_each_link(name: str) -> None:
    kind_of_link, frame = EVERY[name]
    mac = HERE_NUMBER if kind_of_link in (1, 113, 276) else NO_MAC
    assert check([frame], [kind_of_link]) == [(*CARRIES[name], mac)]


@pytest.mark.parametrize("name", EVERY)
def test_each_link_at_every_cut(name: str) -> None:
    kind_of_link, frame = EVERY[name]
    check([frame[:cut] for cut in range(len(frame) + 1)], [kind_of_link] * (len(frame) + 1))


def test_links_side_by_side() -> None:
    check([frame for _, frame in EVERY.values()], [kind for kind, _ in EVERY.values()])


@pytest.mark.parametrize("kind", [*TAGS, MPLS])
def test_tags_that_are_looked_through(kind: int) -> None:
    for many in range(1, 11):
        body = struct.pack(">HH", 20, kind) * (many - 1) + struct.pack(">HH", 20, IPV4)
        if kind == MPLS:
            body = make.mpls(*range(16, 16 + many))
        told, tagged, _ = read([make.ether(HERE, THERE, kind, body + V4)], [1])
        if many <= MAX_TAGS:
            assert (told, tagged) == ([(IPV4, 14 + 4 * many, HERE_NUMBER)], 0)
        else:
            assert (told, tagged) == ([(NONE, 0, HERE_NUMBER)], 1)


@pytest.mark.parametrize("kind", [0x8100, MPLS])
def test_a_hundred_thousand_tags(kind: int) -> None:
    frame = make.ether(HERE, THERE, kind, struct.pack(">HH", 20, kind) * 100_000)
    if kind == MPLS:
        frame = make.ether(HERE, THERE, kind, make.mpls(*range(100_000)) + V4)
    assert read([frame] * 3, [1] * 3) == ([(NONE, 0, HERE_NUMBER)] * 3, 3, 0)


def test_what_is_not_read() -> None:
    assert read([V4, V4], [105, 147]) == ([(NONE, 0, NO_MAC)] * 2, 0, 2)


def test_an_ethertype_is_not_taken_for_a_protocol_of_snap() -> None:
    assert check([make.ether(HERE, THERE, 0x2000, b"\2\xb4rest and more")], [1]) == [(NONE, 0, HERE_NUMBER)]


def test_no_packets() -> None:
    found = link.read(in_block([V4], [1]).of(slice(0)))
    assert (found.kind.size, found.tagged, found.strange) == (0, 0, 0)


def test_a_loopback_has_no_address() -> None:
    assert check([make.cooked("00:00:00:00:00:00", IPV4, V4)], [113]) == [(IPV4, 16, NO_MAC)]
