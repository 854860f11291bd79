"""What programs are told: the same as the register says, and of what is not reached nothing, however it is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.faces.web.served import PEOPLE, WORD, Served, served
from tests.store import registers

from camcensus.model.access import Person
from camcensus.store.register_tables import FACETS, SORTS

HELD = registers.devices()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("served"))


def mine(person: Person) -> set[str]:
    rows = HELD.select("device", "body", "site").iter_rows()
    return {device for device, body, site in rows if person.reach.covers(body, site)}


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_what_they_reach_page_by_page(one: Served, name: str) -> None:
    found: list[str] = []
    page = one.get(name, "/api/v1/devices", most=7)
    while True:
        found += [row["device"] for row in page["devices"]]
        if not page["next"]:
            break
        page = one.get(name, "/api/v1/devices", most=7, after=page["next"])
    assert len(found) == len(set(found)) == page["total"]
    assert set(found) == mine(PEOPLE[name])


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_of_others_is_in_any_answer(one: Served, name: str) -> None:
    """Not readable, not counted, and not told apart from what is not there."""
    own, person = mine(PEOPLE[name]), PEOPLE[name]
    theirs = set(HELD["device"]) - own
    about = one.get(name, "/api/v1/register")
    assert about["devices"] == len(own)
    sites = {site for site, body in registers.BODIES.items() if person.reach.covers(body, site)}
    assert {site["id"] for site in about["sites"]} == sites
    for facet in FACETS:
        counted = {one["word"]: one["devices"] for one in one.get(name, f"/api/v1/facets/{facet}")}
        assert counted == dict(
            HELD.filter(HELD["device"].is_in(list(own)))[facet].fill_null("").value_counts().iter_rows()
        )
    assert sum(line["findings"] for line in one.get(name, "/api/v1/totals")) == len(own)
    standing = one.get(name, "/api/v1/standing")
    assert sum(line["findings"] for line in standing) == len(own)
    assert {line["site"] for line in standing} <= {*HELD.filter(HELD["device"].is_in(list(own)))["site"].fill_null("")}
    for device in theirs:
        answers = [
            one.client.get(f"/api/v1/devices/{name_}", headers=one.headers(name)) for name_ in (device, "no-such")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].content == answers[1].content
    for facet in FACETS:
        for word in HELD[facet].fill_null("").unique():
            page = one.get(name, "/api/v1/devices", most=200, **{facet: word})
            assert {row["device"] for row in page["devices"]} <= own
            assert page["total"] == len(page["devices"])
    for text in {row["called"].lower() for row in HELD.iter_rows(named=True)}:
        assert {row["device"] for row in one.get(name, "/api/v1/devices", find=text, most=200)["devices"]} <= own


def test_one_device_comes_with_all_that_it_rests_on(one: Served) -> None:
    told = one.get("Olga", "/api/v1/devices/d001")
    assert told["device"]["called"] == HELD.filter(device="d001")["called"].item()
    assert told["findings"] == [{"clause": "C1", "of": "d001"}]
    assert [claim["about"] for claim in told["claims"]] == ["class", "model"]
    assert [seen["field"] for seen in told["observations"]] == ["x"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sort": "n"}, "nothing to choose by"), ({"most": "0"}, "most"), ({"most": "1000"}, "most"),
        ({"most": "x"}, "most"), ({"after": "x"}, "no place in this table"), ({"descending": "perhaps"}, "descending"),
        ({"find": "x" * 999}, "find"), ({"stie": "hq"}, "'stie' is nothing to ask by"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(one: Served, asked: dict[str, str], words: str) -> None:
    answer = one.client.get("/api/v1/devices", params=asked, headers=one.headers("Olga"))
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_an_invitation_and_a_token_by_name_and_password(one: Served) -> None:
    ada = one.gate.bearer(one.tokens["Ada"])
    secret = one.gate.invite(ada, Person(name="Cy", role=PEOPLE["Vera"].role, reach=PEOPLE["Vera"].reach))
    answer = one.client.post("/api/v1/accounts", json={"secret": secret, "name": "Cy", "password": WORD})
    assert (answer.status_code, answer.json()) == (201, {"name": "Cy", "role": "viewer"})
    asked = {"name": "Cy", "password": WORD, "label": "script", "role": "viewer", "days": 2}
    answer = one.client.post("/api/v1/tokens", json=asked)
    assert answer.status_code == 201
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert one.client.get("/api/v1/devices", headers=headers).json()["total"] == len(mine(PEOPLE["Vera"]))
    assert one.client.delete("/api/v1/tokens/script", headers=headers).status_code == 204
    assert one.client.get("/api/v1/devices", headers=headers).status_code == 401
    for change, code in (
        ({"password": "x" * 20}, 403),
        ({"role": "officer"}, 403),
        ({"role": "king"}, 400),
        ({"days": 0}, 400),
    ):
        answer = one.client.post("/api/v1/tokens", json={**asked, **change})
        assert answer.status_code == code, answer.text
        assert answer.json()["error"]


def test_who_read_of_sensitive_sites_is_on_record(one: Served) -> None:
    before = len(one.gate.accounts.acts(most=10_000))
    page = one.get("Sam", "/api/v1/devices", most=200)
    read = {row["site"] for row in page["devices"] if row["sensitive"] == "yes"}
    (_, act), *_ = one.gate.accounts.acts(most=1)
    assert (act.who, act.what, act.about) == ("Sam", "read of sensitive sites", ", ".join(sorted(read)))
    one.get("Nell", "/api/v1/devices")
    assert len(one.gate.accounts.acts(most=10_000)) == before + 1


@given(
    text=st.text(max_size=40),
    name=st.sampled_from([*FACETS, "find", "sort", "after", "other"]),
    body=st.one_of(st.binary(max_size=40), st.dictionaries(st.text(max_size=9), st.integers(), max_size=3)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_is_sent_is_answered_or_refused(one: Served, text: str, name: str, body: Any) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answers = [
        one.client.get("/api/v1/devices", params={name: text}, headers=one.headers("Vera")),
        one.client.post("/api/v1/tokens", content=sent, headers={"Content-Type": "application/json"}),
        one.client.post("/api/v1/accounts", content=sent),
    ]
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers]
    assert SORTS
