"""Findings not met and findings unknown: every one counted, the graver first, what is alike together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.report import samples
from tests.report.samples import CORE, DEPLOY, OTHER, REMOVE, row
from tests.support import log

from camcensus.model.assessment import Assessment, Due
from camcensus.model.finding import Consideration
from camcensus.model.knowledge import Clock
from camcensus.model.material import Material
from camcensus.report import _breaches as breaches
from camcensus.report._breaches import Breach


def lines(one: Assessment) -> list[Breach]:
    return [line for limb in breaches.limbs(Material(assessment=one)) for line in limb.lines]


def many(count: int, *, made: str = "Hikvision") -> Assessment:
    """So many cameras of one make that were put up at headquarters, each on a day of its own."""
    rows = [
        row(f"N-{at:03}", ("register.make", made), ("fact.class", "camera"), ("fact.site", "hq"),
            ("fact.installed_on", f"2024-05-{1 + at % 28:02}"), ("fact.work", "new"))
        for at in range(count)
    ]  # fmt: skip
    return samples.judge(log(rows))


def test_each_finding_stands_in_the_list_the_graver_first() -> None:
    found = lines(samples.sample())
    assert [(line.number, line.what.partition(" ")[0], line.count) for line in found] == [
        ("1.1", "CAM-1", 1), ("1.2", "CAM-2", 1), ("2.1", "CAM-4", 1),
    ]  # fmt: skip
    assert [line.status for line in found] == [
        "open",
        "open: waiver W-2 ended on 2026-06-30, provisional",
        "waived until 2027-03-31 (W-1)",
    ]
    assert [line.due for line in found] == ["no day is set", "2026-06-30 (waiver), overdue", "2027-03-31 (waiver)"]
    assert found[0].since == "installed 2024-05-14"
    assert found[0].owner == "Department of Examples"
    assert found[0].sensitive.startswith("sensitive: ")
    assert found[0].because is not None


@pytest.mark.parametrize("count", [breaches.FEW, breaches.FEW + 1, 300])
def test_where_many_are_alike_they_stand_together_and_are_all_counted(count: int) -> None:
    one = many(count)
    bad = one.findings.filter(pl.col("outcome") == "not-met").height
    found = lines(one)
    assert sum(line.count for line in found) == bad
    deployed = [line for line in found if line.reason == "deployed-since-order"]
    assert len(deployed) == (count if count <= breaches.FEW else 1)
    if count > breaches.FEW:
        assert deployed[0].what.startswith(f"{count} alike (camera, ")
        assert deployed[0].what.endswith(f": N-000, N-001, N-002 and {count - 3} more")
        assert deployed[0].since == f"installed 2024-05-01 to 2024-05-{min(count, 28):02}"


def test_what_no_line_speaks_of_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaches, "MOST", 3)
    one = many(breaches.FEW)
    for limb in breaches.limbs(Material(assessment=one)):
        assert sum(line.count for line in limb.lines) + limb.left == one.counts([limb.clause.id]).not_met


def test_a_review_a_clock_and_a_target_are_due() -> None:
    one = samples.sample()
    old = Consideration(
        id="C-9", clauses=(REMOVE, OTHER), options=("wait",), decision="wait", person="A. Example",
        decided=date(2025, 1, 1), review=date(2026, 1, 1),
    )  # fmt: skip
    overdue = replace(one.profile, considerations=(old,))
    reviewed = lines(samples.judge(samples.observed(), by=overdue))
    assert {line.due for line in reviewed if line.reason == "review-overdue"} == {"2026-01-01 (review), overdue"}
    (order,) = one.orders
    clock = Clock(id="k", title="Report", after="identified", count=1, unit="days", source="x", grade="verified-quote")
    changed = tuple(
        replace(clause, clocks=(clock,)) if clause.id == DEPLOY
        else replace(clause, force="target", applies_from=date(2025, 5, 1)) if clause.id == CORE
        else clause
        for clause in order.clauses
    )  # fmt: skip
    due = Due(what="clock", of="k", title="Report", on=date(2026, 12, 1))
    told = lines(replace(one, orders=(replace(order, clauses=changed),), due=(due, *one.due)))
    assert [line.due for line in told] == [
        "2026-12-01 (report)", "2026-06-30 (waiver), overdue", "2025-04-30 (target), overdue",
    ]  # fmt: skip


def test_whose_hands_it_is_in() -> None:
    one = samples.sample()
    for said, words in (("landlord", "in the landlord's hands"), ("unknown", "in whose hands is not known")):
        held = replace(one, devices=one.devices.with_columns(controller=pl.lit(said)))
        assert {line.owner for line in lines(held)} == {f"Department of Examples; {words}"}


def test_every_unknown_finding_is_counted_with_what_would_settle_it() -> None:
    one = samples.sample()
    found = breaches.unknown(one)
    assert sum(line.count for line in found) == one.counts().unknown
    assert [line.clause.id for line in found] == sorted(line.clause.id for line in found)
    assert all(line.settles for line in found)
    waiting = breaches.steps(found)
    listed = one.findings.filter(pl.col("outcome") == "unknown")["settles"].explode().value_counts(name="many")
    assert waiting == {code: count for code, count in listed.iter_rows()}  # noqa: C416  # a dict of the rows
    assert list(waiting.values()) == sorted(waiting.values(), reverse=True)
