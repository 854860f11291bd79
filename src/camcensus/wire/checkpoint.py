"""What is signed and handed on of the log: checkpoints, proofs, keys; in the forms that C2SP publishes, Ed25519.

``c2sp.org/signed-note``, ``tlog-checkpoint``, ``tlog-cosignature``, ``tlog-proof``, and the body of ``tlog-witness``'s
add-checkpoint for the proof that one checkpoint continues another. Whatever is read here may come from anybody: it is
parsed within hard limits, and is worth nothing before `signer` has found a signature of a key that was known before.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_BYTES = 256 * 1024
"""A note or proof is a few kilobytes; its extra data hold one header and two paths."""
MAX_SIGNATURES = 64
"""Readers must take at least 16 (signed-note)."""
MAX_HASHES = 64
"""A tree of 2**63 leaves needs no longer proof of inclusion; one of consistency has one more."""
MAX_SIZE = 2**62

PROOF = "c2sp.org/tlog-proof@v1"
_ED25519 = b"\x01"
_COSIGNATURE = b"\x04"
"""The kinds of key: of a log, and of a witness, who signs with the time at which it looked."""
MAX_TIME = 1 << 40
"""Seconds since 1970 that a witness may claim: far beyond any day that a calendar here knows."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME = re.compile(r"[^\s+\u0000-\u001f]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A public key with its name, as in a line of ``log.vkey``: ``NAME+HASH+BASE64``."""

    name: str
    public: bytes
    """32 bytes."""
    witness: bool = False
    """It is the key of a witness."""

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ public key); the kind is 0x01, of a witness 0x04."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._kind + self.public).digest()[:4]

    def line(self) -> str:
        """The verifier key, without a newline."""
        return f"{self.name}+{self.id.hex()}+{_text(self._kind + self.public)}"

    @property
    def _kind(self) -> bytes:
        return _COSIGNATURE if self.witness else _ED25519


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A size and root of a log, and who signed them. Unproved until `signer` names a key."""

    origin: str
    size: int
    root: bytes
    text: str
    """What is signed: the lines, each with its newline."""
    signatures: tuple[tuple[str, bytes], ...] = ()
    """(key name, 4 bytes of its id ‖ signature)."""

    def note(self) -> str:
        """The file: text, an empty line, the signatures."""
        return f"{self.text}\n" + "".join(f"\u2014 {name} {_text(data)}\n" for name, data in self.signatures)

    def signer(self, keys: Iterable[Key]) -> Key | None:
        """The first of `keys` whose signature stands; None if none signed, or if a known key's signature is false."""
        found = None
        for key in (one for one in keys if not one.witness):
            for name, data in self.signatures:
                if (name, data[:4]) == (key.name, key.id):
                    if not _holds(key, data[4:], self.text.encode()):
                        return None
                    found = found or key
        return found

    def witnessed(self, keys: Iterable[Key]) -> list[tuple[Key, int]]:
        """The witnesses among `keys` who signed it, and when each says that it looked (seconds since 1970).

        Raises `ValueError` if what stands under a known witness's name is no signature of it.
        """
        found = []
        for key in (one for one in keys if one.witness):
            for name, data in self.signatures:
                if (name, data[:4]) == (key.name, key.id):
                    when = int.from_bytes(data[4:12], "big")
                    if len(data) != 76 or when > MAX_TIME or not _holds(key, data[12:], _looked(when, self.text)):
                        raise ValueError(f"the signature of the witness {key.name} is false")
                    found.append((key, when))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """A proof that a leaf stands in the log, with a checkpoint that it leads to (tlog-proof)."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes = b""
    """What the leaf is the hash of; nothing vouches for it until it gives the leaf."""

    def written(self) -> str:
        """The file."""
        extra = f"extra {_text(self.extra)}\n" if self.extra else ""
        return f"{PROOF}\n{extra}index {self.index}\n{_lines(self.hashes)}\n{self.checkpoint.note()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """A proof that the log at a checkpoint begins with what it was at an older size (tlog-witness, add-checkpoint)."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint

    def written(self) -> str:
        """The file."""
        return f"old {self.old}\n{_lines(self.hashes)}\n{self.checkpoint.note()}"


