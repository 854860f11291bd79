from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.captures import _log_blocks, nfdump_csv

HEAD = "firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flags\n"
ROW = f"1795428000.000,1795428001.000,TCP,{CLIENT},50000,{CAMERA},80,4,400,...AP.SF\n"
SHORT = "te,sa,da,sp,dp,pr\n"
FLOW = f"{CLIENT}>{CAMERA}/tcp/80"


def said(folder: Path, text: str | bytes) -> Told:
    return read(nfdump_csv, write(folder, "flows.csv", text))


@pytest.mark.parametrize("text", [HEAD, SHORT, "\r\n" + HEAD, "some words\n" + HEAD, "srcAddr,dstAddr,bytes\n"])
def test_headings_of_nfdump_are_known(text: str) -> None:
    assert nfdump_csv.detect(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "srcaddr,dstaddr,bytes\n",
        "sa,da\n",
        "srcAddr,dstAddr\n",
        "Make,Model,IP\n",
        "#fields\tts\n",
        ROW,
        "\0" + HEAD,
    ],
)
def test_other_headings_are_not(text: str) -> None:
    assert not nfdump_csv.detect(text.encode())


def test_flows_are_read(tmp_path: Path) -> None:
    assert said(tmp_path, HEAD + ROW).flows() == {FLOW}
    assert said(tmp_path, (HEAD + ROW).replace("\n", "\r\n")).flows() == {FLOW}
    assert said(tmp_path, (HEAD + ROW).encode("utf-16")).flows() == {FLOW}


def test_a_summary_is_no_flow_and_a_new_heading_holds_from_there_on(tmp_path: Path) -> None:
    summary = "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n1,400,4,1,2,3\n"
    told = said(tmp_path, HEAD + ROW + summary + SHORT + f"1795428001.0,{CLIENT},{CAMERA},50000,81,TCP\n" + summary)
    assert told.flows() == {FLOW, FLOW.replace("80", "81")}
    assert not told.left_out


def test_a_heading_at_the_seam_of_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "flows.csv", (HEAD + ROW + "Summary\nflows,bytes\n1,2\n") * 30)
    whole = read(nfdump_csv, path)
    assert whole.records == 30
    blocks = _log_blocks.blocks
    for size in (170, 233, 1_001):
        monkeypatch.setattr(_log_blocks, "blocks", lambda path, name, size=size: blocks(path, name, size))
        assert read(nfdump_csv, path).rows == whole.rows


def test_what_stands_above_the_heading_is_counted(tmp_path: Path) -> None:
    assert said(tmp_path, "a word\nand another\n" + HEAD + ROW).left_out == {"lines above the heading": 2}


def test_a_line_that_is_cut_off_is_left_out(tmp_path: Path) -> None:
    told = said(tmp_path, HEAD + ROW + ROW[: ROW.index(CAMERA) + 4])
    assert told.left_out == {"lines that are cut off by the end of the file": 1}
    assert told.records == 1


def test_without_a_heading_it_is_refused(tmp_path: Path) -> None:
    refused(nfdump_csv, write(tmp_path, "flows.csv", ROW), NoHeading)


@unhurried
@given(
    st.lists(
        st.one_of(st.sampled_from([HEAD, ROW, SHORT, "Summary\n"]), st.text(",\n.0159sad", max_size=30)), max_size=8
    )
)
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(nfdump_csv, write(Path(folder), "flows.csv", "".join(parts)))
