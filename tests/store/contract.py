"""What every store must do, whatever it keeps the log in.

A store's own test file makes a class of these tests and gives them `make_log`: from a name to a `MakeStore`, which
opens the same log again each time it is called and can be sent to another process (a `functools.partial` can). What
only some stores can do is a flag.
"""

from __future__ import annotations

import hashlib
import random
import signal
import time
from collections.abc import Callable, Iterator
from typing import ClassVar

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.store.processes import Processes, append_files, files, ready
from tests.store.samples import (
    BATCH_ROWS,
    SEGMENT_ROWS,
    MakeStore,
    chunk,
    chunks,
    closing,
    named,
    observe,
    origin,
    values,
)

from camcensus.model import frames
from camcensus.model.reading import Chunk, Remark
from camcensus.store import staging
from camcensus.store.interface import RECORD_KINDS, Leaf, Store
from camcensus.wire import canonical, tlog

KILLS = 25


def assert_whole(store: Store) -> list[Leaf]:
    """Every leaf follows from its header and entries, by `wire.tlog` alone, and entries are what was observed."""
    leaves = store.leaves()
    assert [leaf.position for leaf in leaves] == list(range(1, len(leaves) + 1))
    assert store.position() == len(leaves)
    seen: dict[bytes, int] = {}
    for leaf in leaves:
        entries = store.entries(leaf.position)
        hashes = [tlog.entry_hash(blind, entry) for blind, entry in entries]
        assert leaf.root == tlog.root(hashes)
        assert leaf.hash == tlog.batch_leaf(leaf.header, hashes)
        assert leaf.count == len(entries)
        assert {len(blind) for blind, _ in entries} == {tlog.BLIND_SIZE}
        header = canonical.decode(leaf.header)
        assert isinstance(header, dict)
        assert (header["kind"], header["count"], header["received"]) == (leaf.kind, leaf.count, leaf.received)
        if leaf.kind == "observations":
            for _, entry in entries:
                seen.setdefault(entry, leaf.position)
    observed = store.observations()
    assert dict(zip(observed["id"].to_list(), observed["position"].to_list(), strict=True)) == seen
    assert_frame_equal(frames.with_ids(observed.drop("position")), observed.drop("position"))
    return leaves


def told(leaf: Leaf) -> tuple[object, ...]:
    return leaf.kind, leaf.received, leaf.count, leaf.origin


def assert_same(one: MakeStore, other: MakeStore) -> None:
    """Two logs hold the same in the same order; only their blinds differ."""
    some = list(chunk(range(230)).originals)
    with closing(one) as first, closing(other) as second:
        assert_frame_equal(first.observations(), second.observations())
        assert [told(leaf) for leaf in first.leaves()] == [told(leaf) for leaf in second.leaves()]
        assert dict(first.originals(some)) == dict(second.originals(some))


