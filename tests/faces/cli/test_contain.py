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
from camcensus.report.acl import _drafts as drafts

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
        "change.html", "change.pdf", "change.txt", "proof.txt", "proof.json", "containment.nft", "containment.ios",
    }  # fmt: skip


def test_within_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "yard.conf").write_text(walls.IOS.format(ours=""))
    done = run(tmp_path, *DEVICES, "--with", str(tmp_path / "yard.conf"), "--interface", "Vlan1")
    assert done.exit_code == 0, done.output
    assert "yard.ios within yard: proved" in done.stdout
    assert "no packet reaches yard, line " in done.stdout


def test_a_path_that_stays_open_is_refused(tmp_path: Path) -> None:
    """A list that is applied in one direction alone leaves the other open."""
    (tmp_path / "yard.conf").write_text(walls.IOS.format(ours=" ip access-group CAMS_IN in"))
    done = run(tmp_path, *DEVICES, "--with", str(tmp_path / "yard.conf"), "--list", "CAMS_IN")
    assert done.exit_code == 1
    assert "yard.ios within yard: REFUSED" in done.stdout
    assert "passes, and was not wanted: all of IPv4 but 10.3.0.10 to 10.1.0.4/30, any" in done.stdout
    assert not (tmp_path / "out" / "yard.ios").exists()


def test_where_a_list_of_ios_goes_must_be_said(tmp_path: Path) -> None:
    (tmp_path / "yard.conf").write_text(walls.IOS.format(ours=""))
    done = run(tmp_path, *DEVICES, "--with", str(tmp_path / "yard.conf"))
    assert (done.exit_code, "Say --interface or --list" in done.stderr) == (2, True)


def test_devices_in_the_core_are_told(tmp_path: Path) -> None:
    done = run(tmp_path, *DEVICES, "--devices", "10.2.0.7", "--dialect", "nftables")
    assert "in the core itself, which no list on a router parts them from: 10.2.0.7" in done.stdout
    assert "move them to a network of their own first" in " ".join(
        (tmp_path / "out" / "change.txt").read_text().split()
    )


def test_a_draft_is_handed_over_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "render", lambda *_: "/* NOT PROVED */\n")
    done = run(tmp_path, *DEVICES, "--dialect", "juniper", "--dialect", "nftables")
    assert (done.exit_code, "draft.juniper: NOT PROVED, a draft" in done.stdout) == (3, True)
    assert (tmp_path / "out" / "draft.juniper").read_text().startswith("/* NOT PROVED */")
    assert "PROVED, but for drafts" in (tmp_path / "out" / "change.txt").read_text()


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
