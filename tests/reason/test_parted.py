"""What named persons say of two names stands above what keys, addresses and times say."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import log, see

from camcensus.reason import parted
from camcensus.reason.devices import Joined, join

HIK, AXIS = "44:19:b6:3a:11:11", "00:40:8c:11:22:33"


def word(one: str, field: str, other: str, position: int = 9, at: str = "2026-11-20") -> pl.DataFrame:
    return see(one, (field, other), position=position, at=at, source="settled:A. Example")


def things(joined: Joined) -> set[frozenset[str]]:
    """The subjects of each device, without persons' words."""
    rows = joined.seen.filter(~pl.col("source").str.starts_with("settled:"))
    by = rows.group_by("device").agg(pl.col("subject").unique())
    return {frozenset(subjects) for subjects in by["subject"].to_list()}


def device(joined: Joined, subject: str) -> str:
    return str(joined.seen.filter(pl.col("subject") == subject)["device"][0])


ROW = see("asset:CAM-1", ("serial.number", "ABC12345"), ("fact.ip", "10.0.1.5"), at=None)
SCAN = see("ip:10.0.1.5", ("mac", HIK), ("net.open_port", "554/tcp"), position=2)
ELSEWHERE = see("ip:10.0.1.9", ("mac", AXIS), position=3)


def test_two_are_made_one_whatever_their_names() -> None:
    far = see("ip:10.0.1.8", ("net.open_port", "554/tcp"), position=4)
    before = join(log([SCAN, far]))
    assert len(things(before)) == 2
    after = join(log([SCAN, far, word(f"mac:{HIK}", parted.SAME, "ip:10.0.1.8")]))
    assert things(after) == {frozenset({"ip:10.0.1.5", "ip:10.0.1.8"})}
    assert device(after, "ip:10.0.1.5") == device(before, "ip:10.0.1.5")


def test_one_is_parted_in_two_and_the_first_known_keeps_its_id() -> None:
    whole = join(log([ROW, SCAN]))
    assert things(whole) == {frozenset({"asset:CAM-1", "ip:10.0.1.5"})}
    split = join(log([ROW, SCAN, word("serial:ABC12345", parted.OTHER, f"mac:{HIK}")]))
    assert things(split) == {frozenset({"asset:CAM-1"}), frozenset({"ip:10.0.1.5"})}
    assert device(split, "asset:CAM-1") == device(whole, "asset:CAM-1")
    assert set(split.seen["body"]) == {"dept"}


def test_what_shares_a_key_goes_with_the_side_that_goes() -> None:
    again = see("ip:10.0.1.7", ("mac", HIK), position=4, at="2026-11-12")
    split = join(log([ROW, SCAN, again, word("serial:ABC12345", parted.OTHER, f"mac:{HIK}")]))
    assert things(split) == {frozenset({"asset:CAM-1"}), frozenset({"ip:10.0.1.5", "ip:10.0.1.7"})}


def test_a_word_that_is_taken_back_or_is_older_does_not_count() -> None:
    said = word("serial:ABC12345", parted.OTHER, f"mac:{HIK}")
    open_ = word(f"mac:{HIK}", parted.OPEN, "serial:abc12345", position=10, at="2026-11-21")
    assert len(things(join(log([ROW, SCAN, said, open_])))) == 1
    newer = word(f"mac:{HIK}", parted.SAME, "serial:ABC12345", position=10, at="2026-11-21")
    assert len(things(join(log([ROW, SCAN, said, newer])))) == 1
    assert parted.newest(log([]).with_columns(name=pl.lit(""), kind=pl.lit(""))).is_empty()


def test_only_a_person_s_word_counts() -> None:
    lie = see("asset:CAM-1", (parted.OTHER, f"mac:{HIK}"), position=9)
    assert len(things(join(log([ROW, SCAN, lie])))) == 1


def test_words_that_cannot_be_followed_end_and_harm_nothing() -> None:
    words = [
        word(f"mac:{HIK}", parted.SAME, f"mac:{AXIS}"),
        word(f"mac:{AXIS}", parted.SAME, "asset:CAM-1"),
        word("asset:CAM-1", parted.OTHER, f"mac:{HIK}"),
        word("asset:CAM-1", parted.OTHER, "serial:ABC12345"),
        word("asset:CAM-1", parted.OTHER, "nothing"),
        word("asset:CAM-1", parted.SAME, "ip:192.0.2.77"),
    ]
    made = join(log([ROW, SCAN, ELSEWHERE, *words]))
    assert made.seen.height == log([ROW, SCAN, ELSEWHERE, *words]).height


@settings(max_examples=40)
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    said = [
        word("serial:ABC12345", parted.OTHER, f"mac:{HIK}"),
        word(f"mac:{HIK}", parted.SAME, f"mac:{AXIS}", at="2026-11-22"),
    ]
    again = see("ip:10.0.1.7", ("mac", HIK), position=4, at="2026-11-12")
    parts = [ROW, SCAN, ELSEWHERE, again, *said]
    made, usual = (join(log([parts[index] for index in way])) for way in (order, range(6)))
    columns = ["subject", "field", "value", "device"]
    assert made.seen.select(columns).sort(columns).equals(usual.seen.select(columns).sort(columns))
    assert things(usual) == {frozenset({"asset:CAM-1"}), frozenset({"ip:10.0.1.5", "ip:10.0.1.7", "ip:10.0.1.9"})}
