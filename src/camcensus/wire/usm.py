"""SNMP version 3 with user-based security: one authenticated, perhaps encrypted GET, and what must come before it.

A message is ``SEQUENCE { 3, { number, size, flags, 3 }, security, scoped }``. *security* is an OCTET STRING that holds
``{ engine id, boots, time, user, digest, salt }``, *scoped* is ``{ engine id, context, PDU }``, encrypted as an OCTET
STRING. The engine's id, boots and time come from its report to an empty GET that names no user. Keys are made from
passphrases and belong to one engine. There is no SET here.

Sources: RFC 3412, section 6; RFC 3414, sections 2.4, 3, 4, 6, 7 and A.2; RFC 3826, section 3 (AES); RFC 7860, section 4
(SHA-256).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from camcensus.wire import snmp
from camcensus.wire.snmp import INTEGER, OCTETS, REPORT, RESPONSE, SEQUENCE, Element

DIGESTS = {"": 0, "md5": 12, "sha": 12, "sha256": 24}
"""Bytes of the digest in a message; none without authentication."""

_HASHES = {"md5": "md5", "sha": "sha1", "sha256": "sha256"}
_AUTHENTICATED, _ENCRYPTED, _REPORTABLE = 1, 2, 4
_STRETCHED = 1 << 20
"""Bytes of repeated passphrase that are hashed."""
_LEAST = 8
"""Characters of a passphrase (RFC 3414, section 11.2)."""
_UNKNOWN_ENGINE = "1.3.6.1.6.3.15.1.1.4.0"
_NOT_IN_TIME = "1.3.6.1.6.3.15.1.1.2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An SNMP engine, and its clock."""

    name: bytes
    """5 to 32 bytes."""
    boots: int
    time: int
    """Seconds since it started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """A user's keys at one engine; they never show themselves."""

    digest: str = ""
    """A key of `DIGESTS`."""
    authentication: bytes = field(default=b"", repr=False)
    privacy: bytes = field(default=b"", repr=False)
    """16 bytes for AES-128, or none."""


