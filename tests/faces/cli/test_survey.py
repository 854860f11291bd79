"""What ``survey`` writes and prints."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from tests.workspaces import make
from typer.testing import CliRunner, Result

from camcensus.engine import gather, workspace
from camcensus.faces.cli import survey as face

app = typer.Typer()
app.command()(face.survey)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = make(tmp_path / "home")
    opened = workspace.open_(folder)
    try:
        list(gather.read(opened, [folder / "register.csv"]))
    finally:
        opened.store.close()
    return folder


def test_it_writes_a_workbook_and_a_page(home: Path, tmp_path: Path) -> None:
    done = run("HQ", "--home", str(home), "--as-of", "2026-11-23", "--to", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".html", ".xlsx"]
    assert done.stdout.splitlines()[-1] == "2 lines of what is expected at Headquarters, and room for more"


def test_quiet_prints_nothing(home: Path, tmp_path: Path) -> None:
    assert run("hq", "--home", str(home), "--to", str(tmp_path), "--quiet").stdout == ""


def test_a_site_that_is_not_there_is_named(home: Path) -> None:
    done = run("moon", "--home", str(home))
    assert done.exit_code == 2
    assert "no site 'moon'" in done.output
