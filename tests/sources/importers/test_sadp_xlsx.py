from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]  # it comes without types
from hypothesis import given
from hypothesis import strategies as st
from tests.formats import FOLDER
from tests.sources.files import read, refused, write

from camcensus.model.errors import BrokenInput, NoHeading
from camcensus.sources.importers import sadp_xlsx

LIST = FOLDER / "sadp-xlsx" / "list.xlsx"


def workbook(*rows: tuple[str, ...], sheets: int = 1) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def test_a_workbook_with_the_headings_is_known() -> None:
    assert sadp_xlsx.detect(LIST.read_bytes())


def test_another_workbook_is_not(tmp_path: Path) -> None:
    data = workbook(("Asset", "Make", "Serial"), ("1", "Axis", "2"))
    assert not sadp_xlsx.detect(data)
    refused(sadp_xlsx, write(tmp_path, "register.xlsx", data), NoHeading)


def test_a_zip_of_something_else_is_not() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("notes.txt", "Device Serial No. IPv4 Gateway")
    assert not sadp_xlsx.detect(stream.getvalue())


@given(st.integers(0, 8_000), st.binary(max_size=40))
def test_detect_never_raises_on_what_is_nearly_right(at: int, put: bytes) -> None:
    data = LIST.read_bytes()
    assert sadp_xlsx.detect(data[:at] + put + data[at + len(put) :]) in (True, False)
    assert sadp_xlsx.detect(data[:at]) in (True, False)


def test_several_sheets_are_one_list(tmp_path: Path) -> None:
    heading = ("Device Type", "IPv4 Address", "Software Version", "IPv4 Gateway", "Device Serial No.", "MAC Address")
    row = ("DS-2CD2143G2-I", "10.0.0.5", "V5.7.3build 230101", "10.0.0.1", "DS-2CD2143G2-IAA1234567", "c056e35b4d11")
    whole = read(sadp_xlsx, write(tmp_path, "list.xlsx", workbook(heading, row, sheets=2)))
    assert whole.records == 2


def test_a_workbook_that_is_cut_is_refused(tmp_path: Path) -> None:
    refused(sadp_xlsx, write(tmp_path, "list.xlsx", LIST.read_bytes()[:3_000]), BrokenInput)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04", b"PK\x03\x04xl/"])
def test_next_to_nothing_is_no_list(data: bytes) -> None:
    assert not sadp_xlsx.detect(data)
