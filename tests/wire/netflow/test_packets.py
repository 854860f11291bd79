from __future__ import annotations

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.netflow import exports
from tests.wire.netflow.exports import FLOW4, NOON, five, flow4, ipfix, v5, v9

from camcensus.wire.netflow import packets

RECORD = five("10.0.0.9", "10.0.0.5", (50_001, 554))
TEMPLATE = exports.a_set(0, exports.template(256, FLOW4))
DATA = exports.a_set(256, flow4("10.0.0.9", "10.0.0.5", (50_001, 554)))
OF_TEN = exports.a_set(2, exports.template(256, FLOW4))


def test_heads_are_read() -> None:
    five_ = packets.head(v5(RECORD, RECORD, sequence=9, sampling=0x4000 | 64), 0)
    nine = packets.head(v9(TEMPLATE, sequence=8, source=3), 0)
    ten = packets.head(ipfix(OF_TEN, sequence=7, domain=4), 0)
    assert five_ is not None
    assert nine is not None
    assert ten is not None
    assert (five_.version, five_.count, five_.sequence, five_.end, five_.sampled) == (5, 2, 9, 24 + 96, 64)
    assert five_.exported == NOON * 1_000_000 + 500_000
    assert (nine.version, nine.sequence, nine.source, nine.end, nine.uptime) == (9, 8, 3, 0, exports.UPTIME)
    assert (ten.version, ten.sequence, ten.source, ten.uptime) == (10, 7, 4, -1)
    assert ten.end == 16 + len(OF_TEN)


def test_one_of_one_is_no_sampling() -> None:
    found = packets.head(v5(RECORD, sampling=1), 0)
    assert found is not None
    assert found.sampled == 0


def test_records_of_version_5_have_the_shape_of_a_template() -> None:
    assert packets.V5.size == packets.V5_RECORD
    columns = packets.V5.columns(RECORD)
    assert columns["target4"].tolist() == [0x0A000005]
    assert columns["source_port"].tolist() == [50_001]
    assert columns["flags"].tolist() == [27]
    assert columns["protocol"].tolist() == [6]
    assert columns["last_uptime"].tolist() == [exports.UPTIME - 1_000]


@pytest.mark.parametrize(
    "data",
    [
        v5(RECORD),
        v5(RECORD) + v5(RECORD),
        v5(RECORD) + v9(TEMPLATE),
        v5(RECORD)[:40],
        v9(TEMPLATE, DATA),
        v9(TEMPLATE) + v9(DATA),
        v9(DATA) + ipfix(OF_TEN),
        v9(TEMPLATE, DATA)[:60],
        ipfix(OF_TEN),
        ipfix(OF_TEN) + ipfix(DATA),
        ipfix() + ipfix(OF_TEN),
    ],
)
def test_a_stream_of_packets_is_known(data: bytes) -> None:
    assert packets.detect(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(100),
        v5(RECORD)[:20],
        v5(RECORD) + b"\xff" * 30,
        v5(RECORD, seconds=0),
        v5(*[RECORD] * 31),
        pack("!HH", 5, 0) + bytes(40),
        v9(TEMPLATE, DATA) + bytes(30),
        v9(exports.a_set(77, b"x" * 30)),
        v9(TEMPLATE, seconds=60),
        ipfix(exports.a_set(77, b"x" * 30)),
        ipfix(OF_TEN) + b"\xff" * 30,
        pack("!HHIII", 10, 12, NOON, 0, 0) + bytes(20),
        b"\x00\x07" + v5(RECORD)[2:],
        b"<?xml version='1.0'?><nmaprun>   ",
    ],
)
def test_what_is_no_such_stream_is_not(data: bytes) -> None:
    assert not packets.detect(data)


@given(st.binary(max_size=100), st.sampled_from([b"", b"\0\5", b"\0\x09", b"\0\x0a"]))
def test_any_bytes_can_be_asked_about(data: bytes, start: bytes) -> None:
    assert packets.detect(start + data) in (True, False)
