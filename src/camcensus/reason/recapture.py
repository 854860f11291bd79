"""How many things there are in all, from lists that were made independently of each other: capture and recapture.

Two lists: Chapman's estimator (1951). Three or four: log-linear models of the table that says how many things stand on
which lists, with any set of dependences between two lists (Fienberg 1972; Bishop, Fienberg and Holland 1975, ch. 6).
The cell of things that stand on no list is not known; each number in it has a likelihood (Cormack 1992), and with a
cost for each dependence all models are compared at once. The interval holds every number that some model makes nearly
as likely as the best model makes the best number, so it bears the doubt about the model as well. Fits are by iterative
proportional fitting, which gives the maximum likelihood of a Poisson regression and takes no step that can diverge.

What no such method can do: things that every list misses alike (all of them off the network and in no register) are not
in the estimate, and where some things are harder to find for all lists, it is too low.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
Pair = tuple[int, int]

MOST_LISTS = 4
"""Lists that are told apart; who has more puts those together that look the same way."""

FEWEST = 10
"""Things on all lists together that an estimate needs."""

SHARED = 4
"""Things that each list must have in common with the others."""

WIDEST = 20
"""An interval that reaches beyond so many times what was found says nothing."""

_DROP = {2: 1.92, 3: 3.3, 4: 2.5}
"""How much less likely than the best number (ln) an end of the interval is, by the number of lists.

Half the 95 % point of chi-squared with one degree of freedom, and more where the model is chosen by the very table that
it is fitted to: `bench/recapture.py` shows that it holds.
"""

_EACH = 0.5
"""What each dependence in a model costs it."""

_POINTS = 12, 120
"""Numbers of unseen things that are tried for every model, and for those that may count."""

_ROUNDS = 200
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How many there are, or why that cannot be estimated."""

    found: int
    """Things on any list."""
    total: int | None = None
    low: int | None = None
    high: int | None = None
    """The 95 % interval, both ends included; never below what was found."""
    why: str = ""
    """Reason code (`vocabulary/reasons.toml`) where there is no estimate."""
    lists: tuple[str, ...] = ()
    """The lists that were used."""
    within: tuple[str, ...] = ()
    """Lists that were left out, as all that they name stands on another."""
    depend: tuple[tuple[str, str], ...] = ()
    """Pairs of lists that depend on each other in the best model."""


def estimate(counts: Mapping[frozenset[str], int]) -> Estimate:
    """The number of all things, from how many stand on exactly which lists. Raises `ValueError` for a count below 0."""
    some = {names: many for names, many in counts.items() if many and names}
    if any(many < 0 for many in some.values()):
        raise ValueError("a count is below nothing")
    found = sum(some.values())
    every = sorted({name for names in some for name in names})
    used, within = _apart(every, some)
    if why := _refusal(every, used, some):
        return Estimate(found=found, why=why, lists=tuple(every))
    table = _table(used, some)
    return _stated(table, used, within, found)


def _stated(table: Table, used: list[str], within: tuple[str, ...], found: int) -> Estimate:
    """The estimate of a table that bears one."""
    seen = float(table.sum())
    total, low, high, pairs = _chapman(table) if len(used) == 2 else _best(table)
    if not high < WIDEST * seen:
        return Estimate(found=found, why="estimate-without-end", lists=tuple(used), within=within)
    return Estimate(
        found=found,
        total=max(found, round(total)),
        low=max(found, math.floor(low + 1e-6)),
        high=max(found, math.ceil(high - 1e-6)),
        lists=tuple(used),
        within=within,
        depend=tuple((used[one], used[other]) for one, other in pairs),
    )


# --- whether there is anything to estimate from -------------------------------------------------------------------


def _apart(every: list[str], some: Mapping[frozenset[str], int]) -> tuple[list[str], tuple[str, ...]]:
    """(lists of which none lies within another, the others); of two that are the same, the first stays."""
    used = list(every)
    for name in sorted(every, key=lambda one: (_many(some, {one}), one)):
        if any(_many(some, {name}) == _many(some, {name, other}) for other in used if other != name):
            used.remove(name)
    return used, tuple(name for name in every if name not in used)


