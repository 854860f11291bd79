from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workspaces import ESTATE

from camcensus.engine import settings, site_text
from camcensus.model.errors import SettingsError
from camcensus.model.estate import Sensitivity, Site, Statement, Zone
from camcensus.model.knowledge import Knowledge
from camcensus.model.outcome import Answer

NOTHING = Knowledge(version="")
SITE = Site(
    id="fen", name='The "House" \\', body="dept", realm="main", aliases=("FEN", "Fenwick\tHse"),
    timezone="Europe/Paris",
    controller="landlord", sensitive=Sensitivity(holds_secret=Statement(answer=Answer.NO, said_by="register: x")),
)  # fmt: skip
ZONE = Zone(id="fen-cctv", site="fen", kind="camera", cidrs=("10.9.2.0/24",), vlans=(40, 41), cameras_expected=False)

TEXTS = st.text(max_size=40)


def loaded(text: str) -> settings.Settings:
    return settings.parse({"estate.toml": text.encode()}, NOTHING)


def test_tables_are_read_as_they_were_meant() -> None:
    estate = loaded(ESTATE + "\n" + site_text.render([(SITE, ("a note",)), (ZONE, ())])).estate
    assert estate.sites[-1].name == 'The "House" \\'
    assert estate.sites[-1].aliases == ("FEN", "Fenwick Hse")
    assert estate.sites[-1].sensitive == SITE.sensitive
    assert estate.sites[-1].timezone == "Europe/Paris"
    assert estate.zones[-1] == ZONE


@given(TEXTS, st.lists(TEXTS, max_size=3), st.lists(TEXTS, max_size=3))
def test_no_text_breaks_out_of_its_place(name: str, aliases: list[str], notes: list[str]) -> None:
    site = Site(id="x", name=name, body="dept", aliases=tuple(aliases))
    estate = loaded(ESTATE + "\n" + site_text.render([(site, tuple(notes)), (ZONE, ())]).replace('"fen"', '"x"')).estate
    assert estate.sites[-1].id == "x"
    assert estate.sites[-1].name == " ".join("".join(c if c.isprintable() else " " for c in name).split())
    assert len(estate.sites) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", b"a = 1\n"),
        (b"b = 1\n", b"b = 1\n\na = 1\n"),
        (b"b = 1", b"b = 1\n\na = 1\n"),
        (b"b = 1\r\n", b"b = 1\r\n\r\na = 1\r\n"),
        (b"\xef\xbb\xbf# x \xc3\xa9\n\n\n", b"\xef\xbb\xbf# x \xc3\xa9\n\n\n\na = 1\n"),
    ],
)
def test_what_stood_there_stays_byte_for_byte(old: bytes, new: bytes) -> None:
    assert site_text.appended(old, "a = 1\n") == new


@given(st.binary(max_size=100))
def test_whatever_stood_there_stays(old: bytes) -> None:
    new = site_text.appended(old, "a = 1\n")
    assert new.startswith(old)
    assert tomllib.loads(new[len(old) :].decode()) == {"a": 1}


def test_a_file_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "estate.toml"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    site_text.replace(link, b"old", b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_changed_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "estate.toml"
    path.write_bytes(b"newer")
    with pytest.raises(SettingsError, match="changed in the meantime"):
        site_text.replace(path, b"old", b"new")
    assert path.read_bytes() == b"newer"


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "estate.toml"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        site_text.replace(path, b"old", b"new")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"old"]
