"""What everything that reads files promises, whoever wrote it: a new format needs only fixtures and their goldens."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import formats
from tests.support import knowledge
from tests.workspaces import make

from camcensus.engine import gather, workspace
from camcensus.model import frames
from camcensus.model.errors import InputError
from camcensus.model.observation import AT_QUALITIES, ENCODINGS, SUBJECT_KINDS
from camcensus.model.reading import Chunk
from camcensus.sources.reading import door

READERS = formats.importers()
FIXTURES = formats.fixtures()
GENERAL = 800
"""Order from which on a format is general: a register in text is any table."""
ALSO = {
    "netbox-csv": {"site-csv"},  # its sites, prefixes and VLANs are tables of sites and networks
    "probe-run": {"observations-jsonl"},
    "sadp-xlsx": {"register-xlsx"},  # the first bytes of a workbook are those of any
    "survey-xlsx": {"register-xlsx"},
}
"""Formats whose files are files of another format too, which comes after them."""
SECRET = "S3cr3t"  # noqa: S105  # it stands where fixtures hold a secret

each_format = pytest.mark.parametrize("name", sorted(READERS))
each = pytest.mark.parametrize(("name", "path"), FIXTURES, ids=[f"{name}/{path.name}" for name, path in FIXTURES])
few = settings(max_examples=5, deadline=None)


# --- formats and their fixtures ---------------------------------------------------------------------------------------


def test_every_format_has_fixtures_and_every_fixture_a_format() -> None:
    assert {name for name, _ in FIXTURES} == set(READERS)


def test_every_golden_is_of_a_fixture() -> None:
    goldens = set(formats.FOLDER.glob(f"*/*{formats.SUFFIX}"))
    assert goldens == {formats.golden_of(path) for _, path in FIXTURES}


@each_format
def test_its_source_names_it_and_its_version(name: str) -> None:
    one = READERS[name]
    assert f"importer:{name}@{one.definition['version']}" == one.module.SOURCE


# --- what it is -------------------------------------------------------------------------------------------------------


@each
def test_a_fixture_is_known_by_its_own_format_and_no_other_that_is_specific(name: str, path: Path) -> None:
    assert gather.recognise(path, READERS).id == name
    head = path.read_bytes()[: gather.HEAD]
    claims = {other for other, one in READERS.items() if one.module.detect(head)} - {name}
    specific = {other for other in claims if int(str(READERS[other].definition["order"])) < GENERAL}
    assert specific <= ALSO.get(name, set())


@each_format
@few
@given(data=st.binary(max_size=400))
def test_any_bytes_can_be_asked_about(name: str, data: bytes) -> None:
    assert READERS[name].module.detect(data) in (True, False)


# --- what is read -----------------------------------------------------------------------------------------------------


@each
def test_what_is_read_of_a_fixture_is_what_a_person_checked(name: str, path: Path) -> None:
    """If this is meant to change, run ``python -m tests.goldens`` and read what changed."""
    assert formats.written(READERS[name], path) == formats.golden_of(path).read_text("utf-8")


@each
def test_chunks_are_as_the_engine_expects(name: str, path: Path) -> None:
    chunks = chunks_of(name, path)
    assert chunks
    for chunk in chunks:
        check_whole(chunk)
    assert all(done <= path.stat().st_size for done in (chunk.done for chunk in chunks))
    assert sum(chunk.records for chunk in chunks) > 0


def check_whole(chunk: Chunk) -> None:
    assert dict(chunk.observations.schema) == frames.SCHEMA
    assert all(remark.where and remark.what for remark in chunk.remarks)
    assert all("\n" not in remark.where + remark.what for remark in chunk.remarks)
    assert all(why and many > 0 for why, many in chunk.left_out.items())
    assert set(chunk.observations["original"].drop_nulls().to_list()) <= set(chunk.originals)
    assert all(hashlib.sha256(data).digest() == key for key, data in chunk.originals.items())
    assert frames.with_ids(chunk.observations).equals(chunk.observations)
    assert chunk.observations["id"].is_unique().all()


@each
def test_every_word_is_in_the_vocabulary(name: str, path: Path) -> None:
    words = knowledge().vocabulary
    for row in observations(chunks_of(name, path)).iter_rows(named=True):
        assert row["field"] in words.fields or f"{row['field'].split('.')[0]}.*" in words.fields, row["field"]
        kind, colon, value = row["subject"].partition(":")
        assert kind in (*SUBJECT_KINDS, *words.subjects), row["subject"]
        assert colon
        assert value
        assert row["value"] != ""
        assert row["encoding"] in ENCODINGS
        assert row["at_quality"] in AT_QUALITIES
        assert (row["at"] is None) == (row["at_quality"] == "unknown"), row
        assert row["at"] is None or row["at"] <= row["until"], row
        assert row["count"] > 0


@cache
def chunks_of(name: str, path: Path) -> list[Chunk]:
    """What a fixture gives, read once for all that is asked of it."""
    return list(formats.chunks(READERS[name], path))


def observations(chunks: Iterable[Chunk]) -> pl.DataFrame:
    return pl.concat([frames.empty(), *(chunk.observations for chunk in chunks)])


@each
def test_only_the_file_and_the_context_say_what_is_read(name: str, path: Path) -> None:
    whole = observations(chunks_of(name, path))
    again = observations(formats.chunks(READERS[name], path, name="another name"))
    assert again.equals(whole)
    assert set(whole["body"]) <= {"dept"}
    assert set(observations(formats.chunks(READERS[name], path, body="other"))["body"]) <= {"other"}


@each
@pytest.mark.parametrize("known", [frozenset(), formats.KNOWN, frozenset({"10.0.0.9", "198.51.100.7"})])
def test_read_again_by_who_knows_what_it_told_it_says_the_same(name: str, path: Path, known: frozenset[str]) -> None:
    """More of what was left out may be kept then, but nothing that was told is told in another way: that were twice."""
    first = observations(formats.chunks(READERS[name], path, known=known))
    told = door.marked(first, formats.setting(path, known=known))
    again = observations(formats.chunks(READERS[name], path, known=known | told))
    assert first.join(again, on="id", how="anti").height == 0


@each
def test_no_secret_of_a_fixture_is_kept(name: str, path: Path) -> None:
    marked = holds_secret(path.read_bytes())
    golden = formats.golden_of(path).read_text("utf-8")
    assert not holds_secret(golden.encode())
    assert not marked or json.loads(golden.splitlines()[0])["redacted"] > 0
    for chunk in chunks_of(name, path):
        assert not any(map(holds_secret, kept(chunk)))


def kept(chunk: Chunk) -> Iterator[bytes]:
    """Everything of a chunk that is stored or shown."""
    yield from chunk.originals.values()
    for row in chunk.observations.select("subject", "value", "encoding", "vantage").iter_rows(named=True):
        yield base64.b64decode(row["value"]) if row["encoding"] == "base64" else row["value"].encode()
        yield (row["subject"] + row["vantage"]).encode()
    yield from (f"{remark.where} {remark.what}".encode() for remark in chunk.remarks)
    yield from (why.encode() for why in chunk.left_out)


def holds_secret(data: bytes) -> bool:
    return any(SECRET.encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


# --- into the log -----------------------------------------------------------------------------------------------------


def test_files_are_read_once_however_they_are_packed(tmp_path: Path) -> None:
    """Those that narrow are read again as long as the others told of more cameras."""
    opened = workspace.open_(make(tmp_path / "ws"))
    paths = [path for _, path in FIXTURES]
    for _ in range(4):
        done = list(gather.read(opened, paths))
        if all(one.already for one in done):
            break
    position = opened.store.position()
    packed = []
    for number, path in enumerate(paths):
        packed.append(tmp_path / f"{number}.gz")
        packed[-1].write_bytes(gzip.compress(path.read_bytes()))
    assert [one.name for one in gather.read(opened, packed) if not one.already] == []
    assert opened.store.position() == position
    opened.store.close()


# --- files that are bad -----------------------------------------------------------------------------------------------


def read_or_refused(name: str, data: bytes, like: Path) -> list[Chunk]:
    """What is read of bytes; nothing if they are refused in one line that names the file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / like.name
        path.write_bytes(data)
        try:
            return list(formats.chunks(READERS[name], path))
        except InputError as fault:
            assert path.name in fault.where  # noqa: PT017  # most are read
            assert "\n" not in str(fault)  # noqa: PT017
            assert not holds_secret(str(fault).encode())  # noqa: PT017
            return []


@each
@few
@given(cut=st.floats(0, 1))
def test_a_file_that_is_cut_is_read_or_refused_and_keeps_no_secret(name: str, path: Path, cut: float) -> None:
    data = path.read_bytes()
    for chunk in read_or_refused(name, data[: int(cut * len(data))], path):
        check_whole(chunk)
        assert not any(map(holds_secret, kept(chunk)))


@each
@few
@given(at=st.floats(0, 1), put=st.binary(max_size=4), over=st.integers(0, 9), more=st.floats(0, 1))
def test_a_file_that_is_damaged_can_be_asked_about_and_is_read_or_refused(
    name: str, path: Path, at: float, put: bytes, over: int, more: float
) -> None:
    data = path.read_bytes()
    for place in (int(at * len(data)), int(more * len(data))):
        data = data[:place] + put + data[place + over :]
    assert all(one.module.detect(data[: gather.HEAD]) in (True, False) for one in READERS.values())
    for chunk in read_or_refused(name, data, path):
        check_whole(chunk)
