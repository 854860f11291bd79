"""Excel workbooks row by row: nothing is unpacked as a whole, however large or small the file says it is.

Readers that build a sheet as one block of rows times columns can be made to ask for any amount of memory by a file of
a thousand bytes; here a row is a list of its own cells, and a text that many cells share is kept once.
"""

from __future__ import annotations

import math
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.reading import dates
from camcensus.sources.reading.remarks import quoted, takes_too_much, told
from camcensus.sources.reading.table import Cell
from camcensus.wire import xml

MAX_UNPACKED = 1 << 29
"""Bytes of all parts together, unpacked. A register of 50,000 rows takes about 30 MiB."""
MAX_RATIO = 400
"""Unpacked to packed. Real sheets reach 20 to 60; a bomb a thousand and more."""
MAX_PARTS = 10_000
MAX_DIRECTORY = 4 << 20
"""Bytes of the zip's own list of parts: some hundred a part."""
MAX_TEXTS = 4_000_000
"""Distinct texts of a workbook."""
MAX_MERGES = 200_000

LAST_COLUMN = 16_384
"""XFD, the last column a sheet can have."""

_ZIP_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError,
)  # fmt: skip
_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_MERGE = re.compile(rb"<(?:\w{1,20}:)?mergeCell\s+ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_CONTROL = re.compile(r"_x00([01][0-9A-Fa-f])_")
_PLAIN_FORMAT = re.compile(r"\"[^\"]*\"|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE | re.DOTALL)

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the formats that show dates and times and stand in no file (ECMA-376, 18.8.30)."""

_full_cells = etree.XPath("*[*]")
_text_parts = etree.XPath("*[local-name()='t'] | *[local-name()='r']/*[local-name()='t']")


class Sheet(NamedTuple):
    """A sheet of a workbook: its name as people see it, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """One open workbook; a context manager."""

    def __init__(self, path: Path, name: str) -> None:
        """Raises `BrokenInput` if it is no workbook, `HostileInput` if it would unpack to too much."""
        self._name = name
        self._zip = _archive(path, name)
        self._strings: list[str] | None = None
        self._columns: dict[str, int] = {}
        self._since_1904 = False
        try:
            main = self._main()
            self._folder = posixpath.dirname(main)
            self.sheets = tuple(self._sheets(main))
            self._dates = self._date_styles()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @property
    def pictures(self) -> int:
        """How many pictures it holds; none is read."""
        return sum(name.startswith(f"{self._folder}/media/") for name in self._zip.namelist())

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
        """(row number as Excel shows it, cells from column A to the last that holds something) of each such row.

        A cell merged over several rows has its value in each of them. Merges across columns are left alone: they are
        section titles, not cells of a device.
        """
        merges = _Merges(self._tall(sheet.part))
        number = 0
        for row in self._records(sheet.part, "{*}row"):
            stated = row.get("r", "")
            number = int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 8 else number + 1
            cells = merges.fill(number, self._cells(row, number))
            if cells:
                yield number, [cells.get(column) for column in range(max(cells) + 1)]

    # --- parts -------------------------------------------------------------------------------------------------

    def _main(self) -> str:
        """The part that lists the sheets."""
        if "_rels/.rels" not in self._zip.NameToInfo:
            raise _broken(self._name, "its list of parts is missing")
        for relation in self._records("_rels/.rels", "{*}Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                main = relation.get("Target", "").lstrip("/")
                if main.endswith(".bin"):
                    raise _broken(self._name, "it is a binary workbook (.xlsb)", "save it as .xlsx")
                return main
        raise _broken(self._name, "it names no document")

    def _sheets(self, main: str) -> Iterator[Sheet]:
        folder, file = posixpath.split(main)
        parts: dict[str, str] = {}
        for relation in self._records(posixpath.join(folder, "_rels", f"{file}.rels"), "{*}Relationship"):
            if relation.get("Type", "").endswith("/worksheet"):
                target = relation.get("Target", "")
                parts[relation.get("Id", "")] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found = False
        for element in self._records(main, "{*}workbookPr", "{*}sheet", "{*}workbook"):
            tag = _local(element)
            found = found or tag == "workbook"
            if tag == "workbookPr":
                self._since_1904 = element.get("date1904") in ("1", "true")
            elif tag == "sheet":
                keys = [value for key, value in element.attrib.items() if str(key).endswith("}id")]
                if keys and keys[0] in parts:
                    yield Sheet(
                        element.get("name", ""),
                        parts[str(keys[0])],
                        element.get("state", "").lower().endswith("hidden"),
                    )
        if not found:
            raise _broken(self._name, "it is an Office document but no workbook", "save the table as .xlsx or CSV")

    def _date_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a date or a time."""
        part = posixpath.join(self._folder, "styles.xml")
        if part not in self._zip.NameToInfo:
            return frozenset()
        shown = set(_BUILT_IN_DATES)
        styles: set[int] = set()
        for element in self._records(part, "{*}numFmt", "{*}cellXfs"):
            if _local(element) == "numFmt":
                if _shows_date(element.get("formatCode", "")):
                    shown.add(_number(element.get("numFmtId")))
            else:
                styles = {index for index, style in enumerate(element) if _number(style.get("numFmtId")) in shown}
        return frozenset(styles)

    def _shared(self, index: int) -> str:
        """One of the texts that cells share. Raises `IndexError`."""
        if index < 0:
            raise IndexError(index)
        if self._strings is None:
            self._strings = []
            part = posixpath.join(self._folder, "sharedStrings.xml")
            for element in self._records(part, "{*}si") if part in self._zip.NameToInfo else ():
                self._strings.append(_text(element))
                if len(self._strings) > MAX_TEXTS:
                    raise _hostile(self._name, f"it holds more than {MAX_TEXTS:,} texts", "save the sheet as CSV")
        return self._strings[index]

    def _tall(self, part: str) -> list[tuple[int, int, int]]:
        """(first row, column, last row) of each merge within one column, in order; they stand after the rows."""
        found: list[tuple[int, int, int]] = []
        with self._faults(part), self._zip.open(part) as stream:
            tail = b""
            while block := stream.read(1 << 20):
                text = tail + block
                for first, top, last, bottom in _MERGE.findall(text):
                    if first == last and int(top) < int(bottom):
                        found.append((int(top), self._column(first.decode()), int(bottom)))
                tail = text[text.rfind(b"<") :][:200]
                if len(found) > MAX_MERGES:
                    raise _hostile(self._name, f"it merges more than {MAX_MERGES:,} times", "save the sheet as CSV")
        return sorted(set(found))

    def _records(self, part: str, *tags: str) -> Iterator[etree._Element]:
        with self._faults(part), self._zip.open(part) as stream:
            yield from xml.records(stream, *tags)

    @contextmanager
    def _faults(self, part: str) -> Iterator[None]:
        """What can be wrong with a part, in one sentence."""
        try:
            yield
        except xml.XmlError as fault:
            where = f"{self._name}, {part}"
            if takes_too_much(fault):
                raise _hostile(where, f"not read: {told(fault)}", "save the sheet as CSV") from None
            raise _broken(where, f"it is not a workbook that can be read: {told(fault)}") from None
        except _ZIP_FAULTS as fault:
            raise _broken(self._name, f"it is not a workbook that can be read: {_say(fault)}") from None

    # --- cells -------------------------------------------------------------------------------------------------

    def _cells(self, row: etree._Element, number: int) -> dict[int, Cell]:
        """Column index to value, for the cells of a row that hold one."""
        found: dict[int, Cell] = {}
        digits = len(str(number))
        for cell in _elements(_full_cells(row)):
            reference = cell.get("r")
            if reference is None:
                return self._in_order(row, number)
            column = self._columns.get(reference[:-digits])
            if column is None:
                column = self._place(reference)
            value = self._value(cell, number)
            if value is not None and value != "":
                found[column] = value
        return found

    def _in_order(self, row: etree._Element, number: int) -> dict[int, Cell]:
        """The same where some cells do not say where they stand: each follows the one before it."""
        found: dict[int, Cell] = {}
        column = -1
        for cell in row:
            reference = cell.get("r")
            column = column + 1 if reference is None else self._place(reference)
            value = self._value(cell, number) if column < LAST_COLUMN else None
            if value is not None and value != "":
                found[column] = value
        return found

    def _place(self, reference: str) -> int:
        match = _REFERENCE.fullmatch(reference)
        if not match:
            raise _broken(self._name, f"'{reference[:20]}' names no cell")
        return self._column(match[1])

    def _column(self, letters: str) -> int:
        """Index of a column by its letters."""
        if letters not in self._columns:
            known = 0
            for letter in letters:
                known = known * 26 + ord(letter) - 64
            if known > LAST_COLUMN:
                raise _broken(self._name, f"a cell stands in column {letters}, right of the last that a sheet can have")
            self._columns[letters] = known - 1
        return self._columns[letters]

    def _value(self, cell: etree._Element, number: int) -> Cell:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(_text(child) for child in cell if _local(child) == "is")
        text = None
        for child in cell:
            if child.tag.endswith("}v"):  # behind the formula, where there is one
                text = child.text
        if text is None:
            return None
        try:
            return self._read(kind, text, cell)
        except (ValueError, IndexError):
            raise _broken(
                f"{self._name}, row {number}", f"a cell holds {quoted(text[:40])}, which is no value"
            ) from None

    def _read(self, kind: str, text: str, cell: etree._Element) -> Cell:
        if kind == "s":
            return self._shared(int(text))
        if kind == "n":
            return self._numeric(float(text), cell.get("s"))
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            moment = datetime.fromisoformat(text)
            return text if moment.tzinfo else moment
        return _unescape(text)

    def _numeric(self, value: float, style: str | None) -> Cell:
        if not math.isfinite(value):
            raise ValueError(value)
        if style is None or _number(style) not in self._dates or not 0 <= value < 2_958_465:
            return value
        moment = dates.from_number(value, since_1904=self._since_1904)
        return moment.time() if value < 1 else moment


class _Merges:
    """Values of merged cells, carried down the rows they cover."""

    def __init__(self, tall: list[tuple[int, int, int]]) -> None:
        self._upcoming = iter(tall)
        self._ahead = next(self._upcoming, None)
        self._running: dict[int, tuple[int, Cell]] = {}  # column -> (last row of the merge, its value)

    def fill(self, number: int, cells: dict[int, Cell]) -> dict[int, Cell]:
        """The cells of row `number`, with those of merges that began above; rows come in order."""
        while self._ahead is not None and self._ahead[0] <= number:
            top, column, bottom = self._ahead
            if top == number:
                self._running[column] = (bottom, cells.get(column))
            self._ahead = next(self._upcoming, None)
        for column, (bottom, value) in list(self._running.items()):
            if number > bottom:
                del self._running[column]
            elif cells and value is not None:
                cells.setdefault(column, value)
        return cells


def _archive(path: Path, name: str) -> zipfile.ZipFile:
    """The file as a zip, refused by what its own list says before anything is unpacked."""
    with path.open("rb") as stream:
        if stream.read(8) == bytes.fromhex("d0cf11e0a1b11ae1"):
            raise _broken(name, "it is locked with a password, or of the kind before 2007 (.xls)", "save it as .xlsx")
        size = stream.seek(0, 2)
        stream.seek(max(size - 66_000, 0))
        _check_directory(stream.read(), name)
    try:
        archive = zipfile.ZipFile(path)
    except (*_ZIP_FAULTS, ValueError) as fault:
        raise _broken(name, f"it is not a workbook that can be read: {_say(fault)}") from None
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        archive.close()
        raise _broken(name, "a part is packed in a way that no workbook is")
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * size + (1 << 24):
        archive.close()
        raise _hostile(name, f"it would unpack from {size:,} to {unpacked:,} bytes", "save the sheet as CSV")
    return archive


def _check_directory(tail: bytes, name: str) -> None:
    """Refuse a list of parts that would itself fill the memory."""
    at = tail.rfind(b"PK\x05\x06")
    large = at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07"
    if at >= 0 and (large or int.from_bytes(tail[at + 12 : at + 16], "little") > MAX_DIRECTORY):
        raise _hostile(name, "its list of parts is larger than any workbook's", "save the sheet as CSV")


def _say(fault: Exception) -> str:
    return "a part is locked with a password" if "encrypted" in str(fault) else told(fault)


def _broken(where: str, what: str, mend: str = "open and save it again") -> BrokenInput:
    return BrokenInput(what, where=where, mend=mend)


def _hostile(where: str, what: str, mend: str) -> HostileInput:
    return HostileInput(what, where=where, mend=mend)


def _elements(found: object) -> list[etree._Element]:
    """What an XPath expression found, where it looks for elements."""
    return found if isinstance(found, list) else []


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _shows_date(code: str) -> bool:
    """Whether a number format shows days or hours; words in quotes, colours and conditions aside."""
    plain = _PLAIN_FORMAT.sub("", code.partition(";")[0]).lower()
    return plain != "general" and any(letter in plain for letter in "dmyhs")


def _text(element: etree._Element) -> str:
    """The text of a shared or inline string, without its reading aids."""
    if len(element) == 1 and _local(element[0]) == "t":
        return _unescape(element[0].text or "")
    return _unescape("".join(part.text or "" for part in _elements(_text_parts(element))))


def _unescape(text: str) -> str:
    """``_x000D_`` is how a control character is written."""
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text