def _refusal(every: list[str], used: list[str], some: Mapping[frozenset[str], int]) -> str:
    """Why nothing can be estimated, as a reason code; empty: it can."""
    if len(used) < 2:
        return "estimate-source-within" if len(every) > 1 else f"estimate-{'one-source' if every else 'nothing-found'}"
    if len(used) > MOST_LISTS:
        return "estimate-many-sources"
    if not any(len(names.intersection(used)) > 1 for names in some):
        return "estimate-no-overlap"
    few = min(_shared(name, used, some) for name in used) < SHARED
    return "estimate-too-few" if few or sum(some.values()) < FEWEST else ""


def _many(some: Mapping[frozenset[str], int], names: set[str]) -> int:
    """Things on all of these lists."""
    return sum(many for held, many in some.items() if names <= held)


def _shared(name: str, used: list[str], some: Mapping[frozenset[str], int]) -> int:
    """Things on one list and on any other that is used."""
    return sum(many for held, many in some.items() if name in held and len(held.intersection(used)) > 1)


def _table(used: list[str], some: Mapping[frozenset[str], int]) -> Table:
    """2 x 2 x ...: how many things are (1) or are not (0) on each list; the first cell is empty."""
    table = np.zeros((2,) * len(used))
    for names, many in some.items():
        table[tuple(int(name in names) for name in used)] += many
    table[(0,) * len(used)] = 0
    return table


# --- two lists ------------------------------------------------------------------------------------------------------


def _chapman(table: Table) -> tuple[float, float, float, tuple[Pair, ...]]:
    """Chapman's estimator, with the interval by likelihood of the one model there is: neither depends on the other."""
    both, one, other = table[1, 1], table[1].sum(), table[:, 1].sum()
    total = float((one + 1) * (other + 1) / (both + 1) - 1)
    _, low, high, _ = _best(table)
    return total, low, max(high, total), ()


# --- three and more -------------------------------------------------------------------------------------------------


def _best(table: Table) -> tuple[float, float, float, tuple[Pair, ...]]:
    """(total, low, high, dependences of the best model) over all models that the table bears."""
    every, drop, seen = list(models(table)), _DROP[table.ndim], float(table.sum())
    coarse = _profiles(table, every, _numbers(seen, _POINTS[0])).max(axis=1)
    close = [model for model, best in zip(every, coarse, strict=True) if best > coarse.max() - drop - 0.5]
    unseen = _numbers(seen, _POINTS[1])
    profiles = _profiles(table, close, unseen)
    first = int(profiles.max(axis=1).argmax())
    low, high = _crossings(unseen, profiles.max(axis=0), drop)
    return seen + _peak(unseen, profiles[first]), seen + low, seen + high, close[first]


def models(table: Table) -> Iterator[tuple[Pair, ...]]:
    """Every set of dependences between two lists that the table can tell.

    Between two lists, only those of which things are on both and on each alone. Of three lists all three dependences
    only if every cell holds something.
    """
    lists = table.ndim
    told = [pair for pair in combinations(range(lists), 2) if lists > 2 and _tells(table, pair)]
    whole = lists > 3 or np.count_nonzero(table) == 2**lists - 1
    for size in range(len(told) + 1):
        if whole or size < lists:
            yield from combinations(told, size)


def _tells(table: Table, pair: Pair) -> bool:
    """Whether things are on both, and on either alone, so that the two can be seen to depend on each other."""
    rest = tuple(axis for axis in range(table.ndim) if axis not in pair)
    margin = table.sum(axis=rest)
    return float(min(margin[1, 1], margin[0, 1], margin[1, 0])) > 0


def _numbers(seen: float, points: int) -> Table:
    """Numbers of unseen things that are tried: nothing, then in equal steps of proportion to `WIDEST` times `seen`."""
    return np.concatenate(([0.0], np.geomspace(0.25, WIDEST * seen, points - 1)))


