"""Nothing that is kept can do harm: what is damaged, foreign or out of reach is made again."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from camcensus.engine import cache


class Made:
    """Something to be made, and how often it was."""

    def __init__(self, content: bytes = b"content") -> None:
        self._content = content
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return self._content


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def only(place: Path) -> Path:
    (path,) = place.iterdir()
    return path


def test_a_thing_is_made_once(place: Path) -> None:
    made = Made()
    assert [cache.kept("k", b"s", made) for _ in range(3)] == [b"content"] * 3
    assert made.times == 1


@pytest.mark.parametrize("content", [b"", b"\0" * 100_000, bytes(range(256))])
def test_any_bytes_come_back(place: Path, content: bytes) -> None:
    assert cache.kept("k", b"s", lambda: content) == content
    assert cache.kept("k", b"s", Made(b"other")) == content


def test_another_source_or_kind_is_another_thing(place: Path) -> None:
    assert cache.kept("k", b"s", lambda: b"1") == b"1"
    assert cache.kept("k", b"t", lambda: b"2") == b"2"
    assert cache.kept("l", b"s", lambda: b"3") == b"3"
    assert len(list(place.iterdir())) == 3


def test_what_is_forgotten_is_made_again(place: Path) -> None:
    cache.kept("k", b"s", Made())
    cache.forget("k", b"s")
    cache.forget("k", b"s")
    assert list(place.iterdir()) == []
    assert cache.kept("k", b"s", Made(b"new")) == b"new"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:-1] + b"X",
        lambda data: b"\0" + data[1:],
    ],
)
def test_a_damaged_file_is_made_again_and_mended(place: Path, damage: Callable[[bytes], bytes]) -> None:
    cache.kept("k", b"s", Made())
    path = only(place)
    path.write_bytes(damage(path.read_bytes()))
    made = Made()
    assert cache.kept("k", b"s", made) == b"content"
    assert cache.kept("k", b"s", made) == b"content"
    assert made.times == 1


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_a_file_that_others_may_write_is_not_believed(place: Path, mode: int) -> None:
    cache.kept("k", b"s", Made())
    only(place).chmod(mode)
    assert cache.kept("k", b"s", Made(b"new")) == b"new"
    assert stat.S_IMODE(only(place).stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no such owners there")
def test_a_file_of_another_user_is_not_believed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.kept("k", b"s", Made())
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    assert cache.kept("k", b"s", Made(b"new")) == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_the_folder_is_the_users_alone(place: Path) -> None:
    cache.kept("k", b"s", Made())
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_a_folder_in_the_way_of_the_file_does_no_harm(place: Path) -> None:
    cache.kept("k", b"s", Made())
    path = only(place)
    path.unlink()
    path.mkdir()
    (path / "x").touch()
    assert cache.kept("k", b"s", Made()) == b"content"
    assert cache.kept("k", b"s", Made()) == b"content"
    assert [path.name for path in place.iterdir()] == [path.name], "half a file was left"
    cache.forget("k", b"s")


def test_a_place_that_cannot_be_made_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "file" / "kept"))
    made = Made()
    assert [cache.kept("k", b"s", made) for _ in range(2)] == [b"content"] * 2
    assert made.times == 2
    cache.forget("k", b"s")


def test_a_fault_in_the_making_is_the_callers_and_leaves_nothing(place: Path) -> None:
    def fail() -> bytes:
        raise ValueError("of the making")

    with pytest.raises(ValueError, match="of the making"):
        cache.kept("k", b"s", fail)
    assert not place.exists()


def test_a_full_disk_leaves_no_half_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert cache.kept("k", b"s", Made()) == b"content"
    assert list(place.iterdir()) == []


def test_nothing_is_kept_where_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.PLACE, "")
    made = Made()
    assert cache.folder() is None
    assert [cache.kept("k", b"s", made) for _ in range(2)] == [b"content"] * 2
    assert made.times == 2
    cache.forget("k", b"s")


@pytest.mark.skipif(sys.platform == "win32", reason="it has other places")
def test_the_place_is_the_systems_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cache.PLACE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "camcensus"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == tmp_path / ".cache" / "camcensus"


@pytest.mark.skipif(sys.platform == "win32", reason="it has other places")
def test_a_user_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pwd = pytest.importorskip("pwd")

    def nobody(uid: int) -> None:
        raise KeyError(uid)

    for name in (cache.PLACE, "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert cache.folder() is None
    assert cache.kept("k", b"s", Made()) == b"content"
