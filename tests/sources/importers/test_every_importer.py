"""What every importer promises, whoever wrote it: a new one needs only a sample here."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]  # it comes without types
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, read, unhurried, write
from tests.support import knowledge

from camcensus.engine import extensions
from camcensus.engine.gather import HEAD
from camcensus.model import frames
from camcensus.model.observation import AT_QUALITIES, ENCODINGS, SUBJECT_KINDS
from camcensus.model.reading import Chunk, Remark

IMPORTERS = extensions.found("importers")
KEYS = {"id", "title", "question", "extensions", "version", "order", "window", "left_out"}
OPTIONAL = {"needs_realm"}

REGISTER = (
    ("Asset", "Site", "Make", "Serial", "MAC", "Type", "Status", "Last checked", "Colour"),
    ("C-1", "Fenwick", "Hikvision", "K70255111", "54:C4:15:5B:4D:11", "Dome", "live", "25/06/2021", "red"),
    ("C-2", "Nowhere", "Dahua", "123456", "x", "2 x dome", "?", "31/10/2021 01:30", ""),
)


def nmap_xml() -> bytes:
    return b"""<?xml version="1.0"?><!DOCTYPE nmaprun>
        <nmaprun scanner="nmap" args="nmap 10.0.0.0/24" start="1794484800">
        <host endtime="1794484800"><status state="up"/><address addr="10.0.0.5" addrtype="ipv4"/><ports>
        <port protocol="tcp" portid="80"><state state="open"/>
        <service name="http" product="x" method="probed"/><script id="http-title" output="index"/>
        <script id="http-auth" output="&#10;  Basic realm=x"/></port></ports></host>
        <runstats><finished time="1794484900" exit="success"/></runstats></nmaprun>"""


def observations_jsonl() -> bytes:
    return (
        b'{"subject": "ip:10.0.0.5", "field": "http.title", "value": "index", "at": "2026-01-01T00:00:00Z", "x": 1}\n'
    )


def register_csv() -> bytes:
    return "\r\n".join(",".join(row) for row in REGISTER).encode()


def register_xlsx() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(REGISTER):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def probe_run() -> bytes:
    return (
        b'{"subject": "run:1", "field": "run.scope", "value": "{}", "at": "2026-01-01T00:00:00Z"}\n'
        b'{"subject": "ip:10.0.0.5", "field": "http.title", "value": "index", "at": "2026-01-01T00:00:00Z"}\n'
    )


SAMPLES: dict[str, Callable[[], bytes]] = {
    "nmap-xml": nmap_xml,
    "observations-jsonl": observations_jsonl,
    "probe-run": probe_run,
    "register-csv": register_csv,
    "register-xlsx": register_xlsx,
}

each = pytest.mark.parametrize("name", sorted(IMPORTERS))


@pytest.fixture
def sample(name: str, tmp_path: Path) -> Path:
    return write(tmp_path, f"sample.{name}", SAMPLES[name]())


def test_every_importer_has_a_sample() -> None:
    assert set(IMPORTERS) == set(SAMPLES)


@each
def test_its_definition_has_these_keys_and_no_others(name: str) -> None:
    definition = IMPORTERS[name].definition
    assert set(definition) - OPTIONAL == KEYS
    assert all(isinstance(definition[key], str) and definition[key] for key in ("id", "title", "question", "window"))
    assert all(isinstance(definition[key], int) for key in ("version", "order"))
    assert all(isinstance(definition[key], list) for key in ("extensions", "left_out"))
    assert isinstance(definition.get("needs_realm", False), bool)


@each
def test_its_source_names_it_and_its_version(name: str) -> None:
    one = IMPORTERS[name]
    assert f"importer:{name}@{one.definition['version']}" == one.module.SOURCE


@each
@unhurried
@given(data=st.binary(max_size=400))
def test_detect_never_raises(name: str, data: bytes) -> None:
    assert IMPORTERS[name].module.detect(data) in (True, False)


@each
@unhurried
@given(cut=st.floats(0, 1), put=st.binary(max_size=4), other=st.sampled_from(sorted(SAMPLES)))
def test_detect_never_raises_on_what_is_nearly_right(name: str, cut: float, put: bytes, other: str) -> None:
    data = SAMPLES[other]()
    at = int(cut * len(data))
    assert IMPORTERS[name].module.detect(data[:at] + put) in (True, False)
    assert IMPORTERS[name].module.detect(put + data[at:]) in (True, False)


@each
def test_a_sample_is_known_by_its_own_importer_and_no_other_as_specific(name: str, sample: Path) -> None:
    head = sample.read_bytes()[:HEAD]
    knows = {other for other, one in IMPORTERS.items() if one.module.detect(head)}
    order = IMPORTERS[name].definition["order"]
    assert {other for other in knows if IMPORTERS[other].definition["order"] == order} == {name}
    assert min(knows, key=lambda other: (IMPORTERS[other].definition["order"], other)) == name


@each
def test_chunks_are_as_the_engine_expects(name: str, sample: Path) -> None:
    chunks = list(IMPORTERS[name].module.read(sample, context(sample)))
    assert chunks
    for chunk in chunks:
        assert isinstance(chunk, Chunk)
        assert dict(chunk.observations.schema) == dict(frames.empty().schema)
        assert all(isinstance(remark, Remark) and remark.where and remark.what for remark in chunk.remarks)
        used = set(chunk.observations["original"].drop_nulls().to_list())
        assert used <= set(chunk.originals)
        assert all(hashlib.sha256(data).digest() == key for key, data in chunk.originals.items())
        assert frames.with_ids(chunk.observations).equals(chunk.observations)
        assert chunk.observations["id"].is_unique().all()
    assert sum(chunk.records for chunk in chunks) > 0


@each
def test_every_word_is_in_the_vocabulary(name: str, sample: Path) -> None:
    fields = knowledge().vocabulary.fields
    for row in read(IMPORTERS[name].module, sample).rows:
        assert row["field"] in fields or f"{row['field'].split('.')[0]}.*" in fields
        kind, colon, value = row["subject"].partition(":")
        assert kind in SUBJECT_KINDS
        assert colon
        assert value
        assert row["value"] != ""
        assert row["encoding"] in ENCODINGS
        assert row["at_quality"] in AT_QUALITIES
        assert (row["at"] is None) == (row["at_quality"] == "unknown")
        assert row["at"] is None or row["at"] <= row["until"]
        assert row["source"].startswith("importer:")


@each
def test_an_importer_says_only_what_the_file_and_the_context_say(name: str, sample: Path) -> None:
    whole = read(IMPORTERS[name].module, sample)
    again = read(IMPORTERS[name].module, sample)
    renamed = read(IMPORTERS[name].module, sample, name="another name")
    assert whole == again
    assert [row["id"] for row in whole.rows] == [row["id"] for row in renamed.rows]
    assert {row["body"] for row in whole.rows} == {"dept"}
    assert {row["body"] for row in read(IMPORTERS[name].module, sample, body="other").rows} == {"other"}
