"""The request for a change, and what was proved, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from camcensus.model.containment import Change
from camcensus.report._blocks import Block, Chart, Items, Lines, Note, Para, Part, Table
from camcensus.report._plain import LINE, VALUE, plain
from camcensus.report.change import _document as documents

WIDTH = 100


def render(change: Change) -> bytes:
    """UTF-8; the same change gives the same bytes."""
    whole = documents.document(change)
    title = plain(whole.title, VALUE)
    return _written([title, "=" * len(title), ""], whole.parts)


def proofs(change: Change) -> bytes:
    """What was proved alone: the parts of the document that say so."""
    parts = [one for one in documents.document(change).parts if one.id in ("proof", "needless")]
    return _written([documents.answer(change), ""], parts)


def _written(head: list[str], parts: Iterable[Part]) -> bytes:
    lines = [*head]
    for part in parts:
        lines += [part.title, "-" * len(part.title)]
        for block in part.blocks:
            lines += [*_block(block), ""]
    return ("\n".join(line.rstrip() for line in lines).rstrip() + "\n").encode("utf-8", "replace")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Para() | Note():
            yield from _wrapped(block.text)
        case Items():
            for one in block.items:
                yield from _wrapped(one, "* ")
        case Lines():
            yield from (f"    {plain(one, LINE)}" for one in block.lines)
        case Table():
            yield from _table(block)
        case Chart():
            yield f"{plain(block.caption)}:"
            for bar in block.bars:
                yield from _wrapped(f"{plain(bar.title, VALUE)}: {bar.description}", "* ")


def _table(table: Table) -> Iterator[str]:
    """Each row as a few lines: columns of any width would not fit a page."""
    yield f"{plain(table.caption)}:"
    for row in table.rows:
        cells = [f"{head}: {plain(cell, VALUE)}" if head else plain(cell, VALUE)
                 for head, cell in zip(table.head, row, strict=True)]  # fmt: skip
        yield from _wrapped("; ".join(cells), "* ")


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(plain(text), WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark)) or [mark]
