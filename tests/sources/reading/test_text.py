"""Text in the encodings that tools write, every line and row bounded."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import little_memory, write

from camcensus.model.errors import BrokenInput, HostileInput, InputError
from camcensus.sources.reading import text

TABLE = "Name;Café\nFenwick;Strongroom (£)\n"


def lines(path: Path) -> list[str]:
    with text.lines(path, path.name) as found:
        return list(found)


def rows(path: Path, between: str | None = None) -> list[tuple[int, list[object]]]:
    with text.rows(path, path.name, between) as found:
        return [(number, list(row)) for number, row in found]


# --- encodings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_every_encoding_with_and_without_a_last_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    path = write(tmp_path, "x.csv", TABLE.rstrip("\n") + end, encoding)
    assert text.decode(path.read_bytes()) == TABLE.rstrip("\n") + end
    assert lines(path) == ["Name;Café\n", "Fenwick;Strongroom (£)" + end]
    assert rows(path) == [(1, ["Name", "Café"]), (2, ["Fenwick", "Strongroom (£)"])]


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_both_orders_of_utf_16(tmp_path: Path, mark: bytes, encoding: str) -> None:
    path = write(tmp_path, "x.csv", mark + TABLE.encode(encoding))
    assert text.is_text(path.read_bytes())
    assert lines(path) == TABLE.splitlines(keepends=True)


@pytest.mark.parametrize("data", ["a,é\n".encode(), "a,é\n".encode("utf-16")])
def test_a_text_that_is_cut_within_a_character(tmp_path: Path, data: bytes) -> None:
    whole = text.decode(data)
    for size in range(2, len(data)):
        assert whole.startswith(text.decode(data[:size]))
    (line,) = lines(write(tmp_path, "x.csv", data[:-2] if data[0] < 128 else data[:-3]))
    assert line in ("a,\ufffd", "a,é", "a,é\ufffd")


def test_an_encoding_that_changes_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    parts = [("Café 1 ü\n", "utf-8"), ("Café 2 ü\n", "utf-8"), ("Café 3\n", "windows-1252"), ("Café 4\n", "utf-8")]
    path = write(tmp_path, "x.log", b"".join(part.encode(encoding) for part, encoding in parts))
    assert lines(path) == [part for part, _ in parts]


def test_a_table_in_windows_1252_that_holds_by_chance_what_utf_8_does(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", "É\xa0:;café;über;naïve\n".encode("windows-1252"))
    assert text.encoding(path) == "windows-1252"
    assert lines(path) == ["É\xa0:;café;über;naïve\n"]


def test_one_stray_byte_does_not_change_what_the_rest_is(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", "é ü ö\n".encode() * 3 + b"\x81 \xff\n")
    assert text.encoding(path) == "utf-8"
    assert lines(path)[-1] == "\ufffd ÿ\n"


def test_characters_over_the_edges_of_blocks(tmp_path: Path) -> None:
    data = ("x" * ((1 << 20) - 1) + "é\n").encode()
    assert text.encoding(write(tmp_path, "x.log", data * 2)) == "utf-8"


def test_only_the_start_of_a_large_file_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LOOKED_AT", 1 << 20)
    path = write(tmp_path, "x.log", b"x\n" * (1 << 19) + "é\n".encode("windows-1252") * 5)
    assert text.encoding(path) == "utf-8"
    assert lines(path)[-1] == "é\n"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [(b"", False), (b"a\0b", False), (b"a,b", True), (b"\xff\xfea\0", True), (b"\xfe\xff\0a", True), (b"\xe9", True)],
)
def test_what_is_text(head: bytes, *, is_one: bool) -> None:
    assert text.is_text(head) == is_one


@given(st.binary(max_size=80))
def test_any_bytes_decode(data: bytes) -> None:
    assert isinstance(text.decode(data), str)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_what_was_written_is_read(written: str, encoding: str) -> None:
    data = written.encode(encoding)
    assert text.decode(data) == written.removeprefix("\ufeff")


@given(st.lists(st.sampled_from(["Zoë", "naïve café", "plain", "Łódź"]), min_size=1, max_size=9))
def test_lines_of_either_encoding_side_by_side(words: list[str]) -> None:
    """As long as what is UTF-8 is not outweighed, as by one word here."""
    data = "".join(["Straße Grüße Öl Äpfel Zoë naïve café Łódź é é é\n"] * 3).encode()
    data += "".join(f"{word}\n" for word in words).encode("windows-1252", "replace")
    with TemporaryDirectory() as folder:
        found = lines(write(Path(folder), "x.log", data))
    assert found[3:] == [f"{word}\n".encode("windows-1252", "replace").decode("windows-1252") for word in words]


# --- lines ----------------------------------------------------------------------------------------------------------


def test_lines_are_numbered_and_keep_their_ends(tmp_path: Path) -> None:
    with text.lines(write(tmp_path, "x.log", "a\r\n\nb"), "x.log") as found:
        assert [(found.number, line) for line in found] == [(1, "a\r\n"), (2, "\n"), (3, "b")]


def test_a_gap_of_nuls_in_a_log_is_shown_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "x.log", "one\n\0\0two\nthree\n")
    assert lines(path) == ["one\n", "\ufffd\ufffdtwo\n", "three\n"]


def test_a_line_without_end(tmp_path: Path) -> None:
    path = write(tmp_path, "x.log", "one\n" + "x" * (text.MAX_LINE + 1))
    with little_memory(), pytest.raises(HostileInput, match=r"x\.log, line 2: a line is longer"):
        lines(path)
    assert len(lines(write(tmp_path, "y.log", "x" * (text.MAX_LINE - 1) + "\n"))[0]) == text.MAX_LINE


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "mark"),
    [
        (["a,b", "1,2"], ","),
        (["a;b", "1,5;2,5"], ";"),
        (["a\tb", "1, 2\t3, 4"], "\t"),
        (["a|b|c", "x"], "|"),
        (["words", "and more"], None),
        (["a,b", "x", "y"], None),
        ([], None),
        (["sep=;", "a,b,c", "1,2,3"], ";"),
        (['"sep=\t"\r\n', "a,b"], "\t"),
        (["Report of 3 May, 2026", "Name;Ports", "a;80,443,554", "b;80,554"], ";"),
        (["a;b;c", "d,e;f,g,h;i", "j;k;l,m,n,o,p"], ";"),
        (["a,b;c", "1,2;3"], ","),
    ],
)
def test_the_delimiter(found: list[str], mark: str | None) -> None:
    assert text.delimiter(found) == mark


def test_a_delimiter_that_is_given_is_taken(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "x.csv", "a,b|c\n"), "|") == [(1, ["a,b", "c"])]


def test_rows_over_lines_bear_the_number_of_their_last(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", 'a,b\n\n"one\ntwo",3\n,\nc,d')
    assert rows(path) == [(1, ["a", "b"]), (4, ["one\ntwo", "3"]), (6, ["c", "d"])]


def test_the_trick_with_the_equals_sign_is_undone(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", '="0012",=1+1,"=""a""b"""\n="",b,=""\n')
    assert [row for _, row in rows(path)] == [["0012", "=1+1", '="a"b"'], ["", "b", ""]]


