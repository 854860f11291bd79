"""What one append has gathered before anything of it is in the log: batches, their blinds and their roots."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import polars as pl

from camcensus.model import frames
from camcensus.model.reading import Chunk
from camcensus.store.interface import BATCH_ROWS, SEGMENT_ROWS, Origin
from camcensus.wire import canonical, tlog


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


class Staging:
    """A folder of this process alone; whatever is left in it goes when the append ends, well or badly."""

    def __init__(self, parent: Path) -> None:
        self._folder = parent / f"staging-{os.getpid()}-{secrets.token_hex(4)}"
        self.batches: list[Batch] = []
        self.originals: dict[bytes, bytes] = {}
        self.chunks: list[Chunk] = []
        self.given = 0

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def gather(self, chunks: Iterable[Chunk], unknown: Unknown) -> None:
        """Take all chunks; `unknown` leaves only the observations that the log does not hold."""
        waiting: list[pl.DataFrame] = []
        height = 0
        for chunk in chunks:
            self.given += chunk.observations.height
            self.chunks.append(replace(chunk, observations=frames.empty(), originals={}))
            fresh = unknown(chunk.observations)
            used = set(fresh["original"].drop_nulls().unique().to_list())
            self.originals.update({key: data for key, data in chunk.originals.items() if key in used})
            waiting.append(fresh)
            height += fresh.height
            if height >= BATCH_ROWS:
                self._batch(pl.concat(waiting))
                waiting, height = [], 0
        if height:
            self._batch(pl.concat(waiting))

    def _batch(self, rows: pl.DataFrame) -> None:
        rows = rows.unique("id", keep="first", maintain_order=True)
        blinds = _blinds(rows.height)
        ids = rows["id"].to_list()
        hashes = [tlog.entry_hash(blind, one) for blind, one in zip(blinds, ids, strict=True)]
        rows = rows.with_columns(blind=pl.Series(blinds, dtype=pl.Binary))
        file, checksum = self._segment(rows) if rows.height > SEGMENT_ROWS else (None, b"")
        self.batches.append(
            Batch(
                content=canonical.digest("batch", 1, b"".join(sorted(ids))),
                root=tlog.root(hashes),
                count=rows.height,
                sources=json.dumps(sorted(rows["source"].unique().to_list())),
                rows=rows if file is None else None,
                file=file,
                sha256=checksum,
            )
        )

    def _segment(self, rows: pl.DataFrame) -> tuple[Path, bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{len(self.batches)}.parquet"
        rows.write_parquet(path, compression="zstd", statistics=False)
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
            return path, hashlib.file_digest(stream, "sha256").digest()


class Unknown:
    """Leaves of a frame the rows whose ids are in none of the places that were known when it was made."""

    def __init__(self, rows: Iterable[bytes], segments: Iterable[tuple[Path, frozenset[str]]]) -> None:
        self._ids = pl.DataFrame({"id": list(rows)}, schema={"id": pl.Binary})
        self._segments = list(segments)

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` without what is known; a segment without any of the frame's sources is not opened."""
        sources = set(frame["source"].unique().to_list())
        fresh = frame.join(self._ids, on="id", how="anti", maintain_order="left") if self._ids.height else frame
        for path, held in self._segments:
            if held & sources and fresh.height:
                known = pl.scan_parquet(path).select("id").collect()
                fresh = fresh.join(known, on="id", how="anti", maintain_order="left")
        return fresh


def header(kind: str, *, received: int, count: int, origin: Origin | None = None, key: bytes = b"") -> bytes:
    """The canonical header of a leaf: what it is, when it came, how many entries, and where from."""
    value: dict[str, canonical.Value] = {"kind": kind, "received": received, "count": count}
    if origin is not None:
        value |= {
            "file": origin.file,
            "name": origin.name,
            "importer": origin.importer,
            "body": origin.body,
            "realm": origin.realm,
        }
    if key:
        value["hash"] = key
    return canonical.encode(value)


def _blinds(count: int) -> list[bytes]:
    data = secrets.token_bytes(tlog.BLIND_SIZE * count)
    return [data[i : i + tlog.BLIND_SIZE] for i in range(0, len(data), tlog.BLIND_SIZE)]
