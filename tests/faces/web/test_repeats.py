"""Whatever changes something is done once under its key, also when it is sent by many at once or cut off."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.faces.web.served import PEOPLE, WORD, Served, served

from camcensus.faces.web import app
from camcensus.faces.web.repeats import AGAIN, HEADER
from camcensus.store.accounts import TOKEN

WISH = {"name": "Olga", "password": WORD, "label": "script", "role": "viewer"}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("served"))


def key() -> str:
    return str(uuid.uuid4())


def wish(one: Served, under: str, **change: Any) -> Any:
    return one.client.post("/api/v1/tokens", json={**WISH, **change}, headers={HEADER: under})


def test_a_token_is_made_once_and_told_again(one: Served) -> None:
    """To whoever lost the answer; nobody else has key and password."""
    under = key()
    first, second = wish(one, under, label="a"), wish(one, under, label="a")
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, second.json())
    assert (AGAIN in first.headers, second.headers[AGAIN]) == (False, "true")
    assert {name: second.headers[name] for name in app.HEADERS} == app.HEADERS
    assert [made.label for made in one.gate.accounts.passes(TOKEN)].count("a") == 1
    headers = {"Authorization": f"Bearer {second.json()['token']}"}
    assert one.client.get("/api/v1/devices", headers=headers).status_code == 200


def test_something_else_under_the_key_is_refused(one: Served) -> None:
    under = key()
    wish(one, under, label="b")
    answer = wish(one, under, label="c")
    assert answer.status_code == 422
    assert "new key" in answer.json()["error"]
    assert wish(one, under, label="b").status_code == 422


def test_what_was_refused_may_be_put_right_under_its_key(one: Served) -> None:
    under = key()
    assert wish(one, under, label="d", password="x" * 20).status_code == 403
    assert wish(one, under, label="d", days=0).status_code == 400
    assert wish(one, under, label="d").status_code == 201


def test_of_many_at_once_one_is_done(one: Served) -> None:
    under = key()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: wish(one, under, label="e"), range(6)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["token"] for answer in answers if answer.status_code == 201}) == 1
    assert [made.label for made in one.gate.accounts.passes(TOKEN)].count("e") == 1


def test_what_was_cut_off_is_not_done_again(one: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    under = key()
    monkeypatch.setattr("camcensus.engine.repeats.Repeats.done", lambda *_: None)
    assert wish(one, under, label="f").status_code == 201
    answer = wish(one, under, label="f")
    assert answer.status_code == 409
    assert "whether it took effect" in answer.json()["error"]


def test_taking_back_twice_is_answered_twice(one: Served) -> None:
    wish(one, key(), label="g")
    headers = {**one.headers("Olga"), HEADER: key()}
    answers = [one.client.delete("/api/v1/tokens/g", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert one.client.delete("/api/v1/tokens/g", headers=one.headers("Olga")).status_code == 404
    assert one.client.delete("/api/v1/tokens/h", headers=headers).status_code == 422


def test_a_key_is_a_persons_own_and_wants_a_token_that_is_known(one: Served) -> None:
    for name in ("Olga", "Vera"):
        one.gate.token(PEOPLE[name], "own", PEOPLE["Vera"].role, 1_000_000_000)
    under = {HEADER: key()}
    for name in ("Olga", "Vera"):
        answer = one.client.delete("/api/v1/tokens/own", headers={**one.headers(name), **under})
        assert (answer.status_code, AGAIN in answer.headers) == (204, False)
    assert one.client.delete("/api/v1/tokens/own", headers=under).status_code == 401


@pytest.mark.parametrize("under", ["short", "x" * 256, "with a blank in it"])
def test_what_is_no_key_is_said(one: Served, under: str) -> None:
    answer = wish(one, under, label="i")
    assert (answer.status_code, answer.json()["where"]) == (400, HEADER)


def test_what_is_too_large_is_refused_before_it_is_kept(one: Served) -> None:
    for sent in (b"x" * (app.MOST_BODY + 1), iter([b"x" * 70_000] * 20)):
        answer = one.client.post("/api/v1/tokens", content=sent, headers={HEADER: key()})
        assert answer.status_code == 413


def test_every_address_that_changes_something_takes_a_key(one: Served) -> None:
    schema = one.client.get("/api/v1/schema/openapi.json").json()
    changing = [
        told for told in schema["paths"].values() for method, told in told.items() if method not in ("get", "head")
    ]
    assert len(changing) >= 3
    for told in changing:
        if told["operationId"] == "ApiV1FilesFiles":
            continue  # a file is known again by its bytes: read twice it adds nothing
        assert HEADER in {one["name"] for one in told["parameters"]}, told["operationId"]
        assert {"409", "422"} <= set(told["responses"])
