"""The workbook: every cell is text, no formula, and it reads back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

from tests.sources.files import read

from camcensus.model.survey import Line, Sheet
from camcensus.report.survey import xlsx
from camcensus.sources.importers import _survey, survey_xlsx
from camcensus.sources.reading.table import fold
from camcensus.sources.reading.workbook import Workbook

HOSTILE = ("=1+1", "@x", "+2", "-3", "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202ex")
LINES = (
    Line(line="0a1b2c3d", known_as="asset:CAM-1", called="CAM-1", area="Hall", make="Axis", serial="ACCC8E000001"),
    *(
        Line(line=f"{at:08}", known_as=f"asset:{text}", called=text, area=text, make=text, model=text, serial=text,
             mac=text, address=text, known_from=text)
        for at, text in enumerate(HOSTILE)
    ),
)  # fmt: skip
SHEET = Sheet(number="9f8e7d6c", site="fenwick", name="Fenwick House", as_of=date(2026, 11, 23), lines=LINES)


def parts() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(xlsx.render(SHEET))) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert xlsx.render(SHEET) == xlsx.render(SHEET)


def test_no_cell_is_or_starts_a_formula(tmp_path: Path) -> None:
    sheets = [text for name, text in parts().items() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any("<f>" in text or "<f " in text for text in sheets)
    (tmp_path / "s.xlsx").write_bytes(xlsx.render(SHEET))
    with Workbook(tmp_path / "s.xlsx", "s") as book:
        cells = [cell for sheet in book.sheets for _, row in book.rows(sheet) for cell in row if cell is not None]
    assert all(isinstance(cell, str) and not re.match(r"[=+@\t\r-]", cell) for cell in cells)


def test_it_links_to_nothing() -> None:
    text = "".join(text for name, text in parts().items() if "worksheets" in name)
    assert "<hyperlink" not in text
    assert "externalLink" not in "".join(parts())


def test_its_title_and_headings_are_those_that_are_read_back(tmp_path: Path) -> None:
    assert xlsx.TITLE == _survey.TITLE
    assert {_survey.FORM.known.get(fold(name)) for name, _ in xlsx.COLUMNS} == set(_survey.FORM.columns)
    assert all(_survey.OUTCOMES.get(fold(word)) for word in xlsx.OUTCOMES)
    path = tmp_path / "s.xlsx"
    path.write_bytes(xlsx.render(SHEET))
    assert survey_xlsx.detect(path.read_bytes()[:65_536])
    found = read(survey_xlsx, path)
    assert found.rows == []
    assert not [one for one in found.remarks if "not understood" in one]


def test_many_lines_are_still_told(tmp_path: Path) -> None:
    lines = tuple(Line(line=f"{at:08x}", known_as=f"asset:C{at * 7919}", called="c") for at in range(5_000))
    large = Sheet(number="1", site="fenwick", name="F", as_of=date(2026, 1, 1), lines=lines)
    assert survey_xlsx.detect(xlsx.render(large)[:65_536])