def _profiles(table: Table, every: list[tuple[Pair, ...]], unseen: Table) -> Table:
    """(models, numbers): logarithm of the likelihood of each number of unseen things, less what the model costs.

    What is the same for all numbers is left out.
    """
    axes = tuple(range(table.ndim))
    full = np.repeat(table[..., None], len(unseen), axis=-1)
    full[(0,) * table.ndim] = unseen
    fitted = fit(np.tile(full, len(every)), [model for model in every for _ in unseen])
    fitted = fitted.reshape(*table.shape, len(every), len(unseen))
    whole = full[..., None, :]
    terms = np.where(whole > 0, whole * np.log(np.where(whole > 0, fitted, 1.0)), 0.0)
    total = full.sum(axis=axes)
    same = _log_factorial(total) - _log_factorial(unseen) - total * np.log(total)
    cost = _EACH * np.array([len(model) for model in every])
    return np.asarray(terms.sum(axis=axes) + same - cost[:, None])


def fit(full: Table, every: Sequence[tuple[Pair, ...]]) -> Table:
    """Expected tables, each under its own log-linear model; the last axis of `full` is over tables."""
    lists = full.ndim - 1
    kept: list[tuple[tuple[int, ...], NDArray[np.bool_]]] = [((axis,), np.array(True)) for axis in range(lists)]
    for pair in combinations(range(lists), 2):
        has = np.array([pair in model for model in every])
        kept += [(pair, has)] if has.any() else []
    margins = [_margin(full, axes) for axes, _ in kept]
    fitted: Table = np.ones_like(full) * full.mean(axis=tuple(range(lists)))
    for _ in range(_ROUNDS):
        before = fitted.copy()
        for (axes, has), margin in zip(kept, margins, strict=True):
            own = _margin(fitted, axes)
            ratio = np.divide(margin, own, out=np.zeros_like(own), where=own > 0)
            fitted *= np.where(has, ratio, 1.0)
        if np.abs(fitted - before).max() < _CLOSE * full.max():
            break
    return fitted


def _margin(tables: Table, kept: tuple[int, ...]) -> Table:
    return np.asarray(tables.sum(axis=tuple(a for a in range(tables.ndim - 1) if a not in kept), keepdims=True))


def _peak(unseen: Table, profile: Table) -> float:
    """Where a profile is highest, between the points by the parabola through the three highest."""
    at = int(profile.argmax())
    if not 0 < at < len(unseen) - 1:
        return float(unseen[at])
    a, b, c = np.polyfit(unseen[at - 1 : at + 2] - unseen[at], profile[at - 1 : at + 2] - profile[at], 2)
    del c
    return float(np.clip(unseen[at] - b / (2 * a), unseen[at - 1], unseen[at + 1])) if a < 0 else float(unseen[at])


def _crossings(unseen: Table, profile: Table, drop: float) -> tuple[float, float]:
    """The least and the greatest number that is likely enough; infinite where even the last one is."""
    floor = float(profile.max()) - drop
    inside = np.flatnonzero(profile >= floor)
    first, last = int(inside[0]), int(inside[-1])
    low = float(unseen[0]) if first == 0 else _between(unseen, profile, first - 1, floor)
    high = math.inf if last == len(unseen) - 1 else _between(unseen, profile, last, floor)
    return low, high


def _between(unseen: Table, profile: Table, left: int, floor: float) -> float:
    share = (floor - profile[left]) / (profile[left + 1] - profile[left])
    return float(unseen[left] + share * (unseen[left + 1] - unseen[left]))


@cache
def _stirling() -> tuple[float, ...]:
    return (1 / 12, -1 / 360, 1 / 1260, -1 / 1680)


def _log_factorial(numbers: Table) -> Table:
    """Logarithm of x! for x from 0: Stirling's series after seven steps of the recurrence."""
    shifted = numbers + 8
    series = sum(term / shifted ** (2 * at + 1) for at, term in enumerate(_stirling()))
    stirling = (shifted - 0.5) * np.log(shifted) - shifted + 0.5 * math.log(2 * math.pi) + series
    return np.asarray(stirling - sum(np.log(numbers + step) for step in range(1, 8)))
