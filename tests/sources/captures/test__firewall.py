from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, Told, all_of
from tests.sources.files import context, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _firewall, _log_reading
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED, Log

SCHEMA: dict[str, Any] = {
    "source": pl.String, "target": pl.String, "protocol": pl.UInt8, "source_port": pl.Int64, "target_port": pl.Int64,
    "bytes": pl.Int64, "flags": pl.String, "icmp": pl.Int64, "verdict": pl.String, "mac": pl.String,
}  # fmt: skip
PACKET = {
    "source": CLIENT,
    "target": CAMERA,
    "protocol": 6,
    "source_port": 50_000,
    "target_port": 80,
    "verdict": DENIED,
}


def told(folder: Path, *packets: dict[str, Any], text: str | None = None) -> Told:
    """What is kept of packets that stand in one line each."""
    lines = "".join(f"2026-11-23T10:00:0{number}Z fw packet {number}\n" for number in range(len(packets)))
    path = write(folder, "fw.log", lines if text is None else text)

    def parse(found: pl.Series) -> pl.DataFrame:
        numbers = found.str.extract(r"packet (\d)", 1).cast(pl.Int64).to_list()
        rows = [{} if number is None else packets[number] for number in numbers]
        return pl.DataFrame([tuple(row.get(name) for name in SCHEMA) for row in rows], schema=SCHEMA, orient="row")

    def feed(path: Path, log: Log) -> Iterator[int]:
        return _firewall.feed(path, log, parse, "a packet")

    given = context(path, known=frozenset({CAMERA}))
    return all_of(_log_reading.read(path, given, "importer:test@1", feed))


@pytest.mark.parametrize("field", [PASSED, DENIED, ATTEMPTED])
def test_packets_are_counted_by_what_became_of_them(tmp_path: Path, field: str) -> None:
    packet = {**PACKET, "verdict": field, "bytes": 60}
    found = told(tmp_path, packet, packet)
    row = found.row(field)
    assert row["subject"] == f"flow:{CLIENT}>{CAMERA}/tcp/80"
    assert (row["count"], row["value"]) == (2, '{"bytes":120,"bytes_back":0,"packets":2,"packets_back":0}')
    assert (str(row["at"]), str(row["until"])) == ("2026-11-23 10:00:00+00:00", "2026-11-23 10:00:01+00:00")
    assert row["vantage"] == "fw"
    assert not found.pairs("net.open_port")


@pytest.mark.parametrize(
    ("change", "flow"),
    [
        ({}, f"{CLIENT}>{CAMERA}/tcp/80"),
        ({"flags": "S"}, f"{CLIENT}>{CAMERA}/tcp/80"),
        ({"flags": "S", "source_port": 80, "target_port": 50_000}, f"{CLIENT}>{CAMERA}/tcp/50000"),
        ({"flags": "SA", "source_port": 80, "target_port": 50_000}, f"{CAMERA}>{CLIENT}/tcp/80"),
        ({"flags": "A", "source_port": 80, "target_port": 50_000}, f"{CAMERA}>{CLIENT}/tcp/80"),
        ({"flags": "R", "source_port": 80, "target_port": 50_000}, f"{CAMERA}>{CLIENT}/tcp/80"),
        ({"protocol": 17, "source_port": 40_000, "target_port": 32_100}, f"{CLIENT}>{CAMERA}/udp/32100"),
        ({"protocol": 17, "source_port": 30_000, "target_port": 32_100}, f"{CLIENT}>{CAMERA}/udp/32100"),
        ({"protocol": 17, "source_port": 53, "target_port": 50_000}, f"{CAMERA}>{CLIENT}/udp/53"),
        ({"protocol": 17, "source_port": 123, "target_port": 123}, f"{CLIENT}>{CAMERA}/udp/123"),
        ({"protocol": 1, "icmp": 8}, f"{CLIENT}>{CAMERA}/icmp/0"),
        ({"protocol": 1, "icmp": 0}, f"{CAMERA}>{CLIENT}/icmp/0"),
        ({"protocol": 1}, f"{CLIENT}>{CAMERA}/icmp/0"),
        ({"protocol": None}, f"{CLIENT}>{CAMERA}/0/0"),
    ],
)
def test_who_began_is_told_by_the_packet(tmp_path: Path, change: dict[str, Any], flow: str) -> None:
    assert told(tmp_path, {**PACKET, **change}).flows(DENIED) == {flow}


def test_what_cannot_be_read_is_counted(tmp_path: Path) -> None:
    packets = {**PACKET, "source": "x"}, {**PACKET, "target_port": None}, {**PACKET, "verdict": None}
    text = (
        "".join(f"Nov 23 10:00:0{number} fw packet {number}\n" for number in range(3))
        + "a word\n\nNov 23 10:00:03 fw pack"
    )
    found = told(tmp_path, *packets, text=text)
    assert found.left_out == {
        "lines that tell of no packet": 2,
        "packets whose addresses cannot be read": 1,
        "ports that cannot be read (the packets are kept)": 1,
        "times that name no year (the packets are kept without a time)": 2,
        "lines that do not end, and may be cut off": 1,
    }
    assert found.records == 1
    assert found.row(DENIED)["at_quality"] == "unknown"


def test_an_interface_is_bound_to_the_source(tmp_path: Path) -> None:
    assert told(tmp_path, {**PACKET, "source": CAMERA, "mac": MAC}).pairs("mac") == {(f"ip:{CAMERA}", MAC)}


def test_without_a_packet_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match="no line of it is a packet"):
        told(tmp_path, text="a word\n")


def test_protocols_are_named_or_numbered() -> None:
    names = pl.Series("name", ["TCP", "udp", "ICMPv6", "47", "options", "odd", "999", None])
    numbers = names.to_frame().select(_firewall.protocol(pl.col("name"))).to_series().to_list()
    assert numbers == [6, 17, 58, 47, 0, None, None, None]
