"""Accounts are given out by those who may; what ends, ends at once; a secret is shown once and let in until it ends."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from tests.faces.web.console import Console, beside, field_of, problem, secret, words
from tests.faces.web.served import WORD

from camcensus.model.access import Reach, Role


@pytest.fixture
def one(shown: Console, tmp_path: Path) -> Console:
    return beside(shown, tmp_path)


def shown_once(answer: Response) -> str:
    found = re.search(r"<code>([A-Za-z0-9_-]{43})</code>", answer.text)
    assert found is not None, words(answer)[:300]
    return found[1]


def bearing(one: Console, token: str) -> int:
    """What a program with that token is answered."""
    return one.stranger().get("/api/v1/devices", headers={"Authorization": f"Bearer {token}"}).status_code


def test_somebody_is_invited_and_let_in_once_as_what_they_were_invited(one: Console) -> None:
    answer = one.send("Ada", "/people", do="invite", name="Cy", role="surveyor", bodies="dfea", sites="hall, marsh")
    invitation = shown_once(answer)
    assert invitation not in one.look("Ada", "/people").text
    assert "Cy , surveyor, until" in words(one.look("Ada", "/people"))
    joined = one.stranger().post("/join", data={"secret": invitation, "name": "Cyril", "password": WORD})
    assert "You are surveyor" in words(one.look("Cyril", "/me"))
    assert joined.url.path == "/"
    account = one.gate.accounts.find("Cyril")
    assert account is not None
    assert account.person.reach == Reach(bodies=frozenset({"dfea"}), sites=frozenset({"hall", "marsh"}))
    twice = one.stranger().post("/join", data={"secret": invitation, "name": "Other", "password": WORD})
    assert "was taken, taken back, or has ended" in problem(twice)


def test_an_invitation_that_was_stolen_is_taken_back(one: Console) -> None:
    stolen = shown_once(one.send("Ada", "/people", do="invite", name="Cy", role="officer", everything="yes"))
    one.send("Ada", "/people", do="withdraw", name="Cy")
    answer = one.stranger().post("/join", data={"secret": stolen, "name": "Thief", "password": WORD})
    assert answer.status_code == 403
    assert one.gate.accounts.find("Thief") is None
    acts = [(act.who, act.what, act.about) for _, act in one.gate.accounts.acts(most=3)]
    assert ("Ada", "invitation taken back", "Cy") in acts
    answer = one.send("Ada", "/people", 400, do="withdraw", name="Cy")
    assert problem(answer) == "there is no such invitation of yours"


def test_what_is_changed_holds_at_once_and_ends_what_there_was(one: Console) -> None:
    """Whoever reached all of it does not look on with a page or a token of before."""
    token = shown_once(one.send("Olga", "/me/tokens", label="script", role="officer", days="9"))
    assert bearing(one, token) == 200
    assert "FEN-066" in one.look("Olga", "/devices.csv").text
    one.send("Ada", "/people", do="change", name="Olga", role="viewer", everything="no", sites="calder")
    assert bearing(one, token) == 401
    account = one.gate.accounts.find("Olga")
    assert account is not None
    assert (account.person.role, account.person.reach) == (Role.VIEWER, Reach(sites=frozenset({"calder"})))
    later = one.client("Olga").get("/devices.csv")
    assert later.url.path == "/sign-in" or "FEN-066" not in later.text
    one.clients.pop("Olga")
    assert "FEN-066" not in one.look("Olga", "/devices.csv").text


def test_an_account_that_ended_opens_nothing(one: Console) -> None:
    token = shown_once(one.send("Vera", "/me/tokens", label="script", role="viewer", days="9"))
    form = secret(one.look("Vera", "/me"))
    one.send("Ada", "/people", do="end", name="Vera")
    assert one.client("Vera").get("/devices").url.path == "/sign-in"
    assert one.client("Vera").post("/changes", data={"csrf": form, "since": "2026-01-01"}).status_code == 401
    assert bearing(one, token) == 401
    answer = one.stranger().post("/sign-in", data={"name": "Vera", "password": WORD})
    assert answer.status_code == 403
    again = one.send("Ada", "/people", 400, do="end", name="Vera")
    assert problem(again) == "there is no such account"


def test_a_stolen_token_lets_nobody_in_after_it_was_taken_back(one: Console) -> None:
    token = shown_once(one.send("Olga", "/me/tokens", label="script", role="viewer", days="9"))
    assert token not in one.look("Olga", "/me").text
    assert bearing(one, token) == 200
    one.send("Olga", "/me/tokens", do="revoke", label="script")
    assert bearing(one, token) == 401
    answer = one.stranger().get("/api/v1/devices", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["error"] == "this token is not known, was taken back, or has ended. Make another."
    cookie = one.stranger()
    cookie.cookies.set("camcensus", token)
    assert cookie.get("/devices").url.path == "/sign-in"
    assert "there is no such token" in problem(one.send("Olga", "/me/tokens", 400, do="revoke", label="script"))
    again = shown_once(one.send("Olga", "/me/tokens", label="script", role="viewer", days="9"))
    assert again != token


def test_nobody_takes_back_or_makes_what_is_anothers(one: Console) -> None:
    token = shown_once(one.send("Olga", "/me/tokens", label="script", role="viewer", days="9"))
    one.send("Vera", "/me/tokens", 400, do="revoke", label="script")
    assert bearing(one, token) == 200
    for role in ("officer", "surveyor", "administrator"):
        answer = one.send("Vera", "/me/tokens", 400, label="more", role=role, days="9")
        assert "nobody gives more than they may themselves" in problem(answer)
    assert [each.label for each in one.gate.accounts.passes("token")] == ["script"]
    assert "script" not in words(one.look("Vera", "/me")).partition("Tokens for programs")[2]


@pytest.mark.parametrize(
    ("typed", "where", "told"),
    [
        ({"label": ""}, "label", "say what it is for"),
        ({"label": "x" * 81}, "label", "from 1 to 80 letters"),
        ({"label": "a\x07b"}, "label", "that can be printed"),
        ({"role": "king"}, "role", "choose what they are"),
        ({"days": ""}, "days", "from 1 to 366 days"),
        ({"days": "0"}, "days", "from 1 to 366 days"),
        ({"days": "367"}, "days", "from 1 to 366 days"),
        ({"days": "-1"}, "days", "from 1 to 366 days"),
        ({"days": "\u0663"}, "days", "from 1 to 366 days"),
        ({"days": "000001" + "9" * 5_000}, "days", "from 1 to 366 days"),
    ],
)
def test_a_token_that_cannot_be_is_said_and_what_was_typed_stays(
    shown: Console, typed: dict[str, Any], where: str, told: str
) -> None:
    sent: dict[str, Any] = {"label": "script", "role": "viewer", "days": "9", **typed}
    answer = shown.send("Olga", "/me/tokens", 400, **sent)
    assert told in problem(answer)
    assert f'href="#{where}"' in answer.text
    assert field_of(answer, "days") == sent["days"]
    assert not shown.gate.accounts.passes("token")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": ""}, "say who"),
        ({"do": ""}, "say what is to be done"),
        ({"do": "nonsense"}, "say what is to be done"),
        ({"role": "king"}, "choose what they are"),
        ({"everything": "no"}, "say how much of the estate they reach"),
        ({"everything": "", "bodies": " , "}, "say how much of the estate they reach"),
        ({"do": "change", "name": "Nobody"}, "there is no such account"),
        ({"do": "end", "name": "Nobody"}, "there is no such account"),
        ({"do": "end", "name": "Ada"}, "nobody else could give out accounts then"),
        ({"do": "change", "name": "Ada", "role": "viewer"}, "nobody else could give out accounts then"),
    ],
)
def test_what_cannot_be_done_to_an_account_is_said(shown: Console, typed: dict[str, Any], told: str) -> None:
    before = shown.gate.accounts.every()
    sent: dict[str, Any] = {"do": "invite", "name": "Cy", "role": "viewer", "everything": "yes", **typed}
    answer = shown.send("Ada", "/people", 400, **sent)
    assert told in problem(answer)
    assert field_of(answer, "name") == sent["name"]
    assert "Invitation" not in words(answer).partition("Accounts")[0]
    assert shown.gate.accounts.every() == before
    assert not shown.gate.accounts.passes("invite")


def test_a_hostile_name_stays_a_word(one: Console) -> None:
    for name in ("<script>alert(1)</script>", "\u202egniht", "N" * 10_000):
        one.send("Ada", "/people", do="invite", name=name, role="viewer", everything="yes")
    page = one.look("Ada", "/people").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "N" * 200 not in page


def test_nobody_but_an_administrator_gives_out_accounts(shown: Console) -> None:
    for name in ("Olga", "Otto", "Dora", "Sam", "Vera"):
        shown.look(name, "/people", 403)
        shown.send(name, "/people", 403, do="invite", name="Cy", role="administrator", everything="yes")
        shown.send(name, "/people", 403, do="change", name=name, role="administrator", everything="yes")
    assert not shown.gate.accounts.passes("invite")


def test_another_password_ends_every_session(one: Console) -> None:
    other = one.stranger()
    other.post("/sign-in", data={"name": "Vera", "password": WORD, "next": "/me"})
    assert other.get("/me").url.path == "/me"
    wrong = one.send("Vera", "/me/password", 400, old="x" * 12, password="four words quite odd")  # noqa: S106  # made up
    assert problem(wrong) == "that is not your password"
    weak = one.send("Vera", "/me/password", 400, old=WORD, password="aaaaaaaaaaaa")  # noqa: S106  # made up
    assert "soon guessed" in problem(weak)
    assert "four words quite odd" not in wrong.text
    answer = one.send("Vera", "/me/password", old=WORD, password="four words quite odd")  # noqa: S106  # made up
    assert answer.url.path == "/sign-in"
    assert other.get("/me").url.path == "/sign-in"
    asked = {"name": "Vera", "password": "four words quite odd", "next": "/me"}
    assert one.stranger().post("/sign-in", data=asked).url.path == "/me"
