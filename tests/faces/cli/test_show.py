"""What the commands print."""

from __future__ import annotations

import pytest

from camcensus.faces.cli import show
from camcensus.model.outcome import Outcome
from camcensus.model.reading import Reading, Remark


def test_every_outcome_has_its_exit_code() -> None:
    assert {outcome.value: show.EXIT_CODES[outcome.value] for outcome in Outcome} == {
        "not-applicable": 0,
        "met": 0,
        "unknown": 3,
        "not-met": 1,
    }


def test_many_remarks_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    remarks = tuple(Remark(where=f"row {n}", what="odd") for n in range(30))
    show.readings([Reading(name="x", format="f", remarks=remarks)], as_json=False, quiet=False)
    shown = capsys.readouterr().out
    assert "and 10 more remarks" in shown


def test_secrets_that_were_left_out_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    show.readings([Reading(name="x", format="f", redacted=3)], as_json=False, quiet=False)
    assert "3 secrets left out" in capsys.readouterr().out


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with show.progress(quiet=False) as progress, show.working("x", quiet=False):
        progress.advance("x", 1)
        progress.finished("x")
    assert capsys.readouterr() == ("", "")
