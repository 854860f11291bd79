from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import pf_log
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED

PRINTED = (
    f"2026-11-23 10:00:00.5 rule 22/0(match): block in on em0: {CLIENT}.50001 > {CAMERA}.80: Flags [S], seq 1, length 0"
)
WRITTEN = (
    '<134>1 2026-11-23T10:00:00+00:00 fw filterlog 77 - [meta sequenceId="1"] 84,,,0,igb0,match,block,in,4,0x0,,64,1,0,'
    f"DF,6,tcp,60,{CLIENT},{CAMERA},50001,80,0,S,1,,64240,,mss"
)
SIX = "Mar 28 12:00:00 filterlog[1]: 4,,,1,em0,match,pass,out,6,0x00,0x0,64,{},100,2001:db8::9,2001:db8::5,{}"
PLAIN = {"source": CLIENT, "target": CAMERA, "protocol": 6, "source_port": 50_001, "target_port": 80}


def parsed(line: str) -> dict[str, Any]:
    (row,) = pf_log.parse(pl.Series([line])).to_dicts()
    return row


def some(line: str, *names: str) -> tuple[Any, ...]:
    row = parsed(line)
    return tuple(row[name] for name in names)


@pytest.mark.parametrize(
    "line",
    [
        PRINTED,
        WRITTEN,
        "x\n" * 50 + WRITTEN,
        "rule 0/(match) [uid 0, pid 12] block out on vio0: 10.0.0.1.1 > 10.0.0.2.2: S 1:1(0)",
        "Dec  5 09:53:08 pfsense filterlog: 5,,,1000103483,vtnet1,match,block,in,4,0x0,,64,1,0,DF,1,icmp,84,10.0.0.1",
        "Mar 28 12:00:00 filterlog[58921]: 4,,,1000000103,pppoe0,match,pass,in,6,0x00",
    ],
)
def test_packets_of_pf_are_known(line: str) -> None:
    assert pf_log.detect((line + "\n").encode())


@pytest.mark.parametrize(
    "line", ["", "block in on em0", "rule of law: block", "filterlog started", "\0" + PRINTED, "{}"]
)
def test_other_lines_are_not(line: str) -> None:
    assert not pf_log.detect((line + "\n").encode())


# --- as tcpdump prints them -------------------------------------------------------------------------------------------


def test_a_packet_that_tcpdump_prints_is_taken_apart() -> None:
    assert parsed(PRINTED) == {**PLAIN, "bytes": None, "flags": "S", "icmp": None, "verdict": DENIED, "mac": None}


@pytest.mark.parametrize(
    ("rest", "protocol", "flags"),
    [
        ("10.0.0.9.1 > 10.0.0.5.2: Flags [S.], ack 1", 6, "SA"),
        ("10.0.0.9.1 > 10.0.0.5.2: Flags [.], ack 1", 6, "A"),
        ("10.0.0.9.1 > 10.0.0.5.2: Flags [P.], ack 1", 6, "PA"),
        ("10.0.0.9.1 > 10.0.0.5.2: Flags [SEW], seq 1", 6, "SEW"),
        ("10.0.0.9.1 > 10.0.0.5.2: S 1:1(0) win 5", 6, "S"),
        ("10.0.0.9.1 > 10.0.0.5.2: S 1:1(0) ack 7 win 5", 6, "SA"),
        ("10.0.0.9.1 > 10.0.0.5.2: . ack 7 win 5", 6, "A"),
        ("10.0.0.9.1 > 10.0.0.5.2: [|tcp] (DF)", 6, None),
        ("10.0.0.9.1 > 10.0.0.5.2: tcp 0", 6, None),
        ("10.0.0.9.1 > 10.0.0.5.2: UDP, length 5", 17, None),
        ("10.0.0.9.1 > 10.0.0.5.2: udp 5", 17, None),
        ("10.0.0.9.1 > 10.0.0.5.53: 77+ A? a.example. (30)", 17, None),
        ("10.0.0.9 > 10.0.0.5: ICMP echo request, id 1", 1, None),
        ("10.0.0.9 > 10.0.0.5: icmp: echo request", 1, None),
        ("10.0.0.9 > 224.0.0.22: igmp v3 report", 2, None),
        ("IP 10.0.0.9.1 > 10.0.0.5.2: Flags [R], seq 1", 6, "R"),
        ("2001:db8::9 > 2001:db8::5: ICMP6, echo request", 58, None),
        ("IP6 2001:db8::9.1 > 2001:db8::5.2: Flags [S], seq 1", 6, "S"),
        ("(tos 0x0, ttl 64, proto UDP (17), length 76) 10.0.0.9.1 > 10.0.0.5.2: NTPv4", 17, None),
    ],
)
def test_what_a_packet_is_is_told_by_how_it_is_printed(rest: str, protocol: int, flags: str | None) -> None:
    assert some(f"rule 1/0(match): pass out on em0: {rest}", "protocol", "flags") == (protocol, flags)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("10.0.0.9.50001 > 10.0.0.5.80", ("10.0.0.9", 50_001, "10.0.0.5", 80)),
        ("10.0.0.9.50001 > 10.0.0.5.http", ("10.0.0.9", 50_001, "10.0.0.5", 80)),
        ("10.0.0.9.50001 > 10.0.0.5.odd-name", ("10.0.0.9", 50_001, "10.0.0.5", None)),
        ("10.0.0.9 > 10.0.0.5", ("10.0.0.9", None, "10.0.0.5", None)),
        ("2001:db8::9.50001 > 2001:db8::5.80", ("2001:db8::9", 50_001, "2001:db8::5", 80)),
        ("fe80::1%em0.546 > ff02::1:2.547", ("fe80::1", 546, "ff02::1:2", 547)),
        (":: > ff02::16", ("::", None, "ff02::16", None)),
        ("host.example.1 > 10.0.0.5.80", (None, None, None, None)),
    ],
)
def test_addresses_and_ports_are_told_apart(ends: str, told: tuple[Any, ...]) -> None:
    line = f"rule 1/0(match): pass out on em0: {ends}: x"
    assert some(line, "source", "source_port", "target", "target_port") == told


