"""A disk that fills, a clock that steps back, a key that is missing or open to others: each command says so in clear
words, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.bundles import make
from tests.mishaps import Plan, run
from tests.test_killed import COMMANDS, Stage, contents, leftovers

from camcensus.engine import ledger, ledger_proofs
from camcensus.engine.workspace import LOG

DAY = 86_400_000_000
SIGNING = ("sign", "prove", "rotate", "bundle")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("unlucky"))


def words(name: str, home: Path) -> list[str]:
    placed = [word.replace("HOME", str(home)) for word in COMMANDS[name].words]
    return placed if name == "open" else [*placed, "--home", str(home)]


def is_sound(home: Path) -> bool:
    found = ledger.verify(home / LOG, [ledger_proofs.unproved(home / "old.checkpoint")])
    return (found.code, found.faults) == (0, ())


# --- a disk that fills -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size"),
    [("read", 100), ("read", 30_000), ("erase", 100), ("erase", 30_000), ("bundle", 100), ("open", 30_000),
     ("sign", 100), ("report", 100)],
)  # fmt: skip
def test_where_files_cannot_grow_that_is_said_and_the_rest_is_done_when_they_can(
    stage: Stage, name: str, size: int
) -> None:
    """As a full disk or a quota does it; files that are larger already can be read, and written up to the limit."""
    home = stage.fresh()
    before = contents(home)
    code, said = run(Plan(home=str(home), file_size=size), *words(name, home))
    if code not in (0, 1, 3):
        assert code == 2, said
        assert "no room left" in said or "cannot be written" in said or "written anew" in said, said
    assert "Traceback" not in said
    assert is_sound(home)
    if name != "erase":
        assert not before - contents(home)
    COMMANDS[name].whole(home)
    code, said = run(Plan(home=str(home)), *words(name, home))
    assert code in (0, 1, 3) or COMMANDS[name].done in said


def test_what_a_full_disk_left_out_comes_when_there_is_room(stage: Stage) -> None:
    home = stage.fresh()
    assert run(Plan(home=str(home), file_size=100), *words("read", home))[0] == 2
    assert run(Plan(home=str(home)), *words("read", home))[0] == 0
    held = contents(home)
    assert leftovers(home) == []
    assert held == stage.measured("read").log


# --- a clock that steps back -------------------------------------------------------------------------------------


def test_a_clock_that_steps_back_is_told_and_changes_no_order(stage: Stage) -> None:
    home = stage.fresh()
    late = Plan(home=str(home), clock=-400 * DAY)
    for name in ("read", "erase", "assess", "gate"):
        code, said = run(late, *words(name, home))
        assert code in (0, 1, 3), said
    code, said = run(late, "log", "checkpoint", "--to", str(home / "late.checkpoint"), "--home", str(home))
    assert code == 0, said
    code, said = run(
        Plan(home=str(home)), "log", "verify", "--checkpoint", str(home / "late.checkpoint"),
        "--checkpoint", str(home / "old.checkpoint"), "--home", str(home),
    )  # fmt: skip
    assert (code, "the clock was set back 1 times, first before leaf" in said) == (0, True), said
    store = ledger_proofs.opened(home)
    newest = store.records("assessment")[-1][1].hex()
    store.close()
    assert run(Plan(home=str(home)), "assess", "--repeat", newest, "--home", str(home))[0] == 0
    assert run(Plan(home=str(home)), "log", "prove", "--since", str(home / "old.checkpoint"), "--home", str(home),
               "--to", str(home / "since"))[0] == 0  # fmt: skip


# --- a key that is missing, or open to others --------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(COMMANDS) | {"verify", "explain", "repeat"}))
def test_every_command_with_a_key_that_is_missing_or_open(stage: Stage, name: str) -> None:
    """Those that sign refuse, say what to do, and leave everything as it was; all others need no key."""
    for spoil, said_of_it in ((missing, "is missing"), (readable, "chmod 600")):
        home = stage.fresh()
        spoil(home)
        before = contents(home)
        code, said = run(Plan(home=str(home)), *asked(name, home))
        if name in SIGNING:
            assert (code, said_of_it in said, "[log-key]" in said) == (2, True, True), said
            assert contents(home) == before
            assert leftovers(home) == []
            assert not list(home.glob("new.*"))
        else:
            assert code in (0, 1, 3), said
        assert is_sound(home)


def asked(name: str, home: Path) -> list[str]:
    if name in COMMANDS:
        return words(name, home)
    store = ledger_proofs.opened(home)
    newest = store.records("assessment")[-1][1].hex()
    store.close()
    more = {"verify": ["log", "verify"], "explain": ["explain", "CAM-1"], "repeat": ["assess", "--repeat", newest]}
    return [*more[name], "--home", str(home)]


def missing(home: Path) -> None:
    (home / "log.key").unlink()


def readable(home: Path) -> None:
    (home / "log.key").chmod(0o644)


def test_a_key_that_came_back_signs_on(stage: Stage, tmp_path: Path) -> None:
    make(tmp_path / "other")
    home = stage.fresh()
    shutil.move(home / "log.key", tmp_path / "log.key")
    assert run(Plan(home=str(home)), *words("sign", home))[0] == 2
    shutil.move(tmp_path / "log.key", home / "log.key")
    assert run(Plan(home=str(home)), *words("sign", home))[0] == 0
    COMMANDS["sign"].whole(home)
