"""The scope file, which says who permits what: read, checked, and asked whether now is the time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

from camcensus.engine import targets
from camcensus.engine.settings import is_timezone
from camcensus.engine.written import Where, load
from camcensus.model.errors import InputError, SettingsError, UsageError
from camcensus.model.scope import MOST_PORTS, Limits, Scope, Window
from camcensus.sources import territory
from camcensus.sources.territory import Territory
from camcensus.wire import addresses
from camcensus.wire.addresses import Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRIVATE = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7",
    "fe80::/10",
)  # fmt: skip
"""Ranges that belong to nobody else (RFC 1918, 3927, 4193, 4291); 127.0.0.0/8 is this machine."""
NOBODY = ("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8", "::/128")
"""Ranges in which no device can be (RFC 6890)."""
_ALL = (addresses.span("0.0.0.0/0"), addresses.span("::/0"))
MOST = 1 << 24
"""Addresses that one scope may hold: more is no estate but the internet."""
MOST_BYTES = 1 << 20

_HIGHEST = {
    "connections": 1_000, "packets": 100_000, "bytes": 64 << 20, "seconds": 86_400, "gap_ms": 60_000, "rest_s": 3_600,
    "connect_ms": 10_000, "attempts": 3, "rate": 50_000, "subnet_rate": 50_000, "at_once": 20_000,
}  # fmt: skip
_LOWEST = {"gap_ms": 0, "rest_s": 0, "attempts": 0, "packets": 100, "bytes": 16_384}
"""Below these nothing can be asked at all; those not named may not be none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A scope as it was written."""

    scope: Scope
    data: bytes
    """The file, to be kept in the log. It holds no secrets: those stand in a file of their own."""
    remarks: tuple[str, ...] = ()
    where: Where = field(default=lambda *path: ".".join(map(str, path)), repr=False, compare=False)
    """Names the place of a key: file and line."""

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the file."""
        return hashlib.sha256(self.data).hexdigest()


