"""``assess --repeat``: the same bytes from the command line, in any process; and what is said if they are not."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine.test_record import first_form
from tests.faces.cli.typed import filled, run

from camcensus.engine import assess, demo, program, record, workspace
from camcensus.store.kept import DATABASE

DAY = "2026-11-23"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled(tmp_path)


def judged(home: Path) -> str:
    return str(json.loads(run(home, "assess", "--as-of", DAY, "--json")[1])["id"])


def test_the_example_estate_is_judged_to_the_same_bytes_by_every_process(tmp_path: Path) -> None:
    demo.demo(tmp_path)
    key = judged(tmp_path)
    found = []
    for seed in ("0", "1", "4711"):
        command = [str(Path(sys.executable).with_name("camcensus")), "assess", "--repeat", key, "--json"]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "CAMCENSUS_HOME": str(tmp_path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found.append(json.loads(done.stdout))
    assert all(one["same"] and one["findings"]["kept"] == one["findings"]["now"] for one in found)
    assert all(all(one["shown"].values()) and len(one["shown"]) == 10 for one in found)


def test_people_are_told_what_is_the_same(home: Path, tmp_path: Path) -> None:
    key = judged(home)
    code, said = run(home, "assess", "--repeat", key[:8])
    assert code == 0
    assert f"Assessment {key[:12]} of {DAY}, judged again from the log up to leaf 2" in said
    assert "The findings are the same, byte for byte: " in said
    assert "So is all else that it showed: claims, " in said
    assert "each of its 7 leaves is what lies under it" in said
    assert "is shown with --checkpoint FILE only" in said
    assert run(home, "log", "checkpoint", "--to", str(tmp_path / "c"))[0] == 0
    code, said = run(home, "assess", "--repeat", key[:8], "--checkpoint", str(tmp_path / "c"))
    assert (code, "--checkpoint FILE" in said) == (0, False)
    assert run(home, "assess", "--repeat", key[:8], "--quiet") == (0, "")


def test_people_are_told_which_findings_are_another(home: Path) -> None:
    key = judged(home)
    opened = workspace.open_(home)
    kept = record.find(opened.store, key)
    made = assess.assess(opened, kept.basis.as_of)
    other = replace(made, findings=made.findings.with_columns(zone=None), doubts=made.doubts.clear())
    wrong = record.record(opened, other)
    opened.store.close()
    code, said = run(home, "assess", "--repeat", wrong)
    assert code == 1
    assert "THE FINDINGS ARE NOT THE SAME." in said
    assert "Columns that differ: zone." in said
    assert "WHAT ELSE IT SHOWED IS NOT THE SAME: doubts." in said
    assert "this is a fault of the program" in said
    told = json.loads(run(home, "assess", "--repeat", wrong, "--json")[1])
    assert (told["same"], told["shown"]["doubts"], told["shown"]["devices"]) == (False, False, True)


def test_what_was_not_kept_is_said_to_be_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = workspace.open_(home)
    made = assess.assess(opened, record.find(opened.store, judged(home)).basis.as_of)
    first = first_form(opened, made)
    monkeypatch.setattr(record, "MOST", 0)
    gone = record.record(opened, replace(made, findings=made.findings.head(2)))
    opened.store.close()
    code, said = run(home, "assess", "--repeat", first)
    assert (code, "Of what else it showed nothing was kept then" in said) == (0, True)
    assert "What is another than it was then, and made no difference:\n  which program judged was not kept then" in said
    code, said = run(home, "assess", "--repeat", gone)
    assert (code, "Which ones cannot be told, as they were not kept one by one. Then: " in said) == (1, True)


def test_a_program_that_judges_otherwise_is_the_reason(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = judged(home)
    judge = assess.assess

    def milder(*words: object, **more: object) -> object:
        made = judge(*words, **more)  # type: ignore[arg-type]  # passed on as it is
        return replace(made, findings=made.findings.head(1))

    other = replace(program.this(), version="9.9")
    monkeypatch.setattr(assess, "assess", milder)
    monkeypatch.setattr(program, "this", lambda: other)
    code, said = run(home, "assess", "--repeat", key)
    assert code == 1
    assert "-> no finding\n      because the program is another version: 0.1.0 then, 9.9 now" in said
    assert "a fault of the program" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--repeat", "zzzzzz"], "no assessment in the log"), (["--repeat", "00"], "no assessment in the log"),
     (["--repeat", "000000", "--as-of", DAY], "give --repeat alone"), (["--checkpoint", "x"], "goes with --repeat")],
)  # fmt: skip
def test_what_cannot_be_repeated_is_said(home: Path, words: list[str], said: str) -> None:
    code, told = run(home, "assess", *words)
    assert (code, said.lower() in told.lower()) == (2, True), told


def test_a_damaged_log_is_said_before_anything_is_judged(home: Path) -> None:
    key = judged(home)
    connection = sqlite3.connect(home / "log" / DATABASE)
    with connection:
        connection.execute("UPDATE observation SET value = 'x' WHERE position = 2 AND idx = 0")
    connection.close()
    code, said = run(home, "assess", "--repeat", key)
    assert (code, "leaf 2: entry 1 says something else than was logged" in said) == (2, True)
