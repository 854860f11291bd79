"""Who comes back from the identity provider gets in once, in the browser that was sent, and only with an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from tests.engine.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.engine.test_access import Clock

from camcensus.engine.access import SECOND, Gatekeeper
from camcensus.engine.oidc import LASTS, Provider
from camcensus.engine.oidc_door import FRESH, SOONEST, Door
from camcensus.model.access import EVERYTHING, Person, Role
from camcensus.model.errors import AccessRefused, InputError, UsageError
from camcensus.store.accounts import INVITE

WORD = "three odd words"
OLGA = Person(name="Olga", role=Role.OFFICER, reach=EVERYTHING)


class House:
    """A door, who keeps it, and the provider."""

    def __init__(self, home: Path) -> None:
        self.clock = Clock()
        self.gate = Gatekeeper(home, self.clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        link = self.gate.first()
        assert link is not None
        self.ada = self.gate.accept(link, "Ada", WORD)
        self.idp = IdentityProvider(now=self.clock)
        self.provider = Provider(
            issuer=self.idp.issuer, client_id=CLIENT, client_secret=SECRET, address="https://census.example"
        )
        self.door = Door(self.provider, self.idp, self.gate)

    def enter(self, invitation: str = "", name: str = "", browser: str = "", **change: Any) -> Person:
        """Go there, sign in, come back."""
        away = self.door.send(invitation, name)
        answer = self.idp.signed_in(away.url) | change
        return self.gate.who(self.door.back(answer, browser or away.browser))

    def invited(self, name: str = "Olga") -> Person:
        return self.enter(self.gate.invite(self.ada, OLGA), name)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_invited_take_their_invitation_there_and_then_sign_in(house: House) -> None:
    assert house.invited() == OLGA
    assert house.enter() == OLGA
    acts = [(act.who, act.what, act.about) for _, act in house.gate.accounts.acts(most=9)]
    assert ("Olga", "account made", "officer") in acts
    assert ("Olga", "signed in", f"by {house.idp.issuer}") in acts


def test_such_an_account_has_no_password(house: House) -> None:
    house.invited()
    for word in ("", WORD, " " * 12):
        with pytest.raises(AccessRefused, match="do not fit"):
            house.gate.sign_in("Olga", word)
        with pytest.raises(AccessRefused):
            house.gate.password(OLGA, word, "four odd words more")


def test_who_is_linked_to_no_account_is_not_let_in(house: House) -> None:
    """Whatever they are called there."""
    house.invited()
    house.idp.subject, house.idp.claims = "u-2", {"email": "olga@example.org", "email_verified": True, "name": "Olga"}
    with pytest.raises(AccessRefused, match="no account here"):
        house.enter()
    (_, act), *_ = house.gate.accounts.acts(most=1)
    assert (act.what, act.about) == ("not let in by the provider", f"{house.idp.issuer}: u-2")


def test_the_same_name_at_another_issuer_is_somebody_else(house: House) -> None:
    house.invited()
    with pytest.raises(AccessRefused):
        house.gate.enter("https://other.example", "u-1")


def test_an_account_that_ended_lets_nobody_in_and_may_be_given_anew(house: House) -> None:
    house.invited()
    house.gate.end(house.ada, "Olga")
    with pytest.raises(AccessRefused, match="no account here"):
        house.enter()
    assert house.invited("Olga again").name == "Olga again"
    assert house.enter().name == "Olga again"


def test_an_invitation_is_taken_once_and_what_cannot_be_uses_up_nothing(house: House) -> None:
    secret = house.gate.invite(house.ada, OLGA)
    for name, words in (("Ada", "account of that name"), ("", "from 1 to 80"), ("x" * 81, "from 1 to 80")):
        with pytest.raises(UsageError, match=words):
            house.enter(secret, name)
    assert house.enter(secret, "Olga") == OLGA
    with pytest.raises(AccessRefused, match="was taken"):
        house.enter(secret, "Olga 2")
    second = house.gate.invite(house.ada, OLGA)
    with pytest.raises(UsageError, match="you have an account"):
        house.enter(second, "Olga 2")
    assert len(house.gate.accounts.passes(INVITE)) == 1
    assert house.enter() == OLGA


@pytest.mark.parametrize(
    "claims", [{"nonce": "another"}, {"aud": "another"}, {"exp": 1}, {"iss": "https://other.example"}, {"sub": None}]
)
def test_what_is_not_stated_for_this_sign_in_lets_nobody_in(house: House, claims: dict[str, Any]) -> None:
    house.invited()
    house.idp.claims = claims
    with pytest.raises(AccessRefused, match="did not let you in"):
        house.enter()


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_what_is_not_signed_by_the_provider_lets_nobody_in(house: House, alg: str) -> None:
    house.invited()
    house.idp.alg = alg
    with pytest.raises(AccessRefused):
        house.enter()


def test_a_state_is_used_once_and_not_for_long(house: House) -> None:
    house.invited()
    away = house.door.send()
    answer = house.idp.signed_in(away.url)
    house.door.back(answer, away.browser)
    with pytest.raises(AccessRefused):
        house.door.back(house.idp.signed_in(away.url), away.browser)
    away = house.door.send()
    house.clock.at += LASTS + 1
    with pytest.raises(AccessRefused):
        house.door.back(house.idp.signed_in(away.url), away.browser)
    for change in ({"state": "made up"}, {"iss": "https://other.example"}, {"code": "made up"}, {"error": "no"}):
        with pytest.raises(AccessRefused):
            house.enter(**change)


def test_another_browser_than_was_sent_is_not_let_in(house: House) -> None:
    """So nobody is signed in by a link that somebody else sends them."""
    house.invited()
    for browser in ("another", house.door.send().browser):
        with pytest.raises(AccessRefused):
            house.enter(browser=browser)


def test_a_provider_may_change_its_keys_and_is_not_asked_for_them_by_whoever_likes(house: House) -> None:
    house.invited()
    house.idp.kid, house.idp.published = "two", ("one", "two")
    with pytest.raises(AccessRefused):
        house.enter()
    house.clock.at += SOONEST
    assert house.enter() == OLGA
    house.idp.kid = "three"
    before = sum(url.endswith("/keys") for url in house.idp.asked)
    for _ in range(5):
        with pytest.raises(AccessRefused):
            house.enter()
    assert sum(url.endswith("/keys") for url in house.idp.asked) == before


def test_nothing_is_asked_before_somebody_wants_in_and_then_not_each_time(house: House) -> None:
    assert house.idp.asked == []
    house.invited()
    for _ in range(3):
        house.enter()
    assert sum("well-known" in url for url in house.idp.asked) == 1
    house.clock.at += FRESH + 1
    house.enter()
    assert sum("well-known" in url for url in house.idp.asked) == 2


def test_a_provider_that_is_down_is_told_apart_and_passwords_work(house: House) -> None:
    house.idp.down = True
    with pytest.raises(InputError, match="503"):
        house.door.send()
    assert house.gate.who(house.gate.sign_in("Ada", WORD)) == house.ada


def test_of_too_many_who_are_away_the_first_begin_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camcensus.engine.oidc_door.MOST", 5)
    house.invited()
    first = house.door.send()
    for _ in range(5):
        last = house.door.send()
    with pytest.raises(AccessRefused):
        house.door.back(house.idp.signed_in(first.url), first.browser)
    house.door.back(house.idp.signed_in(last.url), last.browser)
    assert len(house.door._away) <= 5
    assert house.clock() > SECOND
