"""What was sent under a key: kept once, a day long, and of nobody too many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from camcensus.store.repeats import Repeat, Repeats


def begin(held: Repeats, key: bytes, at: int = 10, whose: str = "Ann", since: int = 0, most: int = 9) -> Repeat | None:
    return held.begin(key, whose, b"asked", at=at, since=since, most=most)


def test_the_first_begins_and_the_second_is_told(tmp_path: Path) -> None:
    held = Repeats(tmp_path)
    assert begin(held, b"k") is None
    assert begin(held, b"k") == Repeat(asked=b"asked", answer=None)
    held.done(b"k", b"told")
    assert begin(held, b"k") == Repeat(asked=b"asked", answer=b"told")
    held.burn(b"k")
    assert begin(held, b"k") == Repeat(asked=b"", answer=None)
    held.release(b"k")
    assert begin(held, b"k") is None


def test_what_is_old_goes(tmp_path: Path) -> None:
    held = Repeats(tmp_path)
    begin(held, b"k", at=10)
    assert begin(held, b"k", at=99, since=10) is not None
    assert begin(held, b"k", at=99, since=11) is None


def test_of_one_person_the_oldest_goes_and_nothing_of_others(tmp_path: Path) -> None:
    held = Repeats(tmp_path)
    begin(held, b"other", at=0, whose="Ben")
    for number in range(20):
        begin(held, b"%d" % number, at=number, most=5)
        assert held.count() <= 6
    assert begin(held, b"other", whose="Ben") is not None
    assert [begin(held, b"%d" % number, at=99) is not None for number in (14, 15, 19)] == [False, True, True]


def test_of_many_at_once_one_begins(tmp_path: Path) -> None:
    held = Repeats(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: begin(held, b"k"), range(40)))
    assert found.count(None) == 1
