"""Accounts, passes and acts: each step one transaction, secrets never as they were given."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from camcensus.model.access import EVERYTHING, NOTHING, Person, Reach, Role
from camcensus.model.errors import StoreDamaged
from camcensus.store.accounts import _FIRST as FIRST
from camcensus.store.accounts import DATABASE, INVITE, SESSION, TOKEN, Account, Accounts, Act, Pass

ADA = Person(name="Ada", role=Role.ADMINISTRATOR, reach=EVERYTHING)
BEN = Person(name="Ben", role=Role.OFFICER, reach=Reach(bodies=frozenset({"dept"}), sites=frozenset({"hq", "b"})))


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path)
    for person in (ADA, BEN):
        assert made.add(Account(person=person, hashed="kept"), made=1)
    return made


def a_pass(kind: str, person: Person, label: str = "", until: int = 100) -> Pass:
    return Pass(kind=kind, account=person.name, label=label, person=person, made=1, used=1, until=until)


def test_an_account_is_what_was_added_and_stays(accounts: Accounts, tmp_path: Path) -> None:
    assert not accounts.add(Account(person=BEN, hashed="another"), made=2)
    assert Accounts(tmp_path).find("Ben") == Account(person=BEN, hashed="kept")
    assert accounts.find("ben") is None
    assert [one.person.name for one in accounts.every()] == ["Ada", "Ben"]
    assert stat.S_IMODE((tmp_path / DATABASE).stat().st_mode) == 0o600


def test_a_change_reaches_open_sessions_and_ends_tokens(accounts: Accounts) -> None:
    accounts.give(b"s", a_pass(SESSION, BEN))
    accounts.give(b"t", a_pass(TOKEN, BEN, "script"))
    less = Person(name="Ben", role=Role.VIEWER, reach=NOTHING)
    assert accounts.change(less)
    session = accounts.known(b"s", SESSION)
    assert session is not None
    assert session.person == less
    assert accounts.known(b"t", TOKEN) is None


def test_who_is_gone_has_no_way_in_left(accounts: Accounts) -> None:
    for number, kind in enumerate((SESSION, TOKEN, INVITE)):
        accounts.give(bytes([number]), a_pass(kind, BEN))
    assert accounts.end("Ben", at=5)
    assert all(accounts.known(bytes([number]), kind) is None for number, kind in enumerate((SESSION, TOKEN, INVITE)))
    found = accounts.find("Ben")
    assert found is not None
    assert found.ended == 5


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    assert not accounts.end("Ada", at=5)
    assert not accounts.change(Person(name="Ada", role=Role.VIEWER))
    assert accounts.change(Person(name="Ben", role=Role.ADMINISTRATOR))
    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(lambda name: accounts.end(name, at=6), ["Ada", "Ben"]))
    assert sorted(ended) == [False, True], "two who end each other at once"


def test_a_pass_is_taken_once_and_only_as_what_it_is(accounts: Accounts) -> None:
    accounts.give(b"i", a_pass(INVITE, ADA, "Cy"))
    assert accounts.take(b"i", SESSION) is None
    with ThreadPoolExecutor(8) as pool:
        taken = [one for one in pool.map(lambda _: accounts.take(b"i", INVITE), range(16)) if one is not None]
    assert len(taken) == 1
    assert accounts.known(b"i", INVITE) is None


def test_wrong_passwords_are_counted_one_by_one(accounts: Accounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(lambda _: accounts.failed("Ben"), range(20))) == list(range(1, 21))
    assert accounts.failed("nobody") == 0
    accounts.lock("Ben", 50)
    accounts.lock("Ben", 20)
    found = accounts.find("Ben")
    assert found is not None
    assert (found.failed, found.locked) == (20, 50)
    accounts.opened("Ben")
    found = accounts.find("Ben")
    assert found is not None
    assert (found.failed, found.locked) == (0, 0)


def test_another_password_ends_sessions(accounts: Accounts) -> None:
    accounts.give(b"s", a_pass(SESSION, BEN))
    accounts.give(b"o", a_pass(SESSION, ADA))
    accounts.password("Ben", "new")
    assert accounts.known(b"s", SESSION) is None
    assert accounts.known(b"o", SESSION) is not None


def test_passes_are_listed_used_revoked_and_forgotten(accounts: Accounts) -> None:
    accounts.give(b"1", a_pass(TOKEN, BEN, "one", until=10))
    accounts.give(b"2", a_pass(TOKEN, BEN, "two", until=90))
    accounts.used(b"2", 7)
    accounts.used(b"2", 3)
    assert [(one.label, one.used) for one in accounts.passes(TOKEN)] == [("one", 1), ("two", 7)]
    accounts.forget(11)
    assert [one.label for one in accounts.passes(TOKEN)] == ["two"]
    assert accounts.revoke(TOKEN, "Ada", "two") == 0
    assert accounts.revoke(TOKEN, "Ben", "two") == 1


def test_acts_are_added_and_read_the_newest_first(accounts: Accounts) -> None:
    accounts.note([Act(at=number, who="Ben", what="read", about=f"site-{number}") for number in range(5)])
    newest = accounts.acts(most=2)
    assert [one.about for _, one in newest] == ["site-4", "site-3"]
    assert [one.about for _, one in accounts.acts(most=9, before=newest[-1][0])] == ["site-2", "site-1", "site-0"]
    assert not any(name.startswith(("remove", "erase", "delete", "clear")) for name in dir(accounts))


def test_a_step_that_fails_leaves_nothing(accounts: Accounts) -> None:
    accounts.give(b"1", a_pass(TOKEN, BEN))
    with pytest.raises(StoreDamaged):
        accounts.give(b"1", a_pass(SESSION, ADA))
    assert [one.account for one in accounts.passes(TOKEN)] == ["Ben"]
    assert accounts.passes(SESSION) == []


def test_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"no database " * 200)
    with pytest.raises(StoreDamaged):
        Accounts(tmp_path)
    assert sqlite3.sqlite_version


def test_accounts_of_before_gain_links_and_lose_nothing(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / DATABASE)  # as it was made before there were links
    old.executescript(FIRST)
    old.execute("""INSERT INTO account VALUES ('Ann', 'viewer', '[true,[],[]]', 'hash', 1, NULL, 0, 0)""")
    old.commit()
    old.close()
    held = Accounts(tmp_path)
    assert [one.person.name for one in held.every()] == ["Ann"]
    link = ("https://login.example", "u-1")
    assert held.linked(link) is None
    ben = Account(person=Person(name="Ben", role=Role.VIEWER), hashed="")
    assert held.add(ben, made=2, link=link)
    assert Accounts(tmp_path).linked(link) == "Ben"
    cy = Account(person=Person(name="Cy", role=Role.VIEWER), hashed="")
    assert not held.add(cy, made=3, link=link)
    assert held.find("Cy") is None
    held.end("Ben", at=4)
    assert held.linked(link) is None
    assert held.add(cy, made=5, link=link)
    assert held.linked(link) == "Cy"
