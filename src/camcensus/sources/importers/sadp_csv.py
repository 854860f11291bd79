"""The list of the SADP tool of Hikvision and its labels, as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _sadp
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:sadp-csv@1"


def detect(head: bytes) -> bool:
    """Whether the columns are those of the SADP tool, of whatever version."""
    return forms.detect(head, _sadp.FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device that the tool found. Raises `BrokenInput`, `HostileInput`."""
    with text.rows(path, context.name) as rows:
        yield from _sadp.read(rows, Gathered(context, SOURCE))
