"""``bundle``: made, looked at, opened and compared from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.bundles import forged
from tests.engine.test_handover_check import other_value
from tests.workspaces import make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app

DAY = "2026-11-23"


def run(*words: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, [str(word) for word in words])
    return found.exit_code, found.output


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = make(tmp_path / "home")
    assert run("read", home / "scan.xml", home / "register.csv", "--home", home)[0] == 0
    return home


@pytest.fixture
def judged(home: Path) -> str:
    return str(json.loads(run("assess", "--as-of", DAY, "--json", "--home", home)[1])["id"])


def test_from_one_to_another_and_the_same_bytes(home: Path, judged: str, tmp_path: Path) -> None:
    code, said = run("bundle", "make", "--to", tmp_path / "x", "--home", home)
    assert code == 0
    assert said.startswith(f"wrote {tmp_path / 'x'}: 8 leaves of camcensus/")
    code, said = run("bundle", "verify", tmp_path / "x")
    assert (code, "Its key and its checkpoint are its own" in said) == (3, True)
    code, said = run("bundle", "verify", tmp_path / "x", "--key", home / "log.vkey")
    assert (code, said.endswith("What you gave vouches for it.\n")) == (0, True)
    code, said = run(
        "bundle", "open", tmp_path / "x", "--to", tmp_path / "copy", "--checkpoint", home / "log.checkpoint"
    )
    assert code == 0
    assert f"made {tmp_path / 'copy'}, a copy of camcensus/" in said
    code, said = run("assess", "--repeat", judged, "--home", tmp_path / "copy")
    assert (code, "The findings are the same, byte for byte" in said) == (0, True)
    code, said = run("log", "checkpoint", "--to", tmp_path / "c", "--home", tmp_path / "copy")
    assert (code, "nothing is signed here in its name" in said) == (2, True)
    code, said = run("bundle", "compare", tmp_path / "x", tmp_path / "copy")
    assert code == 0
    assert "The logs are the same: 8 leaves.\n" in said
    assert f"assessment {judged[:12]} of {DAY}: the same bytes in both, SHA-256 " in said


def test_redacted(home: Path, judged: str, tmp_path: Path) -> None:
    code, said = run("bundle", "make", "--redacted", "--to", tmp_path / "x", "--home", home)
    assert (code, ": redacted, 8 leaves of " in said) == (0, True)
    code, said = run("bundle", "verify", tmp_path / "x", "--checkpoint", home / "log.checkpoint")
    assert code == 0
    assert "2 records are shown; of every other entry it tells a hash" in said
    assert "No assessment can be repeated from it" in said
    assert f"said, and not proved: an assessment of {DAY} came to not-met (" in said
    code, said = run("bundle", "open", tmp_path / "x", "--to", tmp_path / "copy")
    assert (code, "it is redacted" in said) == (2, True)
    told = json.loads(run("bundle", "verify", tmp_path / "x", "--json")[1])
    assert (told["code"], told["redacted"], told["shown"], told["hidden"]) == (3, True, 2, 0)
    assert told["said"]["proved"] is False


def test_one_that_is_not_what_it_says(home: Path, tmp_path: Path) -> None:
    run("bundle", "make", "--to", tmp_path / "x", "--home", home)
    forged(tmp_path / "x", tmp_path / "y", other_value)
    code, said = run("bundle", "verify", tmp_path / "y")
    assert code == 1
    assert "IT IS NOT WHAT IT SAYS: 1 faults\n  leaf 1: entry 1 says something else than was logged" in said
    code, said = run("bundle", "open", tmp_path / "y", "--to", tmp_path / "copy")
    assert (code, said.endswith("Nothing was made.\n"), (tmp_path / "copy").exists()) == (1, True, False)


def test_a_log_that_went_on(home: Path, judged: str, tmp_path: Path) -> None:
    run("bundle", "make", "--to", tmp_path / "x", "--home", home)
    run("assess", "--as-of", "2026-11-24", "--home", home)
    code, said = run("bundle", "compare", tmp_path / "x", home, "--all")
    assert code == 0
    assert f"The logs are the same up to leaf 8; {home} has 1 more." in said
    assert "1 assessments are kept by one of them only." in said
    told = json.loads(run("bundle", "compare", home, tmp_path / "x", "--assessment", judged, "--json")[1])
    assert (told["code"], told["parted"], told["sizes"]) == (0, 0, [9, 8])
    assert [(one["id"], one["same"]) for one in told["assessments"]] == [(judged, True)]


@pytest.mark.parametrize(
    ("words", "said"),
    [(["verify", "nowhere"], "cannot be read"), (["verify", "scan.xml"], "it is no bundle"),
     (["make", "--to", "scan.xml"], "something of that name"), (["compare", "scan.xml", "scan.xml"], "it is no bundle"),
     (["verify", "scan.xml", "--key", "scan.xml"], "a key is"),
     (["verify", "x", "--checkpoint", "scan.xml"], "no checkpoint")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(home: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    monkeypatch.chdir(home)
    code, told = run("bundle", *words)
    assert (code, said in told) == (2, True), told
