"""What ``sites`` prints and writes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import typer
from tests.workspaces import ESTATE, make
from typer.testing import CliRunner, Result

from camcensus.engine import gather, workspace
from camcensus.faces.cli import sites as face

SITES = """Site code,Site name,Prefix,Time zone,Sensitive
FEN,Fenwick House,10.5.2.0/24,Europe/London,
HQ,HQ,,Asia/Tokyo,no
"""

app = typer.Typer()
app.command()(face.sites)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = make(tmp_path / "home")
    (tmp_path / "sites.csv").write_text(SITES, "utf-8")
    opened = workspace.open_(folder)
    try:
        list(gather.read(opened, [tmp_path / "sites.csv"]))
    finally:
        opened.store.close()
    return folder


def test_it_prints_tables_that_can_be_put_into_the_file(home: Path) -> None:
    done = run("--home", str(home))
    assert done.exit_code == 0
    loaded = tomllib.loads(done.stdout)
    assert [site["id"] for site in loaded["site"]] == ["fen"]
    assert [zone["cidrs"] for zone in loaded["zone"]] == [["10.5.2.0/24"]]
    first, *comments = [line for line in done.stdout.splitlines() if line.startswith("# ")]
    assert first == "# 1 sites and 1 zones that estate.toml has not"
    assert any(line.startswith("# differs: site 'hq': timezone is 'Europe/London' in the estate") for line in comments)
    assert (home / "estate.toml").read_text() == ESTATE


def test_it_writes_them_and_says_so(home: Path) -> None:
    done = run("--home", str(home), "--write")
    first, *rest = done.stdout.splitlines()
    assert first == "added to estate.toml: 1 sites and 1 zones"
    assert all(line.startswith("differs: ") for line in rest)
    assert (home / "estate.toml").read_text().startswith(ESTATE)
    assert run("--home", str(home)).stdout.startswith("# 2 sites in the registers, and nothing to add\n")


def test_machines_get_everything(home: Path) -> None:
    shown = json.loads(run("--home", str(home), "--json").stdout)
    assert shown["sites"] == [{"id": "fen", "name": "Fenwick House", "body": "dept", "realm": "main"}]
    assert shown["zones"][0]["site"] == "fen"
    assert (len(shown["differences"]), shown["doubts"], shown["written"]) == (2, [], False)
    assert tomllib.loads(shown["toml"])["site"][0]["id"] == "fen"
    assert json.loads(run("--home", str(home), "--json", "--write").stdout)["written"] is True
    assert json.loads(run("--home", str(home), "--json", "--write").stdout)["written"] is False


def test_quiet_says_nothing(home: Path) -> None:
    assert run("--home", str(home), "--quiet", "--write").stdout == ""
    assert (home / "estate.toml").read_text() != ESTATE


def test_without_a_register_it_says_what_to_do(tmp_path: Path) -> None:
    folder = make(tmp_path)
    assert run("--home", str(folder)).stdout == "# no register in the log speaks of sites: read one first\n"


def test_what_would_not_load_is_an_error_with_its_mend(home: Path) -> None:
    (home / "estate.toml").write_text(ESTATE.partition("[[zone]]")[0].replace("[[body]]", "zone = []\n[[body]]", 1))
    done = run("--home", str(home), "--write")
    assert done.exit_code == 2
    assert "nothing was written" in done.output
