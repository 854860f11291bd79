from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import (
    context,
    little_memory,
    read,
    read_or_refused,
    refused,
    table,
    unhurried,
    write,
)

from camcensus.model.errors import BrokenInput, HostileInput, NoHeading
from camcensus.sources.importers import register_csv

HEADING = ("Asset no", "Site", "Location", "Make", "Serial number")
ROWS = (
    HEADING,
    ("C-1", "Fenwick House", "Café", "Hikvision", "K70255111"),
    ("C-2", "Fenwick House", "Strongroom (£)", "Dahua", "8A0D42EPAG70021"),
)


def serials(path: Path) -> list[str]:
    return read(register_csv, path).values("serial.number")


WHOLE = ["K70255111", "8A0D42EPAG70021"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_dialects_and_encodings(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write(tmp_path, "register.csv", table(*ROWS, delimiter=delimiter), encoding)
    assert register_csv.detect(path.read_bytes())
    whole = read(register_csv, path)
    assert whole.values("serial.number") == WHOLE
    assert whole.values("register.location") == ["Café", "Strongroom (£)"]


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_line_ends(tmp_path: Path, ending: str) -> None:
    assert serials(write(tmp_path, "register.csv", table(*ROWS).replace("\r\n", ending))) == WHOLE


def test_a_character_that_the_sample_cuts_in_two() -> None:
    text = table(*ROWS)
    cut = text.encode()[: text.encode().find("é".encode()) + 1]
    assert register_csv.detect(cut)


def test_titles_above_and_a_heading_in_row_twelve(tmp_path: Path) -> None:
    titles = [("CCTV register",), (), ("Printed 02/03/2024",), *[("",)] * 8]
    path = write(tmp_path, "register.csv", table(*titles, *ROWS))
    whole = read(register_csv, path)
    assert whole.values("serial.number") == WHOLE
    assert whole.remarks == []


def test_a_heading_over_two_rows(tmp_path: Path) -> None:
    upper = ("Asset no", "Place", "", "Device", "")
    lower = ("", "Site", "Location", "Make", "Serial number")
    assert serials(write(tmp_path, "register.csv", table(upper, lower, *ROWS[1:]))) == WHOLE


def test_cells_over_several_lines(tmp_path: Path) -> None:
    rows = [ROWS[0], ("C-1", "Fenwick House", "by the\r\ndoor", 'the "best"', "K70255111")]
    whole = read(register_csv, write(tmp_path, "register.csv", table(*rows)))
    assert whole.values("register.location") == ["by the door"]
    assert whole.values("register.make") == ['the "best"']


def test_formulas_are_text_and_the_trick_with_the_equals_sign_is_undone(tmp_path: Path) -> None:
    rows = (HEADING, ("C-1", "=1+1", '=HYPERLINK("x")', '="Axis"', '="0012345"'), ("C-2", "", "", '="a"b"', "K7025"))
    whole = read(register_csv, write(tmp_path, "register.csv", table(*rows)))
    assert whole.values("serial.number") == ["0012345", "K7025"]
    assert whole.values("register.make") == ["Axis", '="a"b"']
    assert whole.values("register.location") == ['=HYPERLINK("x")']


def test_lines_are_counted_as_a_person_counts(tmp_path: Path) -> None:
    path = write(tmp_path, "register.csv", table(HEADING, (), ("C-1", "Fenwick House", "Door", "Axis", "123456")))
    assert read(register_csv, path).remarks == ["row 3: serial '123456' names no device and joins nothing"]


@pytest.mark.parametrize(
    "head",
    [b"", b"\0\0", b"plain words\nand more", b"<a,b>\n1,2", b'{"a":1,"b":2}', b"[1,2]\n[3,4]", b"PK\x03\x04\x14\0a,b"],
)
def test_what_is_no_table(head: bytes) -> None:
    assert not register_csv.detect(head)


# --- bad files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "plain words", "Colour,Height\nred,3\n", "a,b\n" * 50 + table(*ROWS), "Make\nHikvision\n", "\ufeff"]
)
def test_no_heading(tmp_path: Path, text: str) -> None:
    fault = refused(register_csv, write(tmp_path, "register.csv", text), NoHeading)
    assert "no row of it names the columns" in str(fault)
    assert fault.mend


def test_a_line_without_end(tmp_path: Path) -> None:
    path = write(tmp_path, "register.csv", table(*ROWS) + "x" * (2 << 20))
    with little_memory():
        fault = refused(register_csv, path, HostileInput)
    assert fault.where == "register.csv, line 4"
    assert fault.mend


def test_a_first_line_without_end(tmp_path: Path) -> None:
    refused(register_csv, write(tmp_path, "register.csv", "x," * (1 << 20)), HostileInput)


def test_a_row_over_lines_without_end(tmp_path: Path) -> None:
    path = write(tmp_path, "register.csv", table(*ROWS) + '"x\n",' * 400_000)
    with little_memory():
        assert "longer than" in str(refused(register_csv, path, HostileInput))


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = write(tmp_path, "register.csv", table(*ROWS) + '"' + "C-3,a,b,c,d\n" * 20_000)
    fault = refused(register_csv, path, BrokenInput)
    assert "never closed" in fault.mend


def test_thousands_of_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "register.csv", table(*ROWS, [str(n) for n in range(5_000)]))
    assert "5,000 columns" in str(refused(register_csv, path, HostileInput))
    refused(register_csv, write(tmp_path, "wide.csv", table([f"Make {n}" for n in range(5_000)])), HostileInput)


