"""What the lines of a filled walk-round sheet say, as observations by a named surveyor, on paper or on a phone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from camcensus.model.reading import Context
from camcensus.sources.importers import _photographs as photographs
from camcensus.sources.importers._device import listed
from camcensus.sources.reading import cells, dates, secrets
from camcensus.sources.reading.forms import Form, Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import quoted
from camcensus.sources.reading.table import Cell, fold
from camcensus.wire import localtime, macs

TITLE = "camcensus walk-round"
"""Stands at the top of every sheet: by it one is known."""

FORM = Form(
    columns={
        "line": ("Line", "Line id", "Line no", "No"),
        "known_as": ("Known as",),
        "area": ("Floor or area", "Floor", "Area", "Location", "Room", "Where"),
        "expected_make": ("Expected make",),
        "expected_model": ("Expected model",),
        "expected_serial": ("Expected serial",),
        "expected_mac": ("Expected MAC",),
        "expected_ip": ("Expected address",),
        "known_from": ("Known from",),
        "outcome": ("Outcome", "Seen?", "Seen", "Result"),
        "kind": ("Kind", "Type", "What is it"),
        "label": ("Label text", "Label"),
        "make": ("Make", "Brand", "Manufacturer"),
        "model": ("Model", "Model number"),
        "serial": ("Serial", "Serial number", "S/N"),
        "mac": ("MAC", "MAC address"),
        "photos": ("Photographs", "Photos", "Pictures", "Photo"),
        "notes": ("Notes", "Note", "Remarks", "Comments"),
    },
    needs=(
        frozenset({"line", "outcome"}),
        frozenset({"line", "label", "serial"}),
        frozenset({"known_as", "outcome"}),
        frozenset({"expected_serial", "serial"}),
    ),
    passed_over=("Known from",),
)

OUTCOMES = {
    "seen": "seen", "found": "seen", "yes": "seen", "y": "seen", "x": "seen", "ok": "seen", "present": "seen",
    "notthere": "not-seen", "notfound": "not-seen", "missing": "not-seen", "gone": "not-seen", "no": "not-seen",
    "notseen": "not-seen", "couldnotreach": "not-reached", "notreached": "not-reached", "noaccess": "not-reached",
    "locked": "not-reached", "unreachable": "not-reached", "notacamera": "not-camera", "nocamera": "not-camera",
    "notcamera": "not-camera",
}  # fmt: skip
"""What people write as the outcome, folded, to what it means."""

_TYPED = ("kind", "label", "make", "model", "serial", "mac", "photos")
"""Columns of which any says that somebody stood before the thing."""

_KNOWN_AS = re.compile(r"(asset|serial|mac|ip|uuid|cert|walk):(\S.{0,199})")
_OWN = ("asset", "serial", "uuid", "cert", "walk")
"""Kinds of name by which a line can speak of a thing; an address is looked for among the network's instead."""

NOBODY = "unnamed"
_MAX_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the lines of a sheet."""

    sheet: str = ""
    site: str = ""
    surveyor: str = ""
    day: Cell = None


def source(head: Head) -> str:
    """The surveyor as the source of observations."""
    return f"survey:{_name(head.surveyor) or NOBODY}"


def _name(text: str) -> str:
    return "".join(one for one in " ".join(secrets.strip(text)[0].split()) if one.isprintable())[:_MAX_NAME]


def _person(surveyor: str) -> str:
    """The surveyor's name as part of a subject, in any script."""
    return "".join(one for one in _name(surveyor).casefold() if one.isalnum()) or NOBODY


