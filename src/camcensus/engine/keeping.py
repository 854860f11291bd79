"""What the log keeps, counted: observations by field and by source, decisions by kind, originals by retention class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl

from camcensus.model.material import FIELD, ORIGINAL, RECORD, SOURCE, Kept, Widened
from camcensus.store.interface import Store

_OBSERVATIONS, _WIDENED, _ERASURE = "observations", "keep-all", "erasure"


def kept(store: Store) -> Iterator[Kept]:
    """Every kind of thing that is kept, with how much of it there is and from when. Raises `StoreDamaged`."""
    yield from _observed(store)
    yield from _records(store)
    for one in store.retained():
        yield Kept(of=ORIGINAL, what=one.retention, count=one.there, size=one.size, erased=one.erased)


def widened(store: Store) -> Iterator[Widened]:
    """Each time that somebody asked to keep everything, with the reason."""
    received = {leaf.position: leaf.received for leaf in store.leaves()}
    for position, key in store.records(_WIDENED):
        reason = store.payload(_WIDENED, key)
        if reason is not None:
            yield Widened(on=_moment(received[position]), reason=reason.decode("utf-8", "replace"))


def _observed(store: Store) -> Iterator[Kept]:
    """When something was seen first and last; of what bears no time neither is known."""
    seen = store.observations().select("field", "at", "until", source=pl.col("source").str.extract("^([^:]*)"))
    for of, column in ((FIELD, "field"), (SOURCE, "source")):
        last = pl.max_horizontal("at", "until").max()
        rows = seen.group_by(what=column).agg(pl.len(), first=pl.col("at").min(), last=last).sort("what")
        for what, count, first, last_ in rows.iter_rows():
            yield Kept(of=of, what=what, count=count, first=first, last=last_)


def _records(store: Store) -> Iterator[Kept]:
    """When each kind of decision came into the log; what was erased is looked for only where an erasure is recorded."""
    times: dict[str, list[int]] = {}
    for leaf in store.leaves():
        if leaf.kind != _OBSERVATIONS:
            times.setdefault(leaf.kind, []).append(leaf.received)
    for kind, received in sorted(times.items()):
        gone = _gone(store, kind) if _ERASURE in times else 0
        first, last = _moment(min(received)), _moment(max(received))
        yield Kept(of=RECORD, what=kind, count=len(received) - gone, first=first, last=last, erased=gone)


def _gone(store: Store, kind: str) -> int:
    return sum(store.payload(kind, key) is None for _, key in store.records(kind))


def _moment(received: int) -> datetime:
    return datetime.fromtimestamp(received // 1_000_000, UTC)
