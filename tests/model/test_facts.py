"""Facts are unknown until something says otherwise; only a consideration is absent until it is recorded."""

from __future__ import annotations

import dataclasses

from camcensus.model.facts import FACTS, Facts
from camcensus.model.outcome import Answer


def test_the_names_are_the_fields_in_their_order() -> None:
    assert tuple(field.name for field in dataclasses.fields(Facts)) == FACTS


def test_nothing_is_assumed_of_a_device() -> None:
    absent = {"considered", "review_overdue", "core_path", "core_bridge", "core_proved"}
    for name in FACTS:
        assert getattr(Facts(), name) is (Answer.NO if name in absent else Answer.UNKNOWN)


def test_one_combination_is_one_value() -> None:
    assert len({Facts(), Facts(), Facts(core=Answer.YES)}) == 2
