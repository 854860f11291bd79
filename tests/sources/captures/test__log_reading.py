from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests import formats
from tests.sources.captures.logs import CAMERA, CLIENT, OTHER, all_of, minute, two_way, without_room
from tests.sources.files import context

from camcensus.engine import extensions
from camcensus.sources.captures import _log
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_reading import ahead, read

PATH = Path("some.log")
LOGS = [
    (name, path)
    for name, path in formats.fixtures()
    if name in extensions.found("captures") and name not in ("pcap", "pcapng")
]


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


@pytest.mark.parametrize(("name", "path"), LOGS, ids=[f"{name}/{path.name}" for name, path in LOGS])
@pytest.mark.parametrize("known", [frozenset(), formats.KNOWN, frozenset({"198.51.100.7", "10.0.0.9"})])
def test_a_second_reading_says_and_counts_what_the_first_did(
    name: str, path: Path, known: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two directions of a conversation are one, and a flow without an Ethernet address is no address left out."""
    reader = formats.importers()[name]
    whole = all_of(formats.chunks(reader, path, known=known))
    learn = Log.learn

    def and_more(log: Log) -> None:
        learn(log)
        without_room(log)

    monkeypatch.setattr(Log, "learn", and_more)
    twice = all_of(formats.chunks(reader, path, known=known))
    assert twice.rows == whole.rows
    assert (twice.records, twice.left_out) == (whole.records, whole.left_out)
    assert (twice.redacted, twice.remarks) == (whole.redacted, whole.remarks)


def test_what_there_was_room_for_is_not_taken_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor told anew: what a router stands for is known only if all that it bears was seen."""
    router = "02:00:5e:00:53:01"

    def bound(path: Path, log: Log) -> Iterator[int]:
        hosts = log.hosts.numbers(pl.Series([OTHER, CLIENT]))
        log.bound(pl.DataFrame({"mac": [router, router], "first": [minute(1)] * 2}).with_columns(host=hosts))
        yield from feed(path, log)

    whole = all_of(read(PATH, context(PATH), "importer:test@1", bound))
    assert not whole.pairs("mac")
    monkeypatch.setattr(_log, "MAX_CONVERSATIONS", 10)
    twice = all_of(read(PATH, context(PATH), "importer:test@1", bound))
    assert (twice.rows, twice.left_out) == (whole.rows, whole.left_out)


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
