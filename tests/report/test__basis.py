"""Orders and basis."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from lxml import etree
from tests.report.samples import CORE, DEPLOY, judge, observed, profile

from camcensus import __version__
from camcensus.model.assessment import Assessment
from camcensus.model.finding import Approval
from camcensus.model.profile import Readings
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
    root = etree.fromstring(hikvision.picture.encode())
    assert root.findtext("{*}title") == "Chain of control of Hangzhou Hikvision Digital Technology Co., Ltd."
    assert len(root.findall("{*}rect")) == len(hikvision.status.chain) > 1


def test_a_company_alone_is_no_chain_to_draw(assessment: Assessment) -> None:
    alone = {maker: replace(one, chain=one.chain[:1]) for maker, one in assessment.makers.items()}
    assert not any(line.picture for line in basis.ground(replace(assessment, makers=alone)).makers)


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


def test_a_waiver_that_waits_for_an_approval_is_not_in_force() -> None:
    (order,) = judge(observed()).orders
    chained = tuple(replace(one, waiver_chain=("board",) if one.id == CORE else ()) for one in order.clauses)
    waiver = replace(profile().waivers[0], clauses=(CORE, DEPLOY))
    made = judge(observed(), by=replace(profile(), waivers=(waiver,)))
    made = replace(made, orders=(replace(order, clauses=chained),))
    (line,) = basis.ground(made).waivers
    assert line.state == f"in force for {DEPLOY}; waits for the approval of: board ({CORE})"
    approval = Approval(role="board", person="B. Example", signed=date(2026, 3, 1))
    made = replace(made, profile=replace(made.profile, waivers=(replace(waiver, approvals=(approval,)),)))
    assert basis.ground(made).waivers[0].state == "in force"
    alone = replace(made.profile, waivers=(replace(waiver, clauses=(CORE,)),))
    assert basis.ground(replace(made, profile=alone)).waivers[0].state == "waits for the approval of: board"


def test_every_reading_is_shown(ground: basis.Ground) -> None:
    assert len(ground.readings) == len(fields(Readings))


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
    assert [answer for _, answer in ground.readings] == [
        "yes", "no", "unknown", "unknown", "unknown", "unknown", "no", "unknown", "yes",
    ]  # fmt: skip
    assert ground.version == __version__


def test_nothing_stands_on_nothing(nothing: Assessment) -> None:
    ground = basis.ground(nothing)
    assert not any((ground.makers, ground.waivers, ground.considerations))
