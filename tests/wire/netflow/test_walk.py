from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from struct import pack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.netflow import exports
from tests.wire.netflow.exports import FLOW4, a_set, five, flow4, ipfix, options, template, v5, v9

from camcensus.wire.netflow import walk
from camcensus.wire.netflow.walk import Walker

CAMERA = "10.0.0.5"
KNOWN = a_set(0, template(256, FLOW4))
THERE = a_set(256, flow4("10.0.0.9", CAMERA, (50_001, 554)))
BACK = a_set(256, flow4(CAMERA, "10.0.0.9", (554, 50_001)))
OF_TEN = a_set(2, template(256, FLOW4))


def walked(*parts: bytes) -> Walker:
    walker = Walker()
    for part in parts:
        walker.feed(part)
    walker.end()
    return walker


def ports(walker: Walker) -> list[int]:
    return [port for flows in walker.take() for port in flows.columns["target_port"].tolist()]


def counted(*parts: bytes) -> dict[str, Any]:
    """What is not zero after a walk."""
    walker = walked(*parts)
    list(walker.take())
    counts = walker.counts
    return {name: value for name in type(counts).__slots__ if (value := getattr(counts, name))}


# --- packets ----------------------------------------------------------------------------------------------------------


def test_packets_of_all_versions_may_be_mixed() -> None:
    stream = v5(five("10.0.0.9", CAMERA, (1, 80))) + v9(KNOWN, THERE) + ipfix(OF_TEN, BACK) + v9(THERE, sequence=1)
    walker = walked(stream)
    assert sorted(ports(walker)) == [80, 554, 554, 50_001]
    assert (walker.counts.packets, walker.counts.records) == (4, 4)
    assert counted(stream) == {"packets": 4, "records": 4}


@given(cuts=st.lists(st.integers(0, 400), max_size=6))
def test_it_does_not_matter_in_what_parts_a_stream_comes(cuts: list[int]) -> None:
    stream = v5(five("10.0.0.9", CAMERA, (1, 80))) + v9(KNOWN, THERE, BACK) + ipfix(OF_TEN, BACK)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    parts = [stream[start:end] for start, end in pairwise(places)]
    assert counted(*parts) == counted(stream)
    assert sorted(ports(walked(*parts))) == [80, 554, 50_001, 50_001]


def test_times_and_sources_are_those_of_the_packet() -> None:
    walker = walked(v9(KNOWN, THERE, source=3, seconds=exports.NOON), v9(BACK, source=3, seconds=exports.NOON + 60))
    (flows,) = walker.take()
    assert flows.exported.tolist() == [exports.NOON * 1_000_000, (exports.NOON + 60) * 1_000_000]
    assert flows.uptime.tolist() == [exports.UPTIME, exports.UPTIME]


def test_garbage_is_skipped_and_counted() -> None:
    packet = v5(five("10.0.0.9", CAMERA, (1, 80)))
    assert counted(b"\xff" * 9 + packet + b"\0\5\0\0" + bytes(40) + packet)["garbage"] == 9 + 44
    assert counted(packet, b"\xff" * 9) == {"packets": 1, "records": 1, "garbage": 9}


def test_nothing_is_looked_for_after_much_garbage() -> None:
    walker = walked(bytes(walk.MAX_GARBAGE + 10), v5(five("10.0.0.9", CAMERA, (1, 80))))
    assert walker.counts.packets == 0
    assert walker.counts.garbage > walk.MAX_GARBAGE


def test_a_packet_that_is_cut_gives_what_is_whole_of_it() -> None:
    packet = v5(five("10.0.0.9", CAMERA, (1, 80)), five("10.0.0.9", CAMERA, (1, 81)))
    assert ports(walked(packet[:-10])) == [80]
    assert counted(packet[:-10])["cut"] == 1
    nine = v9(KNOWN, a_set(256, flow4("10.0.0.9", CAMERA, (1, 80)), flow4("10.0.0.9", CAMERA, (1, 81))))
    assert ports(walked(nine[:-10])) == [80]
    assert counted(nine[:-10])["cut"] == 1


# --- templates --------------------------------------------------------------------------------------------------------


def test_data_before_its_template_is_counted() -> None:
    assert counted(v9(THERE, KNOWN), v9(THERE, sequence=1)) == {"packets": 2, "records": 1, "early": 1}


def test_templates_are_of_one_source_and_version() -> None:
    stream = v9(KNOWN, source=1) + v9(THERE, source=2) + ipfix(THERE, domain=1)
    assert counted(stream) == {"packets": 3, "early": 2}


def test_a_template_may_change_its_meaning() -> None:
    other = a_set(0, template(256, [(11, 2), (8, 4), (12, 4)]))
    short = a_set(256, pack("!H", 99) + exports.ip("10.0.0.9") + exports.ip(CAMERA))
    assert sorted(ports(walked(v9(KNOWN, THERE), v9(other, short, sequence=1), v9(KNOWN, BACK, sequence=2)))) == [
        99,
        554,
        50_001,
    ]


