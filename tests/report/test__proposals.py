"""What is held about makers, and what turns on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from tests.report.samples import judge, observed, profile, row

from camcensus.model.assessment import Assessment
from camcensus.model.finding import Determination
from camcensus.report import _proposals as proposals


def test_every_provisional_finding_turns_on_some_unsigned_maker(assessment: Assessment) -> None:
    turning = proposals.turning(assessment)
    assert set(turning) == {"dahua", "axis"}
    assert sum(one.provisional for one in turning.values()) >= assessment.counts().provisional
    assert turning["dahua"].provisional > turning["axis"].provisional > 0


def test_once_a_person_signs_nothing_turns_on_it() -> None:
    signed = tuple(
        Determination(maker=maker, subject=subject, person="A. Example", signed=date(2026, 2, 1), reason="r")
        for maker, subject in (("dahua", True), ("axis", False), ("hikvision", True))
    )
    made = judge(observed(), by=replace(profile(), determinations=signed))
    assert made.counts().provisional == 0
    assert proposals.turning(made) == {}


def test_devices_of_no_known_maker_wait_together() -> None:
    facts = (("fact.site", "hq"), ("fact.class", "camera"), ("fact.installed_on", "2025"))
    turning = proposals.turning(judge(row("CAM-9", *facts)))
    assert turning[None].unknown == 1
    assert turning[None].provisional == 0


def test_where_the_company_is_not_known_findings_wait_for_the_maker() -> None:
    facts = (("fact.site", "hq"), ("fact.class", "camera"), ("fact.installed_on", "2025"), ("register.make", "Dahua"))
    made = judge(row("CAM-9", *facts))
    unsettled = replace(made.makers["dahua"], answer="unknown", basis="none")
    waiting = made.findings.with_columns(reason=pl.lit("maker-unknown"))
    turning = proposals.turning(replace(made, makers={"dahua": unsettled}, findings=waiting))
    assert turning["dahua"].unknown > 0


def test_standing_in_words(assessment: Assessment) -> None:
    makers = assessment.makers
    assert proposals.standing(makers["hikvision"]) == ("yes", "yes (signed)")
    assert proposals.standing(makers["axis"]) == ("no", "no (proposed)")
    assert proposals.standing(None) == ("unknown", "not known")


def test_nothing_turns_on_nothing(nothing: Assessment) -> None:
    assert proposals.turning(nothing) == {}
