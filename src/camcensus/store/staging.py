"""What one append has gathered before anything of it is in the log: batches, their blinds and their roots."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import polars as pl

from camcensus.model import frames
from camcensus.model.reading import Chunk
from camcensus.store.interface import BATCH_ROWS, SEGMENT_ROWS
from camcensus.wire import canonical, tlog

PLACED = ".placed"
"""Suffix of the mark that stands in the folder for a segment about to be moved out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch ready to be kept: its rows, or the staged file that holds them."""

    content: bytes
    """Digest of the sorted ids: the same batch twice is the same content."""
    root: bytes
    count: int
    sources: str
    """JSON list of the sources in it, for skipping segments that cannot hold an id."""
    rows: pl.DataFrame | None
    file: Path | None
    sha256: bytes = b""

    def place(self, folder: Path) -> str:
        """Move the staged file into `folder`; its name there."""
        if self.file is None:
            raise ValueError("a batch of rows has no file")
        return place(self.file, folder)


class Staging:
    """A folder of this process alone; whatever is left in it goes when the append ends, well or badly."""

    def __init__(self, parent: Path) -> None:
        self.folder = parent / f"staging-{os.getpid()}-{secrets.token_hex(4)}"
        self.batches: list[Batch] = []
        self.originals: dict[bytes, tuple[int, bytes]] = {}
        """SHA-256 to the size and the compressed bytes."""
        self.chunks: list[Chunk] = []
        self.given = 0
        self._waiting: list[pl.DataFrame] = []

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def gather(self, chunk: Chunk, unknown: Unknown) -> None:
        """Take one chunk; `unknown` leaves only the observations that the log does not hold."""
        self.given += chunk.observations.height
        self.chunks.append(replace(chunk, observations=frames.empty(), originals={}))
        fresh = unknown(chunk.observations)
        used = set(fresh["original"].drop_nulls().unique().to_list()) - self.originals.keys()
        self.originals.update(
            {key: (len(data), zlib.compress(data, 1)) for key, data in chunk.originals.items() if key in used}
        )
        self._waiting.append(fresh)
        if sum(part.height for part in self._waiting) >= BATCH_ROWS:
            self.close_batch()

    def close_batch(self) -> None:
        """Make a batch of what waits; to be called after the last chunk."""
        rows = pl.concat([frames.empty(), *self._waiting])
        self._waiting = []
        if rows.height:
            self._batch(_each_once(rows))

    def _batch(self, rows: pl.DataFrame) -> None:
        rows = rows.with_columns(blind=_blinds(rows.height))
        content = canonical.digest("batch", 1, b"".join(rows["id"].sort().to_list()))
        root = tlog.root(tlog.entry_hashes(rows.select("blind", "id").iter_rows()))
        file, checksum = self.segment(rows, content) if rows.height > SEGMENT_ROWS else (None, b"")
        self.batches.append(
            Batch(
                content=content,
                root=root,
                count=rows.height,
                sources=json.dumps(sorted(rows["source"].unique().to_list())),
                rows=rows if file is None else None,
                file=file,
                sha256=checksum,
            )
        )

    def segment(self, rows: pl.DataFrame, content: bytes) -> tuple[Path, bytes]:
        """Write a segment that is named by `content` into the folder; its path and SHA-256."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{content.hex()}.parquet"
        rows.write_parquet(path, compression="zstd", statistics=False)
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            return path, hashlib.file_digest(stream, "sha256").digest()


def place(file: Path, folder: Path) -> str:
    """Move a staged file into `folder`; its name there. Should the process die next, the mark tells of it."""
    file.with_suffix(PLACED).touch()
    file.replace(folder / file.name)
    for changed in (file.parent, folder):
        sync(changed)
    return file.name


class Unknown:
    """Leaves of a frame the rows whose ids are in none of the places that were known when it was made."""

    def __init__(
        self,
        held: Callable[[Sequence[bytes]], Iterable[bytes]],
        segments: Iterable[tuple[Callable[[], Path], frozenset[str]]],
    ) -> None:
        """`held` says which of some ids are kept as rows; `segments` are files, asked for when needed, and sources."""
        self._held = held
        self._segments = list(segments)

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` without what is known; a segment without any of the frame's sources is not opened."""
        sources = set(frame["source"].unique().to_list())
        fresh = _without(frame, pl.Series(self._held(frame["id"].to_list()), dtype=pl.Binary))
        for file, held in self._segments:
            if held & sources and fresh.height:
                fresh = _without(fresh, pl.read_parquet(file(), columns=["id"])["id"])
        return fresh


def header(kind: str, *, received: int, count: int, origin: bytes = b"", payload: bytes = b"") -> bytes:
    """The canonical header of a leaf: what it is, when it came, how many entries.

    It binds where observations came from (`origin`), or what a record says (`payload`), by a hash with a blind: whoever
    is shown a header finds out nothing by guessing. A record's key is bound by the leaf's root.
    """
    value: dict[str, canonical.Value] = {"kind": kind, "received": received, "count": count}
    if origin:
        value["origin"] = origin
    if payload:
        value["payload"] = payload
    return canonical.encode(value)


def _without(frame: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    known = frame["id"].is_in(ids.implode()) if len(ids) else None
    return frame if known is None or not known.any() else frame.filter(~known)


def _each_once(rows: pl.DataFrame) -> pl.DataFrame:
    first = rows["id"].is_first_distinct()
    return rows if first.all() else rows.filter(first)


def _blinds(count: int) -> pl.Series:
    size = tlog.BLIND_SIZE
    data = secrets.token_bytes(size * count)
    return pl.Series([data[at : at + size] for at in range(0, len(data), size)], dtype=pl.Binary)


def sync(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
