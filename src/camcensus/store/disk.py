"""The database's file: how it is opened, and its faults and the disk's as sentences of ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from camcensus.model.errors import StoreBusy, StoreDamaged, StoreError, StoreFull

WRITE = "camcensus_write"
"""The execution option of a connection whose transaction writes."""


def engine(path: Path, busy_seconds: float) -> Engine:
    """The database at `path`, made if it is not there."""
    made = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": busy_seconds})

    @event.listens_for(made, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver's guess
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return made


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Faults of the disk and the database as sentences of ours."""
    try:
        yield
    except DatabaseError as fault:
        raise explained(str(fault.orig or fault), folder) from fault
    except sqlite3.DatabaseError as fault:
        raise explained(str(fault), folder) from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise explained("full", folder) from fault
        where, mend = str(fault.filename or folder), "check the folder and who may write there"
        raise StoreError(f"the log cannot be used: {fault.strerror}", where=where, mend=mend) from fault
    except pl.exceptions.ComputeError as fault:
        if "No space left" in str(fault) or "File too large" in str(fault):
            raise explained("full", folder) from fault
        raise StoreDamaged(f"a segment cannot be read: {fault}", where=str(folder)) from fault


def explained(message: str, folder: Path) -> StoreError:
    """What the database said, as an error of ours."""
    where = str(folder)
    if "locked" in message or "busy" in message:
        return StoreBusy(
            "another camcensus is writing to this log", where=where, mend="wait until it has finished and try again"
        )
    if "full" in message or "disk I/O error" in message:
        return StoreFull(
            "there is no room left on the disk; nothing was added", where=where, mend="make room and run it again"
        )
    if "unable to open" in message or "readonly" in message:
        return StoreError("the log cannot be opened for writing", where=where, mend="check who may write there")
    return StoreDamaged(f"the log cannot be read: {message}", where=where, mend="restore it from a backup")
