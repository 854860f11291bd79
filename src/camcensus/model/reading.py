"""What passes between the engine and the importers: where a file belongs, and what came out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from camcensus.model.knowledge import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site as a register may name it."""

    site: str
    realm: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Companies that registers of owners are read for: those that are known here, and what the log has of theirs."""

    numbers: frozenset[str] = frozenset()
    """``LEI/5493...``, as `wire.company_names.number` writes them."""
    names: frozenset[str] = frozenset()
    """Folded, as `wire.company_names.fold` does."""


def nobody(_: str) -> bool:
    """No block of Ethernet addresses is known to be of a maker of cameras."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an importer is told about the file it reads; it asks nobody else."""

    body: str
    realm: str
    """The address space of the file's addresses; empty: not known."""
    file: str
    """SHA-256 (hex) of the file's bytes."""
    name: str
    """The file's name, for messages only."""
    timezone: str = "Europe/London"
    """Of local times whose site is not known."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Lower-case spellings of site names to sites."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    alone: frozenset[str] = frozenset()
    """Columns of which one cell alone makes a row worth reading, beside those that name a device."""
    known: frozenset[str] = frozenset()
    """IP and Ethernet addresses, normalised, of what the log holds as a possible camera or recorder."""
    builds: Callable[[str], bool] = nobody
    """Whether the block of an Ethernet address (``aa:bb:..``) is held by a maker of cameras."""
    concerned: Concerned = field(default_factory=Concerned)
    """Whose owners are of interest."""
    keep_all: bool = False
    """Keep also what hosts that have nothing to do with cameras said; the reason is in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something a person should know about one place in a file: what was left out, changed or doubted."""

    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A part of what a file says. A file is kept whole or not at all."""

    observations: pl.DataFrame
    """With `frames.SCHEMA`."""
    originals: Mapping[bytes, bytes] = field(default_factory=dict)
    """SHA-256 to the record's bytes, secrets taken out."""
    records: int = 0
    redacted: int = 0
    """How many secrets were taken out."""
    remarks: tuple[Remark, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Why something was not kept, to how many records that befell since the chunk before."""
    done: int = 0
    """Bytes of the file that are read so far; 0: not known."""


CHUNK = 50_000
"""Observations that an importer gathers before it hands them on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading one file came to."""

    name: str
    format: str
    records: int = 0
    observations: int = 0
    new: int = 0
    """Observations that the log did not hold yet."""
    redacted: int = 0
    remarks: tuple[Remark, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Why something was not kept, to how many records that befell."""
    failed: str = ""
    """Why nothing of it could be read, in words; such a file is one of a folder that was read."""
    already: bool = False
    """The very same file was read before in the same place."""
