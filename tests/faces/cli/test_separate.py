"""``camcensus separate``: exit codes, words and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine.test_separate import LINKS, RULES
from tests.workspaces import make
from typer.testing import CliRunner, Result

from camcensus.faces.cli.app import app


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path)
    with (tmp_path / "estate.toml").open("a") as file:
        file.write(LINKS)
    (tmp_path / "fw.nft").write_text(RULES.replace("\t\tpassword notakey\n", ""))
    files = [str(tmp_path / name) for name in ("scan.xml", "register.csv", "fw.nft")]
    assert run("read", *files, "--home", str(tmp_path), "--quiet").exit_code == 0
    return tmp_path


def test_words_and_exit_code(home: Path) -> None:
    done = run("separate", "--home", str(home), "--as-of", "2026-11-25")
    assert done.exit_code == 1
    for part in (
        "1  a path is permitted",
        "1  closed by configuration",
        "CAM-1  (cameras, 10.0.1.5)",
        "configuration: to the core permitted, from the core closed",
        "configuration of fw in main: nftables, 1 rules",
    ):
        assert part in done.stdout


def test_json(home: Path) -> None:
    found = json.loads(run("separate", "--home", str(home), "--as-of", "2026-11-25", "--json").stdout)
    assert (found["counts"]["path-permitted"], found["counts"]["denied"]) == (1, 1)


def test_an_empty_estate_is_not_known(tmp_path: Path) -> None:
    make(tmp_path)
    done = run("separate", "--home", str(tmp_path))
    assert done.exit_code == 3
    assert "No configuration is in the log" in done.stdout
