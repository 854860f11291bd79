"""Drafts are of what one reaches; what is issued is in the log under a name; nobody else fetches either."""

from __future__ import annotations

import io
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from tests.faces.web.console import Console, device, field_of, kept, problem, words

from camcensus.engine import handing_out, issued, publish
from camcensus.engine.desk import DONE, FAILED
from camcensus.model.assessment import Assessment


@pytest.fixture
def quick(judged: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not change is judged once."""
    monkeypatch.setattr(handing_out, "assess", SimpleNamespace(assess=lambda *_: judged))


def run(one: Console, answer: Any) -> Any:
    """The run of a form that was sent, when it is over."""
    return one.desk.wait(int(answer.url.path.rpartition("/")[2]), 60)


def test_a_draft_shows_what_its_reader_reaches_and_leaves_nothing(shown: Console, quick: None) -> None:
    before = kept(shown)
    found = run(shown, shown.send("Vera", "/documents", form="csv"))
    assert (found.state, found.made.who, found.made.name) == (DONE, "Vera", "draft-report.csv")
    fetched = shown.look("Vera", f"/runs/{found.number}/result")
    assert fetched.content == found.made.data
    assert "CAL-043" in fetched.text
    assert not [text for text in ("FEN-066", "H-1", "Town Hall") if text in fetched.text]
    for name in ("Cora", "Olga", "Otto"):
        assert shown.look(name, f"/runs/{found.number}/result", 404)
    assert kept(shown) == before


def test_what_is_issued_comes_with_its_proof_and_is_listed(fresh: Console) -> None:
    typed: dict[str, Any] = {"form": "departmental-return", "do": "issue", "note": "For <b>the board</b>"}
    found = run(fresh, fresh.send("Olga", "/documents", **typed))
    assert found.state == DONE, found.told
    with fresh.desk.opened() as opened:
        (one,) = issued.every(opened.store)
    assert (one.person, one.note) == ("Olga", "For <b>the board</b>")
    assert found.made.name == f"{one.number}.zip"
    fetched = fresh.look("Olga", f"/runs/{found.number}/result")
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as packed:
        assert packed.namelist() == [
            f"{one.number}-departmental-return.html", f"{one.number}-departmental-return.html.proof",
        ]  # fmt: skip
    page = fresh.look("Otto", "/documents")
    assert one.number in page.text
    assert "<b>the board" not in page.text
    assert one.number not in fresh.look("Dora", "/documents").text


@pytest.mark.parametrize(
    ("who", "typed", "told"),
    [
        ("Dora", {"form": "departmental-return"}, "speaks of the whole estate"),
        ("Dora", {"form": "csv", "do": "issue"}, "speaks of the whole estate"),
        ("Vera", {"form": "csv", "do": "issue"}, "as viewer"),
        ("Otto", {"form": "csv", "do": "issue"}, "as auditor"),
        ("Ada", {"form": "csv"}, "as administrator"),
    ],
)
def test_who_may_not_is_refused_before_anything_is_done(
    shown: Console, who: str, typed: dict[str, Any], told: str
) -> None:
    before = (kept(shown), len(shown.desk.runs()))
    assert told in words(shown.send(who, "/documents", 403, **typed))
    assert (kept(shown), len(shown.desk.runs())) == before


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "choose a document"),
        ({"form": "no-such"}, "there is no form 'no-such'"),
        ({"form": "../../secret"}, "there is no form"),
        ({"form": "foi-answer", "words": "no sign"}, "each line is a name, ="),
    ],
)
def test_what_is_not_chosen_right_is_said_and_what_was_typed_stays(
    shown: Console, typed: dict[str, Any], told: str
) -> None:
    sent: dict[str, Any] = {"device": "FEN-066", "words": "", **typed}
    answer = shown.send("Vera", "/documents", 400, **sent)
    assert told in problem(answer)
    assert field_of(answer, "device") == "FEN-066"
    assert field_of(answer, "words") == sent["words"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"form": "csv", "ending": "exe"}, "gives no 'exe'"),
        ({"form": "foi-answer", "words": "colour=red"}, "colour"),
        ({"form": "device-dossier"}, "device"),
    ],
)
def test_what_cannot_be_drawn_is_told_by_its_run(shown: Console, quick: None, typed: dict[str, Any], told: str) -> None:
    found = run(shown, shown.send("Dora", "/documents", **typed))
    assert found.state == FAILED
    assert told in "".join(found.told)
    assert found.made is None


def test_a_device_of_others_is_none(shown: Console, quick: None) -> None:
    told = []
    council = str(shown.desk.held.assessment.devices.filter(body="council")["device"][0])
    for name in (council, device(shown, "FEN-066"), "H-1", "0123456789abcdef"):
        found = run(shown, shown.send("Vera", "/documents", form="device-dossier", device=name))
        assert found.state == FAILED
        told.append("".join(found.told).replace(name, "x").replace(name.lower(), "x"))
    assert len(set(told)) == 1


def test_offered_is_what_one_may_have(shown: Console) -> None:
    for name, whole in (("Olga", True), ("Vera", False)):
        page = shown.look(name, "/documents?form=csv&device=x")
        for form in publish.forms():
            may = whole or publish.needs(form) <= handing_out.OF_PLACES
            assert (f'<option value="{form}"' in page.text) == may, form
        assert '<option value="csv" selected' in page.text
        assert field_of(page, "device") == "x"
        assert ('value="issue"' in page.text) == whole
