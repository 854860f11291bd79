"""What went wrong is said in clear words and with the right code, to people and programs; of our insides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.faces.web.console import Console, words
from tests.faces.web.served import WORD

from camcensus.engine.desk import Desk
from camcensus.model import errors
from camcensus.model.errors import CamcensusError

INSIDE = "/srv/camcensus/secret"
CODES = [
    (errors.UsageError, 400, "That did not work"),
    (errors.UnknownFormat, 400, "That did not work"),
    (errors.HostileInput, 400, "That did not work"),
    (errors.AccessRefused, 403, "You may not do that"),
    (errors.StoreFull, 503, "That did not work"),
    (errors.StoreBusy, 503, "That did not work"),
    (errors.SettingsError, 503, "That did not work"),
    (errors.KnowledgeError, 503, "That did not work"),
    (errors.LogKeyError, 503, "That did not work"),
]


@pytest.mark.parametrize(("kind", "code", "title"), CODES)
def test_each_fault_has_its_code_and_tells_what_to_do(
    shown: Console, monkeypatch: pytest.MonkeyPatch, kind: type[CamcensusError], code: int, title: str
) -> None:
    def broken(_: Desk) -> None:
        raise kind("the <b>cat</b> sat on it", where=f"{INSIDE}/log.db", mend="feed the cat")

    shown.client("Vera")
    monkeypatch.setattr(Desk, "held", property(broken))
    answer = shown.look("Vera", "/makers", code)
    told = words(answer)
    assert f" {title} " in told
    assert "the &lt;b&gt;cat&lt;/b&gt; sat on it" in told
    assert "What to do: feed the cat." in told
    assert INSIDE not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_fault_of_ours_is_printed_for_whoever_runs_it_and_told_to_nobody(
    shown: Console, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Desk) -> None:
        raise KeyError(INSIDE)

    shown.client("Vera")
    monkeypatch.setattr(Desk, "held", property(broken))
    answer = shown.look("Vera", "/makers", 500)
    assert "a fault in camcensus, not in what you did" in words(answer)
    assert not [text for text in (INSIDE, "KeyError", "Traceback", "held") if text in answer.text]
    assert INSIDE in capfd.readouterr().err


def test_where_there_is_no_answer_yet_that_is_said(shown: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.client("Vera")
    monkeypatch.setattr(shown.desk, "_held", None)
    assert "the first is being made" in words(shown.look("Vera", "/", 503))


@pytest.mark.parametrize("path", ["/nowhere", "/devices/x/y/z", "/runs/one", "/%2e%2e/%2e%2e/etc/passwd"])
def test_what_is_not_there_is_a_page_of_ours(shown: Console, path: str) -> None:
    answer = shown.look("Vera", path, 404)
    assert "There is no such page" in words(answer)
    assert "Signed in as Vera" in words(answer)
    nobody = shown.stranger().get(path)
    assert "Fenwick" not in nobody.text


def test_what_a_page_does_not_do_is_said(shown: Console) -> None:
    assert shown.client("Vera").delete("/devices").status_code == 405
    assert shown.client("Vera").put("/makers/dahua", content=b"x").status_code == 405


def test_programs_are_answered_in_their_form(shown: Console, tmp_path: Path) -> None:
    asked = {"name": "Olga", "password": WORD, "label": "x", "role": "king", "days": 1}
    for path, body, code in (
        ("/api/v1/tokens", asked, 400), ("/api/v1/tokens", {**asked, "role": "viewer", "password": "x" * 12}, 403),
    ):  # fmt: skip
        answer = shown.stranger().post(path, json=body)
        assert answer.status_code == code
        assert set(answer.json()) == {"error", "where", "mend"}
    answer = shown.stranger().get("/api/v1/nowhere")
    assert answer.status_code in (401, 404)
    assert answer.headers["content-type"].startswith("application/json")
