"""What falls due, printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.workspaces import PROFILE, make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app

MORE = """
[[consideration]]
id = "C1"
clauses = ["UK-WMS.3.1v1"]
options = ["replace now", "wait"]
decision = "wait for the refit"
person = "A. Example"
decided = 2026-01-05
review = 2026-10-01
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    orders = PROFILE.replace('orders = ["uk-wms-2022-11-24"]', 'orders = ["uk-wms-2022-11-24", "us-section-889"]')
    return make(tmp_path, profile=orders + MORE)


def run(home: Path, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["due", "--home", str(home), "--as-of", "2026-11-23", *words])
    return found.exit_code, found.output


def test_what_is_overdue_is_said_first_and_by_the_exit_code(home: Path) -> None:
    code, said = run(home)
    assert code == 1
    assert said.splitlines()[0] == "2026-10-01  OVERDUE  consideration to be looked at again: C1, wait for the refit"


def test_clocks_hang_on_the_clause_in_the_contract(home: Path) -> None:
    """Found on a Friday: one working day later is Monday."""
    _, said = run(home, "--event", "identified=2026-11-20T09:30+00:00", "--contract", "52.204-25", "--json")
    found = {one["of"]: one["on"] for one in json.loads(said) if one["what"] == "clock"}
    assert found == {"US-889.first-report": "2026-11-23"}
    _, said = run(home, "--event", "identified=2026-11-20", "--contract", "52.240-91")
    assert "unverified" in said


@pytest.mark.parametrize(("event", "words"), [("lunch=2026-11-20", "no clock"), ("identified=soon", "names no moment")])
def test_what_is_no_event_is_refused(event: str, words: str, home: Path) -> None:
    code, said = run(home, "--event", event)
    assert (code, words in said) == (2, True)
