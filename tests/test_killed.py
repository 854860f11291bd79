"""Processes killed in the middle of everything that writes: the log is sound, nothing acknowledged is lost, and the
same command, run again, ends as if nothing had happened.

Two hundred are killed where ``CAMCENSUS_KILLS=200`` is set, which takes some minutes; the suite kills a dozen. Half are
killed at a point that is chosen among all times at which they touch a file of the workspace or begin a statement of the
database, half after a time that is chosen within that which the command takes.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.bundles import make
from tests.mishaps import Plan, run, start

from camcensus.engine import handover_check, keys, ledger, ledger_proofs
from camcensus.engine.workspace import LOG
from camcensus.store.erasing import PENDING
from camcensus.store.kept import DATABASE, SEGMENTS

KILLS = int(os.environ.get("CAMCENSUS_KILLS", "12"))
WHO = ("--person", "A. Example", "--why", "retention")


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something that writes. A new one is a line of `COMMANDS`."""

    words: Sequence[str]
    """``HOME`` stands for the workspace."""
    done: str = ""
    """What it says where it had done its work before it was killed, and is run again; empty: what it said at first."""
    may_double: frozenset[str] = frozenset()
    """Kinds of leaves of which one more may be there, as the killed one was not acknowledged and had done its work."""
    whole: Callable[[Path], None] = field(default=lambda home: None)
    """Raises if what it makes beside the log is there and not whole."""


def sound_checkpoint(home: Path) -> None:
    if (home / "new.checkpoint").exists():
        signed = ledger_proofs.unproved(home / "new.checkpoint")
        assert signed.signer(ledger_proofs.known_keys(home))
        assert ledger.verify(home / LOG, [signed]).code == 0


def sound_bundle(home: Path) -> None:
    if (home / "new.bundle").exists():
        assert handover_check.verify(home / "new.bundle", ledger_proofs.known_keys(home)).code == 0


def sound_copy(home: Path) -> None:
    if (home / "copy").exists():
        assert ledger.verify(home / "copy" / LOG, [ledger_proofs.unproved(home / "old.checkpoint")]).code == 0


COMMANDS = {
    "read": Command(words=("read", "HOME/more")),
    "assess": Command(words=("assess", "--as-of", "2026-11-23", "--quiet")),
    "sign": Command(words=("log", "checkpoint", "--to", "HOME/new.checkpoint"), whole=sound_checkpoint),
    "prove": Command(words=("log", "prove", "3", "--to", "HOME/new.proof")),
    "rotate": Command(words=("log", "rotate"), may_double=frozenset({"key"})),
    "erase": Command(
        words=("log", "erase", "--subject", "asset:CAM-2", "--values", *WHO), done="nothing was seen of 'asset:CAM-2'"
    ),
    "gate": Command(words=("gate", "Axis P3245-LV", "--as-of", "2026-11-23", "--person", "B. Example")),
    "report": Command(words=("report", "--as-of", "2026-11-23")),
    "bundle": Command(
        words=("bundle", "make", "--to", "HOME/new.bundle"), done="something of that name", whole=sound_bundle
    ),
    "open": Command(
        words=("bundle", "open", "HOME/old.bundle", "--to", "HOME/copy"), done="something of that name",
        whole=sound_copy,
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Undisturbed:
    """What a command comes to if nothing happens to it."""

    code: int
    seconds: float
    points: int
    log: Counter[tuple[str, object]]


class Stage:
    """A workspace as it is before, and a copy of it for each try."""

    def __init__(self, folder: Path) -> None:
        self.base, self.work = folder / "base", folder / "work"
        make(self.base)
        (self.base / "more").mkdir()
        for number in range(3):
            rows = "".join(f"CAM-{number}{row},HQ,Axis,P3245-LV,S{number}{row}\n" for row in range(4 + 10 * number))
            (self.base / "more" / f"{number}.csv").write_text("Camera ID,Site,Make,Model,Serial No\n" + rows)
        assert self.command("log", "checkpoint", "--to", str(self.base / "old.checkpoint"), home=self.base)[0] == 0
        assert self.command("bundle", "make", "--to", str(self.base / "old.bundle"), home=self.base)[0] == 0
        self.undisturbed: dict[str, Undisturbed] = {}

    def fresh(self) -> Path:
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.base, self.work)
        return self.work

    @staticmethod
    def command(*words: str, home: Path) -> tuple[int, str]:
        placed = [word.replace("HOME", str(home)) for word in words]
        return run(Plan(home=str(home)), *placed, *_home(words, home))

    def measured(self, name: str) -> Undisturbed:
        """The command undisturbed, once."""
        if name not in self.undisturbed:
            home, count, words = self.fresh(), self.work.parent / "count", COMMANDS[name].words
            placed = [word.replace("HOME", str(home)) for word in words]
            begun = time.perf_counter()
            code, said = run(Plan(home=str(home), count_to=str(count)), *placed, *_home(words, home))
            assert code in (0, 1, 3), said
            took = time.perf_counter() - begun
            self.undisturbed[name] = Undisturbed(
                code=code, seconds=took, points=int(count.read_text()), log=contents(home)
            )
        return self.undisturbed[name]


def _home(words: Sequence[str], home: Path) -> tuple[str, ...]:
    return () if words[:2] == ("bundle", "open") else ("--home", str(home))


def contents(home: Path) -> Counter[tuple[str, object]]:
    """What a log holds, whatever its times, blinds and keys are: each observation, each record by its hash."""
    connection = sqlite3.connect(home / LOG / DATABASE)
    found: Counter[tuple[str, object]] = Counter()
    for kind, key in connection.execute("SELECT kind, hash FROM record"):
        found[kind, None if kind in ("key", "erasure") else key] += 1
    found.update(("row", key) for (key,) in connection.execute("SELECT id FROM observation"))
    found.update(("original", row) for row in connection.execute("SELECT hash, data IS NULL FROM original"))
    found["withheld", connection.execute("SELECT count(*) FROM withheld").fetchone()] += 1
    names = [name for (name,) in connection.execute("SELECT name FROM segment")]
    connection.close()
    import polars as pl  # noqa: PLC0415  # this test alone needs it

    for name in names:
        found.update(("row", key) for key in pl.read_parquet(home / LOG / SEGMENTS / name, columns=["id"])["id"])
    return found


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("killed"))


