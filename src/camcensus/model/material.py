"""What a form of ``report/`` is made from: the assessment, and what its definition says that it needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.gate_record import GateRecord
from camcensus.model.inquiry import Inquiry
from camcensus.model.removal import Removal


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """That a document is handed over: who, when, and what of the log it stands on."""

    number: str
    """``D-2026-0007``: the seventh of its year."""
    form: str
    on: datetime
    person: str
    note: str
    """What it is for."""
    assessment: str
    """The id (hex) of the assessment in the log that it is made from."""
    checkpoint: str
    """The signed note of the log as it stood with that assessment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The document of the same form that was handed over before, and what it was made from."""

    issue: Issue
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much of one kind the log keeps."""

    what: str
    """A field of observations, or ``original`` with its retention class."""
    count: int
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that a form may show."""

    assessment: Assessment
    issue: Issue | None = None
    """None: a draft, which proves nothing."""
    device: str = ""
    """The device that it is about (its id), where the form is about one."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the person who asks for it says: options of the form, by name."""
    earlier: Earlier | None = None
    gates: tuple[GateRecord, ...] = ()
    inquiry: Inquiry | None = None
    """By section 889: what was read and searched for, and what that found."""
    removal: Removal | None = None
    """Of the device, what the log shows of its removal."""
    kept: tuple[Kept, ...] = ()
    originals: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    """By hash: the bytes behind the observations of the device; erased ones are missing."""
    files: Mapping[int, str] = field(default_factory=dict)
    """Log position to the name of the file that came in there."""
    conflicts: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    """Where records and the network differ on the device: the columns of `engine.devices.conflicts`."""
    proofs: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Name of a file to its bytes: of each leaf (`leaf_proof`) and observation (`entry_proof`) of the device a proof
    that it stands in the log, the `CHECKPOINT` that they lead to, the `KEYS` that verify it. Empty: none was signed."""


CHECKPOINT, KEYS = "checkpoint", "log.vkey"
_PROOF = ".tlog-proof"


def leaf_proof(position: int) -> str:
    """The name of the proof that a leaf stands in the log."""
    return f"leaf-{position}{_PROOF}"


def entry_proof(one: str) -> str:
    """The name of the proof that an observation, by its id (hex), stands in the log."""
    return f"entry-{one}{_PROOF}"
