"""Every unknown finding waits for exactly one step, and stands on one page of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
from tests.report import samples

from camcensus.model.access import NOTHING
from camcensus.model.assessment import Assessment
from camcensus.model.within import within
from camcensus.report.pages import queue


def unsettled() -> Assessment:
    """With a finding that nothing settles, and one of a recorder's cameras."""
    one = samples.sample()
    first = one.findings.filter(outcome="unknown").head(1)
    odd = first.with_columns(settles=pl.lit([], dtype=pl.List(pl.String)))
    behind = first.with_columns(
        subject=pl.format("recorder:{}", pl.lit(one.devices["device"][0])), device=pl.lit(None, dtype=pl.String)
    )
    return replace(one, findings=pl.concat([one.findings, odd, behind]))


def test_each_unknown_finding_waits_for_one_step_and_no_other_waits() -> None:
    one = unsettled()
    found = queue.unknown(one)
    assert found.height == one.findings.filter(outcome="unknown").height
    assert set(found["outcome"]) == {"unknown"}
    steps = queue.steps(one, found)
    assert sum(step.waiting for step in steps) == found.height
    assert [step.waiting for step in steps] == sorted((step.waiting for step in steps), reverse=True)
    codes = [step.code for step in steps]
    assert len(set(codes)) == len(codes)
    assert {step.words for step in steps if step.code == queue.NO_STEP} == {"nothing is known that would settle it"}
    assert all(step.words for step in steps)


def test_the_order_is_the_same_however_the_findings_lie() -> None:
    one = unsettled()
    found = queue.unknown(one)
    turned = queue.unknown(replace(one, findings=one.findings.reverse()))
    keys = ["step", "site", "label", "subject", "clause"]
    assert found.select(keys).equals(turned.select(keys), null_equal=True)


def test_at_a_step_and_a_site_stand_those_that_fit() -> None:
    one = unsettled()
    found = queue.unknown(one)
    counted = Counter(found["step"])
    for step in queue.steps(one, found):
        assert queue.at(found, step.code, None).height == counted[step.code] == step.waiting
    sites = [site.id for site in one.estate.sites]
    placed = sum(queue.at(found, "", site).height for site in sites)
    assert placed == found.filter(pl.col("site").is_in(sites)).height
    assert placed
    assert queue.at(found, "", None).height == found.height
    assert queue.at(found, "no-such", None).is_empty()
    assert queue.at(found, "", "nowhere").is_empty()


def test_the_pages_hold_every_finding_once() -> None:
    one = unsettled()
    many = queue.unknown(one)
    many = pl.concat([many] * (queue.MOST * 2 // many.height + 2))
    pages = [queue.page(one, many, number) for number in range(many.height // queue.MOST + 2)]
    assert [len(page) for page in pages[:2]] == [queue.MOST, queue.MOST]
    assert pages[-1] == []
    assert sum(len(page) for page in pages) == many.height


def test_each_says_what_it_is_about_and_what_else_is_needed() -> None:
    one = unsettled()
    found = queue.unknown(one)
    shown = queue.page(one, found, 0)
    assert len(shown) == min(found.height, queue.MOST)
    devices = set(one.devices["device"])
    assert {row.device for row in shown} <= {*devices, ""}
    assert any(row.device for row in shown)
    behind = one.findings.filter(pl.col("subject").str.starts_with("recorder:") & (pl.col("outcome") == "unknown"))
    assert behind.height <= len([row for row in shown if row.device])
    for row, told in zip(shown, found.iter_rows(named=True), strict=False):
        assert row.subject
        assert row.clause
        assert row.reason == one.sentence(told["reason"])
        assert len(row.further) == max(0, len(told["settles"] or ()) - 1)


def test_of_nothing_nothing_waits() -> None:
    nobody = within(unsettled(), NOTHING)
    found = queue.unknown(nobody)
    assert found.is_empty()
    assert queue.steps(nobody, found) == []
    assert queue.page(nobody, found, 0) == []
