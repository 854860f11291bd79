"""``camcensus report`` as a person uses it: drafts, issued documents, names of files, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.workspaces import make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = make(tmp_path / "ws")
    assert CliRunner().invoke(app, ["read", str(made / "scan.xml"), "--home", str(made), "-q"]).exit_code == 0
    return made


def run(home: Path, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["report", "--home", str(home), "--as-of", "2026-11-23", *words])
    return found.exit_code, found.output


def test_without_more_it_is_the_page(home: Path) -> None:
    assert run(home) == (0, f"wrote {home / 'report.html'}\n")


def test_a_draft_is_drawn_as_its_file_is_called(home: Path, tmp_path: Path) -> None:
    form = ("--form", "departmental-return")
    assert run(home, *form) == (0, f"wrote {home / 'departmental-return.html'}\n")
    assert "Draft: it was not issued" in (home / "departmental-return.html").read_text()
    assert run(home, *form, "--out", str(tmp_path / "r.pdf"))[0] == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    code, said = run(home, *form, "--out", str(tmp_path / "r.docx"))
    assert (code, "gives no 'docx'" in said) == (2, True)


def test_a_table_ends_as_what_it_is(home: Path) -> None:
    assert run(home, "--form", "register-xlsx") == (0, f"wrote {home / 'register-xlsx.xlsx'}\n")
    assert (home / "register-xlsx.xlsx").read_bytes().startswith(b"PK")
    assert "wrote register-csv.csv" in run(home, "--form", "register-csv", "--person", "A. Example")[1].replace(
        f"{home}/", ""
    )
    assert (home / "register-csv.csv.proof").is_file()


def test_an_issued_one_has_a_proof_beside_it(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.pdf"
    words = ("--form", "departmental-return", "--out", str(out), "--person", "A. Example", "--note", "February")
    code, said = run(home, *words)
    assert code == 0
    assert "was made. Give log.vkey to whoever checks." in said
    assert f"issued D-2026-0001: wrote {out}" in said
    assert (tmp_path / "r.pdf.proof").is_file()
    assert "D-2026-0002" in run(home, *words)[1]


def test_what_is_refused(home: Path) -> None:
    form = ("--form", "departmental-return")
    assert "Give --person NAME" in run(home, *form, "--note", "x")[1]
    assert "Give --out FILE" in run(home, *form, "--person", "A", "--out", "-")[1]
    assert "Write --say NAME=WORDS" in run(home, *form, "--say", "colour")[1]
    assert "takes no 'colour'" in run(home, *form, "--say", "colour=red")[1]
    assert "there is no form 'papyrus'" in run(home, "--form", "papyrus")[1]


def test_a_form_that_is_not_called_as_its_ending_gives_its_name_to_the_file(home: Path) -> None:
    assert run(home, "--form", "foi-csv") == (0, f"wrote {home / 'foi-csv.csv'}\n")
    assert run(home, "--form", "csv") == (0, f"wrote {home / 'report.csv'}\n")
    assert run(home, "--form", "text") == (0, f"wrote {home / 'text.txt'}\n")


def test_to_the_screen(home: Path) -> None:
    code, said = run(home, "--form", "text", "--out", "-")
    assert (code, said.startswith("As of 2026-11-23")) == (0, True)


def test_the_log_lists_what_was_issued(home: Path, tmp_path: Path) -> None:
    words = ("--form", "departmental-return", "--out", str(tmp_path / "r.html"), "--person", "A. Example")
    assert run(home, *words, "--note", "February")[0] == 0
    listed = CliRunner().invoke(app, ["log", "issued", "--home", str(home)])
    assert listed.output.splitlines()[0].endswith("departmental-return  A. Example  February")
    assert listed.output.splitlines()[-1] == "1 document"
    told = CliRunner().invoke(app, ["log", "issued", "--home", str(home), "--json"])
    assert json.loads(told.output)[0]["number"] == "D-2026-0001"
