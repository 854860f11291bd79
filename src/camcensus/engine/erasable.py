"""Which observations, originals and records of a log somebody means who wants them erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import polars as pl

from camcensus.engine import explain
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.store.interface import ERASURE, RECORD_KINDS, Store

EVIDENCE = "evidence"
"""The class of what is in no other."""
_STAY = ("key", ERASURE)
"""Kinds of records without which the log could not be proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is meant. Devices, subjects and words choose together; class and age narrow that, or all there is."""

    originals: tuple[str, ...] = ()
    """Hashes (hex), chosen whatever else is said."""
    records: tuple[str, ...] = ()
    """The same of decisions and versions."""
    devices: tuple[str, ...] = ()
    """By any of their names."""
    subjects: tuple[str, ...] = ()
    """``host:jsmith-laptop``."""
    saying: tuple[str, ...] = ()
    """Words that stand in what was seen, or in its originals."""
    retention: str | None = None
    older_than: date | None = None
    """What came into the log before that day (UTC)."""
    values: bool = False
    """What the chosen observations say goes too, and not only the originals behind them."""


def check(workspace: Workspace, wish: Wish) -> None:
    """Raises `UsageError` for a wish that means nothing."""
    if wish == Wish(values=wish.values):
        mend = "give --device, --subject, --saying, --retention, --older-than, --original or --record"
        raise UsageError("nothing is named that is to be erased", mend=mend)
    if any(len(words.strip()) < 3 for words in wish.saying):
        raise UsageError("words of less than three letters stand everywhere", mend="give more of them")
    classes = (*workspace.knowledge.vocabulary.retention, EVIDENCE)
    if wish.retention is not None and wish.retention not in classes:
        raise UsageError(f"there is no class '{wish.retention}'", mend=f"one of: {', '.join(classes)}")


def observations(workspace: Workspace, made: Assessment, every: pl.DataFrame, wish: Wish) -> pl.DataFrame:
    """Those of `every` observation that are meant. Raises `UsageError` for a name that nothing bears."""
    if not (wish.devices or wish.subjects or wish.saying or wish.retention or wish.older_than):
        return every.clear()
    found = every
    if wish.devices or wish.subjects or wish.saying:
        named = [explain.find(made, name) for name in wish.devices]
        ids = made.observations(named)["id"].to_list() if named else []
        missing = [one for one in wish.subjects if not (every["subject"] == one).any()]
        if missing:
            mend = "write it as 'camcensus explain' does, for example host:jsmith-laptop"
            raise UsageError(f"nothing was seen of '{missing[0]}'", mend=mend)
        says = pl.any_horizontal(pl.lit(value=False), *(_says(one) for one in wish.saying))
        found = every.filter(pl.col("id").is_in(ids) | pl.col("subject").is_in(list(wish.subjects)) | says)
    if wish.retention is not None:
        found = found.filter(_of_class(workspace.knowledge.vocabulary.retention, wish.retention))
    if wish.older_than is not None:
        found = found.filter(pl.col("position").is_in(_before(workspace.store, wish.older_than)))
    return found


def _says(words: str) -> pl.Expr:
    wanted = words.strip().lower()
    columns = ("subject", "value", "source", "vantage")
    return pl.any_horizontal(pl.col(name).str.to_lowercase().str.contains(wanted, literal=True) for name in columns)


def _of_class(classes: Mapping[str, Sequence[str]], name: str) -> pl.Expr:
    def inside(fields: Iterable[str]) -> pl.Expr:
        about = pl.col("field")
        tests = (about.str.starts_with(one[:-1]) if one.endswith("*") else about == one for one in fields)
        return pl.any_horizontal(pl.lit(value=False), *tests)

    if name == EVIDENCE:
        return ~inside(one for fields in classes.values() for one in fields)
    return inside(classes[name])


def _before(store: Store, day: date) -> list[int]:
    start = int(datetime.combine(day, time.min, UTC).timestamp() * 1_000_000)
    return [leaf.position for leaf in store.leaves() if leaf.received < start]


def originals(store: Store, every: pl.DataFrame, chosen: pl.DataFrame, wish: Wish) -> frozenset[bytes]:
    """Those behind what was chosen, those that were named, and those that hold the words; if they are there still.

    Raises `UsageError` for a hash that is none of them.
    """
    there = set(every["original"].drop_nulls().to_list())
    wanted = set(chosen["original"].drop_nulls().to_list())
    narrowed = wish.retention is not None or wish.older_than is not None
    if wish.saying and not narrowed:
        wanted |= {key for part in _parts(sorted(there)) for key in _holding(store, part, wish.saying)}
    if wish.older_than is not None:
        newer = every.filter(~pl.col("position").is_in(_before(store, wish.older_than)))
        wanted -= set(newer["original"].drop_nulls().to_list())
    named = {_hash(one) for one in wish.originals}
    if unknown := sorted(named - there):
        raise UsageError(f"no original has the hash {unknown[0].hex()}")
    return frozenset((wanted | named) - store.erased(wanted | named).keys())


def _holding(store: Store, keys: Sequence[bytes], words: Sequence[str]) -> Iterator[bytes]:
    wanted = [one.strip().lower().encode() for one in words]
    for key, data in store.originals(keys).items():
        lowered = data.lower()
        if any(one in lowered for one in wanted):
            yield key


def _parts(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (keys[at : at + 500] for at in range(0, len(keys), 500))


def _hash(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise UsageError(f"'{text[:80]}' is no hash of 64 hexadecimal digits")
    return found


def records(store: Store, hashes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """(kind, hash) of records that are there still. Raises `UsageError` for what is no record, or must stay."""
    for key in map(_hash, hashes):
        kinds = [kind for kind in RECORD_KINDS if any(held == key for _, held in store.records(kind))]
        if not kinds:
            raise UsageError(f"no record has the hash {key.hex()}")
        if kinds[0] in _STAY:
            raise UsageError(f"a record of the kind '{kinds[0]}' cannot be erased: the log is proved by it")
        if store.payload(kinds[0], key) is not None:
            yield kinds[0], key
