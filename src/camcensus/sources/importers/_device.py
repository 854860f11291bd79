"""What one row of a register says of a device, as observations: whatever table, tool or language the row came from."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from camcensus.model.errors import HostileInput
from camcensus.model.reading import Place
from camcensus.sources.reading import cells, dates
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import quoted
from camcensus.sources.reading.table import Cell, fold
from camcensus.wire import addresses, localtime, macs

Names: TypeAlias = dict[str, int]
"""How often each name of a device was used; sheets of one workbook share it."""

MAX_QUANTITY = 999
"""Devices that one row may stand for."""
MAX_EXPANDED = 100_000
"""Devices that all rows with a quantity may stand for together."""
MAX_ADDRESSES = 64
"""Addresses of one kind that one cell may list."""

AS_WRITTEN = ("make", "location", "name", "recorder", "supplier", "notes")
"""Columns that are text by nature. Others are kept as written only where they were not understood: the original has
every cell."""

YES_OR_NO = ("online", "federal_money", "bought_direct", "fixed", "networked", "analytics", "audio", "cloud")

UNDERSTOOD = frozenset(
    (*AS_WRITTEN, "asset", "site", "model", "serial", "mac", "ip", "firmware", "kind", "quantity", "installed", "work",
     "controller", "vlan", "channels", "status", "last_seen", "hostname", "acquired", "ordered_by", "placement",
     "removed", *YES_OR_NO)
)  # fmt: skip
"""Columns that are read for what they mean. Any other that has a name is kept as written."""

_NUMBERED_DAYS = "{} dates were written as a spreadsheet's count of days and read as such"
_SWAPPED = "{} dates could be read month first; they were read day first"

_NOWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  # nothing is bound to them
"""Addresses that tools write where a thing has none."""
_WORD_COLUMNS = ("kind", "work", "controller", "status", "placement")
_AS_IT_IS = (("model", "model.number"), ("firmware", "firmware.version"), ("hostname", "fact.hostname"))


class _Seen(NamedTuple):
    """When a device was last looked at; `last` is absent if it was one moment."""

    first: datetime | None = None
    last: datetime | None = None
    quality: str = "unknown"


_NEVER = _Seen()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, its cells by what their columns mean."""

    where: str
    written: Mapping[str, str]
    """Cells as text, without secrets; empty ones are absent."""
    typed: Mapping[str, Cell]
    """The same cells as a spreadsheet holds them, numbers and dates among them; text is as in `written`."""
    place: Place | None
    original: bytes
    """SHA-256 under which the row is kept."""


