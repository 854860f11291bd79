"""CDP: what switches, phones and cameras say of themselves, and bytes that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_octets import is_clean

from camcensus.wire import cdp


def element(kind: int, value: bytes) -> bytes:
    return kind.to_bytes(2, "big") + (4 + len(value)).to_bytes(2, "big") + value


def addresses(*values: bytes) -> bytes:
    return len(values).to_bytes(4, "big") + b"".join(values)


IPV4 = b"\1\1\xcc\0\4\xc0\0\2\7"
IPV6 = b"\2\x08\xaa\xaa\3\0\0\0\x86\xdd\0\x10" + bytes.fromhex("20010db8000000000000000000000007")
NEITHER = b"\1\1\x81\0\3abc"

SWITCH = b"\2\xb4\x12\x34" + b"".join(
    [
        element(1, b"access-7.example(FOC0000X0AB)"),
        element(2, addresses(IPV4, NEITHER, IPV6)),
        element(3, b"GigabitEthernet1/0/7"),
        element(4, b"\0\0\0\x29"),
        element(5, b"Cisco IOS Software, C2960X\nVersion 15.2(2)E7"),
        element(6, b"cisco WS-C2960X-24PS-L"),
        element(9, b"example"),
        element(0x0A, b"\0\x6e"),
        element(0x0B, b"\1"),
        element(0x16, addresses(IPV4)),
        element(0x1A, bytes(16)),
    ]
)
CAMERA = b"\1\x78\0\0" + element(1, b"SEP4419B6000107") + element(6, b"IP camera") + element(0x10, b"\x18\x9c")


def test_all_that_a_switch_says_is_read() -> None:
    assert cdp.parse(SWITCH) == cdp.Packet(
        version=2,
        ttl=180,
        device="access-7.example(FOC0000X0AB)",
        addresses=("192.0.2.7", "2001:db8::7"),
        port="GigabitEthernet1/0/7",
        capabilities=("router", "switch", "igmp"),
        software="Cisco IOS Software, C2960X Version 15.2(2)E7",
        platform="cisco WS-C2960X-24PS-L",
        vlan=110,
        power=True,
        management=("192.0.2.7",),
    )


def test_the_first_version_is_read_too() -> None:
    found = cdp.parse(CAMERA)
    assert (found.version, found.device, found.platform) == (1, "SEP4419B6000107", "IP camera")
    assert (found.power, found.consumption, found.vlan) == (True, 6_300, None)


def test_what_fills_a_short_frame_ends_a_packet() -> None:
    assert cdp.parse(CAMERA + bytes(20)) == cdp.parse(CAMERA)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\0\0",
        b"\0\0\0\1",
        b"\0\0\0\1\1",
        b"\0\0\0\1" + IPV4[:-1],
        b"\0\0\0\1\1\xff\xcc\0\4",
        b"\0\0\0\1\1\1\xcc\0\0",
    ],
)
def test_addresses_that_are_cut_off_are_left_out(value: bytes) -> None:
    assert cdp.parse(CAMERA + element(2, value)).addresses == ()


def test_an_address_that_is_cut_off_does_not_take_others_with_it() -> None:
    assert cdp.parse(CAMERA + element(2, b"\xff\xff\xff\xff" + IPV4 + IPV4[:-1])).addresses == ("192.0.2.7",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a CDP"),
        (b"\2\xb4\0", "not a CDP"),
        (b"\3\xb4\0\0" + element(1, b"x"), "not a CDP"),
        (b"\2\xb4\0\0", "no device"),
        (b"\2\xb4\0\0" + element(9, b"x"), "no device"),
        (CAMERA + b"\0\1\0\3", "cut off"),
        (CAMERA + b"\1", "cut off"),
        (bytes(10_000), "larger"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        cdp.parse(data)


def test_a_cut_packet_is_refused_or_says_less() -> None:
    for size in range(len(SWITCH)):
        try:
            found = cdp.parse(SWITCH[:size])
        except ValueError:
            continue
        assert found.platform in ("", "cisco WS-C2960X-24PS-L")


def test_much_costs_little() -> None:
    start = time.perf_counter()
    cdp.parse(CAMERA + element(2, b"\xff\xff\xff\xff" + NEITHER * 1_000))
    cdp.parse(CAMERA + element(7, b"") * 2_000)
    assert time.perf_counter() - start < 1


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.tuples(st.integers(1, 0x1A), st.binary(max_size=40)), max_size=8).map(
            lambda drawn: CAMERA + b"".join(element(*one) for one in drawn)
        ),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = cdp.parse(data)
    except ValueError:
        assert not data.startswith(CAMERA)
        return
    assert is_clean(found.software)
    assert set(found.capabilities) <= set(cdp.CAPABILITIES)
