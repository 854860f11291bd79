"""Rows of a camera register as observations, whatever kind of spreadsheet they came in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from camcensus.model.errors import HostileInput
from camcensus.model.frames import Drafts
from camcensus.model.reading import CHUNK, Chunk, Context, Place, Remark
from camcensus.sources.reading import cells, dates, secrets
from camcensus.sources.reading.remarks import Remarks, listed, quoted
from camcensus.sources.reading.table import Cell, Plan, Row, fold, show
from camcensus.wire import addresses, localtime, macs

Names: TypeAlias = dict[str, int]
"""How often each name of a device was used; sheets of one workbook share it."""

MAX_QUANTITY = 999
"""Devices that one row may stand for."""
MAX_EXPANDED = 100_000
"""Devices that all rows with a quantity may stand for together."""
MAX_BYTES = 16 << 20
"""Bytes of originals that are gathered before they are handed on."""

_AS_WRITTEN = ("make", "location", "name", "recorder", "supplier", "notes")
"""Columns that are text by nature. Others are kept as written only where they were not understood: the original has
every cell."""

_UNDERSTOOD = frozenset(
    (*_AS_WRITTEN, "asset", "site", "model", "serial", "mac", "ip", "firmware", "kind", "quantity", "installed", "work",
     "controller", "vlan", "channels", "status", "last_seen")
)  # fmt: skip
"""Columns that are read for what they mean. Any other that the vocabulary names is kept as written."""

_NUMBERED_DAYS = "{} dates were written as a spreadsheet's count of days and read as such"
_SWAPPED = "{} dates could be read month first; they were read day first"
_ERRORS = "{} cells hold a spreadsheet's error, such as #N/A, and say nothing"

_TITLES = "{} rows have fewer than two cells that are understood: read as titles and left out"

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)

_NAMING = frozenset({"serial", "mac", "ip"})
"""Columns of which one alone names a device."""
_WORD_COLUMNS = ("kind", "work", "controller", "status")


class _Seen(NamedTuple):
    """When a device was last looked at; `last` is absent if it was one moment."""

    first: datetime | None = None
    last: datetime | None = None
    quality: str = "unknown"


_NEVER = _Seen()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row, its cells by what their columns mean."""

    where: str
    written: Mapping[str, str]
    """Cells as text, without secrets; empty ones are absent."""
    typed: Mapping[str, Cell]
    """The same cells as the spreadsheet holds them, numbers and dates among them; text is as in `written`."""
    place: Place | None
    original: bytes


