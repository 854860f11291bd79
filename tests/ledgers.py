"""A small log with everything that a log can hold, for tests of what is proved of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.store.samples import chunk, observe, origin

from camcensus.store import staging
from camcensus.store.interface import Erasing
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import canonical

ERASED = 3
"""The original of these four observations, by its number in the order of the log, is erased."""
GONE = (15, 32)
"""These observations are erased too: one of a segment, one of rows."""


def make(folder: Path) -> Path:
    """Twelve leaves: batches of rows, a segment, records, an erasure. The database is one file afterwards."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(staging, "SEGMENT_ROWS", 18)
        store = SqliteStore(folder)
        at = 1_790_000_000_000_000
        for number, some in enumerate((range(8), range(8, 28), range(28, 33), range(33, 50), range(50, 53))):
            store.append([chunk(some)], origin(f"file-{number}"), received=at + number * 1_000)
            key = canonical.digest("waiver", 1, number)
            store.keep("waiver", key, b"decided %d because" % number * 3, received=at + number * 1_000 + 1)
        store.append([chunk(range(53, 55))], origin("late"), received=at + 9_000)
        erase(store, folder, at + 10_000)
        store.close()
    return folder


def old_header(kind: str, received: int, count: int, **more: canonical.Value) -> bytes:
    """As leaves bore it before it was blinded: `file`, `name` and so on, or `hash` and `payload`."""
    return canonical.encode({"kind": kind, "received": received, "count": count, **more})


def erase(store: SqliteStore, folder: Path, received: int) -> None:
    """Take an original and two observations away, and say so in the log."""
    connection = sqlite3.connect(folder / "camcensus.db")
    (key,) = connection.execute("SELECT hash FROM original ORDER BY rowid LIMIT 1 OFFSET ?", (ERASED,)).fetchone()
    connection.close()
    what = Erasing(originals=frozenset([key]), observations=frozenset(observe(GONE)["id"]))
    store.erase(what, said, received=received)
    connection = sqlite3.connect(folder / "camcensus.db")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def said(hashes: list[bytes]) -> tuple[bytes, bytes]:
    payload = canonical.encode({"erased": list(hashes), "person": "A. Example", "why": "retention"})
    return canonical.digest("erasure", 1, payload), payload
