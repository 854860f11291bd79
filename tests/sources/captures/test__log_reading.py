from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, OTHER, all_of, two_way
from tests.sources.files import context

from camcensus.sources.captures import _log
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_reading import ahead, read

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


def test_what_is_made_ahead_comes_in_order() -> None:
    assert list(ahead(range(20), lambda number: number * 2)) == list(range(0, 40, 2))
    assert list(ahead([], str)) == []
    assert list(ahead([0, None, ""], lambda one: one)) == [0, None, ""]


def test_one_is_made_ahead_and_no_more() -> None:
    made: list[int] = []
    for number in ahead(range(20), lambda one: made.append(one) or one):  # type: ignore[func-returns-value]
        assert len(made) <= number + 2
    assert len(made) == 20


def test_what_goes_wrong_comes_behind_what_went_right() -> None:
    found = ahead([2, 1, 0, 5], lambda one: 2 // one)
    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_what_is_not_asked_for_is_not_made() -> None:
    made: list[int] = []
    found = ahead(range(20), lambda one: made.append(one) or one)  # type: ignore[func-returns-value]
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert made in ([0], [0, 1])
