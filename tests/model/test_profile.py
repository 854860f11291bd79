"""What the owner did not say decides nothing."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from camcensus.model.outcome import Answer
from camcensus.model.profile import Note, Profile, Readings


def test_without_an_order_nothing_is_judged() -> None:
    assert Profile().orders == ()


def test_the_readings_say_what_is_assumed_until_the_owner_reads_otherwise() -> None:
    assert Readings().like_for_like_is_deployment is Answer.YES
    assert Readings().repair_is_deployment is Answer.NO
    assert Readings().landlord_equipment_counts is Answer.UNKNOWN


def test_choices_do_not_change() -> None:
    note = Note(on="maker", text="x", person="A", signed=date(2026, 1, 1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        note.text = "y"  # type: ignore[misc]  # that is the point
    assert Profile(notes=(note,)) == Profile(notes=(note,))
