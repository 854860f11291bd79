"""Who may sign in: accounts, invitations, sessions, tokens, and the record of who read what. Beside the log, not in it.

Secrets are given once and kept as SHA-256 (they are 32 random bytes, so nobody finds them by trying) or, of passwords,
as argon2id. Each step is one transaction, so that two at once come to one outcome.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from camcensus.model.access import Person, Reach, Role
from camcensus.model.errors import StoreError
from camcensus.store.small import Small

DATABASE = "accounts.db"
INVITE, SESSION, TOKEN = "invite", "session", "token"
"""Kinds of passes."""
_FIRST = """
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, role TEXT NOT NULL, reach TEXT NOT NULL, password TEXT NOT NULL,
    made INTEGER NOT NULL, ended INTEGER, failed INTEGER NOT NULL DEFAULT 0, locked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pass (hash BLOB PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, label TEXT NOT NULL,
    role TEXT NOT NULL, reach TEXT NOT NULL, made INTEGER NOT NULL, used INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pass_of_account ON pass (account);
CREATE TABLE IF NOT EXISTS act (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    about TEXT NOT NULL);
"""  # noqa: E501  # tables
_LINKS = """
CREATE TABLE link (issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL, made INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)) WITHOUT ROWID;
"""
_STEPS = (_FIRST, _LINKS)
"""What was made already stays as it is; a change is a further step."""

Link = tuple[str, str]
"""(issuer, subject): who somebody is to an identity provider. Names and addresses there may pass to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in."""

    person: Person
    hashed: str
    """The password as argon2 writes it; empty: they have none, and sign in at their organisation's provider."""
    ended: int | None = None
    """Microseconds since 1970 UTC, as all times here."""
    failed: int = 0
    """Wrong passwords since the last right one."""
    locked: int = 0
    """Until when no password is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What lets somebody in: an invitation, a session or a token."""

    kind: str
    account: str
    """Whose it is; of an invitation who made it."""
    label: str
    person: Person
    """As whom it lets in."""
    made: int
    used: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that was done or read."""

    at: int
    who: str
    what: str
    about: str


@dataclass(slots=True)
class _Noted:
    """What somebody waits to have noted."""

    rows: list[tuple[int, str, str, str]]
    done: bool = False
    fault: StoreError | None = None


class Accounts:
    """The accounts of a workspace. Raises `StoreError` and its kinds."""

    def __init__(self, folder: Path) -> None:
        """Made if they are not there, readable by their owner alone."""
        self._held = Small(folder / DATABASE, _STEPS)
        self._noted: queue.SimpleQueue[_Noted] = queue.SimpleQueue()
        self._noting = threading.Lock()

    # --- accounts ------------------------------------------------------------------------------------------------

    def add(self, account: Account, *, made: int, link: Link | None = None) -> bool:
        """Add an account, with whoever it is elsewhere; False if there is one of that name or of that link."""
        person = account.person
        row = (person.name, person.role.value, _encoded(person.reach), account.hashed, made)
        query = "INSERT OR IGNORE INTO account (name, role, reach, password, made) VALUES (?, ?, ?, ?, ?)"
        with self._held.write() as connection:
            if link is not None and connection.execute(_LINKED, link).fetchone():
                return False
            if connection.execute(query, row).rowcount != 1:
                return False
            if link is not None:  # of an account that has ended it passes to the new one
                connection.execute("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?)", (*link, person.name, made))
        return True

    def linked(self, link: Link) -> str | None:
        """The name of the open account of somebody who signed in elsewhere."""
        with self._held.read() as connection:
            found = connection.execute(_LINKED, link).fetchone()
        return None if found is None else str(found[0])

    def find(self, name: str) -> Account | None:
        """An account by its name, also one that has ended."""
        return next(iter(self._accounts("WHERE name = ?", (name,))), None)

    def every(self) -> list[Account]:
        """All accounts, by name."""
        return self._accounts("ORDER BY name", ())

    def change(self, person: Person) -> bool:
        """Another role or reach, at once also of open sessions; tokens end. False if no administrator were left."""
        row = (person.role.value, _encoded(person.reach), person.name)
        with self._held.write() as connection:
            left = "" if person.role is Role.ADMINISTRATOR else _LEFT
            query = f"UPDATE account SET role = ?, reach = ? WHERE name = ?{left}"  # noqa: S608  # ours
            if not connection.execute(query, row).rowcount:
                return False
            connection.execute("UPDATE pass SET role = ?, reach = ? WHERE account = ? AND kind = 'session'", row)
            connection.execute("DELETE FROM pass WHERE account = ? AND kind = 'token'", (person.name,))
        return True

    def end(self, name: str, *, at: int) -> bool:
        """Close an account, with all its passes. False if no administrator were left."""
        with self._held.write() as connection:
            query = f"UPDATE account SET ended = ? WHERE name = ? AND ended IS NULL{_LEFT}"  # noqa: S608  # ours
            if not connection.execute(query, (at, name)).rowcount:
                return False
            connection.execute("DELETE FROM pass WHERE account = ?", (name,))
        return True

    def password(self, name: str, password: str) -> None:
        """Another password; whoever was in by the old one is out."""
        with self._held.write() as connection:
            query = "UPDATE account SET password = ?, failed = 0, locked = 0 WHERE name = ?"
            connection.execute(query, (password, name))
            connection.execute("DELETE FROM pass WHERE account = ? AND kind = 'session'", (name,))

    def failed(self, name: str) -> int:
        """Count a wrong password; how many there were in a row."""
        with self._held.write() as connection:
            connection.execute("UPDATE account SET failed = failed + 1 WHERE name = ?", (name,))
            found = connection.execute("SELECT failed FROM account WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else 0

    def lock(self, name: str, until: int) -> None:
        """Look at no password until then."""
        with self._held.write() as connection:
            connection.execute("UPDATE account SET locked = max(locked, ?) WHERE name = ?", (until, name))

    def opened(self, name: str) -> None:
        """A right password: what failed before counts no more."""
        with self._held.write() as connection:
            connection.execute("UPDATE account SET failed = 0, locked = 0 WHERE name = ?", (name,))

    # --- passes --------------------------------------------------------------------------------------------------

    def give(self, hashed: bytes, one: Pass) -> None:
        """Keep a pass by the hash of its secret."""
        row = (
            hashed, one.kind, one.account, one.label, one.person.role.value, _encoded(one.person.reach), one.made,
            one.used, one.until,
        )  # fmt: skip
        with self._held.write() as connection:
            connection.execute("INSERT INTO pass VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def take(self, hashed: bytes, kind: str) -> Pass | None:
        """A pass, which is gone after that: nobody takes it twice."""
        with self._held.write() as connection:
            found = connection.execute(f"{_PASS} WHERE hash = ? AND kind = ?", (hashed, kind)).fetchone()
            connection.execute("DELETE FROM pass WHERE hash = ? AND kind = ?", (hashed, kind))
        return None if found is None else _pass(found)

    def known(self, hashed: bytes, kind: str) -> Pass | None:
        """A pass, which stays."""
        with self._held.read() as connection:
            found = connection.execute(f"{_PASS} WHERE hash = ? AND kind = ?", (hashed, kind)).fetchone()
        return None if found is None else _pass(found)

    def used(self, hashed: bytes, at: int) -> None:
        """Note that a pass was shown."""
        with self._held.write() as connection:
            connection.execute("UPDATE pass SET used = max(used, ?) WHERE hash = ?", (at, hashed))

    def passes(self, kind: str) -> list[Pass]:
        """All passes of a kind, in the order in which they were made."""
        with self._held.read() as connection:
            return [_pass(row) for row in connection.execute(f"{_PASS} WHERE kind = ? ORDER BY made, label", (kind,))]

    def revoke(self, kind: str, account: str, label: str) -> int:
        """Take back passes of that label; how many there were."""
        with self._held.write() as connection:
            query = "DELETE FROM pass WHERE kind = ? AND account = ? AND label = ?"
            return connection.execute(query, (kind, account, label)).rowcount

    def forget(self, before: int) -> None:
        """Remove passes that ended before then."""
        with self._held.write() as connection:
            connection.execute("DELETE FROM pass WHERE until < ?", (before,))

    # --- acts ----------------------------------------------------------------------------------------------------

    def note(self, acts: Sequence[Act]) -> None:
        """Add to what was done and read; nothing here takes away from it. What many note at once is one transaction."""
        mine = _Noted([(one.at, one.who, one.what, one.about) for one in acts])
        self._noted.put(mine)
        with self._noting:
            if not mine.done:
                self._keep(self._waiting())
        if mine.fault is not None:
            raise mine.fault

    def _waiting(self) -> list[_Noted]:
        """All that waits to be noted."""
        found = []
        while True:
            try:
                found.append(self._noted.get_nowait())
            except queue.Empty:
                return found

    def _keep(self, some: list[_Noted]) -> None:
        """Whoever comes first keeps what the others wait for, who then find it done."""
        fault = None
        try:
            with self._held.write() as connection:
                rows = [row for one in some for row in one.rows]
                connection.executemany("INSERT INTO act (at, who, what, about) VALUES (?, ?, ?, ?)", rows)
        except StoreError as failed:
            fault = failed
        for one in some:
            one.done, one.fault = True, fault

    def acts(self, *, most: int, before: int = 1 << 62) -> list[tuple[int, Act]]:
        """(number, act), the newest first."""
        query = "SELECT number, at, who, what, about FROM act WHERE number < ? ORDER BY number DESC LIMIT ?"
        with self._held.read() as connection:
            rows = connection.execute(query, (before, most)).fetchall()
        return [(number, Act(at=at, who=who, what=what, about=about)) for number, at, who, what, about in rows]

    # --- inside --------------------------------------------------------------------------------------------------

    def _accounts(self, rest: str, values: Sequence[object]) -> list[Account]:
        with self._held.read() as connection:
            query = f"SELECT name, role, reach, password, ended, failed, locked FROM account {rest}"  # noqa: S608  # ours
            rows = connection.execute(query, values).fetchall()
        return [
            Account(person=_person(name, role, reach), hashed=password, ended=ended, failed=failed, locked=locked)
            for name, role, reach, password, ended, failed, locked in rows
        ]


_LINKED = (
    "SELECT account.name FROM link JOIN account ON account.name = link.account"
    " WHERE issuer = ? AND subject = ? AND account.ended IS NULL"
)
_LEFT = (
    " AND (role <> 'administrator' OR EXISTS (SELECT 1 FROM account AS other"
    " WHERE other.name <> account.name AND other.role = 'administrator' AND other.ended IS NULL))"
)
_PASS = "SELECT kind, account, label, role, reach, made, used, until FROM pass"  # noqa: S105  # no password


def _pass(row: tuple[str, str, str, str, str, int, int, int]) -> Pass:
    kind, account, label, role, reach, made, used, until = row
    person = _person(account, role, reach)
    return Pass(kind=kind, account=account, label=label, person=person, made=made, used=used, until=until)


def _person(name: str, role: str, reach: str) -> Person:
    everything, bodies, sites = msgspec.json.decode(reach, type=tuple[bool, list[str], list[str]])
    return Person(
        name=name, role=Role(role), reach=Reach(everything=everything, bodies=frozenset(bodies), sites=frozenset(sites))
    )


def _encoded(reach: Reach) -> str:
    return msgspec.json.encode((reach.everything, sorted(reach.bodies), sorted(reach.sites))).decode()
