"""How scanners write times, and how what one record says of a host is noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from camcensus.sources.importers._banners import Facts
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import network_of
from camcensus.wire import addresses, localtime

MAX_FACTS = 2_000
"""Facts of one record beyond which it is a trap or a proxy that answers everything."""

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|UTC|[+-]\d\d:?\d\d)?", re.ASCII
)


_PARTS = re.compile(r"[\s,;]+")


class When(NamedTuple):
    """From when to when something was so, and how good the time is (an `at_quality`)."""

    first: datetime | None = None
    last: datetime | None = None
    quality: str = "unknown"


NEVER = When()


def iso(text: str, *, utc: bool) -> When:
    """A time of ISO 8601, finer parts of the second cut; without a zone it is UTC, or unknown where not `utc`."""
    match = _ISO.fullmatch(text.strip()) if len(text) < 60 else None
    if match is None:
        return NEVER
    zone = match[8] or ("Z" if utc else "")
    try:
        year, month, day, hour, minute, second = (int(match[at] or 0) for at in range(1, 7))
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        moment += timedelta(microseconds=int((match[7] or "0").ljust(6, "0")[:6]))
        return _exact(moment - _offset(zone)) if zone else NEVER
    except (ValueError, OverflowError):
        return NEVER


def _offset(zone: str) -> timedelta:
    if zone in ("Z", "UTC"):
        return timedelta()
    sign = -1 if zone.startswith("-") else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def epoch(text: str) -> When:
    """Seconds since 1970, as digits."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) == 0:
        return NEVER
    return _exact(datetime.fromtimestamp(int(text), UTC))


def local(text: str, forms: Sequence[str], zone: ZoneInfo | None) -> When:
    """A time in one of these forms (of `strptime`, English names) by the clock of `zone`; None: of UTC."""
    plain = " ".join(text.split())
    for form in forms if len(plain) < 60 else ():
        try:
            wall = datetime.strptime(plain, form)  # noqa: DTZ007  # the zone is set below
        except ValueError:
            continue
        try:
            if zone is None:
                return _exact(wall.replace(tzinfo=UTC))
            moment = localtime.from_local(wall, zone)
            return When(moment.first, moment.last, moment.quality)
        except (ValueError, OverflowError):
            return NEVER
    return NEVER


def _exact(moment: datetime) -> When:
    known = localtime.from_utc(moment)
    return When(known.first, known.last, known.quality)


def span(first: When, last: When) -> When:
    """From the one to the other; what is known where the other is not, or where it lies before."""
    if first.first is None or last.last is None or last.last < first.first:
        return first if first.first is not None else last
    return When(first.first, last.last, first.quality if first.quality != "exact" else last.quality)


@lru_cache(maxsize=65_536)
def host(text: str) -> str | None:
    """An IP address that can be a device's: not the scanner's own loopback, a group or nothing."""
    found = addresses.normalise(text)
    return found if found is not None and network_of(found) is not None else None


def add(gathered: Gathered, address: str, facts: Facts, when: When, original: bytes) -> None:
    """Note what one record says of a host, each fact once, no more than `MAX_FACTS` of them."""
    once = list(dict.fromkeys((field, value.replace("\0", "")) for field, value in facts if value.strip("\0 \t\r\n")))
    if len(once) > MAX_FACTS:
        what = f"{len(once):,} open ports and answers: only the first {MAX_FACTS:,} were kept"
        gathered.remarks.add(address, what)
    gathered.add(
        f"ip:{address}", once[:MAX_FACTS], original=original, at=when.first, until=when.last, quality=when.quality
    )


def add_asset(gathered: Gathered, hosts: Sequence[str], facts: Facts, when: When, original: bytes) -> None:
    """Note what one record says of an asset with several addresses: on the first, with the others as its own.

    One without an IP address is told by its Ethernet address; one without either is left out.
    """
    if hosts:
        add(gathered, hosts[0], [*(("fact.ip", host) for host in hosts[1:]), *facts], when, original)
        return
    mac = next((value for field, value in facts if field == "mac"), "")
    if not mac:
        gathered.leave_out("records without the address of a host")
        return
    once = [fact for fact in dict.fromkeys(facts) if fact != ("mac", mac)]
    gathered.add(f"mac:{mac}", once, original=original, at=when.first, until=when.last, quality=when.quality)


def port(text: str) -> int:
    """A port; 0 for what is none."""
    plain = text.isascii() and text.isdecimal() and len(text) <= 5
    return int(text) if plain and 0 < int(text) < 65_536 else 0


def split(text: str) -> list[str]:
    """The values of a cell that holds addresses, ports or names."""
    return [part for part in _PARTS.split(text) if part]
