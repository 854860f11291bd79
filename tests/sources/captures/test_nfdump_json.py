from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _log_blocks, nfdump_json

FLOW: dict[str, Any] = {
    "type": "FLOW", "export_sysid": 1, "first": "2026-11-23T10:00:00.500", "last": "2026-11-23T10:00:01.000",
    "in_packets": 4, "in_bytes": 400, "proto": 6, "tcp_flags": "...AP.SF", "src_port": 50_000, "dst_port": 80,
    "src4_addr": CLIENT, "dst4_addr": CAMERA,
}  # fmt: skip
CONVERSATION = f"{CLIENT}>{CAMERA}/tcp/80"


def array(*flows: dict[str, Any], indent: int | None = 1) -> str:
    return "[\n" + ",\n".join(json.dumps(one, indent=indent) for one in flows) + "\n]\n"


def said(folder: Path, text: str) -> Told:
    return read(nfdump_json, write(folder, "flows.json", text))


@pytest.mark.parametrize("text", [array(FLOW), json.dumps(FLOW), json.dumps(FLOW, separators=(",", ":"))])
def test_flows_are_known(text: str) -> None:
    assert nfdump_json.detect(text.encode())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"src_ip":"10.0.0.1"}', '[{"ip":"10.0.0.1"}]', "src4_addr,first"])
def test_other_json_is_not(text: str) -> None:
    assert not nfdump_json.detect(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        array(FLOW, FLOW),
        array(FLOW, FLOW, indent=None),
        json.dumps(FLOW) + "\n" + json.dumps(FLOW) + "\n",
        array(FLOW, FLOW).replace("},", "}\n,\n"),
        array(FLOW, FLOW).replace("\n", "\r\n"),
        array(FLOW) + array(FLOW),
    ],
)
def test_flows_are_read_however_they_are_laid_out(tmp_path: Path, text: str) -> None:
    told = said(tmp_path, text)
    assert told.flows() == {CONVERSATION}
    assert told.records == 2


def test_objects_at_the_seam_of_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "flows.json", array(*[FLOW] * 30))
    blocks = _log_blocks.blocks
    for size in (100, 333, 1_001):
        monkeypatch.setattr(_log_blocks, "blocks", lambda path, name, size=size: blocks(path, name, size))
        assert read(nfdump_json, path).records == 30


def test_what_is_cut_off_or_broken_is_counted(tmp_path: Path) -> None:
    told = said(tmp_path, array(FLOW, FLOW)[:-40])
    assert (told.records, told.left_out) == (1, {"flows that are cut off by the end of the file": 1})
    told = said(tmp_path, array(FLOW) + '{"src4_addr" broken}\n' + json.dumps({"type": "STAT"}))
    assert (told.records, told.left_out) == (1, {"records that are broken": 1, "lines that are no flow": 1})


def test_without_a_flow_it_is_refused(tmp_path: Path) -> None:
    refused(nfdump_json, write(tmp_path, "flows.json", "[\n]\n"), BrokenInput)
    refused(nfdump_json, write(tmp_path, "flows.json", "[" + " " * 100), BrokenInput)


def test_spaces_without_end_are_no_trap(tmp_path: Path) -> None:
    told = said(tmp_path, array(FLOW) + ("}" + " " * 50_000) * 20)
    assert told.flows() == {CONVERSATION}


@unhurried
@given(
    st.lists(
        st.one_of(st.sampled_from([array(FLOW), json.dumps(FLOW), "[", "]", ",", "{", "}"]), st.text(max_size=9)),
        max_size=8,
    )
)
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(nfdump_json, write(Path(folder), "flows.json", "".join(parts).encode("utf-8", "replace")))
