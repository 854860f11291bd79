"""Plans by financial year: every device once, whole sites, what binds first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report import samples

from camcensus.model.errors import UsageError
from camcensus.report import _years as years
from camcensus.report._years import Place, Span

LAST = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("said", "day", "named"),
    [
        ({}, date(2026, 11, 23), ()),
        ({"years": "2"}, date(2026, 11, 23), ("2026/27", "2027/28")),
        ({"years": "1"}, date(2027, 3, 31), ("2026/27",)),
        ({"years": "1"}, date(2027, 4, 1), ("2027/28",)),
        ({"years": "2", "first-year": "2099"}, date(2026, 1, 1), ("2099/00", "2100/01")),
        ({"years": "2", "year-start": "01-01"}, date(2026, 1, 1), ("2026", "2027")),
        ({"years": "1", "year-start": "10-01"}, date(2026, 9, 30), ("2025/26",)),
    ],
)
def test_names_of_years(said: dict[str, str], day: date, named: tuple[str, ...]) -> None:
    found = years.spans(said, day)
    assert tuple(span.name for span in found) == named
    for before, after in pairwise(found):
        assert (after.last - before.last).days in (365, 366)


def test_the_last_day_of_a_year_is_the_day_before_the_next_one_starts() -> None:
    (one,) = years.spans({"years": "1"}, date(2026, 11, 23))
    assert one.last == date(2027, 3, 31)
    (other,) = years.spans({"years": "1", "year-start": "01-01"}, date(2026, 11, 23))
    assert other.last == date(2026, 12, 31)


@pytest.mark.parametrize(
    "said",
    [{"years": "0"}, {"years": "21"}, {"years": "two"}, {"years": "\u0662"}, {"years": "1", "first-year": "27"},
     {"years": "1", "year-start": "4-1"}, {"years": "1", "year-start": "02-30"}],
)  # fmt: skip
def test_what_is_no_year_is_refused_by_its_name(said: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=f"--say {list(said)[-1]}"):
        years.spans(said, date(2026, 1, 1))


PLACES = st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=30).map(
    lambda some: [
        Place(site=f"{at}", name=f"{at}", devices=devices, pressing=pressing)
        for at, (devices, pressing) in enumerate(sorted(some, key=lambda one: not one[1]))
    ]
)


@given(found=PLACES, many=st.integers(1, 8))
def test_each_site_is_visited_once_and_what_is_pressing_in_the_first_year(found: list[Place], many: int) -> None:
    made = years.plan(found, [Span(f"{at}", LAST) for at in range(many)])
    assert len(made) == many
    assert [place for year in made for place in year.places] == found
    assert sum(year.devices for year in made) == sum(place.devices for place in found)
    assert not [place for year in made[1:] for place in year.places if place.pressing]


@given(sizes=st.lists(st.integers(1, 50), min_size=1, max_size=40), many=st.integers(1, 6))
def test_years_are_alike_up_to_one_site(sizes: list[int], many: int) -> None:
    found = [Place(site=f"{at}", name="", devices=size, pressing=False) for at, size in enumerate(sizes)]
    for year in years.plan(found, [Span("y", LAST)] * many):
        assert year.devices <= sum(sizes) / many + max(sizes)


def test_where_devices_are_the_gravest_first() -> None:
    one = samples.sample()
    devices = one.devices.filter("candidate")["device"].to_list()
    found = years.places(one, devices)
    assert [(place.site, place.pressing) for place in found] == [("hq", True), ("depot", False)]
    assert sum(place.devices for place in found) == len(devices)


def test_what_is_at_no_known_site_comes_last() -> None:
    one = samples.sample()
    lost = replace(one, devices=one.devices.with_columns(site=pl.when(pl.col("site") == "depot").then("site")))
    found = years.places(lost, one.devices["device"].to_list())
    assert [place.site for place in found] == ["depot", None]
    assert years.places(one, []) == []
