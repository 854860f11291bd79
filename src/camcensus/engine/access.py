"""Let people in, and say who they are: passwords, invitations, sessions and tokens.

Every answer to somebody who is not let in is the same, and takes as long, whether or not there is such an account.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from camcensus.engine import workspace
from camcensus.engine.pace import Pace, Rates
from camcensus.model.access import Person, Right, Role
from camcensus.model.errors import AccessRefused, UsageError
from camcensus.store.accounts import INVITE, SESSION, TOKEN, Account, Accounts, Act, Link, Pass

SECOND = 1_000_000
IDLE, LONGEST = 30 * 60 * SECOND, 12 * 3600 * SECOND
"""A session ends when it was not used for so long, and after so long in any case."""
INVITED = 72 * 3600 * SECOND
TOKENS = 366 * 24 * 3600 * SECOND
"""The longest that a token may last."""
TRIES = 5
"""Wrong passwords in a row after which one waits; each further one doubles the time."""
WAIT, MOST_WAIT = 30 * SECOND, 3600 * SECOND
SHORTEST, MOST = 12, 1_000
"""Characters of a password."""
NAME = 80
"""Characters of a name or label."""
_NOTED = 60 * SECOND
"""A session's use is noted no oftener than this."""
_REFUSED = "name and password do not fit, or too many were tried"


