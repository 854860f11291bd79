"""Captures made up for measuring: cameras, recorders and an office on one switch; or few flows that repeat."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench import _quic

START = 1_767_225_600
"""2026-01-01, the first second of the captures."""

_BLOB = random.Random(7).randbytes(1 << 16)
_SEGMENT = 1_400
Packet = bytes
Flow = Iterator[Packet]


def mac(number: int, block: bytes = b"\x44\x19\xb6") -> bytes:
    """An Ethernet address in a block; the default one is a camera maker's."""
    return block + number.to_bytes(3, "big")


def ip(text: str) -> bytes:
    return bytes(map(int, text.split(".")))


def udp(ether: bytes, source: bytes, target: bytes, ports: tuple[int, int], payload: bytes) -> Packet:
    size = 28 + len(payload)
    head = struct.pack(">BBHHHBBH", 0x45, 0, size, 1, 0, 64, 17, 0) + source + target
    return ether + b"\x08\x00" + head + struct.pack(">HHHH", *ports, size - 20, 0) + payload


def tcp(
    ether: bytes, source: bytes, target: bytes, ports: tuple[int, int], at: tuple[int, int, int], payload: bytes
) -> Packet:
    """`at`: sequence, acknowledgement, flags."""
    head = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(payload), 1, 0x4000, 64, 6, 0) + source + target
    sequence, answer, flags = at
    return (
        ether + b"\x08\x00" + head
        + struct.pack(">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, answer & 0xFFFFFFFF, 0x50, flags, 65_000, 0, 0)
        + payload
    )  # fmt: skip


class _Ends:
    """The two ends of a connection, and how far each has spoken."""

    def __init__(self, ethers: tuple[bytes, bytes], addresses: tuple[bytes, bytes], ports: tuple[int, int]) -> None:
        self._there, self._back = ethers[1] + ethers[0], ethers[0] + ethers[1]
        self._addresses, self._ports = addresses, ports
        self._said = [1_000, 5_000]

    def say(self, back: bool, payload: bytes, flags: int = 0x18) -> Packet:
        ether = self._back if back else self._there
        one, other = self._addresses[::-1] if back else self._addresses
        ports = self._ports[::-1] if back else self._ports
        at = (self._said[back], self._said[not back], flags)
        self._said[back] += len(payload) + (1 if flags & 3 else 0)
        return tcp(ether, one, other, ports, at, payload)

    def open(self) -> Flow:
        yield self.say(False, b"", 2)
        yield self.say(True, b"", 0x12)
        yield self.say(False, b"", 0x10)

    def bulk(self, back: bool, many: int, mark: bytes = b"") -> Flow:
        for number in range(many):
            place = number * 977 % 50_000
            yield self.say(back, mark + _BLOB[place : place + _SEGMENT - len(mark)])
            if number % 2:
                yield self.say(not back, b"", 0x10)


def hello(name: str) -> bytes:
    """A TLS ClientHello that asks for a name."""
    host = name.encode()
    sni = struct.pack(">HHHBH", 0, len(host) + 5, len(host) + 3, 0, len(host)) + host
    body = b"\x03\x03" + _BLOB[:32] + b"\x00\x00\x04\x13\x01\x00\x2f\x01\x00" + struct.pack(">H", len(sni)) + sni
    shake = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + struct.pack(">H", len(shake)) + shake


def web(ends: _Ends, name: str, many: int) -> Flow:
    """A browser's connection with TLS 1.3."""
    yield from ends.open()
    yield ends.say(False, hello(name))
    answer = b"\x02\x00\x00\x46\x03\x03" + _BLOB[64:132]
    yield ends.say(
        True, b"\x16\x03\x03" + struct.pack(">H", len(answer)) + answer + b"\x17\x03\x03\x04\x00" + _BLOB[:1024]
    )
    yield from ends.bulk(True, many, b"\x17\x03\x03\x05\x73")
    yield ends.say(False, b"", 0x11)
    yield ends.say(True, b"", 0x11)


def old_web(ends: _Ends, name: str, many: int, chain: bytes) -> Flow:
    """The same with TLS 1.2: the server's certificates are sent in the clear."""
    yield from ends.open()
    yield ends.say(False, hello(name))
    told = b"\x02\x00\x00\x26\x03\x03" + _BLOB[64:96] + b"\x00\xc0\x2f\x00" + chain + b"\x0e\x00\x00\x00"
    record = b"\x16\x03\x03" + struct.pack(">H", len(told)) + told
    for at in range(0, len(record), _SEGMENT):
        yield ends.say(True, record[at : at + _SEGMENT])
    yield ends.say(False, b"\x16\x03\x03\x00\x46\x10\x00\x00\x42" + _BLOB[:66] + b"\x14\x03\x03\x00\x01\x01")
    yield from ends.bulk(True, many, b"\x17\x03\x03\x05\x73")
    yield ends.say(False, b"", 0x11)


def chain(name: str) -> bytes:
    """A TLS Certificate message with one certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(day).not_valid_after(day + timedelta(days=900))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"{n}.{name}") for n in range(40)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    der = made.public_bytes(serialization.Encoding.DER)
    one = len(der).to_bytes(3, "big") + der
    body = len(one).to_bytes(3, "big") + one
    return b"\x0b" + len(body).to_bytes(3, "big") + body


def quic(ends: tuple[bytes, bytes, bytes, bytes], port: int, name: str, many: int) -> Flow:
    """A browser's connection over QUIC; `ends` are both Ethernet and both IP addresses."""
    ether, gate, desk, server = ends
    yield udp(
        gate + ether, desk, server, (port, 443), _quic.initial(struct.pack(">Q", port * 7_919 + many), hello(name)[5:])
    )
    for turn in range(many):
        place = turn * 613 % 50_000
        yield udp(ether + gate, server, desk, (443, port), b"\x4f" + _BLOB[place : place + 1_220])
        if turn % 3 == 0:
            yield udp(gate + ether, desk, server, (port, 443), b"\x5a" + _BLOB[place : place + 34])


def rtsp(ends: _Ends, server: str, many: int) -> Flow:
    """A recorder that takes a stream from a camera over TCP."""
    yield from ends.open()
    for number, (method, more) in enumerate(
        (("OPTIONS", "Public: OPTIONS, DESCRIBE, SETUP, PLAY\r\n"), ("DESCRIBE", ""))
    ):
        yield ends.say(
            False, f"{method} rtsp://camera/1 RTSP/1.0\r\nCSeq: {number}\r\nUser-Agent: NVR\r\n\r\n".encode()
        )
        yield ends.say(True, f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\nServer: {server}\r\n{more}\r\n".encode())
    yield from ends.bulk(True, many, b"$\x00\x05\x70\x80\x60")


def page(ends: _Ends, server: str, title: str) -> Flow:
    yield from ends.open()
    yield ends.say(False, b"GET / HTTP/1.1\r\nHost: 10.1.0.1\r\nUser-Agent: Mozilla/5.0\r\n\r\n")
    body = f"<html><head><title>{title}</title></head></html>"
    yield ends.say(True, f"HTTP/1.1 200 OK\r\nServer: {server}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    yield ends.say(False, b"", 0x11)


def resolve(client: bytes, address: bytes, port: int, name: str) -> Flow:
    """A question for a name, and its answer."""
    asked = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\x00\x00\x01\x00\x01"
    head = struct.pack(">HHHHHH", port, 0x0100, 1, 0, 0, 0)
    yield udp(_DNS + client, address, ip("10.0.0.2"), (port, 53), head + asked)
    head = struct.pack(">HHHHHH", port, 0x8180, 1, 1, 0, 0)
    told = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + ip("198.51.100.7")
    yield udp(client + _DNS, ip("10.0.0.2"), address, (53, port), head + asked + told)


_DNS = mac(2, b"\x02\x00\x00")


def media(ether: bytes, source: bytes, target: bytes, number: int, many: int) -> Flow:
    """RTP of a camera over UDP."""
    for turn in range(many):
        head = struct.pack(">BBHII", 0x80, 96, turn & 0xFFFF, turn * 3_600, number)
        place = turn * 331 % 50_000
        yield udp(
            ether,
            source,
            target,
            (50_000 + number % 10_000, 40_000 + number % 20_000),
            head + _BLOB[place : place + 1_300],
        )


def office(flows: int, longest: int = 16) -> Callable[[random.Random], Iterator[Flow]]:
    """Of a hundred flows two are a camera's (streams, pages, searches), a third ask for names, the rest browse.

    Who browses is sent fewer than `longest` large packets.
    """

    def made(rnd: random.Random) -> Iterator[Flow]:
        cameras = max(flows // 50, 1)
        chains = [chain(f"site{number}.example.net") for number in range(200)]
        for number in range(flows):
            if number % 50 == 0:
                yield _camera(rnd, number // 50, cameras)
            elif number % 3 == 0:
                person = rnd.randrange(4_000)
                name = f"host{rnd.randrange(9_999)}.example.net"
                yield resolve(_person(person), _desk(person), 20_000 + number % 40_000, name)
            else:
                yield _browser(rnd, number, chains, longest)

    return made


def _browser(rnd: random.Random, number: int, chains: list[bytes], longest: int) -> Flow:
    """Of ten connections three are QUIC, two TLS 1.2, five TLS 1.3."""
    person, kind, many = rnd.randrange(4_000), rnd.randrange(10), rnd.randrange(1, longest)
    server = bytes((203, 0, rnd.randrange(256), rnd.randrange(1, 255)))
    name, port = f"host{rnd.randrange(9_999)}.example.net", 20_000 + number % 40_000
    if kind < 3:
        return quic((_person(person), _GATE, _desk(person), server), port, name, many)
    ends = _Ends((_person(person), _GATE), (_desk(person), server), (port, 443))
    return old_web(ends, name, many, rnd.choice(chains)) if kind < 5 else web(ends, name, many)


_GATE = mac(1, b"\x02\x00\x00")


def _person(number: int) -> bytes:
    return mac(number, b"\x00\x50\x56")


def _desk(number: int) -> bytes:
    return bytes((10, 2, number >> 8, number & 255))


def _camera(rnd: random.Random, number: int, of: int) -> Flow:
    ether, address = mac(number), bytes((10, 1 + (number >> 16), number >> 8 & 255, number & 255))
    recorder, at = mac(number % 40, b"\x44\x19\xb7"), bytes((10, 3, 0, number % 40))
    ports = (30_000 + number % 30_000, 554)
    kind = number % 4
    if kind == 0:
        return rtsp(_Ends((recorder, ether), (at, address), ports), "Dahua Rtsp Server", rnd.randrange(40, 120))
    if kind == 1:
        return media(recorder + ether, address, at, number, rnd.randrange(60, 200))
    if kind == 2:
        return page(_Ends((recorder, ether), (at, address), (ports[0], 80)), "App-webs/", "index")
    body = (
        f"<?xml version='1.0'?><ProbeMatch><DeviceDescription>DS-2CD2{number % of:05}</DeviceDescription></ProbeMatch>"
    )
    return iter(
        [udp(b"\x01\x00\x5e\x7f\xff\xfa" + ether, address, ip("239.255.255.250"), (37_020, 37_020), body.encode())] * 3
    )


def few(flows: int, many: int) -> Callable[[random.Random], Iterator[Flow]]:
    """A handful of connections that go on and on with small packets."""

    def made(_: random.Random) -> Iterator[Flow]:
        for number in range(flows):
            ends = _Ends(
                (_person(number), mac(number)), (_desk(number), bytes((10, 1, 0, number))), (30_000 + number, 8_554)
            )
            yield _chatter(ends, many)

    return made


def _chatter(ends: _Ends, many: int) -> Flow:
    yield from ends.open()
    for number in range(many):
        yield ends.say(number % 2 == 0, _BLOB[number % 5_000 : number % 5_000 + 60])


def write(
    path: Path, flows: Callable[[random.Random], Iterator[Flow]], *, size: int, together: int, seed: int = 1
) -> int:
    """Write a capture of at most `size` bytes in which `together` flows go on at a time; how many packets it has."""
    rnd = random.Random(seed)
    waiting = flows(rnd)
    open_flows = [flow for flow, _ in zip(waiting, range(together), strict=False)]
    count = written = 0
    time = START * 1_000_000
    parts: list[bytes] = []
    with path.open("wb") as stream:
        stream.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
        while open_flows and written < size:
            place = rnd.randrange(len(open_flows))
            packet = next(open_flows[place], None)
            if packet is None:
                fresh = next(waiting, None)
                open_flows[place] = open_flows[-1] if fresh is None else fresh
                if fresh is None:
                    open_flows.pop()
                continue
            time += 37
            parts.append(struct.pack("<IIII", time // 1_000_000, time % 1_000_000, len(packet), len(packet)) + packet)
            written += len(parts[-1])
            count += 1
            if len(parts) == 4_096:
                stream.writelines(parts)
                parts.clear()
        stream.writelines(parts)
    return count
