"""How often somebody may ask: buckets of tokens that fill up again with time, of so many people and no more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from camcensus.model.errors import TooOften

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`burst` at once, and then one in every so many microseconds."""

    burst: int
    every: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What is let through. Behind one address may be a whole office; a name is one person, or one script."""

    sign_in_address: Rate = Rate(burst=60, every=2 * _SECOND)
    sign_in_name: Rate = Rate(burst=30, every=10 * _SECOND)
    ask_address: Rate = Rate(burst=2_000, every=_SECOND // 200)
    ask_name: Rate = Rate(burst=1_000, every=_SECOND // 50)


class Buckets:
    """One for each key; of more than `most` the one that was not asked for longest is forgotten, and is full again."""

    def __init__(self, rate: Rate, now: Callable[[], int], most: int = 50_000) -> None:
        """All are full."""
        self._rate, self._now, self._most = rate, now, most
        self._full_at: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Take one out. Raises `TooOften` if there is none, and takes nothing then."""
        rate, now = self._rate, self._now()
        with self._lock:
            full_at = max(self._full_at.get(key, now), now) + rate.every
            wait = full_at - now - rate.burst * rate.every
            if wait > 0:
                raise TooOften(-(-wait // _SECOND))
            self._full_at[key] = full_at
            self._full_at.move_to_end(key)
            if len(self._full_at) > self._most:
                self._full_at.popitem(last=False)

    def __len__(self) -> int:
        return len(self._full_at)


class Pace:
    """The buckets of one server."""

    def __init__(self, now: Callable[[], int], rates: Rates | None = None) -> None:
        """`rates`: the usual ones if none are given."""
        rates = rates or Rates()
        self.sign_in_address = Buckets(rates.sign_in_address, now)
        self.sign_in_name = Buckets(rates.sign_in_name, now)
        self.ask_address = Buckets(rates.ask_address, now)
        self.ask_name = Buckets(rates.ask_name, now)
