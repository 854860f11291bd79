"""Observations by number, and the logs that they are kept in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import polars as pl

from camcensus.model import frames
from camcensus.model.observation import Observation
from camcensus.model.reading import Chunk
from camcensus.store.interface import Origin, Store

MakeStore = Callable[[], Store]
"""Opens the same log again each time it is called."""

SEGMENT_ROWS, BATCH_ROWS = 40, 100
"""Small enough that a few hundred observations fill segments and several batches."""


@contextmanager
def closing(make_store: MakeStore) -> Iterator[Store]:
    store = make_store()
    try:
        yield store
    finally:
        store.close()


def original(number: int) -> bytes:
    return f"record {number // 4} ".encode() * 20


def observe(numbers: Iterable[int], source: str = "importer:x@1") -> pl.DataFrame:
    """Observations that differ by number, four to a record."""
    return frames.from_observations(
        Observation(
            body="dept",
            realm="main",
            subject=f"ip:10.0.{number // 256}.{number % 256}",
            field=f"http.{number % 3}",
            value=f"value {number}",
            source=source,
            original=hashlib.sha256(original(number)).digest(),
        )
        for number in numbers
    )


def chunk(numbers: Iterable[int], source: str = "importer:x@1") -> Chunk:
    held = list(numbers)
    originals = {hashlib.sha256(original(number)).digest(): original(number) for number in held}
    return Chunk(observations=observe(held, source), originals=originals, records=len(held))


def chunks(numbers: Iterable[int], size: int = 25) -> Iterator[Chunk]:
    held = list(numbers)
    for start in range(0, len(held), size):
        yield chunk(held[start : start + size])


def origin(name: str, importer: str = "x@1", realm: str = "main") -> Origin:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Origin(file=digest, name=name, importer=importer, body="dept", realm=realm)


def values(store: Store, upto: int | None = None) -> list[str]:
    return [str(value) for value in store.observations(upto)["value"].to_list()]


def named(numbers: Iterable[int]) -> list[str]:
    return [f"value {number}" for number in numbers]
