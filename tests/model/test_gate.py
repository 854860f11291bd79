"""Answers are counted, and the gravest stands for all."""

from __future__ import annotations

from datetime import date

import pytest

from camcensus.model.gate import Ask, Gate, Judgement, Line, Possible, Written
from camcensus.model.knowledge import Vocabulary
from camcensus.model.outcome import Answer


def judgement(answer: str, *possible: Possible) -> Judgement:
    return Judgement(
        brands=(), model=None, possible=possible, subject=Answer.UNKNOWN, answer=answer, reason="r", provisional=False
    )


def gate(*answers: str) -> Gate:
    lines = tuple(Line(number=n, written=Written(text="x"), judged=judgement(one)) for n, one in enumerate(answers, 1))
    words = Vocabulary(reasons={"r": "Because."}, questions={"q": "{item} of {maker}"})
    return Gate(
        as_of=date(2026, 11, 23),
        knowledge="",
        profile="",
        lines=lines,
        rulings=(),
        makers={},
        names={},
        vocabulary=words,
    )


ANSWERS = [((), "ask"), (("yes",), "yes"), (("yes", "ask"), "ask"), (("ask", "no", "yes"), "no")]


@pytest.mark.parametrize(("answers", "all_of_them"), ANSWERS)
def test_the_gravest_answer_stands(answers: tuple[str, ...], all_of_them: str) -> None:
    assert gate(*answers).answer == all_of_them


def test_each_answer_is_counted() -> None:
    assert gate("yes", "no", "no").counts() == {"yes": 1, "ask": 0, "no": 2}


def test_a_question_names_what_it_is_about() -> None:
    asked = Ask(code="q", params={"item": "a camera", "maker": "B"})
    assert gate().question(asked) == "a camera of B"
    assert (gate().question(Ask(code="z")), gate().sentence("r"), gate().sentence("z")) == ("z", "Because.", "z")


def test_a_maker_is_less_sure_beside_another() -> None:
    one, other = (Possible(maker=name, roles={"hardware_maker": 8}, settled=(), evidence=()) for name in "ab")
    alone, beside = judgement("ask", one), judgement("ask", one, other)
    assert alone.confidence(one, "hardware_maker") > 0.8
    assert beside.confidence(one, "hardware_maker") < 0.5
    assert one.weight == 8


def test_a_line_is_shown_in_one_piece() -> None:
    assert Written(make="Axis", model="P3245-LV").shown == "Axis P3245-LV"
