"""Made-up estates whose true number of devices is known, and how often an estimate's interval holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

import numpy as np

from camcensus.reason import recapture

NAMES = "abcd"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A kind of estate: how many lists, how many pairs of them depend on each other, and how large it is."""

    name: str
    lists: int
    depend: int = 0
    """Pairs of lists with a positive dependence: a log odds ratio between 0.5 and 2."""
    size: tuple[int, int] = (40, 400)
    """Devices, at least and at most; small ones are as frequent as large ones."""


SETTINGS = (
    Setting(name="two lists", lists=2),
    Setting(name="two lists, small", lists=2, size=(15, 60)),
    Setting(name="three lists", lists=3),
    Setting(name="three lists, one pair depends", lists=3, depend=1),
    Setting(name="three lists, two pairs depend", lists=3, depend=2),
    Setting(name="three lists, one pair, small", lists=3, depend=1, size=(30, 100)),
    Setting(name="four lists", lists=4),
    Setting(name="four lists, one pair depends", lists=4, depend=1),
    Setting(name="four lists, two pairs depend", lists=4, depend=2),
    Setting(name="four lists, one pair, small", lists=4, depend=1, size=(30, 100)),
)


@dataclass(kw_only=True)
class Tally:
    """What the estimates of many estates of one kind came to."""

    estates: int = 0
    given: int = 0
    held: int = 0
    missed_above: int = 0
    """Intervals that lie above the truth."""
    errors: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    """Of the totals and of the intervals, in parts of the truth."""
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """How often the interval held the truth where there was one."""
        return self.held / self.given if self.given else 1.0


def simulate(setting: Setting, estates: int, seed: int) -> Tally:
    """The same seed gives the same estates on any machine."""
    rng, tally = np.random.default_rng(seed), Tally(estates=estates)
    for _ in range(estates):
        truth = int(np.exp(rng.uniform(*np.log(setting.size))))
        found = recapture.estimate(population(rng, truth, setting))
        if found.total is None or found.low is None or found.high is None:
            tally.refused[found.why] += 1
            continue
        tally.given += 1
        tally.held += found.low <= truth <= found.high
        tally.missed_above += found.low > truth
        tally.errors.append(found.total / truth - 1)
        tally.widths.append((found.high - found.low) / truth)
    return tally


def population(rng: np.random.Generator, devices: int, setting: Setting) -> Mapping[frozenset[str], int]:
    """How many devices stand on exactly which lists; each list knows 3 to 8 of 10, fewer where they depend."""
    chances = rng.uniform(0.3, 0.8, setting.lists) * (0.75 if setting.depend else 1.0)
    pairs = list(combinations(range(setting.lists), 2))
    chosen = {pairs[at]: rng.uniform(0.5, 2) for at in rng.permutation(len(pairs))[: setting.depend]}
    cells = list(product((0, 1), repeat=setting.lists))
    odds = np.log(chances / (1 - chances))
    weights = np.array([_weight(cell, odds, chosen) for cell in cells])
    drawn = rng.multinomial(devices, weights / weights.sum())
    held = [frozenset(name for name, on in zip(NAMES, cell, strict=False) if on) for cell in cells]
    return {names: int(many) for names, many in zip(held, drawn, strict=True) if names and many}


def _weight(cell: tuple[int, ...], odds: np.ndarray, chosen: Mapping[tuple[int, int], float]) -> float:
    both = sum(value for (one, other), value in chosen.items() if cell[one] and cell[other])
    return float(np.exp(odds @ np.array(cell) + both))
