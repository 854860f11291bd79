# ruff: noqa: S101  # what must hold is asserted, as in a test
"""Parsers that need more than some bytes, as functions of bytes: keys, ports and pieces are taken from the bytes.

Check sums, veils and digests are put on here, so that what was changed is behind them. A property that must hold and
does not is an `AssertionError`, as in a test.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping

from camcensus.wire import (
    bodies,
    channels,
    credentials,
    dahua_cgi,
    digest,
    dns,
    heads,
    http,
    isapi,
    onvif_read,
    rtp,
    snmp,
    url,
    usm,
    xml,
    zeek,
)
from camcensus.wire.discovery import baichuan, parts, tplink
from camcensus.wire.fragments import Reassembly
from camcensus.wire.netflow import packets, times
from camcensus.wire.netflow.walk import Walker

_BODIES: tuple[Mapping[str, str], ...] = (
    {},
    {"content-length": "40"},
    {"transfer-encoding": "chunked"},
)
_PORTS = (0, 21, 23, 25, 554, 37777)
_PASSPHRASE = "made-up-of-words"  # noqa: S105  # nobody's
AGENT = usm.Engine(name=bytes.fromhex("80001f888011d78e2f5ce00c6b00000000"), boots=1, time=20)
KEYS = tuple(
    usm.keys(name, _PASSPHRASE if name else "", _PASSPHRASE if private else "", AGENT.name)
    for name, private in (("", False), ("md5", False), ("sha", True), ("sha256", True))
)
_TO_VEIL = (0x1F2D3C4B, 0x5A6C7F8D, 0x38172E4B, 0x8271635A, 0x863F1A2B, 0xA5C6F7D8, 0x8371E1B4, 0x17F2D3A5)


def pieces(data: bytes) -> Iterator[bytes]:
    """Parts of bytes, each behind a length of two bytes; the last may be shorter than it says."""
    at = 0
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        yield data[at + 2 : at + 2 + size]
        at += 2 + size


def body(data: bytes) -> None:
    """Bodies of messages, however their ends are told and however they are packed."""
    for headers in _BODIES:
        for to_end in (False, True):
            found, after = bodies.found(data, 0, headers, to_end=to_end)
            assert len(found) <= bodies.MAX_BODY
            assert after is None or after <= len(data)
    for coding in ("gzip", "deflate", "br", ""):
        assert len(bodies.unpacked(data[: bodies.MAX_BODY], coding)) <= bodies.MAX_BODY


def without_credentials(data: bytes) -> None:
    """Secrets out of bodies, whole or cut, of forms or not."""
    for cut in (False, True):
        for form in (False, True):
            credentials.body(data, cut=cut, form=form)


def credentials_of_text(text: str) -> None:
    """Secrets out of texts, headers and targets."""
    credentials.text(text)
    for cut in (False, True):
        credentials.target(text, cut=cut)
    for name in ("authorization", "cookie", "set-cookie", "x-wsse", "server"):
        credentials.header(name, text)


def headers_of_text(text: str) -> None:
    """Challenges and cookies of HTTP."""
    http.challenge(text)
    http.cookie_names(text)


def login(text: str) -> None:
    """The best of some challenges, and the answer to it."""
    for secure in (False, True):
        best = digest.choose(text.split("\n"), secure, allow_basic=True)
        if best is not None:
            digest.authorization(best, "GET", "/", "user", "pass", "0a4f113b", 1)


def names_in(data: bytes) -> None:
    """A DNS name at an offset."""
    name, after = dns.name_at(data, 12)
    assert 12 < after <= len(data)
    dns.spelled(name)


def discovery_parts(data: bytes) -> None:
    """What readers of discovery replies share."""
    parts.text(data)
    for read in (parts.json_object, lambda data: [parts.leaves(one) for one in parts.elements(data, "a", "{*}b")]):
        try:
            read(data)
        except ValueError:
            continue


def veiled(data: bytes) -> bytes:
    """A message of Baichuan over UDP with check sum and veil."""
    key = b"".join(word.to_bytes(4, "little") for word in _TO_VEIL)
    content = bytes(one ^ key[at % 32] for at, one in enumerate(data))
    numbers = (len(content), 1, 0, zlib.crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF)
    return b"\x3a\xcf\x87\x2a" + b"".join(number.to_bytes(4, "little") for number in numbers) + content


def reolink(data: bytes) -> dict[str, str]:
    """Baichuan over UDP, behind check sum and veil."""
    whole = veiled(data)
    assert baichuan.unveiled(whole) == data
    return baichuan.parse(whole)


def kasa(data: bytes) -> dict[str, str]:
    """TP-Link over port 9999, behind its veil."""
    hidden, before = bytearray(), 0xAB
    for byte in data:
        before ^= byte
        hidden.append(before)
    return tplink.parse(bytes(hidden))


def reassembled(data: bytes) -> None:
    """Fragments: each piece begins with datagram, offset and whether more follow."""
    room = Reassembly(most=8, held=65_536, wait=200)
    for at, piece in enumerate(pieces(data)):
        key, place = piece[:1], int.from_bytes(piece[1:3], "big")
        whole = room.add(key, (place & 0x1FFF) * 8, bool(place & 0x8000), piece[3:], at)
        assert whole is None or len(whole) <= 65_535
        assert len(room) <= 8
        assert 0 <= room.held <= 65_536


def streams(data: bytes) -> None:
    """The beginnings of streams, at ports that tell what bytes do not."""
    found = list(heads.messages(data))
    assert all(len(one.body) <= bodies.MAX_BODY for one in found)
    for port in () if found else _PORTS:
        heads.head(data, port)


def media(data: bytes) -> None:
    """Frames inside RTSP, and datagrams that may be a stream."""
    after = rtp.after_frames(data)
    assert all(len(content) <= len(data) for _, content in rtp.frames(data))
    assert after >= 0
    rtp.presence(list(pieces(data)))


def hikvision_recorder(data: bytes) -> None:
    """The channels of a recorder that speaks ISAPI, with the states that stand in the same bytes."""
    try:
        states = isapi.states(data)
    except ValueError:
        states = {}
    for one in isapi.with_states(isapi.proxies(data), states).channels:
        channels.as_facts(one)


def dahua_recorder(data: bytes) -> None:
    """The channels of a recorder of Dahua's, with the titles that stand in the same bytes."""
    listing = dahua_cgi.remote_devices(data, whole=False)
    try:
        names = dahua_cgi.titles(data)
    except ValueError:
        names = {}
    for sockets in (False, True):
        for one in dahua_cgi.with_titles(listing, names, sockets=sockets).channels:
            channels.as_facts(one)


