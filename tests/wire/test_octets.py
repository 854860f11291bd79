"""Texts and addresses out of packets, whatever bytes they are."""

from __future__ import annotations

import ipaddress
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import macs, octets


def is_clean(text: str) -> bool:
    """Whether nothing in it controls how it is shown."""
    return not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Camera 1", "Camera 1"),
        (b"Camera\0rest", "Camera"),
        (b"two\r\nlines", "two lines"),
        (b" \x1b[31mred ", "[31mred"),
        ("Kamera Süd".encode(), "Kamera Süd"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("a\u202eb".encode(), "a b"),
        (b"x" * 2_000, "x" * octets.MAX_TEXT),
        (b"", ""),
    ],
)
def test_text_stands_on_one_line(data: bytes, text: str) -> None:
    assert octets.text(data) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"ge-0/0/7", "ge-0/0/7"),
        (b"port 7\0\0", "port 7"),
        (b"\x00\x04\x00\x07\x01\x02", "000400070102"),
        (b"caf\xc3\xa9", "636166c3a9"),
        (b"", ""),
    ],
)
def test_what_is_no_text_is_shown_in_hexadecimal(data: bytes, text: str) -> None:
    assert octets.readable(data) == text


@pytest.mark.parametrize("data", ["", "0011223344", "00112233445566", "000000000000", "ffffffffffff", "01005e000001"])
def test_what_names_no_interface_is_no_address_of_one(data: str) -> None:
    assert octets.mac(bytes.fromhex(data)) == ""


def test_addresses_have_their_shortest_form() -> None:
    assert octets.mac(bytes.fromhex("00aabbccddee")) == "00:aa:bb:cc:dd:ee"
    assert octets.ip(bytes([192, 0, 2, 7])) == "192.0.2.7"
    assert octets.ip(bytes.fromhex("20010db8000000000000000000000007")) == "2001:db8::7"
    assert octets.ip(bytes(4)) == octets.ip(bytes(16)) == octets.ip(b"\1\2\3") == ""


@given(st.binary(max_size=40))
def test_any_bytes_give_what_is_promised(data: bytes) -> None:
    assert is_clean(octets.text(data))
    assert len(octets.text(data, 5)) <= 5
    assert octets.readable(data).isascii()
    found = octets.mac(data)
    assert not found or macs.is_individual(found)
    address = octets.ip(data)
    assert not address or str(ipaddress.ip_address(address)) == address