class StoreContract:
    """Subclass it, and give it `make_log`: a name to the `MakeStore` of a log of that name, new to each test."""

    many_processes: ClassVar[bool] = True
    """Several processes may open the same log."""
    survives_kill: ClassVar[bool] = True
    """The log outlives a process that is killed at any moment."""

    @pytest.fixture(autouse=True)
    def _small_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "SEGMENT_ROWS", SEGMENT_ROWS)
        monkeypatch.setattr(staging, "BATCH_ROWS", BATCH_ROWS)

    @pytest.fixture
    def make_store(self, make_log: Callable[[str], MakeStore]) -> MakeStore:
        return make_log("log")

    @pytest.fixture
    def make_other(self, make_log: Callable[[str], MakeStore]) -> MakeStore:
        return make_log("other")

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Iterator[Store]:
        with closing(make_store) as opened:
            yield opened

    @pytest.fixture
    def processes(self) -> Iterator[Processes]:
        with ready() as opened:
            yield opened

    def leftovers(self, make_store: MakeStore) -> list[str]:
        """What lies about that no leaf speaks of, by name; a store that keeps files says so."""
        return []

    # --- an empty log ----------------------------------------------------------------------------------------------

    def test_an_empty_log_holds_nothing(self, store: Store) -> None:
        assert (store.position(), store.leaves(), store.entries(1)) == (0, [], [])
        empty = store.observations()
        assert empty.height == 0
        assert pl.Schema({**frames.SCHEMA, "position": pl.Int64}) == empty.schema
        assert dict(store.originals([bytes(32)])) == {}
        assert store.payload("estate", bytes(32)) is None
        assert store.was_read(origin("a")) is None

    # --- append ----------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        "count", [1, SEGMENT_ROWS, SEGMENT_ROWS + 1, BATCH_ROWS - 1, BATCH_ROWS, 3 * BATCH_ROWS + 7]
    )
    def test_what_is_appended_is_read_back(self, store: Store, count: int) -> None:
        appended = store.append(chunks(range(count)), origin("a"), received=1)
        assert (appended.given, appended.new) == (count, count)
        expected = observe(range(count))
        assert_frame_equal(expected, store.observations().drop("position"))
        assert_whole(store)

    def test_a_large_file_is_several_leaves(self, store: Store) -> None:
        appended = store.append(chunks(range(250)), origin("a"), received=1)
        assert appended.positions == (1, 2, 3)
        assert [leaf.count for leaf in store.leaves()] == [100, 100, 50]

    def test_every_field_comes_back_as_it_was(self, store: Store) -> None:
        small = observe(range(3)).with_columns(
            at=pl.Series([None, -1, 253402300799999999]).cast(frames.TIME),
            until=pl.Series([None, 0, 253402300799999999]).cast(frames.TIME),
            count=pl.Series([1, 2, (1 << 63) - 1]),
            value=pl.Series(["", "a\0b", "監視 📷"]),
            original=pl.Series([None, b"", bytes(32)], dtype=pl.Binary),
            realm=pl.lit(""),
        )
        small = frames.with_ids(small)
        large = frames.with_ids(
            pl.concat([small] * 20).with_columns(vantage=pl.arange(0, 60, eager=True).cast(pl.String))
        )
        for name, expected in (("small", small), ("large", large)):
            store.append([Chunk(observations=expected)], origin(name), received=1)
            found = store.observations().filter(pl.col("id").is_in(expected["id"].implode()))
            assert_frame_equal(expected, found.drop("position"))
        assert_whole(store)

    def test_the_same_file_twice_adds_nothing(self, store: Store) -> None:
        store.append(chunks(range(130)), origin("a"), received=1)
        before = store.observations()
        again = store.append(chunks(range(130)), origin("a"), received=2)
        assert (again.positions, again.given, again.new) == ((), 130, 0)
        assert_frame_equal(before, store.observations())

    def test_the_same_observations_cut_otherwise_add_nothing(self, store: Store) -> None:
        store.append(chunks(range(130)), origin("a"), received=1)
        again = store.append(chunks(reversed(range(130)), size=7), origin("b"), received=2)
        assert (again.positions, again.new) == ((), 0)

    @pytest.mark.parametrize(("first", "second"), [(30, 60), (30, 200), (200, 230), (200, 600)])
    def test_overlapping_files_keep_each_sighting_once_where_it_was_first(
        self, store: Store, first: int, second: int
    ) -> None:
        store.append(chunks(range(first)), origin("a"), received=1)
        newest = store.position()
        appended = store.append(chunks(range(first // 2, second)), origin("b"), received=2)
        assert appended.new == second - first
        assert values(store) == named(range(second))
        positions = store.observations()["position"]
        assert positions[:first].max() == newest
        assert positions[first:].min() == newest + 1
        assert_whole(store)

    def test_a_sighting_repeated_in_one_file_is_read_once(self, store: Store) -> None:
        store.append([*chunks(range(150)), *chunks(range(150))], origin("a"), received=1)
        assert values(store) == named(range(150))
        assert_whole(store)

    def test_other_sources_are_other_sightings(self, store: Store) -> None:
        store.append([chunk(range(50))], origin("a"), received=1)
        appended = store.append([chunk(range(50), source="importer:y@1")], origin("a", "y@1"), received=2)
        assert appended.new == 50

    def test_a_file_without_observations_is_remembered_and_adds_no_leaf(self, store: Store) -> None:
        appended = store.append([Chunk(observations=frames.empty())], origin("a"), received=1)
        assert (appended.positions, appended.given, appended.new) == ((), 0, 0)
        assert store.was_read(origin("a")) == 0
        assert store.position() == 0

    def test_remarks_and_counts_come_back_without_the_observations(self, store: Store) -> None:
        remarked = Chunk(observations=observe(range(3)), records=2, redacted=1, remarks=(Remark(where="w", what="x"),))
        appended = store.append([remarked], origin("a"), received=1)
        (kept,) = appended.chunks
        assert (kept.records, kept.redacted, kept.remarks, kept.observations.height) == (2, 1, remarked.remarks, 0)

    @pytest.mark.parametrize("given_before", [0, 30, 230])
    def test_a_reader_that_fails_midway_leaves_nothing(
        self, store: Store, make_store: MakeStore, given_before: int
    ) -> None:
        def failing() -> Iterator[Chunk]:
            yield from chunks(range(given_before))
            raise OSError("the file went away")

        store.append(chunks(range(900, 920)), origin("before"), received=1)
        with pytest.raises(OSError, match="the file went away"):
            store.append(failing(), origin("a"), received=2)
        assert values(store) == named(range(900, 920))
        assert store.was_read(origin("a")) is None
        assert dict(store.originals(chunk(range(4)).originals)) == {}
        assert self.leftovers(make_store) == []
        store.append(chunks(range(230)), origin("a"), received=3)
        assert len(values(store)) == 250
        assert_whole(store)

    # --- leaves ----------------------------------------------------------------------------------------------------

    def test_a_leaf_says_what_came_when_and_from_where(self, store: Store) -> None:
        store.append(chunks(range(5)), origin("scan.xml"), received=1_700_000_000_000_000)
        (leaf,) = store.leaves()
        assert (leaf.kind, leaf.received, leaf.count) == ("observations", 1_700_000_000_000_000, 5)
        assert leaf.origin == origin("scan.xml")
        header = canonical.decode(leaf.header)
        assert isinstance(header, dict)
        assert set(header) == {"kind", "received", "count", "origin"}
        assert header["origin"] != origin("scan.xml").id()

    @pytest.mark.parametrize("count", [10, 60])
    def test_each_entry_is_blinded_anew(self, store: Store, make_other: MakeStore, count: int) -> None:
        with closing(make_other) as other:
            for one in (store, other):
                one.append(chunks(range(count)), origin("a"), received=1)
            here, there = store.entries(1), other.entries(1)
            assert (
                [entry for _, entry in here] == [entry for _, entry in there] == observe(range(count))["id"].to_list()
            )
            blinds = [blind for blind, _ in (*here, *there)]
            assert len(set(blinds)) == 2 * count
            assert store.leaves()[0].root != other.leaves()[0].root
            assert_frame_equal(store.observations(), other.observations())

    def test_the_log_as_it_was_known_at_a_position(self, store: Store) -> None:
        sizes = (10, 60, 5, 150)  # rows, a segment, rows, two batches
        for index, size in enumerate(sizes):
            store.append(chunks(range(index * 1000, index * 1000 + size)), origin(str(index)), received=index)
        assert store.position() == 5
        whole = store.observations()
        for upto in range(6):
            assert_frame_equal(whole.filter(pl.col("position") <= upto), store.observations(upto))
        assert whole["position"].is_sorted()

    def test_only_some_fields(self, store: Store) -> None:
        store.append(chunks(range(10)), origin("a"), received=1)
        store.append(chunks(range(100, 160)), origin("b"), received=1)
        whole = store.observations()
        for wanted in (["http.1"], ["http.0", "http.2"], ["nothing"], []):
            expected = whole.filter(pl.col("field").is_in(wanted))
            assert_frame_equal(expected, store.observations(fields=wanted))
        assert_frame_equal(
            whole.filter((pl.col("field") == "http.1") & (pl.col("position") == 1)), store.observations(1, ["http.1"])
        )

    # --- originals -------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("count", [12, 240])
    def test_originals_come_back_as_they_were(self, store: Store, count: int) -> None:
        store.append(chunks(range(count), size=24), origin("a"), received=1)
        expected = chunk(range(count)).originals
        found = store.originals([*expected, bytes(32)])
        assert dict(expected) == dict(found)
        assert store.retained() == [("evidence", len(expected), sum(map(len, expected.values())), 0)]

    def test_an_original_that_no_new_observation_needs_is_not_kept(self, store: Store) -> None:
        unused = hashlib.sha256(b"unused").digest()
        given_chunk = Chunk(observations=observe(range(4)), originals={**chunk(range(4)).originals, unused: b"unused"})
        store.append([given_chunk], origin("a"), received=1)
        assert unused not in store.originals([unused])

    # --- records ---------------------------------------------------------------------------------------------------

    def test_a_record_is_kept_once_and_is_a_leaf(self, store: Store) -> None:
        key, payload = hashlib.sha256(b"x").digest(), b"payload" * 100
        first = store.keep("estate", key, payload, received=1)
        again = store.keep("estate", key, payload, received=2)
        assert first == again == store.position() == 1
        assert store.payload("estate", key) == payload
        (leaf,) = assert_whole(store)
        assert (leaf.kind, leaf.received, leaf.count) == ("estate", 1, 1)
        assert [entry for _, entry in store.entries(1)] == [key]
        header = canonical.decode(leaf.header)
        assert isinstance(header, dict)
        blinds = [blind for blind, _ in store.entries(1)]
        assert header["payload"] == tlog.entry_hash(blinds[0], hashlib.sha256(payload).digest())

    @pytest.mark.parametrize("kind", RECORD_KINDS)
    def test_records_of_each_kind_stand_in_order_and_apart(self, store: Store, kind: str) -> None:
        other = next(one for one in RECORD_KINDS if one != kind)
        keys = [hashlib.sha256(name).digest() for name in (b"z", b"a", b"m")]
        for key in keys:
            store.keep(kind, key, b"", received=1)
        store.keep(other, keys[0], b"other", received=1)
        assert store.records(kind) == [(1, keys[0]), (2, keys[1]), (3, keys[2])]
        assert store.records(other) == [(4, keys[0])]
        assert (store.payload(kind, keys[0]), store.payload(other, keys[0])) == (b"", b"other")

    def test_records_and_observations_share_one_row_of_positions(self, store: Store) -> None:
        store.keep("estate", bytes(32), b"", received=1)
        store.append(chunks(range(130)), origin("a"), received=1)
        store.keep("profile", bytes(32), b"", received=1)
        assert [leaf.kind for leaf in assert_whole(store)] == ["estate", "observations", "observations", "profile"]

    # --- readings --------------------------------------------------------------------------------------------------

    def test_a_file_was_read_where_and_by_what_it_was_read(self, store: Store) -> None:
        store.append(chunks(range(5)), origin("a"), received=1)
        assert store.was_read(origin("a")) == 1
        assert store.was_read(origin("a", importer="x@2")) is None
        assert store.was_read(origin("a", realm="other")) is None
        assert store.was_read(origin("b")) is None

    def test_a_file_was_read_when_it_was_read_last(self, store: Store) -> None:
        for name, numbers in (("a", range(5)), ("b", range(9)), ("a", range(9))):
            store.append(chunks(numbers), origin(name), received=1)
        assert (store.was_read(origin("a")), store.was_read(origin("b"))) == (2, 2), "though it added nothing"

    # --- again, and at once ----------------------------------------------------------------------------------------

    def test_a_log_that_is_opened_again_is_the_same(self, store: Store, make_store: MakeStore) -> None:
        store.append(chunks(range(130)), origin("a"), received=1)
        store.keep("estate", bytes(32), b"x", received=1)
        with closing(make_store) as again:
            assert_frame_equal(store.observations(), again.observations())
            assert store.leaves() == again.leaves()
            assert again.payload("estate", bytes(32)) == b"x"

    def test_two_who_hold_the_log_see_what_the_other_added(self, store: Store, make_store: MakeStore) -> None:
        with closing(make_store) as other:
            store.append(chunks(range(60)), origin("a"), received=1)
            other.append(chunks(range(50, 120)), origin("b"), received=2)
            assert values(store) == values(other) == named(range(120))
            assert_whole(store)

    def test_what_another_added_meanwhile_is_not_added_twice(self, store: Store, make_store: MakeStore) -> None:
        def interrupted() -> Iterator[Chunk]:
            yield from chunks(range(50))
            with closing(make_store) as other:
                other.append(chunks(range(50)), origin("b"), received=1)

        assert store.append(interrupted(), origin("a"), received=1).new == 0
        assert store.position() == 1
        assert store.was_read(origin("a")) == 1
        assert self.leftovers(make_store) == []

    def test_many_processes_append_at_once(self, make_store: MakeStore, processes: Processes) -> None:
        if not self.many_processes:
            pytest.skip("one process at a time")
        firsts = [0, 1000, 2000]
        assert processes.append(make_store, firsts) == [0, 0, 0]
        with closing(make_store) as store:
            assert sorted(values(store)) == sorted(named(number for first in firsts for number in files(first)[-1]))
            assert_whole(store)
        assert self.leftovers(make_store) == []

    def test_a_process_killed_at_any_moment_leaves_a_whole_log(
        self, make_log: Callable[[str], MakeStore], processes: Processes
    ) -> None:
        """Start, kill after a random while, look, do it again; then it is as if nobody had been killed."""
        if not self.survives_kill:
            pytest.skip("it does not outlive its process")
        clean = make_log("clean")
        processes.append(make_log("the first is slower"), [0])
        started = time.perf_counter()
        processes.append(clean, [0])
        longest = time.perf_counter() - started
        statuses = []
        for number in range(KILLS):
            make_store = make_log(str(number))
            statuses += processes.append(make_store, [0], random.uniform(0, longest))  # noqa: S311  # any moment
            with closing(make_store) as store:
                assert_whole(store)
                assert values(store) in [[], *(named(numbers) for numbers in files(0))]
            assert self.leftovers(make_store) == []
            append_files(make_store, 0)
            assert_same(clean, make_store)
        assert -signal.SIGKILL in statuses
        assert set(statuses) <= {0, -signal.SIGKILL}