def read(path: Path, public: Iterable[str] = (), *, attempts: bool = False) -> Read:
    """The scope in a file, checked. `public` repeats the public ranges that it names; `attempts`: it must be for those.

    Raises `SettingsError`, and `UsageError` where it is for the other command.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=str(path)) from None
    if len(data) > MOST_BYTES:
        raise SettingsError("larger than 1 MiB: no scope is", where=str(path))
    scope, where = load(data, path.name, Scope)
    if bool(scope.attempt) != attempts:
        kind, one, other = ("attempts to connect", "probe", "try") if scope.attempt else ("questions", "try", "probe")
        mend = f"give it to 'camcensus {other}', or have another scope written"
        raise UsageError(f"it permits {kind} and is not for 'camcensus {one}'", where=where("attempt"), mend=mend)
    return Read(scope=scope, data=data, remarks=tuple(_check(scope, where, list(public))), where=where)


def _check(scope: Scope, where: Where, public: Sequence[str]) -> list[str]:
    if not scope.authority.person.strip():
        raise SettingsError("it does not say who authorises it", where=where("authority"), mend="name the person")
    spans = [_span(one.addresses, where("range", index)) for index, one in enumerate(scope.range)]
    if not spans:
        raise SettingsError("it names no addresses", where=where(), mend="write a [[range]] with addresses")
    taken = [_span(one.addresses, where("exclude", index)) for index, one in enumerate(scope.exclude)]
    named = _public(scope, where, public)
    for index, span in enumerate(spans):
        _check_range(span, named, where("range", index))
    _check_limits(scope.limits, where)
    _check_network(scope, where)
    _check_window(scope.window, where)
    targets.check(scope, where)
    if not any(addresses.subtract(span, taken) for span in spans):
        raise SettingsError("everything in it is excluded", where=where("exclude", 0))
    if territory.count([span for span in addresses.merge(spans) if span[1] < 1 << 32]) > MOST:
        raise SettingsError("its ranges are more than one estate has", where=where("range", 0), mend="name its subnets")
    return [*_overlaps(scope, spans, where), *_too_wide(scope)]


def _span(text: str, where: str) -> Span:
    try:
        return addresses.span(text.strip())
    except ValueError as fault:
        mend = "for example 10.1.2.0/24, 10.1.2.5 or 10.1.2.5-10.1.2.9"
        raise SettingsError(f"'{text[:80]}' is no range of addresses ({fault})", where=where, mend=mend) from None


def _public(scope: Scope, where: Where, repeated: Sequence[str]) -> list[Span]:
    """The public ranges that the scope means; each must be said again when the run is begun."""
    said = [_span(one, "--public") for one in repeated]
    named = [_span(one, where("network", "public")) for one in scope.network.public]
    for span in named:
        if span not in said:
            shown = addresses.show(span)
            raise UsageError(
                f"the scope names the public range {shown}",
                where=where("network", "public"),
                mend=f"repeat it if you mean it: --public {shown}",
            )
    for span in said:
        if span not in named:
            raise UsageError(
                f"--public {addresses.show(span)} does not stand in the scope's network.public",
                where=where("network"),
                mend="leave it out, or have it written into the scope by who authorises it",
            )
    return named


def _check_range(span: Span, public: Sequence[Span], where: str) -> None:
    shown = addresses.show(span)
    for nobody in map(addresses.span, NOBODY):
        if span[0] <= nobody[1] and nobody[0] <= span[1]:
            what = "all addresses there are" if span in _ALL else addresses.show(nobody)
            raise SettingsError(f"{shown} holds {what}", where=where, mend="name the subnets of your own estate")
    rest = addresses.subtract(span, [*map(addresses.span, PRIVATE), *public])
    if rest:
        mend = f'if it is yours, add it: [network] public = ["{shown}"], and repeat it with --public'
        raise SettingsError(f"{addresses.show(rest[0])} is public", where=where, mend=mend)
    if span[1] < 1 << 32 and span[1] - span[0] >= MOST:
        raise SettingsError(f"{shown} is more than one estate has", where=where, mend="name its subnets")


def _check_limits(limits: Limits, where: Where) -> None:
    for name, highest in _HIGHEST.items():
        value, lowest = getattr(limits, name), _LOWEST.get(name, 1)
        if not lowest <= value <= highest:
            raise SettingsError(
                f"{name} must be from {lowest} to {highest:,}, is {_told(value)}", where=where("limits", name)
            )


def _told(value: int) -> str:
    """A number in a sentence; Python refuses to write one of thousands of digits."""
    return f"{value:,}" if abs(value) < 10**24 else "a number of more than 24 digits"


def _check_network(scope: Scope, where: Where) -> None:
    ports = scope.network.ports
    place = where("network", "ports")
    if not ports or len(ports) > MOST_PORTS:
        raise SettingsError(f"it names {len(ports)} ports", where=place, mend=f"name 1 to {MOST_PORTS}, never all")
    for port in ports:
        if not 0 < port < 65_536 or ports.count(port) > 1:
            raise SettingsError(f"{_told(port)} is no port, or stands twice", where=place)


def _check_window(window: Window, where: Where) -> None:
    is_timezone(window.timezone, where("window", "timezone"))
    for key in ("start", "end"):
        if getattr(window, key).tzinfo is None:
            raise SettingsError(f"{key} has no zone", where=where("window", key), mend="write 2026-11-20T08:00:00Z")
    if window.end <= window.start:
        raise SettingsError("it ends before it begins", where=where("window", "end"))
    for hours in window.hours:
        _hours(hours, where("window", "hours"))
    for day in window.days:
        if day not in DAYS:
            raise SettingsError(f"'{day}' is no day", where=where("window", "days"), mend=f"one of: {', '.join(DAYS)}")


def _hours(text: str, where: str) -> tuple[time, time]:
    first, dash, last = text.partition("-")
    try:
        found = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError:
        dash = ""
    if not dash or found[0] == found[1] or found[0].tzinfo or found[1].tzinfo:
        raise SettingsError(f"'{text[:40]}' are no hours", where=where, mend='for example "22:00-06:00"')
    return found


def _overlaps(scope: Scope, spans: Sequence[Span], where: Where) -> list[str]:
    """Ranges that share addresses: harmless in one realm, senseless in two."""
    remarks = []
    ordered = sorted(range(len(spans)), key=lambda index: spans[index])
    furthest = ordered[0]
    for after in ordered[1:]:
        before = furthest
        if spans[after][1] > spans[before][1]:
            furthest = after
        if spans[after][0] > spans[before][1]:
            continue
        one, other = scope.range[before], scope.range[after]
        if one.realm != other.realm:
            what = f"{other.addresses} lies in realm '{other.realm}', and in '{one.realm}' with {one.addresses}"
            raise SettingsError(what, where=where("range", after), mend="give each address one realm: one run a realm")
        remarks.append(f"{one.addresses} and {other.addresses} overlap: each address is asked once")
    return remarks


def _too_wide(scope: Scope) -> list[str]:
    """Ranges that nobody visits address by address: what is silent in them stays unknown."""
    all_ = Territory(scope)
    swept = all_.swept()
    wide = [span for spans in all_.spans.values() for span in spans if span not in swept]
    return [
        f"{addresses.show(span)} is too wide to be visited address by address: only what answers on a link, or is named"
        " by another device, is asked, and of the rest nothing is said"
        for span in wide
    ]


def closed(window: Window, now: datetime) -> str:
    """Why nothing may be asked now, or nothing where it may."""
    if now < window.start:
        return f"the scope begins on {window.start:%Y-%m-%d %H:%M %Z}"
    if now >= window.end:
        return f"the scope ended on {window.end:%Y-%m-%d %H:%M %Z}"
    local = now.astimezone(ZoneInfo(window.timezone))
    if not window.hours and not window.days:
        return ""
    for hours in window.hours or ("00:00-24:00",):
        if _within(local, hours, window.days):
            return ""
    days = f" on {', '.join(window.days)}" if window.days else ""
    return f"it is {local:%a %H:%M} and the scope's hours are {', '.join(window.hours) or 'the whole day'}{days}"


def ending(window: Window, stop: Callable[[], str], clock: Callable[[], datetime]) -> Callable[[], str]:
    """Asks why to stop, if there is a reason: somebody said so, or the window is over, looked at once a second."""
    looked = monotonic()

    def why() -> str:
        nonlocal looked
        if said := stop():
            return said
        if (now := monotonic()) - looked > 1.0:
            looked = now
            return closed(window, clock())
        return ""

    return why


def _within(local: datetime, hours: str, days: Sequence[str]) -> bool:
    """Whether a local time lies in hours that began on one of the days; over midnight they began the day before."""
    if hours == "00:00-24:00":
        return DAYS[local.weekday()] in days
    first, last = _hours(hours, "window.hours")
    clock = local.time()
    if first < last:
        began = local if first <= clock < last else None
    else:
        began = local if clock >= first else local - timedelta(days=1) if clock < last else None
    return began is not None and (not days or DAYS[began.weekday()] in days)


def check_links(read_: Read, own: dict[str, list[str]]) -> None:
    """Whether each link may be asked as a whole: all that can be on it lies inside the scope. Raises `SettingsError`.

    `own` gives the prefixes of this machine's addresses on each link; a link of IPv6 alone reaches its own hosts only.
    """
    scope = read_.scope
    place = read_.where("network", "links")
    _check_source(scope.network.source, own, read_.where)
    allowed = [addresses.span(one.addresses) for one in scope.range]
    taken = [addresses.span(one.addresses) for one in scope.exclude]
    inside = [piece for span in allowed for piece in addresses.subtract(span, taken)]
    for link in scope.network.links:
        if link not in own:
            raise SettingsError(f"this machine has no interface '{link}'", where=place, mend="see 'ip link'")
        if not own[link]:
            raise SettingsError(
                f"this machine has no address on {link}: nobody can say who would hear a multicast",
                where=place,
                mend="take the link out, or give the machine an address on it",
            )
        for prefix in own[link]:
            span = addresses.scan_target(prefix)
            if span is None or ":" in prefix:
                continue
            outside = addresses.subtract(span, inside)
            if outside:
                raise SettingsError(
                    f"everything on {link} would hear a multicast, {addresses.show(outside[0])} too, which is outside",
                    where=place,
                    mend="take the link out, or the whole of its network in",
                )


def _check_source(source: str, own: dict[str, list[str]], where: Where) -> None:
    """Whether this machine can ask from there; a name would be looked up, which is a packet that nobody permitted."""
    has = {prefix.partition("/")[0] for prefixes in own.values() for prefix in prefixes}
    address = addresses.normalise(source)
    if not source or source in own:
        return
    if address is not None and (not has or address in has or address.startswith("127.")):
        return
    raise SettingsError(
        f"'{source[:80]}' is neither an interface nor an address of this machine",
        where=where("network", "source"),
        mend="see 'ip address'",
    )


def shown(now: datetime) -> str:
    """A time as a bundle has it."""
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