class Devices:
    """Takes in row after row; what they say goes into `gathered`."""

    def __init__(self, gathered: Gathered, names: Names | None = None) -> None:
        context = gathered.context
        self._gathered = gathered
        self._context = context
        self._remarks = gathered.remarks
        self._expanded = 0
        self._names: Names = {} if names is None else names
        self._placeholders = frozenset(fold(word) for word in context.vocabulary.placeholders)
        values = context.vocabulary.values
        self._words = {name: cells.Words(values.get(name, {})) for name in _WORD_COLUMNS}
        self._words |= dict.fromkeys(YES_OR_NO, cells.Words(values.get("answer", {})))
        self._zones = {zone: ZoneInfo(zone) for zone in {p.timezone for p in context.places.values()}}
        self._zone = ZoneInfo(context.timezone)

    def place(self, site: str) -> Place | None:
        """The site of the estate that bears this name."""
        return self._context.places.get(site.lower())

    def note(self, row: Row) -> str:
        """Take in one row; the subject under which it was noted (of several devices, that of the first)."""
        many, facts = self._facts(row)
        name = f"asset:{self._asset(row)}"
        seen = self._seen(row) or _NEVER
        for index in range(many):
            self._gathered.add(
                name if many == 1 else f"{name}/{index + 1}",
                facts,
                original=row.original,
                at=seen.first,
                until=seen.last,
                quality=seen.quality,
                realm=row.place.realm if row.place else None,
            )
        return name if many == 1 else f"{name}/1"

    def _facts(self, row: Row) -> tuple[int, list[tuple[str, str]]]:
        """How many devices a row stands for, and what it says of each."""
        written = row.written
        facts = [(f"register.{column}", written[column]) for column in AS_WRITTEN if column in written]
        facts += [(f"register.{column}", text) for column, text in written.items() if column not in UNDERSTOOD]
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
        facts += [(field, written[column]) for column, field in _AS_IT_IS if column in written]
        facts += self._stated(row)
        return many, facts

    def _kind(self, row: Row) -> tuple[int, str | None]:
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
        if many > 1 and not all(self.says_none(row.written.get(column, "")) for column in ("serial", "mac")):
            self._remarks.add(row.where, f"it names one device, so it is not read as {many} of them")
            many = 1
        return self._counted(row, many), kind

    def _counted(self, row: Row, many: int) -> int:
        """How many devices, by the quantity column if that has more than one."""
        written = row.written.get("quantity", "")
        stated = 1 if self.says_none(written) else cells.count(written)
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

    # --- by what a device is told from others ------------------------------------------------------------------

    def _keys(self, row: Row) -> list[tuple[str, str]]:
        """Serial number and addresses, where they name a device."""
        found = self._serial(row)
        found += [("mac", mac) for mac in self._several(row, "mac", _mac, "the address of an Ethernet interface")]
        found += [("fact.ip", address) for address in self._several(row, "ip", host, "an IP address")]
        return found

    def _several(self, row: Row, column: str, read: Callable[[str], str | None], what: str) -> list[str]:
        """The addresses that a cell lists, each once; none of them where it holds anything else as well."""
        text = row.written.get(column, "")
        if not text or self.says_none(text):
            return []
        found = listed(text, read)
        if not found:
            self._remarks.add(row.where, f"{quoted(text)} is not {what}")
        return [one for one in found if one not in _NOWHERE]

    def _serial(self, row: Row) -> list[tuple[str, str]]:
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

    def says_none(self, text: str) -> bool:
        """Whether a cell says that there is nothing to say: N/A, TBC, a dash."""
        folded = fold(text)
        return (folded in self._placeholders and not folded.isdigit()) or not any(map(str.isalnum, text))

    def _without_keys(self, row: Row) -> list[tuple[str, str]]:
        named = [column for column in ("serial", "mac", "ip") if column in row.written]
        if named:
            what = f"it stands for several devices, so its {' and '.join(named)} joins nothing"
            self._remarks.add(row.where, what)
        return [(f"register.{column}", row.written[column]) for column in named]

    def _stated(self, row: Row) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for column in ("work", "controller", "status", "placement", *YES_OR_NO):
            if column in row.written:
                value = self._words[column].find(row.written[column])
                found.append((f"fact.{column}", value) if value else (f"register.{column}", row.written[column]))
        for column in ("installed", "acquired", "removed"):
            if column in row.typed:
                found += self._day(row, column)
        if "ordered_by" in row.written and not self.says_none(row.written["ordered_by"]):
            found.append(("fact.ordered_by", row.written["ordered_by"]))
        if (vlan := cells.count(row.written.get("vlan", ""))) is not None and 0 < vlan < 4095:
            found.append(("fact.vlan", str(vlan)))
        if (channels := cells.count(row.written.get("channels", ""))) is not None:
            found.append(("fact.channel_count", str(channels)))
        return found

    # --- dates -------------------------------------------------------------------------------------------------

    def _day(self, row: Row, column: str) -> list[tuple[str, str]]:
        """When it was put up or bought, as an ISO day, month or year: what is not written is not made up."""
        if (span := dates.span(row.typed[column])) is not None:
            return [(f"fact.{column}_on", span.text)]
        moment = self._wall_time(row, column)
        if moment is None:
            if not self.says_none(row.written[column]):
                what = {"installed": "install date"}.get(column, f"date {column}")
                self._remarks.add(row.where, f"{what} {quoted(row.written[column])} is not a date")
            return [(f"register.{column}", row.written[column])]
        return [(f"fact.{column}_on", moment.date().isoformat())]

    def _seen(self, row: Row) -> _Seen | None:
        """When the row's device was last looked at; None if the row does not tell."""
        cell = row.typed.get("last_seen")
        moment = None if cell is None else self._moment(row, cell)
        return moment and _Seen(moment.first, None if moment.first == moment.last else moment.last, moment.quality)

    def _moment(self, row: Row, cell: Cell) -> localtime.Moment | None:
        """A moment, a day, or as long as the cell leaves open."""
        if (moment := dates.exact(cell)) is not None:
            return localtime.from_utc(moment)
        zone = self._zones[row.place.timezone] if row.place else self._zone
        if (span := dates.span(cell)) is not None:
            first, last = localtime.from_day(span.first, zone), localtime.from_day(span.last, zone)
            return first._replace(last=last.last)
        wall = self._wall_time(row, "last_seen")
        if wall is None and not self.says_none(row.written["last_seen"]):
            self._remarks.add(row.where, f"{quoted(row.written['last_seen'])} is not a date")
        return self._local(row, wall, zone) if wall else None

    def _local(self, row: Row, wall: datetime, zone: ZoneInfo) -> localtime.Moment:
        if wall.time() == datetime.min.time():
            return localtime.from_day(wall.date(), zone)
        moment = localtime.from_local(wall, zone)
        if moment.first != moment.last:
            self._remarks.add(row.where, f"{wall} came twice that night, when the clocks went back: both are kept")
        return moment

    def _wall_time(self, row: Row, column: str) -> datetime | None:
        moment, doubt = dates.wall_time(row.typed[column])
        if doubt:
            self._remarks.count(_SWAPPED)
        if moment is not None and dates.is_number(row.typed[column]):
            self._remarks.count(_NUMBERED_DAYS)
        return moment

    # --- names -------------------------------------------------------------------------------------------------

    def _asset(self, row: Row) -> str:
        """The row's own name: its asset number, else where it hangs and what it is called, else what it says."""
        written = row.written
        stated = written.get("asset", "")
        if self.says_none(stated):
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


def listed(text: str, read: Callable[[str], str | None]) -> list[str]:
    """The addresses of a cell, each once: the whole of it, else what commas cut, else what spaces cut as well.

    None of them where anything in it is no address.
    """
    for cut in (r"$^", r"\s*[,;|]\s*", r"[\s,;|]+"):
        parts = [part for part in re.split(cut, text) if any(map(str.isalnum, part))]
        found = [read(part) for part in parts[: MAX_ADDRESSES + 1]]
        if found and all(found) and len(found) <= MAX_ADDRESSES:
            return list(dict.fromkeys(one for one in found if one))
    return []


def host(text: str) -> str | None:
    """An IP address, normalised, also where the length of its network stands behind it; None for a network."""
    if "/" not in text:
        return addresses.normalise(text)
    try:
        found = ipaddress.ip_interface(text.strip())
    except ValueError:
        return None
    alone = found.network.num_addresses <= 2
    return str(found.ip) if alone or found.ip != found.network.network_address else None


def _mac(text: str) -> str | None:
    mac = macs.normalise(text)
    return mac if mac and macs.is_individual(mac) else None
