from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]  # it comes without types

from camcensus.model.errors import BrokenInput, HostileInput, InputError
from camcensus.sources.reading import workbook
from camcensus.sources.reading.table import Cell
from camcensus.sources.reading.workbook import Workbook

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

wall = datetime.fromisoformat
Rows = list[tuple[int, list[Cell]]]


def parts(sheet: str, **changes: str) -> dict[str, str]:
    """The parts of a workbook with one sheet, whose rows are `sheet`."""
    head = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    relation = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/%s" Target="%s"/></Relationships>'
    )
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relation % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'{head}<sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relation % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        **changes,
    }


def pack(path: Path, content: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def rows(path: Path) -> Rows:
    with Workbook(path, path.name) as book:
        return [row for sheet in book.sheets for row in book.rows(sheet)]


def made(folder: Path, sheet: str, **changes: str) -> Rows:
    return rows(pack(folder / "a.xlsx", parts(sheet, **changes)))


def test_cells_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day, moment, clock = (
            book.add_format({"num_format": code}) for code in ("dd/mm/yyyy", "yyyy-mm-dd hh:mm", "[h]:mm")
        )
        red = book.add_format({"num_format": '[Red]0.00 "days";General'})
        sheet.write_row(0, 0, ["text", 12, 12.5, True])
        sheet.write_datetime(1, 0, date(2021, 1, 2), day)
        sheet.write_datetime(1, 1, wall("2021-01-02T14:00"), moment)
        sheet.write_number(1, 2, 0.5, clock)
        sheet.write_number(1, 3, 44197, red)
        sheet.write_formula(2, 0, '="Axis"&" P1"', None, "Axis P1")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
        sheet.write_formula(2, 2, "=1=1", None, True)
        sheet.write_rich_string(3, 0, "a ", red, "b", " c")
        sheet.write_blank(3, 1, None, red)
        sheet.write(3, 2, "carriage\rreturn")
    assert rows(path) == [
        (1, ["text", 12, 12.5, True]),
        (2, [wall("2021-01-02"), wall("2021-01-02T14:00"), time(12), 44197]),
        (3, ["Axis P1", "#N/A", True]),
        (4, ["a b c", None, "carriage\rreturn"]),
    ]


def test_dates_since_1904(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(0, 0, wall("2021-01-02"), book.add_format({"num_format": 14}))
    assert rows(path) == [(1, [wall("2021-01-02")])]


def test_sheets_and_what_is_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cameras")
        book.add_worksheet("Old").hide()
        book.add_worksheet("Older").very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Cameras!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)
    with Workbook(path, "a.xlsx") as opened:
        assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [
            ("Cameras", False),
            ("Old", True),
            ("Older", True),
        ]


def test_a_cell_merged_downwards_stands_in_every_row(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A2:A4", "Fenwick")
        sheet.merge_range("C1:E1", "title")
        for row in range(6):
            sheet.write(row, 1, row)
    assert [(number, row[0]) for number, row in rows(path)] == [
        (1, None), (2, "Fenwick"), (3, "Fenwick"), (4, "Fenwick"), (5, None), (6, None),
    ]  # fmt: skip
    assert rows(path)[0][1] == [None, 0, "title"]


def test_cells_that_do_not_say_where_they_stand_follow_each_other(tmp_path: Path) -> None:
    sheet = (
        '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="7"><c r="B7"><v>2</v></c><c><v>3</v></c></row>'
        "<row><c><v>8</v></c></row>"
    )
    assert made(tmp_path, sheet) == [(1, [1, None, 3]), (7, [None, 2, 3]), (8, [8])]


def test_other_ways_to_write_a_cell(tmp_path: Path) -> None:
    sheet = (
        "<row r='1'><c t='inlineStr' r='A1'><is><t>in</t><rPh><t>aid</t></rPh></is></c>"
        '<c r="B1" t="d"><v>2021-01-02T03:04:05</v></c><c r="C1" t="d"><v>2021-01-02T03:04:05Z</v></c>'
        '<c r="D1"><f>1+1</f></c><c r="E1" t="str"><v>a_x000D_b</v></c></row>'
    )
    assert made(tmp_path, sheet) == [(1, ["in", wall("2021-01-02T03:04:05"), "2021-01-02T03:04:05Z", None, "a\rb"])]


def test_styled_but_empty_rows_are_nothing(tmp_path: Path) -> None:
    empty = "".join(f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(2, 200_000))
    assert made(tmp_path, f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}') == [(1, [1])]


def test_a_cell_at_the_end_of_a_sheet_costs_its_own_row(tmp_path: Path) -> None:
    found = made(tmp_path, "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")
    assert [(number, len(row)) for number, row in found] == [(1_048_576, 16_384)]


def test_a_text_that_many_cells_share_is_kept_once(tmp_path: Path) -> None:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 1_000_000}</t></si></sst>'
    cells = "".join(f'<row><c t="s"><v>{0}</v></c></row>' for _ in range(2_000))
    assert len({id(row[0]) for _, row in made(tmp_path, cells, **{"xl/sharedStrings.xml": shared})}) == 1


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="ZZZ1"><v>1</v></c>',
        '<c r="1A"><v>1</v></c>',
        '<c r=""><v>1</v></c>',
        '<c r="A1" t="s"><v>9</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        f'<c r="A1" t="s"><v>{"9" * 5_000}</v></c>',
        '<c r="A1"><v>x</v></c>',
        '<c r="A1"><v>1e999</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1" t="d"><v>soon</v></c>',
    ],
)
def test_cells_that_are_no_cells(tmp_path: Path, cell: str) -> None:
    with pytest.raises(BrokenInput) as caught:
        made(tmp_path, f"<row>{cell}</row>")
    assert "a.xlsx" in caught.value.where
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"_rels/.rels": "<x/>"}, "names no document"),
        ({"_rels/.rels": "<x"}, "cut off"),
        ({"xl/workbook.xml": "<document/>"}, "no workbook"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><row"}, "cut off"),
        ({"xl/styles.xml": "x"}, "can be read"),
        ({"xl/sharedStrings.xml": "<a>", "xl/worksheets/sheet1.xml": "<w><row><c t='s'><x/></c></row></w>"}, ""),
    ],
)
def test_parts_that_are_not_what_they_should_be(tmp_path: Path, changes: dict[str, str], says: str) -> None:
    if not says:
        assert made(tmp_path, "", **changes) == []
        return
    with pytest.raises(BrokenInput, match=says):
        made(tmp_path, "", **changes)


