"""Greetings without what every server sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import banners

NEGOTIATION = b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27"
"""What the telnetd of Linux opens with."""


def as_nmap_writes(data: bytes) -> bytes:
    """Bytes that are no text written out, the others as they are."""
    named = {b"\r": rb"\r", b"\n": rb"\n", b"\t": rb"\t", b"\0": rb"\0"}
    letters = (bytes([one]) for one in data)
    return b"".join(
        named.get(one, one if one.isascii() and one.decode().isprintable() else b"\\x%02X" % one[0]) for one in letters
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (NEGOTIATION + b"\r\n192.0.2.64 login: ", b"192.0.2.64 login:"),
        (b"\xff\xfb\x01\xff\xfb\x03\0\r\nIPCamera login:", b"IPCamera login:"),
        (b"\xff\xfa\x18\x01\xff\xf0dvrdvs login:", b"dvrdvs login:"),
        (b"\xff\xf9\xff\xf1LocalHost login:", b"LocalHost login:"),
        (b"login: \xff\xfd\x01", b"login:"),
        (b"\xff\xfb\xff\xff\xfdxhello", b"hello"),
        (b"plain", b"plain"),
        (b"", b""),
        (b"\0\0\r\n", b""),
        (b"\xff", b"\xff"),
    ],
)
def test_telnet_without_its_negotiation(data: bytes, text: bytes) -> None:
    assert banners.telnet(data) == text


@pytest.mark.parametrize("greeting", [b"\r\nIPCamera login: ", b"\r\n\r\n192.0.2.64 login:", b"#'login:"])
def test_telnet_as_a_scanner_writes_it_is_the_same(greeting: bytes) -> None:
    sent = NEGOTIATION + greeting
    assert banners.telnet(as_nmap_writes(sent)) == banners.telnet(sent)
    assert banners.telnet(as_nmap_writes(sent).replace(rb"\xF", rb"\xf")) == banners.telnet(sent)


def test_a_backslash_that_a_device_sends_stays() -> None:
    assert banners.telnet(rb"C:\x41\r login:") == rb"C:\x41\r login:"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"220 Axis 2100 Network Camera 2.43 ready.\r\n", b"Axis 2100 Network Camera 2.43 ready."),
        (b"220-Welcome\r\n220 ready", b"Welcome\r\n220 ready"),
        (b"Network Camera FTP", b"Network Camera FTP"),
        (b"2200 x", b"2200 x"),
        (b"220", b"220"),
        (b"", b""),
    ],
)
def test_replies_without_their_code(data: bytes, text: bytes) -> None:
    assert banners.reply(data) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_taken(data: bytes) -> None:
    assert b"\0" not in banners.telnet(data)
    assert len(banners.telnet(data)) <= len(data)
    assert len(banners.telnet(rb"\xff" + data)) <= len(data) + 4
    assert len(banners.reply(data)) <= len(data)


@pytest.mark.parametrize("piece", [b"\xff", b"\xff\xfa", b"\xff\xfa\xff", rb"\xff", rb"\xff\xfa", b"\\", b"\0"])
def test_any_amount_of_negotiation_is_taken(piece: bytes) -> None:
    assert len(banners.telnet(piece * (262_144 // len(piece)))) <= 262_144