class Register:
    """Observations gathered from the rows of one register."""

    def __init__(self, context: Context, plan: Plan, source: str, sheet: str = "", names: Names | None = None) -> None:
        self._context = context
        self._plan = plan
        self._naming = _NAMING | context.alone
        self._sheet = sheet
        self._drafts = Drafts(body=context.body, source=source)
        self._originals: dict[bytes, bytes] = {}
        self._bytes = 0
        self._remarks = Remarks()
        self._records = 0
        self._redacted = 0
        self._expanded = 0
        self._untitled: set[int] = set()
        self._names: Names = {} if names is None else names
        self._placeholders = frozenset(fold(word) for word in context.vocabulary.placeholders)
        self._words = {name: cells.Words(context.vocabulary.values.get(name, {})) for name in _WORD_COLUMNS}
        self._zones = {zone: ZoneInfo(zone) for zone in {p.timezone for p in context.places.values()}}
        self._zone = ZoneInfo(context.timezone)

    def read(self, rows: Iterable[tuple[int, Row]]) -> Iterator[Chunk]:
        """Chunks of observations of all rows; `rows` are (row number as a person counts, cells)."""
        for number, row in rows:
            self._row(number, row)
            if len(self._drafts) >= CHUNK or self._bytes >= MAX_BYTES:
                yield self._take()
        where = self._sheet or "the heading"
        yield replace(self._take(), remarks=(*self._closing(where), *self._remarks.all(where)))

    def _closing(self, where: str) -> Iterator[Remark]:
        """What is known only at the end: columns that were not understood or not stored."""
        unknown = [*self._plan.unknown, *(_untitled(index) for index in sorted(self._untitled))]
        if unknown:
            yield Remark(where=where, what=f"not understood and kept only in the originals: {listed(unknown)}")
        if self._plan.secret:
            secret = [self._plan.headings.get(index) or _untitled(index) for index in sorted(self._plan.secret)]
            yield Remark(where=where, what=f"not stored, because it may hold secrets: {listed(secret)}")

    def _take(self) -> Chunk:
        chunk = Chunk(
            observations=self._drafts.take(),
            originals=self._originals,
            records=self._records,
            redacted=self._redacted,
        )
        self._originals, self._bytes, self._records, self._redacted = {}, 0, 0, 0
        return chunk

    def _row(self, number: int, row: Row) -> None:
        found = self._understood(number, row)
        if found is None:
            return
        self._records += 1
        many, facts = self._facts(found)
        asset = self._asset(found)
        seen = self._seen(found) or _NEVER
        for index in range(many):
            for field, value in facts:
                self._drafts.add(
                    realm=found.place.realm if found.place else self._context.realm,
                    subject=f"asset:{asset}" if many == 1 else f"asset:{asset}/{index + 1}",
                    field=field,
                    value=value,
                    at=seen.first,
                    until=seen.last,
                    at_quality=seen.quality,
                    original=found.original,
                )

    # --- from cells to a row -----------------------------------------------------------------------------------

    def _understood(self, number: int, row: Row) -> _Row | None:
        """The row by what its columns mean; None if it is empty, a title between rows, or the heading once more."""
        texts = [show(cell) for cell in row]
        filled = [index for index in self._plan.columns if index < len(texts) and texts[index]]
        if len(filled) < 2 and not any(self._plan.columns[index] in self._naming for index in filled):
            if any(texts):
                self._remarks.count(_TITLES)
            return None
        if all(texts[index] == self._plan.headings.get(index) for index in filled):
            return None
        stripped, removed = self._stripped(texts)
        self._redacted += removed
        written: dict[str, str] = {}
        typed: dict[str, Cell] = {}
        for index in filled:
            column, cell, text = self._plan.columns[index], row[index], stripped[index]
            if cells.is_error(text):
                self._remarks.count(_ERRORS)
            else:
                written[column] = text
                typed[column] = text if isinstance(cell, str) else cell
        _take_apart(written)
        return _Row(
            where=f"{self._sheet}, row {number}" if self._sheet else f"row {number}",
            written=written,
            typed=typed,
            place=self._context.places.get(written.get("site", "").lower()),
            original=self._keep(stripped),
        )

    def _stripped(self, texts: list[str]) -> tuple[dict[int, str], int]:
        """Column index to text without secrets, for cells that hold something, and how many were taken out."""
        found: dict[int, str] = {}
        removed = 0
        for index, text in enumerate(texts):
            if text and index in self._plan.secret:
                removed += 1
            elif text:
                found[index], cut = secrets.strip(text)
                removed += cut
        return found, removed

    def _keep(self, stripped: Mapping[int, str]) -> bytes:
        """Store the row as JSON, heading to cell, and say under what hash."""
        headings = self._plan.headings
        self._untitled.update(index for index in stripped if index not in headings)
        shown = {headings.get(index) or _untitled(index): text for index, text in stripped.items()}
        data = _JSON.encode(shown).encode("utf-8", "replace")
        key = hashlib.sha256(data).digest()
        self._originals[key] = data
        self._bytes += len(data)
        return key

    # --- from a row to facts -----------------------------------------------------------------------------------

    def _facts(self, row: _Row) -> tuple[int, list[tuple[str, str]]]:
        """How many devices a row stands for, and what it says of each."""
        written = row.written
        facts = [(f"register.{column}", written[column]) for column in _AS_WRITTEN if column in written]
        facts += [(f"register.{column}", text) for column, text in written.items() if column not in _UNDERSTOOD]
        if row.place is not None:
            facts.append(("fact.site", row.place.site))
        elif "site" in written:
            facts.append(("register.site", written["site"]))
        if row.place is None and "site" in written and self._context.places:
            site = quoted(written["site"]).replace("{}", "")
            self._remarks.count(f"site {site} is not in the estate file ({{}} rows): add it there or as an alias")
        many, kind = self._kind(row)
        if kind is not None:
            facts.append(("fact.class", kind))
        elif "kind" in written:
            facts.append(("register.kind", written["kind"]))
        facts += self._keys(row) if many == 1 else self._without_keys(row)
        for column, field in (("model", "model.number"), ("firmware", "firmware.version")):
            if column in written:
                facts.append((field, written[column]))
        facts += self._stated(row)
        return many, facts

    def _kind(self, row: _Row) -> tuple[int, str | None]:
        """(how many devices, their class); a name or model says how many only beside a word for the class."""
        many = 1
        kind: str | None = None
        for column in ("kind", "model", "name"):
            if column in row.written:
                count, rest = cells.quantity(row.written[column], brackets=column == "kind")
                value = self._words["kind"].find(rest)
                if many == 1 and (column == "kind" or value):
                    many = count
                kind = kind or value
        if many > 1 and not all(self._says_none(row.written.get(column, "")) for column in ("serial", "mac")):
            self._remarks.add(row.where, f"it names one device, so it is not read as {many} of them")
            many = 1
        return self._counted(row, many), kind

    def _counted(self, row: _Row, many: int) -> int:
        """How many devices, by the quantity column if that has more than one."""
        written = row.written.get("quantity", "")
        stated = 1 if self._says_none(written) else cells.count(written)
        if stated is None or not 1 <= stated <= MAX_QUANTITY:
            self._remarks.add(row.where, f"quantity {quoted(written)} is not believed: kept as one device")
            return 1
        many = max(many, stated)
        self._expanded += many if many > 1 else 0
        if self._expanded > MAX_EXPANDED:
            raise HostileInput(
                f"its quantities add up to more than {MAX_EXPANDED:,} devices",
                where=f"{self._context.name}, {row.where}",
                mend="correct the quantities",
            )
        return many

    def _keys(self, row: _Row) -> list[tuple[str, str]]:
        """Serial number and addresses, where they name a device."""
        found = self._serial(row)
        if "mac" in row.written and not self._says_none(row.written["mac"]):
            mac = macs.normalise(row.written["mac"])
            if mac and macs.is_individual(mac):
                found.append(("mac", mac))
            else:
                what = f"{quoted(row.written['mac'])} is not the address of an Ethernet interface"
                self._remarks.add(row.where, what)
        if "ip" in row.written and not self._says_none(row.written["ip"]):
            address = addresses.normalise(row.written["ip"])
            if address:
                found.append(("fact.ip", address))
            else:
                self._remarks.add(row.where, f"{quoted(row.written['ip'])} is not an IP address")
        return found

    def _serial(self, row: _Row) -> list[tuple[str, str]]:
        if "serial" not in row.typed:
            return []
        serial, fault = cells.serial(row.typed["serial"])
        if serial and not cells.is_placeholder(serial, self._placeholders):
            return [("serial.number", serial)]
        if serial:
            self._remarks.add(row.where, f"serial {quoted(serial)} names no device and joins nothing")
        else:
            self._remarks.add(row.where, f"{fault}: read it from the label again")
        return [("register.serial", row.written["serial"])]

    def _says_none(self, text: str) -> bool:
        """Whether a cell says that there is nothing to say: N/A, TBC, a dash."""
        folded = fold(text)
        return (folded in self._placeholders and not folded.isdigit()) or not any(map(str.isalnum, text))

    def _without_keys(self, row: _Row) -> list[tuple[str, str]]:
        named = [column for column in ("serial", "mac", "ip") if column in row.written]
        if named:
            what = f"it stands for several devices, so its {' and '.join(named)} joins nothing"
            self._remarks.add(row.where, what)
        return [(f"register.{column}", row.written[column]) for column in named]

    def _stated(self, row: _Row) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for column in ("work", "controller", "status"):
            if column in row.written:
                value = self._words[column].find(row.written[column])
                found.append((f"fact.{column}", value) if value else (f"register.{column}", row.written[column]))
        if "installed" in row.typed:
            found += self._installed(row)
        if (vlan := cells.count(row.written.get("vlan", ""))) is not None and 0 < vlan < 4095:
            found.append(("fact.vlan", str(vlan)))
        if (channels := cells.count(row.written.get("channels", ""))) is not None:
            found.append(("fact.channel_count", str(channels)))
        return found

    # --- dates -------------------------------------------------------------------------------------------------

    def _installed(self, row: _Row) -> list[tuple[str, str]]:
        """An install date as an ISO day, month or year: what is not written is not made up."""
        if (span := dates.span(row.typed["installed"])) is not None:
            return [("fact.installed_on", span.text)]
        moment = self._wall_time(row, "installed")
        if moment is None:
            if not self._says_none(row.written["installed"]):
                self._remarks.add(row.where, f"install date {quoted(row.written['installed'])} is not a date")
            return [("register.installed", row.written["installed"])]
        return [("fact.installed_on", moment.date().isoformat())]

    def _seen(self, row: _Row) -> _Seen | None:
        """When the row's device was last looked at; None if the row does not tell."""
        cell = row.typed.get("last_seen")
        moment = None if cell is None else self._moment(row, cell)
        return moment and _Seen(moment.first, None if moment.first == moment.last else moment.last, moment.quality)

    def _moment(self, row: _Row, cell: Cell) -> localtime.Moment | None:
        """A moment, a day, or as long as the cell leaves open."""
        if (moment := dates.exact(cell)) is not None:
            return localtime.from_utc(moment)
        zone = self._zones[row.place.timezone] if row.place else self._zone
        if (span := dates.span(cell)) is not None:
            first, last = localtime.from_day(span.first, zone), localtime.from_day(span.last, zone)
            return first._replace(last=last.last)
        wall = self._wall_time(row, "last_seen")
        if wall is None and not self._says_none(row.written["last_seen"]):
            self._remarks.add(row.where, f"{quoted(row.written['last_seen'])} is not a date")
        return self._local(row, wall, zone) if wall else None

    def _local(self, row: _Row, wall: datetime, zone: ZoneInfo) -> localtime.Moment:
        if wall.time() == datetime.min.time():
            return localtime.from_day(wall.date(), zone)
        moment = localtime.from_local(wall, zone)
        if moment.first != moment.last:
            self._remarks.add(row.where, f"{wall} came twice that night, when the clocks went back: both are kept")
        return moment

    def _wall_time(self, row: _Row, column: str) -> datetime | None:
        moment, doubt = dates.wall_time(row.typed[column])
        if doubt:
            self._remarks.count(_SWAPPED)
        if moment is not None and dates.is_number(row.typed[column]):
            self._remarks.count(_NUMBERED_DAYS)
        return moment

    # --- names -------------------------------------------------------------------------------------------------

    def _asset(self, row: _Row) -> str:
        """The row's own name: its asset number, else where it hangs and what it is called, else what it says."""
        written = row.written
        stated = written.get("asset", "")
        if self._says_none(stated):
            stated = ""
        called = [written[column] for column in ("location", "name") if column in written]
        place = [written["site"]] if "site" in written else []
        name = stated or (" / ".join(place + called) if called else f"~{row.original.hex()[:16]}")
        self._names[name] = self._names.get(name, 0) + 1
        if self._names[name] == 1:
            return name
        if stated:
            what = f"asset number {quoted(name)} was used above: this row is kept as another device"
            self._remarks.add(row.where, what)
        return f"{name}#{self._names[name]}"


def _take_apart(written: dict[str, str]) -> None:
    """Split a cell of make and model at its first space or slash; columns of their own win."""
    if "make_model" in written:
        make, *model = re.split(r" ?/ ?| ", written.pop("make_model").strip(" /-"), maxsplit=1)
        for column, text in (("make", make), ("model", "".join(model).strip(" /-"))):
            if text:
                written.setdefault(column, text)


def _untitled(index: int) -> str:
    return f"column {index + 1}"
