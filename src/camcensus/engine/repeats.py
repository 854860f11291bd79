"""Sent twice, done once: who shows the same key with the same request is given the first answer again, for a day.

Of what was sent nothing is kept that tells it. What was answered may hold a secret, such as a token, and is kept
encrypted by a key made of both the caller's key and all that was sent: only who shows both again can be answered.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from camcensus.engine import workspace
from camcensus.engine.access import SECOND
from camcensus.model.errors import UsageError
from camcensus.store import repeats

PATTERN = r"^[\x21-\x7e]{16,255}$"
"""What a key looks like: long enough that nobody else happens on it."""
KEPT = 24 * 3600 * SECOND
MOST = 1_000
"""Of one person; then the oldest is forgotten."""
MOST_ANSWER = 64 << 10
"""Bytes of an answer that is kept."""
_FITS = re.compile(PATTERN)


class Clash(StrEnum):
    """Why nothing is done."""

    OTHER = "this key came with something else before"
    BUSY = "this is being done, or was cut off while it was"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sends under a key."""

    whose: str
    """A person's account; of those who show no token, where they send it to."""
    key: str
    asked: bytes
    """Method, path and body."""
    secret: bool = False
    """Whether a password is in it, that could be found by trying if it were bound by a fast hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """It is to be done now: `done` or `release` comes after."""

    id: bytes
    seal: bytes


@dataclass
class Repeats:
    """Of one workspace. Raises `UsageError` for a key that is none, `StoreError`."""

    home: Path
    now: Callable[[], int] = workspace.now

    @cached_property
    def _kept(self) -> repeats.Repeats:
        return repeats.Repeats(self.home)

    def begin(self, sent: Sent) -> Ticket | bytes | Clash:
        """A ticket to do it, the first answer if it was done, or why neither.

        With a password in it, a key that comes with something else is used up, so that nobody tries passwords by it.
        """
        if not _FITS.match(sent.key):
            raise UsageError(
                "a key has from 16 to 255 characters of ASCII, without blanks", where="Idempotency-Key",
                mend="make a new random one, as a UUID, for each thing you do",
            )  # fmt: skip
        ident, (bound, seal) = _ident(sent), _derived(sent)
        now = self.now()
        held = self._kept.begin(ident, sent.whose, bound, at=now, since=now - KEPT, most=MOST)
        if held is None:
            return Ticket(id=ident, seal=seal)
        if not hmac.compare_digest(held.asked, bound):
            if sent.secret:
                self._kept.burn(ident)
            return Clash.OTHER
        return Clash.BUSY if held.answer is None else _opened(seal, held.answer, ident)

    def done(self, ticket: Ticket, answer: bytes) -> None:
        """Keep an answer; one that is too long is not, and who sends the same again is told that it may be done."""
        if len(answer) <= MOST_ANSWER:
            nonce = os.urandom(12)
            self._kept.done(ticket.id, nonce + AESGCM(ticket.seal).encrypt(nonce, answer, ticket.id))

    def release(self, ticket: Ticket) -> None:
        """It was refused and changed nothing: it may be sent again, also otherwise."""
        self._kept.release(ticket.id)


def _ident(sent: Sent) -> bytes:
    return hashlib.sha256(f"{sent.whose}\0{sent.key}".encode("utf-8", "surrogatepass")).digest()


def _derived(sent: Sent) -> tuple[bytes, bytes]:
    """(what it is bound by, the key of its answer)."""
    word, asked = sent.key.encode(), hashlib.sha256(sent.asked).digest()
    if sent.secret:
        made = hashlib.scrypt(word + asked, salt=_ident(sent), n=1 << 14, r=8, p=1, dklen=64)
    else:
        made = hmac.digest(word, _ident(sent) + asked, "sha512")
    return made[:32], made[32:]


def _opened(seal: bytes, kept: bytes, ident: bytes) -> bytes | Clash:
    try:
        return AESGCM(seal).decrypt(kept[:12], kept[12:], ident)
    except InvalidTag:
        return Clash.BUSY
