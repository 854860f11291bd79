"""Chunks are gathered into batches; what the log holds already is left out; nothing stays behind."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.store.samples import chunk, chunks, observe, original

from camcensus.model import frames
from camcensus.model.reading import Chunk
from camcensus.store import staging
from camcensus.store.staging import PLACED, Batch, Staging, Unknown, header
from camcensus.wire import canonical, tlog


def nothing_held(_: Sequence[bytes]) -> list[bytes]:
    return []


EVERYTHING_IS_NEW = Unknown(nothing_held, ())


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "SEGMENT_ROWS", 40)
    monkeypatch.setattr(staging, "BATCH_ROWS", 100)


def gathered(folder: Path, given: Iterable[Chunk], unknown: Unknown = EVERYTHING_IS_NEW) -> Staging:
    staged = Staging(folder)
    for one in given:
        staged.gather(one, unknown)
    staged.close_batch()
    return staged


# --- batches -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, []), (1, [1]), (40, [40]), (99, [99]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])],
)
def test_chunks_are_gathered_up_to_a_batch(tmp_path: Path, count: int, expected: list[int]) -> None:
    with gathered(tmp_path, chunks(range(count))) as staged:
        assert [batch.count for batch in staged.batches] == expected
        assert staged.given == count


def test_a_chunk_is_never_cut(tmp_path: Path) -> None:
    with gathered(tmp_path, [chunk(range(90)), chunk(range(100, 270)), chunk(range(300, 310))]) as staged:
        assert [batch.count for batch in staged.batches] == [260, 10]


@pytest.mark.parametrize(("count", "is_file"), [(40, False), (41, True)])
def test_a_large_batch_is_a_file_and_a_small_one_rows(tmp_path: Path, count: int, is_file: bool) -> None:
    with gathered(tmp_path, chunks(range(count))) as staged:
        (batch,) = staged.batches
        assert (batch.file is not None, batch.rows is None) == (is_file, is_file)
        rows = pl.read_parquet(batch.file) if batch.file else batch.rows
        assert rows is not None
        assert_frame_equal(observe(range(count)), rows.select(*frames.SCHEMA))
        assert batch.root == tlog.root(tlog.entry_hashes(rows.select("blind", "id").iter_rows()))
        assert rows["blind"].bin.size().unique().to_list() == [tlog.BLIND_SIZE]
        assert batch.file is None or batch.sha256 == hashlib.sha256(batch.file.read_bytes()).digest()


def test_the_same_observations_in_another_order_are_the_same_content(tmp_path: Path) -> None:
    with gathered(tmp_path, [chunk(range(9))]) as one, gathered(tmp_path, [chunk(reversed(range(9)))]) as other:
        assert one.batches[0].content == other.batches[0].content
        assert one.batches[0].root != other.batches[0].root
        ids = sorted(observe(range(9))["id"].to_list())
        assert one.batches[0].content == canonical.digest("batch", 1, b"".join(ids))


def test_a_batch_keeps_each_sighting_once(tmp_path: Path) -> None:
    with gathered(tmp_path, [chunk(range(20)), chunk(range(10, 30))]) as staged:
        (batch,) = staged.batches
        assert batch.rows is not None
        assert_frame_equal(observe(range(30)), batch.rows.select(*frames.SCHEMA))


def test_a_batch_names_its_sources(tmp_path: Path) -> None:
    with gathered(tmp_path, [chunk([1], source="probe:b@1"), chunk([1], source="importer:a@1")]) as staged:
        assert json.loads(staged.batches[0].sources) == ["importer:a@1", "probe:b@1"]


def test_originals_wait_compressed_and_only_where_something_new_needs_them(tmp_path: Path) -> None:
    known = observe(range(4))["id"].to_list()
    with gathered(tmp_path, [chunk(range(8))], Unknown(lambda _: known, ())) as staged:
        key = hashlib.sha256(original(4)).digest()
        assert {kept: zlib.decompress(data) for kept, (_, data) in staged.originals.items()} == {key: original(4)}
        assert staged.originals[key][0] == len(original(4))


def test_chunks_are_kept_without_what_is_large(tmp_path: Path) -> None:
    with gathered(tmp_path, chunks(range(50))) as staged:
        assert [one.records for one in staged.chunks] == [25, 25]
        assert all(one.observations.is_empty() and not one.originals for one in staged.chunks)


# --- files ---------------------------------------------------------------------------------------------------------


def test_nothing_is_written_for_small_batches(tmp_path: Path) -> None:
    with gathered(tmp_path, chunks(range(40))):
        assert list(tmp_path.iterdir()) == []


def test_the_folder_goes_when_the_append_ends_badly_too(tmp_path: Path) -> None:
    staged = gathered(tmp_path, chunks(range(250)))
    assert len(list(staged.folder.iterdir())) == 3
    staged.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert list(tmp_path.iterdir()) == []


def test_two_appends_of_one_process_have_a_folder_each(tmp_path: Path) -> None:
    assert Staging(tmp_path).folder != Staging(tmp_path).folder


def test_a_file_that_is_moved_leaves_a_mark(tmp_path: Path) -> None:
    with gathered(tmp_path, chunks(range(50))) as staged:
        (batch,) = staged.batches
        name = batch.place(tmp_path)
        assert name == f"{batch.content.hex()}.parquet"
        assert hashlib.sha256((tmp_path / name).read_bytes()).digest() == batch.sha256
        assert [path.name for path in staged.folder.iterdir()] == [batch.content.hex() + PLACED]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_rows_have_no_file_to_move(tmp_path: Path) -> None:
    rows = Batch(content=b"", root=b"", count=0, sources="[]", rows=frames.empty(), file=None)
    with pytest.raises(ValueError, match="no file"):
        rows.place(tmp_path)


# --- what is known -------------------------------------------------------------------------------------------------


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    path = tmp_path / "segment.parquet"
    observe(range(10, 20)).write_parquet(path)
    return path


def test_what_is_known_is_left_out_and_the_rest_keeps_its_order(segment: Path) -> None:
    asked: list[bytes] = []

    def held(ids: Sequence[bytes]) -> list[bytes]:
        asked.extend(ids)
        return observe([3, 1])["id"].to_list()

    unknown = Unknown(held, [(lambda: segment, frozenset({"importer:x@1"}))])
    frame = observe([22, 1, 12, 2, 3, 11, 21])
    assert_frame_equal(observe([22, 2, 21]), unknown(frame))
    assert asked == frame["id"].to_list()


def test_segments_without_a_source_of_the_frame_are_not_opened() -> None:
    def gone() -> Path:
        raise AssertionError("it was opened")

    unknown = Unknown(nothing_held, [(gone, frozenset({"importer:y@1"}))])
    assert_frame_equal(observe(range(5)), unknown(observe(range(5))))


def test_segments_are_not_opened_once_nothing_is_left() -> None:
    def gone() -> Path:
        raise AssertionError("it was opened")

    unknown = Unknown(list, [(gone, frozenset({"importer:x@1"}))])
    assert unknown(observe(range(5))).height == 0


def test_no_observations_are_all_unknown(segment: Path) -> None:
    assert Unknown(nothing_held, [(lambda: segment, frozenset({"x"}))])(frames.empty()).height == 0


# --- headers -------------------------------------------------------------------------------------------------------


def test_a_header_says_what_when_how_many_and_binds_the_rest_by_hashes() -> None:
    found = canonical.decode(header("observations", received=5, count=2, origin=b"o" * 32))
    assert found == {"kind": "observations", "received": 5, "count": 2, "origin": b"o" * 32}
    found = canonical.decode(header("estate", received=5, count=1, payload=b"p" * 32))
    assert found == {"kind": "estate", "received": 5, "count": 1, "payload": b"p" * 32}
