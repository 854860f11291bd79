"""What a plan costs, as far as the owner has said: whole numbers of the smallest unit, by year, capital and revenue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from camcensus.model.errors import UsageError
from camcensus.report import _money as money
from camcensus.report._money import Currency
from camcensus.report._years import Year

UNIT, VISIT, YEARLY, ISOLATION = COSTS = ("unit-cost", "site-visit-cost", "yearly-cost", "isolation-cost")
WORDS = {
    UNIT: "each new device, with its licence",
    VISIT: "each site that is visited, whatever is changed there",
    YEARLY: "each new device in each year after that in which it is put up",
    ISOLATION: "each site where equipment is cut off, once",
}
"""What each is the cost of."""
RECURRING = (YEARLY, ISOLATION)
"""What is revenue unless the owner says otherwise with ``revenue``."""
VAT = {"in": "VAT is in them", "out": "VAT is not in them"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The owner's figures."""

    currency: Currency
    vat: str
    """In words; empty: nobody said."""
    amounts: Mapping[str, int]
    """Of `COSTS`, those that were given."""
    revenue: frozenset[str]
    """Of `COSTS`, those that are revenue; the others are capital."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Of `COSTS`, those that nobody gave."""
        return tuple(name for name in COSTS if name not in self.amounts)

    def kind(self, name: str) -> str:
        """``capital`` or ``revenue``."""
        return "revenue" if name in self.revenue else "capital"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What is spent in one year, or on one option."""

    name: str
    capital: int = 0
    revenue: int = 0

    @property
    def whole(self) -> int:
        """Both together."""
        return self.capital + self.revenue


def costs(said: Mapping[str, str]) -> Costs:
    """The figures among what is said. Raises `UsageError` for one that cannot be read."""
    currency = money.currency(said.get("currency", ""))
    vat = said.get("vat", "")
    if vat and vat not in VAT:
        raise UsageError(f"'{vat}' says nothing of VAT", where="--say vat", mend=f"one of: {', '.join(VAT)}")
    return Costs(
        currency=currency,
        vat=VAT.get(vat, ""),
        amounts={name: currency.read(name, said[name]) for name in COSTS if name in said},
        revenue=_revenue(said),
    )


def _revenue(said: Mapping[str, str]) -> frozenset[str]:
    if "revenue" not in said:
        return frozenset(RECURRING)
    named = [name.strip() for name in said["revenue"].split(",") if name.strip()]
    if odd := [name for name in named if name not in COSTS]:
        raise UsageError(f"'{odd[0]}' is no cost", where="--say revenue", mend=f"of: {', '.join(COSTS)}")
    return frozenset(named)


def of_plan(given: Costs, plan: Sequence[Year]) -> list[Sum]:
    """What replacing costs in each year; there is one new device for each old one."""
    found, before = [], 0
    for year in plan:
        counts = {UNIT: year.devices, VISIT: sum(place.site is not None for place in year.places), YEARLY: before}
        found.append(_sum(given, year.name, counts))
        before += year.devices
    return found


def of_isolation(given: Costs, sites: int) -> Sum:
    """What cutting off costs, once."""
    return _sum(given, "once", {ISOLATION: sites})


def together(sums: Iterable[Sum]) -> Sum:
    """All years."""
    every = list(sums)
    return Sum(name="all years", capital=sum(one.capital for one in every), revenue=sum(one.revenue for one in every))


def _sum(given: Costs, name: str, counts: Mapping[str, int]) -> Sum:
    spent = {what: given.amounts.get(what, 0) * count for what, count in counts.items()}
    revenue = sum(amount for what, amount in spent.items() if what in given.revenue)
    return Sum(name=name, capital=sum(spent.values()) - revenue, revenue=revenue)
