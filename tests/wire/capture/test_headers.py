"""Headers of many packets at once: as a plain parser says, for any bytes, and never of bytes that were not caught."""

from __future__ import annotations

import ipaddress
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.wire.capture.plain_headers import Row, parsed
from tests.wire.capture.plainly import in_block

from camcensus.wire.capture import headers, link
from camcensus.wire.capture.headers import Addresses

RAW = 101
A, B = "10.0.0.5", "10.0.0.9"
A6, B6 = "2001:db8::5", "fe80::9"


def read(frames: list[bytes], lengths: list[int] | None = None) -> tuple[dict[int, Row], int]:
    """Packet to what its headers say, and how many are broken; raw packets one behind the other in one block."""
    packets = in_block(frames, [RAW] * len(frames), lengths)
    known = Addresses()
    found = headers.read(packets, link.read(packets), known)
    assert found.packet.tolist() == sorted(found.packet.tolist())
    data = packets.data.tobytes()
    rows = {}
    for row, packet in enumerate(found.packet.tolist()):
        begin, room = int(found.payload[row]), int(found.room[row])
        rows[packet] = Row(
            known.text(int(found.source[row])),
            known.text(int(found.target[row])),
            int(found.protocol[row]),
            (int(found.source_port[row]), int(found.target_port[row])),
            int(found.flags[row]),
            int(found.sequence[row]),
            int(found.size[row]),
            data[begin : begin + room],
            bool(found.fragment[row]),
        )
    return rows, found.broken


def check(frames: list[bytes], lengths: list[int] | None = None) -> dict[int, Row]:
    sent = [len(frame) for frame in frames] if lengths is None else lengths
    ip = [number for number, frame in enumerate(frames) if frame and frame[0] >> 4 in (4, 6)]
    expected = {number: row for number in ip if (row := parsed(frames[number], sent[number])) is not None}
    found = read(frames, sent)
    assert found == (expected, len(ip) - len(expected))
    return found[0]


# --- any bytes -------------------------------------------------------------------------------------------------------

tails = st.binary(max_size=40)
protocols = st.sampled_from([6, 17, 1, 58, 132, 44, 59, 0, 43, 51, 60, 135, 255])
segments = st.builds(
    lambda ports, at, flags, more, offset: struct.pack(">HHIIBB", *ports, at, 7, offset << 4, flags) + more,
    st.tuples(st.integers(0, 65_535), st.integers(0, 65_535)),
    st.integers(0, 2**32 - 1),
    st.integers(0, 255),
    tails,
    st.integers(0, 15) | st.just(5),
)
datagrams = st.builds(
    lambda data, length: make.udp((5_353, 53), data, length=length), tails, st.none() | st.integers(0, 60)
)
extensions = st.builds(
    lambda protocol, size, body: bytes([protocol, size]) + body,
    protocols,
    st.integers(0, 2) | st.integers(0, 255),
    st.binary(min_size=6, max_size=6) | st.sampled_from([b"\0\0\0\0\0\1", b"\0\1\0\0\0\1", b"\0\x08\0\0\0\1"]),
)
above = st.builds(lambda parts, rest: b"".join(parts) + rest, st.lists(extensions, max_size=10), segments | datagrams)
totals = st.none() | st.integers(0, 100) | st.integers(0, 65_535)
fours = st.builds(
    lambda protocol, payload, place, options, total: make.ipv4(
        A, B, protocol, payload, place=place, options=options, total=total
    ),
    protocols,
    segments | datagrams | tails,
    st.sampled_from([0, 0, 0, 0x4000, 0x2000, 0x2001, 1, 0x1FFF]),
    st.sampled_from([b"", b"", b"\1" * 4, b"\1" * 40]),
    totals,
)
sixes = st.builds(
    lambda protocol, payload, total: make.ipv6(A6, B6, protocol, payload, total=total), protocols, above, totals
)
whole = fours | sixes
changed = st.builds(
    lambda data, place, value: data[: place % len(data)] + bytes([value]) + data[place % len(data) + 1 :],
    whole,
    st.integers(0, 80),
    st.integers(0, 255),
)
cut = st.builds(lambda data, size: data[:size], whole, st.integers(0, 90))
some = st.lists(st.one_of(whole, changed, cut, st.binary(min_size=1, max_size=80)), max_size=8)


@given(some)
def test_any_packets_are_read_as_by_a_plain_parser(frames: list[bytes]) -> None:
    check(frames)


@given(some.filter(bool), st.data())
def test_packets_of_which_part_was_caught(frames: list[bytes], draw: st.DataObject) -> None:
    lengths = [len(frame) + draw.draw(st.integers(0, 2_000)) for frame in frames]
    check(frames, lengths)


