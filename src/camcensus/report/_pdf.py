"""A document as a tagged PDF (PDF/UA-1). Nothing of what it says is read as markup."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from camcensus.report._bars import Bar
from camcensus.report._blocks import Block, Chart, Document, Form, Items, Lines, Note, Para, Table
from camcensus.report._plain import LINE, VALUE, plain

ROWS = 2_000
"""Rows of one table: a longer one belongs into a spreadsheet."""

_KNOWN = re.compile(
    "[^\\s\u0021-\u007e\u00a1-\u024f\u0370-\u0373\u0376-\u0377\u037b-\u037f\u0384-\u03ce\u0400-\u045f\u2010-\u2027\u2030-\u203a\u20ac]"
)
"""What is not surely in the fonts that are embedded: shown by its number, the same on every machine."""
_PAIRS = ("item", "value")
"""What heads a table of names and what they are: every table of a tagged PDF has headings."""
_PARTS = re.compile(r"\s+|(?<=-)")
"""Where a line may end."""
_LONG = re.compile(r"\S{15,}")
_PIECE = re.compile(r"[^._/:;,=@-]{1,12}[._/:;,=@-]*|[._/:;,=@-]{1,12}")
"""What a long word may be parted into: behind its marks, and where it has none."""
_BREAK = "\u200b"


def render(document: Document) -> bytes:
    """The same document gives the same bytes, with the same version of typst."""
    compiler, template = _compiler()
    data = json.dumps(_document(document), ensure_ascii=False)
    made: bytes = compiler.compile(
        input=template, format="pdf", pdf_standards=["ua-1"], sys_inputs={"document": data}, timestamp=0
    )
    return made


@cache
def _compiler() -> tuple[Any, bytes]:
    import typst  # noqa: PLC0415  # it takes 80 MB, and most commands make no PDF

    template = files("camcensus.report").joinpath("templates/document.typ").read_bytes()
    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False)), template


def _document(document: Document) -> dict[str, object]:
    return {
        "title": _text(document.title),
        "answer": _text(document.answer),
        "foot": _text(document.foot),
        "parts": [
            {"title": _text(part.title), "blocks": [_block(block) for block in part.blocks]} for part in document.parts
        ],
    }


def _block(block: Block) -> dict[str, object]:
    kind = type(block).__name__
    match block:
        case Para() | Note():
            return {"kind": kind, "text": _visible(plain(block.text))}
        case Items():
            return {"kind": kind, "items": [_text(one) for one in block.items]}
        case Lines():
            return {"kind": kind, "lines": [_visible(plain(one, LINE)) for one in block.lines]}
        case Chart():
            alt = "; ".join(f"{bar.title}: {bar.description}" for bar in block.bars)
            bars = [_bar(bar) for bar in block.bars]
            return {"kind": kind, "caption": _text(block.caption), "alt": _visible(plain(alt, LINE)), "bars": bars}
        case Form():
            return {"kind": kind, "caption": _text(block.caption), "names": [_text(one) for one in block.names]}
        case Table():
            return _table(block)


def _bar(bar: Bar) -> dict[str, object]:
    parts = [{"kind": part.kind, "width": part.width} for part in bar.parts]
    return {"title": _text(bar.title), "parts": parts, "said": _text(bar.description)}


def _table(table: Table) -> dict[str, object]:
    rows = [[_cell(one) for one in row] for row in table.rows[:ROWS]]
    left = len(table.rows) - len(rows)
    if left:
        rows.append([f"and {left:,} more", *("" for _ in table.head[1:])])
    return {
        "kind": "Table",
        "caption": _text(table.caption),
        "head": [_cell(one) for one in (table.head if any(table.head) else _PAIRS)],
        "rows": rows,
        "numbers": list(table.numbers),
        "widths": _widths(table),
    }


def _widths(table: Table) -> list[float]:
    """How much of the width each column takes, in small letters: as most of its cells need, and its longest word."""
    rows = table.rows[:200]
    wanted, least = [], []
    for at, head in enumerate(table.head):
        cells = [row[at] for row in rows]
        lengths = sorted(map(_length, cells))
        usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
        bold = 1.25 if at == 0 else 1
        word = max(map(_word, (head, *cells)), default=0.0)
        least.append(min(word * bold + 2, _WIDEST))
        wanted.append(max(min(max(usual * bold, len(head) * 1.25, 7), _WIDEST), least[-1]))
    spare, over = _PAGE - sum(least), sum(wanted) - sum(least)
    if sum(wanted) <= _PAGE or spare <= 0 or not over:
        return wanted if spare > 0 else least
    return [low + (high - low) * spare / over for low, high in zip(least, wanted, strict=True)]


_WIDEST, _PAGE = 48.0, 122.0
"""Small letters in the widest column, and beside each other on a page."""


def _word(text: str) -> float:
    """How long the longest word of a cell is that is not broken."""
    words = _LONG.sub(_broken, plain(text, VALUE)).replace(_BREAK, " ")
    return max(map(_length, _PARTS.split(words)), default=0.0)


def _length(text: str) -> float:
    """In small letters: capitals are wider."""
    return len(text) + 0.3 * sum(map(str.isupper, text))


def _cell(text: str) -> str:
    return _LONG.sub(_broken, _text(text))


def _broken(found: re.Match[str]) -> str:
    """A long word that may be parted, so that no column grows beyond the page."""
    return _BREAK.join(_PIECE.findall(found.group()))


def _text(text: str) -> str:
    return _visible(plain(text, VALUE))


def _visible(text: str) -> str:
    """Text that the embedded fonts can show: of what they lack its number, so that nothing is hidden."""
    return text if text.isascii() else _KNOWN.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)
