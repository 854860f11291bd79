from __future__ import annotations

import json
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, MAC, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write
from tests.wire.netflow.exports import FLOW4, NOON, a_set, five, flow4, ip, ipfix, template, v5, v9

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import flow_export

OF_NINE = (
    a_set(0, template(256, FLOW4)),
    a_set(256, flow4(CLIENT, CAMERA, (50_000, 80)), flow4(CAMERA, CLIENT, (80, 50_000))),
)
THERE, BACK = five(CLIENT, CAMERA, (50_000, 80)), five(CAMERA, CLIENT, (80, 50_000), packets=20, size=9_000)
FLOW = f"{CLIENT}>{CAMERA}/tcp/80"


def said(folder: Path, data: bytes) -> Told:
    return read(flow_export, write(folder, "export.bin", data))


def test_packets_are_known() -> None:
    assert flow_export.detect(v5(THERE) + v5(BACK, sequence=1))
    assert not flow_export.detect(b"\xd4\xc3\xb2\xa1" + bytes(100))


@pytest.mark.parametrize(
    "data",
    [
        v5(THERE, BACK),
        v5(THERE) + v5(BACK, sequence=1),
        v9(*OF_NINE),
        ipfix(a_set(2, template(256, FLOW4))) + ipfix(a_set(256, flow4(CLIENT, CAMERA, (50_000, 80)))) + v5(BACK),
    ],
)  # fmt: skip
def test_both_directions_are_one_conversation(tmp_path: Path, data: bytes) -> None:
    told = said(tmp_path, data)
    assert told.flows() == {FLOW}
    assert told.pairs("net.open_port") == {(f"ip:{CAMERA}", "80/tcp")}
    assert json.loads(told.row("flow.conversation")["value"])["packets_back"] in (10, 20)


@pytest.mark.parametrize(
    ("flags", "answered"),
    [(0x12, True), (0x18, True), (0x11, True), (0x14, False), (0x04, False), (0x02, False), (0x10, False), (0, False)],
)
def test_a_port_answered_by_the_flags_of_its_side(tmp_path: Path, flags: int, answered: bool) -> None:
    told = said(tmp_path, v5(five(CAMERA, CLIENT, (80, 50_000), flags=flags)))
    assert bool(told.pairs("net.open_port")) is answered


def test_who_began_is_told_by_the_flags(tmp_path: Path) -> None:
    told = said(
        tmp_path, v5(five(CLIENT, CAMERA, (50, 60_000), flags=2), five(CAMERA, CLIENT, (60_001, 50), flags=0x14))
    )
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/60000", f"{CLIENT}>{CAMERA}/tcp/60001"}


@pytest.mark.parametrize(("port", "began"), [(2_048, CLIENT), (0, CAMERA)])
def test_who_asked_is_told_by_the_type_of_icmp(tmp_path: Path, port: int, began: str) -> None:
    told = said(tmp_path, v5(five(CLIENT, CAMERA, (0, port), protocol=1)))
    assert {flow.partition(">")[0] for flow in told.flows()} == {began}


def test_totals_and_outgoing_counts_stand_in_where_no_others_are(tmp_path: Path) -> None:
    for elements in ((85, 8), (86, 8)), ((23, 8), (24, 8)):
        names = [(8, 4), (12, 4), (4, 1), (7, 2), (11, 2), *elements]
        record = ip(CLIENT) + ip(CAMERA) + pack("!BHHQQ", 17, 50_000, 80, 700, 7)
        data = v9(a_set(0, template(256, names)), a_set(256, record))
        value = json.loads(said(tmp_path, data).row("flow.conversation")["value"])
        assert (value["bytes"], value["packets"]) == (700, 7)


def test_addresses_of_both_kinds_may_stand_in_one_template(tmp_path: Path) -> None:
    names = [(8, 4), (12, 4), (27, 16), (28, 16), (4, 1), (7, 2), (11, 2)]
    four = ip(CLIENT) + ip(CAMERA) + bytes(32) + pack("!BHH", 17, 50_000, 80)
    six = bytes(8) + ip("2001:db8::9") + ip("2001:db8::5") + pack("!BHH", 17, 50_000, 80)
    data = v9(a_set(0, template(256, names)), a_set(256, four, six))
    told = read(flow_export, write(tmp_path, "x.bin", data), keep_all=True)
    assert told.flows() == {f"{CLIENT}>{CAMERA}/udp/80", "2001:db8::9>2001:db8::5/udp/80"}


def test_records_without_two_addresses_are_counted(tmp_path: Path) -> None:
    data = v9(a_set(0, template(256, [(8, 4), (1, 4)])), a_set(256, ip(CLIENT) + bytes(4)))
    assert said(tmp_path, data).left_out == {"records that name no two addresses": 1}


def test_an_interface_is_bound_to_the_source(tmp_path: Path) -> None:
    names = [(8, 4), (12, 4), (56, 6)]
    data = v9(a_set(0, template(256, names)), a_set(256, ip(CAMERA) + ip(CLIENT) + bytes.fromhex(MAC.replace(":", ""))))
    assert said(tmp_path, data).pairs("mac") == {(f"ip:{CAMERA}", MAC)}


def test_a_clock_that_was_never_set_gives_no_times(tmp_path: Path) -> None:
    data = v9(a_set(0, template(256, FLOW4)), a_set(256, flow4(CLIENT, CAMERA, (50_000, 80))), seconds=60)
    row = said(tmp_path, data).row("flow.conversation")
    assert (row["at"], row["until"], row["at_quality"]) == (None, None, "unknown")


def test_what_bounds_the_view_is_told(tmp_path: Path) -> None:
    data = v5(THERE, sampling=0x4000 | 512) + v5(BACK, sequence=9, seconds=NOON + 1)
    window = said(tmp_path, data).row("fact.window")
    assert json.loads(window["value"]) == {"lost_flows": 8, "sampled": 512}


def test_a_file_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(v5(THERE, BACK, sequence=2 * number) for number in range(20))
    whole = said(tmp_path, data)
    monkeypatch.setattr(flow_export, "BLOCK", 100)
    parts = said(tmp_path, data)
    assert parts.rows == whole.rows
    assert max(parts.done) == len(data)


def test_without_a_packet_it_is_refused(tmp_path: Path) -> None:
    refused(flow_export, write(tmp_path, "x.bin", bytes(100)), BrokenInput)


@unhurried
@given(
    st.lists(
        st.one_of(st.sampled_from([v5(THERE), v9(a_set(0, template(256, FLOW4)))]), st.binary(max_size=60)), max_size=5
    )
)
def test_any_bytes_are_read_or_refused(parts: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(flow_export, write(Path(folder), "x.bin", b"".join(parts)))