@given(st.lists(cut, min_size=1, max_size=4))
def test_at_the_end_of_a_block_nothing_behind_it_is_read(frames: list[bytes]) -> None:
    """Whatever stands behind the last packet."""
    packets = in_block(frames, [RAW] * len(frames))
    end = int(packets.start[-1] + packets.caught[-1])
    told = []
    for filler in (0x00, 0xFF, 0x45):
        data = packets.data.copy()
        data[end:] = filler
        changed = packets.of(slice(None))
        object.__setattr__(changed, "data", data)
        found = headers.read(changed, link.read(changed), Addresses())
        told.append([np.where(found.room > 0, found.payload, 0).tolist(), found.room.tolist(), found.broken])
        told[-1] += [getattr(found, name).tolist() for name in ("source_port", "target_port", "flags", "size")]
    assert told[0] == told[1] == told[2]


# --- what is meant ---------------------------------------------------------------------------------------------------


def only(frame: bytes, length: int | None = None) -> Row:
    (row,) = check([frame], None if length is None else [length]).values()
    return row


SEGMENT = make.tcp((554, 50_000), (4_000_000_000, 7), make.PUSH | make.ACK, b"RTSP/1.0", options=b"\1" * 12)
DATAGRAM = make.udp((3_702, 50_000), b"answer")


def test_a_segment() -> None:
    row = only(make.ipv4(A, B, 6, SEGMENT, options=b"\1" * 8) + b"\0" * 6)
    assert row == Row(A, B, 6, (554, 50_000), 0x18, 4_000_000_000, 68, b"RTSP/1.0", fragment=False)


def test_a_datagram_without_what_the_link_padded() -> None:
    row = only(make.ipv4(A, B, 17, DATAGRAM) + bytes(20))
    assert row == Row(A, B, 17, (3_702, 50_000), 0, 0, 34, b"answer", fragment=False)


@pytest.mark.parametrize("order", [(0, 43, 60, 51), (0,), (51, 135), (60, 60, 60, 60, 60, 60, 60, 60)])
def test_extension_headers_are_looked_through(order: tuple[int, ...]) -> None:
    following = [*order[1:], 17]
    parts = [
        bytes([kind, 4, *bytes(22)]) if own == 51 else bytes([kind, 1, *bytes(14)])
        for own, kind in zip(order, following, strict=True)
    ]
    row = only(make.ipv6(A6, B6, order[0], b"".join(parts) + DATAGRAM))
    assert (row.protocol, row.ports, row.payload) == (17, (3_702, 50_000), b"answer")
    assert (row.source, row.target) == (A6, B6)


def test_more_extension_headers_than_are_looked_through() -> None:
    parts = (b"\x3c\0" + bytes(6)) * 8 + b"\x11\0" + bytes(6)
    assert only(make.ipv6(A6, B6, 60, parts + DATAGRAM)).protocol == 60


def test_fragments() -> None:
    first, *later = make.v4_parts(A, B, 17, DATAGRAM + bytes(40), number=7, size=24)
    assert only(first)[3:] == ((3_702, 50_000), 0, 0, 44, b"answer" + bytes(10), True)
    assert [only(one)[3:] for one in later] == [((0, 0), 0, 0, 44, bytes(24), True), ((0, 0), 0, 0, 26, bytes(6), True)]
    first, *later = make.v6_parts(A6, B6, 17, DATAGRAM + bytes(40), number=7, size=24)
    assert only(first)[2:4] == (17, (3_702, 50_000))
    assert [(row := only(one)).protocol for one in later] == [17, 17]
    assert (row.ports, row.payload, row.fragment) == ((0, 0), bytes(6), True)


def test_a_fragment_that_is_all_there_is_is_none() -> None:
    (one,) = make.v6_parts(A6, B6, 17, DATAGRAM, number=7, size=64)
    assert only(one)[2:] == (17, (3_702, 50_000), 0, 0, 62, b"answer", False)


@pytest.mark.parametrize(
    ("frame", "size", "payload"),
    [
        (make.ipv4(A, B, 6, SEGMENT, total=0), 60, b"RTSP/1.0"),  # segments that a card cuts later
        (make.ipv6(A6, B6, 6, SEGMENT, total=0), 80, b"RTSP/1.0"),
        (make.ipv6(A6, B6, 59, b"padding", total=0), 40, b""),
        (make.ipv4(A, B, 6, SEGMENT, total=9_000), 60, b"RTSP/1.0"),
        (make.ipv4(A, B, 6, SEGMENT, total=54), 54, b"RT"),
        (make.ipv4(A, B, 6, SEGMENT, total=20), 20, b""),
        (make.ipv4(A, B, 17, make.udp((1, 2), b"answer", length=0)), 34, b""),
        (make.ipv4(A, B, 17, make.udp((1, 2), b"answer", length=11)), 34, b"ans"),
        (make.ipv4(A, B, 17, make.udp((1, 2), b"answer", length=9_000)), 34, b"answer"),
    ],
)
def test_lengths_that_lie(frame: bytes, size: int, payload: bytes) -> None:
    row = only(frame)
    assert (row.size, row.payload) == (size, payload)


