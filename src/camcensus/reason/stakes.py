"""What parties hold of each other on a day: dated claims put together, each owner once with the interval they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from camcensus.model.knowledge import Holding

BOARD, VOTES = "board", "votes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What one owner has in one asset on the day."""

    owner: str
    low: float
    high: float
    """Percent of the votes where they are recorded, else of the shares."""
    board: tuple[float, float] = (0.0, 0.0)
    """Percent of the seats that it fills."""
    stated: bool = False
    """A source states control, whatever the percentage."""
    claims: tuple[Holding, ...]
    """What it rests on; claims that differ stand side by side, and the interval holds them all."""


class Stakes:
    """The stakes of a day, as known on another."""

    def __init__(self, holdings: Iterable[Holding], as_of: date, known_on: date | None = None) -> None:
        self._by_asset: dict[str, list[Holding]] = {}
        for one in holdings:
            if one.runs(as_of) and (known_on is None or one.known_from is None or one.known_from <= known_on):
                self._by_asset.setdefault(one.asset, []).append(one)
        self._found: dict[str, tuple[Stake, ...]] = {}

    def of(self, asset: str) -> tuple[Stake, ...]:
        """Who holds it, by owner. No owner can have more than the others leave."""
        if asset not in self._found:
            self._found[asset] = _capped(self._by_asset.get(asset, ()))
        return self._found[asset]

    def above(self, party: str) -> tuple[str, ...]:
        """The party and everybody above it, each once, nearest first."""
        seen = {party: None}
        waiting = [party]
        for one in waiting:
            for stake in self.of(one):
                if stake.owner not in seen:
                    seen[stake.owner] = None
                    waiting.append(stake.owner)
        return tuple(seen)

    def integrated(self, party: str) -> Mapping[str, tuple[float, float]]:
        """The share in percent of everybody above in the party, through every path: ``Y = A (I - A)^-1``.

        An interval, from the least and the greatest shares. Empty where the shares go round in a circle that holds all
        of itself, so that there is no answer. Source: Brioschi, Buzzacchi and Colombo (1989).
        """
        everybody = self.above(party)
        place = {one: number for number, one in enumerate(everybody)}
        parts = []
        for low in (True, False):
            direct = np.zeros((len(everybody), len(everybody)))
            for asset in everybody:
                for stake in self.of(asset):
                    direct[place[stake.owner], place[asset]] = (stake.low if low else stake.high) / 100
            column = _solved(direct)
            if column is None:
                return {}
            parts.append(column)
        return {
            owner: (100 * float(parts[0][place[owner]]), 100 * float(min(parts[1][place[owner]], 1.0)))
            for owner in everybody[1:]
        }


def _solved(direct: np.ndarray) -> np.ndarray | None:
    """The first column of ``A (I - A)^-1``."""
    rest = np.eye(len(direct)) - direct
    if abs(np.linalg.det(rest)) < 1e-9:
        return None
    first = np.zeros(len(direct))
    first[0] = 1.0
    found: np.ndarray = direct @ np.linalg.solve(rest, first)
    return found


def _capped(claims: Iterable[Holding]) -> tuple[Stake, ...]:
    by_owner: dict[str, list[Holding]] = {}
    for one in claims:
        by_owner.setdefault(one.owner, []).append(one)
    stakes = [_stake(owner, found) for owner, found in sorted(by_owner.items())]
    total = sum(stake.low for stake in stakes)
    return tuple(
        Stake(
            owner=one.owner,
            low=one.low,
            high=max(one.low, min(one.high, 100 - (total - one.low))),
            board=one.board,
            stated=one.stated,
            claims=one.claims,
        )
        for one in stakes
    )


def _stake(owner: str, claims: list[Holding]) -> Stake:
    votes = [one for one in claims if one.kind == VOTES]
    shares = votes or [one for one in claims if one.kind != BOARD]
    low, high = _interval(shares)
    return Stake(
        owner=owner,
        low=low,
        high=high,
        board=_interval([one for one in claims if one.kind == BOARD]),
        stated=any(one.controls for one in claims),
        claims=tuple(claims),
    )


def _interval(claims: list[Holding]) -> tuple[float, float]:
    """What holds every claim. A claim without a percentage says that there is a share, and not how much."""
    if not claims:
        return 0.0, 0.0
    lows = [one.percent_low if one.percent_low is not None else 0.0 for one in claims]
    highs = [one.percent_high if one.percent_high is not None else 100.0 for one in claims]
    return min(lows), max(highs)
