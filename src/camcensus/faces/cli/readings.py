"""What reading files came to: live bars while they are read, then a table and what a person should know."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

import typer

if TYPE_CHECKING:
    from camcensus.engine.gather import Step
    from camcensus.model.reading import Reading

MOST_REMARKS = 20
"""Remarks on one file that are printed."""
MOST_TOLD = 60
"""Remarks that are printed where files are many."""
MOST_ROWS = 40
"""Files that have a line each."""
MOST_NAMES = 10
"""Files that are named of which the same is to be said."""
_ALL = "--json shows them all"


class Progress(Protocol):
    """Told of what has been done so far."""

    def advance(self, step: Step) -> None:
        """A file was read further."""
        ...

    def finished(self, name: str) -> None:
        """The file `name` is in the log."""
        ...


class _Silent:
    def advance(self, step: Step) -> None:
        """Say nothing."""

    def finished(self, name: str) -> None:
        """Say nothing."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A live line on standard error while files are read; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield _Silent()
        return
    from camcensus.faces.cli.bars import Bars  # noqa: PLC0415  # only on a screen

    with Bars() as bars:
        yield bars


def show(done: Sequence[Reading], *, as_json: bool, quiet: bool) -> None:
    """What each file came to, in a table, and below it what was left out and what a person should know.

    More files than fit on a screen are added up by their formats.
    """
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in done], ensure_ascii=False))
    elif not quiet and done:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        many = len(done) > MOST_ROWS
        rows = _by_format(done) if many else [_row(one) for one in done if not one.failed]
        lines = _table(rows, sum(not one.failed for one in done), width)
        notes = _notes_of_many(done) if many else _notes(done)
        typer.echo("\n".join([*lines, *_wrapped([*_failed(done), *notes], width)]).lstrip("\n"))


class _Row(NamedTuple):
    name: str
    format: str
    records: int | str
    observations: int | str
    new: int
    left_out: int | str


def _row(one: Reading) -> _Row:
    if one.already:
        return _Row(one.name, one.format, "read before", "", 0, "")
    return _Row(one.name, one.format, one.records, one.observations, one.new, sum(one.left_out.values()))


def _by_format(done: Sequence[Reading]) -> list[_Row]:
    rows: list[_Row] = []
    before = [one for one in done if one.already]
    for name in sorted({one.format for one in done if not one.failed and not one.already}):
        of_it = [one for one in done if one.format == name and not one.already]
        rows.append(_sum(_files(len(of_it)), name, map(_row, of_it)))
    return [*rows, _Row(_files(len(before)), "read before", "", "", 0, "")] if before else rows


def _sum(name: str, form: str, rows: Iterable[_Row]) -> _Row:
    columns = list(zip(*rows, strict=True))[2:]
    return _Row(name, form, *(sum(cell for cell in column if isinstance(cell, int)) for column in columns))


def _files(many: int) -> str:
    return f"{many:,} file" if many == 1 else f"{many:,} files"


def _table(rows: Sequence[_Row], many: int, width: int) -> Iterator[str]:
    """The rows and their sum; what was left out has a column if anything was."""
    if not rows:
        return
    heads = ("file", "format", "records", "observations", "new", "left out")
    shown = [*rows, _sum(f"together: {_files(many)}", "", rows)] if len(rows) > 1 else [*rows]
    columns = len(heads) if any(row.left_out for row in rows) else len(heads) - 1
    texts = [tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row)[:columns] for row in shown]
    widths = [max(len(row[place]) for row in (heads, *texts)) for place in range(columns)]
    _narrow(widths, width)
    for row in (heads[:columns], *texts):
        cells = (_cell(cell, size, place) for place, (cell, size) in enumerate(zip(row, widths, strict=True)))
        yield "  ".join(cells).rstrip()


def _narrow(widths: list[int], width: int) -> None:
    """Take from the names, then from the formats, what is too wide for the screen; 0: there is none."""
    for place, least in ((0, 20), (1, 12)):
        over = sum(widths) + 2 * (len(widths) - 1) - width if width else 0
        widths[place] = max(min(widths[place], least), widths[place] - max(over, 0))


def _cell(text: str, size: int, place: int) -> str:
    if len(text) > size:  # the end of a path tells more than its beginning
        text = f"...{text[3 - size :]}" if place == 0 else f"{text[: size - 3]}..."
    return text.ljust(size) if place < 2 else text.rjust(size)


def _failed(done: Sequence[Reading]) -> Iterator[str]:
    """Files that were not read, those together of which the same is to be said."""
    why: dict[str, list[str]] = {}
    for one in done:
        if one.failed:
            why.setdefault(one.failed, []).append(one.name)
    if why:
        yield f"\nnot read: {_files(sum(map(len, why.values())))}"
    for said, names in why.items():
        more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
        yield f"    {', '.join(names[:MOST_NAMES])}{more}: {said}"


def _notes(done: Sequence[Reading]) -> Iterator[str]:
    """What is to be said of each file."""
    for one in done:
        said = [*_counts(one.left_out, one.redacted)]
        said += [f"    {remark.where}: {remark.what}" for remark in one.remarks[:MOST_REMARKS]]
        if len(one.remarks) > MOST_REMARKS:
            said.append(f"    and {len(one.remarks) - MOST_REMARKS:,} more remarks ({_ALL})")
        if said:
            yield f"\n{one.name}"
            yield from said


def _notes_of_many(done: Sequence[Reading]) -> Iterator[str]:
    """What is to be said of many files: counts of all together, and the first remarks."""
    left_out: Counter[str] = Counter()
    for one in done:
        left_out.update(one.left_out)
    said = [*_counts(left_out, sum(one.redacted for one in done))]
    remarks = [f"    {one.name}, {remark.where}: {remark.what}" for one in done for remark in one.remarks]
    more = [f"    and {len(remarks) - MOST_TOLD:,} more remarks ({_ALL})"] if len(remarks) > MOST_TOLD else []
    if said or remarks:
        yield "\ntogether"
        yield from (*said, *remarks[:MOST_TOLD], *more)


def _counts(left_out: Mapping[str, int], redacted: int) -> Iterator[str]:
    yield from (f"    left out: {many:,} {why}" for why, many in left_out.items())
    if redacted:
        yield f"    {redacted:,} secrets were taken out before anything was stored"


def _wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """Lines no wider than the screen, what is wrapped further in than where it began."""
    for line in lines:
        if not width or len(line) <= width:
            yield line
        else:
            yield from textwrap.wrap(
                line, width, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False
            )


def _as_json(one: Reading) -> dict[str, object]:
    return {
        "file": one.name,
        "format": one.format,
        "records": one.records,
        "observations": one.observations,
        "new": one.new,
        "left_out": dict(one.left_out),
        "redacted": one.redacted,
        "already": one.already,
        "failed": one.failed,
        "remarks": [{"where": remark.where, "what": remark.what} for remark in one.remarks],
    }
