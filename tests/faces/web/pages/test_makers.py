"""Makers: what is proposed is shown, one officer's determination stands, and the other is told who was first."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response
from tests.faces.web.console import PEOPLE, Console, field_of, kept, problem, secret, words

from camcensus.engine import site_text
from camcensus.model.errors import StoreFull

REASON = "Registered there; <b>see</b> the register of companies"


def signed(one: Console) -> list[tuple[str, bool, str]]:
    """What stands on dahua."""
    with one.desk.opened() as opened:
        found = opened.settings.profile.determinations
    return [(each.person, each.subject, each.reason) for each in found if each.maker == "dahua"]


def test_two_officers_sign_different_determinations_at_once(fresh: Console) -> None:
    """One is in the log; the other is told who signed meanwhile, has what they typed, and may sign once more."""
    fresh.gate.change(fresh.gate.who(fresh.client("Ada").cookies["camcensus"]), replace(PEOPLE["Olga"], name="Otto"))
    fresh.clients.clear()
    answers: dict[str, Response] = {}
    typed = {name: {"answer": answer, "reason": f"{name} says {answer}", "role": "Adviser", "until": "2027-11-30"}
             for name, answer in (("Olga", "yes"), ("Otto", "no"))}  # fmt: skip
    pages = {name: fresh.look(name, "/makers/dahua") for name in typed}
    together = threading.Barrier(2)

    def sign(name: str) -> None:
        hidden = {"csrf": secret(pages[name]), "known": field_of(pages[name], "known")}
        together.wait(30)
        answers[name] = fresh.client(name).post("/makers/dahua", data={**hidden, **typed[name]})

    threads = [threading.Thread(target=sign, args=(name,)) for name in typed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    codes = {name: answer.status_code for name, answer in answers.items()}
    assert sorted(codes.values()) == [200, 400]
    first, second = sorted(codes, key=lambda name: codes[name])
    assert "Your determination is in the log" in words(answers[first])
    said = typed[first]["answer"]
    assert problem(answers[second]) == (
        f"{first} signed a determination on it meanwhile: {'subject' if said == 'yes' else 'not subject'},"
        f" {first} says {said}: look at it; if yours is still to stand, sign it once more"
    )
    for name in ("reason", "role", "until"):
        assert field_of(answers[second], name) == typed[second][name]
    assert re.search(rf'value="{typed[second]["answer"]}" checked', answers[second].text)
    assert [person for person, _, _ in signed(fresh)] == [first]
    again = {**typed[second], "csrf": secret(answers[second]), "known": field_of(answers[second], "known")}
    assert "in the log" in words(fresh.client(second).post("/makers/dahua", data=again))
    assert [person for person, _, _ in signed(fresh)] == [first, second]


def test_what_is_signed_is_judged_by_and_shown_as_words(fresh: Console) -> None:
    before = fresh.desk.held.assessment.makers["dahua"]
    assert before.basis == "proposed"
    answer = fresh.send("Olga", "/makers/dahua", known="0", answer="yes", reason=REASON, until="2027-11-30")
    assert "Your determination is in the log" in words(answer)
    assert "<b>see" not in answer.text
    after = fresh.desk.held.assessment.makers["dahua"]
    assert (after.basis, after.answer, after.person, after.note) == ("signed", "yes", "Olga", REASON)
    refused = fresh.send("Olga", "/makers/dahua", known="1", answer="refused", reason="Not enough")
    assert "Not known whether subject" in words(refused)
    assert [subject for _, subject, _ in signed(fresh)] == [True, False]


@pytest.mark.parametrize(
    ("typed", "where", "told"),
    [
        ({}, "answer", "say what you determine"),
        ({"answer": "perhaps", "reason": "x"}, "answer", "say what you determine"),
        ({"answer": "yes", "reason": " \n\t"}, "reason", "bears its reason"),
        ({"answer": "yes", "reason": "x", "until": "soon"}, "until", "that is no day"),
        ({"answer": "yes", "reason": "x", "until": "2026-11-23"}, "until", "that day has passed"),
        ({"answer": "yes", "reason": "x", "known": "7"}, "", "is not what your page showed"),
        ({"answer": "yes", "reason": "x", "known": "-1"}, "", "is not what your page showed"),
    ],
)  # fmt: skip
def test_what_is_not_filled_in_right_is_said_beside_it(
    shown: Console, typed: dict[str, Any], where: str, told: str
) -> None:
    before = kept(shown)
    answer = shown.send("Olga", "/makers/dahua", 400, **{"known": "0", "role": "Head of <i>CCTV</i>", **typed})
    assert told in problem(answer)
    assert (f'href="#{where}"' in answer.text) == bool(where)
    assert field_of(answer, "role") == "Head of <i>CCTV</i>"
    assert field_of(answer, "reason").strip() == typed.get("reason", "").strip()
    assert kept(shown) == before


def test_who_reaches_a_part_signs_nothing(shown: Console) -> None:
    before = kept(shown)
    for name, told in (("Dora", "holds for the whole estate"), ("Vera", "as viewer"), ("Sam", "as surveyor"),
                       ("Otto", "as auditor"), ("Ada", "as administrator")):  # fmt: skip
        answer = shown.send(name, "/makers/dahua", 403, known="0", answer="yes", reason="x")
        assert told in words(answer)
    assert "Sign a determination" not in words(shown.look("Dora", "/makers/dahua"))
    assert kept(shown) == before


@pytest.mark.parametrize("maker", ["no-such", "panasonic", "dahua%00", "..%2fdahua", "%3Cb%3E", "D" * 5_000])
def test_what_is_no_maker_of_the_estate_is_not_shown_and_not_signed(shown: Console, maker: str) -> None:
    before = kept(shown)
    assert "There is no such page" in words(shown.look("Olga", f"/makers/{maker}", 404))
    shown.send("Olga", f"/makers/{maker}", 404, known="0", answer="yes", reason="x")
    assert kept(shown) == before


def test_makers_of_others_are_not_told_apart_from_none(shown: Console) -> None:
    mine = set(shown.desk.held.view(PEOPLE["Cora"].reach).makers)
    others = sorted(set(shown.desk.held.assessment.makers) - mine)
    assert mine
    assert others
    listed = shown.look("Cora", "/makers").text
    for maker in others[:3]:
        assert f'href="/makers/{maker}"' not in listed
        assert shown.look("Cora", f"/makers/{maker}", 404).text.count("no such maker") == 1


@pytest.mark.parametrize("where", ["/srv/secret/profile.toml", "profile.toml, line 3"])
def test_on_a_full_disk_nothing_is_signed_and_nothing_typed_is_lost(
    fresh: Console, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def full(*_: object) -> None:
        raise StoreFull("there is no room left on the disk; nothing was added", where=where, mend="make room")

    monkeypatch.setattr(site_text, "replace", full)
    answer = fresh.send("Olga", "/makers/dahua", 400, known="0", answer="yes", reason=REASON)
    assert "no room left on the disk" in problem(answer)
    assert field_of(answer, "reason") == REASON
    assert "/srv/secret" not in answer.text
    assert str(fresh.home) not in answer.text
    assert signed(fresh) == []
    monkeypatch.undo()
    fresh.send("Olga", "/makers/dahua", known="0", answer="yes", reason=REASON)
    assert len(signed(fresh)) == 1


def test_orders_say_what_was_decided(shown: Console) -> None:
    answer = words(shown.look("Vera", "/orders"))
    assert "UK-WMS.1.1v1" in answer
    assert "F. Example" in answer
