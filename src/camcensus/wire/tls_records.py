"""What TLS says before it is encrypted: the greeting of either side, and the server's certificates up to TLS 1.2.

A stream is records: type (1), version (2), length (2), payload. Those of type 22 hold handshake messages, type (1),
length (3), body: one message may fill several records, one record may hold several messages. A change of ciphers (20)
or data (23) ends what can be read; nothing is decrypted. Old clients greet in the form of SSL 2: length (2), type 1
(1), version (2).

Sources: RFC 5246, sections 6.2 and 7.4; RFC 8446, sections 4.1, 4.2.1 and 5.1; RFC 6066, section 3 (server name);
RFC 7301 (ALPN); RFC 8701 (values that mean nothing); RFC 5246, appendix E.2 (greeting of SSL 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camcensus.wire import certificate, octets

MAX_STREAM = 262_144
"""Bytes of a stream that are looked at."""
MAX_RECORD = 16_384 + 2_048
MAX_MESSAGE = 131_072
"""Bytes of one message: a chain of certificates has some thousands."""
MAX_CHAIN = 16
"""Certificates of one chain."""
MOST = 64
"""Versions or protocols that one greeting offers."""

VERSIONS = {
    0x0002: "SSL 2.0",
    0x0300: "SSL 3.0",
    0x0301: "TLS 1.0",
    0x0302: "TLS 1.1",
    0x0303: "TLS 1.2",
    0x0304: "TLS 1.3",
}

_ALERT, _HANDSHAKE = 21, 22
_WARNING = 1
_CLIENT_HELLO, _SERVER_HELLO, _CERTIFICATE, _DONE = 1, 2, 11, 14
_NAME, _ALPN, _SUPPORTED = 0, 16, 43
_LEAST = 38
"""Bytes of a greeting: version, random, and the lengths of what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientHello:
    """What a client asks for; empty is what it does not say."""

    name: str = ""
    """The server's name (SNI)."""
    protocols: tuple[str, ...] = ()
    """ALPN: ``h2``, ``http/1.1``.."""
    versions: tuple[str, ...] = ()
    """Those it offers, in its order; the highest one alone where it lists none. Empty if its list has not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerHello:
    """What a server chose."""

    version: str
    cipher: int
    """Number of the suite, as IANA lists it."""
    protocol: str = ""
    """ALPN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What one direction of a stream says at its beginning."""

    client: ClientHello | None = None
    server: ServerHello | None = None
    certificates: tuple[bytes, ...] = ()
    """DER, the server's own first; whole ones only. A client that shows its own has them here too."""
    more: bool = False
    """Whether more bytes of the stream could say more."""


def detect(data: bytes) -> bool:
    """Whether `data` begins as TLS does."""
    if data[:1] == b"\x16" or data[:1] == b"\x15":
        return data[1:2] == b"\x03" and data[2:3] <= b"\x04" and int.from_bytes(data[3:5], "big") <= MAX_RECORD
    return _is_old(data)


def read(data: bytes) -> Opening:
    """What the first bytes of one direction say, wherever they were cut. Raises `ValueError` if it is no TLS."""
    if len(data) < 3 or not detect(data):
        raise ValueError("not TLS")
    if _is_old(data):
        return Opening(client=ClientHello(versions=(_version(data[3:5]),)))
    handshake, ended = _handshake(data[:MAX_STREAM])
    client: ClientHello | None = None
    server: ServerHello | None = None
    chain: tuple[bytes, ...] = ()
    for kind, body, whole in _messages(handshake):
        if kind == _CLIENT_HELLO and client is None and len(body) >= _LEAST:
            client, ended = _client(body, whole), ended or whole
        elif kind == _SERVER_HELLO and server is None and whole and len(body) >= _LEAST:
            server = _server(body)
            # From TLS 1.3 on all that follows is encrypted.
            ended = ended or server.version == "TLS 1.3"
        elif kind == _CERTIFICATE and not chain:
            chain, ended = tuple(_chain(body)), ended or whole
        ended = ended or kind == _DONE
    return Opening(client=client, server=server, certificates=chain, more=not ended)


