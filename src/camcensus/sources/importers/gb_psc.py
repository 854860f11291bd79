"""The snapshot of persons with significant control of Companies House, one JSON object a line.

Bands of shares and votes are *more than 25, up to 50*, *more than 50, up to 75* and *more than 75*; whoever appoints
directors appoints a majority of them. Source: ``psc_descriptions.yml`` of companieshouse/api-enumerations. A record
that has ceased gives two statements, as it stood and as it ended, for the end was known only then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.reading import lines
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.parties import (
    BOARD,
    CONTROL,
    LEFT,
    SHARES,
    VOTES,
    Held,
    Parties,
    Stated,
    day,
    hidden,
    moment,
    subject,
)
from camcensus.sources.reading.related import Related

SOURCE = "importer:gb-psc@1"

PERSONS = ("individual", "super-secure")
_HOLDERS = ("individual", "corporate-entity", "legal-person", "super-secure")
_KIND = re.compile(r"(.+?)-(?:person-with-significant-control|beneficial-owner)")
_BAND = re.compile(r"-(\d{1,3})-to-(\d{1,3})-percent|-more-than-(\d{1,3})-percent")
_WHAT = {
    "ownership-of-shares": SHARES,
    "voting-rights": VOTES,
    "right-to-share-surplus-assets": SHARES,
    "right-to-appoint-and-remove": BOARD,
}
_THROUGH = re.compile(r"-as-(?:trust|firm|control)")
_REGISTRY = re.compile(r"[A-Z]{2}\d{6}|\d{5,8}")
"""A number as Companies House gives it; the zeros it begins with are often left out."""

_ABROAD = frozenset({"OE", "FC", "SF", "NF", "BR"})
"""How the numbers of companies begin that are registered elsewhere and have an entry in this register."""


class _Identification(msgspec.Struct):
    country_registered: str | None = None
    legal_form: str | None = None
    place_registered: str | None = None
    registration_number: str | None = None


class _Data(msgspec.Struct):
    kind: str = ""
    name: str | None = None
    nationality: str | None = None
    natures_of_control: list[str] | None = None
    notified_on: str | None = None
    ceased_on: str | None = None
    ceased: bool | None = None
    identification: _Identification | None = None
    links: dict[str, object] | None = None
    etag: str | None = None


class _Line(msgspec.Struct):
    data: _Data
    company_number: str | None = None


_DECODER = msgspec.json.Decoder(_Line)


def detect(head: bytes) -> bool:
    """Whether the first line is a record of a company with a kind of holder."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        found = _DECODER.decode(first)
    except (ValueError, RecursionError):
        return False
    return bool(found.company_number) and _is_of_the_register(found.data.kind)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Twice through the file, if not everything is kept: who is related to whom, then what is said of those.

    Raises `BrokenInput` if no line of it is a record.
    """
    gathered = Gathered(context, SOURCE)
    psc = _Psc(gathered)
    related = None if context.keep_all else psc.related(path)
    with path.open("rb") as stream:
        for number, line in lines.numbered(stream, context.name):
            record = _decoded(line)
            if record is None:
                gathered.leave_out("lines that are no record")
                gathered.remarks.add(f"line {number}", "no record of the register, and left out")
            else:
                gathered.records += 1
                psc.note(record, related, f"line {number}")
            if gathered.is_full():
                yield gathered.take(done=stream.tell())
    if not psc.found:
        raise BrokenInput("it holds no persons with significant control", where=context.name, mend="give the snapshot")
    yield gathered.last(context.name)


def _is_of_the_register(kind: str) -> bool:
    return bool(_KIND.fullmatch(kind)) or kind in ("persons-with-significant-control-statement", "exemptions")


def _decoded(line: bytes) -> _Line | None:
    try:
        return _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None


class _Psc:
    """Records of the register into parties and holdings."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._parties = Parties(gathered)
        self.found = False

    def related(self, path: Path) -> Related:
        """Who is above or below the companies of interest. A person stands above one company and below nobody."""
        related = Related()
        for one in self._gathered.context.concerned.numbers:
            related.begin(f"party:{one}")
        with path.open("rb") as stream:
            for _, line in lines.numbered(stream, self._gathered.context.name):
                record = _decoded(line)
                if record is None or not record.company_number or _held_by(record.data) in ("", *PERSONS):
                    continue
                owner = self._owner(record)
                related.edge(subject("GB-COH", record.company_number), owner)
                if self._is_known(record.data, owner):
                    related.begin(owner)
        related.walk()
        return related

    def _is_known(self, data: _Data, owner: str) -> bool:
        return self._parties.knows([owner[6:]], [data.name] if data.name else [])

    def note(self, record: _Line, related: Related | None, where: str) -> None:
        """Keep what a record says, if it is of interest."""
        data = record.data
        holder = _held_by(data)
        if not record.company_number or not holder:
            self.found = self.found or data.kind.startswith(("totals", "persons-with-significant", "exemptions"))
            if not data.kind.startswith("totals"):
                self._gathered.leave_out("statements that name no holder")
            return
        self.found = True
        asset = subject("GB-COH", record.company_number)
        if related is not None and not related.has(asset):
            self._gathered.leave_out(LEFT)
            return
        self._keep(record, holder, asset, where)

    def _keep(self, record: _Line, holder: str, asset: str, where: str) -> None:
        data, owner = record.data, self._owner(record)
        original = self._parties.keep(_original(record, holder))
        stated = _stated(data.notified_on or data.ceased_on, original, where)
        abroad = asset[13:15] in _ABROAD
        self._parties.party(asset, stated, kind="company", countries=[] if abroad else ["GB"])
        person = holder in PERSONS
        self._parties.party(
            owner,
            stated,
            kind="person" if person else "state" if holder == "legal-person" and _is_state(data) else "company",
            names=[data.name] if data.name and not person else [],
            countries=self._countries(data, holder),
        )
        if data.ceased and not day(data.ceased_on):
            self._gathered.leave_out("holdings that have ended, without the day")
            return
        self._hold(asset, owner, data, stated, until="")
        if day(data.ceased_on):
            self._hold(asset, owner, data, _stated(data.ceased_on, original, where), until=day(data.ceased_on))

    def _hold(self, asset: str, owner: str, data: _Data, stated: Stated, *, until: str) -> None:
        statement = _named(data) if _held_by(data) not in PERSONS else owner.removeprefix("party:")
        for nature in data.natures_of_control or [data.kind]:
            held = _nature(nature, owner, statement, day(data.notified_on), until)
            self._parties.held(asset, held, stated)

    def _countries(self, data: _Data, holder: str) -> list[str]:
        one = data.identification or _Identification()
        places = [data.nationality] if holder in PERSONS else [one.country_registered, one.place_registered]
        written = list(filter(None, places))
        found = next((known for place in written if (known := self._parties.countries.every(place))), [])
        if written and not found:
            self._gathered.remarks.count("{} countries or nationalities are not known by the words that are written")
        return found

    def _owner(self, record: _Line) -> str:
        """The subject of a holder: a company of this register by its number, others by their statement."""
        data = record.data
        one = data.identification
        if one is not None and one.registration_number and _held_by(data) == "corporate-entity":
            plain = re.sub(r"[^0-9A-Za-z]", "", one.registration_number).upper()
            country = one.country_registered or one.place_registered or ""
            if _REGISTRY.fullmatch(plain) and self._parties.countries.find(country) == "GB":
                return subject("GB-COH", plain)
        return subject("GB-PSC", hidden(record.company_number or "", _named(data)))


