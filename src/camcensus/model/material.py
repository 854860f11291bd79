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


ISOLATE, REPLACE = OPTIONS = ("isolate", "replace")
"""What may be done about covered equipment: cut it off, take it away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What the orders would say if something were done about covered equipment."""

    id: str
    """One of `OPTIONS`."""
    devices: tuple[str, ...]
    """The devices to which it is done."""
    findings: pl.DataFrame
    """As `Assessment.findings`, had it been done."""


FIELD, SOURCE, RECORD, ORIGINAL = "field", "source", "record", "original"
"""What is kept: observations by field and again by what told them, decisions by kind, bytes by retention class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much of one kind the log keeps."""

    of: str = FIELD
    """``field``, ``source``, ``record`` or ``original``."""
    what: str
    """The field, the kind of source or record, or the retention class."""
    count: int
    first: datetime | None = None
    last: datetime | None = None
    size: int = 0
    """Bytes, of originals."""
    erased: int = 0
    """Of which only a tombstone is there; `count` leaves them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widened:
    """That everything was kept once, also of hosts that have nothing to do with cameras, and why."""

    on: datetime
    reason: str


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
    options: tuple[Option, ...] = ()
    gates: tuple[GateRecord, ...] = ()
    inquiry: Inquiry | None = None
    """By section 889: what was read and searched for, and what that found."""
    removal: Removal | None = None
    """Of the device, what the log shows of its removal."""
    kept: tuple[Kept, ...] = ()
    widened: tuple[Widened, ...] = ()
    issues: tuple[Issue, ...] = ()
    """Every document that was handed over, in the order of the log."""
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
