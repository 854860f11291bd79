"""What may be asked, on whose authority: which addresses, when, and how gently."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

PORTS = (80, 443, 554, 8000, 8080, 8443, 8899, 9000, 34567, 37777, 2020, 10554)
"""TCP ports that are looked at unless a scope names others: those on which cameras and recorders answer."""

MOST_PORTS = 32
"""Ports that a scope may name; never all of them."""

MOST_TARGETS, MOST_TRIED = 48, 8
"""Addresses to which attempts to connect may be made under one scope, and ports of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who permits the run."""

    person: str
    """Name and office of who authorises it."""
    on: date
    """The day they did."""
    reference: str = ""
    """The change request, letter or minute in which they did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Addresses that may be asked."""

    addresses: str
    """A prefix, one address, or first-last."""
    realm: str = "main"
    """The address space they live in."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Addresses inside the ranges that must be left alone."""

    addresses: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Addresses, inside the ranges, to which a connection is tried from where the collector stands."""

    addresses: str
    """One address, a prefix, or first-last."""
    ports: tuple[int, ...]
    """TCP ports, each of which is tried."""
    why: str = ""
    """What it is to show, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When it may be asked."""

    start: datetime
    end: datetime
    hours: tuple[str, ...] = ()
    """``HH:MM-HH:MM`` in `timezone`, over midnight where the end is before the start; none given: at any hour."""
    days: tuple[str, ...] = ()
    """``mon`` to ``sun``: the days on which hours begin; none given: every day."""
    timezone: str = "Europe/London"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How gently. What is shipped is for the weakest device; a scope raises a limit by naming it."""

    connections: int = 40
    """Attempts to connect to one device in a run."""
    packets: int = 600
    """Packets to and from one device in a run."""
    bytes: int = 524_288
    """Bytes to and from one device in a run, headers of IP and TCP not counted."""
    seconds: int = 600
    """From the first to the last packet to one device in a run; for an address that was silent so far, in a pass."""
    gap_ms: int = 200
    """Milliseconds from the end of one connection to a device to the start of the next."""
    rest_s: int = 15
    """Seconds in which a device is left alone after it refused something or showed distress."""
    connect_ms: int = 900
    """Milliseconds that one attempt to connect may take. Below a second the system sends one packet for it."""
    attempts: int = 0
    """Attempts on a port that does not answer, 1 to 3; 0: as many as the measured loss of packets asks for."""
    rate: int = 200
    """Attempts to connect, a second, over all devices."""
    subnet_rate: int = 50
    """The same over one /24 (IPv6: /64)."""
    at_once: int = 4_000
    """Devices that are being asked at one time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """From where, and by what ways."""

    source: str = ""
    """The interface or the address of this machine that is asked from; empty: as the system routes."""
    links: tuple[str, ...] = ()
    """Interfaces whose whole link may be asked by multicast and broadcast: everything on it hears them."""
    ports: tuple[int, ...] = PORTS
    public: tuple[str, ...] = ()
    """Ranges of public addresses that are meant as such; the command line must repeat each."""
    vantage: str = ""
    """The name of this collector, noted beside everything it sees."""
    zone: str = ""
    """The zone of the estate in which this collector stands; needed where attempts are to be made."""
    snmp: str = ""
    """The entry of the secrets file whose community or user may be used; empty: SNMP is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Everything a run is bound by. Nothing runs without one."""

    authority: Authority
    range: tuple[Range, ...]
    exclude: tuple[Exclusion, ...] = ()
    attempt: tuple[Attempt, ...] = ()
    """Connections that are tried, and then nothing else: such a scope permits no questions."""
    window: Window
    limits: Limits = field(default_factory=Limits)
    network: Network = field(default_factory=Network)
    body: str = ""
    """The organisation whose estate this is; needed where the estate has several."""
