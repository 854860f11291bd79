from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, OTHER, all_of, two_way
from tests.sources.files import context

from camcensus.sources.captures import _log
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_reading import read

PATH = Path("some.log")


def feed(path: Path, log: Log) -> Iterator[int]:
    """Many conversations of one packet, and at the end that one host is a camera."""
    for start in (1, 1_000):
        log.gathered.records += 500
        log.gathered.leave_out("lines that are broken")
        log.flows(two_way(log, *((CLIENT, "10.0.0.3", start + number, False) for number in range(500))))
        yield start
    log.flows(two_way(log, (CLIENT, OTHER, 554, True), (OTHER, "198.51.100.7", 443, True)))
    log.window.traits["lost"] = 1
    yield 9_999


def test_progress_is_told_on_the_way() -> None:
    told = all_of(read(PATH, context(PATH, known=frozenset({CAMERA})), "importer:test@1", feed))
    assert [done for done in told.done if done] == [1, 1_000, 9_999]
    assert told.records == 1_000
    assert told.left_out["lines that are broken"] == 2


def test_a_log_that_is_too_much_to_hold_is_read_twice_and_nothing_of_cameras_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = all_of(read(PATH, context(PATH), "importer:test@1", feed))
    monkeypatch.setattr(_log, "MAX_CONVERSATIONS", 10)
    twice = all_of(read(PATH, context(PATH), "importer:test@1", feed))
    assert twice.flows() == whole.flows() == {f"{CLIENT}>{OTHER}/tcp/554", f"{OTHER}>198.51.100.7/tcp/443"}
    assert [row["id"] for row in twice.rows] == [row["id"] for row in whole.rows]
    assert (twice.records, twice.left_out) == (whole.records, whole.left_out)


def test_what_is_kept_whole_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log, "MAX_CONVERSATIONS", 10)
    told = all_of(read(PATH, context(PATH, keep_all=True), "importer:test@1", feed))
    assert len(told.flows()) == 10
    assert told.left_out["records of hosts of cameras for which there was no room"] == 992
