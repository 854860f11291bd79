"""The reading of a log from its start to its end, twice where once is too much to hold; each block ahead of its use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_telling import tell

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

Feed = Callable[[Path, Log], Iterator[int]]
"""Reads a file into a log; yields how many bytes it has read so far."""


def read(path: Path, context: Context, source: str, feed: Feed) -> Iterator[Chunk]:
    """Everything that is kept of a log, and on the way how far its reading is.

    Raises `BrokenInput` if nothing in it was a record.
    """
    log = Log(context, source)
    for done in feed(path, log):
        yield log.gathered.take(done=done)
    log.learn()
    if log.spilled and not context.keep_all:
        again = Log(context, source, log)
        for _ in feed(path, again):
            again.gathered.take()
        log.adopt(again)
    yield from tell(log)


def ahead(given: Iterable[_Given], make: Callable[[_Given], _Made]) -> Iterator[_Made]:
    """What `make` gives of each, in order: the next is made in a thread of its own while the last is used.

    What goes wrong in the thread goes wrong where its result is asked for. `make` must touch nothing that is used here.
    """
    coming = iter(given)
    with ThreadPoolExecutor(max_workers=1) as thread:

        def following() -> list[_Made]:
            return [make(one) for one in islice(coming, 1)]

        pending = thread.submit(following)
        while made := pending.result():
            pending = thread.submit(following)
            yield made.pop()  # what is used is held nowhere else: blocks are large
