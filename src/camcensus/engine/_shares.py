"""Shares that registers state, brought to what can be true together: circles are told, and sums above a whole capped.

What is capped is only what registers say. Of shares that leave too little for each other, each keeps what the least of
the others leave it; the greatest stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from camcensus.knowledge.ownership import excesses
from camcensus.model.knowledge import Holding

MANY = 500
"""Claims on one party, of one kind, beyond which no sum is looked at, and each counts as an interval from nothing."""

_Flagged = tuple[Holding, bool]
"""A holding, and whether it is indirect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The holdings of registers, and what was done to them."""

    holdings: tuple[Holding, ...]
    remarks: tuple[tuple[str, str], ...]
    """(id of the party that is held, what is to be said)."""


def settled(known: Sequence[Holding], stated: Sequence[_Flagged]) -> Settled:
    """`stated` beside `known`, capped."""
    remarks: set[tuple[str, str]] = set()
    kept = _without_bare(known, stated)
    by_asset: dict[tuple[str, str], list[_Flagged]] = {}
    for one, indirect in kept:
        by_asset.setdefault((one.asset, one.kind), []).append((one, indirect))
    ours: dict[tuple[str, str], list[Holding]] = {}
    for one in known:
        if one.scope == "direct":
            ours.setdefault((one.asset, one.kind), []).append(one)
    found: list[Holding] = []
    for (asset, kind), held in by_asset.items():
        beside = ours.get((asset, kind), [])
        if len(held) > MANY:
            remarks.add((asset, f"more than {MANY} statements of its {kind}: their least shares are not used"))
            found += [replace(one, percent_low=None if one.percent_low is None else 0.0) for one, _ in held]
            continue
        rest = _direct(held, beside)
        if len(rest) < len(held):
            remarks.add((asset, f"indirect {kind} stand aside: with the direct ones they make more than 100 %"))
        capped = _capped(rest, beside)
        if capped != rest:
            remarks.add((asset, f"registers give its owners more than 100 % of the {kind} in sum: taken as intervals"))
        found += capped
    circles = _circles((one.owner, one.asset) for one in (*known, *found))
    remarks |= {(one.asset, "it stands in a circle of owners, or between two") for one in found if one.asset in circles}
    return Settled(holdings=tuple(sorted(found, key=repr)), remarks=tuple(sorted(remarks)))


def _without_bare(known: Sequence[Holding], stated: Sequence[_Flagged]) -> list[_Flagged]:
    """Without influence of an owner of whom the same or another source says how much it holds."""
    told = {(one.owner, one.asset) for one in known}
    told |= {(one.owner, one.asset) for one, _ in stated if not _is_bare(one)}
    return [(one, far) for one, far in stated if not _is_bare(one) or (one.owner, one.asset) not in told]


def _is_bare(one: Holding) -> bool:
    return one.percent_low is None and one.percent_high is None and not one.controls


def _direct(held: list[_Flagged], beside: list[Holding]) -> list[Holding]:
    """All, or the direct ones where the indirect ones bring the sum above the whole."""
    every = [one for one, _ in held]
    direct = [one for one, indirect in held if not indirect]
    if len(direct) < len(every) and (direct or beside) and any(excesses([*every, *beside])):
        return direct
    return every


def _capped(held: list[Holding], beside: list[Holding]) -> list[Holding]:
    least: dict[int, float] = {}
    every = [*held, *beside]
    for _, sums in excesses(every):
        total = sum(sums.values())
        for place, one in enumerate(held):
            if one.owner in sums and one.percent_low:
                left = max(0.0, 100.0 - (total - sums[one.owner]))
                least[place] = min(least.get(place, 100.0), left)
    return [
        replace(one, percent_low=min(one.percent_low or 0.0, least[place])) if place in least else one
        for place, one in enumerate(held)
    ]


def _circles(edges: Iterable[tuple[str, str]]) -> set[str]:
    """The ends that are left when, again and again, all are taken away that hold nothing or are held by nobody."""
    forth: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for owner, asset in edges:
        forth.setdefault(owner, set()).add(asset)
        back.setdefault(asset, set()).add(owner)
    left = {*forth, *back}
    waiting = [one for one in left if not forth.get(one) or not back.get(one)]
    while waiting:
        one = waiting.pop()
        if one not in left:
            continue
        left.discard(one)
        for others, mine in ((forth, back), (back, forth)):
            for other in mine.get(one, ()):
                others[other].discard(one)
                if not others[other]:
                    waiting.append(other)
    return left
