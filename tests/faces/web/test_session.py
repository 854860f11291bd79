"""A session is one person's, on this site, until it ends; what comes from elsewhere does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.faces.web.console import Console, beside, problem, secret, words
from tests.faces.web.served import WORD

from camcensus.engine.access import IDLE, LONGEST, SECOND
from camcensus.faces.web import session


@dataclass
class Clock:
    """Time that passes when it is told to."""

    at: int = 1_800_000_000 * SECOND

    def __call__(self) -> int:
        return self.at


def test_the_cookie_is_for_the_browser_and_this_site_alone(shown: Console, tmp_path: Path) -> None:
    for secure, name in ((False, session.PLAIN), (True, session.SECURE)):
        one = beside(shown, tmp_path / name, secure=secure)
        one.client("Vera")
        asked = {"name": "Vera", "password": WORD, "next": "/me"}
        answer = one.stranger().post("/sign-in", data=asked, follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith(f"{name}=")
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "path=/", "samesite=lax", f"max-age={LONGEST // SECOND}"} <= parts
        assert ("secure" in parts) == secure
        assert not [part for part in parts if part.startswith("domain")]


def test_with_tls_the_cookie_that_a_neighbour_could_set_opens_nothing(shown: Console, tmp_path: Path) -> None:
    one = beside(shown, tmp_path, secure=True)
    held = one.client("Vera").cookies[session.SECURE]
    other = one.stranger()
    other.cookies.set(session.PLAIN, held)
    assert other.get("/me").url.path == "/sign-in"
    other.cookies.set(session.SECURE, held)
    assert other.get("/me").url.path == "/me"


@pytest.mark.parametrize("held", ["", "x", "A" * 43, "\u00e9" * 43, '"', "A" * 5_000])
def test_what_is_no_session_lets_nobody_in(shown: Console, held: str) -> None:
    other = shown.stranger()
    answer = other.get("/devices", headers={b"Cookie": f"{session.PLAIN}={held}".encode("latin-1")})
    assert answer.url.path == "/sign-in"


def test_a_stolen_cookie_opens_nothing_after_the_sign_out(shown: Console, tmp_path: Path) -> None:
    one = beside(shown, tmp_path)
    thief = one.stranger()
    thief.cookies.set(session.PLAIN, one.client("Vera").cookies[session.PLAIN])
    token = secret(thief.get("/me"))
    one.send("Vera", "/sign-out")
    assert thief.get("/devices").url.path == "/sign-in"
    answer = thief.post("/me/tokens", data={"csrf": token, "label": "mine", "role": "viewer", "days": "9"})
    assert answer.status_code == 401
    assert "mine" not in {each.label for each in one.gate.accounts.passes("token")}


def test_it_ends_when_nobody_is_there_and_in_any_case(shown: Console, tmp_path: Path) -> None:
    clock = Clock()
    one = beside(shown, tmp_path, clock)
    began = clock.at
    client = one.client("Vera")
    while clock.at + IDLE // 2 < began + LONGEST:
        assert client.get("/me").url.path == "/me"
        clock.at += IDLE // 2
    clock.at = began + LONGEST + SECOND
    assert client.get("/me").url.path == "/sign-in"
    one.clients.clear()
    client = one.client("Vera")
    clock.at += IDLE + SECOND
    assert client.get("/me").url.path == "/sign-in"


def test_the_secret_of_forms_is_of_one_session_and_tells_nothing_of_it(shown: Console, tmp_path: Path) -> None:
    one = beside(shown, tmp_path)
    mine = secret(one.look("Vera", "/me"))
    assert mine == secret(one.look("Vera", "/changes"))
    assert one.client("Vera").cookies[session.PLAIN] not in one.look("Vera", "/me").text
    theirs = secret(one.look("Cora", "/me"))
    assert mine != theirs
    for sent in (theirs, "", "0" * 64, mine[:-1], mine.upper(), "\u00e9" * 64, "\ud800".encode("utf-8", "replace")):
        answer = one.client("Vera").post("/changes", data={"csrf": sent, "since": "2026-01-01"})
        assert answer.status_code == 403
        assert "not sent from a page of ours" in words(answer)
    header = one.client("Vera").post("/changes", data={"since": "x"}, headers={session.HEADER: mine})
    assert problem(header).startswith("that is no day")


@pytest.mark.parametrize(
    ("headers", "fine"),
    [
        ({}, True),
        ({"Origin": "http://testserver.local", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://testserver.local.evil.example"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver.local"}, False),
    ],
)
def test_what_another_sites_page_sends_does_nothing(shown: Console, headers: dict[str, str], fine: bool) -> None:
    token = secret(shown.look("Vera", "/me"))
    answer = shown.client("Vera").post("/changes", data={"csrf": token, "since": "x"}, headers=headers)
    assert answer.status_code == (400 if fine else 403)
    if not fine:
        assert "not sent from a page of ours" in words(answer)
