from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]  # it comes without types
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import little_memory, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput, HostileInput, NoHeading
from camcensus.sources.importers import register_xlsx

HEADING = ["Asset no", "Site", "Make", "Model", "Serial number", "Installed"]
AGAIN = "read it from the label again"
SHEET = "xl/worksheets/sheet1.xml"
CAMERA = ["C-1", "Fenwick House", "Hikvision", "DS-2CD2T47G2-L", "K70255111", "06/06/2022"]


def book(folder: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook whose sheets have these rows; dates are written as dates."""
    path = folder / "register.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_register(tmp_path: Path) -> None:
    path = book(tmp_path, Cameras=[["CCTV register"], HEADING, CAMERA])
    assert register_xlsx.detect(path.read_bytes()[:65_536])
    whole = read(register_xlsx, path)
    assert {("register.make", "Hikvision"), ("serial.number", "K70255111"), ("fact.site", "fenwick")} <= whole.facts(
        "asset:C-1"
    )
    assert whole.remarks == []


def test_cells_that_are_no_text(tmp_path: Path) -> None:
    rows = [
        [101, "Fenwick House", "Hikvision", 2145, 70255111, date(2022, 6, 5)],
        [102, "Fenwick House", "Dahua", True, 1.2e15, datetime.fromisoformat("2022-06-05T09:30")],
        [103, "Fenwick House", "Axis", 1.5, date(2021, 9, 2), 44197],
        [104, "Fenwick House", "#N/A", "x", "#REF!", 2019],
    ]
    whole = read(register_xlsx, book(tmp_path, Cameras=[HEADING, *rows]))
    assert whole.subjects() == [f"asset:{number}" for number in range(101, 105)]
    assert whole.values("serial.number") == ["70255111"]
    assert whole.values("register.serial") == ["1200000000000000.0", "2021-09-02"]
    assert whole.values("fact.installed_on") == ["2022-06-05", "2022-06-05", "2021-01-01", "2019"]
    assert whole.values("register.make") == ["Hikvision", "Dahua", "Axis"]
    assert sorted(whole.remarks) == [
        f"row 3: the serial was turned into a number (1.2e+15) by a spreadsheet and lost digits: {AGAIN}",
        f"row 4: the serial was turned into a date (2021-09-02) by a spreadsheet: {AGAIN}",
        "the heading: 1 dates were written as a spreadsheet's count of days and read as such",
        "the heading: 2 cells hold a spreadsheet's error, such as #N/A, and say nothing",
    ]
    assert any(b"#REF!" in data for data in whole.originals.values())


def test_a_site_merged_over_several_rows_and_a_title_merged_across(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.merge_range("A1:F1", "Cameras of the department")
        sheet.write_row(1, 0, HEADING)
        for row in range(2, 6):
            sheet.write_row(row, 0, [f"C-{row}", None, "Axis", "P1375", f"K7000{row}"])
        sheet.merge_range("B3:B5", "Fenwick House")
    whole = read(register_xlsx, path)
    assert whole.values("fact.site") == ["fenwick"] * 3
    assert len(whole.subjects()) == 4


def test_every_sheet_with_a_heading_is_read_and_the_others_named(tmp_path: Path) -> None:
    other = [["C-1", "Calder Court", "Axis", "P1375", "B8A44F574D41", ""]]
    path = book(tmp_path, Fenwick=[HEADING, CAMERA], Notes=[["ring", "Ann"]], Calder=[HEADING, *other], Empty=[])
    whole = read(register_xlsx, path)
    assert whole.subjects() == ["asset:C-1", "asset:C-1#2"]
    assert (
        "sheet 'Calder', row 2: asset number 'C-1' was used above: this row is kept as another device" in whole.remarks
    )
    assert "sheet 'Notes': has no heading that is known and was left out" in whole.remarks
    assert not any("Empty" in remark for remark in whole.remarks)


def test_a_hidden_sheet_is_read_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Shown")
        hidden = made.add_worksheet("Old")
        hidden.write_row(0, 0, HEADING)
        hidden.write_row(1, 0, CAMERA)
        hidden.hide()
    whole = read(register_xlsx, path)
    assert whole.values("serial.number") == ["K70255111"]
    assert "sheet 'Old': is hidden; it was read like the others" in whole.remarks


def test_formulas_say_what_they_said_when_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, CAMERA[:2])
        sheet.write_formula(1, 2, '=UPPER("axis")', None, "AXIS")
        sheet.write_formula(1, 4, "=NA()", None, "#N/A")
    whole = read(register_xlsx, path)
    assert whole.values("register.make") == ["AXIS"]
    assert whole.values("serial.number") == []


def test_a_name_without_the_ending_is_read_too(tmp_path: Path) -> None:
    path = book(tmp_path, Cameras=[HEADING, CAMERA]).rename(tmp_path / "register")
    assert read(register_xlsx, path).records == 1


def test_a_workbook_as_streaming_writers_make_it(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, CAMERA)
    assert read(register_xlsx, path).values("serial.number") == ["K70255111"]


def test_a_million_styled_but_empty_rows(tmp_path: Path) -> None:
    path = book(tmp_path, Cameras=[HEADING, CAMERA])
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    empty = b"".join(b'<row r="%d" s="1" ht="15"/>' % row for row in range(3, 1_048_577))
    content[SHEET] = content[SHEET].replace(b"</sheetData>", empty + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    with little_memory():
        assert read(register_xlsx, path).records == 1


# --- bad files ---------------------------------------------------------------------------------------------------


def test_no_sheet_with_a_heading(tmp_path: Path) -> None:
    fault = refused(register_xlsx, book(tmp_path, Notes=[["ring", "Ann"]], Empty=[]), NoHeading)
    assert "'ring', 'Ann'" in str(fault)


@pytest.mark.parametrize("row", [1, 50, 1_048_575])
def test_a_stray_cell_in_the_last_column(tmp_path: Path, row: int) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(2, 0, CAMERA)
        sheet.write(row, 16_383, "x")
    with little_memory():
        fault = refused(register_xlsx, path, HostileInput)
    assert "column 16,384" in str(fault)
    assert fault.where == f"register.xlsx, sheet 'Sheet1', row {row + 1}"


def test_a_stray_cell_in_the_last_row_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, CAMERA)
        sheet.write(1_048_575, 0, "x")
    with little_memory():
        assert read(register_xlsx, path).records == 1


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book(tmp_path, Cameras=[HEADING, CAMERA])
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in content.items():
            with archive.open(name, "w") as part:
                part.write(data)
                if name == SHEET:
                    for _ in range(256):
                        part.write(bytes(4 << 20))
    with little_memory():
        assert "would unpack" in str(refused(register_xlsx, path, HostileInput))


@pytest.mark.parametrize("name", ["register.docx", "register.xlsx"])
def test_another_kind_of_document(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        archive.writestr(
            "_rels/.rels", f'<R xmlns="x"><Relationship Id="r" Type="{kind}" Target="word/document.xml"/></R>'
        )
        archive.writestr("word/_rels/document.xml.rels", "<R/>")
        archive.writestr("word/document.xml", "<document><p/></document>")
    assert register_xlsx.detect(path.read_bytes())
    assert "no workbook" in str(refused(register_xlsx, path, BrokenInput))


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def test_a_workbook_that_is_locked(tmp_path: Path) -> None:
    assert not register_xlsx.detect(OLE)
    fault = refused(register_xlsx, write(tmp_path, "register.xlsx", OLE), BrokenInput)
    assert "locked with a password" in str(fault)
    assert fault.mend


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"Make,Model\n", b"PK\x03\x04xl/" * 99]
)
def test_what_is_no_zip(tmp_path: Path, data: bytes) -> None:
    refused(register_xlsx, write(tmp_path, "register.xlsx", data), BrokenInput)


@cache
def small() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, CAMERA)
        sheet.merge_range("B2:B3", "Fenwick")
    return stream.getvalue()


@unhurried
@given(st.floats(0, 1))
def test_a_file_that_is_cut_off_is_refused(share: float) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "register.xlsx", small()[: int(share * (len(small()) - 30))])
        refused(register_xlsx, path, BrokenInput)


@unhurried
@given(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 12))
def test_a_file_that_is_damaged_is_read_or_refused(share: float, put: bytes, over: int) -> None:
    at = int(share * len(small()))
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "register.xlsx", small()[:at] + put + small()[at + over :])
        read_or_refused(register_xlsx, path)


@cache
def unpacked() -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(small())) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


@unhurried
@given(
    st.integers(0, 20),
    st.floats(0, 1),
    st.binary(max_size=8) | st.sampled_from([b"9999999", b"<", b'"', b"&x;"]),
    st.integers(0, 12),
)
def test_a_part_that_is_damaged_is_read_or_refused(part: int, share: float, put: bytes, over: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, (name, data) in enumerate(unpacked()):
            at = int(share * len(data))
            archive.writestr(name, data[:at] + put + data[at + over :] if number == part % len(unpacked()) else data)
    with TemporaryDirectory() as folder:
        read_or_refused(register_xlsx, write(Path(folder), "register.xlsx", stream.getvalue()))
