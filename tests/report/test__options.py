"""What is left under each option and at the end of each year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from tests.report import samples
from tests.report.documents.materials import chosen
from tests.report.samples import CORE, DEPLOY

from camcensus.model.material import ISOLATE, REPLACE, Material
from camcensus.report import _options as options
from camcensus.report import _years as years
from camcensus.report._years import Span

ONE = Material(assessment=samples.sample(), options=chosen(samples.sample()))


def test_left_of_all_and_of_one_clause() -> None:
    found = ONE.assessment.findings
    assert options.left(found) == (2, 1, 16)
    assert options.left(found, DEPLOY) == (2, 0, 6)
    assert options.left(found, CORE) == (0, 1, 6)
    assert options.left(found, CORE, lapsed=["W-1"]) == (1, 0, 6)
    assert options.left(found.clear()) == (0, 0, 0)


def test_each_option_leaves_what_its_checks_say() -> None:
    assert options.left(options.findings(ONE, ISOLATE), DEPLOY) == options.left(ONE.assessment.findings, DEPLOY)
    assert options.left(options.findings(ONE, ISOLATE), CORE).waived == 0
    assert options.left(options.findings(ONE, REPLACE))[:2] == (0, 0)
    assert set(options.devices(ONE, REPLACE)) == set(
        ONE.assessment.devices.filter(pl.col("label").is_in(["CAM-1", "CAM-2", "CAM-4", "CAM-6"]))["device"]
    )


def test_what_was_not_worked_out_changes_nothing() -> None:
    bare = replace(ONE, options=())
    assert options.findings(bare, REPLACE) is bare.assessment.findings
    assert options.devices(bare, REPLACE) == ()


def test_from_year_to_year_from_today_to_all_replaced() -> None:
    places = years.places(ONE.assessment, options.devices(ONE, REPLACE))
    spans = [Span("a", date(2027, 3, 30)), Span("b", date(2028, 3, 30))]
    found = dict(options.by_year(ONE, years.plan(places, spans)))
    today, done = options.left(ONE.assessment.findings), options.left(options.findings(ONE, REPLACE))
    assert found["end of b"] == done
    assert found["end of a"][:2] == (0, 0)
    assert done.unknown <= found["end of a"].unknown <= today.unknown


def test_a_waiver_that_ends_by_then_excuses_nothing() -> None:
    plan = years.plan([], [Span("a", date(2027, 3, 30)), Span("b", date(2027, 3, 31))])
    assert [left[:2] for _, left in options.by_year(ONE, plan)] == [(2, 1), (3, 0)]


def test_bars_are_as_long_as_what_is_left() -> None:
    first, second, none = options.bars(
        [("a", options.Left(2, 1, 5)), ("b", options.Left(0, 0, 4)), ("c", options.Left(0, 0, 0))]
    )
    assert round(sum(part.width for part in first.parts)) == 100
    assert round(sum(part.width for part in second.parts)) == 50
    assert (first.description, none.description) == ("not met: 2, excused: 1, unknown: 5", "nothing")
    assert options.bars([("x", options.Left(0, 0, 0))])[0].parts == ()
