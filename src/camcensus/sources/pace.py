"""How fast, over all devices and over each subnet; slower as soon as this machine is late."""

from __future__ import annotations

LATE = 0.1
"""Seconds of one turn of the loop from which on it is late."""
_BURST = 0.05
"""Seconds' worth of attempts that may be made up for at once."""
_SLOWEST = 0.05
"""The least part of the permitted rate that lateness brings it down to."""


class Pace:
    """A bucket of attempts that fills at the permitted rate, and a next moment for each subnet."""

    def __init__(self, rate: int, subnet_rate: int) -> None:
        self.rate = rate
        self.part = 1.0
        """The part of the rate that is used: below 1 while the loop is, or was, late."""
        self.slowest = 1.0
        self.worst = 0.0
        """Seconds of the longest turn."""
        self._subnet_gap = 1 / subnet_rate
        self._subnets: dict[int, float] = {}
        self._tokens = 1.0
        self._filled: float | None = None

    def turn(self, seconds: float) -> None:
        """The loop took so long for one turn."""
        self.worst = max(self.worst, seconds)
        if seconds > LATE:
            self.part = max(_SLOWEST, self.part * 0.7)
            self.slowest = min(self.slowest, self.part)
        else:
            self.part = min(1.0, self.part * 1.02)

    def tokens(self, now: float) -> int:
        """Attempts that may be made now."""
        if self._filled is not None:
            self._tokens += (now - self._filled) * self.rate * self.part
            self._tokens = min(self._tokens, max(1.0, self.rate * _BURST))
        self._filled = now
        return int(self._tokens)

    def take(self) -> None:
        """One attempt is made."""
        self._tokens -= 1

    def subnet(self, number: int, now: float) -> float:
        """The moment, from `now` on, that is kept for an attempt at the subnet of an address."""
        key = number >> 8 if number < 1 << 32 else -(number >> 64)
        at = max(now, self._subnets.get(key, 0.0))
        self._subnets[key] = at + self._subnet_gap
        return at

    def wait(self) -> float:
        """Seconds until there is an attempt again."""
        return max(0.0, 1 - self._tokens) / (self.rate * self.part)
