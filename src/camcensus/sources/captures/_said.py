"""What one captured message says: facts, each of a subject, and the message as it may be kept."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from camcensus.sources.reading import secrets
from camcensus.sources.steps import Saw
from camcensus.wire import credentials

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MAX_ORIGINAL = 16_384
"""Bytes of one message that are kept."""
MAX_VALUE = 4_096
"""Characters of a value that is one field of a message."""
MAX_TOLD = 262_144
"""Characters of all values of one message."""
MAX_LEASE = 366 * 86_400
"""Seconds that a fact may hold; a lease without end is one of a year."""
_HEADER = 80
"""Bytes in which the JSON or XML of a binary message begins."""
_BEGINS = re.compile(rb"[{<][^\0]")
_TEXT = re.compile(rb"[^\0]{2}")


class Datagram(NamedTuple):
    """One message that fits into a packet."""

    kind: str
    """``udp``, ``icmpv6``, ``lldp`` or ``cdp``."""
    source: str
    target: str
    source_port: int
    target_port: int
    mac: str
    """Ethernet address of who sent the frame, or empty."""
    data: bytes


class Fact(NamedTuple):
    """One thing that a message says of one subject."""

    subject: str
    """``ip:192.0.2.7`` or ``mac:00:00:5e:00:53:07``."""
    field: str
    value: str
    encoding: str = "text"
    lasts: int = 0
    """Seconds for which it holds after it was said: those of a lease."""


class Said(NamedTuple):
    """What one message says. The facts of one subject are one sighting: they share the original."""

    facts: tuple[Fact, ...]
    original: bytes
    """The message as it may be kept, without secrets, `MAX_ORIGINAL` bytes at most."""
    removed: int = 0
    """Secrets that were taken out."""


NOTHING = Said((), b"")


def told(facts: Iterable[Fact], original: bytes, removed: int = 0) -> Said:
    """What a message says: each fact once, without secrets; `removed`: those that `original` held.

    Facts without a subject or a value are none; those beyond `MAX_TOLD` are left.
    """
    kept: dict[Fact, None] = {}
    inside = size = 0
    for fact in facts:
        size += len(fact.value)
        if fact.subject and fact.value and size <= MAX_TOLD:
            value, count = secrets.strip(fact.value) if fact.encoding == "text" else (fact.value, 0)
            inside += count
            kept[fact._replace(value=value)] = None
    if not kept:
        return NOTHING
    return Said(tuple(kept), original[:MAX_ORIGINAL], max(removed, inside))


def of(subject: str, seen: Iterable[Saw]) -> Iterator[Fact]:
    """What probes would have seen of the subject, as facts."""
    for one in seen:
        yield Fact(subject, one.field, one.value, one.encoding)


def stated(subject: str, values: Mapping[str, str], lasts: int = 0) -> Iterator[Fact]:
    """Field to value, as facts of the subject; empty values are none."""
    for field, value in values.items():
        if value:
            yield Fact(subject, field, value[:MAX_VALUE], "text", min(lasts, MAX_LEASE))


@lru_cache(maxsize=1 << 14)
def speaker(address: str, mac: str = "") -> str:
    """The subject that an IP address is, else an Ethernet address; empty if neither names one host."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        ip = None
    if ip is not None and not ip.is_unspecified and not ip.is_multicast and str(ip) != "255.255.255.255":
        return f"ip:{ip}"
    return f"mac:{mac}" if mac else ""


def clean(data: bytes) -> tuple[bytes, int]:
    """A message without the secrets in its text, which may begin after a header; and how many there were."""
    begins = _BEGINS.search(data, 0, _HEADER) or _TEXT.search(data, 0, _HEADER)
    at = begins.start() if begins else 0
    kept, removed = credentials.body(data[at:])
    return data[:at] + kept if removed else data, removed


def written(protocol: str, message: DataclassInstance | Mapping[str, object], *leave: str) -> bytes:
    """What was read of a binary message, as JSON, for those that hold more than may be kept.

    Left out are empty parts, those in `leave`, and raw bytes. So two messages that say the same are the same.
    """
    parts = message if isinstance(message, Mapping) else asdict(message)
    shown = {name: part for name, part in parts.items() if part and name not in leave and not isinstance(part, bytes)}
    return json.dumps({"protocol": protocol, **shown}, ensure_ascii=False).encode("utf-8", "replace")
