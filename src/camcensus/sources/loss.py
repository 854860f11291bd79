"""How many packets are lost on the way, by what is seen, and how often a silent port must therefore be tried."""

from __future__ import annotations

import math

MISSED = 0.001
"""The part of what answers that may be missed."""
MOST = 3
"""Attempts on one port, whatever is lost."""


class Loss:
    """Counts packets that were sent and had to be sent again."""

    def __init__(self) -> None:
        self.sent = 0
        """Packets whose arrival was confirmed, sooner or later."""
        self.lost = 0
        """Those of them that had to be sent again."""

    def count(self, sent: int, lost: int) -> None:
        """Of so many packets that arrived in the end so many were lost at first."""
        self.sent += sent
        self.lost += lost

    @property
    def most(self) -> float:
        """The part of packets lost, at most: an upper bound with about 95 % certainty; 1 where nothing is known.

        Poisson counts: the observed number, two standard deviations, and three for what was never seen.
        """
        return min(1.0, (self.lost + 2 * math.sqrt(self.lost) + 3) / self.sent) if self.sent else 1.0

    def tries(self) -> int:
        """Attempts after which less than `MISSED` of the ports that answer would still seem silent.

        An attempt fails if the packet or the answer to it is lost.
        """
        fails = 1 - (1 - self.most) ** 2
        needed = math.ceil(math.log(MISSED) / math.log(fails)) if 0 < fails < 1 else MOST
        return max(1, min(MOST, needed))
