"""Too much from one address or under one name is refused in clear words, and others are not held up by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from litestar.connection import Request
from tests.faces.web.served import FREELY, WORD, Served, served

from camcensus.engine.access import SECOND
from camcensus.engine.pace import Rate, Rates
from camcensus.faces.web.pace import address

SLOW = Rate(burst=3, every=600 * SECOND)
WISH = {"name": "Olga", "password": "x" * 20, "label": "x", "role": "viewer"}


def slow(tmp_path: Path, proxied: bool = False, **which: Rate) -> Served:
    freely = dict.fromkeys(("sign_in_address", "sign_in_name", "ask_address", "ask_name"), FREELY)
    return served(tmp_path, rates=Rates(**(freely | which)), proxied=proxied)


def sign_in(one: Served, name: str = "Olga", forwarded: str = "", **change: Any) -> int:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = one.client.post("/api/v1/tokens", json={**WISH, "name": name, **change}, headers=headers)
    if answer.status_code == 429:
        assert set(answer.json()) == {"error", "where", "mend"}
        assert 0 < int(answer.headers["Retry-After"]) <= 600
        assert f"in {answer.headers['Retry-After']} seconds" in answer.json()["mend"]
    return int(answer.status_code)


def asked(one: Served, name: str) -> int:
    return int(one.client.get("/api/v1/totals", headers=one.headers(name) if name else {}).status_code)


def test_of_one_address_so_many_sign_ins(tmp_path: Path) -> None:
    one = slow(tmp_path, sign_in_address=SLOW)
    assert [sign_in(one, name) for name in ("Olga", "Vera", "nobody", "Olga")] == [403, 403, 403, 429]
    assert one.client.post("/api/v1/accounts", json={}).status_code == 429
    assert asked(one, "Olga") == 200


def test_under_one_name_so_many_also_if_there_is_no_such_account(tmp_path: Path) -> None:
    one = slow(tmp_path, sign_in_name=SLOW)
    for name in ("Olga", "nobody"):
        assert [sign_in(one, name) for _ in range(4)] == [403, 403, 403, 429]
    assert sign_in(one, "Vera", password=WORD) == 201


def test_of_one_address_so_many_questions_known_or_not(tmp_path: Path) -> None:
    one = slow(tmp_path, ask_address=SLOW)
    assert [asked(one, name) for name in ("Olga", "", "Vera", "Olga", "")] == [200, 401, 200, 429, 429]
    assert sign_in(one) == 403


def test_under_one_name_so_many_questions_by_whichever_token(tmp_path: Path) -> None:
    one = slow(tmp_path, ask_name=SLOW)
    assert [asked(one, name) for name in ("Olga", "Olga", "Olga", "Olga", "Vera")] == [200, 200, 200, 429, 200]


def test_what_is_said_of_the_address_counts_only_behind_a_proxy(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "behind").mkdir()
    one = slow(tmp_path / "open", sign_in_address=SLOW)
    assert [sign_in(one, forwarded=f"192.0.2.{last}") for last in range(4)] == [403, 403, 403, 429]
    one = slow(tmp_path / "behind", proxied=True, sign_in_address=SLOW)
    assert {sign_in(one, str(last), forwarded=f"192.0.2.{last}") for last in range(9)} == {403}
    made_up = [sign_in(one, str(last), forwarded=f"203.0.113.{last}, 198.51.100.7") for last in range(4)]
    assert made_up == [403, 403, 403, 429]


@pytest.mark.parametrize(
    ("client", "headers", "proxied", "whose"),
    [
        ("192.0.2.1", [], False, "192.0.2.1"), ("192.0.2.1", ["198.51.100.7"], False, "192.0.2.1"),
        ("127.0.0.1", ["198.51.100.7"], True, "198.51.100.7"), ("127.0.0.1", [], True, "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7"], True, "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7:4711"], True, "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8::7]:4711"], True, "2001:db8::/64"),
        ("127.0.0.1", ["<script>" + "x" * 10_000], True, ""), ("127.0.0.1", ["1.2.3.4,"], True, "127.0.0.1"),
        ("2001:db8:0:1:2:3:4:5", [], False, "2001:db8:0:1::/64"), ("fe80::1%eth0", [], False, "fe80::/64"),
        ("::ffff:192.0.2.1", [], False, "192.0.2.1"), ("a socket", [], False, ""),
    ],
)  # fmt: skip
def test_who_asks(client: str, headers: list[str], proxied: bool, whose: str) -> None:
    raw = [(b"x-forwarded-for", said.encode()) for said in headers]
    scope: Any = {"type": "http", "method": "GET", "client": (client, 1), "headers": raw}
    assert address(Request(scope), proxied=proxied) == whose
