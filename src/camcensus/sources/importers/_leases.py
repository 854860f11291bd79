"""Leases of DHCP servers of any kind: who held which address, from when to when, and called itself what.

A lease that a host renews again and again is one interval. Kept are leases of hosts that have to do with cameras: that
the log knows, whose Ethernet address a maker of cameras holds, or whose name or vendor class says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from camcensus.sources.reading import secrets
from camcensus.sources.reading.door import LEFT, Door
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import Window
from camcensus.wire import dhcpv6, octets

MAX_OPEN = 50_000
"""Addresses whose last lease is held back, to see whether the next one continues it."""
MAX_TEXT = 400
"""Characters of one value."""

_CAMERA = re.compile(
    r"(?<![a-z])(?:ip[ _-]?cam|ipc(?![a-z])|cam(?:era)?s?(?![a-z])|cctv|webcam|[dnx]vrs?(?![a-z])|hcvr|ptz|anpr|vto"
    r"|dome(?![a-z])|axis|hikvision|dahua|dh-|ds-[27k]|bosch|hanwha|wisenet|vivotek|mobotix|avigilon|uniview|reolink"
    r"|amcrest|ezviz|imou|foscam|lorex|tiandy|milesight|grandstream gxv|gsc3|pelco|arecont|geovision|siqura|doorbird)",
    re.IGNORECASE,
)
"""What cameras and recorders call themselves, in host names and vendor classes."""

_HEARD = frozenset({"active", "expired", "released", "bootp", "registered"})
"""States of leases whose holder asked for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One lease; what is empty was not told."""

    address: str
    mac: str = ""
    state: str = ""
    ends: str = ""
    """When it may be given to another, ISO 8601 in UTC, or ``never``."""
    first: datetime | None = None
    last: datetime | None = None
    """When the holder was last heard."""
    quality: str = "exact"
    told: Mapping[str, str] = field(default_factory=dict)
    """What the holder said of itself and what the server adds, by the field of an observation."""
    original: str = ""


class Leases:
    """Takes in lease after lease; notes those that are to be kept."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._door = Door(gathered.context)
        self._open: dict[str, Lease] = {}
        self.window = Window()
        self.window.traits["view"] = "DHCP server"

    def add(self, lease: Lease) -> None:
        """Take in one lease. Those of one address come in the order in which they were written."""
        self.window.at(lease.first, lease.last)
        if lease.state in _HEARD:
            self.window.heard([lease.address])
        before = self._open.pop(lease.address, None)
        if not self._is_kept(lease):
            self._gathered.leave_out(f"leases {LEFT}")
            if before is not None:
                self._note(before)
            return
        if before is not None and (joined := _joined(before, lease)) is not None:
            lease = joined
        elif before is not None:
            self._note(before)
        self._open[lease.address] = lease
        if len(self._open) > MAX_OPEN:
            self._note(self._open.pop(next(iter(self._open))))

    def _is_kept(self, lease: Lease) -> bool:
        if self._door.knows(lease.address, lease.mac):
            return True
        return says_camera(*(lease.told.get(name, "") for name in ("dhcp.hostname", "dhcp.fqdn", "dhcp.vendor_class")))

    def close(self) -> None:
        """Note what was held back, and from when to when the leases tell."""
        for lease in self._open.values():
            self._note(lease)
        self._open.clear()
        self.window.note(self._gathered)

    def _note(self, lease: Lease) -> None:
        plain, removed = secrets.strip(lease.original)
        self._gathered.redacted += removed
        original = self._gathered.keep(plain)
        facts = [("mac", lease.mac), ("lease.state", lease.state), ("lease.ends", lease.ends)]
        facts += [(name, secrets.strip(text[:MAX_TEXT])[0]) for name, text in lease.told.items()]
        self._gathered.add(
            f"ip:{lease.address}",
            facts,
            original=original,
            at=lease.first,
            until=lease.last if lease.first else None,
            quality=lease.quality if lease.first else "unknown",
        )


def _joined(before: Lease, after: Lease) -> Lease | None:
    """Two leases as one interval, where the same holder says the same of itself; else None."""
    same = (before.mac, before.state, before.told) == (after.mac, after.state, after.told)
    if not same or before.first is None or after.first is None or before.quality != after.quality:
        return None
    last = max(one for one in (before.first, before.last, after.first, after.last) if one is not None)
    return replace(after, first=min(before.first, after.first), last=last)


def says_camera(*texts: str) -> bool:
    """Whether one of these, a name or a description, is of a camera or recorder, as people write them."""
    return any(_CAMERA.search(text[:MAX_TEXT]) for text in texts)


def client_mac(identifier: bytes) -> str:
    """The Ethernet address in a client identifier of DHCP (RFC 2132, RFC 4361); nothing if there is none."""
    if len(identifier) == 7 and identifier[0] == 1:
        return octets.mac(identifier[1:])
    return dhcpv6.duid_mac(identifier[5:]) if identifier[:1] == b"\xff" else ""


def moment(seconds: str) -> datetime | None:
    """A count of seconds since 1970 as a time; None for what is none, or lies before there were leases."""
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > 10:
        return None
    value = int(seconds)
    return datetime.fromtimestamp(value, UTC) if 315_532_800 <= value < 4_102_444_800 else None


def shown(when: datetime | None) -> str:
    """A time as the value of an observation."""
    return "" if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")
