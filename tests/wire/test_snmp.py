"""SNMP version 2c: the one question, its answer, and BER that lies."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import snmp

SOME = "some-community"


def value(oid: str, element: bytes) -> bytes:
    first, second, *rest = map(int, oid.split("."))
    parts = [bytes([40 * first + second])]
    for part in rest:
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.insert(0, 0x80 | part & 0x7F)
        parts.append(bytes(digits))
    return snmp.encoded(snmp.SEQUENCE, snmp.encoded(snmp.OBJECT, *parts), element)


def answered(*values: bytes, number: int = 42, status: int = 0, community: str = SOME) -> bytes:
    pdu = snmp.encoded(
        snmp.RESPONSE,
        snmp.integer(number),
        snmp.integer(status),
        snmp.integer(0),
        snmp.encoded(snmp.SEQUENCE, *values),
    )
    return snmp.encoded(snmp.SEQUENCE, snmp.integer(1), snmp.encoded(snmp.OCTETS, community.encode()), pdu)


ANSWER = answered(
    value(snmp.SYS_DESCR, b"\x04\x0aLinux 4.9.")
    + value(snmp.SYS_OBJECT_ID, bytes.fromhex("0609 2b06010401 824e 0105"))
    + value(snmp.CAMERA[0], b"\x81\x00")
)


def test_the_question_is_as_the_rfc_writes_it() -> None:
    assert snmp.get("public", 1, [snmp.SYS_DESCR]) == bytes.fromhex(
        "3026 020101 0406 7075626c6963 a019 020101 020100 020100 300e 300c 0608 2b06010201010100 0500"
    )


def test_large_numbers_are_written_as_ber_wants() -> None:
    assert snmp.integer(127) == bytes.fromhex("02017f")
    assert snmp.integer(128) == bytes.fromhex("02020080")
    assert snmp.integer(snmp.MAX_NUMBER) == bytes.fromhex("02047fffffff")
    assert snmp.encoded(snmp.OCTETS, bytes(200))[:3] == bytes.fromhex("0481c8")
    assert snmp.encoded(snmp.OCTETS, bytes(300))[:4] == bytes.fromhex("0482012c")
    asked = snmp.get(SOME, 1, snmp.OBJECTS)
    assert bytes.fromhex("2b06010401 82b17d 010100") in asked


@pytest.mark.parametrize("objects", [["1.3.6.1.2.1.1.4.0"], [*snmp.OBJECTS, "1.3.6.1.2.1.1.6.0"]])
def test_nothing_else_can_be_asked(objects: list[str]) -> None:
    with pytest.raises(ValueError, match="stands in the list"):
        snmp.get(SOME, 1, objects)


@pytest.mark.parametrize("number", [-1, 2**31])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="numbers messages"):
        snmp.get(SOME, number, snmp.SYSTEM)


def test_an_answer_is_read() -> None:
    found = snmp.answer(ANSWER, SOME, 42)
    assert found == [(snmp.SYS_DESCR, b"Linux 4.9."), (snmp.SYS_OBJECT_ID, b"1.3.6.1.4.1.334.1.5")]


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("0203 010000", b"65536"),
        ("0201 ff", b"-1"),
        ("4104 ffffffff", b"4294967295"),
        ("4605 0100000000", b"4294967296"),
        ("4004 c0000207", b"192.0.2.7"),
        ("0600", b""),
        ("0500", b""),
        ("8100", b""),
        ("4404 01020304", b""),
        ("0403 ff00fe", b"\xff\x00\xfe"),
    ],
)
def test_values_are_read_by_their_kind(element: str, text: bytes) -> None:
    found = snmp.answer(answered(value(snmp.SYS_NAME, bytes.fromhex(element))), SOME, 42)
    assert found == ([(snmp.SYS_NAME, text)] if text else [])


def test_what_was_not_asked_for_is_left_out() -> None:
    assert snmp.answer(answered(value("1.3.6.1.2.1.1.4.0", b"\x04\x01x")), SOME, 42) == []
    big = snmp.encoded(snmp.OCTETS, b"x" * 9_000)
    assert len(snmp.answer(answered(value(snmp.SYS_DESCR, big)), SOME, 42)[0][1]) == snmp.MAX_VALUE


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged"),
        (snmp.get(SOME, 42, snmp.SYSTEM), "damaged"),
        (answered(number=43), "number is another"),
        (answered(community="other"), "community"),
        (answered(status=2), "error 2"),
        (ANSWER + b"\0", "damaged"),
        (b"\x30\x80" + ANSWER[2:] + b"\0\0", "damaged"),
        (b"\x3f\x81\x00", "damaged"),
        (answered(b"\x04\x00"), "damaged"),
        (answered(b"\x30\x00"), "damaged"),
        (answered(b"\x30\x02\x06\x00"), "damaged"),
        (answered(snmp.encoded(snmp.SEQUENCE, b"\x06\x02\x2b\x86", b"\x05\x00")), "damaged"),
        (answered(snmp.encoded(snmp.SEQUENCE, b"\x06\x07\x2b\xff\xff\xff\xff\xff\x7f", b"\x05\x00")), "damaged"),
        (answered(snmp.encoded(snmp.SEQUENCE, b"\x06\x01\x2b", b"\x02\x09" + bytes(9))), "damaged"),
        (bytes(70_000), "larger"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        snmp.answer(data, SOME, 42)


def test_every_cut_is_refused() -> None:
    for size in range(len(ANSWER)):
        with pytest.raises(ValueError, match="damaged"):
            snmp.answer(ANSWER[:size], SOME, 42)


def test_much_costs_little() -> None:
    start = time.perf_counter()
    assert len(snmp.answer(answered(value(snmp.SYS_NAME, b"\x04\x01x") * 3_000), SOME, 42)) <= 64
    with pytest.raises(ValueError, match="damaged"):
        snmp.answer(b"\x30\x82\xf0\x00" + b"\x30\x00" * 30_720, SOME, 42)
    assert time.perf_counter() - start < 2


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda tail: ANSWER[:-60] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = snmp.answer(data, SOME, 42)
    except ValueError:
        return
    assert all(oid in snmp.OBJECTS for oid, _ in found)