def _is_old(data: bytes) -> bool:
    """Whether it is a greeting in the form of SSL 2, for SSL 2, SSL 3 or TLS 1."""
    return data[:1] >= b"\x80" and data[2:5] in (b"\1\0\2", b"\1\3\0", b"\1\3\1", b"\1\3\2", b"\1\3\3")


def _handshake(data: bytes) -> tuple[bytes, bool]:
    """What the records of the handshake hold, and whether nothing readable can follow."""
    pieces: list[bytes] = []
    at = 0
    while at + 5 <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 3 : at + 5], "big")
        if kind == _HANDSHAKE and data[at + 1] == 3 and size <= MAX_RECORD:
            pieces.append(data[at + 5 : at + 5 + size])
        elif kind != _ALERT or size != 2 or data[at + 5 : at + 6] > bytes([_WARNING]):
            return b"".join(pieces), True
        at += 5 + size
    return b"".join(pieces), len(data) == MAX_STREAM


def _messages(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Type and body of each message, and whether it is whole; the last one may not be."""
    at = 0
    while at + 4 <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        if size > MAX_MESSAGE:
            yield _DONE, b"", True  # nothing that can be read follows
            return
        end = at + 4 + size
        yield kind, data[at + 4 : end], end <= len(data)
        at = end


def _client(body: bytes, whole: bool) -> ClientHello:
    """What a greeting says, or the beginning of one."""
    at = _after(body, 34, 1)  # version, random; session
    at = _after(body, at, 2)  # cipher suites
    at = _after(body, at, 1)  # compressions
    said = dict(_extensions(body, at))
    names, listed = said.get(_NAME, b""), said.get(_SUPPORTED, b"")
    offered = [listed[place : place + 2] for place in range(1, min(len(listed), 2 * MOST) - 1, 2)]
    # Values whose bytes end in the digit a mean nothing (RFC 8701).
    versions = tuple(_version(one) for one in offered if one[0] & 0x0F != 0x0A)
    return ClientHello(
        name=octets.text(names[5 : 5 + int.from_bytes(names[3:5], "big")]) if names[2:3] == b"\0" else "",
        protocols=_protocols(said.get(_ALPN, b"")),
        versions=versions or ((_version(body[:2]),) if whole else ()),
    )


def _server(body: bytes) -> ServerHello:
    at = _after(body, 34, 1)
    said = dict(_extensions(body, at + 3))
    protocols = _protocols(said.get(_ALPN, b""))
    return ServerHello(
        version=_version(said.get(_SUPPORTED, body[:2])[:2]),
        cipher=int.from_bytes(body[at : at + 2], "big"),
        protocol=protocols[0] if protocols else "",
    )


def _after(body: bytes, at: int, width: int) -> int:
    """Where what follows a list begins, whose length takes `width` bytes at an offset."""
    return at + width + int.from_bytes(body[at : at + width], "big")


def _extensions(body: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    at += 2
    while at + 4 <= len(body):
        end = at + 4 + int.from_bytes(body[at + 2 : at + 4], "big")
        if end > len(body):
            return
        yield int.from_bytes(body[at : at + 2], "big"), body[at + 4 : end]
        at = end


def _protocols(value: bytes) -> tuple[str, ...]:
    found: list[str] = []
    at = 2
    while at < len(value) and len(found) < MOST:
        name = value[at + 1 : at + 1 + value[at]]
        # Values that mean nothing (RFC 8701) are no text.
        found += [written] if name.isascii() and (written := octets.text(name)) else []
        at += 1 + value[at]
    return tuple(found)


def _chain(body: bytes) -> Iterator[bytes]:
    """The whole certificates in a message that may be cut off; it ends at one that is too large to be any."""
    at, end = 3, min(3 + int.from_bytes(body[:3], "big"), len(body))
    for _ in range(MAX_CHAIN):
        size = int.from_bytes(body[at : at + 3], "big")
        if at + 3 > end or at + 3 + size > end or not 0 < size <= certificate.MAX_SIZE:
            return
        yield body[at + 3 : at + 3 + size]
        at += 3 + size


def _version(value: bytes) -> str:
    """A version's name; its number in hexadecimal if it has none."""
    return VERSIONS.get(int.from_bytes(value, "big"), value.hex())
