"""Waivers and considerations: for places that one reaches, to a day to come, under the next number of the year."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from tests.faces.web.console import Console, field_of, kept, problem, secret, words
from tests.faces.web.served import WORD

WAIVER: dict[str, Any] = {
    "clauses": ["UK-WMS.1.1v1"], "sites": ["fenwick"], "reason": 'Stair 3\nmay "not" be <b>blind</b>',
    "until": "2027-11-30",
}  # fmt: skip
CONSIDERED: dict[str, Any] = {
    "clauses": ["UK-WMS.3.1v1"], "options": "replace\r\n\r\n  leave it  ", "decision": "Replace.",
    "review": "2027-11-30",
}  # fmt: skip


def test_what_an_officer_signs_is_judged_by_and_numbered(fresh: Console) -> None:
    before = fresh.desk.held.assessment.counts()
    answer = fresh.send("Dora", "/waivers", **WAIVER)
    assert "Your waiver is in the log" in words(answer)
    assert "<b>blind" not in answer.text
    assert fresh.desk.held.assessment.counts().waived > before.waived
    fresh.send("Dora", "/considerations", **CONSIDERED, places=["fenwick", "calder"])
    answer = fresh.send("Olga", "/considerations", **CONSIDERED)
    assert "Your consideration is in the log" in words(answer)
    profile = fresh.desk.held.assessment.profile
    assert {one.id: (one.person, one.sites) for one in profile.waivers}["W-2026-01"] == ("Dora", ("fenwick",))
    found = {one.id: (one.person, one.sites, one.options) for one in profile.considerations}
    assert found["C-2026-01"] == ("Dora", ("fenwick", "calder"), ("replace", "leave it"))
    assert found["C-2026-02"] == ("Olga", (), ("replace", "leave it"))
    assert "W-2026-01" not in fresh.look("Cora", "/waivers").text


@pytest.mark.parametrize(
    ("change", "where", "told"),
    [
        ({"clauses": []}, "clauses", "at least one clause"),
        ({"clauses": ["UK-WMS.1.1v1", "no-such"]}, "clauses", "no such clause"),
        ({"sites": []}, "sites", "at least one site"),
        ({"reason": "  "}, "reason", "bears its reason"),
        ({"until": ""}, "until", "give the day"),
        ({"until": "30/11/2027"}, "until", "no day"),
        ({"until": "2026-11-23"}, "until", "has passed"),
    ],
)
def test_what_is_not_filled_in_right_is_said_and_what_was_typed_stays(
    shown: Console, change: dict[str, Any], where: str, told: str
) -> None:
    before = kept(shown)
    sent = {**WAIVER, **change}
    answer = shown.send("Dora", "/waivers", 400, **sent)
    assert told in problem(answer)
    assert f'href="#{where}"' in answer.text
    assert field_of(answer, "reason").strip() == sent["reason"].strip()
    assert field_of(answer, "until") == sent["until"]
    for name in ("clauses", "sites"):
        ticked = [one for one in sent[name] if f'name="{name}" type="checkbox" value="{one}" checked' in answer.text]
        assert ticked == [one for one in sent[name] if one != "no-such"]
    assert kept(shown) == before


@pytest.mark.parametrize("sites", [["hall"], ["fenwick", "hall"], ["nowhere"], ["fenwick", "nowhere"], ["*"], ["'"]])
def test_places_of_others_are_no_places(shown: Console, sites: list[str]) -> None:
    """And what is said of them is what is said of those that are not there."""
    before = kept(shown)
    for path, sent in (("/waivers", {**WAIVER, "sites": sites}), ("/considerations", {**CONSIDERED, "places": sites})):
        answer = shown.send("Dora", path, 400, **sent)
        assert problem(answer) == "there is no such site among those you reach"
        assert "Town Hall" not in answer.text
    assert kept(shown) == before


def test_whoever_reaches_a_part_considers_it_by_its_sites(shown: Console) -> None:
    answer = shown.send("Dora", "/considerations", 400, **CONSIDERED)
    assert problem(answer).startswith("choose at least one site")
    assert field_of(answer, "decision") == "Replace."
    nothing = {**CONSIDERED, "options": " \n \n", "places": ["fenwick"]}
    assert "say what was weighed" in problem(shown.send("Dora", "/considerations", 400, **nothing))
    lost = {**CONSIDERED, "decision": "", "places": ["fenwick"]}
    assert "comes to a decision" in problem(shown.send("Dora", "/considerations", 400, **lost))


def test_nobody_but_an_officer_signs(shown: Console) -> None:
    before = kept(shown)
    for name in ("Vera", "Sam", "Otto", "Ada", "Nell"):
        shown.send(name, "/waivers", 403, **WAIVER)
        shown.send(name, "/considerations", 403, **CONSIDERED, places=["fenwick"])
    assert "Sign a waiver" not in words(shown.look("Vera", "/waivers"))
    assert kept(shown) == before


def test_of_the_waivers_those_of_ones_own_places_are_shown(shown: Console) -> None:
    assert "W-2026-02" in shown.look("Vera", "/waivers").text
    assert "W-2025-07" not in shown.look("Vera", "/waivers").text
    assert "W-2025-07" in shown.look("Sam", "/waivers").text
    assert not [one for one in ("W-2026-02", "W-2025-07", "C-2024-01") if one in shown.look("Cora", "/waivers").text]


def test_every_tick_of_a_form_is_kept_when_the_session_has_ended(fresh: Console) -> None:
    client = fresh.client("Olga")
    typed = {"clauses": ["UK-WMS.1.1v1", "UK-WMS.2.1v1"], "sites": ["calder", "fenwick"], "reason": "lease ends"}
    typed |= {"until": "2027-03-31", "csrf": secret(fresh.look("Olga", "/waivers"))}
    client.cookies.clear()
    answer = client.post("/waivers", data=typed)
    assert answer.status_code == 401
    again = re.search(r'<textarea name="again"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert again is not None
    signing = {"name": "Olga", "password": WORD, "next": "/waivers", "again": unescape(again[1])}
    page = client.post("/sign-in", data=signing)
    field = r'<textarea class="govuk-textarea"[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>'
    found = re.findall(field, page.text, re.DOTALL)
    sent: dict[str, list[str]] = {}
    for name, value in found:
        sent.setdefault(unescape(name), []).append(unescape(value))
    assert sent["clauses"] == typed["clauses"]
    assert sent["sites"] == typed["sites"]
    answer = client.post("/waivers", data={**sent, "csrf": secret(page)})
    assert answer.url.path == "/waivers"
    with fresh.desk.opened() as opened:
        assert opened.settings.profile.waivers[-1].sites == ("calder", "fenwick")