def plans() -> Iterator[tuple[str, int]]:
    """Each command in turn, with a number for its choices."""
    names = list(COMMANDS)
    for number in range(KILLS):
        yield names[number % len(names)], number


@pytest.mark.parametrize(("name", "number"), list(plans()))
def test_a_command_that_was_killed_has_lost_nothing_and_ends_when_run_again(
    stage: Stage, name: str, number: int
) -> None:
    command, calm, rng = COMMANDS[name], stage.measured(name), random.Random(number)  # noqa: S311  # the same each time
    home = stage.fresh()
    before = contents(home)
    code = killed(home, command, calm, rng, at_a_point=number // len(COMMANDS) % 2 == 0)
    outside = ledger_proofs.unproved(home / "old.checkpoint")

    found = ledger.verify(home / LOG, [outside])
    assert (found.code, found.faults) == (0, ())
    if name != "erase":
        assert not before - contents(home), "something that was acknowledged before is gone"
    if code == calm.code:
        assert contents(home) == calm.log, "it was quicker, and something that it acknowledged is not there"
    command.whole(home)

    again, said = stage.command(*command.words, home=home)
    assert again == calm.code or (again == 2 and command.done and command.done in said), (code, said)
    found = ledger.verify(home / LOG, [outside])
    assert (found.code, found.faults) == (0, ())
    more = contents(home) - calm.log
    assert not calm.log - contents(home)
    assert set(more) <= {(kind, None) for kind in command.may_double}
    assert all(count == 1 for count in more.values())
    command.whole(home)
    assert leftovers(home) == []


def killed(home: Path, command: Command, calm: Undisturbed, rng: random.Random, *, at_a_point: bool) -> int:
    """Run it and kill it; its exit code, which is -9 unless it was quicker."""
    words = [word.replace("HOME", str(home)) for word in command.words]
    if at_a_point:
        plan = Plan(home=str(home), kill_at=rng.randint(1, calm.points))
        code, said = run(plan, *words, *_home(command.words, home))
        assert code in (-9, calm.code), said
        return code
    child = start(Plan(home=str(home)), *words, *_home(command.words, home))
    time.sleep(rng.uniform(0, calm.seconds))
    child.kill()
    child.communicate(timeout=60)
    return child.returncode


def leftovers(home: Path) -> list[str]:
    """Whatever lies about that nobody needs."""
    held = contents_of_segments(home)
    parts = [path for path in home.rglob("*") if path.name.endswith((".part", ".next", PENDING))]
    parts = [path for path in parts if not path.name.startswith(".report.")]
    stray = [path for path in (home / LOG / SEGMENTS).iterdir() if path.name not in held]
    return sorted(path.relative_to(home).as_posix() for path in (*parts, *stray))


def contents_of_segments(home: Path) -> set[str]:
    connection = sqlite3.connect(home / LOG / DATABASE)
    names = {name for (name,) in connection.execute("SELECT name FROM segment")}
    connection.close()
    return names


def test_the_key_is_the_logs_own_whatever_was_killed(stage: Stage) -> None:
    """A change of keys that was cut off at each of its steps: the log signs on with the old or the new one."""
    calm = stage.measured("rotate")
    points = range(1, calm.points + 1) if KILLS >= 200 else range(calm.points - 12, calm.points + 1, 4)
    for point in points:
        home = stage.fresh()
        code, said = run(Plan(home=str(home), kill_at=point), "log", "rotate", "--home", str(home))
        assert code in (-9, 0), said
        store = ledger_proofs.opened(home)
        signed, made = ledger_proofs.sign(home, store)
        assert not made
        assert signed.signer(ledger_proofs.known_keys(home, stage.base / keys.PUBLIC))
        store.close()
