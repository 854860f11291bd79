"""Orders and basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.report.samples import judge, observed, profile

from camcensus import __version__
from camcensus.model.assessment import Assessment
from camcensus.report import _basis as basis


@pytest.fixture(scope="module")
def ground(assessment: Assessment) -> basis.Ground:
    return basis.ground(assessment)


def test_makers_subject_to_the_law_stand_first(ground: basis.Ground) -> None:
    assert [line.status.answer for line in ground.makers] == ["yes", "yes", "no"]
    hikvision = next(line for line in ground.makers if line.status.maker == "hikvision")
    assert (hikvision.standing, hikvision.devices, hikvision.ended) == ("yes (signed)", 2, False)
    assert hikvision.determination is not None
    assert hikvision.determination.role == "security adviser"
    assert all(step.words and step.source for step in hikvision.chain)


def test_a_determination_that_has_ended_says_so() -> None:
    made = judge(observed(), as_of=date(2028, 6, 1))
    line = next(line for line in basis.ground(made).makers if line.status.maker == "hikvision")
    assert (line.standing, line.ended) == ("yes (proposed)", True)


def test_waivers_in_force_and_ended(ground: basis.Ground) -> None:
    first, second = ground.waivers
    assert (first.state, first.findings, first.covers) == ("in force", 1, ("device CAM-4",))
    assert first.clauses == ("UK-WMS.2.1v1 No connection to core networks",)
    assert (second.state, second.findings, second.covers) == ("ended", 1, ("Headquarters", "device CAM-2"))


def test_a_waiver_signed_later_is_not_yet_signed() -> None:
    made = judge(observed(), as_of=date(2025, 1, 1))
    assert [line.state for line in basis.ground(made).waivers] == ["not yet signed", "not yet signed"]


def test_considerations_and_their_review_day(ground: basis.Ground) -> None:
    (line,) = ground.considerations
    assert (line.state, line.covers) == ("counts", ("Headquarters",))
    (late,) = basis.ground(judge(observed(), as_of=date(2027, 2, 1))).considerations
    assert late.state == "its review day has passed"
    (early,) = basis.ground(judge(observed(), as_of=date(2026, 1, 1))).considerations
    assert early.state == "not yet decided"


def test_a_consideration_of_no_place_covers_the_organisation() -> None:
    (one,) = profile().considerations
    made = judge(observed(), by=replace(profile(), considerations=(replace(one, sites=()),)))
    assert basis.ground(made).considerations[0].covers == ("the whole organisation",)


def test_readings_and_version(ground: basis.Ground) -> None:
    assert [answer for _, answer in ground.readings] == ["yes", "no", "unknown"]
    assert ground.version == __version__


def test_a_step_of_the_chain_and_its_source() -> None:
    assert basis.hop("A (CN), 41 %, verified [https://a.example]") == basis.Hop(
        words="A (CN), 41 %, verified", source="https://a.example"
    )
    assert basis.hop("A (CN)") == basis.Hop(words="A (CN)", source="")


def test_nothing_stands_on_nothing(nothing: Assessment) -> None:
    ground = basis.ground(nothing)
    assert not any((ground.makers, ground.waivers, ground.considerations))
