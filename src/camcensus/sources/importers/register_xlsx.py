"""A camera register as an Excel workbook: every sheet that has a heading we know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from camcensus.model import frames
from camcensus.model.errors import HostileInput
from camcensus.model.reading import Chunk, Context, Remark
from camcensus.sources.importers._device import Names
from camcensus.sources.importers._register import Register
from camcensus.sources.reading.table import HEAD_ROWS, MAX_COLUMNS, Row, no_heading, plan
from camcensus.sources.reading.workbook import Sheet, Workbook

SOURCE = "importer:register-xlsx@1"


def detect(head: bytes) -> bool:
    """Whether the file begins like a zip whose first parts are a workbook's."""
    return head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"xl/" in head)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each row of each sheet with a heading, hidden ones too; other sheets are named in a remark.

    Raises `HostileInput` if it would unpack to too much or a sheet is too wide, `BrokenInput` if it is no workbook, is
    locked with a password, or no sheet has a heading.
    """
    names: Names = {}
    heads: list[list[Row]] = []
    remarks: list[Remark] = []
    with Workbook(path, context.name) as book:
        for sheet in book.sheets:
            rows = book.rows(sheet)
            head = list(islice(rows, HEAD_ROWS))
            found = plan([row for _, row in head], context.vocabulary)
            if found is None:
                heads.append([row for _, row in head])
                remarks += [_about(sheet, "has no heading that is known and was left out")] if head else []
                continue
            remarks += [_about(sheet, "is hidden; it was read like the others")] if sheet.hidden else []
            where = f"sheet '{sheet.name}'" if len(book.sheets) > 1 else ""
            below = _narrow(chain(head[found.first_row :], rows), f"{context.name}, sheet '{sheet.name}'")
            yield from Register(context, found, SOURCE, where, names).read(below)
        if len(heads) == len(book.sheets):
            raise no_heading(context.name, max(heads, key=len, default=[]))
    if remarks:
        yield Chunk(observations=frames.empty(), remarks=tuple(remarks))


def _about(sheet: Sheet, what: str) -> Remark:
    return Remark(where=f"sheet '{sheet.name}'", what=what)


def _narrow(rows: Iterable[tuple[int, Row]], where: str) -> Iterator[tuple[int, Row]]:
    """The rows, as long as they are no wider than a register."""
    for number, row in rows:
        if len(row) > MAX_COLUMNS:
            raise HostileInput(
                f"a cell stands in column {len(row):,}; at most {MAX_COLUMNS:,} are read",
                where=f"{where}, row {number}",
                mend="delete the stray cells right of the table, or save it as CSV",
            )
        yield number, row
