"""What records of erasure say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from camcensus.engine import erasures
from camcensus.store.interface import ERASURE
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import canonical

NOON = 1_795_435_200_000_000
"""2026-11-23 12:00 UTC, in microseconds."""


def test_each_is_read_with_its_day(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    assert erasures.of(store) == ()
    payload = canonical.encode({"erased": [b"a" * 32, b"b" * 32], "person": "A. Example", "why": "retention"})
    store.keep(ERASURE, b"k" * 32, payload, received=NOON)
    (one,) = erasures.of(store)
    assert (one.position, one.on, one.hashes) == (1, date(2026, 11, 23), frozenset([b"a" * 32, b"b" * 32]))
    assert one.words() == "erased on 2026-11-23 by A. Example: retention"
    assert erasures.by_hash([one]) == {b"a" * 32: one, b"b" * 32: one}
    store.close()


@pytest.mark.parametrize("payload", [b"", b"x", canonical.encode([]), canonical.encode({"erased": "x"})])
def test_what_cannot_be_read_is_passed_over(tmp_path: Path, payload: bytes) -> None:
    store = SqliteStore(tmp_path)
    store.keep(ERASURE, b"k" * 32, payload, received=NOON)
    assert erasures.of(store) == ()
    store.close()
