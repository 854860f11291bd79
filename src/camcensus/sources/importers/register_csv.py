"""A camera register as CSV, in whatever dialect and encoding a spreadsheet wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers._register import Register
from camcensus.sources.reading import text
from camcensus.sources.reading.table import HEAD_ROWS, no_heading, plan

SOURCE = "importer:register-csv@1"


def detect(head: bytes) -> bool:
    """Whether the file looks like a table in text: two lines or more that one delimiter cuts alike."""
    if not text.is_text(head):
        return False
    lines = [line for line in text.decode(head).splitlines()[:20] if line.strip()]
    if not lines or lines[0].lstrip()[:1] in ("<", "{", "["):
        return False
    return text.delimiter(lines) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each row below the heading.

    Raises `BrokenInput` if no heading is known, `HostileInput` for lines or widths beyond the limits.
    """
    with text.rows(path, context.name) as rows:
        head = list(islice(rows, HEAD_ROWS))
        found = plan([row for _, row in head], context.vocabulary)
        if found is None:
            raise no_heading(context.name, [row for _, row in head])
        register = Register(context, found, SOURCE)
        yield from register.read(chain(head[found.first_row :], rows))