def test_a_template_that_is_withdrawn_is_no_more() -> None:
    gone = a_set(2, template(256, []))
    assert counted(ipfix(OF_TEN, THERE), ipfix(gone, sequence=1), ipfix(THERE, sequence=1))["early"] == 1
    every = a_set(2, template(2, []))
    assert counted(ipfix(OF_TEN, THERE), ipfix(every, sequence=1), ipfix(THERE, sequence=1))["early"] == 1
    others = a_set(3, template(3, []))  # those of options
    assert "early" not in counted(ipfix(OF_TEN, THERE), ipfix(others, sequence=1), ipfix(THERE, sequence=1))


def test_a_template_of_no_bytes_breaks_the_sets_that_use_it() -> None:
    nothing = a_set(0, template(256, [(1, 0), (2, 0)]))
    assert counted(v9(nothing, a_set(256, bytes(20)))) == {"packets": 1, "broken": 1}


def test_a_template_that_says_too_much_is_counted() -> None:
    broken = a_set(0, pack("!HH", 256, 65_535) + bytes(40))
    assert counted(v9(broken, THERE)) == {"packets": 1, "broken": 1, "early": 1}


def test_only_so_many_templates_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MAX_TEMPLATES", 3)
    many = a_set(0, *(template(256 + number, [(8, 4)]) for number in range(5)))
    assert counted(v9(many, many, source=9))["crowded"] == 4
    monkeypatch.setattr(walk, "MAX_TEMPLATES", 100)
    monkeypatch.setattr(walk, "MAX_ELEMENTS", 3)
    assert counted(v9(many, source=9))["crowded"] == 2


def test_a_set_that_lies_about_its_length_is_broken() -> None:
    assert counted(ipfix(OF_TEN, pack("!HH", 256, 9_999) + bytes(8)))["broken"] == 1
    assert counted(ipfix(OF_TEN, pack("!HH", 256, 2) + bytes(8)))["broken"] == 1


# --- what exporters say of themselves ---------------------------------------------------------------------------------


def test_sampling_is_told_by_the_head_by_options_and_by_flows() -> None:
    sampler = a_set(1, options(300, [(1, 4)], [(34, 4)])) + a_set(300, pack("!II", 1, 500))
    own = a_set(0, template(257, [(8, 4), (12, 4), (34, 4)])) + a_set(
        257, exports.ip("10.0.0.9") + exports.ip(CAMERA) + pack("!I", 250)
    )
    head = v5(five("10.0.0.9", CAMERA, (1, 80)), sampling=0x4000 | 100)
    assert counted(head, v9(sampler, own))["sampled"] == {100, 250, 500}


def test_records_of_options_are_no_flows() -> None:
    sampler = a_set(1, options(300, [(1, 4)], [(34, 4)])) + a_set(300, pack("!II", 1, 500))
    assert counted(v9(sampler)) == {"packets": 1, "sampled": {500}}


def test_gaps_in_the_numbering_are_lost_flows_or_packets() -> None:
    record = five("10.0.0.9", CAMERA, (1, 80))
    assert counted(v5(record, record, sequence=5), v5(record, sequence=10))["lost_flows"] == 3
    assert counted(v9(KNOWN, sequence=5), v9(THERE, sequence=9))["lost_packets"] == 3
    assert counted(ipfix(OF_TEN, THERE, sequence=5), ipfix(THERE, sequence=8))["lost_flows"] == 2


def test_a_restart_and_two_exporters_are_no_loss() -> None:
    record = five("10.0.0.9", CAMERA, (1, 80))
    assert "lost_flows" not in counted(v5(record, sequence=2_000_000_000), v5(record, sequence=0))
    assert "lost_flows" not in counted(v5(record, sequence=0xFFFFFFFF), v5(record, sequence=0))
    assert "lost_packets" not in counted(v9(KNOWN, source=1, sequence=5), v9(KNOWN, source=2, sequence=900))
    assert "lost_flows" not in counted(ipfix(THERE, sequence=5), ipfix(OF_TEN, sequence=8))  # unknown records between


# --- anything ---------------------------------------------------------------------------------------------------------


def pieces() -> st.SearchStrategy[bytes]:
    whole = [KNOWN, THERE, BACK, OF_TEN, v9(KNOWN, THERE), ipfix(OF_TEN, THERE), v5(five("10.0.0.9", CAMERA, (1, 80)))]
    head = st.builds(pack, st.just("!HH"), st.sampled_from([0, 1, 2, 3, 5, 9, 10, 256]), st.integers(0, 65_535))
    return st.one_of(st.sampled_from(whole), head, st.binary(max_size=30))


@given(st.lists(pieces(), max_size=12))
def test_any_bytes_can_be_walked(parts: list[bytes]) -> None:
    walker = Walker()
    records = 0
    for part in parts:
        walker.feed(part)
        records += _checked(walker.take())
    walker.end()
    records += _checked(walker.take())
    assert records == walker.counts.records
    assert walker.counts.garbage <= sum(map(len, parts))


def _checked(found: Iterator[walk.Flows]) -> int:
    records = 0
    for flows in found:
        records += len(flows.exported)
        assert all(len(column) == len(flows.exported) for column in flows.columns.values())
    return records