def _held_by(data: _Data) -> str:
    """What kind of holder it is; empty for what names none."""
    match = _KIND.fullmatch(data.kind)
    return match[1] if match and match[1] in _HOLDERS else ""


def _named(data: _Data) -> str:
    """What the register calls the record."""
    link = (data.links or {}).get("self")
    return link if isinstance(link, str) else data.etag or ""


def _is_state(data: _Data) -> bool:
    """Whether a legal person is a government, by the words of its form; a body corporate may be a legal person too."""
    form = (data.identification.legal_form or "") if data.identification else ""
    return any(word in form.casefold() for word in ("government", "state", "sovereign", "ministry", "crown"))


def _nature(nature: str, owner: str, statement: str, since: str, until: str) -> Held:
    """What a nature of control says in percent."""
    kind = next((kind for start, kind in _WHAT.items() if nature.startswith(start)), CONTROL)
    low, high = 50.0, 100.0
    match = _BAND.search(nature)
    if match is not None:
        low, high = float(match[1] or match[3]), float(match[2] or 100)
    elif kind != BOARD:
        kind = CONTROL
    return Held(
        owner=owner,
        kind=kind,
        low=None if kind == CONTROL else low,
        high=None if kind == CONTROL else high,
        above=kind != CONTROL,
        certain=kind != CONTROL,
        since=since,
        until=until,
        how="indirect" if _THROUGH.search(nature) else "unknown",
        nature=nature[:200],
        statement=statement,
    )


def _stated(on: str | None, original: bytes, where: str) -> Stated:
    at, quality = moment(on)
    return Stated(at=at, quality=quality, original=original, where=where)


def _original(record: _Line, holder: str) -> dict[str, object]:
    """The record without what it says of a natural person beyond nationality."""
    data = record.data
    kept: dict[str, object] = {
        "kind": data.kind,
        "natures_of_control": data.natures_of_control,
        "notified_on": data.notified_on,
        "ceased_on": data.ceased_on,
    }
    if holder in PERSONS:
        kept["nationality"] = data.nationality
    else:
        kept |= {"name": data.name, "links": {"self": _named(data)}}
        kept["identification"] = msgspec.to_builtins(data.identification)
    return {"company_number": record.company_number, "data": {k: v for k, v in kept.items() if v is not None}}
