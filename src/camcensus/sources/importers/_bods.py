"""Statements of the Beneficial Ownership Data Standard, 0.1 to 0.4, in one shape.

0.4 has records (``recordId``, ``recordType``, ``recordDetails``) that later statements replace; before, statements had
types and replaced each other by their ids.
Source: schema and examples of openownership/data-standard.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from camcensus.sources.importers._json_records import Json, string, strings, table, tables
from camcensus.sources.reading.countries import Countries
from camcensus.sources.reading.parties import BOARD, CONTROL, SHARES, VOTES, Held, day
from camcensus.wire.company_names import fold, number

_OLD = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
    "beneficialOwnershipStatement": "relationship",
}
_STATES = frozenset({"state", "stateBody"})
_SCHEMES = {"XI-LEI": "LEI"}
_BETWEEN = re.compile(r"[^a-z]")

_KINDS = {
    "shareholding": SHARES,
    "votingrights": VOTES,
    "appointmentofboard": BOARD,
    "rightstosurplusassetsondissolution": SHARES,
}
_CERTAIN = frozenset({"controlbylegalframework", "controlviacompanyrulesorarticles"})
"""Interests that are control as the codelist defines them."""
_NONE = frozenset({
    "seniormanagingofficial", "boardmember", "boardchair", "nominee", "enjoymentanduseofassets",
    "righttoprofitorincomefromassets", "rightstoprofitorincome",
})  # fmt: skip
"""Interests that give nobody a part or a say as an owner has it."""
_ABSURD = 1e6
_MAJORITY = "right-to-appoint-and-remove-"
"""What Companies House says where a majority of the directors is appointed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One statement."""

    kind: str
    """``entity``, ``person`` or ``relationship``."""
    id: str
    """What relationships call it, within its publisher."""
    statement: str
    on: str
    """When it was stated, as written."""
    publisher: str
    replaced: tuple[str, ...]
    """Earlier ids of the same."""
    closed: bool
    details: Json

    def key(self, name: str) -> str:
        """The number of a party of this publisher: ids of two publishers may be alike."""
        return number("BODS", f"{self.publisher}:{name}" if self.publisher else name)


def record(content: Json) -> Record | None:
    """A statement as a record; None if it is none."""
    get = content.get
    details, publication = get("recordDetails"), get("publicationDetails")
    new = isinstance(details, dict) or get("recordType") is not None
    kind = _word(get("recordType")) if new else _OLD.get(_word(get("statementType")), "")
    statement = _word(get("statementId")) or _word(get("statementID")) or _word(get("id"))
    name = _word(get("recordId")) if new else statement
    if kind not in ("entity", "person", "relationship") or not name:
        return None
    replaced = None if new else get("replacesStatements")
    return Record(
        kind=kind,
        id=name,
        statement=statement or name,
        on=_word(get("statementDate")) or string(publication, "publicationDate"),
        publisher=_slug(string(publication, "publisher", "name")) if publication else "",
        replaced=tuple(strings(replaced)) if replaced else (),
        closed=get("recordStatus") == "closed",
        details=(details if isinstance(details, dict) else {}) if new else content,
    )


def _word(value: object) -> str:
    return value if isinstance(value, str) else string(value)


@lru_cache(maxsize=1_000)
def _slug(publisher: str) -> str:
    """``example-register``."""
    return fold(publisher).replace(" ", "-")[:60]


# --- parties ---------------------------------------------------------------------------------------------------------


def kind_of(one: Record) -> str:
    """``company``, ``person`` or ``state``; a trust and an unknown entity count as companies."""
    if one.kind == "person":
        return "person"
    written = string(one.details, "entityType", "type") or string(one.details, "entityType")
    return "state" if written in _STATES else "company"


def names(one: Record) -> list[str]:
    """Of an entity."""
    return [] if one.kind == "person" else [*strings(one.details, "name"), *strings(one.details, "alternateNames")]


def places(one: Record, countries: Countries) -> list[str]:
    """Of what an entity is, or of whom a person is a citizen."""
    if one.kind == "person":
        found = tables(one.details, "nationalities")
    else:
        found = [*tables(one.details, "jurisdiction"), *tables(one.details, "incorporatedInJurisdiction")]
    return [countries.code(string(place, "code")) or countries.find(string(place, "name")) for place in found]


def numbers(one: Record) -> list[str]:
    """Of an entity in registers. Numbers of persons are not read."""
    if one.kind == "person":
        return []
    found = []
    for given in tables(one.details, "identifiers"):
        scheme, written = string(given, "scheme"), string(given, "id")
        if scheme and written and len(written) <= 100:
            found.append(number(_SCHEMES.get(scheme, scheme), written))
    return found


# --- what they hold --------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Holding:
    """A relationship: who holds what of whom."""

    asset: str
    owner: str
    """Empty where the publisher says why it names none."""
    interests: list[Json] = field(default_factory=list)
    is_person: bool = False
    """The relationship itself says that the holder is a person, as it did before 0.4."""
    has_parts: bool = False
    """The steps of an indirect relationship are stated too."""


def holding(one: Record) -> Holding | None:
    """The ends of a relationship; None where its subject is not named."""
    asset, owner = _end(one.details.get("subject")), _end(one.details.get("interestedParty"))
    if not asset:
        return None
    parts = one.details.get("componentRecords") or one.details.get("componentStatementIDs")
    return Holding(
        asset=asset,
        owner=owner,
        interests=tables(one.details, "interests"),
        is_person=bool(string(one.details, "interestedParty", "describedByPersonStatement")),
        has_parts=bool(parts),
    )


def _end(end: object) -> str:
    if isinstance(end, str):
        return end
    return string(end, "describedByEntityStatement") or string(end, "describedByPersonStatement")


def helds(one: Record, found: Holding, owner: str, statement: str) -> Iterator[Held | str]:
    """Each interest, or why it is left out."""
    for interest in found.interests or [{}]:
        how = string(interest, "directOrIndirect") or string(interest, "interestLevel") or "unknown"
        kind = _BETWEEN.sub("", string(interest, "type").lower())
        if how == "indirect" and found.has_parts:
            yield "indirect interests whose parts are stated"
        elif kind in _NONE:
            yield "interests that are no holding"
        else:
            yield _held(one, interest, kind, owner, how, statement)


def _held(one: Record, interest: Json, kind: str, owner: str, how: str, statement: str) -> Held:
    word = _KINDS.get(kind, CONTROL)
    low, high, above, below = _share(interest)
    details = string(interest, "details")
    if word == BOARD and low is None and high is None and details.startswith(_MAJORITY):
        low, high, above = 50.0, 100.0, True
    until = day(interest.get("endDate")) or (day(one.on) if one.closed else "")
    return Held(
        owner=owner,
        kind=word,
        low=None if word == CONTROL else low,
        high=None if word == CONTROL else high,
        above=word != CONTROL and above,
        below=word != CONTROL and below,
        certain=word != CONTROL or kind in _CERTAIN,
        since=day(interest.get("startDate")),
        until=until,
        how=how if how in ("direct", "indirect") else "unknown",
        nature=string(interest, "type")[:100] or "interest of a kind that is not told",
        statement=statement,
    )


def _share(interest: Json) -> tuple[float | None, float | None, bool, bool]:
    """(low, high, more than low, less than high). 0.2 says by truth values whether bounds are exclusive."""
    share = table(interest, "share")
    exact = _percent(share.get("exact"))
    if exact is not None:
        return exact, exact, False, False
    low, above = _bound(share, "minimum", "exclusiveMinimum")
    high, below = _bound(share, "maximum", "exclusiveMaximum")
    return low, high, above, below


def _bound(share: Json, inclusive: str, exclusive: str) -> tuple[float | None, bool]:
    other = share.get(exclusive)
    stated = _percent(other)
    if stated is not None:
        return stated, True
    return _percent(share.get(inclusive)), other is True


def _percent(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if abs(value) <= _ABSURD else math.inf
