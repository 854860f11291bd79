"""A camera register as an Excel workbook: every sheet that has a heading we know."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import python_calamine

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.reading import Chunk, Context, Remark
from camcensus.sources.importers._register import Register
from camcensus.sources.importers._table import HEAD_ROWS, MAX_COLUMNS, Cell, Row, plan
from camcensus.sources.importers.register_csv import no_heading

SOURCE = "importer:register-xlsx@1"

MAX_UNPACKED = 1 << 30
"""Bytes of all parts together, unpacked. A register of 50,000 rows takes about 30 MiB."""
MAX_RATIO = 400
"""Unpacked to packed. Real sheets reach 20 to 60; a bomb a thousand and more."""
MAX_AREA = 8_000_000
"""Rows times columns of one sheet, empty cells counted: the reader keeps them all in memory."""
MAX_PARTS = 10_000

_CELL = re.compile(rb'<c[^>]{0,200}? r="([A-Z]{1,3})([0-9]{1,7})"[^>]{0,200}?(/?)>')


def detect(head: bytes) -> bool:
    """Whether the file begins like a zip whose first parts are a workbook's."""
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"xl/" in head)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each row of each sheet with a heading; other sheets are named in a remark.

    Raises `HostileInput` if it would unpack to too much or spans too many cells, `BrokenInput` if it is no workbook,
    is locked with a password, or no sheet has a heading.
    """
    _inspect(path, context.name)
    try:
        book = python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        raise BrokenInput("it is locked with a password", where=context.name, mend="save it without one") from None
    except (python_calamine.CalamineError, OSError) as fault:
        raise _broken(context.name, fault) from None
    heads: list[list[Row]] = []
    left_out: list[Remark] = []
    read_any = False
    for name in book.sheet_names:
        try:
            rows = _rows(book.get_sheet_by_name(name))
        except python_calamine.CalamineError as fault:
            raise _broken(f"{context.name}, sheet '{name}'", fault) from None
        head = list(islice(rows, HEAD_ROWS))
        found = plan([row for _, row in head], context.vocabulary)
        if found is None:
            heads.append([row for _, row in head])
            if head:
                left_out.append(Remark(where=f"sheet '{name}'", what="has no heading that is known and was left out"))
            continue
        read_any = True
        sheet = f"sheet '{name}'" if len(book.sheet_names) > 1 else ""
        yield from Register(context, found, SOURCE, sheet).read(chain(head[found.first_row :], rows))
    if not read_any:
        raise no_heading(context.name, max(heads, key=len, default=[]))
    if left_out:
        yield _only(left_out)


def _only(remarks: list[Remark]) -> Chunk:
    from camcensus.model import frames  # noqa: PLC0415  # Polars is heavy: only when needed

    return Chunk(observations=frames.empty(), remarks=tuple(remarks))


def _broken(where: str, fault: Exception) -> BrokenInput:
    return BrokenInput(f"it is not a workbook that can be read: {fault}", where=where, mend="open and save it again")


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, Row]]:
    """(row number as Excel shows it, cells); a cell merged over several rows has its value in each of them.

    Merges across columns are left alone: they are section titles, not cells of a device.
    """
    left = sheet.start[1] if sheet.start else 0
    tall = sorted(
        (first[0], first[1] - left, last[0])
        for first, last in sheet.merged_cell_ranges or ()
        if first[1] == last[1] and first[0] < last[0]
    )
    upcoming = iter(tall)
    ahead = next(upcoming, None)
    running: dict[int, tuple[int, Cell]] = {}  # column -> (last row of the merge, its value)
    for index, cells in enumerate(sheet.iter_rows()):
        row: list[Cell] = [None if cell == "" else cell for cell in cells[:MAX_COLUMNS]]
        while ahead is not None and ahead[0] <= index:
            if ahead[0] == index and ahead[1] < len(row):
                running[ahead[1]] = (ahead[2], row[ahead[1]])
            ahead = next(upcoming, None)
        for column, (last, value) in list(running.items()):
            if index > last:
                del running[column]
            elif row[column] is None:
                row[column] = value
        yield index + 1, row


def _inspect(path: Path, name: str) -> None:
    """Refuse what would take too much memory, before anything unpacks it."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            packed = max(path.stat().st_size, 1)
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * packed + (1 << 24):
                raise HostileInput(
                    f"it would unpack from {packed:,} to {unpacked:,} bytes",
                    where=name,
                    mend="save the sheet as CSV",
                )
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _inspect_sheet(archive, part, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise _broken(name, fault) from None


def _inspect_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    rows, columns, tail = 0, 0, b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            text = tail + block
            for letters, number, empty in _CELL.findall(text):
                if not empty:
                    rows = max(rows, int(number))
                    columns = max(columns, _column(letters))
            if rows * columns > MAX_AREA:
                raise HostileInput(
                    f"{Path(part.filename).name} spans {rows:,} rows and {columns:,} columns",
                    where=name,
                    mend="delete the stray cells far below or right of the table, or save it as CSV",
                )
            tail = text[-256:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