@dataclass
class Gatekeeper:
    """Everybody's way in. Raises `AccessRefused` for whoever is not let in, `UsageError` for what cannot be asked."""

    home: Path
    now: Callable[[], int] = workspace.now
    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    rates: Rates = field(default_factory=Rates)

    @cached_property
    def pace(self) -> Pace:
        """How often whoever may sign in and ask."""
        return Pace(self.now, self.rates)

    @cached_property
    def accounts(self) -> Accounts:
        """Of the workspace."""
        return Accounts(self.home)

    @cached_property
    def _nobody(self) -> str:
        """The password of no account, checked where there is none: that takes as long."""
        return self.hasher.hash(os.urandom(16).hex())

    # --- the first, and the invited ------------------------------------------------------------------------------

    def first(self) -> str | None:
        """The secret of an invitation that makes one administrator; None where there is an account already.

        The one that was made before, if nobody took it, ends.
        """
        if self.accounts.every():
            return None
        self.accounts.revoke(INVITE, "", "first")
        return self._give(INVITE, "", "first", Person(name="", role=Role.ADMINISTRATOR), INVITED)

    def invite(self, by: Person, person: Person) -> str:
        """The secret of an invitation to be what `person` is; the name is chosen by whoever takes it."""
        _need(by, Right.ADMINISTER)
        secret = self._give(INVITE, by.name, person.name, person, INVITED)
        self.note(by.name, "invited", f"{person.name}: {person.role}")
        return secret

    def accept(self, secret: str, name: str, password: str) -> Person:
        """Make the account of an invitation, which is used up. A name or password that cannot be uses up nothing."""
        name = _named(unicodedata.normalize("NFC", name), "name")
        _check_password(password, name)
        return self._accept(secret, name, lambda: self.hasher.hash(_normal(password)))

    def _accept(self, secret: str, name: str, hashed: Callable[[], str], link: Link | None = None) -> Person:
        key = _hash(secret)
        held = self.accounts.take(key, INVITE)
        if held is None or held.until < self.now():
            raise AccessRefused("this invitation was taken, taken back, or has ended", mend="ask for another")
        person = replace(held.person, name=name)
        if not self.accounts.add(Account(person=person, hashed=hashed()), made=self.now(), link=link):
            self.accounts.give(key, held)
            if self.accounts.find(name) is not None:
                raise UsageError("there is an account of that name", where="name", mend="choose another name")
            raise UsageError("you have an account", mend="sign in")
        self.note(name, "account made", person.role.value)
        return person

    # --- in and out ----------------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str) -> str:
        """The secret of a new session. Raises `TooOften`, the same whether or not there is such an account."""
        name = unicodedata.normalize("NFC", name).strip()
        self.pace.sign_in_name.take(name[:NAME])
        nobody, held = self._nobody, self.accounts.find(name)
        known = held if held is not None and held.ended is None and held.locked <= self.now() else None
        right = self._fits((known.hashed if known is not None else "") or nobody, password)
        if known is None or not known.hashed or not right:
            if known is not None:
                self._failed(name)
            raise AccessRefused(_REFUSED, mend="try again later, or ask an administrator")
        if self.hasher.check_needs_rehash(known.hashed):
            self.accounts.password(name, self.hasher.hash(_normal(password)))
        self.accounts.opened(name)
        self.note(name, "signed in", "")
        return self._give(SESSION, name, "", known.person, LONGEST)

    def enter(self, issuer: str, subject: str, *, invitation: str = "", name: str = "") -> str:
        """The secret of a new session of whoever an identity provider vouches for, if they have an account.

        With an invitation it makes that, without a password. No name or address at the provider gives an account.
        """
        link = (issuer, subject)
        if invitation:
            self._accept(invitation, _named(unicodedata.normalize("NFC", name), "name"), str, link)
        known = self.accounts.find(self.accounts.linked(link) or "")
        if known is None:
            words = "your organisation knows you, but you have no account here"
            raise AccessRefused(words, where=f"{issuer}: {subject}", mend="take an invitation, or ask an administrator")
        self.note(known.person.name, "signed in", f"by {issuer}")
        return self._give(SESSION, known.person.name, "", known.person, LONGEST)

    def _failed(self, name: str) -> None:
        count = self.accounts.failed(name)
        self.note(name, "wrong password", f"{count} in a row")
        if count >= TRIES:
            self.accounts.lock(name, self.now() + min(WAIT << min(count - TRIES, 20), MOST_WAIT))

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return len(password) <= MOST and self.hasher.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    def who(self, secret: str) -> Person:
        """Whose session it is."""
        held = self._shown(secret, SESSION)
        if held is None or self.now() > held.used + IDLE:
            raise AccessRefused("you are not signed in, or were not here for long", mend="sign in")
        return self._let_in(secret, held)

    def sign_out(self, secret: str) -> None:
        """End a session; of one that has ended already, nothing."""
        held = self.accounts.take(_hash(secret), SESSION)
        if held is not None:
            self.note(held.account, "signed out", "")

    # --- tokens --------------------------------------------------------------------------------------------------

    def token(self, by: Person, label: str, role: Role, lasts: int) -> str:
        """The secret of a token for programs, within one's own reach and no more than one's own rights."""
        label = _named(label, "label")
        if not 0 < lasts <= TOKENS:
            raise UsageError("a token lasts a year at most", where="until")
        asked = Person(name=by.name, role=role, reach=by.reach)
        if any(asked.may(right) and not by.may(right) for right in Right):
            raise AccessRefused("nobody gives more than they may themselves", where="role")
        if any((one.account, one.label) == (by.name, label) for one in self.accounts.passes(TOKEN)):
            raise UsageError("there is a token of that label", where="label", mend="choose another label")
        self.note(by.name, "token made", f"{label}: {role}")
        return self._give(TOKEN, by.name, label, asked, lasts)

    def bearer(self, secret: str) -> Person:
        """As whom a token lets in."""
        held = self._shown(secret, TOKEN)
        if held is None:
            raise AccessRefused("this token is not known, was taken back, or has ended", mend="make another")
        return self._let_in(secret, held)

    def revoke(self, by: Person, account: str, label: str) -> None:
        """Take a token back: one's own, or as an administrator anybody's."""
        if account != by.name:
            _need(by, Right.ADMINISTER)
        if not self.accounts.revoke(TOKEN, account, label):
            raise UsageError("there is no such token", where="label")
        self.note(by.name, "token taken back", f"{account}: {label}")

    # --- accounts ------------------------------------------------------------------------------------------------

    def change(self, by: Person, person: Person) -> None:
        """Give somebody another role or reach; their tokens end."""
        _need(by, Right.ADMINISTER)
        self._present(person.name)
        if not self.accounts.change(person):
            raise _nobody_left()
        self.note(by.name, "account changed", f"{person.name}: {person.role}")

    def end(self, by: Person, name: str) -> None:
        """Close an account."""
        _need(by, Right.ADMINISTER)
        self._present(name)
        if not self.accounts.end(name, at=self.now()):
            raise _nobody_left()
        self.note(by.name, "account ended", name)

    def password(self, person: Person, old: str, new: str) -> None:
        """Change one's own password; every session ends."""
        held = self.accounts.find(person.name)
        if held is None or not self._fits(held.hashed, old):
            raise AccessRefused("that is not your password", where="old")
        _check_password(new, person.name)
        self.accounts.password(person.name, self.hasher.hash(_normal(new)))
        self.note(person.name, "password changed", "")

    def note(self, who: str, what: str, about: str) -> None:
        """Add to the record of what was done and read."""
        self.accounts.note([Act(at=self.now(), who=who, what=what, about=about)])

    def _shown(self, secret: str, kind: str) -> Pass | None:
        """A pass that has not ended."""
        held = self.accounts.known(_hash(secret), kind)
        return held if held is not None and held.until >= self.now() else None

    def _let_in(self, secret: str, held: Pass) -> Person:
        """Whoever shows it; that it was used is noted now and then."""
        if self.now() > held.used + _NOTED:
            self.accounts.used(_hash(secret), self.now())
        return held.person

    def _present(self, name: str) -> None:
        held = self.accounts.find(name)
        if held is None or held.ended is not None:
            raise UsageError("there is no such account", where="name")

    def _give(self, kind: str, account: str, label: str, person: Person, lasts: int) -> str:
        raw, now = os.urandom(32), self.now()
        secret = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        kept = Pass(kind=kind, account=account, label=label, person=person, made=now, used=now, until=now + lasts)
        self.accounts.forget(now)
        self.accounts.give(_hash(secret), kept)
        return secret


def _hash(secret: str) -> bytes:
    """What a secret is kept by; of what is no secret, that of nothing."""
    try:
        raw = base64.b64decode(secret.encode("ascii") + b"=", altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raw = b""
    return hashlib.sha256(raw if len(raw) == 32 else b"").digest()


def _named(text: str, where: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= NAME or not text.isprintable():
        raise UsageError(f"a {where} has from 1 to {NAME} letters that can be printed", where=where)
    return text


def _normal(password: str) -> bytes:
    """The same password however a keyboard composes its letters."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _check_password(password: str, name: str) -> None:
    if not SHORTEST <= len(password) <= MOST:
        words = f"a password has from {SHORTEST} to {MOST:,} characters"
        raise UsageError(words, where="password", mend="three words that do not belong together do well")
    if name.casefold() in password.casefold() or len(set(password)) < 5:
        raise UsageError("this password is soon guessed", where="password", mend="take another")


def _nobody_left() -> UsageError:
    return UsageError("nobody else could give out accounts then", mend="make another administrator first")


def _need(person: Person, right: Right) -> None:
    if not person.may(right):
        raise AccessRefused(f"as {person.role} you may not do that", mend="ask somebody who may")