class Survey:
    """Takes in line after line of one sheet; what they say goes into `gathered`."""

    def __init__(self, path: Path, head: Head, gathered: Gathered, where: str) -> None:
        self.gathered = gathered
        self._remarks, self._head = gathered.remarks, head
        self._photographs = photographs.Photographs(path, gathered)
        context = gathered.context
        self._place = context.places.get(head.site.strip().lower())
        self._kinds = cells.Words(context.vocabulary.values.get("kind", {}))
        self._placeholders = frozenset(fold(word) for word in context.vocabulary.placeholders)
        self._sheet = fold(head.sheet)[:32] or context.file[:8]
        self._lines: Counter[str] = Counter()
        self._seen = self._day(context, where)
        if not _name(head.surveyor):
            self._remarks.add(where, "it bears no surveyor's name: what it says is kept as an unnamed person's")
        if self._place is None:
            self._remarks.add(where, f"site {quoted(head.site)} is not in the estate file: its lines have no site")

    def _day(self, context: Context, where: str) -> localtime.Moment | None:
        """The day of the walk, from its first moment to its last."""
        zone = ZoneInfo(self._place.timezone if self._place else context.timezone)
        cell = self._head.day
        wall, doubt = dates.wall_time(cell) if cell is not None else (None, False)
        if doubt:
            self._remarks.add(where, f"{quoted(str(cell))} could be read month first; it was read day first")
        if wall is None:
            what = "the day of the walk is missing" if cell in (None, "") else f"{quoted(str(cell))} is not a day"
            self._remarks.add(where, f"{what}: what it says is undated")
            return None
        return localtime.from_day(wall.date(), zone)

    # --- one line ----------------------------------------------------------------------------------------------

    def note(self, record: Record) -> None:
        """Take in one line."""
        values = {name: _bare(text) for name, text in record.cells.items()}
        outcome = self._outcome(values, record.where)
        if outcome is None:
            self.gathered.leave_out("lines that nobody filled in")
            return
        if self._place is not None and not self._lines:
            self._keep(f"site:{self._place.site}", [("survey.walked", self._place.site)], None)
        line = fold(values.get("line", "")) or fold(record.where)
        self._lines[line] += 1
        if (times := self._lines[line]) > 1:
            self._remarks.add(record.where, f"line {quoted(values.get('line', ''))} stands twice: both are kept")
            line = f"{line}.{times}"
        known = self._known_as(values, record.where)
        typed = self._names(values, record.where)
        own = f"walk:{self._sheet}/{line}/{_person(self._head.surveyor)}"
        if known is not None and _contradicts(values, typed):
            read = [("survey.label_" + field.removesuffix(".number"), value) for field, value in typed]
            there, names = _expected(known, f"{own}/expected")
            self._keep(there, [*names, ("survey.outcome", "contradicted"), *read], record.original)
            known = None
        subject, names = (own, []) if known is None else _expected(known, own)
        facts = [*names, ("survey.outcome", outcome), ("survey.line", values.get("line", ""))]
        stood = outcome in ("seen", "not-camera") or (outcome == "not-reached" and known is None)
        if stood:
            facts += self._stated(values, outcome, is_new=known is None) + typed
        self._keep(subject, facts, record.original)
        if stood:
            self._pictures(subject, values, record.where)

    def _keep(self, subject: str, facts: list[tuple[str, str]], original: bytes | None) -> None:
        seen, place = self._seen, self._place
        self.gathered.add(
            subject, facts, original=original, at=seen and seen.first, until=seen and seen.last,
            quality=seen.quality if seen else "unknown", realm=place.realm if place else None,
        )  # fmt: skip

    def _outcome(self, values: Mapping[str, str], where: str) -> str | None:
        """What came of the line; None if nobody filled it in."""
        written = values.get("outcome", "")
        typed = any(name in values for name in _TYPED)
        found = OUTCOMES.get(fold(written))
        if written and found is None:
            self._remarks.add(where, f"{quoted(written)} is no outcome that is known")
        if found in ("not-seen", "not-reached") and any(values.get(name) for name in ("serial", "mac")):
            self._remarks.add(where, f"it says {quoted(written)} and names what stood there: read as seen")
            return "seen"
        return found or ("seen" if typed else None)

    def _known_as(self, values: Mapping[str, str], where: str) -> tuple[str, str] | None:
        """Kind and value of the name by which the line speaks of an expected thing."""
        written = values.get("known_as", "")
        match = _KNOWN_AS.fullmatch(written)
        if written and match is None:
            self._remarks.add(where, f"{quoted(written)} is no name of a thing: the line is read as a new one")
        return (match[1], match[2]) if match else None

    def _names(self, values: Mapping[str, str], where: str) -> list[tuple[str, str]]:
        """Serial number and Ethernet addresses that were read off the label, where they are any."""
        found: list[tuple[str, str]] = []
        if written := values.get("serial", ""):
            serial, fault = cells.serial(written)
            if serial and not cells.is_placeholder(serial, self._placeholders):
                found.append(("serial.number", serial))
            else:
                self._remarks.add(where, fault or f"serial {quoted(written)} names no device and joins nothing")
        if written := values.get("mac", ""):
            read = listed(written, _mac)
            found += [("mac", one) for one in read]
            if not read:
                self._remarks.add(where, f"{quoted(written)} is not the address of an Ethernet interface")
        return found

    def _stated(self, values: Mapping[str, str], outcome: str, *, is_new: bool) -> list[tuple[str, str]]:
        """What the surveyor says of the thing itself."""
        kind = self._kinds.find(values.get("kind", ""))
        if outcome == "not-camera":
            kind = "not-camera"
        elif kind is None and is_new:
            kind = "camera"
        facts = [
            ("fact.site", self._place.site if self._place else ""), ("fact.class", kind or ""),
            ("register.location", values.get("area", "")), ("label.text", values.get("label", "")),
            ("register.make", values.get("make", "")), ("model.number", values.get("model", "")),
            ("register.notes", values.get("notes", "")), ("survey.expected_make", values.get("expected_make", "")),
            ("survey.expected_model", values.get("expected_model", "")),
        ]  # fmt: skip
        return [(field, value) for field, value in facts if value]

    def _pictures(self, subject: str, values: Mapping[str, str], where: str) -> None:
        """Each photograph, kept where it was handed over."""
        for name in photographs.names(values.get("photos", "")):
            kept = self._photographs.keep(name, where)
            original = kept if kept is not None else self.gathered.keep({"photograph": name})
            self._keep(subject, [("survey.photo", name)], original)


def _expected(known: tuple[str, str], own: str) -> tuple[str, list[tuple[str, str]]]:
    """(subject, names) of a record on the thing that a line expects."""
    kind, value = known
    if kind in _OWN:
        return f"{kind}:{value}", []
    return own, [("mac" if kind == "mac" else "fact.ip", value)]


def _contradicts(values: Mapping[str, str], typed: list[tuple[str, str]]) -> bool:
    """Whether what was read off the label names another thing than the line expects.

    The serial number decides; an Ethernet address only where there is no serial number to compare.
    """
    expected = [fold(one) for one in values.get("expected_serial", "").split(",") if fold(one)]
    serials = [fold(value) for field, value in typed if field == "serial.number"]
    if expected and serials:
        return not any(one in serials[0] or serials[0] in one for one in expected)
    addresses = listed(values.get("expected_mac", ""), _mac)
    read = [value for field, value in typed if field == "mac"]
    return bool(addresses and read) and not set(addresses) & set(read)


def _mac(text: str) -> str | None:
    mac = macs.normalise(text)
    return mac if mac and macs.is_individual(mac) else None


def _bare(text: str) -> str:
    """Without the apostrophe that keeps a cell from being a formula."""
    return text[1:].strip() if text[:1] == "'" and text[1:2] in tuple("=+-@") else text
