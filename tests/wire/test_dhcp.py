"""DHCP for IPv4: messages as clients, servers and relays send them, and bytes that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_octets import is_clean

from camcensus.wire import dhcp

MAC = bytes.fromhex("4419b6000107")


def option(code: int, value: bytes) -> bytes:
    return bytes([code, len(value)]) + value


def message(
    *options: bytes,
    op: int = 1,
    hardware: bytes = b"\1\6",
    addresses: bytes = bytes(16),
    sname: bytes = b"",
    file: bytes = b"",
    cookie: bytes = b"\x63\x82\x53\x63",
) -> bytes:
    head = bytes([op]) + hardware + b"\0" + bytes.fromhex("3903f326") + bytes(4) + addresses + MAC.ljust(16, b"\0")
    return head + sname.ljust(64, b"\0") + file.ljust(128, b"\0") + cookie + b"".join(options)


END = b"\xff"
DISCOVER = message(
    option(53, b"\1"),
    option(61, b"\1" + MAC),
    option(12, b"IPCamera-7"),
    option(60, b"AXIS,Network Camera,P1375,10.1.0"),
    option(55, bytes([1, 3, 6, 15, 42])),
    option(50, bytes([192, 0, 2, 7])),
    option(81, b"\0\0\0cam7.example."),
    option(43, b"\1\2ab"),
    END,
    bytes(30),
)
ACK = message(
    option(53, b"\5"),
    option(54, bytes([192, 0, 2, 1])),
    option(51, (86_400).to_bytes(4, "big")),
    option(82, option(1, b"ge-0/0/7:110") + option(2, bytes.fromhex("0006001122334455"))),
    END,
    op=2,
    addresses=bytes([192, 0, 2, 6, 192, 0, 2, 7, 192, 0, 2, 2, 192, 0, 2, 3]),
)


def test_what_a_client_says_of_itself_is_read() -> None:
    assert dhcp.parse(DISCOVER) == dhcp.Message(
        answer=False,
        kind="discover",
        number=0x3903F326,
        mac="44:19:b6:00:01:07",
        ciaddr="",
        yiaddr="",
        siaddr="",
        giaddr="",
        hostname="IPCamera-7",
        vendor_class="AXIS,Network Camera,P1375,10.1.0",
        parameter_list="1,3,6,15,42",
        requested="192.0.2.7",
        client_id="44:19:b6:00:01:07",
        client_id_mac="44:19:b6:00:01:07",
        fqdn="cam7.example",
        vendor_specific=b"\1\2ab",
    )


def test_what_a_server_gives_and_a_relay_adds_is_read() -> None:
    found = dhcp.parse(ACK)
    assert (found.answer, found.kind, found.server, found.lease) == (True, "ack", "192.0.2.1", 86_400)
    assert (found.ciaddr, found.yiaddr, found.siaddr, found.giaddr) == (
        "192.0.2.6",
        "192.0.2.7",
        "192.0.2.2",
        "192.0.2.3",
    )
    assert (found.circuit_id, found.remote_id) == ("ge-0/0/7:110", "0006001122334455")


@pytest.mark.parametrize(("number", "kind"), [*dhcp.KINDS.items(), (0, ""), (99, "")])
def test_kinds_have_their_names(number: int, kind: str) -> None:
    assert dhcp.parse(message(option(53, bytes([number])), END)).kind == kind


@pytest.mark.parametrize(("overload", "hostname"), [(0, "a"), (1, "ab"), (2, "ac"), (3, "abc")])
def test_options_may_go_on_in_the_fields_of_names(overload: int, hostname: str) -> None:
    # The order is: options, file, sname; and what comes more than once is one (RFC 3396).
    data = message(
        option(12, b"a"), option(52, bytes([overload])), END, sname=option(12, b"c") + END, file=option(12, b"b") + END
    )
    assert dhcp.parse(data).hostname == hostname


def test_a_long_option_comes_in_parts() -> None:
    value = bytes(range(256)) * 2
    data = message(option(43, value[:255]), option(53, b"\3"), option(43, value[255:510]), option(43, value[510:]), END)
    assert dhcp.parse(data).vendor_specific == value


@pytest.mark.parametrize(
    ("value", "client_id", "mac"),
    [
        (b"\1" + MAC, "44:19:b6:00:01:07", "44:19:b6:00:01:07"),
        (b"\0camera-7", "camera-7", ""),
        (bytes.fromhex("ff00000001 0003 0001") + MAC, "ff00000001000300014419b6000107", "44:19:b6:00:01:07"),
        (
            bytes.fromhex("ff00000001 0001 0001 2a2b2c2d") + MAC,
            "ff00000001000100012a2b2c2d4419b6000107",
            "44:19:b6:00:01:07",
        ),
        (b"\1\2", "0102", ""),
        (b"", "", ""),
    ],
)
def test_identifiers_of_clients_are_told_apart(value: bytes, client_id: str, mac: str) -> None:
    found = dhcp.parse(message(option(61, value), END))
    assert (found.client_id, found.client_id_mac) == (client_id, mac)


def test_a_name_may_come_in_the_form_of_dns() -> None:
    assert dhcp.parse(message(option(81, b"\4\0\0\4cam7\7example\0"), END)).fqdn == "cam7.example"
    assert dhcp.parse(message(option(81, b"\4\0\0\4cam7"), END)).fqdn == "cam7"
    assert dhcp.parse(message(option(81, b"\4\0\0\x09cam7"), END)).fqdn == ""
    assert dhcp.parse(message(option(81, b"\4\0"), END)).fqdn == ""


def test_what_is_not_on_ethernet_has_no_mac_address() -> None:
    assert dhcp.parse(message(END, hardware=b"\6\6")).mac == ""
    assert dhcp.parse(message(END, hardware=b"\x20\0")).mac == ""


def test_bootp_has_no_kind() -> None:
    found = dhcp.parse(message(bytes(60), cookie=bytes(4)))
    assert (found.kind, found.mac) == ("", "44:19:b6:00:01:07")


def test_the_mark_of_the_end_may_be_missing() -> None:
    assert dhcp.parse(message(option(53, b"\1"))).kind == "discover"
    assert dhcp.parse(message(b"\0\0", option(53, b"\1"), b"\0")).kind == "discover"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "too short"),
        (DISCOVER[:235], "too short"),
        (bytes(70_000), "too short or too long"),
        (message(END, op=3), "neither"),
        (message(END, hardware=b"\1\x11"), "neither"),
        (message(END, cookie=bytes(4)), "mark is missing"),
        (message(b"\x35"), "cut off"),
        (message(b"\x35\x02\x01"), "cut off"),
        (message(option(52, b"\1"), END, file=b"\x0c" + b"\xff" * 127), "cut off"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        dhcp.parse(data)


def test_a_cut_message_is_refused_or_says_less() -> None:
    whole = dhcp.parse(DISCOVER)
    for size in range(len(DISCOVER)):
        try:
            found = dhcp.parse(DISCOVER[:size])
        except ValueError:
            continue
        assert found.hostname in ("", whole.hostname)
        assert found.vendor_class in ("", whole.vendor_class)


def test_much_costs_little() -> None:
    start = time.perf_counter()
    dhcp.parse(message(bytes(65_000)))
    dhcp.parse(message(option(43, b"x") * 21_000))
    assert time.perf_counter() - start < 2


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=120).map(message)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = dhcp.parse(data)
    except ValueError:
        return
    assert is_clean(found.hostname)


@given(st.dictionaries(st.sampled_from([12, 60, 43]), st.binary(min_size=1, max_size=600), max_size=3))
def test_what_was_put_in_comes_out(values: dict[int, bytes]) -> None:
    parts = [option(code, value[at : at + 255]) for code, value in values.items() for at in range(0, len(value), 255)]
    assert dhcp.parse(message(*parts, END)).vendor_specific == values.get(43, b"")
