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
from camcensus.sources.captures import iptables_log
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED

TCP = (
    f"IN=lan OUT=cam MAC=02:00:00:00:00:01:02:00:00:00:00:09:08:00 SRC={CLIENT} DST={CAMERA} LEN=60 TOS=0x00 PREC=0x00 "
    "TTL=63 ID=1 DF PROTO=TCP SPT=50001 DPT=554 WINDOW=64240 RES=0x00 SYN URGP=0 "
)
UDP = (
    f"IN=cam OUT= SRC={CAMERA} DST=255.255.255.255 LEN=100 TOS=0x00 PREC=0x00 TTL=64 ID=1 PROTO=UDP SPT=1 DPT=2 LEN=80 "
)


def parsed(line: str) -> dict[str, Any]:
    (row,) = iptables_log.parse(pl.Series([line])).to_dicts()
    return row


@pytest.mark.parametrize(
    "line",
    [
        f"Nov 14 16:45:22 gw kernel: {TCP}",
        f"2026-11-23T10:00:00+00:00 gw kernel: [1.5] [UFW BLOCK] {TCP}",
        f"[12345.678] drop: {UDP}",
        "x\n" * 50 + UDP,
    ],
)
def test_packets_of_netfilter_are_known(line: str) -> None:
    assert iptables_log.detect((line + "\n").encode())


@pytest.mark.parametrize(
    "line",
    ["", "Nov 14 16:45:22 gw sshd: x", "IN=a OUT=b", f'{{"msg":"{TCP}"}}', "type=traffic srcip=10.0.0.1", "\0" + TCP],
)
def test_other_lines_are_not(line: str) -> None:
    assert not iptables_log.detect((line + "\n").encode())


def test_a_packet_is_taken_apart() -> None:
    assert parsed(f"Nov 14 16:45:22 gw kernel: [UFW BLOCK] {TCP}") == {
        "source": CLIENT, "target": CAMERA, "protocol": 6, "source_port": 50_001, "target_port": 554, "bytes": 60,
        "flags": "S", "icmp": None, "verdict": DENIED, "mac": "02:00:00:00:00:09",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("[UFW BLOCK] ", DENIED),
        ("[UFW ALLOW] ", PASSED),
        ("[UFW AUDIT] ", ATTEMPTED),
        ("", ATTEMPTED),
        ("[77.1] ", ATTEMPTED),
        ("iptables denied: ", DENIED),
        ("FINAL_REJECT: ", DENIED),
        ("DROP-all ", DENIED),
        ("fw-accept ", PASSED),
    ],
)
def test_what_became_of_it_is_told_by_the_words_before_it(words: str, verdict: str) -> None:
    assert parsed(f"Nov 14 16:45:22 gw kernel: {words}{TCP}")["verdict"] == verdict


def test_the_name_of_the_machine_decides_nothing() -> None:
    assert parsed(f"Nov 14 16:45:22 dropbox kernel: {TCP}")["verdict"] == ATTEMPTED


@pytest.mark.parametrize(
    ("flags", "letters"), [("SYN", "S"), ("ACK SYN", "SA"), ("ACK PSH FIN", "AFP"), ("ACK RST", "AR"), ("", "")]
)
def test_flags_are_letters(flags: str, letters: str) -> None:
    assert set(parsed(TCP.replace("SYN", flags))["flags"] or "") == set(letters)


def test_the_packet_that_an_error_quotes_is_not_the_packet() -> None:
    quoted = f"[SRC={CAMERA} DST=192.0.2.9 LEN=60 PROTO=UDP SPT=53 DPT=99 LEN=8 ] "
    line = f"kernel: IN=a OUT= SRC=192.0.2.9 DST={CAMERA} LEN=88 PROTO=ICMP TYPE=3 CODE=3 {quoted}"
    row = parsed(line)
    assert (row["source"], row["protocol"], row["target_port"], row["icmp"]) == ("192.0.2.9", 1, None, 3)


@pytest.mark.parametrize(
    "change",
    [
        ("IN=lan", "IN="),  # it left the machine itself
        (":08:00 ", ":08:06 "),
        ("MAC=02:00:00:00:00:01:02:00:00:00:00:09:08:00", "MAC="),
        ("MAC=02:00:00:00:00:01:02:00:00:00:00:09:08:00", "MAC=45:00:00:3c"),
    ],
)
def test_no_interface_is_told_where_none_is(change: tuple[str, str]) -> None:
    assert parsed(TCP.replace(*change))["mac"] is None


def test_lines_without_a_packet_say_nothing(tmp_path: Path) -> None:
    assert parsed("Nov 14 16:45:22 gw kernel: something else")["verdict"] is None
    refused(iptables_log, write(tmp_path, "x.log", "Nov 14 16:45:22 gw kernel: something else\n"), BrokenInput)


def test_a_log_is_read(tmp_path: Path) -> None:
    told = read(iptables_log, write(tmp_path, "x.log", f"2026-11-23T10:00:00Z gw kernel: REJECT {TCP}\n"))
    assert told.flows(DENIED) == {f"{CLIENT}>{CAMERA}/tcp/554"}


@unhurried
@given(st.lists(st.one_of(st.sampled_from([TCP, UDP, "\n", "IN= OUT=", " SRC="]), st.text(max_size=20)), max_size=8))
def test_any_text_is_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(iptables_log, write(Path(folder), "x.log", "".join(parts).encode("utf-8", "replace")))
