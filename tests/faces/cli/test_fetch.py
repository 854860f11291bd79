"""What ``fetch`` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.sources.systems.stub import TOKEN, NetBox, serving, some
from typer.testing import CliRunner, Result

from camcensus.faces.cli import fetch
from camcensus.sources.systems.netbox import Page


def run(folder: Path, one: NetBox, *words: str) -> Result:
    token = folder / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with serving(one):
        given = ["netbox", one.url, "--out", str(folder / "netbox.json"), "--token-file", str(token)]
        return CliRunner().invoke(fetch.app, [*given, *words])


def test_it_says_what_was_written_and_what_comes_next(tmp_path: Path) -> None:
    done = run(tmp_path, NetBox(objects={"dcim/sites": some(2, comments="password: hunter22")}))
    assert done.exit_code == 0
    path = tmp_path / "netbox.json"
    assert done.stdout == (
        f"wrote {path}: 2 sites, 0 locations, 0 vlans, 0 prefixes, 0 devices, 0 interfaces, 0 ip-addresses;"
        f" 2 secrets left out\nNext: camcensus read {path}, then camcensus sites\n"
    )


def test_what_is_not_given_is_told_with_its_own_exit_code(tmp_path: Path) -> None:
    one = NetBox(fault=lambda asked, _: (403, {}, b"") if asked.endpoint == "ipam/vlans" else None)
    done = run(tmp_path, one)
    assert done.exit_code == fetch.PARTLY
    assert "    nothing of ipam/vlans: the token may not see it (403)\n" in done.stdout


def test_machines_get_everything(tmp_path: Path) -> None:
    one = NetBox(objects={"dcim/sites": some(2)})
    shown = json.loads(run(tmp_path, one, "--json").stdout)
    assert (shown["objects"]["dcim/sites"], shown["refused"], shown["redacted"]) == (2, {}, 0)
    assert shown["bytes"] > 0


def test_quiet_says_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, NetBox(), "--quiet").output == ""


def test_an_error_is_a_sentence_without_the_token(tmp_path: Path) -> None:
    done = run(tmp_path, NetBox(fault=lambda *_: (401, {}, b"")))
    assert done.exit_code == 2
    assert "it does not know the token (401)" in done.output
    assert TOKEN not in done.output
    done = run(tmp_path, NetBox(fault=lambda *_: (401, {}, b"")), "--json")
    assert json.loads(done.output)["error"]["slug"] == "input"


def test_on_a_screen_a_line_tells_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    counter = fetch._Counter(quiet=True)
    counter(Page(endpoint="dcim/sites", results=({"id": 1},), count=9))
    counter.clear()
    assert capsys.readouterr().err == ""
    counter._shown = True
    counter(Page(endpoint="dcim/sites", results=({"id": 2},), count=9))
    counter(Page(endpoint="dcim/devices", results=({"id": 2},), count=1))
    counter.clear()
    assert capsys.readouterr().err.split("\r") == ["", "dcim/sites: 2 of 9", "dcim/devices: 1 of 1", ""]
