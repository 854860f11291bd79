"""Erase for retention or data protection: what would go, what would be another without it, and then for good.

The log keeps the hash of what went, its leaf, and who erased it and why (`store/erasing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import polars as pl

from camcensus.engine import assess, compare, erasable, record
from camcensus.engine.compare import Change
from camcensus.engine.erasable import Wish
from camcensus.engine.workspace import Workspace, files, now
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.outcome import Outcome
from camcensus.store.interface import ERASURE, RECORD_KINDS, Erasing, Leaf, Store
from camcensus.wire import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would go, and what that means."""

    what: Erasing
    subjects: int = 0
    """Of the observations that go."""
    files: tuple[str, ...] = ()
    """Names of the files from which these came, and which are not read again by themselves."""
    beside: int = 0
    """Observations that stay and rest on originals that go."""
    changes: tuple[Change, ...] = ()
    """Findings of today that would be another."""
    lost: tuple[tuple[str, str], ...] = ()
    """(device, clause) of findings not met that stay, and of which no original would be left to show."""
    assessments: tuple[str, ...] = ()
    """Kept assessments that name a version that goes: they could not be repeated."""
    said: tuple[tuple[str, str], ...] = ()
    """(kind, hash) of records that say the words too, and stay."""
    made: Assessment
    """As it is now."""

    @property
    def evidence(self) -> int:
        """Findings not met that would be another, or of which nothing would be left to show."""
        before = [one.before["outcome"] for one in self.changes if one.before is not None]
        return before.count(Outcome.NOT_MET.value) + len(self.lost)


def plan(workspace: Workspace, wish: Wish, as_of: date) -> Plan:
    """What the wish comes to; nothing is changed. Raises `UsageError` for what is not there."""
    erasable.check(workspace, wish)
    made = assess.assess(workspace, as_of)
    every = workspace.store.observations()
    chosen = erasable.observations(workspace, made, every, wish)
    going = erasable.originals(workspace.store, every, chosen, wish)
    what = Erasing(
        originals=going,
        observations=frozenset(chosen["id"].to_list()) if wish.values else frozenset(),
        records=frozenset(erasable.records(workspace.store, wish.records)),
    )
    if not (what.originals or what.observations or what.records):
        raise UsageError("nothing of that is there, or it was erased before")
    after = assess.assess(replace(workspace, store=_without(workspace.store, what)), as_of)
    gone = chosen if wish.values else chosen.clear()
    rests = every.filter(pl.col("original").is_in(list(going)))
    names = files(workspace.store)
    return Plan(
        what=what,
        subjects=gone["subject"].n_unique(),
        files=tuple(sorted({names.get(at, "") for at in gone["position"].unique().to_list()})),
        beside=rests.filter(~pl.col("id").is_in(list(what.observations))).height,
        changes=compare.changes(made, after, ("what would be erased",)),
        lost=tuple(_lost(workspace.store, made, after, what.originals)),
        assessments=tuple(_named(workspace.store, what.records)),
        said=tuple(_said(workspace.store, wish.saying, what.records)),
        made=made,
    )


def erase(workspace: Workspace, planned: Plan, person: str, why: str, *, even_evidence: bool = False) -> int:
    """Erase what was planned; the position of the record that says so.

    Raises `UsageError` if nobody is named, no reason is given, or what goes is the only evidence of a finding that is
    not met and that was not said to be meant.
    """
    if not person.strip() or not why.strip():
        raise UsageError("an erasure names who erases and why", mend="give --person NAME and --why TEXT")
    if planned.evidence and not even_evidence:
        many = "a finding" if planned.evidence == 1 else f"{planned.evidence} findings"
        mend = "look at it with --plan; if it must go all the same, give --even-evidence"
        raise UsageError(f"it is the only evidence of {many} not met; nothing was erased", mend=mend)

    def said(hashes: list[bytes]) -> tuple[bytes, bytes]:
        value: dict[str, canonical.Value] = {
            "erased": list(hashes),
            "person": person.strip(),
            "why": why.strip(),
            "originals": len(planned.what.originals),
            "observations": len(planned.what.observations),
            "records": len(planned.what.records),
        }
        payload = canonical.encode(value)
        return canonical.digest(ERASURE, 1, payload), payload

    return workspace.store.erase(planned.what, said, received=now())


# --- what it means -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Without:
    """A log as it would be read: what goes is not there."""

    store: Store
    what: Erasing

    def observations(self, upto: int | None = None, fields: Iterable[str] | None = None) -> pl.DataFrame:
        held = self.store.observations(upto, fields)
        return held.filter(~pl.col("id").is_in(list(self.what.observations)))

    def originals(self, keys: Iterable[bytes]) -> Mapping[bytes, bytes]:
        return self.store.originals(key for key in keys if key not in self.what.originals)

    def leaves(self) -> list[Leaf]:
        return self.store.leaves()

    def records(self, kind: str) -> list[tuple[int, bytes]]:
        return self.store.records(kind)

    def payload(self, kind: str, key: bytes) -> bytes | None:
        return None if (kind, key) in self.what.records else self.store.payload(kind, key)


def _without(store: Store, what: Erasing) -> Store:
    return cast("Store", _Without(store, what))


def _lost(store: Store, made: Assessment, after: Assessment, going: frozenset[bytes]) -> Iterator[tuple[str, str]]:
    """Findings not met that would stay, of devices of whose evidence no original would."""
    if not going:
        return
    broken = made.findings.filter((pl.col("outcome") == Outcome.NOT_MET.value) & pl.col("device").is_not_null())
    same = broken.join(after.findings, on=["subject", "clause", "outcome"], how="semi")
    evidence = _evidence(made, same["device"].unique().to_list())
    there = {key for keys in evidence.values() for key in keys}
    there -= store.erased(there).keys()
    labels = dict(made.devices.select("device", "label").iter_rows())
    for device, clause in same.select("device", "clause").iter_rows():
        left = evidence.get(device, set()) & there
        if left and left <= going:
            yield labels.get(device) or device, clause


def _evidence(made: Assessment, devices: Sequence[str]) -> dict[str, set[bytes]]:
    """Device to the originals behind what was claimed of it; where none bears one, behind all that was seen of it."""
    seen = made.observations(devices).select("device", "id", "original").drop_nulls()
    rests = seen.join(made.claims.select("device", id="because").unique(), on=["device", "id"], how="semi")
    found: dict[str, set[bytes]] = {}
    for device, _, key in rests.iter_rows():
        found.setdefault(device, set()).add(key)
    claimed = frozenset(found)
    for device, _, key in seen.iter_rows():
        if device not in claimed:
            found.setdefault(device, set()).add(key)
    return found


def _named(store: Store, going: frozenset[tuple[str, bytes]]) -> Iterator[str]:
    """Kept assessments that name a version that goes."""
    keys = {key.hex() for kind, key in going if kind in record.VERSIONS}
    for one in record.every(store) if keys else ():
        try:
            basis = record.find(store, one).basis
        except UsageError:
            continue
        if keys & {getattr(basis, kind) for kind in record.VERSIONS}:
            yield one


def _said(store: Store, words: Sequence[str], going: frozenset[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    wanted = [one.strip().lower().encode() for one in words]
    for kind in RECORD_KINDS if wanted else ():
        for _, key in store.records(kind):
            data = (store.payload(kind, key) or b"").lower()
            if (kind, key) not in going and any(one in data for one in wanted):
                yield kind, key.hex()
