"""Processes that append, forked from one that has everything imported already."""

from __future__ import annotations

import base64
import os
import pickle
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.store.samples import BATCH_ROWS, SEGMENT_ROWS, MakeStore, chunks, closing, origin

from camcensus.store import staging

ROOT = Path(__file__).parents[2]


def files(first: int) -> list[list[int]]:
    """What is in a log after each of the files of `append_files`."""
    some, more, last = range(first, first + 30), range(first, first + 230), range(first + 500, first + 505)
    return [list(some), list(more), [*more, *last]]


def append_files(make_store: MakeStore, first: int) -> None:
    """What a process of its own does: rows; then what repeats them and goes on, in segments; then rows again."""
    with closing(make_store) as store:
        for index, numbers in enumerate(files(first)):
            store.append(chunks(numbers, size=60), origin(f"{first}-{index}"), received=index)


class Processes:
    """Runs `append_files` in processes of their own, forked from one that has everything imported already."""

    def __init__(self, parent: subprocess.Popen[bytes]) -> None:
        self._parent = parent

    def append(self, make_store: MakeStore, firsts: list[int], kill_after: float | None = None) -> list[int]:
        """How each ended, all running at once; killed after that many seconds if they have not ended by then."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        order = pickle.dumps((make_store, firsts, kill_after))
        self._parent.stdin.write(base64.b64encode(order) + b"\n")
        self._parent.stdin.flush()
        return [int(status) for status in self._parent.stdout.readline().split()]


@contextmanager
def ready() -> Iterator[Processes]:
    """`Processes` for as long as they are needed."""
    command = [sys.executable, "-c", "from tests.store import processes; processes.fork_for_ever()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        yield Processes(parent)
        assert parent.stdin is not None
        parent.stdin.close()


def fork_for_ever() -> None:
    """The other end of `Processes`. It opens logs but never moves a table, so that its children start clean."""
    vars(staging).update(SEGMENT_ROWS=SEGMENT_ROWS, BATCH_ROWS=BATCH_ROWS)
    for line in sys.stdin.buffer:
        make_store, firsts, kill_after = pickle.loads(base64.b64decode(line))  # noqa: S301  # from `append` above
        children = [_forked(make_store, first) for first in firsts]
        if kill_after is not None:
            time.sleep(kill_after)
            for child in children:
                os.kill(child, signal.SIGKILL)
        statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(" ".join(map(str, statuses)) + "\n")
        sys.stdout.flush()


def _forked(make_store: MakeStore, first: int) -> int:
    child = os.fork()
    if child == 0:
        signal.alarm(60)  # whatever happens, it ends
        try:
            append_files(make_store, first)
        except BaseException:  # noqa: BLE001  # whatever it is, the child must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child
