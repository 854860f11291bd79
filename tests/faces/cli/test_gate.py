"""What ``gate`` prints and writes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from functools import cache
from pathlib import Path

import pytest
from tests import forked
from tests.sources.reading import documents
from tests.support import AS_OF
from tests.workspaces import make

from camcensus.engine.gate import gate
from camcensus.faces.cli import gate as printed
from camcensus.model.gate import Gate

LINES = ("Hikvision DS-2CD2143G2-I", "Annke C800", "Axis P3245-LV", "Annke C800")


@cache
def found() -> Gate:
    return gate(LINES, None, AS_OF)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([forked.command(), "gate", *words], capture_output=True, text=True, check=False, timeout=120)


def test_each_distinct_line_is_printed_once_with_its_answer() -> None:
    text = printed.as_text(found())
    assert text.count("ASK  Annke C800  [lines 2, 4]") == 1
    assert "NO   Hikvision DS-2CD2143G2-I\n" in text
    assert "YES  Axis P3245-LV\n" in text
    assert "the legal manufacturer's name and country for Annke C800, in writing" in text
    assert "UK-WMS.1.1v1 (instructed); UK-WMS.2.1v1 (advised)" in text
    assert "turns on whether the site is a sensitive site" in text
    assert text.endswith("4 lines: 1 yes, 2 ask, 1 no\n")


def test_nothing_that_moves_the_cursor_is_printed() -> None:
    text = printed.as_text(gate(["Axis \x1b[2JP3245\u202e-LV"], None, AS_OF))
    assert all(c.isprintable() for c in text.replace("\n", ""))


def test_machines_get_everything() -> None:
    shown = json.loads(printed.as_json(found()))
    assert (shown["answer"], shown["counts"]) == ("no", {"yes": 1, "ask": 2, "no": 1})
    first, second, _ = shown["lines"]
    assert (first["answer"], first["model"], first["orders"]) == ("no", "DS-2CD2143G2-I", {"uk-wms-2022-11-24": "no"})
    assert first["possible"][0]["maker"] == "hikvision"
    assert [one["line"] for one in second["at"]] == [2, 4]
    assert {"code", "params", "sentence"} == set(second["ask"][0])
    assert shown["makers"]["hikvision"]["answer"] == "yes"
    assert shown["orders"][0]["clauses"][1]["turns_on"] == ["core"]


def test_a_spreadsheet_gets_one_row_a_line_and_no_formula() -> None:
    data = printed.as_csv(gate(['=HYPERLINK("x","Axis P3245-LV")', "@Annke C800", "Annke C800"], None, AS_OF))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == printed.COLUMNS
    assert [row["written"][:2] for row in rows] == ["'=", "'@", "An"]
    assert [row["answer"] for row in rows] == ["ask", "ask", "ask"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


CODES = [(("Axis P3245-LV",), 0), (("Axis P3245-LV", "Annke C800"), 3), (LINES, 1), ((), 2)]


@pytest.mark.parametrize(("lines", "code"), CODES)
def test_the_exit_code_is_the_gravest_answer(lines: tuple[str, ...], code: int) -> None:
    assert run(*lines, "--quiet").returncode == code


def test_answers_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    done = run("Annke C800", "--out", str(tmp_path / "answers.csv"), "--as-of", "2026-11-23")
    assert (done.returncode, done.stderr) == (3, "")
    assert "Annke" in (tmp_path / "answers.csv").read_text("utf-8-sig")
    assert f"wrote {tmp_path / 'answers.csv'}" in done.stdout


def test_bad_input_is_one_sentence() -> None:
    done = run("--file", "nothing.csv", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert json.loads(done.stderr)["error"]["slug"] == "input"


def test_a_record_is_kept_where_a_person_is_named(tmp_path: Path) -> None:
    home = make(tmp_path / "home")
    done = run("Axis P3245-LV", "--person", "P. Example", "--note", "order 4711", "--home", str(home))
    assert done.stdout.splitlines()[-1].startswith("gate record G-")
    done = run("Axis P3245-LV", "--person", "P. Example", "--json", "--home", str(home))
    assert json.loads(done.stdout)["record"].endswith("-0002")
    assert "log of a workspace" in run("Axis P3245-LV", "--person", "P. Example").stderr


def test_a_quotation_as_pdf(tmp_path: Path) -> None:
    path = tmp_path / "quote.pdf"
    path.write_bytes(documents.pdf(documents.page(["Quotation", "1  2 x Axis P3245-LV  410.00", "Total  820.00"])))
    done = run("--file", str(path), "--order", "uk-wms-2022-11-24")
    assert "YES  Axis P3245-LV  [line 1, quantity 2]" in done.stdout
    assert "bear no price, and were left out: 1 ('Quotation')" in done.stdout
