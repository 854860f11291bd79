"""``camcensus paths``: exit codes, words, JSON and a picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine.test_paths import FIREWALL, LINKS
from typer.testing import CliRunner, Result

from camcensus.faces.cli.app import app

CAMERAS, SOME = "10.20.40.0/24", "10.20.40.32/29"


def run(target: str, *more: str, links: list[str] = LINKS, source: str = CAMERAS) -> Result:
    options = [part for link in links for part in ("--link", link)]
    return CliRunner().invoke(app, ["paths", str(FIREWALL), "--from", source, "--to", target, *options, *more])


@pytest.mark.parametrize(("source", "links", "code"), [(CAMERAS, LINKS, 1), (SOME, LINKS, 0), (SOME, [], 3)])
def test_exit_codes(source: str, links: list[str], code: int) -> None:
    assert run("10.20.0.0/22", links=links, source=source).exit_code == code


def test_words() -> None:
    said = run("10.20.0.0/22").stdout
    assert "10.20.40.0/24 to 10.20.0.0/22: a path is permitted" in said
    assert "fenwick-fw, line 9: ip saddr @recorders" in said
    assert "read fenwick-fw: nftables, 10 rules" in said
    assert "stopped by fenwick-fw, line 11" in run("10.20.0.0/22", source=SOME).stdout
    assert "missing: no box is known" in run("10.20.0.0/22", links=[]).stdout


def test_json_and_a_picture(tmp_path: Path) -> None:
    found = json.loads(run("10.20.0.0/22", "--json", "--svg", str(tmp_path / "p.svg")).stdout)
    assert (found["answer"], found["outward"]["paths"][0]["services"]) == ("path-permitted", "tcp 445")
    assert (tmp_path / "p.svg").read_text().startswith("<svg")


def test_what_is_wrong_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.conf").write_text("hello")
    done = CliRunner().invoke(app, ["paths", str(tmp_path / "x.conf"), "--from", "10.0.0.1", "--to", "10.0.0.2"])
    assert (done.exit_code, "no configuration that is read here" in done.stderr) == (2, True)