def test_a_file_that_is_cut_within_quotes_gives_what_is_there(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "x.csv", 'a,b\n1,"tw')) == [(1, ["a", "b"]), (2, ["1", "tw"])]


@pytest.mark.parametrize(
    ("written", "kind", "says"),
    [
        ("a,b\n1,\0\n", BrokenInput, "line 2: it holds NUL"),
        ("a,b\n" + "1," * 2_000 + "\n", HostileInput, "line 2: a row has 2,001 columns"),
        ("a,b\n" + '"x\n' + "x\n" * 600_000, InputError, "x.csv, line"),
        ("a,b\n1," + "x" * 140_000 + "\n", BrokenInput, "line 2: not read: field larger"),
        ("a," * (1 << 20), HostileInput, "line 1: a row is longer"),
    ],
)
def test_rows_beyond_the_limits(tmp_path: Path, written: str, kind: type[InputError], says: str) -> None:
    path = write(tmp_path, "x.csv", written)
    with little_memory(), pytest.raises(kind) as fault:
        rows(path)
    assert says in str(fault.value)
    assert "\n" not in str(fault.value)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_was_written_as_csv_is_read_as_csv(written: list[list[str]], mark: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark).writerows(written)
    with TemporaryDirectory() as folder:
        found = rows(write(Path(folder), "x.csv", "\ufeff" + stream.getvalue()), mark)
    plain = [row for row in written if any(row) and not any(cell.startswith('="') for cell in row)]
    assert [row for _, row in found if not any(str(cell).startswith('="') for cell in row)][: len(plain)] == plain


@given(st.binary(max_size=200))
def test_any_bytes_are_lines_and_are_rows_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "x.csv", data)
        assert all(isinstance(line, str) for line in lines(path))
        try:
            rows(path)
        except InputError as fault:
            assert fault.where.startswith("x.csv, line ")  # noqa: PT017  # most are read
