"""Sign-in at a provider that runs on this machine: by HTTP all the way, as a browser goes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from litestar import Response
from litestar.testing import TestClient
from tests.engine.identity_provider import CLIENT, SECRET, IdentityProvider
from tests.faces.web.served import PEOPLE, Served, application, served

from camcensus.engine.oidc import Provider
from camcensus.engine.oidc_door import Door
from camcensus.faces.web import oidc
from camcensus.model.access import Person
from camcensus.model.errors import AccessRefused
from camcensus.sources.systems.identity import Asker

NEW = Person(name="Zoe", role=PEOPLE["Vera"].role, reach=PEOPLE["Vera"].reach)


def begin(_: Any, answer: Response[Any], secret: str) -> None:
    """A cookie in the console's place."""
    answer.set_cookie("session", secret)


@contextmanager
def running(idp: IdentityProvider) -> Iterator[None]:
    """The provider at an address of this machine, which becomes its issuer."""
    server = uvicorn.Server(
        uvicorn.Config(idp, host="127.0.0.1", port=0, log_level="warning", lifespan="off", interface="asgi3")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    idp.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


class House:
    """Register, provider and a browser."""

    def __init__(self, one: Served, idp: IdentityProvider) -> None:
        self.one, self.idp = one, idp
        self.provider = Provider(
            issuer=idp.issuer, client_id=CLIENT, client_secret=SECRET, address="http://testserver.local"
        )
        door = Door(self.provider, Asker(local=True), one.gate)
        self.browser = TestClient(application(one.home, one.gate, elsewhere=oidc.routers(door, begin)))
        self.browser.follow_redirects = False

    def away(self) -> str:
        answer = self.browser.get("/oidc/sign-in")
        assert answer.status_code == 303
        return str(answer.headers["Location"])

    def back(self, url: str) -> Any:
        """Sign in there, and follow the way back."""
        there = httpx.get(url, trust_env=False, follow_redirects=False)
        assert there.status_code == 302
        to = urlsplit(there.headers["Location"])
        assert to.path == "/oidc/back"
        return self.browser.get(f"{to.path}?{to.query}")

    def join(self, secret: str, name: str = "Zoe") -> Any:
        answer = self.browser.post("/oidc/join", data={"secret": secret, "name": name})
        assert answer.status_code == 200, answer.text
        assert secret not in answer.headers["Refresh"]
        return self.back(answer.headers["Refresh"].removeprefix("0; url="))


@pytest.fixture(scope="module")
def idp() -> Iterator[IdentityProvider]:
    one = IdentityProvider(now=lambda: int(time.time()) * 1_000_000)
    with running(one):
        yield one


@pytest.fixture
def house(tmp_path: Path, idp: IdentityProvider) -> House:
    idp.claims, idp.alg, idp.subject, idp.down = {}, "RS256", "u-1", False
    return House(served(tmp_path), idp)


def invite(house: House) -> str:
    return house.one.gate.invite(house.one.gate.bearer(house.one.tokens["Ada"]), NEW)


def test_an_invitation_is_taken_there_and_later_one_signs_in(house: House) -> None:
    for answer in (house.join(invite(house)), house.back(house.away())):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert house.one.gate.who(house.browser.cookies["session"]) == NEW
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_kept_meanwhile_is_for_the_way_back_alone(house: House) -> None:
    cookie = house.browser.get("/oidc/sign-in").headers["Set-Cookie"]
    assert all(word in cookie for word in (f"{oidc.COOKIE}=", "HttpOnly", "SameSite=lax", "Path=/oidc", "Max-Age=600"))
    assert "Secure" not in cookie  # this machine has no TLS; elsewhere:
    house.provider = Provider(
        issuer=house.idp.issuer, client_id=CLIENT, client_secret=SECRET, address="https://c.example"
    )
    door = Door(house.provider, Asker(local=True), house.one.gate)
    with TestClient(application(house.one.home, house.one.gate, elsewhere=oidc.routers(door, begin))) as browser:
        assert "Secure" in browser.get("/oidc/sign-in", follow_redirects=False).headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("how", "value"),
    [
        ("claims", {"nonce": "another"}), ("claims", {"aud": "another"}), ("claims", {"exp": 1}), ("alg", "none"),
        ("alg", "HS256"), ("subject", "u-2"),
    ],
)  # fmt: skip
def test_whoever_is_not_vouched_for_is_told_so_and_gets_no_session(house: House, how: str, value: Any) -> None:
    house.join(invite(house))
    house.browser.cookies.clear()
    setattr(house.idp, how, value)
    answer = house.back(house.away())
    assert answer.status_code == 403
    assert "an administrator" in answer.text
    assert "session" not in house.browser.cookies


def test_the_way_back_is_gone_once_and_by_the_same_browser(house: House) -> None:
    house.join(invite(house))
    url = house.away()
    there = httpx.get(url, trust_env=False, follow_redirects=False).headers["Location"]
    with TestClient(house.browser.app) as other:
        assert other.get(there).status_code == 403
    assert house.browser.get(there).status_code == 403
    answer = house.back(house.away())
    assert answer.status_code == 303
    assert house.browser.get(there).status_code == 403


def test_an_account_that_ended_lets_nobody_in(house: House) -> None:
    house.join(invite(house))
    secret = house.browser.cookies["session"]
    house.one.gate.end(house.one.gate.bearer(house.one.tokens["Ada"]), "Zoe")
    with pytest.raises(AccessRefused):
        house.one.gate.who(secret)
    assert house.back(house.away()).status_code == 403


def test_a_provider_that_is_down_is_said(house: House) -> None:
    house.idp.down = True
    for answer in (
        house.browser.get("/oidc/sign-in"),
        house.browser.post("/oidc/join", data={"secret": "x", "name": "y"}),
    ):
        assert answer.status_code == 503
        assert "cannot be asked" in answer.text
        assert house.idp.issuer not in answer.text


def test_a_form_of_another_site_is_refused(house: House) -> None:
    sent = {"secret": invite(house), "name": "Zoe"}
    answer = house.browser.post("/oidc/join", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "query", ["", "state=", "state=%00&code=x", "code=%ff&state=%ff", "error=<script>", "state=" + "x" * 5_000]
)
def test_whatever_comes_back_is_refused_in_words_of_ours(house: House, query: str) -> None:
    answer = house.browser.get(f"/oidc/back?{query}", headers={"Cookie": f"{oidc.COOKIE}=%ff"})
    assert answer.status_code == 403
    assert "<script>" not in answer.text


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    assert oidc.routers(None, begin) == []
    assert served(tmp_path).client.get("/oidc/sign-in").status_code == 404
