"""Which information elements of NetFlow version 9 and IPFIX are read, and what they are called here.

Both share one registry up to number 127; scopes of version 9 are none of them. An element that is not read has no name.

Sources: IANA, IPFIX information elements; RFC 3954, section 8; RFC 5103 (what went the other way); RFC 7011.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VARIABLE = 65_535
"""The size of an element whose length stands before each value."""
REVERSE = 29_305
"""The enterprise under whose number an element speaks of the other direction."""
SCOPE = -1
"""Stands in place of an enterprise for a scope of version 9."""

NAMES: Mapping[int, str] = {
    1: "bytes",
    2: "packets",
    4: "protocol",
    6: "flags",
    7: "source_port",
    8: "source4",
    11: "target_port",
    12: "target4",
    21: "last_uptime",
    22: "first_uptime",
    23: "out_bytes",
    24: "out_packets",
    27: "source6",
    28: "target6",
    32: "icmp",
    34: "sampled",
    50: "sampled",
    56: "source_mac",
    85: "total_bytes",
    86: "total_packets",
    89: "forwarding",
    139: "icmp",
    150: "first_s",
    151: "last_s",
    152: "first_ms",
    153: "last_ms",
    154: "first_ntp",
    155: "last_ntp",
    156: "first_ntp",
    157: "last_ntp",
    158: "first_before",
    159: "last_before",
    160: "started_ms",
    161: "lasted_ms",
    176: "icmp_type",
    178: "icmp_type",
    231: "bytes",
    232: "bytes_back",
    233: "event",
    239: "direction",
    298: "packets",
    299: "packets_back",
    305: "sample_interval",
    306: "sample_space",
    309: "sample_size",
    310: "sample_population",
    323: "event_ms",
}
"""Number to name. ``_s``, ``_ms`` count from 1970, ``_ntp`` is a time of NTP (64 bits), ``_before`` are microseconds
before the export, ``_uptime`` milliseconds since the exporter started, which it did at ``started_ms``."""
_BACK: Mapping[int, str] = {1: "bytes_back", 2: "packets_back", 6: "flags_back", 85: "bytes_back", 86: "packets_back"}

WIDE = {"source6": 16, "target6": 16}
"""Elements that are no numbers, with the only size they can have."""
HALVES = frozenset({"first_ntp", "last_ntp"})
"""Numbers of 64 bits that are two of 32."""
FIXED = {**WIDE, "source4": 4, "target4": 4, "source_mac": 6, "first_ntp": 8, "last_ntp": 8}
MAX_NUMBER = 8
"""Bytes of the longest number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One element of a template."""

    number: int
    size: int
    enterprise: int = 0

    @property
    def name(self) -> str:
        """What it is called here; empty if it is not read, or has a size that it cannot have."""
        if self.enterprise == 0:
            name = NAMES.get(self.number, "")
        else:
            name = _BACK.get(self.number, "") if self.enterprise == REVERSE else ""
        if self.size == VARIABLE:
            return ""
        return name if 0 < self.size <= MAX_NUMBER and FIXED.get(name, self.size) == self.size else self._wide(name)

    def _wide(self, name: str) -> str:
        return name if WIDE.get(name) == self.size else ""
