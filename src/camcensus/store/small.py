"""A small database of one file beside the log: for its owner alone, one transaction a step, and older ones mended."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from camcensus.model.errors import StoreError
from camcensus.store import disk

_BUSY = 20.0
"""Seconds that one waits for another's transaction."""


class Small:
    """Raises `StoreError` and its kinds."""

    def __init__(self, path: Path, steps: Sequence[str]) -> None:
        """Made if it is not there. Of `steps`, each some statements, those are made that it has not had yet."""
        self._path = path
        with disk.told(path.parent):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with self.read() as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # who reads waits for nobody, and a commit is one write
        with self.write() as connection:
            (had,) = connection.execute("PRAGMA user_version").fetchone()
            if had > len(steps):
                raise StoreError(f"{path.name} was made by a newer camcensus", where=str(path), mend="use that one")
            for statement in filter(str.strip, ";".join(steps[had:]).split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(steps)}")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection that is closed after."""
        with disk.told(self._path.parent):
            connection = sqlite3.connect(self._path, timeout=_BUSY, isolation_level=None)
            try:
                yield connection
            finally:
                connection.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it, or nothing if anything is raised."""
        with self.read() as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
