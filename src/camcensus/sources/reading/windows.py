"""From when to when a file looked, from where, and at which networks: so that *not seen* can be judged."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from datetime import datetime

from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import addresses

MAX_NETWORKS = 5_000
"""Networks that one file may name as heard; a scan of forged addresses would name millions."""


class Window:
    """What a file can have seen. It says that somebody listened, not that what was not heard is absent."""

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.traits: dict[str, object] = {}
        """What else bounds the view: ``sensor``, ``sampled`` (1 of N), ``snapped`` (bytes a packet), ``lost``..."""
        self._networks: set[str] = set()
        self._bounded = False

    def at(self, first: datetime | None, last: datetime | None = None) -> None:
        """The file tells of this moment, or of this span."""
        told = [one for one in (self.first, self.last, first, last) if one is not None]
        if told:
            self.first, self.last = min(told), max(told)

    def heard(self, hosts: Iterable[str]) -> None:
        """These IP addresses were heard to speak."""
        for host in hosts:
            if (network := network_of(host)) is not None:
                self._networks.add(network)
                if len(self._networks) > 2 * MAX_NETWORKS:
                    self._bound()

    def _bound(self) -> None:
        """The same are left whatever the order in which they came."""
        self._networks = set(sorted(self._networks)[:MAX_NETWORKS])
        self._bounded = True

    def note(self, gathered: Gathered, quality: str = "exact") -> None:
        """Hand the window to what is gathered of the file."""
        if len(self._networks) > MAX_NETWORKS:
            self._bound()
        if self._bounded:
            what = f"more than {MAX_NETWORKS:,} networks were heard: forged addresses, or a line between providers"
            gathered.remarks.add("the window", f"{what}; the first {MAX_NETWORKS:,} are kept")
        facts = [("fact.window", json.dumps(self.traits, sort_keys=True, ensure_ascii=False))]
        facts += [("fact.heard", network) for network in sorted(self._networks)]
        gathered.add(
            f"file:{gathered.context.file}",
            facts,
            original=None,
            at=self.first,
            until=self.last,
            quality="unknown" if self.first is None else quality,
        )


def network_of(host: str) -> str | None:
    """The network that an address of an estate is taken to lie in: /24 or /64; None for what is in no estate.

    Multicast, loopback and unspecified addresses are in none.
    """
    found = addresses.normalise(host)
    if found is None:
        return None
    if ":" not in found:
        first = int(found.partition(".")[0])
        return None if first in (0, 127, 255) or 224 <= first < 240 else f"{found.rpartition('.')[0]}.0/24"
    parsed = ipaddress.IPv6Address(found)
    if parsed.ipv4_mapped is not None:
        return network_of(str(parsed.ipv4_mapped))
    if parsed.is_multicast or not int(parsed) >> 64:
        return None
    return f"{ipaddress.IPv6Address(int(parsed) >> 64 << 64)}/64"
