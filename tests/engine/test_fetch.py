"""A register is fetched whole or not at all, into a file that only its owner may read and that holds no token."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.sources.systems.stub import TOKEN, NetBox, serving, some
from tests.workspaces import make

from camcensus.engine import fetch, gather, workspace
from camcensus.engine.fetch import Fetched, Wish
from camcensus.model.errors import CamcensusError, InputError, SettingsError, UsageError
from camcensus.sources.importers import netbox_json
from camcensus.sources.systems.netbox import ENDPOINTS, Page

OBJECTS = {"dcim/sites": some(3), "dcim/devices": some(2)}


def token_file(folder: Path, text: str = TOKEN + "\n", mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def fetched(folder: Path, one: NetBox, **changes: Any) -> Fetched:
    with serving(one):
        given: dict[str, Any] = {"url": one.url, "out": folder / "netbox.json", "token_file": token_file(folder)}
        return fetch.netbox(Wish(**{**given, **changes}))


def refused(folder: Path, kind: type[CamcensusError], one: NetBox | None = None, **changes: Any) -> CamcensusError:
    with pytest.raises(CamcensusError) as caught:
        fetched(folder, one or NetBox(), **changes)
    assert type(caught.value) is kind
    assert TOKEN not in str(caught.value)
    assert not (folder / "netbox.json").exists()
    return caught.value


def test_a_line_names_the_server_and_each_page_is_a_line(tmp_path: Path) -> None:
    one = NetBox(objects=OBJECTS, most=2)
    result = fetched(tmp_path, one)
    head, *lines = map(json.loads, result.out.read_text("utf-8").splitlines())
    assert (head["camcensus"], head["version"], head["server"]) == ("netbox", 1, one.url)
    assert head["fetched"].endswith("Z")
    assert [line["endpoint"] for line in lines] == ["dcim/sites", *ENDPOINTS]
    assert [item["id"] for line in lines[:2] for item in line["results"]] == [1, 2, 3]
    assert result.objects == {**dict.fromkeys(ENDPOINTS, 0), "dcim/sites": 3, "dcim/devices": 2}
    assert (result.refused, result.redacted) == ({}, 0)


def test_the_file_is_for_its_owner_only_and_holds_no_token(tmp_path: Path) -> None:
    out = fetched(tmp_path, NetBox(objects=OBJECTS)).out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert TOKEN not in out.read_text("utf-8")
    assert netbox_json.detect(out.read_bytes()[:65_536])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["netbox.json", "token"]


def test_what_is_not_given_is_told(tmp_path: Path) -> None:
    one = NetBox(objects=OBJECTS, fault=lambda asked, _: (403, {}, b"") if asked.endpoint.startswith("ipam") else None)
    result = fetched(tmp_path, one)
    assert set(result.refused) == {"ipam/vlans", "ipam/prefixes", "ipam/ip-addresses"}
    assert set(result.objects) == set(ENDPOINTS) - set(result.refused)


def test_a_fetch_that_fails_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    bad = NetBox(objects=OBJECTS, fault=lambda asked, _: (400, {}, b"") if asked.endpoint == "dcim/devices" else None)
    refused(tmp_path, InputError, bad)
    assert [path.name for path in tmp_path.iterdir()] == ["token"]
    (tmp_path / "netbox.json").write_text("older")
    with pytest.raises(InputError):
        fetched(tmp_path, bad)
    assert (tmp_path / "netbox.json").read_text() == "older"


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    told: list[Page] = []
    with serving(NetBox(objects=OBJECTS)) as one:
        wish = Wish(url=one.url, out=tmp_path / "netbox.json", token_file=token_file(tmp_path))
        fetch.netbox(wish, told.append)
    assert [page.endpoint for page in told] == list(ENDPOINTS)


def test_the_token_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetch.TOKEN, TOKEN)
    one = NetBox()
    fetched(tmp_path, one, token_file=None)
    assert {asked.authorization for asked in one.asked} == {f"Token {TOKEN}"}


def test_without_a_token_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(fetch.TOKEN, raising=False)
    one = NetBox()
    refused(tmp_path, UsageError, one, token_file=None)
    assert one.asked == []


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o622])
def test_a_token_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    assert "chmod 600" in str(refused(tmp_path, SettingsError, token_file=token_file_in(tmp_path, mode)))


def token_file_in(folder: Path, mode: int) -> Path:
    (folder / "open").mkdir()
    return token_file(folder / "open", mode=mode)


@pytest.mark.parametrize("text", ["", "\n", "two words of a token", "short", "x" * 600, "tökentökentöken"])
def test_what_is_no_token_is_not_sent_and_not_shown(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad").mkdir()
    one = NetBox()
    error = refused(tmp_path, SettingsError, one, token_file=token_file(tmp_path / "bad", text))
    assert not text.strip() or text.strip() not in str(error)
    assert one.asked == []


def test_certificates_that_are_not_there(tmp_path: Path) -> None:
    refused(tmp_path, UsageError, ca=tmp_path / "none.pem")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be written" in str(refused(tmp_path, UsageError, out=tmp_path / "none" / "netbox.json"))


def test_what_is_fetched_can_be_read(tmp_path: Path) -> None:
    site = {"slug": "a", "url": "https://netbox.example/api/dcim/sites/1/"}
    out = fetched(tmp_path, NetBox(objects={"dcim/sites": some(1, **site)})).out
    opened = workspace.open_(make(tmp_path / "home"))
    try:
        (reading,) = gather.read(opened, [out])
    finally:
        opened.store.close()
    assert (reading.format, reading.records, reading.new) == ("NetBox API (JSON)", 1, 2)
