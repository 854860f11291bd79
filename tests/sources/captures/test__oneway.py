"""Flows of one direction, and the table that they become: as a plain loop over the packets says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests import packets as make
from tests.packets import ACK, SYN, Packet
from tests.sources.captures import mixed
from tests.sources.captures.captured import START, in_columns

from camcensus.model.observation import moment
from camcensus.sources.captures import _oneway
from camcensus.sources.captures._oneway import OneWay
from camcensus.sources.reading import flows
from camcensus.wire.capture.headers import Addresses

HOSTS = ["10.0.0.5", "10.0.0.9", "192.0.2.7", "2001:db8::5", "fe80::9"]
GROUPS = ["239.255.255.250", "255.255.255.255", "ff02::fb"]
MACS = ["44:19:b6:00:00:05", "02:00:5e:00:53:20"]
PORTS = [53, 80, 123, 50_000]


class Sent(NamedTuple):
    """One packet."""

    source: str
    target: str
    tcp: bool
    ports: tuple[int, int]
    flags: int
    size: int
    """Bytes of payload."""
    time: int
    mac: str = MACS[0]

    def packet(self) -> Packet:
        if ":" in self.source:
            data = make.ipv6(self.source, self.target, 6 if self.tcp else 17, self.transport())
            kind = make.IPV6
        else:
            data = make.ipv4(self.source, self.target, 6 if self.tcp else 17, self.transport())
            kind = make.IPV4
        return Packet(self.time, make.ether(self.mac, "02:00:5e:00:53:01", kind, data))

    def transport(self) -> bytes:
        payload = bytes(self.size)
        return make.tcp(self.ports, (1, 1), self.flags, payload) if self.tcp else make.udp(self.ports, payload)

    def bytes(self) -> int:
        return self.size + (40 if ":" in self.source else 20) + (20 if self.tcp else 8)


pairs = st.tuples(st.sampled_from(HOSTS), st.sampled_from(HOSTS + GROUPS)).filter(
    lambda two: (":" in two[0]) == (":" in two[1])
)
sent = st.builds(
    lambda ends, tcp, ports, flags, size, time, mac: Sent(
        ends[0], ends[1], tcp, ports, flags if tcp else 0, size, time, mac
    ),
    pairs,
    st.booleans(),
    st.tuples(st.sampled_from(PORTS), st.sampled_from(PORTS)),
    st.sampled_from([0, ACK, ACK, SYN, SYN | ACK]),
    st.integers(0, 20),
    st.integers(START, START + 5) | st.just(-1),
    st.sampled_from(MACS),
)
few = settings(deadline=None, max_examples=40)
some = st.lists(sent, max_size=25)

Row = dict[str, Any]
End = tuple[int, int]


def order(address: str) -> tuple[bool, Any]:
    """By number among IPv4, by text among IPv6."""
    return (":" in address, address if ":" in address else int.from_bytes(make.ip(address), "big"))


def plainly(packets: Iterable[Sent]) -> dict[str, Row]:
    """The table, from a loop over the packets."""
    directions: dict[tuple[Any, ...], Row] = {}
    for one in packets:
        key = (one.source, one.target, "tcp" if one.tcp else "udp", *one.ports)
        row = directions.setdefault(key, {"packets": 0, "bytes": 0, "times": [], "opened": 0})
        row["packets"] += 1
        row["bytes"] += one.bytes()
        row["times"] += [one.time] * (one.time >= 0)
        row["opened"] = max(row["opened"], {SYN: 1, SYN | ACK: 2}.get(one.flags & (SYN | ACK), 0))
    table: dict[str, Row] = {}
    for key, row in directions.items():
        source, target, protocol, port, other = key
        back = directions.get((target, source, protocol, other, port))
        ahead = began(key, row, back)
        client, server, service = (source, target, other) if ahead else (target, source, port)
        total = table.setdefault(
            f"{client}>{server}/{protocol}/{service}",
            {"connections": 0, "there": [0, 0], "back": [0, 0], "times": []},
        )
        total["connections"] += ahead
        way = total["there" if ahead else "back"]
        way[0], way[1] = way[0] + row["packets"], way[1] + row["bytes"]
        total["times"] += row["times"]
    return table


def began(key: tuple[Any, ...], row: Row, back: Row | None) -> bool:
    """Whether the conversation was begun by this direction."""
    source, target, _, port, other = key
    if target in GROUPS or row["opened"]:
        return target in GROUPS or bool(row["opened"] == 1)
    if back is not None and back["opened"]:
        return bool(back["opened"] == 2)
    if port != other:
        return bool(other < port)
    if back is None:
        return True
    if row["times"] and back["times"] and min(row["times"]) != min(back["times"]):
        return bool(min(row["times"]) < min(back["times"]))
    return order(source) < order(target)


def taken(blocks: Iterable[list[Packet]], known: Addresses) -> OneWay:
    found = OneWay(known)
    for packets in blocks:
        found.add(in_columns(packets, known))
    return found


def shown(found: OneWay, known: Addresses) -> dict[str, Row]:
    table = _oneway.shown(found.table(pl.lit(value=True))[0], known)
    assert list(table.schema) == list(flows.TABLE)
    return {
        f"{row['client']}>{row['server']}/{row['protocol']}/{row['port']}": row for row in table.iter_rows(named=True)
    }


def check(packets: list[Sent], parts: int) -> None:
    known = Addresses()
    blocks = [[one.packet() for one in packets[part::parts]] for part in range(parts)]
    found = shown(taken(blocks, known), known)
    expected = plainly(packets)
    assert set(found) == set(expected)
    for key, row in found.items():
        told = expected[key]
        assert row["connections"] == max(told["connections"], 1)
        assert ([row["packets"], row["bytes"]], [row["packets_back"], row["bytes_back"]]) == (
            told["there"],
            told["back"],
        )
        times = told["times"]
        assert (row["first"], row["last"]) == ((moment(min(times)), moment(max(times))) if times else (None, None))


@few
@given(some, st.integers(1, 3))
def test_the_table_is_that_of_a_plain_loop(packets: list[Sent], parts: int) -> None:
    check(packets, parts)


@few
@given(some, st.integers(1, 3), st.integers(0, 6))
def test_equal_rows_become_one_at_any_time(packets: list[Sent], parts: int, slack: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_oneway, "_SLACK", slack)
        check(packets, parts)


def test_nothing_has_a_table() -> None:
    known = Addresses()
    assert shown(OneWay(known), known) == {}
    assert shown(taken([[]], known), known) == {}


@few
@given(mixed.captures)
def test_a_reading_says_the_same_each_time(packets: list[Packet]) -> None:
    """Numbers that stand for flows and addresses are others each time, and nothing hangs on them."""
    keys, tables = [], []
    for _ in range(2):
        known = Addresses()
        one = in_columns(packets, known)
        found = OneWay(known)
        found.add(one)
        keys.append(found.keys(one).tolist())
        assert found.streams().drop("key").height <= found.spoke().height
        tables.append(shown(found, known))
    assert tables[0] == tables[1]
    assert keys[0] != keys[1] or not keys[0]


def test_each_part_of_what_a_flow_is_tells_it_from_another() -> None:
    known = Addresses()
    usual = Sent(HOSTS[0], HOSTS[1], True, (50_000, 80), ACK, 1, START)
    others = [
        usual,
        usual._replace(flags=SYN, size=9, time=START + 1),
        usual._replace(mac=MACS[1]),
        usual._replace(target=HOSTS[2]),
        usual._replace(source=HOSTS[2]),
        usual._replace(tcp=False),
        usual._replace(ports=(50_001, 80)),
        usual._replace(ports=(80, 50_000)),
    ]
    keys = OneWay(known).keys(in_columns([one.packet() for one in others], known)).tolist()
    assert keys[0] == keys[1]
    assert len(set(keys)) == len(others) - 1


# --- beyond what is held ---------------------------------------------------------------------------------------------


@few
@given(some, st.integers(1, 5))
def test_beyond_what_is_held_nothing_is_lost_but_who_began(packets: list[Sent], most: int) -> None:
    known = Addresses()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_oneway, "_SLACK", 0)
        patch.setattr(_oneway, "MAX_ROWS", 10**6)
        whole = taken([[one.packet()] for one in packets], known)
        expected = (whole.spoke(), whole.opened())
        patch.setattr(_oneway, "MAX_ROWS", most)
        found = taken([[one.packet()] for one in packets], known)
        patch.setattr(_oneway, "MAX_ROWS", 10**6)
        for part, all_of_it in zip((found.spoke(), found.opened()), expected, strict=True):
            assert_frame_equal(part, all_of_it, check_row_order=False)
    told = sums(shown(found, known))
    assert told == sums(shown(whole, known))
    assert found.spilled == 0


def sums(table: dict[str, Row]) -> dict[tuple[Any, ...], list[int]]:
    """What both sides of each pair of hosts sent, together."""
    totals: dict[tuple[Any, ...], list[int]] = {}
    for row in table.values():
        total = totals.setdefault((*sorted((row["client"], row["server"])), row["protocol"]), [0, 0])
        total[0] += row["packets"] + row["packets_back"]
        total[1] += row["bytes"] + row["bytes_back"]
    return totals


def test_what_answered_and_who_spoke() -> None:
    known = Addresses()
    packets = [
        Sent(HOSTS[0], HOSTS[1], True, (554, 50_000), SYN | ACK, 0, START + 3),
        Sent(HOSTS[0], HOSTS[1], True, (554, 50_001), SYN | ACK, 0, START + 9),
        Sent(HOSTS[0], HOSTS[1], True, (80, 50_000), make.RST | ACK, 0, START + 1),
        Sent(HOSTS[1], HOSTS[0], True, (50_000, 80), SYN, 0, -1, MACS[1]),
    ]
    found = taken([[one.packet() for one in packets]], known)
    five, nine = (int.from_bytes(make.ip(one), "big") for one in HOSTS[:2])
    assert found.opened().rows() == [(five, 554, START + 3, START + 9)]
    mac, desk = (int.from_bytes(make.mac(one), "big") for one in MACS)
    assert sorted(found.spoke().rows()) == sorted([(mac, five, START + 1, START + 9), (desk, nine, None, None)])


# --- video -----------------------------------------------------------------------------------------------------------


def rtp(number: int, *, kind: int = 96, source: int = 7, size: int = 400, first: int = 0x80) -> bytes:
    head = bytes([first, kind]) + number.to_bytes(2, "big") + bytes(4) + source.to_bytes(4, "big")
    return make.ipv4(HOSTS[0], HOSTS[1], 17, make.udp((50_000, 40_000), head + bytes(size - 12)))


def streams(*payloads: bytes, block: int = 5) -> list[Row]:
    known = Addresses()
    packets = [
        Packet(START + number, make.ether(MACS[0], MACS[1], make.IPV4, one)) for number, one in enumerate(payloads)
    ]
    found = taken([packets[at : at + block] for at in range(0, len(packets), block)], known)
    return found.streams().to_dicts()


def test_a_stream_of_video() -> None:
    (row,) = streams(*(rtp(number) for number in range(12)))
    assert (row["media"], row["packets"], row["kind"], row["low"]) == (12, 12, 96, 7)
    assert (row["first"], row["last"]) == (START, START + 11)


@pytest.mark.parametrize(
    "payloads",
    [
        [rtp(number) for number in range(7)],  # too few
        [rtp(number, source=number) for number in range(12)],  # many sources
        [rtp(number, source=0) for number in range(12)],
        [rtp(number, size=160) for number in range(12)],  # as short as sound
        [rtp(number, kind=0) for number in range(12)],  # sound, by its type
        [rtp(number, first=0x40) for number in range(12)],  # another version
        [rtp(number, size=500 if number % 2 else 100) for number in range(20)],  # half of it is something else
    ],
)
def test_what_is_no_stream_of_video(payloads: list[bytes]) -> None:
    assert streams(*payloads) == []


@pytest.mark.parametrize("kind", [26, 31, 34, 96, 127, 96 | 0x80])
def test_kinds_of_video(kind: int) -> None:
    assert [row["kind"] for row in streams(*(rtp(number, kind=kind) for number in range(8)))] == [kind & 0x7F]


def test_streams_beyond_what_is_held_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_oneway, "_SLACK", 0)
    monkeypatch.setattr(_oneway, "MAX_ROWS", 1)
    other = make.ipv4(HOSTS[2], HOSTS[1], 17, make.udp((1, 2), b"x"))
    (row,) = streams(*(rtp(number) for number in range(10)), other, other, block=10)
    assert row["media"] == 10


def test_a_stream_that_rests_is_one_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little of it came at a time."""
    monkeypatch.setattr(_oneway, "_SLACK", 0)
    monkeypatch.setattr(_oneway, "MAX_ROWS", 2)
    others = [make.ipv4(HOSTS[2], HOSTS[1], 17, make.udp((number, 2), b"x")) for number in range(1, 9)]
    (row,) = streams(*(rtp(number) for number in range(5)), *others, *(rtp(number) for number in range(5, 10)), *others)
    assert (row["media"], row["first"], row["last"]) == (10, START, START + 17)


