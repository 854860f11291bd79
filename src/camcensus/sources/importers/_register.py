"""Rows of a camera register as observations, whatever kind of spreadsheet they came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from camcensus.model.frames import Drafts
from camcensus.model.reading import CHUNK, Chunk, Context, Place, Remark
from camcensus.sources.importers import _cells as cells
from camcensus.sources.importers._table import Cell, Plan, Row, fold, show
from camcensus.wire import addresses, localtime, macs, redact

MAX_REMARKS = 200
"""Remarks on single rows that are worth printing; the rest is counted."""

_AS_WRITTEN = (
    "make",
    "model",
    "site",
    "location",
    "name",
    "kind",
    "recorder",
    "supplier",
    "notes",
    "installed",
)
"""Columns whose cells are kept as a person wrote them, beside what they were understood to mean."""


class Register:
    """Observations gathered from the rows of one register."""

    def __init__(self, context: Context, plan: Plan, source: str, sheet: str = "") -> None:
        self._context = context
        self._plan = plan
        self._sheet = sheet
        self._drafts = Drafts(body=context.body, source=source)
        self._originals: dict[bytes, bytes] = {}
        self._remarks: list[Remark] = []
        self._unprinted = 0
        self._records = 0
        self._redacted = 0
        self._repeats: dict[str, int] = {}
        self._swapped = 0
        self._placeholders = frozenset(fold(word) for word in context.vocabulary.placeholders)

    def read(self, rows: Iterable[tuple[int, Row]]) -> Iterator[Chunk]:
        """Chunks of observations of all rows; `rows` are (row number as a person counts, cells)."""
        for number, row in rows:
            self._row(number, row)
            if len(self._drafts) >= CHUNK:
                yield self._take()
        yield replace(self._take(), remarks=(*self._closing(), *self._remarks))

    def _closing(self) -> list[Remark]:
        where = self._sheet or "the heading"
        remarks = []
        if self._plan.unknown:
            listed = ", ".join(f"'{heading}'" for heading in self._plan.unknown[:20])
            remarks.append(Remark(where=where, what=f"not understood and kept only in the originals: {listed}"))
        if self._plan.secret:
            listed = ", ".join(f"'{self._plan.headings[i]}'" for i in sorted(self._plan.secret))
            remarks.append(Remark(where=where, what=f"not stored, because it may hold secrets: {listed}"))
        if self._swapped:
            what = f"{self._swapped} dates could be read month first; they were read day first"
            remarks.append(Remark(where=where, what=what))
        if self._unprinted:
            remarks.append(Remark(where=where, what=f"{self._unprinted} more remarks on rows"))
        return remarks

    def _take(self) -> Chunk:
        chunk = Chunk(
            observations=self._drafts.take(),
            originals=self._originals,
            records=self._records,
            redacted=self._redacted,
        )
        self._originals, self._records, self._redacted = {}, 0, 0
        return chunk

    def _row(self, number: int, row: Row) -> None:
        cells_by_column = self._cells(row)
        if len(cells_by_column) < 2:  # nothing, or a title between the rows
            return
        where = f"{self._sheet}, row {number}" if self._sheet else f"row {number}"
        written = {column: redact.text(show(cell))[0] for column, cell in cells_by_column.items()}
        original = self._keep(row)
        self._records += 1
        place = self._context.places.get(written.get("site", "").strip().lower())
        many, facts = self._facts(where, written, cells_by_column, place)
        asset = self._asset(where, written, original)
        seen = self._seen(where, cells_by_column.get("last_seen"), place)
        realm = place.realm if place else self._context.realm
        for index in range(many):
            subject = f"asset:{asset}" if many == 1 else f"asset:{asset}/{index + 1}"
            for field, value in facts:
                self._drafts.add(
                    realm=realm,
                    subject=subject,
                    field=field,
                    value=value,
                    at=seen.first if seen else None,
                    until=seen.last if seen else None,
                    at_quality=seen.quality if seen else "unknown",
                    original=original,
                )

    def _cells(self, row: Row) -> dict[str, Cell]:
        """Column meaning to its cell, for cells that hold something; `make/model` is taken apart."""
        found: dict[str, Cell] = {}
        for index, column in self._plan.columns.items():
            cell = row[index] if index < len(row) else None
            if cell is not None and show(cell):
                found[column] = cell
        if "make_model" in found:
            first, _, rest = show(found.pop("make_model")).partition(" ")
            found.setdefault("make", first.strip(" /-"))
            if rest:
                found.setdefault("model", rest.strip(" /-"))
        return found

    def _facts(
        self, where: str, written: Mapping[str, str], row: Mapping[str, Cell], place: Place | None
    ) -> tuple[int, list[tuple[str, str]]]:
        """How many devices a row stands for, and what it says of each."""
        facts = [(f"register.{column}", written[column]) for column in _AS_WRITTEN if column in written]
        if place is not None:
            facts.append(("fact.site", place.site))
        elif "site" in written and self._context.places:
            self._remark(where, f"site '{written['site']}' is not in the estate file: add it there or as an alias")
        many, kind = self._kind(written)
        if kind is not None:
            facts.append(("fact.class", kind))
        facts += self._keys(where, written, row) if many == 1 else self._without_keys(where, written)
        for column, field in (("model", "model.number"), ("firmware", "firmware.version")):
            if column in written:
                facts.append((field, written[column]))
        facts += self._stated(where, written, row)
        return many, facts

    def _kind(self, written: Mapping[str, str]) -> tuple[int, str | None]:
        many = 1
        kind: str | None = None
        for column in ("kind", "model", "name"):
            if column in written:
                count, rest = cells.quantity(written[column]) if many == 1 else (many, written[column])
                value = cells.word(rest, self._context.vocabulary.values.get("kind", {}))
                if column == "kind" or (count > 1 and value):
                    many = count
                kind = kind or value
        stated = written.get("quantity", "")
        if stated.isdigit() and 1 < int(stated) <= cells.MAX_QUANTITY:
            many = int(stated)
        return many, kind

    def _keys(self, where: str, written: Mapping[str, str], row: Mapping[str, Cell]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if "serial" in row:
            serial, fault = cells.serial(row["serial"])
            if fault:
                self._remark(where, f"{fault}: read it from the label again")
                found.append(("register.serial", written["serial"]))
            elif serial and cells.is_placeholder(serial, self._placeholders):
                self._remark(where, f"serial '{serial}' names no device and joins nothing")
                found.append(("register.serial", serial))
            elif serial:
                found.append(("serial.number", serial))
        if "mac" in written:
            mac = macs.normalise(written["mac"])
            if mac and macs.is_individual(mac):
                found.append(("mac", mac))
            else:
                self._remark(where, f"'{written['mac']}' is not the address of an Ethernet interface")
        if "ip" in written:
            address = addresses.normalise(written["ip"])
            if address:
                found.append(("fact.ip", address))
            else:
                self._remark(where, f"'{written['ip']}' is not an IP address")
        return found

    def _without_keys(self, where: str, written: Mapping[str, str]) -> list[tuple[str, str]]:
        named = [column for column in ("serial", "mac", "ip") if column in written]
        if named:
            self._remark(where, f"it stands for several devices, so its {' and '.join(named)} joins nothing")
        return [(f"register.{column}", written[column]) for column in named]

    def _stated(self, where: str, written: Mapping[str, str], row: Mapping[str, Cell]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for column in ("work", "controller", "status"):
            if column in written:
                value = cells.word(written[column], self._context.vocabulary.values.get(column, {}))
                found.append((f"fact.{column}", value) if value else (f"register.{column}", written[column]))
        if "installed" in row:
            found += self._installed(where, row["installed"])
        if (vlan := written.get("vlan", "")).isdigit() and 0 < int(vlan) < 4095:
            found.append(("fact.vlan", str(int(vlan))))
        if (channels := written.get("channels", "")).isdigit():
            found.append(("fact.channel_count", channels))
        return found

    def _installed(self, where: str, cell: Cell) -> list[tuple[str, str]]:
        """An install date as an ISO day, month or year: what is not written is not made up."""
        text = show(cell)
        if text.isdigit() and 1980 <= int(text) <= 2100:
            return [("fact.installed_on", text)]
        day, doubt = cells.day(cell)
        if day is None:
            self._remark(where, f"install date '{text}' is not a date")
            return []
        self._swapped += doubt
        return [("fact.installed_on", day.isoformat())]

    def _seen(self, where: str, cell: Cell, place: Place | None) -> localtime.Moment | None:
        if cell is None:
            return None
        wall, doubt = cells.wall_time(cell)
        if wall is None:
            self._remark(where, f"'{show(cell)}' is not a date")
            return None
        self._swapped += doubt
        zone = ZoneInfo(place.timezone if place else self._context.timezone)
        if wall.time() == datetime.min.time():
            return localtime.from_day(wall.date(), zone)
        moment = localtime.from_local(wall, zone)
        if moment.first != moment.last:
            self._remark(where, f"{wall} came twice that night, when the clocks went back: both are kept")
        return moment

    def _asset(self, where: str, written: Mapping[str, str], original: bytes) -> str:
        """The row's own name: its asset number, else where it hangs, else what it says."""
        parts = [written[column] for column in ("site", "location", "name") if column in written]
        name = written.get("asset") or " / ".join(parts) or f"~{original.hex()[:16]}"
        self._repeats[name] = self._repeats.get(name, 0) + 1
        if self._repeats[name] == 1:
            return name
        if "asset" in written:
            self._remark(where, f"asset number '{name}' was used above: this row is kept as another device")
        return f"{name}#{self._repeats[name]}"

    def _keep(self, row: Row) -> bytes:
        """The row as JSON, heading to cell, without the columns that may hold secrets."""
        shown: dict[str, str] = {}
        for index, heading in self._plan.headings.items():
            text = show(row[index]) if index < len(row) else ""
            if text and index in self._plan.secret:
                self._redacted += 1
            elif text:
                shown[heading], removed = redact.text(text)
                self._redacted += removed
        data = json.dumps(shown, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        key = hashlib.sha256(data).digest()
        self._originals[key] = data
        return key

    def _remark(self, where: str, what: str) -> None:
        if len(self._remarks) < MAX_REMARKS:
            self._remarks.append(Remark(where=where, what=what))
        else:
            self._unprinted += 1
