"""A site is sensitive by any one limb, and not sensitive only by all four."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.estate import LIMBS, Body, Estate, Sensitivity, Site, Statement, Zone
from camcensus.model.outcome import Answer

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def sensitivity(answers: list[Answer]) -> Sensitivity:
    return Sensitivity(**{limb: Statement(answer=one) for limb, one in zip(LIMBS, answers, strict=True)})


@given(st.lists(st.sampled_from(Answer), min_size=4, max_size=4))
def test_one_limb_makes_a_site_sensitive_and_all_four_clear_it(answers: list[Answer]) -> None:
    expected = YES if YES in answers else NO if answers == [NO] * 4 else UNKNOWN
    assert expected is sensitivity(answers).answer


def test_a_site_of_which_nothing_was_said_is_not_cleared() -> None:
    assert Site(id="a", name="A", body="b").sensitive.answer is UNKNOWN


def test_the_limbs_are_the_fields() -> None:
    assert tuple(field.name for field in dataclasses.fields(Sensitivity)) == LIMBS


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("core", UNKNOWN, YES),
        ("core", NO, YES),
        ("camera", YES, YES),
        ("camera", NO, NO),
        ("management", UNKNOWN, UNKNOWN),
    ],
)
def test_a_zone_is_core_by_its_kind_or_by_what_was_stated(kind: str, said: Answer, expected: Answer) -> None:
    assert expected is Zone(id="z", site="a", kind=kind, core=Statement(answer=said)).is_core


def test_a_zone_expects_cameras_unless_somebody_says_otherwise() -> None:
    assert Zone(id="z", site="a", kind="users").cameras_expected


def test_an_estate_finds_its_sites_and_counts_each_realm_once() -> None:
    sites = tuple(Site(id=name, name=name, body="b", realm=realm) for name, realm in ("a1", "b2", "c1"))
    estate = Estate(bodies=(Body(id="b", name="B"),), sites=sites)
    assert estate.site("b") is sites[1]
    assert estate.site("nowhere") is None
    assert estate.realms == ("1", "2")


def test_places_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Body(id="a", name="A").name = "B"  # type: ignore[misc]  # that is the point
