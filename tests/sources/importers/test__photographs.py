"""Photographs beside a sheet: kept without the place where they were taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.files import context
from tests.wire.test_jpeg import JFIF, LOCATED, photograph

from camcensus.sources.importers import _photographs
from camcensus.sources.importers._photographs import Photographs, names
from camcensus.sources.reading.gathered import Gathered


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs" / "a 1.jpg").write_bytes(LOCATED)
    (tmp_path / "photographs" / "b.jpg").write_bytes(photograph(JFIF))
    (tmp_path / "photographs" / "c.jpg").write_bytes(b"GIF89a")
    (tmp_path / "secret.jpg").write_bytes(LOCATED)
    (tmp_path / "photographs" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    return tmp_path / "sheet.xlsx"


def kept(sheet: Path, *wanted: str) -> tuple[list[bytes], list[str], int]:
    """(what is stored, remarks, places taken out)"""
    gathered = Gathered(context(sheet), "survey:A. Example")
    photographs = Photographs(sheet, gathered)
    for name in wanted:
        photographs.keep(name, "row 7")
    last = gathered.last("sheet")
    return list(last.originals.values()), [f"{one.where}: {one.what}" for one in last.remarks], last.redacted


def test_the_place_is_taken_out_and_counted(sheet: Path) -> None:
    stored, remarks, redacted = kept(sheet, "a 1.jpg", "b.jpg")
    assert stored == [photograph(JFIF)]  # both are the same without their places
    assert remarks == ["sheet: 1 photographs told the place where they were taken: it was taken out"]
    assert redacted == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none.jpg", "it is not in the folder"),
        ("link.jpg", "it is not in the folder"),
        ("../secret.jpg", "its name is none that a photograph has"),
        ("/etc/passwd", "its name is none that a photograph has"),
        (".hidden", "its name is none that a photograph has"),
        ("c.jpg", "it is no whole JPEG picture"),
    ],
)
def test_what_is_not_kept_is_named(sheet: Path, name: str, why: str) -> None:
    stored, remarks, _ = kept(sheet, name)
    assert stored == []
    assert remarks == [f"row 7: photograph '{name}' is not kept: {why}"]


def test_a_large_one_is_not_kept(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_photographs, "MAX_PHOTOGRAPH", 20)
    assert kept(sheet, "b.jpg")[1] == ["row 7: photograph 'b.jpg' is not kept: it is too large"]


def test_many_are_not_kept(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_photographs, "MAX_PHOTOGRAPHS", 1)
    assert kept(sheet, "b.jpg", "a 1.jpg")[1] == ["row 7: photograph 'a 1.jpg' is not kept: more than 1 are not kept"]


def test_without_a_folder_they_are_counted(tmp_path: Path) -> None:
    _, remarks, _ = kept(tmp_path / "sheet.xlsx", "a.jpg", "b.jpg")
    assert remarks == ["sheet: 2 photographs are named and not kept: no folder 'photographs' lies beside the sheet"]


def test_names_are_cut_at_commas() -> None:
    assert names("a 1.jpg, b.jpg;c.jpg\nb.jpg") == ["a 1.jpg", "b.jpg", "c.jpg"]
    assert len(names(",".join(str(n) for n in range(99)))) == _photographs.MAX_NAMES
