"""In by name and password or an invitation, and to where one wanted; nobody learns who has an account."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faces.web.console import Console, beside, field_of, problem, words
from tests.faces.web.served import WORD
from tests.faces.web.test_session import Clock

from camcensus.engine.access import INVITED, SECOND, TRIES
from camcensus.faces.web import session
from camcensus.model.access import Person, Role

VERA = {"name": "Vera", "password": WORD}


def test_one_comes_to_where_one_wanted(shown: Console) -> None:
    browser = shown.stranger()
    asked = browser.get("/devices?find=FEN%20&sort=called")
    assert asked.url.path == "/sign-in"
    onward = field_of(asked, "next")
    assert onward == "/devices?find=FEN%20&sort=called"
    answer = browser.post("/sign-in", data={**VERA, "next": onward})
    assert str(answer.url).endswith("/devices?find=FEN%20&sort=called")


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "x"])
def test_nobody_is_led_away_by_a_sign_in(shown: Console, onward: str) -> None:
    page = shown.stranger().get("/sign-in", params={"next": onward})
    assert field_of(page, "next") == "/"
    answer = shown.stranger().post("/sign-in", data={**VERA, "next": onward}, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("name", ["Vera", "Nobody", "", "<script>alert(1)</script>", "V" * 5_000, "\u202e"])
def test_who_is_not_let_in_learns_nothing(shown: Console, tmp_path: Path, name: str) -> None:
    one = beside(shown, tmp_path)
    answer = one.stranger().post("/sign-in", data={"name": name, "password": "not the odd words", "next": "/me"})
    assert answer.status_code == 403
    assert problem(answer).startswith("name and password do not fit, or too many were tried")
    assert "<script>alert" not in answer.text
    assert "set-cookie" not in answer.headers
    assert "not the odd words" not in answer.text
    assert field_of(answer, "next") == "/me"


def test_after_too_many_tries_the_right_word_waits_too(shown: Console, tmp_path: Path) -> None:
    clock = Clock()
    one = beside(shown, tmp_path, clock)
    for _ in range(TRIES):
        one.stranger().post("/sign-in", data={"name": "Vera", "password": "wrong odd words"})
    assert one.stranger().post("/sign-in", data=VERA).status_code == 403
    clock.at += 3_700 * SECOND
    assert one.stranger().post("/sign-in", data={**VERA, "next": "/me"}).url.path == "/me"


def test_an_invitation_makes_an_account_and_a_session(shown: Console, tmp_path: Path) -> None:
    clock = Clock()
    one = beside(shown, tmp_path, clock)
    ada = one.gate.who(one.client("Ada").cookies[session.PLAIN])
    given = one.gate.invite(ada, Person(name="Cy", role=Role.VIEWER))
    browser = one.stranger()
    assert "secret" not in str(browser.get("/join").url)
    typed = {"secret": given, "name": "Cy", "password": WORD}
    for change, told in (
        ({"password": "short"}, "from 12 to 1,000 characters"), ({"password": "Cy Cy Cy Cy Cy"}, "soon guessed"),
        ({"name": ""}, "from 1 to 80 letters"), ({"name": "a\x00b"}, "can be printed"),
        ({"name": "Ada"}, "of that name"),
        ({"secret": "A" * 43}, "taken, taken back, or has ended"), ({"secret": ""}, "taken, taken back, or has ended"),
        ({"secret": "\u00e9"}, "taken, taken back, or has ended"),
    ):  # fmt: skip
        answer = browser.post("/join", data={**typed, **change})
        assert told in problem(answer)
        assert answer.status_code == (403 if "secret" in change else 400)
        assert field_of(answer, "name") == {**typed, **change}["name"]
        assert change.get("password", WORD) not in answer.text
    assert browser.post("/join", data=typed).url.path == "/"
    assert "Cy" in words(browser.get("/me"))
    late = one.gate.invite(ada, Person(name="Di", role=Role.VIEWER))
    clock.at += INVITED + SECOND
    answer = one.stranger().post("/join", data={"secret": late, "name": "Di", "password": WORD})
    assert "has ended" in problem(answer)


def test_out_is_out(shown: Console, tmp_path: Path) -> None:
    one = beside(shown, tmp_path)
    answer = one.send("Vera", "/sign-out")
    assert answer.url.path == "/sign-in"
    assert session.PLAIN not in one.client("Vera").cookies
    assert one.client("Vera").get("/me").url.path == "/sign-in"
    assert [act.what for _, act in one.gate.accounts.acts(most=1)] == ["signed out"]


def test_what_comes_from_another_site_signs_nobody_in(shown: Console) -> None:
    """Nobody is signed in as somebody else without knowing it."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = shown.stranger().post("/sign-in", data=VERA, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
