"""Costs of a plan: only what was given, in whole numbers, each once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.errors import UsageError
from camcensus.report import _costs as costs
from camcensus.report._costs import ISOLATION, UNIT, VISIT, YEARLY
from camcensus.report._years import Place, Year

PLAN = (
    Year(name="2027/28", last=date(2028, 3, 31), places=(Place(site="a", name="A", devices=3, pressing=True),)),
    Year(name="2028/29", last=date(2029, 3, 31), places=()),
    Year(
        name="2029/30",
        last=date(2030, 3, 31),
        places=(
            Place(site="b", name="B", devices=10, pressing=False),
            Place(site=None, name="site not known", devices=2, pressing=False),
        ),
    ),
)


def test_by_year_capital_and_revenue() -> None:
    said = {UNIT: "800", VISIT: "2500.50", YEARLY: "12", ISOLATION: "400", "currency": "GBP", "vat": "out"}
    given_ = costs.costs(said)
    assert given_.missing == ()
    assert given_.vat == "VAT is not in them"
    sums = costs.of_plan(given_, PLAN)
    assert [(one.name, one.capital, one.revenue) for one in sums] == [
        ("2027/28", 3 * 80_000 + 250_050, 0),
        ("2028/29", 0, 3 * 1_200),
        ("2029/30", 12 * 80_000 + 250_050, 3 * 1_200),
    ]
    whole = costs.together(sums)
    assert whole.whole == sum(one.whole for one in sums) == whole.capital + whole.revenue
    assert costs.of_isolation(given_, 4).revenue == 160_000


def test_what_nobody_gave_is_missing_and_counted_nowhere() -> None:
    given_ = costs.costs({UNIT: "800"})
    assert given_.missing == (VISIT, YEARLY, ISOLATION)
    assert given_.vat == ""
    assert costs.of_plan(given_, PLAN)[0].whole == 240_000
    assert costs.of_isolation(given_, 4).whole == 0


def test_the_owner_says_what_is_revenue() -> None:
    given_ = costs.costs({UNIT: "1", VISIT: "1", "revenue": "site-visit-cost, yearly-cost"})
    assert [given_.kind(name) for name in costs.COSTS] == ["capital", "revenue", "revenue", "capital"]
    assert costs.of_plan(given_, PLAN)[0].revenue == 100
    assert costs.costs({"revenue": ""}).revenue == frozenset()


@pytest.mark.parametrize("said", [{"vat": "perhaps"}, {"revenue": "tea"}, {UNIT: "much"}, {"currency": "pound"}])
def test_what_cannot_be_read_is_refused_by_its_name(said: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=f"--say {next(iter(said))}"):
        costs.costs(said)


@given(
    amounts=st.dictionaries(st.sampled_from(costs.COSTS), st.integers(0, 10**9)),
    revenue=st.sets(st.sampled_from(costs.COSTS)),
)
def test_what_is_capital_and_what_is_revenue_is_the_whole_either_way(
    amounts: dict[str, int], revenue: set[str]
) -> None:
    said = {name: f"{amount}" for name, amount in amounts.items()}
    one, other = costs.costs({**said, "revenue": ",".join(revenue)}), costs.costs(said)
    assert costs.together(costs.of_plan(one, PLAN)).whole == costs.together(costs.of_plan(other, PLAN)).whole