@pytest.mark.parametrize(
    "frame",
    [
        make.ipv4(A, B, 6, SEGMENT, total=19),
        make.ipv4(A, B, 6, SEGMENT)[:19],
        b"\x44" + make.ipv4(A, B, 6, SEGMENT)[1:],
        b"\x4f" + make.ipv4(A, B, 6, b"")[1:],
        make.ipv4(A, B, 6, SEGMENT[:12] + b"\x40" + SEGMENT[13:]),
        make.ipv6(A6, B6, 6, SEGMENT)[:39],
        make.ipv6(A6, B6, 0, b"\x11\xff" + bytes(6) + DATAGRAM),
        make.ipv6(A6, B6, 0, b"\x11\1" + bytes(14) + DATAGRAM, total=8),
    ],
)
def test_headers_that_cannot_be_are_in_no_row(frame: bytes) -> None:
    assert check([frame, make.ipv4(A, B, 17, DATAGRAM)]) == {1: only(make.ipv4(A, B, 17, DATAGRAM))}


def test_of_a_segment_whose_header_is_cut_nothing_is_payload() -> None:
    for size in range(20, 34):
        row = only(make.ipv4(A, B, 6, SEGMENT)[:size], 60)
        assert (row.payload, row.flags, row.size) == (b"", 0, 60)


def test_no_packets() -> None:
    assert read([]) == ({}, 0)
    assert read([b"\x50 neither", b""]) == ({}, 0)


# --- addresses -------------------------------------------------------------------------------------------------------


def rows_of(*texts: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.frombuffer(b"".join(make.ip(one) for one in texts), dtype=np.uint8).reshape(-1, 16)


@given(st.lists(st.ip_addresses(v=6).map(str), min_size=1, max_size=20))
def test_numbers_and_addresses_lead_to_each_other(texts: list[str]) -> None:
    known = Addresses()
    numbers = known.numbers(rows_of(*texts)).tolist()
    assert all(number >> 63 for number in numbers)
    shown = [known.text(number) for number in numbers]
    assert shown == [str(one.ipv4_mapped or one) for one in map(ipaddress.IPv6Address, texts)]
    assert [known.number(one) for one in shown if ":" in one] == [
        number for number, one in zip(numbers, shown, strict=True) if ":" in one
    ]


@given(st.ip_addresses(v=4))
def test_numbers_of_the_older_addresses_are_themselves(one: object) -> None:
    number = Addresses().number(str(one))
    assert number == int(one)  # type: ignore[call-overload]  # an address is a number
    assert Addresses().text(int(one)) == str(one)  # type: ignore[call-overload]  # an address is a number


def test_what_was_not_seen_has_no_number() -> None:
    assert Addresses().number("2001:db8::5") is None


def test_addresses_of_groups() -> None:
    known = Addresses()
    numbers = known.numbers(rows_of("ff02::fb", "2001:db8::5", "fe80::1", "ff00::", "ffff::1")).tolist()
    assert set(known.groups()) == {numbers[0], numbers[3], numbers[4]}


v6 = st.ip_addresses(v=6).map(str) | st.sampled_from(["::", "::1", "fe80::1", "ff02::1", "::ffff:10.0.0.5"])


@settings(max_examples=40)
@given(batches=st.lists(st.lists(v6, min_size=1, max_size=6), max_size=5), most=st.integers(2, 9))
def test_every_number_that_stands_in_a_column_is_written(batches: list[list[str]], most: int) -> None:
    """Also when there is no room for further addresses, in the same block or in a later one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(headers, "MAX_ADDRESSES", most)
        known = Addresses()
        given_out = [(known.numbers(rows_of(*batch)).tolist(), batch) for batch in batches]
    assert known.text(known.none) == "::"
    for numbers, batch in given_out:
        for number, text in zip(numbers, batch, strict=True):
            one = ipaddress.IPv6Address(text)
            assert known.text(number) in {str(one.ipv4_mapped or one), "::"}
            assert number == known.none or known.text(number) != "::"


def test_addresses_that_networks_give_themselves() -> None:
    known = Addresses()
    numbers = known.numbers(rows_of("fe80::5", "2001:db8::5", "fc00::1", "fd12::1", "ff02::1")).tolist()
    assert set(known.local()) == {numbers[0], numbers[2], numbers[3]}


def test_a_sender_cannot_aim_at_a_number() -> None:
    """The same addresses are other numbers in the next reading."""
    assert Addresses().numbers(rows_of("2001:db8::5")).tolist() != Addresses().numbers(rows_of("2001:db8::5")).tolist()


def test_addresses_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_ADDRESSES", 3)
    known = Addresses()
    assert not known.is_full
    numbers = known.numbers(rows_of("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4"))
    numbers = np.concatenate([numbers, known.numbers(rows_of("2001:db8::5", "2001:db8::6"))])
    shown = [known.text(number) for number in numbers.tolist()]
    assert known.is_full
    assert len({one for one in shown if one != "::"}) == 2
    assert [one for one in shown if one != "::"] == [
        one for one, told in zip([f"2001:db8::{n}" for n in range(1, 7)], shown, strict=True) if told != "::"
    ]
