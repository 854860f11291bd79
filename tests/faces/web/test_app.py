"""The application: who is not known gets in nowhere, faults are clear words, answers are kept by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faces.web.served import Served, served

from camcensus.faces.web import app


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("served"))


OPEN = {("post", "/api/v1/accounts"), ("post", "/api/v1/tokens")}
"""What wants no token: an invitation's secret, or name and password."""


def paths(one: Served) -> list[tuple[str, str]]:
    """(method, path) of everything that is served and wants a token."""
    schema = one.client.get("/api/v1/schema/openapi.json").json()
    return [
        (method, path.replace("{device}", "d001").replace("{facet}", "site").replace("{label}", "x"))
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
    assert answer.status_code in (400, 413)
