"""The application: who is not known gets in nowhere, faults are clear words, answers are kept by nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import pytest
from litestar import Router
from litestar.testing import TestClient
from tests.faces.web.served import Served, application, served

from camcensus.engine.access import Gatekeeper
from camcensus.faces.web import app

Headers = list[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("served"))


OPEN = {("post", "/api/v1/accounts"), ("post", "/api/v1/tokens")}
"""What wants no token: an invitation's secret, or name and password."""


def _filled(path: str) -> str:
    """An address that could be, with what it must be asked with."""
    for name, word in {"device": "d001", "facet": "site", "label": "x", "number": "1"}.items():
        path = path.replace(f"{{{name}}}", word)
    return f"{path}?name=x" if path.endswith("/files") else path


def paths(one: Served) -> list[tuple[str, str]]:
    """(method, path) of everything that is served and wants a token."""
    schema = one.client.get("/api/v1/schema/openapi.json").json()
    return [
        (method, _filled(path))
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
        if (method, path) not in OPEN
    ]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer " + "A" * 43]
)
def test_without_a_token_there_is_nothing(one: Served, header: str | None) -> None:
    every = paths(one)
    assert len(every) >= 7
    for method, path in every:
        answer = one.client.request(method, path, headers={} if header is None else {"Authorization": header})
        assert answer.status_code == 401, (method, path)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert set(answer.json()) == {"error", "where", "mend"}


def test_an_administrator_sees_nothing_of_the_register(one: Served) -> None:
    for method, path in paths(one):
        if method == "get":
            answer = one.client.get(path, headers=one.headers("Ada"))
            assert answer.status_code == 403, path
            assert "do not see the register" in answer.json()["error"]


def test_every_answer_is_kept_by_nobody_and_runs_nothing(one: Served) -> None:
    for path in ("/api/v1/devices", "/api/v1/devices/none", "/api/v1/nowhere", "/api/v1/schema/openapi.json"):
        headers = one.client.get(path, headers=one.headers("Olga")).headers
        assert {name: headers[name] for name in app.HEADERS} == app.HEADERS, path
        assert "server" not in {name.lower() for name in headers}


def test_a_register_that_is_made_anew_is_seen_at_once(tmp_path: Path) -> None:
    made = served(tmp_path)
    assert made.get("Olga", "/api/v1/devices")["total"] == 80
    made.again(3)
    assert made.get("Olga", "/api/v1/devices")["total"] == 3


def test_where_there_is_no_register_that_is_said(tmp_path: Path) -> None:
    made = served(tmp_path, count=None)
    answer = made.client.get("/api/v1/devices", headers=made.headers("Olga"))
    assert (answer.status_code, answer.json()["error"]) == (400, "there is no register yet")
    assert str(tmp_path) not in answer.text


def test_a_register_that_is_damaged_is_said_and_tells_no_place(tmp_path: Path) -> None:
    made = served(tmp_path)
    (tmp_path / "register" / "one" / "register.db").write_bytes(b"x" * 9_000)
    answer = made.client.get("/api/v1/devices", headers=made.headers("Olga"))
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text


def test_what_is_too_large_is_not_read(one: Served) -> None:
    answer = one.client.post("/api/v1/tokens", content=b"x" * (app.MOST_BODY + 1))
    assert (answer.status_code, set(answer.json())) == (413, {"error", "where", "mend"})


@pytest.mark.parametrize("key", [[], [(b"idempotency-key", b"x" * 16)]])
@pytest.mark.parametrize("told", [[], [(b"content-length", b"10")]])
def test_what_has_no_end_is_refused_while_it_is_read(one: Served, key: Headers, told: Headers) -> None:
    """Whatever is said of its length, and never more of it held than is taken."""
    given, answered = 0, list[Any]()

    async def receive() -> dict[str, Any]:
        nonlocal given
        given += 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

    async def send(message: Any) -> None:
        answered.append(message)

    async def ask() -> None:
        await one.client.app(scope, receive, send)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/api/v1/tokens", "raw_path": b"/api/v1/tokens", "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/json"), *key, *told], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2), "state": {},
    }  # fmt: skip
    anyio.run(ask)
    assert answered[0]["status"] == 413
    assert given == app.MOST_BODY // 65_536 + 1


def test_what_is_reached_by_tls_is_asked_for_no_other_way(tmp_path: Path) -> None:
    for secure in (False, True):
        made = application(tmp_path, Gatekeeper(tmp_path), secure=secure)
        answer = TestClient(made).get("/sign-in")
        assert answer.status_code == 200
        assert ("Strict-Transport-Security" in answer.headers) == secure


def test_the_sign_in_of_an_organisation_is_offered_where_there_is_one(tmp_path: Path) -> None:
    for elsewhere in ((), (Router(path="/oidc", route_handlers=[]),)):
        client = TestClient(application(tmp_path, Gatekeeper(tmp_path), elsewhere=elsewhere))
        for path, there in (("/sign-in", 'href="/oidc/sign-in"'), ("/join", 'formaction="/oidc/join"')):
            assert (there in client.get(path).text) == bool(elsewhere)
