"""How many there are in all: against known formulas, over a thousand made-up estates, and where nothing can be said."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reason.populations import SETTINGS, simulate

from camcensus.reason import recapture
from camcensus.reason.recapture import Estimate, estimate


def counted(**cells: int) -> Estimate:
    """`ab=4`: four on lists a and b."""
    return estimate({frozenset(names): many for names, many in cells.items()})


def test_over_a_thousand_estates_the_interval_holds_the_truth() -> None:
    many = {2: 225, 3: 110, 4: 28}
    tallies = [simulate(one, many[one.lists], seed) for seed, one in enumerate(SETTINGS)]
    assert sum(tally.estates for tally in tallies) >= 1_000
    given_ = sum(tally.given for tally in tallies)
    assert given_ > 900
    assert sum(tally.held for tally in tallies) / given_ >= 0.93
    assert min(tally.share for tally in tallies) >= 0.9


def test_two_lists_give_chapmans_number() -> None:
    found = counted(ab=20, a=30, b=10)
    assert found.total == round(51 * 31 / 21 - 1)
    assert found.low is not None
    assert found.high is not None
    assert 60 <= found.low <= found.total <= found.high < 120
    assert found.lists == ("a", "b")


def test_three_lists_that_do_not_depend_come_near_the_truth() -> None:
    cells = {"abc": 27, "ab": 27, "ac": 18, "bc": 12, "a": 18, "b": 12, "c": 8}  # of 130: 0.7, 0.6 and 0.5
    found = counted(**cells)
    assert found.total is not None
    assert abs(found.total - 130) <= 5
    assert found.depend == ()


def test_a_strong_dependence_is_told() -> None:
    cells = {"abc": 80, "ab": 80, "ac": 20, "bc": 20, "a": 20, "b": 20, "c": 80}
    found = counted(**cells)
    assert found.depend == (("a", "b"),)
    assert found.total is not None
    assert abs(found.total - 400) <= 15


def test_a_fit_has_the_margins_of_its_model_and_no_more_than_it() -> None:
    """What defines the maximum likelihood of a Poisson regression with these terms."""
    table = np.array([[[5.0, 8.0], [12.0, 12.0]], [[18.0, 18.0], [27.0, 27.0]]])
    fitted = recapture.fit(table[..., None], [((0, 1),)])[..., 0]
    assert np.allclose(fitted.sum(axis=2), table.sum(axis=2), rtol=1e-3)
    assert np.allclose(fitted.sum(axis=(0, 1)), table.sum(axis=(0, 1)), rtol=1e-3)
    assert np.allclose(fitted[0, 0] / fitted[0, 0].sum(), fitted[1, 1] / fitted[1, 1].sum(), rtol=1e-3)


def test_factorials_are_right() -> None:
    for number, expected in ((0.0, 0.0), (1.0, 0.0), (5.0, np.log(120.0)), (20.0, np.log(2432902008176640000.0))):
        assert recapture._log_factorial(np.array([number]))[0] == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({}, "estimate-nothing-found"),
        ({"a": 50}, "estimate-one-source"),
        ({"ab": 20, "b": 30}, "estimate-source-within"),
        ({"ab": 20}, "estimate-source-within"),
        ({"a": 20, "b": 30}, "estimate-no-overlap"),
        ({"ab": 2, "a": 20, "b": 30}, "estimate-too-few"),
        ({"ab": 4, "a": 2, "b": 2}, "estimate-too-few"),
        ({"ab": 9, "bc": 9, "cd": 9, "de": 9, "a": 9, "b": 9, "c": 9, "d": 9, "e": 9}, "estimate-many-sources"),
        ({"abc": 1, "ab": 4, "ac": 4, "bc": 4, "a": 200, "b": 200, "c": 200}, "estimate-without-end"),
    ],
)
def test_what_cannot_be_estimated_says_why(cells: dict[str, int], why: str) -> None:
    found = counted(**cells)
    assert (found.why, found.total, found.low, found.high) == (why, None, None, None)
    assert found.found == sum(cells.values())


def test_a_list_within_another_is_left_out_and_named() -> None:
    found = counted(abc=10, ac=0, ab=20, a=30, b=10)
    assert found.within == ("c",)
    assert found.lists == ("a", "b")
    assert found.total is not None


def test_what_stands_only_on_a_list_with_nothing_in_common_refuses() -> None:
    assert counted(ab=20, a=30, b=10, c=5).why == "estimate-too-few"


def test_a_count_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="below nothing"):
        counted(ab=-1)


CELLS = [frozenset(c) for c in chain.from_iterable(combinations("abcd", size) for size in range(1, 5))]


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(CELLS), st.integers(0, 60)))
def test_any_counts_give_an_interval_around_the_total_or_a_reason(
    counts: dict[frozenset[str], int],
) -> None:
    found = estimate(counts)
    assert found.found == sum(counts.values())
    if found.why:
        assert found.total is found.low is found.high is None
    else:
        assert found.total is not None
        assert found.low is not None
        assert found.high is not None
        assert found.found <= found.low <= found.total <= found.high
    assert estimate(dict(sorted(counts.items(), key=lambda one: sorted(one[0])))) == found