def test_nul_characters(tmp_path: Path) -> None:
    path = write(tmp_path, "register.csv", table(*ROWS).replace("Dahua", "Da\0hua"))
    assert refused(register_csv, path, BrokenInput).where == "register.csv, line 3"
    refused(register_csv, write(tmp_path, "wide.csv", table(*ROWS), "utf-32"), BrokenInput)


@pytest.mark.parametrize("line", ["\n", ",,,,\n", '"","","","",""\n', "  ,\n"], ids=range(4))
def test_empty_lines_cost_nothing(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, "register.csv", table(HEADING) + line * 300_000 + table(*ROWS[1:]))
    with little_memory():
        whole = read(register_csv, path)
    assert whole.values("serial.number") == WHOLE
    assert whole.remarks == []


def test_large_rows_are_handed_on_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    big = ",".join(["x" * 32_000] * 20)
    with path.open("w") as stream:
        stream.write(",".join([*HEADING, *(f"Colour {n}" for n in range(20))]) + "\n")
        stream.writelines(f"C-{n},Fenwick House,Door,Axis,K70{n:05},{big}\n" for n in range(150))
    with little_memory(200):
        assert sum(chunk.records for chunk in register_csv.read(path, context(path))) == 150


@unhurried
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    register_csv.detect(data)
    with TemporaryDirectory() as folder:
        read_or_refused(register_csv, write(Path(folder), "register.csv", data))


LONG = table(
    ("Asset", "Site", "Make/model", "Serial", "MAC", "IP", "Type", "Qty", "Installed", "Last checked", "Password"),
    ("C-1", "Fenwick", "Axis P1", "K7", "0:1:2:3:4:5", "10.0.0.1", "12 x dome", "3", "2019", "31/10/2021 01:30", "x"),
    ("C-1", "Other", "Hik/DS", "1E+15", "x", "y", "NVR", "9", "03/2019", "2021-01-01T00:00:00Z", ""),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@unhurried
@given(
    at=st.integers(0, 900),
    put=st.binary(max_size=5) | st.sampled_from([b'"', b"\r", b",,", b"9999"]),
    over=st.integers(0, 9),
)
def test_a_file_that_is_damaged_is_read_or_refused(encoding: str, at: int, put: bytes, over: int) -> None:
    data = LONG.encode(encoding)
    with TemporaryDirectory() as folder:
        read_or_refused(register_csv, write(Path(folder), "register.csv", data[:at] + put + data[at + over :]))


@unhurried
@given(st.lists(st.lists(st.text(max_size=9), min_size=11, max_size=11), max_size=4))
def test_any_cells_are_read(rows: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        text = table(LONG.splitlines()[0].split(","), *rows).replace("\0", "")
        read_or_refused(register_csv, write(Path(folder), "register.csv", text.encode("utf-8", "replace")))
