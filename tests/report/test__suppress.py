"""No withheld count can be worked out, by one who knows every published number, the rule and the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camcensus.report import _suppress as suppress
from camcensus.report._suppress import Cell, Counts

SMALL = st.integers(suppress.LEAST, 6)
TABLES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), max_size=5)
BIG = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 5_000), max_size=40)


def parts(total: int, many: int) -> Iterator[tuple[int, ...]]:
    """Every way of making a total of so many numbers that are not nothing."""
    for cuts in combinations(range(1, total), many - 1):
        ends = (0, *cuts, total)
        yield tuple(after - before for before, after in pairwise(ends))


def worked_out(published: Counts, small: int) -> dict[str, set[int]]:
    """Each withheld name with the counts it may have: those for which the very same would have been published."""
    names = published.withheld
    shown = {cell.name: cell.number for cell in published.cells if cell.number is not None}
    if not names or published.total is None:
        return {}
    left = published.total - sum(shown.values())
    found: dict[str, set[int]] = {name: set() for name in names}
    for guess in parts(left, len(names)):
        table = {**shown, **dict(zip(names, guess, strict=True))}
        if suppress.within(table, small) == published:
            for name, count in zip(names, guess, strict=True):
                found[name].add(count)
    return found


@given(counts=TABLES, small=SMALL)
@settings(max_examples=400)
def test_no_count_can_be_worked_out_from_the_total(counts: dict[str, int], small: int) -> None:
    published = suppress.within(counts, small)
    for name, may_be in worked_out(published, small).items():
        assert counts[name] in may_be
        assert len(may_be) > 1, (name, may_be)


@given(counts=BIG, small=SMALL)
def test_every_way_of_giving_the_withheld_numbers_to_other_names_is_published_alike(
    counts: dict[str, int], small: int
) -> None:
    """The reason why the attack fails, for tables that are too large to try all ways."""
    published = suppress.within(counts, small)
    names = published.withheld
    turned = dict(zip(names, [counts[name] for name in (*names[1:], *names[:1])], strict=True))
    assert suppress.within({**counts, **turned}, small) == published
    assert not names or len({counts[name] for name in names}) > 1


@given(counts=BIG, small=SMALL)
def test_what_is_published_is_true_and_not_small(counts: dict[str, int], small: int) -> None:
    published = suppress.within(counts, small)
    for cell in published.cells:
        assert counts[cell.name] > 0
        assert cell.number is None or small <= cell.number == counts[cell.name]
    if published.hidden:
        assert not published.cells
    else:
        assert {cell.name for cell in published.cells} == {name for name, count in counts.items() if count}
    total = sum(counts.values())
    assert published.total == (None if 0 < total < small else total)
    if not published.withheld and not published.hidden:
        assert sum(cell.number or 0 for cell in published.cells) == published.total


@given(counts=BIG, small=SMALL)
def test_the_order_says_nothing_of_what_is_withheld(counts: dict[str, int], small: int) -> None:
    names = suppress.within(counts, small).withheld
    assert names == tuple(sorted(names))


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        ({}, Counts(cells=(), total=0)),
        ({"a": 9}, Counts(cells=(Cell("a", 9),), total=9)),
        ({"a": 9, "b": 0}, Counts(cells=(Cell("a", 9),), total=9)),
        ({"a": 90, "b": 9, "c": 2}, Counts(cells=(Cell("a", 90), Cell("b", None), Cell("c", None)), total=101)),
        ({"a": 90, "b": 2, "c": 2}, Counts(cells=(Cell("a", None), Cell("b", None), Cell("c", None)), total=94)),
        ({"a": 90, "b": 4, "c": 3}, Counts(cells=(Cell("a", 90), Cell("b", None), Cell("c", None)), total=97)),
        ({"a": 90, "b": 2, "c": 1}, Counts(cells=(Cell("a", None), Cell("b", None), Cell("c", None)), total=93)),
        ({"a": 4, "b": 4}, Counts(cells=(), total=8, hidden=True)),
        ({"a": 1, "b": 1}, Counts(cells=(), total=None, hidden=True)),
    ],
)
def test_examples(counts: Mapping[str, int], published: Counts) -> None:
    assert suppress.within(counts, 5) == published


def test_a_table_apart_gives_its_total_only_where_all_of_it_is_given() -> None:
    assert suppress.apart({"a": 0, "b": 7}, 5) == Counts(cells=(Cell("a", 0), Cell("b", 7)), total=7)
    assert suppress.apart({"a": 3, "b": 7}, 5) == Counts(cells=(Cell("a", None), Cell("b", 7)), total=None)


@given(counts=st.dictionaries(st.sampled_from("abc"), st.integers(0, 12)), small=SMALL)
def test_of_a_table_apart_any_small_number_may_stand_behind_what_is_withheld(
    counts: dict[str, int], small: int
) -> None:
    published = suppress.apart(counts, small)
    for name in published.withheld:
        for other in range(1, small):
            assert suppress.apart({**counts, name: other}, small) == published


def test_numbers_that_stand_alone() -> None:
    assert [suppress.few(count, 5) for count in (0, 1, 4, 5, 1_200)] == [
        "0",
        "fewer than 5",
        "fewer than 5",
        "5",
        "1,200",
    ]
