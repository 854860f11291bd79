"""An inquiry whether equipment of companies that a list names is used: what was read, what was searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.knowledge import Directive, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file that was read into the log, or what one person settled."""

    name: str
    importer: str
    """``id@version``."""
    kind: str
    """What the importer reads, in words."""
    file: str
    """SHA-256 (hex) of its bytes."""
    body: str
    realm: str
    received: datetime
    count: int
    """Observations that it brought."""
    position: int
    """Its leaf of the log, the first of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A company that was searched for: one that the list names, or one that such a company controls."""

    party: str
    name: str
    words: str = ""
    """The name as the list has it; empty: the list does not name it."""
    through: tuple[str, ...] = ()
    """The companies above it, from its own owner to one that the list names."""
    purpose: str = ""
    """The purposes to which the list limits it, as quoted."""
    makers: tuple[str, ...] = ()
    """Names of makers by which its equipment is known here."""
    labels: tuple[str, ...] = ()
    """Names of brands that these makers sell, or may build for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One inquiry by one order that names companies."""

    order: Directive
    listing: Listing
    chosen: bool
    """The owner's profile chooses the order."""
    judged: Assessment
    """By that order among others."""
    sought: tuple[Sought, ...]
    """Those that the list names first."""
    open: int
    """Makers of which it is not known whether the list reaches them."""
    named: pl.DataFrame = field(repr=False)
    """Pair of hardware maker and legal manufacturer to what the list says of it (`reason.named.SCHEMA`)."""
    read: tuple[Read, ...] = ()
    """In the order of the log."""
    knows: Mapping[str, int] = field(default_factory=dict)
    """Kind of source (scan, register ...) to how many devices it knows; kinds that were not read are 0."""
    recorded: Mapping[str, int] = field(default_factory=dict)
    """Kind of signed decision in the log (determination, waiver ...) to how many there are."""
