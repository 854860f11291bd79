"""The real command line in a process of its own, to which something happens: a kill, a full disk, a wrong clock.

`main` is given a plan as JSON (`Plan`) and then the words. A process that is to be killed at a point
kills itself, so that it is hit exactly there: at the n-th time that it touches a file of the workspace, or begins a
statement of the database.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests import forked

_TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "sqlite3.connect")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What happens."""

    home: str
    """Touches of files in here count."""
    kill_at: int = 0
    """The touch or statement at which it is killed; 0: never."""
    count_to: str = ""
    """Where the number of touches and statements is written at the end."""
    file_size: int = 0
    """Bytes that a file may have at most; 0: no limit."""
    clock: int = 0
    """Microseconds by which the log's clock is wrong."""
    segment_rows: int = 12
    """So small that some files of the tests become segments."""


def start(plan: Plan, *words: str) -> subprocess.Popen[str]:
    """The command line with these words, on its way."""
    command = [forked.command("tests.mishaps"), json.dumps(asdict(plan)), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(plan: Plan, *words: str) -> tuple[int, str]:
    """How it ended, and what it said."""
    child = start(plan, *words)
    said, _ = child.communicate(timeout=300)
    return child.returncode, said


class _Counter:
    """Counts what a process does, and ends it at a number."""

    def __init__(self, plan: Plan) -> None:
        self.count = 0
        self._plan = plan

    def one(self) -> None:
        self.count += 1
        if self.count == self._plan.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def touched(self, event: str, args: tuple[object, ...]) -> None:
        if event in _TOUCHES and args and self._plan.home in str(args[0]):
            self.one()


def main() -> None:
    """Arm what is planned, and run the command line."""
    plan, words = Plan(**json.loads(sys.argv[1])), sys.argv[2:]
    counter = _Counter(plan)
    if plan.file_size:
        import resource  # noqa: PLC0415  # no other system has it

        resource.setrlimit(resource.RLIMIT_FSIZE, (plan.file_size, plan.file_size))
    _traced(counter)
    from camcensus.engine import workspace  # noqa: PLC0415  # after the database is traced
    from camcensus.faces.cli import app  # noqa: PLC0415
    from camcensus.store import staging  # noqa: PLC0415

    vars(staging).update(SEGMENT_ROWS=plan.segment_rows)
    vars(workspace).update(time=SimpleNamespace(time_ns=lambda: time.time_ns() + plan.clock * 1_000))
    sys.argv[1:] = words
    sys.addaudithook(counter.touched)
    try:
        app.main()
    finally:
        if plan.count_to:
            Path(plan.count_to).write_text(str(counter.count))


def _traced(counter: _Counter) -> None:
    """Count every statement of every connection."""
    connect = sqlite3.connect

    def traced(*words: Any, **more: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*words, **more)
        made.set_trace_callback(lambda _: counter.one())
        return made

    sqlite3.connect = sqlite3.dbapi2.connect = traced  # type: ignore[assignment]  # what SQLAlchemy asks for
