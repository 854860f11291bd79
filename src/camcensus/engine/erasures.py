"""What was erased from a log, by whom, why and when, as its records of erasure say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from camcensus.store.interface import ERASURE, Store
from camcensus.wire import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One record of erasure."""

    position: int
    on: date
    person: str
    why: str
    hashes: frozenset[bytes]
    """Of originals, of records, and of entries with their blinds."""

    def words(self) -> str:
        """A sentence without a full stop."""
        return f"erased on {self.on} by {self.person}: {self.why}"


def of(store: Store) -> tuple[Erasure, ...]:
    """All of a log, in its order; what cannot be read is passed over, and a fault where the log is verified."""
    held = store.records(ERASURE)
    times = {leaf.position: leaf.received for leaf in store.leaves()} if held else {}
    found = []
    for position, key in held:
        try:
            value = canonical.decode(store.payload(ERASURE, key) or b"")
        except ValueError:
            continue
        named = value.get("erased") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(named, list):
            found.append(
                Erasure(
                    position=position,
                    on=datetime.fromtimestamp(times.get(position, 0) / 1_000_000, UTC).date(),
                    person=str(value.get("person", "")),
                    why=str(value.get("why", "")),
                    hashes=frozenset(one for one in named if isinstance(one, bytes)),
                )
            )
    return tuple(found)


def by_hash(erasures: Iterable[Erasure]) -> dict[bytes, Erasure]:
    """Hash to the erasure that names it."""
    return {one: erasure for erasure in erasures for one in erasure.hashes}
