"""What is half-written has a name of its own, and goes when its writer has died."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from camcensus.engine import beside


def dead() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_what_dead_processes_left_of_that_name_goes_and_nothing_else(tmp_path: Path) -> None:
    gone = dead()
    stays = [".x.1.part", f".y.{gone}.part", f"x.{gone}.part", ".x.part", ".x.no.part", f".x.{os.getpid()}.part"]
    for name in (*stays, f".x.{gone}.part"):
        (tmp_path / name).write_text("half")
    (tmp_path / f".x.{gone}.part").unlink()
    (tmp_path / f".x.{gone}.part").mkdir()
    (tmp_path / f".x.{gone}.part" / "inside").write_text("half")
    assert beside.fresh(tmp_path / "x") == tmp_path / f".x.{os.getpid()}.part"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stays)
    (tmp_path / f".x.{gone}.part").write_text("half")
    beside.fresh(tmp_path / "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stays)


def test_a_name_with_marks_in_it_means_itself(tmp_path: Path) -> None:
    gone = dead()
    for name in (f".[a]*.{gone}.part", f".ab.{gone}.part"):
        (tmp_path / name).write_text("half")
    beside.fresh(tmp_path / "[a]*")
    assert [path.name for path in tmp_path.iterdir()] == [f".ab.{gone}.part"]


def test_who_lives_is_not_dead() -> None:
    assert not beside.is_dead(os.getpid())
    assert beside.is_dead(dead())