def sign(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> Checkpoint:
    """A checkpoint under the log's own name, which is also the key's."""
    text = f"{origin}\n{size}\n{_text(root)}\n"
    known = Key(name=origin, public=key.public_key().public_bytes_raw())
    return Checkpoint(
        origin=origin, size=size, root=root, text=text, signatures=((origin, known.id + key.sign(text.encode())),)
    )


def cosign(signed: Checkpoint, name: str, when: int, key: Ed25519PrivateKey) -> Checkpoint:
    """The checkpoint with the signature of a witness of that `name`, who looked at `when` (seconds since 1970)."""
    known = Key(name=name, public=key.public_key().public_bytes_raw(), witness=True)
    data = known.id + when.to_bytes(8, "big") + key.sign(_looked(when, signed.text))
    others = tuple(one for one in signed.signatures if (one[0], one[1][:4]) != (name, known.id))
    return replace(signed, signatures=(*others, (name, data)))


def key(data: bytes) -> Key:
    """A verifier key of a log or a witness from its line. Raises `ValueError`."""
    parts = _decoded(data).strip().split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise ValueError("a key is NAME+HASH+BASE64")
    public = _bytes(parts[2])
    if len(public) != 33 or public[:1] not in (_ED25519, _COSIGNATURE):
        raise ValueError("it is no Ed25519 key")
    found = Key(name=parts[0], public=public[1:], witness=public[:1] == _COSIGNATURE)
    if found.id.hex() != parts[1]:
        raise ValueError("the key's hash is not that of the key")
    return found


def checkpoint(data: bytes) -> Checkpoint:
    """A checkpoint from its file. Raises `ValueError` for whatever is not of the form."""
    note = _decoded(data)
    text, gap, rest = note.rpartition("\n\n")
    if not gap:
        raise ValueError("no empty line before signatures")
    lines = text.split("\n")
    if len(lines) < 3 or not all(lines):
        raise ValueError("a checkpoint has origin, size and root on three lines")
    root = _bytes(lines[2])
    if len(root) != 32:
        raise ValueError("the root is not 32 bytes")
    return Checkpoint(
        origin=lines[0], size=_number(lines[1]), root=root, text=text + "\n", signatures=tuple(_signatures(rest))
    )


def inclusion(data: bytes) -> Inclusion:
    """A proof of inclusion from its file. Raises `ValueError`."""
    head, signed = _parted(data)
    if head[0] != PROOF:
        raise ValueError(f"the first line is not {PROOF}")
    at = 1
    extra = b""
    if head[at : at + 1] and head[at].startswith("extra "):
        extra = _bytes(head[at][6:])
        at += 1
    if not head[at : at + 1] or not head[at].startswith("index "):
        raise ValueError("the index is missing")
    index = _number(head[at][6:])
    return Inclusion(index=index, hashes=_hashes(head[at + 1 :]), checkpoint=checkpoint(signed), extra=extra)


def consistency(data: bytes) -> Consistency:
    """A proof of consistency from its file. Raises `ValueError`."""
    head, signed = _parted(data)
    if not head[0].startswith("old "):
        raise ValueError("the first line is not 'old SIZE'")
    return Consistency(old=_number(head[0][4:]), hashes=_hashes(head[1:]), checkpoint=checkpoint(signed))


def _looked(when: int, text: str) -> bytes:
    """What a witness signs."""
    return f"cosignature/v1\ntime {when}\n{text}".encode()


def _holds(known: Key, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(known.public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signatures(rest: str) -> list[tuple[str, bytes]]:
    if not rest.endswith("\n"):
        raise ValueError("the last line is cut off")
    lines = rest[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise ValueError(f"more than {MAX_SIGNATURES} signatures")
    found = []
    for line in lines:
        dash, name, data = [*line.split(" "), "", ""][:3]
        raw = _bytes(data)
        if dash != "\u2014" or line.count(" ") != 2 or not _NAME.fullmatch(name) or len(raw) < 5:
            raise ValueError("a signature line is not of the form")
        found.append((name, raw))
    return found


def _parted(data: bytes) -> tuple[list[str], bytes]:
    """The lines before the first empty one, and what stands behind it."""
    text = _decoded(data)
    head, gap, signed = text.partition("\n\n")
    if not gap:
        raise ValueError("no empty line before the checkpoint")
    return head.split("\n"), signed.encode()


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise ValueError(f"longer than {MAX_BYTES // 1024} KiB")
    text = data.decode("utf-8")  # what is no UTF-8 is a ValueError too
    if any(letter < " " and letter != "\n" for letter in text):
        raise ValueError("control characters")
    return text


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise ValueError("a number is not of the form")
    return int(text)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > MAX_HASHES:
        raise ValueError(f"more than {MAX_HASHES} hashes")
    found = tuple(_bytes(line) for line in lines)
    if any(len(one) != 32 for one in found):
        raise ValueError("a hash is not 32 bytes")
    return found


def _bytes(text: str) -> bytes:
    """Base64, only in the one way in which it is written."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("not base64") from None
    if _text(found) != text:
        raise ValueError("base64 in an odd form")
    return found


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _lines(hashes: Iterable[bytes]) -> str:
    return "".join(f"{_text(one)}\n" for one in hashes)
