"""Observations in, identities out, without any log: what a file may be, and what is refused."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.engine.naming import HIKVISION, LINES, loaded_once, named, of_lines

from camcensus.engine import name
from camcensus.model.errors import BrokenInput, InputError, UnknownFormat
from camcensus.model.identity import Identity

__all__ = ["loaded_once"]

pytestmark = pytest.mark.usefixtures("loaded_once")


def test_one_identity_a_subject_in_the_order_they_were_seen(tmp_path: Path) -> None:
    first, second = of_lines(tmp_path, LINES)
    assert (first.subject, first.hardware_maker, first.brand) == ("ip:192.0.2.7", "hikvision", "annke")
    assert first.confidence > 0.9
    assert first.because
    assert (second.subject, second.kind, second.confidence, second.because) == ("ip:192.0.2.8", "unknown", 0.0, ())


@pytest.mark.parametrize("data", ["", "\n", " \r\n\t\n", "\n" * 1_000])
def test_nothing_in_nothing_out(tmp_path: Path, data: str) -> None:
    assert of_lines(tmp_path, data) == []
    (tmp_path / "o.jsonl").write_text(data)
    assert name.from_file(tmp_path / "o.jsonl").columns == list(name.COLUMNS)


def test_a_file_that_begins_with_much_nothing_is_not_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat):
        of_lines(tmp_path, "\n" * 100_000 + LINES)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        named(tmp_path / "nothing")
    with pytest.raises(InputError, match="cannot be opened"):
        named(tmp_path)


def test_a_file_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat):
        of_lines(tmp_path, "once upon a time\n")


# --- Parquet ---------------------------------------------------------------------------------------------------------

ROWS = {
    "subject": ["ip:192.0.2.7", "ip:192.0.2.8", "ip:192.0.2.7"],
    "field": ["tls.subject", "http.title", "register.make"],
    "value": [HIKVISION, "Intranet", "Annke"],
}


def of_rows(folder: Path, **columns: Any) -> list[Identity]:
    path = folder / "o.parquet"
    pl.DataFrame({key: value for key, value in {**ROWS, **columns}.items() if value is not ...}).write_parquet(path)
    return named(path)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"encoding": ["text"] * 3},
        {"encoding": [None, "text", None]},
        {"encoding": pl.Series([None] * 3, dtype=pl.String)},
        {"encoding": ["text"] * 3, "other": [1, 2, 3]},
        {"body": ["b"] * 3, "realm": [None] * 3},
        {"value": pl.Series(ROWS["value"], dtype=pl.Categorical)},
        {"subject": pl.Series(ROWS["subject"], dtype=pl.Categorical)},
        {"value": [base64.b64encode(one.encode()).decode() for one in ROWS["value"]], "encoding": ["base64"] * 3},
    ],
)
def test_parquet_says_what_lines_say(tmp_path: Path, columns: dict[str, Any]) -> None:
    assert of_rows(tmp_path, **columns) == of_lines(tmp_path, LINES)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"value": ...}, "has no column value"),
        ({"value": ..., "subject": ...}, "has no column subject or value"),
        ({"value": [None, "a", "b"]}, "value must not be empty"),
        ({"value": [None, "a", "b"], "subject": [None] * 3}, "subject and value must not be empty"),
        ({"subject": ["ip:1", "ip:2", "192.0.2.7"]}, "not kind:value"),
        ({"encoding": ["text", "hex", "text"]}, "neither text nor base64"),
        ({"encoding": ["text", "base64", "text"], "value": ["a", "=b", "c"]}, "not base64"),
        ({"value": [[1], [2], [3]]}, "not whole Parquet"),
    ],
)
def test_parquet_that_breaks_the_rules_is_refused(tmp_path: Path, columns: dict[str, Any], why: str) -> None:
    with pytest.raises(BrokenInput, match=why) as caught:
        of_rows(tmp_path, **columns)
    assert "o.parquet" in caught.value.where
    assert "\n" not in str(caught.value)


def test_parquet_without_rows_names_nothing(tmp_path: Path) -> None:
    pl.DataFrame(schema=dict.fromkeys(ROWS, pl.String)).write_parquet(tmp_path / "o.parquet")
    assert named(tmp_path / "o.parquet") == []


def test_parquet_cut_anywhere_is_refused(tmp_path: Path) -> None:
    of_rows(tmp_path)
    data = (tmp_path / "o.parquet").read_bytes()
    for size in (4, 5, len(data) // 2, len(data) - 9, len(data) - 1):
        (tmp_path / "cut").write_bytes(data[:size])
        with pytest.raises(BrokenInput, match="not whole Parquet"):
            named(tmp_path / "cut")


def test_parquet_that_makes_its_reader_stumble_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_rows(tmp_path)

    def stumble(path: Path) -> pl.LazyFrame:
        raise pl.exceptions.PanicException("called `Option::unwrap()` on a `None` value")

    monkeypatch.setattr(pl, "scan_parquet", stumble)
    with pytest.raises(BrokenInput, match="not whole Parquet"):
        named(tmp_path / "o.parquet")


# --- other files, standard input, the way out ------------------------------------------------------------------------

DEPARTMENT = Path(__file__).parents[2] / "examples" / "department"


@pytest.mark.parametrize("path", sorted((DEPARTMENT / "scans").glob("*.xml")), ids=lambda path: path.stem)
def test_a_scan_is_named(path: Path) -> None:
    found = named(path)
    assert all(one.subject.startswith("ip:") for one in found)
    assert any(one.hardware_maker for one in found)


@pytest.mark.parametrize("path", sorted((DEPARTMENT / "registers").iterdir()), ids=lambda path: path.name)
def test_a_register_is_named(path: Path) -> None:
    assert any(one.brand for one in named(path))


def test_a_scan_that_found_nothing_names_nothing(tmp_path: Path) -> None:
    scan = '<?xml version="1.0"?><nmaprun scanner="nmap" start="1700000000" args="nmap 192.0.2.0/30"></nmaprun>'
    (tmp_path / "scan.xml").write_text(scan)
    assert named(tmp_path / "scan.xml") == []


def through_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[Identity]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(name.each(name.from_file(None)))


def test_standard_input_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = of_lines(tmp_path, LINES)
    of_rows(tmp_path)
    assert through_input(monkeypatch, LINES.encode()) == expected
    assert through_input(monkeypatch, (tmp_path / "o.parquet").read_bytes()) == expected
    assert through_input(monkeypatch, b"") == []
    assert through_input(monkeypatch, b"\n\n") == []


@pytest.mark.parametrize(
    ("data", "where"),
    [(LINES + "{}\n", "standard input, line 4"), ("no such thing", "standard input"), ("PAR1", "standard input")],
)
def test_what_is_wrong_is_said_of_standard_input(monkeypatch: pytest.MonkeyPatch, data: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        through_input(monkeypatch, data.encode())
    assert caught.value.where == where


def test_the_way_out_is_the_way_in(tmp_path: Path) -> None:
    (tmp_path / "o.jsonl").write_text(LINES)
    found = name.from_file(tmp_path / "o.jsonl")
    name.write(found, tmp_path / "named.parquet")
    assert pl.read_parquet(tmp_path / "named.parquet").rows() == found.rows()
    with pytest.raises(InputError, match="cannot be written"):
        name.write(found, tmp_path / "no" / "such" / "folder")
