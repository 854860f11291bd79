"""Tables that several documents bear: they add up to what the assessment counts."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from tests.report import samples

from camcensus.model.separation import RUNGS
from camcensus.report import _exposure as exposure
from camcensus.report import _path
from camcensus.report import _states as states


def test_clauses_add_up_and_the_graver_come_first() -> None:
    one = samples.sample()
    table = exposure.clauses(one)
    assert [row[1:] for row in table.rows] == [
        ("breach of instruction", "2", "1", "0", "1", "6"),
        ("contrary to advice", "0", "0", "1", "0", "6"),
        ("consideration not recorded", "0", "0", "0", "0", "2"),
        ("consideration not recorded", "0", "0", "0", "0", "2"),
    ]
    assert sum(int(row[2]) + int(row[4]) for row in table.rows) == one.counts().not_met
    assert exposure.provisional(one) == 1
    assert not exposure.clauses(samples.nothing()).rows


def test_sites_add_up() -> None:
    found = states.sites(samples.sample())
    chart, table = exposure.sites(found)
    assert [int(row[1]) for row in table.rows] == [1, 1, 1, 3]
    for row in table.rows:
        never, had, removed, remaining, unknown = map(int, row[2:])
        assert had == removed + remaining
        assert int(row[1]) == never + had + unknown
    assert [one.title for one in chart.bars] == ["sensitive", "not sensitive", "sensitivity not known", "all sites"]


def test_devices_by_rung_are_those_in_use_that_are_covered_or_may_be() -> None:
    one = samples.sample()
    table = exposure.rungs(one)
    assert sum(int(row[1]) + int(row[2]) for row in table.rows) == exposure.in_use(one).height
    order = [_path.RUNGS[rung] for rung in RUNGS]
    assert [row[0] for row in table.rows] == sorted((row[0] for row in table.rows), key=order.index)
    gone = replace(one, devices=one.devices.with_columns(in_use=pl.lit("no")))
    assert states.covered(gone.devices).height
    assert not exposure.rungs(gone).rows
