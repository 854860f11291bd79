"""The reading of a log from its start to its end, twice where once is too much to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_telling import tell

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
