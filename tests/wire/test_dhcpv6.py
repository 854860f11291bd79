"""DHCPv6: messages of clients and servers, also inside those of relays, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_octets import is_clean

from camcensus.wire import dhcpv6

MAC = bytes.fromhex("4419b6000107")
LINK = bytes.fromhex("fe80 0000 0000 0000 4619 b6ff fe00 0107")
GIVEN = bytes.fromhex("20010db8000000010000000000000007")


def option(code: int, value: bytes) -> bytes:
    return code.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value


def message(kind: int, *options: bytes) -> bytes:
    return bytes([kind]) + b"\x10\x20\x30" + b"".join(options)


def relayed(data: bytes, *options: bytes, kind: int = 12, peer: bytes = LINK) -> bytes:
    return bytes([kind, 0]) + bytes(15) + b"\1" + peer + b"".join(options) + option(9, data)


DUID = bytes.fromhex("00030001") + MAC
ADDRESS = option(5, GIVEN + (3_600).to_bytes(4, "big") + (7_200).to_bytes(4, "big"))
PREFIX = option(26, bytes(4) + (86_400).to_bytes(4, "big") + b"\x38" + GIVEN[:6] + bytes(10))
SOLICIT = message(
    1,
    option(1, DUID),
    option(6, bytes.fromhex("0017 0018 0027")),
    option(8, b"\0\0"),
    option(3, bytes(12)),
    option(39, b"\0\4cam7\7example\0"),
    option(16, (368).to_bytes(4, "big") + b"\0\5P1375" + b"\0\2\xff\0"),
    option(17, (368).to_bytes(4, "big") + option(1, b"x")),
)
REPLY = message(7, option(1, DUID), option(3, bytes(12) + ADDRESS), option(25, bytes(12) + PREFIX))


def test_what_a_client_says_of_itself_is_read() -> None:
    assert dhcpv6.parse(SOLICIT) == dhcpv6.Message(
        kind="solicit",
        number=0x102030,
        duid=DUID.hex(),
        mac="44:19:b6:00:01:07",
        fqdn="cam7.example",
        parameter_list="23,24,39",
        vendor=368,
        vendor_class=("P1375", "ff00"),
        vendor_options=((1, b"x"),),
    )


def test_what_a_server_gives_is_read() -> None:
    found = dhcpv6.parse(REPLY)
    assert found.kind == "reply"
    assert found.addresses == (dhcpv6.Lease(address="2001:db8:0:1::7", valid=7_200),)
    assert found.prefixes == (dhcpv6.Lease(address="2001:db8::/56", valid=86_400),)
    temporary = dhcpv6.parse(message(7, option(4, bytes(4) + ADDRESS)))
    assert temporary.addresses == found.addresses


def test_a_message_is_read_through_its_relays() -> None:
    inner = relayed(SOLICIT, option(79, b"\0\1" + MAC[:5] + b"\x08"))
    found = dhcpv6.parse(relayed(inner, kind=12, peer=GIVEN))
    assert (found.kind, found.relays, found.client) == ("solicit", 2, "fe80::4619:b6ff:fe00:107")
    # What the nearest relay saw outranks what the client says.
    assert found.mac == "44:19:b6:00:01:08"
    back = dhcpv6.parse(relayed(REPLY, kind=13))
    assert (back.kind, back.relays, back.mac) == ("reply", 1, "44:19:b6:00:01:07")


def test_relays_are_bounded() -> None:
    data = SOLICIT
    for _ in range(dhcpv6.MAX_DEPTH):
        data = relayed(data)
    assert dhcpv6.parse(data).relays == dhcpv6.MAX_DEPTH
    with pytest.raises(ValueError, match="too many relays"):
        dhcpv6.parse(relayed(data))


@pytest.mark.parametrize(
    ("duid", "mac"),
    [
        (bytes.fromhex("00010001 2a2b2c2d") + MAC, "44:19:b6:00:01:07"),
        (bytes.fromhex("00030001") + MAC, "44:19:b6:00:01:07"),
        (bytes.fromhex("00030006") + MAC, ""),
        (bytes.fromhex("00020000 0170 0001"), ""),
        (bytes.fromhex("0004") + bytes(16), ""),
        (bytes.fromhex("00030001 0011"), ""),
        (b"", ""),
    ],
)
def test_only_identifiers_with_an_ethernet_address_give_one(duid: bytes, mac: str) -> None:
    assert dhcpv6.duid_mac(duid) == mac
    assert dhcpv6.parse(message(1, option(1, duid))).mac == mac


def test_a_vendor_is_also_told_with_options_alone() -> None:
    found = dhcpv6.parse(message(1, option(17, (368).to_bytes(4, "big"))))
    assert (found.vendor, found.vendor_options) == (368, ())
    assert dhcpv6.parse(message(1, option(16, b"\0"))).vendor is None


def test_many_are_bounded() -> None:
    found = dhcpv6.parse(message(7, option(3, bytes(12) + ADDRESS * 500)))
    assert len(found.addresses) == dhcpv6.MOST


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cut off"),
        (b"\1\0\0", "cut off"),
        (b"\0\0\0\0", "type is none"),
        (b"\x0e\0\0\0", "type is none"),
        (bytes(70_000), "larger"),
        (relayed(b""), "cut off"),
        (relayed(SOLICIT)[:33], "cut off"),
        (message(1, b"\0\1\0"), "cut off"),
        (message(1, b"\0\1\0\5abc"), "cut off"),
        (message(1, option(3, bytes(12) + b"\0\5")), "cut off"),
        (message(1, option(16, bytes(4) + b"\0\x09x")), "cut off"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        dhcpv6.parse(data)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda tail: SOLICIT[:-20] + tail),
        st.binary(max_size=60).map(lambda tail: relayed(message(7, tail))),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = dhcpv6.parse(data)
    except ValueError:
        return
    assert found.kind in dhcpv6.KINDS
    assert is_clean(found.fqdn)


@given(st.lists(st.from_regex(r"[a-z0-9-]{1,63}", fullmatch=True), max_size=3))
def test_names_come_out_as_they_went_in(labels: list[str]) -> None:
    data = b"".join(bytes([len(label)]) + label.encode() for label in labels)
    assert dhcpv6.name(data) == dhcpv6.name(data + b"\0") == ".".join(labels)