def onvif_sources(data: bytes) -> None:
    """Video inputs, and what the same bytes call them."""
    sources = onvif_read.video_sources(data)
    try:
        names = onvif_read.source_names(data)
    except ValueError:
        names = {}
    for one in onvif_read.listing(sources, names).channels:
        channels.as_facts(one)


def onvif_is_answer(data: bytes) -> None:
    """Whether it answers any of the questions."""
    for read in onvif_read.Read:
        onvif_read.is_answer(data, read)


def onvif_places(text: str) -> None:
    """Where services are."""
    onvif_read.device_service(text, "192.0.2.7")
    onvif_read.media_path(text)


def snmp_answer(data: bytes) -> None:
    """An answer of version 2c: what stands in the PDU as it came, behind the head that was asked for."""
    message = snmp.encoded(snmp.SEQUENCE, snmp.integer(1), snmp.encoded(snmp.OCTETS, b"public"), data)
    snmp.answer(message, "public", 7)


def snmp_secured(data: bytes) -> None:
    """Answers of version 3 behind right digests and encryption: the PDU is as it came."""
    for keys in KEYS:
        message = usm._message(11, AGENT, "user", keys, data, bytes(8))  # noqa: SLF001  # only agents send these
        for read in (
            lambda message, keys: usm.answer(message, "user", AGENT, keys, 11),
            lambda message, keys: usm.late(message, AGENT, keys, 11),
        ):
            try:
                read(message, keys)
            except ValueError:
                continue


def snmp_engine(data: bytes) -> None:
    """Messages of version 3 as they come."""
    try:
        usm.engine(data, 9)
    except ValueError:
        usm.answer(data, "user-sha256", AGENT, KEYS[3], 11)


def pages(text: str) -> None:
    """References resolved against pages; what comes out can be asked for."""
    for base in (("192.0.2.7", 80, False, "/"), ("2001:db8::7", 8443, True, "/doc/page/login.asp?x=1")):
        found = url.resolve(*base, text)
        http.request("GET", found.path[:4_000], found.authority)


def xml_records(data: bytes) -> None:
    """Records of XML, whole."""
    for one in xml.records(io.BytesIO(data), "{*}host", "{*}ReportHost", "a"):
        assert one.tag


def zeek_heading(text: str) -> None:
    """The heading of a log of Zeek, line by line."""
    zeek.detect(text)
    heading = zeek.Heading()
    for line in text.splitlines()[:1_000]:
        heading = zeek.read(heading, line)
    assert len(heading.separator) == 1
    heading.kind()
    zeek.unescape(text)


def exported(data: bytes) -> None:
    """Export packets of NetFlow and IPFIX, in two parts as in one."""
    seen = []
    for parts_of in ((data,), (data[: len(data) // 3], data[len(data) // 3 :])):
        walker = Walker()
        for part in parts_of:
            walker.feed(part)
        walker.end()
        for flows in walker.take():
            first, last = times.span(flows)
            assert (first <= last).all()
        seen.append((walker.counts.packets, walker.counts.records, walker.counts.garbage))
    assert seen[0] == seen[1]


def export_detect(data: bytes) -> None:
    """Whether a file holds export packets."""
    packets.detect(data)


def xml_leaves(data: bytes) -> None:
    """The leaves of XML, a few and all."""
    for most in (1, 2_000):
        assert len(xml.leaves(data, most)) <= most + 64