def stretched(digest: str, passphrase: str) -> bytes:
    """The key that a passphrase makes (RFC 3414, A.2), for `localised`. Raises `ValueError` if it is too short."""
    if digest not in _HASHES or len(passphrase) < _LEAST:
        raise ValueError("SNMP needs md5, sha or sha256, and a passphrase of eight characters")
    unit = passphrase.encode()
    return hashlib.new(_HASHES[digest], (unit * (_STRETCHED // len(unit) + 1))[:_STRETCHED]).digest()


def localised(digest: str, key: bytes, engine: bytes) -> bytes:
    """A key as it is used at one engine alone."""
    return hashlib.new(_HASHES[digest], key + engine + key).digest()


def keys(digest: str, passphrase: str, private: str, engine: bytes) -> Keys:
    """The keys at one engine, from one or two passphrases; without any there is no security.

    Raises `ValueError` for a passphrase that is too short, or for encryption without authentication.
    """
    if not digest and not private:
        return Keys()
    authentication = localised(digest, stretched(digest, passphrase), engine)
    privacy = localised(digest, stretched(digest, private), engine)[:16] if private else b""
    return Keys(digest=digest, authentication=authentication, privacy=privacy)


def discovery(asked: int) -> bytes:
    """The empty GET that an engine answers with a report of itself; `asked` numbers it."""
    return _message(asked, Engine(name=b"", boots=0, time=0), "", Keys(), snmp.request(asked, ()), b"")


def engine(data: bytes, asked: int) -> Engine:
    """The engine that reports itself in answer to `discovery`. Raises `ValueError` if it is no such report."""
    read = _read(data, asked, Keys())
    told = _reported(read)
    if _UNKNOWN_ENGINE not in told:
        raise ValueError("not the report of an SNMP engine")
    return read.engine


def get(user: str, at: Engine, held: Keys, asked: int, objects: Sequence[str], salt: bytes = bytes(8)) -> bytes:
    """The message that asks for some of `snmp.OBJECTS`; `asked` numbers it.

    With encryption `salt`, eight bytes, must be new for each message. Raises `ValueError` for other objects, and for
    a salt of another length.
    """
    if len(salt) != 8:
        raise ValueError("the salt of an SNMP message has eight bytes")
    return _message(asked, at, user, held, snmp.request(asked, objects), salt)


def answer(data: bytes, user: str, at: Engine, held: Keys, asked: int) -> snmp.Values:
    """The values that answer the message with this number; those of the list only, empty ones left out.

    Raises `ValueError` if it is no such answer, if its digest is wrong, or if it is less secure than the question.
    """
    read = _read(data, asked, held)
    if read.engine.name != at.name or read.user != user.encode():
        raise ValueError("not an answer to this question: engine or user is another")
    found = snmp.response(read.scoped, _pdu(read, RESPONSE), asked)
    return [(oid, value) for oid, value in found if oid in snmp.OBJECTS and value]


def late(data: bytes, at: Engine, held: Keys, asked: int) -> Engine:
    """The engine with its right clock, if it reports that the question came at the wrong time.

    Raises `ValueError` if it is no such report, or nobody vouches for it.
    """
    read = _read(data, asked, Keys(digest=held.digest, authentication=held.authentication))
    told = _reported(read)
    if not held.digest or read.engine.name != at.name or _NOT_IN_TIME not in told:
        raise ValueError("not a report that the question came at the wrong time")
    return read.engine


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A message that was checked and decrypted."""

    engine: Engine
    user: bytes
    scoped: bytes


def _message(asked: int, at: Engine, user: str, held: Keys, pdu: bytes, salt: bytes) -> bytes:
    scoped = snmp.encoded(SEQUENCE, snmp.encoded(OCTETS, at.name), snmp.encoded(OCTETS), pdu)
    if held.privacy:
        scoped = snmp.encoded(OCTETS, _cfb(held.privacy, _vector(at, salt), scoped, encrypt=True))
    else:
        salt = b""
    flags = _REPORTABLE | (_AUTHENTICATED if held.digest else 0) | (_ENCRYPTED if held.privacy else 0)
    size, model = snmp.integer(snmp.MAX_MESSAGE), snmp.integer(3)
    header = snmp.encoded(SEQUENCE, snmp.integer(asked), size, snmp.encoded(OCTETS, bytes([flags])), model)

    def whole(digest: bytes) -> bytes:
        clock = snmp.integer(at.boots) + snmp.integer(at.time)
        words = (snmp.encoded(OCTETS, word) for word in (user.encode(), digest, salt))
        security = snmp.encoded(SEQUENCE, snmp.encoded(OCTETS, at.name), clock, *words)
        return snmp.encoded(SEQUENCE, snmp.integer(3), header, snmp.encoded(OCTETS, security), scoped)

    return whole(_digest(held, whole(bytes(DIGESTS[held.digest]))))


def _read(data: bytes, asked: int, held: Keys) -> _Read:
    """A message with this number, checked and decrypted with these keys; all that they can do must have been done."""
    version, header, security, scoped = _four(data)
    one, _, flags, model = snmp.inside(data, header, INTEGER, INTEGER, OCTETS, INTEGER)
    if (snmp.number(data, version), snmp.number(data, one), snmp.number(data, model)) != (3, asked, 3):
        raise ValueError("not an SNMP message of version 3 with this number")
    (inner,) = snmp.inside(data, security, SEQUENCE)
    name, boots, time, user, digest, salt = snmp.inside(data, inner, OCTETS, INTEGER, INTEGER, OCTETS, OCTETS, OCTETS)
    at = _engine(data, name, boots, time)
    _check(data, digest, held)
    content = _content(data, scoped, held)
    if held.privacy:
        if not _flags(data, flags) & _ENCRYPTED or salt.end - salt.start != 8:
            raise ValueError("the SNMP message is not encrypted")
        content = _cfb(held.privacy, _vector(at, data[salt.start : salt.end]), content, encrypt=False)
    return _Read(engine=at, user=data[user.start : user.end], scoped=content)


def _content(data: bytes, scoped: Element, held: Keys) -> bytes:
    """What a message is about: encrypted bytes, or the whole element where nothing is encrypted."""
    content = data[scoped.start : scoped.end]
    if scoped.tag != (OCTETS if held.privacy else SEQUENCE):
        raise ValueError("the SNMP message is not encrypted as the question was")
    return content if held.privacy else snmp.encoded(SEQUENCE, content)


def _four(data: bytes) -> tuple[Element, Element, Element, Element]:
    """Version, header, security and what they are about; the last may be encrypted."""
    outer = snmp.whole(data)
    parts = list(islice(snmp.elements(data, outer.start, outer.end), 5))
    if [one.tag for one in parts[:3]] != [INTEGER, SEQUENCE, OCTETS] or len(parts) != 4:
        raise ValueError("not an SNMP message of version 3")
    return parts[0], parts[1], parts[2], parts[3]


def _reported(read: _Read) -> dict[str, bytes]:
    """What a report says. Its PDU may have another number: the engine did not always read ours (RFC 3412, 7.1)."""
    return dict(snmp.response(read.scoped, _pdu(read, REPORT)))


def _pdu(read: _Read, tag: int) -> Element:
    """The PDU of a message, of this tag; what stands after it is the filling of a cipher."""
    outer = next(snmp.elements(read.scoped, 0, len(read.scoped)), None)
    if outer is None or outer.tag != SEQUENCE:
        raise ValueError("not an SNMP message of version 3, or another key")
    return snmp.inside(read.scoped, outer, OCTETS, OCTETS, tag)[2]


def _engine(data: bytes, name: Element, boots: Element, time: Element) -> Engine:
    told = Engine(name=data[name.start : name.end], boots=snmp.number(data, boots), time=snmp.number(data, time))
    if not 5 <= len(told.name) <= 32 or not 0 <= told.boots <= snmp.MAX_NUMBER or not 0 <= told.time <= snmp.MAX_NUMBER:
        raise ValueError("not the name or the clock of an SNMP engine")
    return told


def _flags(data: bytes, flags: Element) -> int:
    return data[flags.start] if flags.end - flags.start == 1 else 0


def _check(data: bytes, digest: Element, held: Keys) -> None:
    """Raises `ValueError` unless the digest is the right one; without a key there is nothing to check."""
    if not held.digest:
        return
    size = DIGESTS[held.digest]
    blank = data[: digest.start] + bytes(size) + data[digest.end :]
    if digest.end - digest.start != size or not hmac.compare_digest(
        data[digest.start : digest.end], _digest(held, blank)
    ):
        raise ValueError("the digest of the SNMP message is wrong")


def _digest(held: Keys, data: bytes) -> bytes:
    if not held.digest:
        return b""
    return hmac.digest(held.authentication, data, _HASHES[held.digest])[: DIGESTS[held.digest]]


def _vector(at: Engine, salt: bytes) -> bytes:
    return at.boots.to_bytes(4, "big") + at.time.to_bytes(4, "big") + salt


def _cfb(key: bytes, vector: bytes, data: bytes, *, encrypt: bool) -> bytes:
    """AES in cipher feedback of 128 bits, which newer versions of the library no longer offer by itself."""
    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # single blocks; the feedback is below
    done = bytearray()
    for at in range(0, len(data), 16):
        piece = data[at : at + 16]
        made = bytes(one ^ other for one, other in zip(piece, block.update(vector), strict=False))
        vector = made if encrypt else piece
        done += made
    return bytes(done)
