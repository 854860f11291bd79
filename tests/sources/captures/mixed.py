"""Captures drawn at random: plain and odd packets of few hosts, so that flows, heads and what follows them meet."""

from __future__ import annotations

import struct

from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.sources.captures.captured import CAMERA, CAMERA_6, DESK, DESK_6, FAR, GATE, MACS, OTHER, START, frame

HEADS = [
    b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 5\r\n\r\nhello",
    b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"DS-2CD2042\"\r\n\r\n",
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Dahua Rtsp Server\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 10.0.0.5\r\nUser-Agent: NVR\r\n\r\n",
    b"DESCRIBE rtsp://10.0.0.5/1 RTSP/1.0\r\nCSeq: 2\r\n\r\n",
    b"SSH-2.0-dropbear_2019.78\r\n",
    b"220 camera FTP server ready\r\n",
    b"\xff\xfd\x18\xff\xfdlogin: ",
    b"\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + bytes(36),
    b"\x16\x03\x01\x00\x2a\x01\x00\x00\x26\x03\x03" + bytes(36),
]  # fmt: skip
REST = [b"", b"x", b"HTT", b"\x16\x03\x03", b"the rest of a page" * 20, bytes(1_400), b"\r\n\r\n"]
SPEECH = [
    b"NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\nServer: Linux UPnP/1.0 DS-2CD\r\nLocation: http://10.0.0.5/d.xml\r\n\r\n",
    b"<?xml version='1.0'?><ProbeMatch><DeviceDescription>DS-2CD2042</DeviceDescription></ProbeMatch>",
    b"\x80\x60\x00\x01\0\0\0\1\0\0\0\7" + bytes(400),
    b"\x80\x60\x00\x02\0\0\0\1\0\0\0\7" + bytes(30),
    b"\x81\xc8\x00\x06\0\0\0\7" + bytes(20),
    b"\0\1\1\0\0\1\0\0\0\0\0\0\3www\7example\3net\0\0\1\0\1",
    b"",
    b"?",
]
PORTS = [53, 68, 80, 554, 1900, 3702, 5353, 8000, 37020, 40_000, 50_000, 50_001]

FOURS = [CAMERA, DESK, OTHER, GATE, FAR]
times = st.integers(START, START + 60_000_000) | st.sampled_from([1, START, (1 << 32) * 1_000_000 - 1])
ports = st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS))
segments = st.builds(
    lambda ports, at, flags, data, options: make.tcp(ports, (at, 1), flags, data, options=options),
    ports,
    st.sampled_from([1_000, 1_001, 1_060, 1_072, 1_400, 30_000, 0xFFFF_FFF0, 5]),
    st.sampled_from([2, 0x12, 0x10, 0x18, 0x18, 0x18, 4, 0x14, 0x11]),
    st.sampled_from(HEADS) | st.sampled_from(REST),
    st.sampled_from([b"", b"", b"\1" * 12]),
)
datagrams = st.builds(
    lambda ports, data, length: make.udp(ports, data, length=length),
    ports,
    st.sampled_from(SPEECH) | st.binary(max_size=30),
    st.sampled_from([None, None, None, 0, 9, 60_000]),
)
places = st.sampled_from([0, 0, 0, 0, 0, 0x4000, 0x2000, 0x2002, 2])
totals = st.sampled_from([None] * 8 + [0, 19, 24, 30, 60_000])


@st.composite
def fours(draw: st.DrawFn) -> tuple[bytes, str, str]:
    """A packet of IPv4, nearly always plain."""
    source, target = draw(st.sampled_from(FOURS)), draw(st.sampled_from(FOURS))
    tcp = draw(st.booleans())
    packet = make.ipv4(
        source,
        target,
        6 if tcp else 17,
        draw(segments if tcp else datagrams),
        number=draw(st.integers(1, 2)),
        place=draw(places),
        options=draw(st.sampled_from([b""] * 9 + [b"\1" * 8])),
        total=draw(totals),
    )
    return packet, source, target


@st.composite
def odd(draw: st.DrawFn) -> tuple[bytes, str, str]:
    """A packet of IPv6, or of another protocol."""
    kind = draw(st.sampled_from(["six", "six", "icmp", "options", "none"]))
    if kind == "six":
        protocol, payload = draw(st.one_of(segments.map(lambda one: (6, one)), datagrams.map(lambda one: (17, one))))
        return make.ipv6(CAMERA_6, DESK_6, protocol, payload), CAMERA_6, DESK_6
    if kind == "options":
        return make.ipv6(CAMERA_6, DESK_6, 0, b"\x11\0" + bytes(6) + draw(datagrams)), CAMERA_6, DESK_6
    if kind == "icmp":
        return make.ipv4(CAMERA, DESK, 1, b"\x08\0" + bytes(30)), CAMERA, DESK
    return draw(st.binary(min_size=1, max_size=40)), CAMERA, DESK


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """A frame, now and then tagged, padded or cut."""
    if draw(st.integers(0, 9)) == 0:
        source = draw(st.sampled_from(FOURS))
        return make.ether(MACS[source], "ff:ff:ff:ff:ff:ff", make.ARP, make.arp(MACS[source], source, GATE))
    packet, source, target = draw(fours() if draw(st.integers(0, 4)) else odd())
    tags = draw(st.sampled_from([()] * 6 + [((0x8100, 20),), ((0x88A8, 7), (0x8100, 20)), ((0x8100, 1),) * 3]))
    made = frame(packet, source, target, *tags) + draw(st.sampled_from([b"", b"", b"\0\0\0\0\0\0"]))
    return made[: draw(st.integers(0, len(made)))] if draw(st.integers(0, 9)) == 0 else made


captures = st.lists(st.builds(Packet, times, frames(), st.sampled_from([0, 0, 0, 1_500])), max_size=25)


def tls(kind: int, size: int) -> bytes:
    """The first record of a handshake."""
    return struct.pack(">BHHB", 22, 0x0303, size + 1, kind) + bytes(size)
