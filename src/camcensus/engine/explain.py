"""The whole chain for one device: from the bytes that were seen to the clause that speaks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from camcensus.engine import erasures
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.errors import UsageError
from camcensus.model.finding import Finding
from camcensus.model.outcome import Outcome
from camcensus.store.interface import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Everything about one device, link by link."""

    device: dict[str, object]
    """Its row of `Assessment.devices`."""
    observations: pl.DataFrame
    originals: dict[bytes, bytes]
    claims: pl.DataFrame
    makers: tuple[MakerStatus, ...]
    doubts: pl.DataFrame
    findings: tuple[Finding, ...]
    erased: dict[bytes, str] = field(default_factory=dict)
    """Original to when, by whom and why it was erased, as a sentence without a full stop."""


def find(assessment: Assessment, called: str) -> str:
    """The device of that name: id, address, serial, MAC or asset number, with or without its kind before it.

    Raises `UsageError` if none or several are called so.
    """
    wanted = called.strip().lower()
    fits = assessment.devices.filter(pl.col("names").list.contains(wanted))
    if not fits.height:
        begins = assessment.devices.filter(pl.col("device").str.starts_with(wanted)) if len(wanted) >= 4 else fits
        fits = begins
    if not fits.height:
        raise UsageError(f"no device is called '{called}'", mend="give its id, address, serial, MAC or asset number")
    if fits.height > 1:
        listed = ", ".join(f"{row['device']} ({row['site'] or 'site unknown'})" for row in fits.iter_rows(named=True))
        raise UsageError(f"{fits.height} devices are called '{called}': {listed}", mend="give the id of one")
    return str(fits["device"][0])


def explain(workspace: Workspace, assessment: Assessment, called: str) -> Chain:
    """The chain of one device. Raises `UsageError` as `find` does."""
    device = find(assessment, called)
    row = assessment.devices.filter(pl.col("device") == device).row(0, named=True)
    observations = assessment.observations([device])
    keys = observations["original"].drop_nulls().unique().to_list()
    makers = [assessment.makers[m] for m in (row["hardware_maker"], row["manufacturer"]) if m in assessment.makers]
    return Chain(
        device=row,
        observations=observations,
        originals=dict(workspace.store.originals(keys)),
        erased=_erased(workspace.store, keys),
        claims=assessment.claims.filter(pl.col("device") == device).sort("about", "weight", descending=[False, True]),
        makers=tuple({maker.maker: maker for maker in makers}.values()),
        doubts=assessment.doubts.filter(pl.col("device") == device),
        findings=tuple(_findings(assessment, device)),
    )


def _erased(store: Store, keys: Iterable[bytes]) -> dict[bytes, str]:
    gone = store.erased(keys)
    told = erasures.by_hash(erasures.of(store)) if gone else {}
    return {key: told[key].words() if key in told else "erased" for key in gone}


def _findings(assessment: Assessment, device: str) -> Iterator[Finding]:
    mine = assessment.findings.filter(pl.col("device") == device)
    for row in mine.iter_rows(named=True):
        yield Finding(
            subject=row["subject"],
            clause=row["clause"],
            outcome=Outcome(row["outcome"]),
            reason=row["reason"],
            settles=tuple(row["settles"] or ()),
            provisional=row["provisional"],
            waiver=row["waiver"],
            expired_waiver=row["expired_waiver"],
        )
