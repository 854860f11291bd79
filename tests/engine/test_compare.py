"""What is another between two assessments, and that the cause is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import assess, compare, gather, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.finding import Determination
from camcensus.model.outcome import Answer, Outcome

DAY = date(2026, 11, 23)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    found = workspace.open_(make(tmp_path))
    list(gather.read(found, [tmp_path / "scan.xml", tmp_path / "register.csv"]))
    yield found
    found.store.close()


def judged(used: Workspace, day: date = DAY) -> Assessment:
    return assess.assess(used, day)


def test_nothing_is_another_of_itself(opened: Workspace) -> None:
    assert compare.changes(judged(opened), judged(opened)) == ()


def test_a_decision_on_a_maker_is_the_cause(opened: Workspace) -> None:
    profile = opened.settings.profile
    no = Determination(maker="hikvision", subject=False, person="B. Example", signed=DAY, reason="a test")
    later = replace(opened, settings=replace(opened.settings, profile=replace(profile, determinations=(no,))))
    found = compare.changes(judged(opened), judged(later))
    assert found
    for one in found:
        assert one.before is not None
        assert one.after is not None
        assert one.before != one.after
        assert any("subject yes (signed, A. Example 2026-01-01), now subject no (signed" in why for why in one.why)
        assert any(why == "maker_subject: yes, now no" for why in one.why)
    assert {one.after["outcome"] for one in found if one.after} == {Outcome.MET.value}


def test_an_order_that_is_judged_no_longer_is_the_cause(opened: Workspace) -> None:
    profile = replace(opened.settings.profile, orders=())
    found = compare.changes(judged(opened), judged(replace(opened, settings=replace(opened.settings, profile=profile))))
    assert {one.why for one in found} == {("the clause is judged no longer",)}
    assert {one.after for one in found} == {None}


def test_the_day_is_the_cause_where_nothing_else_is(opened: Workspace) -> None:
    found = compare.changes(judged(opened, date(2000, 1, 1)), judged(opened))
    assert found
    assert all(one.why for one in found)
    assert not any("nothing that is recorded" in one.why for one in found)


def test_a_reading_is_told_by_the_fact_that_it_changes(opened: Workspace) -> None:
    readings = replace(opened.settings.profile.readings, landlord_equipment_counts=Answer.NO)
    profile = replace(opened.settings.profile, readings=readings)
    found = compare.changes(judged(opened), judged(replace(opened, settings=replace(opened.settings, profile=profile))))
    assert all(why.startswith(("ours:", "controller:")) for one in found for why in one.why)
