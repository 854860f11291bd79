"""What the commands print."""

from __future__ import annotations

import pytest

from camcensus.faces.cli import show
from camcensus.model.outcome import Outcome


def test_every_outcome_has_its_exit_code() -> None:
    assert {outcome.value: show.EXIT_CODES[outcome.value] for outcome in Outcome} == {
        "not-applicable": 0,
        "met": 0,
        "unknown": 3,
        "not-met": 1,
    }


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with show.working("x", quiet=False):
        pass
    assert capsys.readouterr() == ("", "")
