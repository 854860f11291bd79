"""What a store promises; every store passes the same contract tests (``tests/store/contract.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import polars as pl

from camcensus.model.reading import Chunk
from camcensus.wire import canonical

SEGMENT_ROWS = 50_000
"""A batch with more observations than this becomes a Parquet segment; smaller ones are rows."""

BATCH_ROWS = 250_000
"""Observations that chunks are gathered up to before they become one batch."""

ERASURE = "erasure"
"""The kind of record that says what was erased."""

RECORD_KINDS = (
    "estate",
    "profile",
    "scope",
    "knowledge",
    "determination",
    "waiver",
    "consideration",
    "keep-all",
    "assessment",
    "gate",
    "issued",
    "register-read",
    "key",
    ERASURE,
)
"""What is kept by hash beside observations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a file's observations came from, for the batch header and for knowing it was read."""

    file: str
    """SHA-256 (hex) of the file's bytes."""
    name: str
    importer: str
    """``id@version`` of the importer."""
    body: str
    realm: str

    def value(self) -> dict[str, canonical.Value]:
        """Its fields, as they are hashed."""
        return {
            "file": self.file, "name": self.name, "importer": self.importer, "body": self.body, "realm": self.realm,
        }  # fmt: skip

    def id(self) -> bytes:
        """What is blinded in the header of a leaf."""
        return canonical.digest("origin", 1, self.value())


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One leaf of the ledger."""

    position: int
    """From 1, in the order of the log."""
    kind: str
    """``observations`` or one of `RECORD_KINDS`."""
    header: bytes
    """Canonical encoding; with the entries' root it gives `hash`."""
    root: bytes
    hash: bytes
    received: int
    """Microseconds since 1970 UTC at which it entered the log (known-from)."""
    count: int
    origin: Origin | None = None
    """Where observations came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What is to be erased. What is not there, or was erased before, is passed over."""

    originals: frozenset[bytes] = frozenset()
    observations: frozenset[bytes] = frozenset()
    """Ids."""
    records: frozenset[tuple[str, bytes]] = frozenset()
    """Kind and hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What an append came to."""

    positions: tuple[int, ...]
    """The leaves that were added; none if everything was there already."""
    given: int
    new: int
    chunks: tuple[Chunk, ...] = field(default=(), repr=False)
    """The chunks without their observations: counts and remarks."""


class Retained(NamedTuple):
    """The originals of one retention class."""

    retention: str
    there: int
    """Those that are there."""
    size: int
    """Their bytes, before they are compressed."""
    erased: int
    """Those of which only the tombstone is there."""


class Store(Protocol):
    """The log. Appends are whole or not at all, whatever happens to the process."""

    def append(self, chunks: Iterable[Chunk], origin: Origin, *, received: int) -> Appended:
        """Keep all observations and originals of one file, or nothing of it if `chunks` raises.

        Observations that the log holds already are not kept again. Raises `StoreBusy`, `StoreFull`, `StoreDamaged`.
        """
        ...

    def keep(self, kind: str, key: bytes, payload: bytes, *, received: int) -> int:
        """Keep one decision or version by its hash; the position of its leaf, old or new."""
        ...

    def payload(self, kind: str, key: bytes) -> bytes | None:
        """What was kept under that hash, or None."""
        ...

    def records(self, kind: str) -> list[tuple[int, bytes]]:
        """(position, hash) of all records of a kind, in order of the log."""
        ...

    def was_read(self, origin: Origin) -> int | None:
        """The position at which this very file was last read in this place by this importer, or None."""
        ...

    def observations(self, upto: int | None = None, fields: Iterable[str] | None = None) -> pl.DataFrame:
        """All observations up to a position, each once at its first position, with `frames.SCHEMA` and `position`.

        `fields` limits them to these field names.
        """
        ...

    def originals(self, keys: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """The bytes behind these hashes; erased ones are missing."""
        ...

    def erased(self, keys: Iterable[bytes]) -> Mapping[bytes, int]:
        """Those of the hashes of originals whose bytes were erased, and when (microseconds since 1970 UTC)."""
        ...

    def erase(self, what: Erasing, said: Callable[[list[bytes]], tuple[bytes, bytes]], *, received: int) -> int:
        """Erase for good, and keep in the same step the record of kind `ERASURE` that says so; its position.

        0 if nothing of it was there. `said` is given the hashes of all that goes (originals, records, and of
        observations the entries as `tlog.entry_hash` makes them) and gives the record's hash and payload. Raises
        `StoreBusy`, `StoreFull`, `StoreDamaged`: then nothing was erased, or all of it, and the next who opens the log
        ends what is left to do.
        """
        ...

    def retained(self) -> list[Retained]:
        """How many originals there are of each retention class, by its name."""
        ...

    def leaves(self) -> list[Leaf]:
        """The ledger, in order."""
        ...

    def entries(self, position: int) -> list[tuple[bytes, bytes]]:
        """(blind, id) of each entry of the leaf at `position`, in order; erased ones are missing."""
        ...

    def position(self) -> int:
        """The position of the newest leaf; 0 for an empty log."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
