"""What may be published: true, never small, from our own lists alone, and no count that can be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples

from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report import _foi as foi
from camcensus.report import _suppress as suppress
from camcensus.report._foi import COVERED, OTHERS, REMOVED, UNKNOWN, Published

TEXTS = st.one_of(st.sampled_from(["camera", "recorder", "yes", "no", "perimeter", "2019", "2024-05-14"]), st.text())
DEVICES = st.fixed_dictionaries(
    {
        "hardware_maker": st.sampled_from(["hikvision", "dahua", "axis", None]),
        "manufacturer": st.sampled_from(["hikvision", "axis", None]),
        "maker_subject": st.sampled_from(["yes", "yes", "no", "unknown"]),
        "surveillance": st.sampled_from(["yes", "yes", "unknown", "no"]),
        "in_use": st.sampled_from(["yes", "yes", "no", "unknown"]),
        "class": TEXTS,
        "sensitive": st.sampled_from(["yes", "no", "unknown"]),
        "installed_on": TEXTS,
        "acquired_on": TEXTS,
        "placement": TEXTS,
        "analytics": TEXTS,
        "audio": TEXTS,
        "cloud": TEXTS,
        "model": st.one_of(st.sampled_from(["DS-2CD2143", "ds-7604NI", "IPC-HFW1", "P3245"]), st.text()),
    }
)
ESTATES = st.lists(st.tuples(DEVICES, st.integers(1, 9)), max_size=8)


@cache
def row() -> dict[str, Any]:
    one = samples.sample()
    return one.devices.filter(pl.col("label") == "CAM-1").row(0, named=True)


def estate(some: list[tuple[dict[str, Any], int]]) -> Assessment:
    """The small estate with these devices alone, each so many times."""
    one = samples.sample()
    rows = [{**row(), "device": f"{at}-{n}", **said} for at, (said, many) in enumerate(some) for n in range(many)]
    return replace(one, devices=pl.DataFrame(rows, schema=one.devices.schema, orient="row"))


def published(one: Assessment, small: int = 5) -> Published:
    return foi.published(Material(assessment=one, words={"small": f"{small}"}))


def cells(one: Published) -> Iterator[tuple[str, str, int | None]]:
    for cell in one.groups.cells:
        yield ("groups", cell.name, cell.number)
    for table in one.covered:
        yield from ((table.id, cell.name, cell.number) for cell in table.counts.cells)
    if one.others:
        yield from (("others", cell.name, cell.number) for cell in one.others.cells)


@given(some=ESTATES, small=st.integers(suppress.LEAST, 7))
@settings(max_examples=60)
def test_counts_are_true_never_small_and_add_up(some: list[tuple[dict[str, Any], int]], small: int) -> None:
    one = published(estate(some), small)
    for table, _, number in cells(one):
        assert number is None or number >= small or (number == 0 and table == "groups")
    shown = {cell.name: cell.number for cell in one.groups.cells}
    if one.groups.total is not None:
        assert one.groups.total == sum(number or 0 for number in shown.values())
    if shown[COVERED]:
        assert {table.id for table in one.covered} >= {"makers", "kinds", "sites", "years"}
    else:
        assert not one.covered
    for counts in [*(table.counts for table in one.covered), *([one.others] if one.others else [])]:
        assert counts.total == shown[OTHERS if counts is one.others else COVERED]
        numbers = [cell.number for cell in counts.cells]
        if numbers and None not in numbers:
            assert sum(number or 0 for number in numbers) == counts.total
        elif numbers:
            assert sum(number or 0 for number in numbers) < (counts.total or 0)


@given(some=ESTATES)
@settings(max_examples=60)
def test_every_name_comes_from_a_list_of_ours(some: list[tuple[dict[str, Any], int]]) -> None:
    one = estate(some)
    found = published(one, 3)
    years = {f"{year}" for year in range(foi.FIRST_YEAR, one.basis.as_of.year + 1)}
    ours = {
        *one.names["maker"].values(), *years, *foi.GROUPS, foi.NOT_KNOWN, foi.NOT_STATED, "sensitive", "not sensitive",
        "sensitivity not known", "yes", "no", *(kind.replace("-", " ") for kind in foi.KINDS),
        "video management system", *(code.replace("-", " ") for code in one.vocabulary.values["placement"]),
    }  # fmt: skip
    assert {name for _, name, _ in cells(found)} <= ours
    ranges = {beginning for known in one.vocabulary.ranges.values() for beginning in known}
    assert {beginning for shown in found.ranges.values() for beginning in shown} <= ranges
    assert set(found.ranges) <= set(one.names["maker"].values())
    assert set(found.proposed) <= {name for _, name, _ in cells(found)}


@given(some=ESTATES, small=st.integers(suppress.LEAST, 6))
@settings(max_examples=60)
def test_a_range_never_tells_of_a_kind_that_is_withheld(some: list[tuple[dict[str, Any], int]], small: int) -> None:
    found = published(estate(some), small)
    kinds = next((table.counts for table in found.covered if table.id == "kinds"), None)
    makers = next((table.counts for table in found.covered if table.id == "makers"), None)
    if kinds is not None and (kinds.hidden or kinds.withheld):
        covered = {cell.name for cell in makers.cells} if makers else set()
        others = {cell.name for cell in found.others.cells} if found.others else set()
        assert not set(found.ranges) & (covered - others)


def margins(joint: Mapping[tuple[str, ...], int], small: int) -> list[suppress.Counts]:
    """The published tables of one population, one for each thing."""
    tables: list[dict[str, int]] = [{} for _ in next(iter(joint))]
    for names, count in joint.items():
        for table, name in zip(tables, names, strict=True):
            table[name] = table.get(name, 0) + count
    return [suppress.within(table, small) for table in tables]


JOINT: list[tuple[str, ...]] = list(product(("camera", "recorder"), ("hq", "depot", "shed")))


@given(counts=st.lists(st.integers(0, 3), min_size=len(JOINT), max_size=len(JOINT)))
@settings(max_examples=25, deadline=None)
def test_several_tables_of_one_population_tell_no_more_than_each_alone(counts: list[int]) -> None:
    """Whoever tries every way in which the devices may be, finds two that are published alike, for each name."""
    true = dict(zip(JOINT, counts, strict=True))
    shown, total = margins(true, 3), sum(counts)
    if total < 3:
        assert all(table.total in (None, 0) for table in shown)
        return
    may_be: dict[tuple[int, str], set[int]] = {}
    for guess in ways(total, len(JOINT)):
        joint = dict(zip(JOINT, guess, strict=True))
        if margins(joint, 3) == shown:
            for at, table in enumerate(shown):
                for name in table.withheld:
                    count = sum(many for names, many in joint.items() if names[at] == name)
                    may_be.setdefault((at, name), set()).add(count)
    for at, table in enumerate(shown):
        for name in table.withheld:
            assert len(may_be[at, name]) > 1, (name, may_be[at, name])


def ways(total: int, many: int) -> Iterator[tuple[int, ...]]:
    if many == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in ways(total - first, many - 1))


def test_the_small_estate() -> None:
    found = published(samples.sample(), 3)
    assert {cell.name: cell.number for cell in found.groups.cells} == {
        COVERED: 4, REMOVED: 0, OTHERS: None, UNKNOWN: None,
    }  # fmt: skip
    assert found.groups.total is None
    assert found.others is None
    assert found.group(COVERED) == 4
    (makers,) = [table.counts for table in found.covered if table.id == "makers"]
    assert makers.hidden
    assert found.gaps == "5"


def test_ranges_of_which_there_are_enough() -> None:
    camera = {"class": "camera", "installed_on": "2021", "maker_subject": "yes", "surveillance": "yes", "in_use": "yes"}
    hikvision = {**camera, "hardware_maker": "hikvision", "manufacturer": "hikvision"}
    one = estate([({**hikvision, "model": "DS-2CD2143G2-I"}, 6), ({**hikvision, "model": "DS-2CD2T47"}, 2),
                  ({**hikvision, "model": "DS-2DE4"}, 2), ({**hikvision, "model": "Front door, HQ"}, 9)])  # fmt: skip
    assert published(one).ranges == {"Hangzhou Hikvision Digital Technology Co., Ltd.": ("DS-2CD",)}


def test_where_a_kind_is_withheld_no_range_of_covered_makers_is_named() -> None:
    """Six cameras of one range, and two recorders withheld with them: the range would tell of both numbers."""
    base = {"installed_on": "2021", "surveillance": "yes", "in_use": "yes"}
    hikvision = {**base, "maker_subject": "yes", "hardware_maker": "hikvision", "manufacturer": "hikvision"}
    axis = {**base, "maker_subject": "no", "hardware_maker": "axis", "manufacturer": "axis"}
    one = estate([({**hikvision, "class": "camera", "model": "DS-2CD2143"}, 6),
                  ({**hikvision, "class": "recorder", "model": "DS-7604"}, 2),
                  ({**axis, "class": "camera", "model": "P3245"}, 6)])  # fmt: skip
    found = published(one)
    assert [table.counts.withheld for table in found.covered if table.id == "kinds"] == [("camera", "recorder")]
    assert found.ranges == {"Axis Communications AB": ("P3",)}


def test_a_year_is_a_number_between_the_first_and_today() -> None:
    base = {"maker_subject": "yes", "surveillance": "yes", "in_use": "yes", "acquired_on": None}
    texts = ("2019", "2019-05", "2019-05-02", "2019 HQ", "1066", "2999", "2019-", "")
    found = published(estate([({**base, "installed_on": text}, 6) for text in texts]))
    (years,) = [table.counts for table in found.covered if table.id == "years"]
    assert {cell.name: cell.number for cell in years.cells} == {"2019": 18, foi.NOT_KNOWN: 30}
    bought = published(estate([({**base, "installed_on": "2019", "acquired_on": "2018-01"}, 6)]))
    assert [table.counts.cells[0].name for table in bought.covered if table.id == "years"] == ["2018"]


def test_tables_that_state_nothing_know_it() -> None:
    base = {"maker_subject": "yes", "surveillance": "yes", "in_use": "yes"}
    found = published(estate([({**base, "audio": "yes", "cloud": "perhaps", "analytics": None}, 9)]))
    assert {table.id: table.stated for table in found.covered if table.id in ("audio", "cloud", "analytics")} == {
        "analytics": False, "audio": True, "cloud": False,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["2", "0", "-5", "five", "", "1001", "\u0665", "5.0"])
def test_a_threshold_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--say small"):
        foi.threshold({"small": text})


def test_thresholds() -> None:
    assert (foi.threshold({}), foi.threshold({"small": " 12 "})) == (foi.SMALL, 12)
