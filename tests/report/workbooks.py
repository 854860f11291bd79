"""A workbook as a test reads it: by the names of its sheets, every cell with its kind."""

from __future__ import annotations

import io
import re
import zipfile
from typing import NamedTuple

from lxml import etree

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Cell(NamedTuple):
    """What stands in a cell."""

    kind: str
    """``text`` or ``number``."""
    value: str
    shown: str
    """The format of numbers by which it is shown."""


def sheets(data: bytes) -> dict[str, list[dict[str, Cell]]]:
    """Sheet to its rows, each by the letters of its columns. A cell that is a formula is an error."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [_text(one) for one in etree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{_NS}si")]
        styles = _styles(book.read("xl/styles.xml"))
        names = [str(one.get("name")) for one in etree.fromstring(book.read("xl/workbook.xml")).iter(f"{_NS}sheet")]
        pages = [book.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    return {name: _rows(page, shared, styles) for name, page in zip(names, pages, strict=True)}


def _text(one: etree._Element) -> str:
    return "".join(str(part) for part in one.itertext())


def _styles(data: bytes) -> list[str]:
    root = etree.fromstring(data)
    own = {one.get("numFmtId"): str(one.get("formatCode")) for one in root.iter(f"{_NS}numFmt")}
    used = root.find(f"{_NS}cellXfs")
    assert used is not None
    return [own.get(one.get("numFmtId"), str(one.get("numFmtId"))) for one in used]


def _rows(page: bytes, shared: list[str], styles: list[str]) -> list[dict[str, Cell]]:
    rows = []
    for number, row in enumerate(etree.fromstring(page).iter(f"{_NS}row"), 1):
        assert row.get("r") == f"{number}"
        assert not list(row.iter(f"{_NS}f"))
        rows.append(dict(_cell(one, number, shared, styles) for one in row))
    return rows


def _cell(one: etree._Element, number: int, shared: list[str], styles: list[str]) -> tuple[str, Cell]:
    place = re.fullmatch(rf"([A-Z]+){number}", str(one.get("r")))
    assert place is not None
    text, shown = _text(one), styles[int(one.get("s", "0"))]
    match one.get("t"):
        case "s":
            return place[1], Cell("text", shared[int(text)], shown)
        case "inlineStr":
            return place[1], Cell("text", text, shown)
        case kind:
            assert kind in (None, "n")
            return place[1], Cell("number", text, shown)


def table(rows: list[dict[str, Cell]]) -> list[dict[str, Cell]]:
    """The rows below the first, by its headings."""
    heads = {place: cell.value for place, cell in rows[0].items()}
    return [{heads[place]: cell for place, cell in row.items()} for row in rows[1:]]