@pytest.mark.parametrize(
    "missing", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
)
def test_parts_that_are_missing(tmp_path: Path, missing: str) -> None:
    content = parts("")
    del content[missing]
    with pytest.raises(BrokenInput):
        rows(pack(tmp_path / "a.xlsx", content))


def test_entities_are_refused(tmp_path: Path) -> None:
    sheet = '<!DOCTYPE w [<!ENTITY a "b">]><worksheet><row><c r="A1" t="str"><v>&a;</v></c></row></worksheet>'
    with pytest.raises(HostileInput, match="entities"):
        made(tmp_path, "", **{"xl/worksheets/sheet1.xml": sheet})


def test_a_binary_workbook_says_so(tmp_path: Path) -> None:
    content = parts("")
    content["_rels/.rels"] = content["_rels/.rels"].replace("workbook.xml", "workbook.bin")
    with pytest.raises(BrokenInput, match="binary"):
        rows(pack(tmp_path / "a.xlsx", content))


# --- zips --------------------------------------------------------------------------------------------------------


def patched(path: Path, signature: bytes, offset: int, value: bytes) -> Path:
    """The file with bytes changed in every record of its zip that begins with `signature`."""
    data = bytearray(path.read_bytes())
    at = data.find(signature)
    while at >= 0:
        data[at + offset : at + offset + len(value)] = value
        at = data.find(signature, at + 4)
    path.write_bytes(data)
    return path


DIRECTORY, END = b"PK\x01\x02", b"PK\x05\x06"


@pytest.mark.parametrize(
    ("signature", "offset", "value", "kind"),
    [
        (DIRECTORY, 24, struct.pack("<I", 1 << 30), HostileInput),  # says it is large
        (DIRECTORY, 24, struct.pack("<I", 3), BrokenInput),  # says it is small
        (DIRECTORY, 16, b"\0\0\0\0", BrokenInput),  # another checksum
        (DIRECTORY, 10, struct.pack("<H", 14), BrokenInput),  # another packing
        (DIRECTORY, 10, struct.pack("<H", 99), BrokenInput),
        (DIRECTORY, 8, struct.pack("<H", 1), BrokenInput),  # a password
        (DIRECTORY, 42, struct.pack("<I", 1 << 30), BrokenInput),  # a part beyond the end
        (DIRECTORY, 20, struct.pack("<I", 5), BrokenInput),  # a part that ends early
        (END, 12, struct.pack("<I", 1 << 30), HostileInput),  # a list of parts without end
        (END, 16, struct.pack("<I", 7), BrokenInput),
    ],
)
def test_a_zip_that_lies(tmp_path: Path, signature: bytes, offset: int, value: bytes, kind: type[InputError]) -> None:
    path = patched(pack(tmp_path / "a.xlsx", parts("<row><c><v>1</v></c></row>" * 50)), signature, offset, value)
    with pytest.raises(kind) as caught:
        rows(path)
    assert "\n" not in str(caught.value)


def test_a_zip64_of_a_small_workbook(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", parts(""))
    data = path.read_bytes()
    at = data.rfind(END)
    path.write_bytes(data[:at] + b"PK\x06\x07" + bytes(16) + data[at:])
    with pytest.raises(HostileInput, match="list of parts"):
        rows(path)


def test_too_many_parts(tmp_path: Path) -> None:
    content = {f"x{number}": "" for number in range(workbook.MAX_PARTS + 1)}
    with pytest.raises(HostileInput):
        rows(pack(tmp_path / "a.xlsx", content))


def test_too_many_merges(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{number}:A{number + 1}"/>' for number in range(workbook.MAX_MERGES + 1))
    with pytest.raises(HostileInput, match="merges"):
        made(tmp_path, merges)


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "hh:mm", "[h]:mm", "[$-809]d mmmm yyyy;@", "mmm-yy", "d. m."])
def test_formats_of_dates(code: str) -> None:
    assert workbook._shows_date(code)


@pytest.mark.parametrize(
    "code", ["General", "0.00", '0 "days"', "[Red]0", "#,##0_);[Red]-#", "@", "", "0\\d", "[$USD] 0"]
)
def test_formats_of_numbers(code: str) -> None:
    assert not workbook._shows_date(code)
