"""Files that somebody hands in while the workspace is served: kept until they are read, and then in the log."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from camcensus.engine import gather
from camcensus.engine.gather import Wish
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import InputError, UsageError
from camcensus.model.reading import Reading
from camcensus.model.within import estate_within
from camcensus.store import disk

FOLDER = "served"
"""Beside the log, readable by its owner alone: what is handed in and out, until it is fetched or read."""
MOST_NAME = 120
"""Bytes of a name; file systems take 255."""
_PIECE = 1 << 20


@contextmanager
def folder(home: Path) -> Iterator[Path]:
    """A folder for one piece of work, which is gone after it. Raises `StoreError`."""
    with disk.told(home):
        above = home / FOLDER
        above.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=above))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


class Stream(Protocol):
    """What a file is read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; none at the end."""
        ...


def put(stream: Stream, name: str, folder: Path, most: int) -> Path:
    """Write what is handed in into a folder; its name there. Raises `InputError` beyond `most` bytes, `StoreError`."""
    path = folder / safe_name(name)
    if path.exists():
        raise UsageError("two files bear one name", where=path.name, mend="hand them in one after the other")
    done = 0
    with disk.told(folder), path.open("xb") as kept:
        os.fchmod(kept.fileno(), 0o600)
        while piece := stream.read(_PIECE):
            done += len(piece)
            if done > most:
                raise InputError(f"it has more than {most:,} bytes", where=path.name, mend="hand it in in parts")
            kept.write(piece)
    return path


def safe_name(name: str) -> str:
    """The last part of a name, of letters that every file system takes; it never leads elsewhere."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter if letter.isprintable() and letter not in ':*?"<>|' else "_" for letter in last)
    short = kept.strip(" .").encode("utf-8", "replace")[-MOST_NAME:].decode("utf-8", "ignore")
    return short.strip(" .") or "file"


def read(workspace: Workspace, files: Iterable[Path], wish: Wish, progress: gather.Progress) -> Iterator[Reading]:
    """Read files into the log as somebody who reaches a part of the estate: of other places nothing is told apart."""
    estate = estate_within(workspace.settings.estate, wish.reach)
    limited = replace(workspace, settings=replace(workspace.settings, estate=estate))
    yield from gather.read(limited, files, wish, progress)


def words(one: Reading) -> str:
    """What reading one file came to, in a sentence."""
    if one.failed:
        return f"{one.name}: {one.failed}"
    if one.already:
        return f"{one.name}: read before; it adds nothing"
    left = f"; {sum(one.left_out.values()):,} records left out" if one.left_out else ""
    redacted = f"; {one.redacted:,} secrets taken out" if one.redacted else ""
    return (
        f"{one.name} ({one.format}): {one.records:,} records, {one.observations:,} observations,"
        f" {one.new:,} of them new{left}{redacted}"
    )
