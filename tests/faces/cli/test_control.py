"""What ``control`` prints."""

from __future__ import annotations

import json
from pathlib import Path

from tests.engine.registers import desk, statement
from typer.testing import CliRunner

from camcensus.faces.cli.app import app


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["control", *words])
    return found.exit_code, found.output


def test_the_keys_that_others_read() -> None:
    code, said = run("Lorex", "--as-of", "2019-12-31", "--json")
    found = json.loads(said)
    assert code == 0
    assert list(found)[:8] == ["name", "entity", "product", "reason", "chain", "s889", "list_1260h", "sources"]
    assert (found["entity"], found["product"], found["list_1260h"]) == ("yes", "yes", "no")
    assert found["chain"][1]["claims"][0]["source"].startswith("https://")


def test_people_read_the_answer_the_chain_and_the_days(tmp_path: Path) -> None:
    picture = tmp_path / "chain.svg"
    code, said = run("Newport Wafer Fab", "--as-of", "2022-01-01", "--svg", str(picture))
    assert code == 0
    assert "the company is subject to the law (the tool's proposal: a named person decides)" in said
    assert "held by Nexperia BV (NL, company), 100 %, majority" in said
    assert "held by Wingtech Technology (CN, company)" in said
    assert "from 2024-03-06: no" in said
    assert picture.read_text().startswith("<svg")


def test_only_what_had_been_published(tmp_path: Path) -> None:
    code, said = run("Axis", "--as-of", "2026-01-01", "--known-on", "2025-01-01")
    assert code == 0
    assert "by what was published by 2025-01-01" in said


def test_who_is_not_known() -> None:
    code, said = run("Costar Video Group")
    assert code == 2
    assert "costar-group-henan" in said


def test_with_a_workspace_its_registers_count_and_what_is_doubtful_in_them_is_told(tmp_path: Path) -> None:
    folder = desk(tmp_path / "ws")
    lines = [
        statement("09990001", "Dragon Example Technology Co Ltd", "China", number="1"),
        statement("09990001", "Elsewhere Example", "France", number="2"),
    ]
    (folder / "psc.txt").write_text("\n".join(lines))
    assert CliRunner().invoke(app, ["read", str(folder / "psc.txt"), "--home", str(folder)]).exit_code == 0
    code, said = run("Lantern Example", "--as-of", "2026-01-01", "--home", str(folder))
    assert code == 0
    assert "may be subject to the law" in said
    assert "Registers:\n  Lantern Example Ltd: registers give its owners more than 100 % of the shares" in said
    _, json_said = run("Lantern Example", "--as-of", "2026-01-01", "--home", str(folder), "--json")
    assert len(json.loads(json_said)["remarks"]) == 1
