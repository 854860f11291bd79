from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, OTHER, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import fortigate_log
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED

HEAD = 'date=2026-11-23 time=15:00:00 devname="FG-1" devid="FG100E0000000001" eventtime=1795442400123456789 tz="+0100" '
REST = (
    f'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip={CLIENT} srcport=50001 '
    f'dstip={CAMERA} dstport=80 proto=6 action="close" service="HTTP" trandisp="noop" duration=60 sentbyte=400 '
    "rcvdbyte=9000 sentpkt=4 rcvdpkt=20"
)
LINE = HEAD + REST
FLOW = f"{CLIENT}>{CAMERA}/tcp/80"


def said(folder: Path, *lines: str, **changes: bool) -> Told:
    return read(fortigate_log, write(folder, "traffic.log", "".join(line + "\n" for line in lines)), **changes)


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        LINE.replace('"', ""),
        LINE.replace(" ", ","),
        "<189>" + LINE,
        "Nov 23 15:00:00 fw " + LINE,
        "<189>1 2026-11-23T14:00:00Z fw - - - - " + REST,
        "x\n" * 50 + LINE,
    ],
)
def test_records_of_traffic_are_known_and_read(tmp_path: Path, line: str) -> None:
    assert fortigate_log.detect((line + "\n").encode())
    assert said(tmp_path, line).flows() == {FLOW}


@pytest.mark.parametrize(
    "line", ["", "srcip=10.0.0.1 dstip=10.0.0.2", LINE.replace("traffic", "utm"), "type=traffic x", "\0" + LINE, "{}"]
)
def test_other_lines_are_not(line: str) -> None:
    assert not fortigate_log.detect((line + "\n").encode())


def test_a_session_counts_both_directions(tmp_path: Path) -> None:
    row = said(tmp_path, LINE).row("flow.conversation")
    assert json.loads(row["value"]) == {"bytes": 400, "bytes_back": 9_000, "packets": 4, "packets_back": 20}
    assert str(row["until"]) == "2026-11-23 14:00:00.123456+00:00"
    assert str(row["at"]) == "2026-11-23 13:59:00.123456+00:00"
    assert row["vantage"] == "FG-1"


@pytest.mark.parametrize(
    ("head", "time", "quality"),
    [
        (HEAD.replace("1795442400123456789", "1795442400"), "2026-11-23 14:00:00+00:00", "exact"),
        (HEAD.replace("1795442400123456789", "1795442400123456"), "2026-11-23 14:00:00.123456+00:00", "exact"),
        (HEAD.replace("eventtime=1795442400123456789", ""), "2026-11-23 14:00:00+00:00", "exact"),
        ("date=2026-11-23 time=15:00:00 ", "2026-11-23 15:00:00+00:00", "local-guessed"),
    ],
)
def test_times_of_every_version(tmp_path: Path, head: str, time: str, quality: str) -> None:
    row = said(tmp_path, head + REST).row("flow.conversation")
    assert (str(row["until"]), row["at_quality"]) == (time, quality)


@pytest.mark.parametrize(
    ("change", "field", "answered"),
    [
        ({}, PASSED, True),
        ({"close": "accept"}, PASSED, True),
        ({"close": "accept", "rcvdbyte=9000": "rcvdbyte=800"}, PASSED, False),
        ({"close": "server-rst", "rcvdbyte=9000": "rcvdbyte=40", "rcvdpkt=20": "rcvdpkt=1"}, PASSED, False),
        ({"close": "timeout", "rcvdbyte=9000": "rcvdbyte=0", "rcvdpkt=20": "rcvdpkt=0"}, PASSED, False),
        ({"close": "deny", "rcvdbyte=9000": "rcvdbyte=0"}, DENIED, False),
        ({"close": "ip-conn", "rcvdbyte=9000": "rcvdbyte=0"}, ATTEMPTED, False),
        ({"proto=6": "proto=17"}, PASSED, False),
    ],
)
def test_what_became_of_it_is_told_by_the_action(
    tmp_path: Path, change: dict[str, str], field: str, answered: bool
) -> None:
    line = LINE
    for old, new in change.items():
        line = line.replace(old, new)
    told = said(tmp_path, line)
    assert len(told.flows(field)) == 1
    assert bool(told.pairs("net.open_port")) is answered


def test_a_port_that_is_passed_on_leads_to_the_camera_behind_it(tmp_path: Path) -> None:
    line = LINE.replace(CAMERA, "198.51.100.1").replace("noop", "dnat") + f" tranip={CAMERA} tranport=8080"
    assert said(tmp_path, line).flows() == {f"{CLIENT}>{CAMERA}/tcp/8080"}
    assert said(tmp_path, line.replace("dnat", "snat")).flows() == set()


def test_what_fortigate_calls_the_two_ends_is_kept(tmp_path: Path) -> None:
    line = (
        LINE
        + f' dsthwvendor="Some Maker" dstosname=Linux dstdevtype="IP Camera" dstname="yard=1" dstmac="{MAC}" app="x"'
    )
    assert said(tmp_path, line).of(f"ip:{CAMERA}") == {
        "fact.make": "Some Maker", "fact.os": "Linux", "fact.device_type": "IP Camera", "fact.hostname": "yard=1",
        "mac": MAC, "net.open_port": "80/tcp",
    }  # fmt: skip


@pytest.mark.parametrize("more", ['dstdevtype="IP Camera"', 'app="RTSP"', "dstdevtype=NVR"])
def test_what_it_calls_a_camera_is_one(tmp_path: Path, more: str) -> None:
    line = LINE.replace(CAMERA, OTHER)
    assert said(tmp_path, line).flows() == set()
    assert said(tmp_path, f"{line} {more}").flows() == {f"{CLIENT}>{OTHER}/tcp/80"}


def test_users_are_not_read(tmp_path: Path) -> None:
    line = LINE + ' user="someone.else" unauthuser="someone.else" group="x"'
    assert "someone.else" not in str(said(tmp_path, line, keep_all=True).rows)


def test_what_is_no_traffic_is_counted(tmp_path: Path) -> None:
    told = said(tmp_path, LINE, LINE.replace("traffic", "utm"), "nonsense", LINE.replace(CLIENT, "x"))
    assert told.left_out == {
        "lines that are no record of traffic": 2,
        "records whose addresses cannot be read": 1,
    }
    assert told.records == 1


def test_without_a_record_it_is_refused(tmp_path: Path) -> None:
    refused(fortigate_log, write(tmp_path, "x.log", LINE.replace("traffic", "event") + "\n"), BrokenInput)


@unhurried
@given(
    st.lists(st.one_of(st.sampled_from([LINE, "\n", ' type="traffic" srcip=', "="]), st.text(max_size=20)), max_size=8)
)
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(fortigate_log, write(Path(folder), "x.log", "".join(parts).encode("utf-8", "replace")))
