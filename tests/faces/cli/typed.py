"""The command line inside this process, on a workspace with a scan and a register."""

from __future__ import annotations

from pathlib import Path

from tests.workspaces import make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app


def run(home: Path, *words: str) -> tuple[int, str]:
    """The exit code, and all that is printed."""
    found = CliRunner().invoke(app, [*words, "--home", str(home)])
    return found.exit_code, found.output


def filled(folder: Path) -> Path:
    """A workspace that has read both."""
    assert run(make(folder), "read", str(folder / "scan.xml"), str(folder / "register.csv"))[0] == 0
    return folder
