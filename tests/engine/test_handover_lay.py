"""A bundle is laid out only where it can be, and only with what a bundle has."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bundles import bundle, make

from camcensus.engine import handover_lay
from camcensus.engine.handover_file import opened
from camcensus.model.errors import StoreFull, UsageError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "home")
    return tmp_path / "home"


def test_what_is_laid_out_is_what_was_there(home: Path, tmp_path: Path) -> None:
    with opened(bundle(home, tmp_path / "x")) as held:
        handover_lay.lay(held, tmp_path / "laid")
    for name in ("estate.toml", "profile.toml", "log.vkey", "log.checkpoint", "knowledge/makers/acme.yml"):
        assert (tmp_path / "laid" / name).read_bytes() == (home / name).read_bytes()
    assert (tmp_path / "laid" / "bundle.json").is_file()
    assert not (tmp_path / "laid" / "log.key").exists()
    assert (tmp_path / "laid").stat().st_mode & 0o077 == 0


def test_a_redacted_one_has_nothing_to_lay_out(home: Path, tmp_path: Path) -> None:
    with (
        opened(bundle(home, tmp_path / "x", redacted=True)) as held,
        pytest.raises(UsageError, match="there are no observations in it"),
    ):
        handover_lay.lay(held, tmp_path / "laid")


def test_without_room_nothing_is_begun(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover_lay, "_ROOM", 1 << 40)
    with opened(bundle(home, tmp_path / "x")) as held, pytest.raises(StoreFull, match="MB are free; nothing was made"):
        handover_lay.lay(held, tmp_path / "laid")
    assert not (tmp_path / "laid").exists()
