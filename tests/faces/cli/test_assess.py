"""``assess`` beside another time, and what if."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.faces.cli.typed import filled, run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled(tmp_path)


def test_what_would_be_another_and_why(home: Path) -> None:
    (home / "assumed.toml").write_text('[assume]\nsites_sensitive = "no"\n')
    code, said = run(home, "assess", "--as-of", "2026-11-23", "--what-if", str(home / "assumed.toml"))
    assert code == 1
    assert "CAM-1: not-met (" in said
    assert "because sensitive: yes, now no" in said
    code, said = run(home, "assess", "--as-of", "2026-11-23", "--what-if", str(home / "assumed.toml"), "--json")
    changes = json.loads(said)["changes"]
    assert {one["clause"] for one in changes} >= {"UK-WMS.1.1v1", "UK-WMS.3.1v1"}
    assert all(one["why"] for one in changes)


def test_against_a_day_and_against_an_assessment(home: Path) -> None:
    key = json.loads(run(home, "assess", "--as-of", "2026-11-23", "--json")[1])["id"]
    assert run(home, "assess", "--as-of", "2026-11-23", "--against", key) == (0, "No finding is another.\n")
    assert run(home, "assess", "--as-of", "2026-11-23", "--against", "2026-11-23")[0] == 0
    code, said = run(home, "assess", "--as-of", "2026-11-23", "--against", "2022-01-01")
    assert code == 1
    assert "because" in said
    code, said = run(home, "assess", "--against", "2026-99-01")
    assert (code, "no assessment in the log" in said) == (2, True)


def test_as_known_on_a_day_on_which_nothing_was(home: Path) -> None:
    code, said = run(home, "assess", "--known-on", "2020-01-01")
    assert code == 2
    assert "held no knowledge yet" in said


def test_two_comparisons_at_once_are_refused(home: Path) -> None:
    (home / "a.toml").write_text("")
    code, said = run(home, "assess", "--against", "2026-01-01", "--what-if", str(home / "a.toml"))
    assert (code, "two things" in said) == (2, True)