@pytest.mark.parametrize(
    ("action", "verdict"),
    [("block", DENIED), ("pass", PASSED), ("rdr", PASSED), ("match", ATTEMPTED), ("scrub", ATTEMPTED)],
)
def test_what_became_of_it_is_told_by_the_rule(action: str, verdict: str) -> None:
    assert parsed(PRINTED.replace("block", action))["verdict"] == verdict


def test_a_packet_may_be_printed_on_two_lines() -> None:
    first = "1795428000.5 rule 1/0(match): block out on re0: (tos 0x0, ttl 64, id 0, proto UDP (17), length 76)"
    lines = pl.Series([first, f"    {CLIENT}.123 > {CAMERA}.124: NTPv4, Client, length 48", PRINTED])
    joined = pf_log.joined(lines)
    assert joined.len() == 2
    table = pf_log.parse(joined)
    assert table.select("source", "target_port", "protocol", "bytes").row(0) == (CLIENT, 124, 17, 76)
    assert pf_log.joined(joined).to_list() == joined.to_list()


# --- as OPNsense and pfSense write them -------------------------------------------------------------------------------


def test_a_packet_that_is_written_is_taken_apart() -> None:
    assert parsed(WRITTEN) == {**PLAIN, "bytes": 60, "flags": "S", "icmp": None, "verdict": DENIED, "mac": None}


@pytest.mark.parametrize(
    ("protocol", "rest", "number"),
    [("tcp,6", "50001,80,0,S,1,,64240,,mss", 6), ("UDP,17", "50001,80,80", 17), ("udp,17", "50001,80,80", 17)],
)
def test_the_places_of_ipv6_are_others(protocol: str, rest: str, number: int) -> None:
    names = ("source", "target", "protocol", "source_port", "target_port", "bytes", "verdict")
    ends = ("2001:db8::9", "2001:db8::5")
    assert some(SIX.format(protocol, rest), *names) == (*ends, number, 50_001, 80, 100, PASSED)


def test_icmp_has_no_ports() -> None:
    line = WRITTEN.replace("6,tcp,60", "1,icmp,84").replace("50001,80,0,S,1,,64240,,mss", "reply,5113,6664")
    assert some(line, "protocol", "icmp", "source_port", "flags") == (1, 0, None, None)


@pytest.mark.parametrize("line", ["filterlog: x", "filterlog[1]: 1,2,3", WRITTEN.replace(",in,4,", ",in,5,"), ""])
def test_lines_that_are_no_packet_say_nothing(line: str) -> None:
    assert parsed(line)["verdict"] is None


def test_both_forms_may_be_mixed(tmp_path: Path) -> None:
    other = PRINTED.replace(".80:", ".81:")
    told = read(pf_log, write(tmp_path, "x.log", f"{WRITTEN}\n{other}\nnonsense\n{WRITTEN}\n"))
    assert told.flows(DENIED) == {f"{CLIENT}>{CAMERA}/tcp/80", f"{CLIENT}>{CAMERA}/tcp/81"}
    assert told.left_out == {"lines that tell of no packet": 1}
    assert told.records == 3


def test_without_a_packet_it_is_refused(tmp_path: Path) -> None:
    refused(pf_log, write(tmp_path, "x.log", "nonsense\n"), BrokenInput)


@unhurried
@given(
    st.lists(
        st.one_of(st.sampled_from([PRINTED, WRITTEN, "\n", "rule 1/0(match): "]), st.text(max_size=20)), max_size=8
    )
)
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(pf_log, write(Path(folder), "x.log", "".join(parts).encode("utf-8", "replace")))
