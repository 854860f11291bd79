"""What an order that names companies says of a line."""

from __future__ import annotations

from typing import Any

import pytest

from camcensus.model.gate import Judgement, Possible
from camcensus.model.outcome import Answer
from camcensus.reason.gate_lists import on_list

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
NAMED = {"listed": YES, "clean": NO, "open": UNKNOWN}
SETTLED = ("hardware_maker",)


def maker(name: str | None, settled: tuple[str, ...] = (), role: str = "hardware_maker") -> Possible:
    return Possible(maker=name, roles={role: 100}, settled=settled, evidence=())


def judged(*possible: Possible, **more: Any) -> Judgement:
    plain: dict[str, Any] = {"reason": "maker-not-subject", "answer": "yes", "subject": NO}
    return Judgement(brands=("b",), model="m", possible=possible, provisional=False, **plain | more)


@pytest.mark.parametrize(
    ("one", "answer"),
    [
        (judged(maker("listed", SETTLED)), "no"),
        (judged(maker("clean", SETTLED)), "yes"),
        (judged(maker("open", SETTLED)), "ask"),
        (judged(maker("clean", SETTLED), maker("listed")), "ask"),
        (judged(maker("clean", SETTLED), maker(None)), "ask"),
        (judged(maker("clean", SETTLED), maker("listed", role="component_maker")), "yes"),
        (judged(maker("clean")), "ask"),
        (judged(), "ask"),
        (judged(maker("clean", SETTLED), notes=("brand-not-known",)), "ask"),
        (judged(maker("clean", SETTLED), reason="maker-subject", answer="no", subject=YES), "yes"),
        (judged(maker("listed", SETTLED), notes=("brand-not-known",)), "no"),
    ],
)
def test_what_follows(one: Judgement, answer: str) -> None:
    assert on_list(one, NAMED) == answer
