"""Who is let in, as whom and for how long; and that nothing is learned by who is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camcensus.engine import access
from camcensus.engine.access import IDLE, LONGEST, MOST_WAIT, SECOND, TRIES, WAIT, Gatekeeper
from camcensus.model.access import EVERYTHING, Person, Reach, Right, Role
from camcensus.model.errors import AccessRefused, UsageError
from camcensus.store.accounts import DATABASE, INVITE, SESSION

SECRET = "three odd words"  # noqa: S105  # made up
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Clock:
    """Time that passes when it is told to."""

    at: int = 1_800_000_000 * SECOND

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(tmp_path: Path, clock: Clock) -> Gatekeeper:
    return Gatekeeper(tmp_path, now=clock, hasher=CHEAP)


@pytest.fixture
def ada(gate: Gatekeeper) -> Person:
    """The first administrator."""
    link = gate.first()
    assert link is not None
    return gate.accept(link, "Ada", SECRET)


def officer(gate: Gatekeeper, ada: Person, name: str = "Ben", role: Role = Role.OFFICER) -> Person:
    reach = Reach(bodies=frozenset({"dept"}))
    return gate.accept(gate.invite(ada, Person(name=name, role=role, reach=reach)), name, SECRET)


def test_the_first_start_makes_one_administrator_by_a_link_that_works_once(gate: Gatekeeper, clock: Clock) -> None:
    old, link = gate.first(), gate.first()
    assert old is not None
    assert link is not None
    with pytest.raises(AccessRefused):
        gate.accept(old, "Eve", SECRET)
    ada = gate.accept(link, " Ada ", SECRET)
    assert (ada.name, ada.role) == ("Ada", Role.ADMINISTRATOR)
    assert gate.first() is None
    with pytest.raises(AccessRefused):
        gate.accept(link, "Eve", SECRET)


def test_an_invitation_ends(gate: Gatekeeper, ada: Person, clock: Clock) -> None:
    link = gate.invite(ada, Person(name="Ben", role=Role.VIEWER))
    clock.at += access.INVITED + 1
    with pytest.raises(AccessRefused, match="has ended"):
        gate.accept(link, "Ben", SECRET)


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("", SECRET, "a name has"), ("x" * 81, SECRET, "a name has"), ("a\nb", SECRET, "a name has"),
        ("Ben", "short", "from 12 to"), ("Ben", "x" * 1_001, "from 12 to"), ("Ben", "aaaaaaaaaaaaaaaa", "soon guessed"),
        ("Benjamin", "benjamin12345", "soon guessed"), ("Ada", SECRET, "an account of that name"),
    ],
)  # fmt: skip
def test_what_cannot_be_uses_up_no_invitation(
    gate: Gatekeeper, ada: Person, name: str, password: str, words: str
) -> None:
    link = gate.invite(ada, Person(name="Ben", role=Role.VIEWER))
    with pytest.raises(UsageError, match=words):
        gate.accept(link, name, password)
    assert gate.accept(link, "Cy", SECRET).role is Role.VIEWER


def test_who_signs_in_is_known_until_they_leave(gate: Gatekeeper, ada: Person) -> None:
    ben = officer(gate, ada)
    session = gate.sign_in("Ben", SECRET)
    assert gate.who(session) == ben
    gate.sign_out(session)
    gate.sign_out(session)
    with pytest.raises(AccessRefused, match="Sign in"):
        gate.who(session)


def test_a_session_ends_by_itself(gate: Gatekeeper, ada: Person, clock: Clock) -> None:
    session, begun = gate.sign_in("Ada", SECRET), clock.at
    clock.at += IDLE - SECOND
    assert gate.who(session) == ada
    clock.at += IDLE - SECOND
    assert gate.who(session) == ada, "it was used in between"
    clock.at += IDLE + 61 * SECOND
    with pytest.raises(AccessRefused):
        gate.who(session)
    session = gate.sign_in("Ada", SECRET)
    begun = clock.at
    while clock.at < begun + LONGEST - IDLE:
        clock.at += IDLE // 2
        gate.who(session)
    clock.at = begun + LONGEST + 1
    with pytest.raises(AccessRefused):
        gate.who(session)


def refusal(gate: Gatekeeper, name: str, password: str) -> str:
    with pytest.raises(AccessRefused) as refused:
        gate.sign_in(name, password)
    return str(refused.value)


def test_who_is_refused_learns_nothing(gate: Gatekeeper, ada: Person, clock: Clock) -> None:
    """The same words and as much work for a wrong name, a wrong password, an account that ended and one that waits."""
    ben = officer(gate, ada)
    checked: list[str] = []

    class Watched(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  # its name there
            checked.append(str(hash)[:20])
            return CHEAP.verify(hash, password)

    gate.hasher = Watched(time_cost=1, memory_cost=8, parallelism=1)
    said = {refusal(gate, "nobody", SECRET), refusal(gate, "Ben", "not the word of his")}
    gate.end(ada, ben.name)
    said |= {refusal(gate, "Ben", SECRET)}
    for _ in range(TRIES):
        said |= {refusal(gate, "Ada", "not the word of hers")}
    said |= {refusal(gate, "Ada", SECRET)}
    assert len(said) == 1
    assert len(checked) == 3 + TRIES + 1


def test_wrong_passwords_make_one_wait_longer_each_time(gate: Gatekeeper, ada: Person, clock: Clock) -> None:
    for _ in range(TRIES - 1):
        refusal(gate, "Ada", "not the word of hers")
    gate.sign_in("Ada", SECRET)
    for _ in range(TRIES):
        refusal(gate, "Ada", "not the word of hers")
    refusal(gate, "Ada", SECRET)
    clock.at += WAIT + 1
    refusal(gate, "Ada", "not the word of hers")
    clock.at += WAIT + 1
    refusal(gate, "Ada", SECRET)
    clock.at += WAIT + 1
    gate.sign_in("Ada", SECRET)
    for _ in range(40):
        refusal(gate, "Ada", "not the word of hers")
        clock.at += MOST_WAIT + 1
    gate.sign_in("Ada", SECRET)


def test_a_token_is_no_more_than_whoever_made_it_and_ends_when_taken_back(
    gate: Gatekeeper, ada: Person, clock: Clock
) -> None:
    ben = officer(gate, ada)
    secret = gate.token(ben, "script", Role.VIEWER, 3600 * SECOND)
    assert gate.bearer(secret) == replace(ben, role=Role.VIEWER)
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(AccessRefused, match="more than they may"):
            gate.token(ben, "other", role, SECOND)
    with pytest.raises(UsageError, match="of that label"):
        gate.token(ben, "script", Role.VIEWER, SECOND)
    with pytest.raises(AccessRefused):
        gate.revoke(officer(gate, ada, "Cy"), "Ben", "script")
    gate.revoke(ada, "Ben", "script")
    with pytest.raises(AccessRefused, match="taken back"):
        gate.bearer(secret)
    short = gate.token(ben, "short", Role.VIEWER, SECOND)
    clock.at += SECOND + 1
    with pytest.raises(AccessRefused, match="has ended"):
        gate.bearer(short)


def test_a_session_is_no_token_and_a_token_no_session(gate: Gatekeeper, ada: Person) -> None:
    ben = officer(gate, ada)
    session, token = gate.sign_in("Ben", SECRET), gate.token(ben, "x", Role.VIEWER, SECOND)
    with pytest.raises(AccessRefused):
        gate.who(token)
    with pytest.raises(AccessRefused):
        gate.bearer(session)
    with pytest.raises(AccessRefused):
        gate.accept(session, "Eve", SECRET)


def test_less_than_before_holds_at_once(gate: Gatekeeper, ada: Person) -> None:
    ben = officer(gate, ada)
    session, token = gate.sign_in("Ben", SECRET), gate.token(ben, "x", Role.OFFICER, SECOND)
    gate.change(ada, replace(ben, role=Role.VIEWER))
    assert not gate.who(session).may(Right.DECIDE)
    with pytest.raises(AccessRefused):
        gate.bearer(token)
    gate.end(ada, "Ben")
    with pytest.raises(AccessRefused):
        gate.who(session)
    with pytest.raises(UsageError, match="no such account"):
        gate.end(ada, "Ben")


def test_only_an_administrator_gives_out_accounts_and_one_always_can(gate: Gatekeeper, ada: Person) -> None:
    ben = officer(gate, ada)
    for step in (
        lambda: gate.invite(ben, ben), lambda: gate.change(ben, ben), lambda: gate.end(ben, "Ada"),
    ):  # fmt: skip
        with pytest.raises(AccessRefused, match="as officer you may not"):
            step()
    with pytest.raises(UsageError, match="nobody else could"):
        gate.end(ada, "Ada")
    with pytest.raises(UsageError, match="nobody else could"):
        gate.change(ada, replace(ada, role=Role.VIEWER))


def test_another_password_takes_the_old_one(gate: Gatekeeper, ada: Person) -> None:
    session = gate.sign_in("Ada", SECRET)
    with pytest.raises(AccessRefused, match="not your password"):
        gate.password(ada, "not the word of hers", "four odd words more")
    gate.password(ada, SECRET, "four odd words more")
    with pytest.raises(AccessRefused):
        gate.who(session)
    refusal(gate, "Ada", SECRET)
    gate.sign_in("Ada", "four odd words more")


def test_the_same_letters_are_the_same_password_however_they_are_composed(gate: Gatekeeper) -> None:
    link = gate.first()
    assert link is not None
    gate.accept(link, "Zo\u00eb", "caf\u00e9 caf\u00e9 caf\u00e9")
    gate.sign_in("Zoe\u0308", "cafe\u0301 cafe\u0301 cafe\u0301")


def test_what_was_done_is_on_record(gate: Gatekeeper, ada: Person) -> None:
    officer(gate, ada)
    gate.sign_in("Ben", SECRET)
    refusal(gate, "Ben", "not the word of his")
    told = [(one.who, one.what) for _, one in gate.accounts.acts(most=9)]
    assert told == [
        ("Ben", "wrong password"), ("Ben", "signed in"), ("Ben", "account made"), ("Ada", "invited"),
        ("Ada", "account made"),
    ]  # fmt: skip


@given(text=st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_other_text_lets_anybody_in(gate: Gatekeeper, text: str) -> None:
    gate.first()
    for ask in (gate.who, gate.bearer, lambda secret: gate.accept(secret, "Eve", SECRET)):
        with pytest.raises(AccessRefused):
            ask(text)
    with pytest.raises(AccessRefused):
        gate.sign_in(text, text)


def test_no_secret_stands_in_the_file(gate: Gatekeeper, ada: Person, tmp_path: Path) -> None:
    ben = officer(gate, ada)
    secrets = [gate.sign_in("Ben", SECRET), gate.token(ben, "x", Role.VIEWER, SECOND), gate.invite(ada, ben), SECRET]
    kept = (tmp_path / DATABASE).read_bytes()
    assert not any(secret.encode() in kept for secret in secrets)
    assert {one.account for kind in (SESSION, INVITE) for one in gate.accounts.passes(kind)} == {"Ben", "Ada"}
    assert EVERYTHING.everything
