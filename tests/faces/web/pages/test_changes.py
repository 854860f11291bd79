"""What changed since a day is worked out for the part one reaches, shown to whoever asked, page by page."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from tests.faces.web.console import Console, field_of, problem, words
from tests.faces.web.served import DAY

from camcensus.engine import compare
from camcensus.faces.web.pages import changes


def test_each_sees_what_changed_of_their_own(shown: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 25)
    seen: list[str] = []
    answer = shown.send("Vera", "/changes", since="2026-10-31")
    number = int(answer.url.path.rpartition("/")[2])
    total = re.search(r"([\d,]+) findings are another", words(answer))
    assert total is not None
    path = str(answer.url.path)
    while path:
        page = shown.look("Vera", path)
        seen += re.findall(r'<tr><th scope="row">', page.text)
        assert not [text for text in ("FEN-", "Fenwick", "H-1", "Town Hall") if text in page.text]
        onward = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = onward[1] if onward else ""
    assert len(seen) == int(total[1]) > 25
    for name in ("Olga", "Dora", "Cora", "Ada"):
        shown.look(name, f"/changes/{number}", 404)
    nothing = shown.send("Nell", "/changes", since="2026-10-31")
    assert "0 findings are another" in words(nothing)


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("", "that is no day"), ("yesterday", "that is no day"), ("31/10/2026", "that is no day"),
        ("2026-02-30", "that is no day"), (DAY.isoformat(), "not before the one answered for"),
        ("2099-01-01", "not before the one answered for"), ("0001-01-01", "nothing is judged before 1970"),
        ("1969-12-31", "nothing is judged before 1970"), ("<b>2026</b>", "that is no day"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_said_and_stays(shown: Console, since: str, told: str) -> None:
    runs = len(shown.desk.runs())
    answer = shown.send("Vera", "/changes", 400, since=since)
    assert told in problem(answer)
    assert field_of(answer, "since") == since
    assert len(shown.desk.runs()) == runs


def test_the_earliest_day_can_be_asked(shown: Console) -> None:
    answer = shown.send("Nell", "/changes", since="1970-01-01")
    assert answer.url.path.startswith("/changes/")


def test_where_the_comparison_breaks_the_run_says_so(shown: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def broken(*_: object) -> Any:
        raise OverflowError("/srv/secret")

    monkeypatch.setattr(compare, "changes", broken)
    answer = shown.send("Nell", "/changes", since="2026-10-31")
    assert answer.url.path.startswith("/runs/")
    assert "It failed." in words(answer)
    assert "secret" not in answer.text


def test_what_is_no_comparison_is_not_shown_as_one(shown: Console) -> None:
    other = shown.desk.ask("Vera", "x", lambda *_: False)
    shown.desk.wait(other, 30)
    assert "no such comparison, or no longer" in words(shown.look("Vera", f"/changes/{other}", 404))
    shown.look("Vera", f"/changes/{10**20}", 404)
