"""What ``determine`` prints, and what it takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.workspaces import make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app


def run(home: Path, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["determine", *words, "--home", str(home), "--as-of", "2026-11-23"])
    return found.exit_code, found.output


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make(tmp_path)


def test_only_the_proposal_is_printed_where_nobody_decides(home: Path) -> None:
    before = (home / "profile.toml").read_bytes()
    code, said = run(home, "uniview")
    assert code == 0
    assert "What speaks against it, or is weak:" in said
    assert "To decide: camcensus determine uniview --accept --person NAME" in said
    assert (home / "profile.toml").read_bytes() == before


def test_a_decision_is_shown_and_written(home: Path) -> None:
    code, said = run(home, "dahua", "--accept", "--person", "A. Example", "--role", "Adviser", "--note", "Registered")
    assert code == 0
    assert "Decided: subject to the law, by A. Example, Adviser, on 2026-11-23: Registered" in said
    code, said = run(home, "dahua", "--subject", "no", "--person", "B", "--note", "Sold", "--json")
    assert json.loads(said)["before"] == ["subject to the law, by A. Example, Adviser, on 2026-11-23: Registered"]
    assert json.loads(said)["decided"]["subject"] is False
    assert "Decided before: not subject to the law, by B" in run(home, "dahua")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dahua", "--accept", "--refuse"), "decided in two ways"),
        (("dahua", "--subject", "maybe"), "neither yes nor no"),
        (("dahua", "--accept"), "names no person"),
        (("dahua", "--accept", "--person", "A"), "names no reason"),
        (("xiongmai", "--accept", "--person", "A", "--note", "n"), "nothing is proposed that could be accepted"),
        (("nobody",), "no company, maker or brand"),
    ],
)
def test_what_cannot_be_decided_is_refused(words: tuple[str, ...], said: str, home: Path) -> None:
    before = (home / "profile.toml").read_bytes()
    code, output = run(home, *words)
    assert code == 2
    assert said in output
    assert (home / "profile.toml").read_bytes() == before
