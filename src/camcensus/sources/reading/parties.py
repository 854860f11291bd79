"""What registers of owners state, written down alike: parties, and what they hold of each other.

A natural person is known by a number made from the statement, and by nationality: name, birth and address stay out.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from camcensus.sources.reading import secrets
from camcensus.sources.reading.countries import Countries
from camcensus.sources.reading.dates import EARLIEST, LATEST
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire.company_names import fold, number

LEFT = "parties that have to do with no maker known here"
"""How what the door kept out is counted."""
CONTROL, SHARES, VOTES, BOARD = "control", "shares", "votes", "board"

_KEY = b"camcensus party 1"
_MAX_NAME = 500
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a register says that one party holds of another."""

    owner: str
    """A subject, ``party:LEI/5493...``."""
    kind: str
    """``shares``, ``votes``, ``board`` (seats) or ``control``."""
    low: float | None = None
    high: float | None = None
    """Percent; None: the register gives none."""
    above: bool = False
    """It is more than `low`, not just as much."""
    below: bool = False
    """It is less than `high`."""
    certain: bool = True
    """Of ``control``: the register states it; False for influence, and for rights that may be less than control."""
    since: str = ""
    until: str = ""
    """First and last day, ISO 8601."""
    how: str = "unknown"
    """``direct``, ``indirect`` or ``unknown``."""
    nature: str = ""
    """As the register words it."""
    statement: str
    """What the register calls the record; a later one of the same name takes its place."""

    def fault(self) -> str:
        """Why it can not be so; empty where it can."""
        low, high = 0.0 if self.low is None else self.low, 100.0 if self.high is None else self.high
        if not (math.isfinite(low) and math.isfinite(high) and 0 <= low <= high <= 100):
            return f"{low:g} to {high:g} is no share in percent"
        if self.since and self.until and self.since > self.until:
            return f"it ends on {self.until}, before it begins on {self.since}"
        return ""

    def value(self) -> str:
        """As an observation carries it."""
        told = {
            "owner": self.owner,
            "kind": self.kind,
            "low": self.low,
            "high": self.high,
            "above": self.above or None,
            "below": self.below or None,
            "certain": None if self.certain else False,
            "from": self.since or None,
            "to": self.until or None,
            "how": self.how,
            "nature": self.nature or None,
            "statement": self.statement,
        }
        return _JSON.encode({name: value for name, value in told.items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """When a record was stated, and where its bytes are."""

    at: datetime | None
    quality: str
    original: bytes | None
    where: str = ""
    """Of the file, for remarks."""


class Parties:
    """Writes down parties and holdings."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._concerned = gathered.context.concerned
        self.countries = Countries(gathered.context.vocabulary)

    def knows(self, numbers: Iterable[str], names: Iterable[str] = ()) -> bool:
        """Whether a party of one of these numbers (``LEI/5493...``) or names is known as one of interest."""
        concerned = self._concerned
        return any(one in concerned.numbers for one in numbers) or any(fold(one) in concerned.names for one in names)

    def party(
        self,
        subject: str,
        stated: Stated,
        *,
        kind: str,
        names: Iterable[str] = (),
        countries: Iterable[str] = (),
        numbers: Iterable[str] = (),
    ) -> None:
        """What is said of one party. Of a person no name is kept, whoever hands it over."""
        called = [] if kind == "person" else [_clean(name) for name in names if name.strip()]
        facts = [
            *(("party.name" if not place else "party.alias", name) for place, name in enumerate(dict.fromkeys(called))),
            ("party.kind", kind),
            *(("party.jurisdiction", one) for one in dict.fromkeys(countries) if one),
            *(("party.number", one.replace("/", " ", 1)) for one in dict.fromkeys(numbers)),
        ]
        self._add(subject, facts, stated)

    def held(self, asset: str, held: Held, stated: Stated) -> None:
        """That one holds a part of another; what can not be so is remarked and left out."""
        fault = held.fault()
        if fault:
            self._gathered.remarks.add(stated.where, f"{fault}: left out")
            self._gathered.leave_out("holdings that contradict themselves")
            return
        self._add(asset, [("party.held", held.value())], stated)

    def keep(self, record: Mapping[str, object]) -> bytes:
        """Keep what is used of a record, and say under what hash. What looks like a secret is taken out and counted."""
        return self._gathered.keep({name: self._without(value) for name, value in record.items()})

    def _without(self, value: object) -> object:
        if isinstance(value, dict):
            return {name: self._without(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._without(inner) for inner in value]
        if not isinstance(value, str):
            return value
        stripped, removed = secrets.strip(value)
        self._gathered.redacted += removed
        return stripped

    def _add(self, subject: str, facts: list[tuple[str, str]], stated: Stated) -> None:
        self._gathered.add(subject, facts, original=stated.original, at=stated.at, quality=stated.quality, realm="")


def _clean(text: str) -> str:
    """Words of a register on one line, short and without what looks like a secret."""
    return secrets.strip(" ".join(text.split())[:_MAX_NAME])[0]


def hidden(*parts: str) -> str:
    """A number for a person, made from what the register calls the record: the same in every file of the register."""
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, key=_KEY, digest_size=10).hexdigest()


def subject(register: str, written: str) -> str:
    """``party:GB-COH/01234567``."""
    return f"party:{number(register, written)}"


def day(written: object) -> str:
    """A day that a register writes (``2021-07-05``, with or without a time behind it); empty for anything else."""
    try:
        return date.fromisoformat(written[:10]).isoformat() if isinstance(written, str) else ""
    except ValueError:
        return ""


def moment(written: object) -> tuple[datetime | None, str]:
    """(time in UTC, its quality): exact where a zone is written; of a day alone, its beginning."""
    if not isinstance(written, str) or not day(written):
        return None, "unknown"
    try:
        found = datetime.fromisoformat(written.strip()) if len(written) > 10 else None
    except ValueError:
        found = None
    quality = "exact" if found is not None and found.tzinfo is not None else "local-guessed"
    if found is None:
        found = datetime.fromisoformat(day(written))
    try:
        found = found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)
    except OverflowError:
        return None, "unknown"
    return (found, quality) if EARLIEST <= found.year <= LATEST else (None, "unknown")
