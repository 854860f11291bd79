"""``camcensus try`` as a person uses it: what would be tried, what came of it, and the exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.scopes import ATTEMPTS, attempts, write
from tests.serving import free, serving
from typer.testing import CliRunner

from camcensus.engine.attempts import Result
from camcensus.faces.cli import attempts as printed
from camcensus.faces.cli.app import app
from camcensus.sources.attempts import ANSWERS, Tried
from camcensus.sources.steps import End

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ONE = Tried(address="10.2.0.9", realm="main", port=445, answer="open", times=1, at=NOON)
RESULT = Result(run="0123", why="done", path=Path("run.jsonl"), zone="cameras", tried=(ONE,), seconds=0.4)


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["try", *words])
    return done.exit_code, done.stdout, done.stderr


def test_every_answer_has_its_words() -> None:
    assert set(printed.WORDS) == set(ANSWERS)
    for answer in ANSWERS:
        (_, line, _) = printed.lines(replace(RESULT, tried=(replace(ONE, answer=answer),)))
        assert line == f"    10.2.0.9 tcp 445  {printed.WORDS[answer]}"


def test_how_it_ended_is_said() -> None:
    assert list(printed.lines(RESULT))[-1] == "The run is complete: run.jsonl"
    left = replace(ONE, answer="not-tried", why="stopped by hand")
    shown = list(printed.lines(replace(RESULT, why="stopped by hand", tried=(left,))))
    assert shown[1].endswith("not tried (stopped by hand)")
    assert shown[-1] == "The run ended early: stopped by hand: run.jsonl"


def test_json_has_the_same() -> None:
    found = json.loads(printed.as_json(RESULT))
    assert (found["ended"], found["zone"]) == ("done", "cameras")
    assert found["tried"] == [
        {
            "address": "10.2.0.9", "realm": "main", "port": 445, "answer": "open", "times": 1,
            "at": "2026-11-27T12:00:00+00:00", "why": "",
        }
    ]  # fmt: skip


def test_the_plan_sends_nothing(tmp_path: Path) -> None:
    assert next(printed.planned(attempts(tmp_path))) == (
        "5 connections to 3 addresses, on the authority of A. Example, head of security (CHG-1042), 2026-11-20."
    )
    with serving([1]) as served:
        text = ATTEMPTS.replace("18080, 18081", str(served.port))
        code, out, _ = run("--scope", str(write(tmp_path, text)), "--plan")
    assert code == 0
    assert f"    127.0.0.1: tcp {served.port}\n" in out
    assert served.connections == {}


def test_a_run_on_a_collector(tmp_path: Path) -> None:
    port = free()
    scope = write(tmp_path, ATTEMPTS.replace("18080, 18081", str(port)).replace("ports = [18080]", f"ports = [{port}]"))
    out = tmp_path / "run.jsonl"
    with serving([1], port=port):
        code, said, _ = run("--scope", str(scope), "--out", str(out))
    assert code == 0
    assert f"    127.0.0.1 tcp {port}  {printed.WORDS['open']}\n" in said
    assert f"    127.0.0.2 tcp {port}  {printed.WORDS['refused']}\n" in said
    assert out.stat().st_mode & 0o077 == 0
    code, _, fault = run("--scope", str(scope), "--out", str(out))
    assert code == 2
    assert "such a file already" in fault
    assert "--resume" not in fault
    code, said, _ = run("--scope", str(scope), "--out", str(tmp_path / "again.jsonl"), "--json")
    assert code == 0
    assert {one["answer"] for one in json.loads(said)["tried"]} == {"refused"}


def test_what_was_not_tried_is_an_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camcensus.sources.attempts._ENDS", {End.REFUSED: "unjudged"})
    code, _, _ = run("--scope", str(write(tmp_path, ATTEMPTS)), "--out", str(tmp_path / "run.jsonl"), "-q")
    assert code == printed.FOUND


def test_bad_input_is_a_sentence(tmp_path: Path) -> None:
    code, _, fault = run("--scope", str(write(tmp_path, ATTEMPTS.replace('zone = "cameras"', ""))))
    assert code == 2
    assert "does not say where the collector stands" in fault
    code, _, fault = run("--scope", str(write(tmp_path, ATTEMPTS)), "--home", str(tmp_path / "none"))
    assert code == 2
    assert "no such folder" in fault
