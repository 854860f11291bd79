"""What tables of CCTV tools and video management systems say in common: addresses, keys, yes and no, times."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from camcensus.sources.reading import cells, dates
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import quoted
from camcensus.sources.reading.table import fold
from camcensus.wire import addresses, localtime, macs

Facts: TypeAlias = list[tuple[str, str]]

MAX_DEVICES = 500_000
"""Devices of one export whose names and channels are remembered; the largest systems have some ten thousand."""
MOST_OF_A_CAMERA = 4
"""Channels that a single camera may have, one for each of its lenses; one with more has other cameras on it."""

_RECORDER = re.compile(r"(?<![a-z])[NDXH]VRs?(?![a-z])|recorder|(?<![a-z])encoder|video ?server", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,15}://)?(?:[^/?#\s]*@)?(?:\[([^\]]*)\]|([^/?#\s:\[]+)(?=[:/?#]|\Z))",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?=.{0,63}[A-Za-z])[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})")
_LEADING = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?=\2\d)", re.ASCII)
_YES = frozenset({"true", "yes", "y", "1", "on", "enabled", "enable", "active", "activated"})
_NO = frozenset({"false", "no", "n", "0", "off", "disabled", "disable", "inactive", "inactivated", "notactivated"})
_NOWHERE = frozenset({"0.0.0.0", "::", "255.255.255.255", "127.0.0.1", "::1"})  # noqa: S104  # not bound to


class When(NamedTuple):
    """A time as an observation has it."""

    at: datetime | None = None
    until: datetime | None = None
    quality: str = "unknown"


NEVER = When()


def host(text: str) -> Facts:
    """The IP address or else the name of the host in an address or URL; user and password in it go no further."""
    found = _ADDRESS.match(text.strip())
    named = text if addresses.normalise(text) else (found[1] or found[2] or "") if found else ""
    address = addresses.normalise(named)
    if address is not None:
        return [] if address in _NOWHERE else [("fact.ip", address)]
    return [("fact.hostname", named.lower())] if _HOST.fullmatch(named) else []


def ip(text: str) -> str:
    """The IP address that a cell holds, alone or in a URL; nothing if it holds none or one that is nowhere."""
    return next((value for field, value in host(text) if field == "fact.ip"), "")


def yes_no(text: str) -> str:
    """``yes`` or ``no``; nothing where a cell says neither."""
    folded = fold(text)
    return "yes" if folded in _YES else "no" if folded in _NO else ""


def says_recorder(*texts: str) -> bool:
    """Whether one of these calls the thing a recorder or encoder, so that its channels are cameras of their own."""
    return any(_RECORDER.search(text[:400]) for text in texts)


def count(text: str) -> int:
    """The whole number in a cell, 0 if there is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def mac(record: Record, gathered: Gathered, name: str = "mac") -> Facts:
    """The Ethernet address of a row; a remark where the cell holds something else."""
    written = record.get(name)
    if not written or fold(written) in ("", "na", "none", "unknown", "000000000000"):
        return []
    found = macs.normalise(written)
    if found is None or not macs.is_individual(found):
        gathered.remarks.add(record.where, f"{quoted(written)} is not the address of an Ethernet interface")
        return []
    return [("mac", found)]


def serial(record: Record, gathered: Gathered, name: str = "serial") -> Facts:
    """The serial number of a row; as `register.serial` where it names no single device."""
    written = record.get(name)
    if not written:
        return []
    found, fault = cells.serial(written)
    words = frozenset(fold(word) for word in gathered.context.vocabulary.placeholders)
    if found and not cells.is_placeholder(found, words):
        return [("serial.number", found)]
    if fault:
        gathered.remarks.add(record.where, f"{fault}: read it from the label again")
        return [("register.serial", written)]
    return []


def kind(text: str, gathered: Gathered) -> Facts:
    """What a device is, by the words of the vocabulary; as written where they do not tell."""
    if not text:
        return []
    found = cells.Words(gathered.context.vocabulary.values.get("kind", {})).find(text)
    return [("fact.class", found)] if found else [("register.kind", text)]


class Clock:
    """Times as a table writes them. `month_first` is known once all of its cells were looked at."""

    def __init__(self, gathered: Gathered, *, month_first: bool = False) -> None:
        self._gathered = gathered
        self._zone = ZoneInfo(gathered.context.timezone)
        self._month_first = month_first

    def utc(self, text: str) -> datetime | None:
        """A time of which the column says that it is UTC."""
        moment = dates.exact(text)
        if moment is not None:
            return moment
        wall = self._wall(text)
        return None if wall is None else wall.replace(tzinfo=UTC)

    def local(self, text: str) -> When:
        """A time whose zone is not written down."""
        moment = dates.exact(text)
        if moment is not None:
            return When(moment, moment, localtime.from_utc(moment).quality)
        wall = self._wall(text)
        if wall is None:
            return NEVER
        found = localtime.from_local(wall, self._zone)
        return When(found.first, found.last, found.quality)

    def device(self, text: str) -> When:
        """A time by the clock of the device itself."""
        found = self.local(text)
        return NEVER if found.at is None else found._replace(quality="device-clock")

    def _wall(self, text: str) -> datetime | None:
        if self._month_first:
            text = _LEADING.sub(r"\3\2\1", text, count=1)
        wall, doubt = dates.wall_time(text)
        if doubt and not self._month_first:
            self._gathered.remarks.count("{} dates could be read month first; they were read day first")
        return wall


class Order:
    """Whether dates are written month first, as some of them show and none denies."""

    def __init__(self) -> None:
        self._day_first = self._month_first = False

    def look(self, text: str) -> None:
        """Take in one date."""
        match = _LEADING.match(text)
        if match is not None:
            self._day_first = self._day_first or int(match[1]) > 12
            self._month_first = self._month_first or int(match[3]) > 12

    def month_first(self) -> bool:
        """What all dates together show."""
        return self._month_first and not self._day_first


class Names:
    """What each device of an export is called: one name a device, no name twice."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._used: dict[str, int] = {}

    def of(self, key: str, name: str) -> tuple[str, bool]:
        """(the name of the device that `key` tells from others, whether it is new here)."""
        if key in self._of:
            return self._of[key], False
        self._used[name] = self._used.get(name, 0) + 1
        called = name if self._used[name] == 1 else f"{name}#{self._used[name]}"
        if len(self._of) < MAX_DEVICES:
            self._of[key] = called
        return called, True


def individual(text: str) -> str:
    """The Ethernet address of one interface, normalised; nothing if the text is none."""
    found = macs.normalise(text)
    return found if found is not None and macs.is_individual(found) else ""


def on_the_link(address: str, interface: str, factory: frozenset[str]) -> str:
    """The subject of a device that a tool saw: its address, or its interface where the address is a default."""
    found = individual(interface)
    if address and (address not in factory or not found):
        return f"ip:{address}"
    return f"mac:{found}" if found else ""
