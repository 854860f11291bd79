"""Counts are those of the findings, whatever the parts and their order."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

import polars as pl
import pytest
from bench import decide as made
from tests.support import knowledge

from camcensus.engine import assess
from camcensus.model.finding import Consideration
from camcensus.model.knowledge import Directive
from camcensus.model.profile import Profile
from camcensus.reason import control, facts, findings, tallied
from camcensus.reason import named as named_by
from camcensus.reason.listed import Lists

MAKERS = ("hikvision", "dahua", "axis", "tp-link")
CLAUSES = ("UK-WMS.3.1v1",)


@cache
def orders() -> list[Directive]:
    return [knowledge().directives[order] for order in made.ORDERS]


@cache
def judged(many: int) -> pl.DataFrame:
    controls = {maker: control.decide(maker, knowledge(), (), made.AS_OF) for maker in MAKERS}
    devices = made.devices(0, many, MAKERS).with_columns(names=pl.concat_list("device"))
    return facts.of_devices(devices, controls, made.estate(), Profile())


def listed(devices: pl.DataFrame) -> dict[str, pl.DataFrame]:
    pairs = devices.select(named_by.PAIR).unique().iter_rows()
    lists = Lists(knowledge(), made.AS_OF)
    return dict(named_by.tables(pairs, orders(), knowledge(), lists, Profile().readings))


def tally(devices: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    checks = assess.questions(orders())
    return tallied.tally(devices, orders(), checks, profile, made.AS_OF, listed(devices))


CONSIDERED = Consideration(
    id="c", clauses=CLAUSES, options=("replace",), decision="keep", person="A", decided=date(2026, 1, 1),
    review=date(2027, 1, 1), sites=("site-1", "site-7", "site-13"),
)  # fmt: skip


@pytest.mark.parametrize("considerations", [(), (CONSIDERED,)], ids=["none", "one"])
def test_the_counts_are_those_of_the_findings(considerations: tuple[Consideration, ...]) -> None:
    profile = Profile(considerations=considerations)
    devices = judged(4_000)
    gaps = pl.DataFrame(schema=dict.fromkeys(("subject", "site", "zone", "gap", "settle"), pl.String))
    sites = findings.site_units(devices, gaps, {})
    checks = assess.questions(orders())
    found = findings.decide(devices, gaps, sites, orders(), checks, profile, made.AS_OF, listed(devices))
    expected = found.group_by("clause", "outcome", "provisional").agg(count=pl.len().cast(pl.Int64))
    counted = tally(devices, profile)
    assert counted.rows() == expected.sort("clause", "outcome", "provisional").rows()
    assert counted["count"].sum() == 4_000 * counted["clause"].n_unique()


@pytest.mark.parametrize("many", [1, 7, 64])
def test_in_any_parts_and_order_they_are_the_same(many: int) -> None:
    rnd = Random(many)  # noqa: S311  # the same each time
    devices = judged(2_000)
    cuts = sorted(rnd.randrange(2_001) for _ in range(many - 1))
    parts = [devices[begin:end] for begin, end in zip([0, *cuts], [*cuts, 2_000], strict=True)]
    rnd.shuffle(parts)
    counted = tallied.added(tally(part, Profile()) for part in parts if part.height)
    assert counted.equals(tally(devices, Profile()))


def test_nothing_is_counted_of_nothing() -> None:
    assert tallied.added([]).height == 0
