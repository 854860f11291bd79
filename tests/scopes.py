"""Scopes for tests: this machine alone, at any hour; and every way in which a scope can be wrong."""

from __future__ import annotations

from pathlib import Path

from camcensus.engine import scope as scopes
from camcensus.model.scope import Scope

SCOPE = """[authority]
person = "A. Example, head of security"
on = 2026-11-20
reference = "CHG-1042"

[[range]]
addresses = "127.0.0.0/29"

[window]
start = 2020-01-01T00:00:00Z
end = 2100-01-01T00:00:00Z

[limits]
gap_ms = 0
rest_s = 0
connect_ms = 150
attempts = 1
rate = 5000
subnet_rate = 5000

[network]
ports = [18080]
"""

RANGE, PORTS, HOURS = 'addresses = "127.0.0.0/29"', "ports = [18080]", "end = 2100-01-01T00:00:00Z"

FAULTS: dict[str, tuple[str, str, int, str]] = {
    # what is wrong: (what is replaced, by what, line that is named, words of the sentence)
    "nobody authorises it": ("A. Example, head of security", " ", 1, "does not say who authorises it"),
    "no day of authority": ("on = 2026-11-20\n", "", 1, "'on' is missing"),
    "no range": (f"[[range]]\n{RANGE}\n", "", 1, "'range' is missing"),
    "an empty list of ranges": (f"[[range]]\n{RANGE}\n", "", 1, "'range' is missing"),
    "no window": ("[window]\nstart = 2020-01-01T00:00:00Z\nend = 2100-01-01T00:00:00Z", "", 1, "'window' is missing"),
    "a name for an address": ("127.0.0.0/29", "camera.example", 6, "is no range of addresses"),
    "host bits in a prefix": ("127.0.0.0/29", "127.0.0.1/29", 6, "is no range of addresses"),
    "a range that ends before it begins": ("127.0.0.0/29", "127.0.0.9-127.0.0.2", 6, "ends before it begins"),
    "a range over two families": ("127.0.0.0/29", "127.0.0.1-::1", 6, "begins in one address family"),
    "all addresses": ("127.0.0.0/29", "0.0.0.0/0", 6, "holds all addresses there are"),
    "all addresses of version 6": ("127.0.0.0/29", "::/0", 6, "holds all addresses there are"),
    "a multicast range": ("127.0.0.0/29", "239.255.0.0/24", 6, "holds 224.0.0.0/4"),
    "a multicast range of version 6": ("127.0.0.0/29", "ff02::/64", 6, "holds ff00::/8"),
    "the broadcast address": ("127.0.0.0/29", "255.255.255.255", 6, "holds 240.0.0.0/4"),
    "a public range": ("127.0.0.0/29", "203.0.113.0/24", 6, "203.0.113.0/24 is public"),
    "a range that is public in part": ("127.0.0.0/29", "10.255.255.0-11.0.0.9", 6, "11.0.0.0-11.0.0.9 is public"),
    "a public range of version 6": ("127.0.0.0/29", "2001:db8::/120", 6, "2001:db8::/120 is public"),
    "more than an estate": (RANGE, f'addresses = "10.0.0.0/8"\n[[range]]\n{RANGE}', 6, "more than one estate has"),
    "everything is excluded": (
        "[window]",
        '[[exclude]]\naddresses = "127.0.0.0/8"\nwhy = "x"\n[window]',
        9,
        "excluded",
    ),
    "an exclusion that is none": ("[window]", '[[exclude]]\naddresses = "x"\nwhy = "x"\n[window]', 9, "no range"),
    "an exclusion without a reason": (
        "[window]",
        '[[exclude]]\naddresses = "127.0.0.1"\n[window]',
        9,
        "'why' is missing",
    ),
    "one address in two realms": (
        "[window]",
        '[[range]]\naddresses = "127.0.0.4-127.0.0.20"\nrealm = "other"\n[window]',
        9,
        "lies in realm 'other'",
    ),
    "a key that is not known": ("[network]", "public_ok = true\n[network]", 21, "'public_ok' is not known here"),
    "port 0": (PORTS, "ports = [80, 0]", 22, "0 is no port"),
    "port 70000": (PORTS, "ports = [70000]", 22, "70,000 is no port"),
    "a port twice": (PORTS, "ports = [80, 80]", 22, "stands twice"),
    "no ports": (PORTS, "ports = []", 22, "names 0 ports"),
    "33 ports": (PORTS, f"ports = {list(range(1, 34))}", 22, "names 33 ports"),
    "all ports": (PORTS, f"ports = {list(range(1, 65536))}", 22, "names 65535 ports"),
    "a port beyond all measure": (PORTS, f"ports = [0x{'f' * 5000}]", 22, "more than 24 digits is no port"),
    "a limit below nothing": ("gap_ms = 0", "gap_ms = -1", 14, "gap_ms must be from 0 to 60,000, is -1"),
    "no connections": ("gap_ms = 0", "connections = 0", 14, "connections must be from 1 to 1,000, is 0"),
    "a huge rate": ("rate = 5000\nsub", "rate = 1000000\nsub", 18, "rate must be from 1 to 50,000, is 1,000,000"),
    "a limit of many digits": ("gap_ms = 0", f"packets = {'9' * 30}", 14, "more than 24 digits"),
    "a limit beyond all measure": ("gap_ms = 0", f"packets = 0x{'f' * 5000}", 14, "more than 24 digits"),
    "a limit that is no number": ("gap_ms = 0", "packets = inf", 14, "should be int, is float"),
    "a start after the end": (HOURS, "end = 2019-01-01T00:00:00Z", 11, "ends before it begins"),
    "a start at the end": (HOURS, "end = 2020-01-01T00:00:00Z", 11, "ends before it begins"),
    "a time without zone": (HOURS, "end = 2100-01-01T00:00:00", 11, "end has no zone"),
    "a day for a time": (HOURS, "end = 2100-01-01", 11, "window.end: should be datetime"),
    "a bad time zone": (HOURS, f'{HOURS}\ntimezone = "Europe/Londn"', 12, "no time zone"),
    "a path for a time zone": (HOURS, f'{HOURS}\ntimezone = "../../etc/passwd"', 12, "no time zone"),
    "hours that are none": (HOURS, f'{HOURS}\nhours = ["25:00-26:00"]', 12, "'25:00-26:00' are no hours"),
    "hours of no length": (HOURS, f'{HOURS}\nhours = ["08:00-08:00"]', 12, "are no hours"),
    "hours with a zone": (HOURS, f'{HOURS}\nhours = ["08:00-09:00Z"]', 12, "are no hours"),
    "a day that is none": (HOURS, f'{HOURS}\ndays = ["monday"]', 12, "'monday' is no day"),
    "no TOML": ("[window]", "[window", 9, ""),
    "a key twice": (PORTS, f"{PORTS}\n{PORTS}", 23, ""),
}
"""Every fault of the file's text but those that need a clock, a network or another file."""


def faulty(what: str) -> str:
    """A scope with that fault."""
    old, new, _, _ = FAULTS[what]
    assert old in SCOPE
    return SCOPE.replace(old, new, 1)


def write(folder: Path, text: str = SCOPE, name: str = "scope.toml") -> Path:
    """A scope file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str = SCOPE) -> scopes.Read:
    """A scope, written and read."""
    return scopes.read(write(folder, text))


def scope(folder: Path, text: str = SCOPE) -> Scope:
    """A scope's content."""
    return read(folder, text).scope


ATTEMPTS = (
    SCOPE
    + """zone = "cameras"

[[attempt]]
addresses = "127.0.0.1-127.0.0.2"
ports = [18080, 18081]
why = "shows whether the file server can be reached"

[[attempt]]
addresses = "127.0.0.4"
ports = [18080]
"""
)
"""A scope that lets three addresses be tried."""


def attempts(folder: Path, text: str = ATTEMPTS) -> scopes.Read:
    """A scope for attempts, written and read."""
    return scopes.read(write(folder, text), attempts=True)
