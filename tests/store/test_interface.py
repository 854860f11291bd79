"""What every store promises, and the numbers they share."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from camcensus.store import interface
from camcensus.store.interface import BATCH_ROWS, RECORD_KINDS, SEGMENT_ROWS, Appended, Leaf, Origin, Store
from camcensus.store.sqlite import SqliteStore


def promised() -> list[str]:
    return [name for name, value in vars(Store).items() if inspect.isfunction(value) and not name.startswith("_")]


def test_a_batch_of_many_chunks_is_a_segment() -> None:
    assert (SEGMENT_ROWS, BATCH_ROWS) == (50_000, 250_000)


def test_each_kind_of_record_fits_its_column_and_is_no_observation() -> None:
    assert len(set(RECORD_KINDS)) == len(RECORD_KINDS)
    assert all(len(kind) <= 32 for kind in RECORD_KINDS)
    assert "observations" not in RECORD_KINDS


@pytest.mark.parametrize("name", promised())
def test_a_store_takes_what_was_promised(name: str) -> None:
    assert inspect.signature(getattr(Store, name)) == inspect.signature(getattr(SqliteStore, name))


@pytest.mark.parametrize("name", promised())
def test_each_promise_says_what_it_is(name: str) -> None:
    assert getattr(Store, name).__doc__


@pytest.mark.parametrize("kind", [Origin, Leaf, Appended])
def test_what_a_store_tells_does_not_change(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # how dataclasses tell


def test_what_was_appended_does_not_print_its_chunks() -> None:
    assert "chunks" not in repr(Appended(positions=(1,), given=2, new=1))
    assert interface.Appended(positions=(), given=0, new=0).chunks == ()