def test_what_else_such_a_flow_sends_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_oneway, "_SLACK", 0)
    monkeypatch.setattr(_oneway, "MAX_ROWS", 2)
    others = [make.ipv4(HOSTS[2], HOSTS[1], 17, make.udp((number, 2), b"x")) for number in range(1, 9)]
    assert streams(*(rtp(number) for number in range(10)), *others, *(rtp(1, size=100) for _ in range(10))) == []


def test_of_too_many_streams_those_with_the_most_packets_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_oneway, "_SLACK", 0)
    monkeypatch.setattr(_oneway, "MAX_ROWS", 2)
    monkeypatch.setattr(_oneway, "MAX_STREAMS", 1)
    others = [make.ipv4(HOSTS[2], HOSTS[1], 17, make.udp((number, 2), b"x")) for number in range(1, 9)]
    small = [one.replace(b"\x9c\x40", b"\x9c\x41") for one in map(rtp, range(8))]
    found = streams(*(rtp(number) for number in range(9)), *small, *others, *others)
    assert [row["media"] for row in found] == [9]


def test_of_a_router_not_all_addresses_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ones, whatever the order in which they spoke; of a link without Ethernet all of them."""
    monkeypatch.setattr(_oneway, "MAX_BORNE", 3)
    known = Addresses()
    packets = [Sent(f"192.0.2.{number}", HOSTS[1], False, (1, 2), 0, 1, START + number) for number in (9, 3, 7, 5, 1)]
    found = taken([[one.packet()] for one in packets], known).spoke()
    assert sorted(known.text(one) for one in found["source"]) == ["192.0.2.1", "192.0.2.3", "192.0.2.5"]
    assert taken([[one._replace(mac=MACS[1]).packet()] for one in packets[:3]], known).spoke().height == 3
    raw = [one.packet()._replace(data=one.packet().data[14:]) for one in packets]
    bare = OneWay(known)
    bare.add(in_columns(raw, known, link=101))
    assert bare.spoke().height == 5


def test_the_table_takes_what_the_compiled_way_gives() -> None:
    known = Addresses()
    found = OneWay(known)
    part = pl.DataFrame(
        [(7, 1 << 24, 2 << 24, 50_000 << 16 | 80, 6, 5, 3, 120, START, START, 1, 0, _oneway.NONE, 0, 0)],
        schema=_oneway.ROWS,
        orient="row",
    )
    found.take(part)
    found.take(part.with_columns(last=pl.col("last") + 5))
    (row,) = shown(found, known).values()
    assert (row["client"], row["packets"], row["bytes"], row["connections"]) == ("1.0.0.0", 6, 240, 1)
    assert row["last"] == moment(START + 5)


def test_numbers_that_multiply_are_odd() -> None:
    """An even one would make alike what differs."""
    assert (OneWay(Addresses()).odd % np.uint64(2)).tolist() == [1] * 4
