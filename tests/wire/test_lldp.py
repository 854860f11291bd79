"""LLDP: what cameras and switches say of themselves, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_octets import is_clean

from camcensus.wire import lldp

MAC = bytes.fromhex("4419b6000107")


def element(kind: int, value: bytes) -> bytes:
    return (kind << 9 | len(value)).to_bytes(2, "big") + value


def own(organisation: str, kind: int, value: bytes) -> bytes:
    return element(127, bytes.fromhex(organisation) + bytes([kind]) + value)


CHASSIS, PORT, TTL = element(1, b"\4" + MAC), element(2, b"\5eth0"), element(3, b"\0\x78")
FIRST = CHASSIS + PORT + TTL
CAMERA = b"".join(
    [
        FIRST,
        element(4, b"Interface 1"),
        element(5, b"cam-7"),
        element(6, b"P1375 Network Camera 10.1.0"),
        element(7, b"\0\x90\0\x80"),
        element(8, b"\5\1\xc0\0\2\7\2\0\0\0\1\0"),
        element(8, b"\x11\2" + bytes.fromhex("20010db8000000000000000000000007") + b"\2\0\0\0\1\0"),
        own("0080c2", 1, b"\0\x6e"),
        own("00120f", 2, b"\7\1\0"),
        own("0012bb", 1, b"\0\x33\2"),
        own("0012bb", 5, b"7F9"),
        own("0012bb", 6, b"2.0"),
        own("0012bb", 7, b"10.1.0"),
        own("0012bb", 8, b"ACCC8E000001"),
        own("0012bb", 9, b"Axis Communications AB"),
        own("0012bb", 10, b"P1375"),
        own("0012bb", 11, b"A-0007"),
        element(0, b""),
        b"padding of a short frame",
    ]
)


def test_all_that_a_camera_says_is_read() -> None:
    assert lldp.parse(CAMERA) == lldp.Unit(
        chassis_kind="mac",
        chassis="44:19:b6:00:01:07",
        port_kind="interface",
        port="eth0",
        ttl=120,
        port_description="Interface 1",
        system_name="cam-7",
        system_description="P1375 Network Camera 10.1.0",
        capabilities=("router", "station"),
        enabled=("station",),
        management=("192.0.2.7", "2001:db8::7"),
        vlan=110,
        power=True,
        med_class="endpoint-2",
        inventory=lldp.Inventory(
            hardware="7F9",
            firmware="2.0",
            software="10.1.0",
            serial="ACCC8E000001",
            manufacturer="Axis Communications AB",
            model="P1375",
            asset="A-0007",
        ),
    )


def test_the_least_that_a_unit_says_is_enough() -> None:
    found = lldp.parse(FIRST)
    assert (found.system_name, found.vlan, found.power, found.inventory) == ("", None, False, lldp.Inventory())
    assert lldp.parse(CHASSIS + PORT + element(3, b"\0\0") + element(0, b"")).ttl == 0


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (b"\1chassis", "component", "chassis"),
        (b"\5\1\xc0\0\2\7", "address", "192.0.2.7"),
        (b"\5\2" + bytes.fromhex("20010db8000000000000000000000007"), "address", "2001:db8::7"),
        (b"\5\x10abc", "address", "10616263"),
        (b"\7camera-7", "local", "camera-7"),
        (b"\7\0\1\2", "local", "000102"),
        (b"\4\1\2", "mac", "0102"),
        (b"\0x", "", "x"),
        (b"\x63x", "", "x"),
    ],
)
def test_identifiers_are_spelled_by_their_kind(value: bytes, kind: str, text: str) -> None:
    found = lldp.parse(element(1, value) + PORT + TTL)
    assert (found.chassis_kind, found.chassis) == (kind, text)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (b"\7\6" + MAC + b"\2\0\0\0\1\0", ("44:19:b6:00:01:07",)),
        (b"\5\1\0\0\0\0\2\0\0\0\1\0", ()),
        (b"\5\x10\xc0\0\2\7\2\0\0\0\1\0", ()),
        (b"\x20\1\xc0\0\2\7", ()),
        (b"\0", ()),
        (b"", ()),
    ],
)
def test_only_addresses_that_are_some_are_handed_out(value: bytes, address: tuple[str, ...]) -> None:
    assert lldp.parse(FIRST + element(8, value)).management == address


def test_power_may_be_told_by_either_organisation() -> None:
    assert lldp.parse(FIRST + own("0012bb", 4, b"\x50\0\x40")).power
    assert not lldp.parse(FIRST + own("0012bb", 3, b"\1")).power


def test_many_addresses_are_bounded() -> None:
    data = FIRST + element(8, b"\5\1\xc0\0\2\7\2\0\0\0\1\0") * 500
    assert len(lldp.parse(data).management) == lldp.MOST


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "does not begin"),
        (element(0, b""), "does not begin"),
        (CHASSIS + PORT, "does not begin"),
        (PORT + CHASSIS + TTL, "does not begin"),
        (element(1, b"\4") + PORT + TTL, "does not begin"),
        (CHASSIS + PORT + element(3, b"\1"), "does not begin"),
        (FIRST + b"\x0c\x40abc", "cut off"),
        (bytes(10_000), "larger"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        lldp.parse(data)


def test_a_cut_unit_is_refused_or_says_less() -> None:
    for size in range(len(CAMERA)):
        try:
            found = lldp.parse(CAMERA[:size])
        except ValueError:
            continue
        assert found.chassis == "44:19:b6:00:01:07"
        assert found.inventory.serial in ("", "ACCC8E000001")


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.tuples(st.sampled_from([4, 5, 6, 7, 8, 127]), st.binary(max_size=40)), max_size=8).map(
            lambda drawn: FIRST + b"".join(element(*one) for one in drawn)
        ),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = lldp.parse(data)
    except ValueError:
        assert not data.startswith(FIRST)
        return
    assert is_clean(found.system_description)
    assert set(found.enabled) <= set(lldp.CAPABILITIES)
