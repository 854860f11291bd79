"""``camcensus contain``: exit codes, words, JSON and files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import walls
from tests.contained import containment
from tests.engine.test_contain import wrong
from typer.testing import CliRunner, Result

from camcensus.engine import contain
from camcensus.faces.cli.app import app
from camcensus.faces.cli.contain import lines

DEVICES = ("--devices", "10.1.0.4/30", "--to", "10.2.0.0/24", "--ntp", "10.3.0.10", "--retired-by", "Heron")


def run(folder: Path, *more: str, until: str = "2027-11-23") -> Result:
    asked = ["--reference", "CHG-7", "--until", until, "--as-of", "2026-11-23", "--out", str(folder / "out")]
    return CliRunner().invoke(app, ["contain", *asked, *more])


def test_texts_by_themselves(tmp_path: Path) -> None:
    done = run(tmp_path, *DEVICES, "--dialect", "nftables", "--dialect", "ios")
    assert done.exit_code == 0, done.output
    assert "4 addresses in 1 networks, until 2027-11-23" in done.stdout
    assert "  stays: ntp 10.3.0.10, udp/123" in done.stdout
    assert "containment.ios: proved" in done.stdout
    assert "  wider than wanted: 10.3.0.10 to 10.1.0.4/30, udp, from port 123" in done.stdout
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        "change.html", "change.txt", "proof.txt", "proof.json", "containment.nft", "containment.ios",
    }  # fmt: skip


def test_within_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "yard.conf").write_text(walls.IOS.format(ours=""))
    done = run(tmp_path, *DEVICES, "--with", str(tmp_path / "yard.conf"), "--interface", "Vlan1")
    assert done.exit_code == 0, done.output
    assert "yard.ios within yard: proved" in done.stdout
    assert "no packet reaches yard, line " in done.stdout


def test_a_path_that_stays_open_is_refused(tmp_path: Path) -> None:
    (tmp_path / "yard.conf").write_text(walls.IOS.format(ours=""))
    done = run(tmp_path, *DEVICES, "--with", str(tmp_path / "yard.conf"))
    assert done.exit_code == 1
    assert "yard.ios within yard: REFUSED" in done.stdout
    assert "passes, and was not wanted: 10.1.0.4/30 to " in done.stdout
    assert not (tmp_path / "out" / "yard.ios").exists()


def test_json(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, *DEVICES, "--dialect", "panos", "--json").stdout)
    assert (told["holds"], told["until"], told["texts"][0]["dialect"]) == (True, "2027-11-23", "panos")


@pytest.mark.parametrize(
    ("more", "until", "words"),
    [
        ((*DEVICES, "--dialect", "nftables"), "2020-01-01", "would end on 2020-01-01"),
        ((*DEVICES, "--dialect", "cp/m"), "2027-11-23", "no platform 'cp/m'"),
        ((*DEVICES, "--recorder", "10.2.0.7"), "2027-11-23", "lies in the core"),
        ((*DEVICES, "--recorder", ""), "2027-11-23", "names no address"),
        (DEVICES, "2027-11-23", "no platform is named"),
        (("--home", "nowhere"), "2027-11-23", "there is no such folder"),
    ],
)
def test_what_is_wrong_is_one_sentence(more: tuple[str, ...], until: str, words: str, tmp_path: Path) -> None:
    done = run(tmp_path, *more, until=until)
    assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "out").exists()


def test_without_an_end_it_is_refused(tmp_path: Path) -> None:
    asked = ["contain", "--reference", "CHG-7", "--out", str(tmp_path), *DEVICES, "--dialect", "ios"]
    done = CliRunner().invoke(app, asked)
    assert (done.exit_code, "without an end" in done.stderr) == (2, True)


def test_what_is_refused_is_said_with_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "\n".join(lines(wrong(monkeypatch)))
    assert "containment.nft: REFUSED" in said
    assert "passes, and was not wanted: 10.1.0.2 to 10.3.0.2, udp 80 by containment.nft, line" in said
    assert "containment.nft: proved" in "\n".join(lines(contain.write(containment(), ["ios"]))).replace(".ios", ".nft")
