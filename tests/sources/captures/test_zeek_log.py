from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, OTHER, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _log_blocks, zeek_log

FIELDS = "ts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state\torig_pkts\tresp_pkts"
HEAD = f"#separator \\x09\n#path\tconn\n#fields\t{FIELDS}\n"
ROW = f"1795428000.000000\t{CLIENT}\t50000\t{CAMERA}\t80\ttcp\tSF\t4\t5\n"
FLOW = f"{CLIENT}>{CAMERA}/tcp/80"


def said(folder: Path, text: str | bytes) -> Told:
    return read(zeek_log, write(folder, "conn.log", text))


def test_it_is_known_by_its_heading() -> None:
    assert zeek_log.detect(HEAD.encode())
    assert zeek_log.detect(b"\xef\xbb\xbf" + HEAD.encode())
    assert zeek_log.detect(HEAD.encode("utf-16"))
    assert not zeek_log.detect(b"ts,sa,da\n")
    assert not zeek_log.detect(b'{"ts":1,"id.orig_h":"10.0.0.1"}\n')


@pytest.mark.parametrize("change", [lambda t: t, lambda t: t.replace("\n", "\r\n"), lambda t: t + "#close\t2026\n"])
def test_records_are_read(tmp_path: Path, change: object) -> None:
    assert said(tmp_path, change(HEAD + ROW)).flows() == {FLOW}  # type: ignore[operator]


def test_a_heading_may_change_in_the_middle(tmp_path: Path) -> None:
    other = "#separator \\x09\n#path\tdns\n#fields\tid.orig_h\tquery\tts\n" + f"{CAMERA}\ta.example\t1795428000.0\n"
    told = said(tmp_path, HEAD + ROW + other + HEAD + ROW.replace("\t80\t", "\t81\t"))
    assert told.flows() == {FLOW, FLOW.replace("80", "81")}
    assert told.pairs("dns.query") == {(f"ip:{CAMERA}", "a.example")}


def test_a_heading_at_the_seam_of_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (HEAD + ROW) * 30
    path = write(tmp_path, "conn.log", text)
    whole = read(zeek_log, path)
    blocks = _log_blocks.blocks
    for size in (170, 233, 1_001):
        monkeypatch.setattr(_log_blocks, "blocks", lambda path, name, size=size: blocks(path, name, size))
        assert read(zeek_log, path).rows == whole.rows


def test_broken_lines_are_counted(tmp_path: Path) -> None:
    told = said(tmp_path, HEAD + "nonsense\n\n" + ROW + "1795428000.0\tx\n" + ROW.replace(CLIENT, "host.example"))
    assert told.flows() == {FLOW}
    assert (told.records, told.left_out) == (1, {"lines that are broken": 3})


def test_a_line_that_is_cut_off_is_left_out_and_a_whole_one_is_not(tmp_path: Path) -> None:
    told = said(tmp_path, HEAD + ROW + ROW[: ROW.index(CAMERA) + 5])
    assert told.left_out == {"lines that are cut off by the end of the file": 1}
    assert said(tmp_path, HEAD + ROW.rstrip("\n")).flows() == {FLOW}


def test_logs_of_other_kinds_are_counted(tmp_path: Path) -> None:
    told = said(tmp_path, "#separator \\x09\n#path\tweird\n#fields\tts\tname\n1\tx\n2\ty\n" + HEAD + ROW)
    assert told.left_out == {"records of other logs (weird)": 2}
    assert told.flows() == {FLOW}


def test_without_a_heading_it_is_refused(tmp_path: Path) -> None:
    refused(zeek_log, write(tmp_path, "conn.log", ROW), BrokenInput)
    refused(zeek_log, write(tmp_path, "conn.log", "#separator \\x09\n" + ROW), BrokenInput)
    refused(zeek_log, write(tmp_path, "conn.log", "#separator \\x09\\x09\n#fields\tts\n" + ROW), BrokenInput)
    refused(zeek_log, write(tmp_path, "conn.log", "#separator \\x09\n"), BrokenInput)


def test_an_empty_log_says_nothing(tmp_path: Path) -> None:
    told = said(tmp_path, HEAD)
    assert told.records == 0
    assert told.pairs("fact.window")


def test_a_candidate_by_its_own_records_brings_all_of_its_records(tmp_path: Path) -> None:
    early = ROW.replace(CAMERA, OTHER)
    late = early.replace("\t80\t", "\t554\t")
    assert said(tmp_path, HEAD + early + late).flows() == {f"{CLIENT}>{OTHER}/tcp/{port}" for port in (80, 554)}


@unhurried
@given(st.lists(st.one_of(st.sampled_from([HEAD, ROW]), st.text("#\t\n-1.:abconts", max_size=30)), max_size=8))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(zeek_log, write(Path(folder), "conn.log", "".join(parts)))
