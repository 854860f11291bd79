"""The log is shown, verified and proved for auditors of the whole; who read what is told from the newest back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.faces.web.console import Console, kept, words

from camcensus.engine import keys
from camcensus.engine.desk import DONE, FAILED
from camcensus.faces import verify
from camcensus.faces.web.pages import record


def run(one: Console, answer: Any) -> Any:
    """The run of a form that was sent, when it is over."""
    return one.desk.wait(int(answer.url.path.rpartition("/")[2]), 60)


def test_the_log_is_signed_verified_and_proved(fresh: Console, tmp_path: Any) -> None:
    before = kept(fresh)
    assert f" {before} " in words(fresh.look("Otto", "/log"))
    assert "never: sign a checkpoint" in words(fresh.look("Otto", "/log"))
    alone = run(fresh, fresh.send("Otto", "/log/verify", checkpoint=""))
    assert "It agrees with itself." in alone.told[0]
    signed = run(fresh, fresh.send("Otto", "/log/checkpoint"))
    assert (signed.state, signed.made.name) == (DONE, "checkpoint.txt")
    note = fresh.look("Otto", f"/runs/{signed.number}/result").text
    against = run(fresh, fresh.send("Otto", "/log/verify", checkpoint=note))
    assert "It is what the checkpoint says" in against.told[0]
    typed = note.replace("\n", "\r\n")
    assert "It is what the checkpoint says" in run(fresh, fresh.send("Otto", "/log/verify", checkpoint=typed)).told[0]
    found = run(fresh, fresh.send("Otto", "/log/proof", wanted="1"))
    assert found.state == DONE, found.told
    (tmp_path / "p").write_bytes(found.made.data)
    assert verify.main([str(tmp_path / "p"), "--key", str(fresh.home / keys.PUBLIC)]) == 0
    assert "never: sign" not in words(fresh.look("Otto", "/log"))


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("/log/verify", {"checkpoint": "no checkpoint"}, ""),
        ("/log/verify", {"checkpoint": "\u202e" * 50 + "\n\n— x y\n"}, ""),
        ("/log/proof", {"wanted": "999999"}, ""),
        ("/log/proof", {"wanted": "<b>x</b>"}, ""),
        ("/log/proof", {"wanted": "-1"}, ""),
        ("/log/proof", {"wanted": "9" * 5_000}, ""),
    ],
)
def test_what_is_no_proof_is_said_in_clear_words(fresh: Console, path: str, typed: dict[str, Any], told: str) -> None:
    found = run(fresh, fresh.send("Otto", path, **typed))
    assert found.state == FAILED
    assert found.fault is not None, "it is no fault of ours"
    page = fresh.look("Otto", f"/runs/{found.number}")
    assert "It failed." in words(page)
    assert str(fresh.home) not in page.text
    assert "<b>x" not in page.text


def test_what_is_asked_without_words_is_said(shown: Console) -> None:
    assert "say what is to be proved" in words(shown.send("Otto", "/log/proof", 400, wanted=" "))
    for path in ("/log?page=0", "/log?page=x", "/reads?before=x", "/reads?before=-1"):
        assert "that is no page" in words(shown.look("Otto", path, 400))


def test_nobody_else_proves_anything(shown: Console) -> None:
    runs = len(shown.desk.runs())
    for name in ("Olga", "Dora", "Vera", "Ada", "Nell"):
        for path in ("/log", "/reads"):
            shown.look(name, path, 403)
        for path in ("/log/verify", "/log/checkpoint", "/log/proof"):
            shown.send(name, path, 403, wanted="1", checkpoint="")
    assert len(shown.desk.runs()) == runs


def test_who_did_and_read_what_is_told_from_the_newest_back(shown: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MOST", 4)
    shown.gate.note("Vera", "read of sensitive sites", "<script>alert(1)</script>")
    page = shown.look("Otto", "/reads")
    assert "<script>alert" not in page.text
    assert words(page).index("&lt;script&gt;alert(1)") < words(page).index("Older")
    seen: list[str] = []
    path = "/reads"
    for _ in range(3):
        page = shown.look("Otto", path)
        seen += re.findall(r'<tr><th scope="row">.*?</tr>', page.text, re.DOTALL)
        older = re.search(r'rel="next" href="([^"]+)"', page.text)
        assert older is not None
        path = older[1]
    acts = [act for _, act in shown.gate.accounts.acts(most=12)]
    assert len(seen) == 12
    for row, act in zip(seen, acts, strict=True):
        assert act.who in row
        assert act.what in row


def test_leaves_come_page_by_page(shown: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "MOST", 7)
    total, seen, path = kept(shown), [], "/log"
    while path:
        page = shown.look("Otto", path)
        seen += re.findall(r'<th scope="row" class="n">([\d,]+)</th>', page.text)
        older = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = older[1] if older else ""
    assert [int(one.replace(",", "")) for one in seen] == list(range(total, 0, -1))
