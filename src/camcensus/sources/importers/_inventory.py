"""Tables of tools that keep an inventory of all equipment: what may be a camera goes the way of a register's row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from camcensus.model.reading import Chunk, Context, Place
from camcensus.sources.importers._cameras import Sieve, Verdict
from camcensus.sources.importers._device import Devices, Row, host, listed
from camcensus.sources.reading import text
from camcensus.sources.reading.forms import Form, Record, records
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import macs

_NAMES = ("model", "name", "hostname", "asset", "notes", "location")
"""Cells in which a word for a camera makes a row worth keeping, where its class does not settle it."""

_STEPS = 12
"""Steps of the way to a place that are looked at."""

Mend = Callable[[dict[str, str]], None]
"""Puts the cells of one row, by meaning, into the words that a register has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool's table."""

    form: Form
    """Its columns; those that are named as in `columns.toml` are read as that column of a register."""
    source: str
    mend: Mend


def read(path: Path, context: Context, tool: Tool) -> Iterator[Chunk]:
    """Observations of each row that may be a camera or one of its kin; the others are counted.

    Raises `NoHeading` if no row is the tool's heading, `BrokenInput` or `HostileInput` for what is no table.
    """
    gathered = Gathered(context, tool.source)
    devices, sieve = Devices(gathered), Sieve(context)
    with text.rows(path, context.name) as rows:
        for record in records(rows, tool.form, gathered):
            cells = dict(record.cells)
            tool.mend(cells)
            verdict = judged(sieve, cells)
            if verdict is Verdict.CAMERA:
                devices.note(row_of(record, cells, site_of(context, cells)))
            else:
                gathered.leave_out(verdict.value)
                gathered.forget(record.original)
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last("the table")


def judged(sieve: Sieve, cells: dict[str, str]) -> Verdict:
    """Whether a row may be a camera or one of its kin."""
    return sieve.judge(
        cells.get("kind", ""),
        [cells[name] for name in _NAMES if name in cells],
        listed(cells.get("mac", ""), macs.normalise),
        listed(cells.get("ip", ""), host),
    )


def row_of(record: Record, cells: dict[str, str], place: Place | None) -> Row:
    """A row as the reader of registers takes it."""
    found = {name: cell for name, cell in cells.items() if cell}
    return Row(where=record.where, written=found, typed=found, place=place, original=record.original)


def site_of(context: Context, cells: dict[str, str], between: str = ">") -> Place | None:
    """The site that a row names, its cells put right: what stands behind the site is where in it the thing is.

    Tools write ``Town > Building > Room``: the longest part of the way that the estate knows is the site, wherever in
    the way it stands; where it knows none, the first step is.
    """
    steps = [step.strip() for step in cells.pop("place", "").split(between)]
    steps = [step for step in steps if step][:_STEPS]
    if "site" in cells or not steps:
        cells.update({"location": " / ".join(steps)} if steps and "location" not in cells else {})
        return context.places.get(cells.get("site", "").lower())
    for first, last in _parts(len(steps)):
        written = f" {between} ".join(steps[first:last])
        if (place := context.places.get(written.lower())) is not None:
            break
    else:
        written, last, place = steps[0], 1, None
    cells["site"] = written
    if steps[last:] and "location" not in cells:
        cells["location"] = " / ".join(steps[last:])
    return place


def _parts(many: int) -> Iterator[tuple[int, int]]:
    """Every stretch of so many steps, as from and to: the longest first, and of these the last."""
    for size in range(many, 0, -1):
        for first in range(many - size, -1, -1):
            yield first, first + size
