"""What a document for people is made of, before it is a page, a PDF or a text.

All text is data: whoever draws a block makes it plain and escapes it, so that nothing that a document
says can change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from camcensus.report._bars import Bar


class Para(NamedTuple):
    """A paragraph."""

    text: str


class Note(NamedTuple):
    """What nobody may miss: that this is a draft, that something is not known."""

    text: str


class Items(NamedTuple):
    """A list."""

    items: tuple[str, ...]


class Table(NamedTuple):
    """Rows under a heading; the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    """Empty words: the rows are pairs of a name and what it is."""
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    """Columns whose cells stand to the right."""


class Chart(NamedTuple):
    """Stacked bars under one another, and in words what each says."""

    caption: str
    bars: tuple[Bar, ...]


class Lines(NamedTuple):
    """Lines that are typed or compared, character by character."""

    lines: tuple[str, ...]


class Form(NamedTuple):
    """What somebody fills in by hand: names, each with room beside it."""

    caption: str
    names: tuple[str, ...]


Block = Para | Note | Items | Table | Chart | Lines | Form


class Part(NamedTuple):
    """One part of a document."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document, whole."""

    title: str
    answer: str
    """What it comes to, in a line."""
    parts: tuple[Part, ...]
    foot: str
    """How closely it is to be kept."""

    @property
    def charted(self) -> bool:
        """Whether there is a chart in it."""
        return any(isinstance(block, Chart) for part in self.parts for block in part.blocks)


def pairs(caption: str, *said: tuple[str, str]) -> Table:
    """A table of names and what they are."""
    return Table(caption, ("", ""), said)


def shown(
    caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], most: int, numbers: tuple[int, ...] = ()
) -> list[Block]:
    """A table of the first `most` rows, and how many more there are."""
    blocks: list[Block] = [Table(caption, head, tuple(rows[:most]), numbers)]
    if len(rows) > most:
        blocks.append(Para(f"and {len(rows) - most:,} more, which the register lists."))
    return blocks
