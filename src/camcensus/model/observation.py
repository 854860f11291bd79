"""One fact seen, where, when and by whom: the unit of everything learned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from camcensus.wire import canonical

VERSION = 1
"""Version of the encoding under an observation's id. It changes with the fields of `Observation`, never silently."""

SUBJECT_KINDS = (
    "ip", "mac", "serial", "cert", "uuid", "host", "channel", "asset", "photo", "site", "switchport", "flow", "file",
    "run", "walk",
)  # fmt: skip
"""What a subject can be. `knowledge/vocabulary/subjects.toml` says what each means and may add more."""

AT_QUALITIES = ("exact", "local-guessed", "device-clock", "unknown")
"""How good a time is: from a clock that is kept; local time whose zone was guessed; a device's own clock; absent."""

ENCODINGS = ("text", "base64")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One fact, never edited; a later look is a new observation. Its id is the hash of all its fields."""

    body: str
    """The organisation whose estate this is. Nothing joins across bodies."""
    realm: str
    """The address space in which the subject lives: 10.0.0.5 in two realms is two things. Empty: not known."""
    subject: str
    """``kind:value``, e.g. ``ip:192.0.2.7`` or ``asset:CAM-014``."""
    field: str
    """Which question it answers, ``protocol.what``: see ``docs/reference/fields.md``."""
    value: str
    """The cleaned answer, as text or base64 by `encoding`."""
    source: str
    """What saw it: ``kind:name@version``, e.g. ``importer:nmap-xml@1``."""
    encoding: str = "text"
    at: datetime | None = None
    """When it was first seen so, UTC, to the microsecond; never the time of reading a file."""
    until: datetime | None = None
    """When it was last seen so; equal to `at` for one sighting."""
    count: int = 1
    """How many equal sightings the interval holds."""
    at_quality: str = "unknown"
    vantage: str = ""
    """From where it was seen: a sensor, a collector, a person."""
    original: bytes | None = None
    """SHA-256 of the record's bytes, after secrets were taken out, in the store of originals."""

    @property
    def id(self) -> bytes:
        """SHA-256 (32 bytes) over the canonical form of the fields in their fixed order."""
        return canonical.digest("observation", VERSION, self.fields())

    def fields(self) -> list[canonical.Value]:
        """The fields in the order that the id is computed over."""
        return [
            self.body, self.realm, self.subject, self.field, self.value, self.encoding,
            microseconds(self.at), microseconds(self.until), self.count, self.at_quality,
            self.source, self.vantage, self.original,
        ]  # fmt: skip


def microseconds(moment: datetime | None) -> int | None:
    """Microseconds since 1970-01-01 UTC, exactly, or None. Raises `ValueError` for a time without a zone."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is not a time")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(value: int | None) -> datetime | None:
    """The inverse of `microseconds`."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)
