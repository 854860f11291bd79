"""A walk-round sheet as a workbook: what the goldens cannot show."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from tests.formats import FOLDER
from tests.sources.files import context, read, refused
from tests.wire.test_jpeg import JFIF, LOCATED, photograph

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import register_xlsx, survey_xlsx

FILLED = FOLDER / "survey-xlsx" / "filled.xlsx"


def test_it_is_told_from_a_register() -> None:
    head = FILLED.read_bytes()[:65_536]
    assert survey_xlsx.detect(head)
    for other in sorted((FOLDER / "register-xlsx").glob("*.xlsx")):
        assert not survey_xlsx.detect(other.read_bytes()[:65_536])


def test_a_workbook_without_its_headings_is_refused() -> None:
    other = next((FOLDER / "register-xlsx").glob("*.xlsx"))
    assert register_xlsx.detect(other.read_bytes()[:65_536])
    assert "no sheet of it" in refused(survey_xlsx, other, BrokenInput).what


def test_one_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.truncate(survey_xlsx.MAX_BYTES + 1)
    assert "pictures" in refused(survey_xlsx, path, HostileInput).mend


def test_pictures_inside_it_are_counted(tmp_path: Path) -> None:
    path = Path(shutil.copy(FILLED, tmp_path / "filled.xlsx"))
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/media/image1.jpeg", LOCATED)
    found = read(survey_xlsx, path)
    assert found.rows
    assert [one for one in found.remarks if "it holds 1 pictures, which are not read" in one]


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_xlsx, "MAX_ROWS", 12)
    refused(survey_xlsx, FILLED, HostileInput)


def test_two_people_are_two_sources() -> None:
    found = read(survey_xlsx, FOLDER / "survey-xlsx" / "two-people.xlsx")
    assert {row["source"] for row in found.rows} == {"survey:B. Example", "survey:C. Example"}


def test_photographs_beside_it_are_kept_without_their_places(tmp_path: Path) -> None:
    path = Path(shutil.copy(FILLED, tmp_path / "filled.xlsx"))
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs" / "IMG_0001.jpg").write_bytes(LOCATED)
    whole = list(survey_xlsx.read(path, context(path)))
    stored = [data for chunk in whole for data in chunk.originals.values()]
    remarks = [remark.what for chunk in whole for remark in chunk.remarks]
    assert photograph(JFIF) in stored
    assert not any(b"Exif" in data for data in stored)
    assert "1 photographs told the place where they were taken: it was taken out" in remarks
    assert "photograph '../../etc/passwd' is not kept: its name is none that a photograph has" in remarks
