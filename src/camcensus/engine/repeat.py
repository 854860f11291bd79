"""Judge again what was judged before, from what the log says it was judged from, and hold it against what was kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from camcensus.engine import assess, compare, erasures, ledger, program, record, versions
from camcensus.engine.compare import Change
from camcensus.engine.record import Kept
from camcensus.engine.workspace import LOG
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.errors import KnowledgeError, SettingsError, StoreDamaged, UsageError
from camcensus.store.interface import Store
from camcensus.wire.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What judging again came to."""

    kept: Kept
    made: Assessment
    findings: str
    """The hash (hex) of the findings as they are now."""
    others: tuple[str, ...]
    """Other parts of what was shown that are not what was kept."""
    why: tuple[str, ...]
    """What is another than it was then, as sentences without a full stop."""
    changes: tuple[Change, ...] = ()
    """The findings that differ in what they say, where the log holds them one by one."""
    columns: tuple[str, ...] = ()
    """In which columns findings differ, where the log holds them one by one."""
    leaves: int
    """Leaves of the log that were looked at."""

    @property
    def same(self) -> bool:
        """Whether the findings are the same, byte for byte."""
        return self.findings == self.kept.findings

    @property
    def code(self) -> int:
        """0: the findings and all that is kept of the rest are the same, 1: something is another."""
        return 0 if self.same and not self.others else 1


def repeat(home: Path, store: Store, key: str, checkpoints: Sequence[Checkpoint] = ()) -> Repeated:
    """Repeat an assessment that the log of a workspace keeps, by its id or the beginning of it. Nothing is added.

    Raises `UsageError` if it, or a version that it names, is not there; `StoreDamaged` if the log is not what it was.
    """
    kept = record.find(store, key)
    leaves = _sound(home, checkpoints)
    made = again(home, store, kept.basis)
    now = record.findings_hash(made.findings, kept.columns)
    today = record.shown(made, kept.shown)
    others = tuple(name for name, one in kept.shown.items() if today.get(name) != one)
    why = (*program.differences(kept.program, program.this()), *_erased(store, kept))
    found = Repeated(kept=kept, made=made, findings=now, others=others, why=why, leaves=leaves)
    if found.same or kept.rows is None:
        return found
    changes = compare.changes(replace(made, findings=kept.rows), made, why)
    return replace(found, changes=changes, columns=tuple(_columns(kept.rows, made.findings)))


def _erased(store: Store, kept: Kept) -> Iterator[str]:
    """What was erased since."""
    for one in erasures.of(store):
        if one.position > kept.position:
            many = "something" if len(one.hashes) == 1 else f"{len(one.hashes):,} things"
            yield f"of what the log held then, or later, {many} was {one.words()}"


def _columns(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[str]:
    """Columns in which findings of one clause and subject differ; their order too, if all else is the same."""
    both = before.join(after, on=["subject", "clause"], how="inner", suffix="_now")
    for name in before.columns:
        if f"{name}_now" in both.columns and not both[name].equals(both[f"{name}_now"], null_equal=True):
            yield name


def again(home: Path, store: Store, basis: Basis) -> Assessment:
    """What follows from a basis, with the versions that the log holds of it. Raises `UsageError`."""
    try:
        then = versions.with_basis(home, store, basis)
        return assess.assess(then, basis.as_of, upto=basis.position, days=basis.days)
    except (KnowledgeError, SettingsError) as fault:
        words = f"this version of the program does not take what was in use then: {fault.what}"
        raise UsageError(words, where=fault.where, mend="repeat it with the program that judged") from None


def _sound(home: Path, checkpoints: Sequence[Checkpoint]) -> int:
    """The size of the log, every leaf of which is what lies under it."""
    found = ledger.verify(home / LOG, checkpoints)
    if found.count:
        first = found.faults[0]
        where = f"leaf {first.first}: " if first.first else ""
        words = f"the log is not what it was, so that nothing can be repeated from it: {where}{first.what}"
        raise StoreDamaged(words, mend="run 'camcensus log verify'")
    return found.size
