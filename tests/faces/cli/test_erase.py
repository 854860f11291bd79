"""``log erase``: what would go is told, and what went is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.faces.cli.typed import filled, run

WHO = ("--person", "A. Example", "--why", "retention")


def erase(home: Path, *words: str) -> tuple[int, str]:
    return run(home, "log", "erase", *words)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    filled(tmp_path)
    assert run(tmp_path, "log", "checkpoint", "--to", str(tmp_path / "before"))[0] == 0
    return tmp_path


def test_a_plan_erases_nothing(home: Path) -> None:
    code, said = erase(home, "--device", "CAM-2", "--values", "--plan")
    assert code == 0
    assert said.startswith("Would be erased:\n  1 original\n  ")
    assert "observations of 1 subject, from register.csv" in said
    assert "become another:" in said
    assert said.endswith("Nothing was erased.\n")
    assert "erased" not in run(home, "log", "verify")[1]


def test_what_went_is_said_and_the_proof_stands(home: Path) -> None:
    code, said = erase(home, "--device", "CAM-2", *WHO)
    assert code == 0
    assert said.startswith("Erased, as leaf 4 of the log says:\n  1 original\n")
    code, said = run(home, "log", "verify", "--checkpoint", str(home / "before"))
    assert (code, "1 originals were erased, as the log says; their leaves stand" in said) == (0, True)
    said = run(home, "explain", "CAM-2", "--as-of", "2026-11-23")[1]
    assert "by A. Example: retention" in said
    assert said.count("erased on ") == 1


def test_what_was_read_goes_too_where_it_is_asked_for(home: Path) -> None:
    assert erase(home, "--subject", "ip:10.0.2.9", "--values", *WHO)[0] == 0
    code, said = run(home, "explain", "10.0.2.9")
    assert (code, "no device is called" in said) == (2, True)
    assert run(home, "log", "verify", "--checkpoint", str(home / "before"))[0] == 0
    again = run(home, "read", str(home / "scan.xml"))
    assert (again[0], run(home, "explain", "10.0.2.9")[0]) == (0, 2)


def test_the_only_evidence_needs_a_word_more(home: Path) -> None:
    code, said = erase(home, "--device", "CAM-1", "--plan")
    assert (code, said.endswith("Nothing was erased. It needs --even-evidence.\n")) == (0, True)
    assert "No original would be left to show for" in said
    code, said = erase(home, "--device", "CAM-1", *WHO)
    assert (code, "nothing was erased" in said) == (2, True)
    assert erase(home, "--device", "CAM-1", "--even-evidence", *WHO)[0] == 0


def test_machines_are_told_the_same(home: Path) -> None:
    told = json.loads(erase(home, "--device", "CAM-1", "--plan", "--json")[1])
    assert (told["erased"], told["position"], told["even_evidence"]) == (False, 0, True)
    assert {one["device"] for one in told["lost"]} == {"CAM-1"}
    told = json.loads(erase(home, "--saying", "CAM-2", "--values", "--json", *WHO)[1])
    assert (told["erased"], told["position"], told["files"]) == (True, 4, ["register.csv"])


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "nothing is named"), (("--device", "CAM-2"), "names who erases and why"),
     (("--device", "x"), "no device is called"), (("--original", "00", *WHO), "no hash of 64"),
     (("--saying", "no such words", *WHO), "nothing of that is there")],
)  # fmt: skip
def test_what_cannot_be_erased_is_said(home: Path, words: tuple[str, ...], said: str) -> None:
    code, told = erase(home, *words)
    assert (code, said in told) == (2, True), told
