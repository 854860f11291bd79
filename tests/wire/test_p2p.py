"""Messages by which devices are reached through their makers' servers, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.discovery import hostile
from tests.wire.discovery.test_baichuan import udp

from camcensus.wire import p2p

SERIAL = "7A01234PAG00001"
ASKED = (
    f"DHGET /online/p2psrv/{SERIAL} HTTP/1.1\r\nCSeq: 7\r\n"
    'Authorization: WSSE profile="UsernameToken"\r\n'
    'X-WSSE: UsernameToken Username="client", PasswordDigest="c2VjcmV0", Nonce="1", Created="2026-11-23T10:00:00Z"\r\n'
    "\r\n"
).encode()


@pytest.mark.parametrize(
    ("path", "shown", "serial"),
    [
        ("/probe/p2psrv", "/probe/p2psrv", ""),
        (f"/online/p2psrv/{SERIAL}", "/online/p2psrv/*", SERIAL),
        (f"/probe/device/{SERIAL}", "/probe/device/*", SERIAL),
        (f"/device/{SERIAL}/p2p-channel", "/device/*/p2p-channel", SERIAL),
        ("/relay/agent", "/relay/agent", ""),
        ("/relay/start/4f2e9a00c1", "/relay/start/*", ""),
        ("/online/relay?token=abc", "/online/relay", ""),
    ],
)
def test_a_request_of_dahua_gives_its_serial_number_and_no_token(path: str, shown: str, serial: str) -> None:
    found = p2p.recognise(f"DHPOST {path} HTTP/1.1\r\nCSeq: 1\r\n\r\n<body><Nonce>secret</Nonce></body>".encode())
    said = {"message": "DHPOST", "path": shown} | ({"serial": serial} if serial else {})
    assert found == p2p.Message(protocol="dhp2p", parts=said)


def test_digests_are_not_handed_out() -> None:
    found = p2p.recognise(ASKED)
    assert found is not None
    assert found.parts["serial"] == SERIAL
    assert "c2VjcmV0" not in repr(found)


def test_a_message_of_reolink_is_read_whoever_sent_it() -> None:
    assert p2p.recognise(udp(b"<P2P><C2M_Q><uid>95270000YGAK0001</uid><p>MAC</p></C2M_Q></P2P>", 7)) == p2p.Message(
        protocol="baichuan-p2p", parts={"message": "C2M_Q", "uid": "95270000YGAK0001"}
    )
    found = p2p.recognise(udp(b"<P2P><D2C_C_R><did>192</did></D2C_C_R></P2P>"))
    assert found is not None
    assert found.parts == {"message": "D2C_C_R"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"DH",
        b"DH\x01\x08" + bytes(200),
        ASKED.replace(b"DHGET", b"DHPUT"),
        ASKED.replace(b" HTTP/1.1", b""),
        ASKED[:40],
        b"GET / HTTP/1.1\r\n\r\n",
        udp(b"<P2P/>"),
        udp(b"<P2P><other/></P2P>"),
        udp(b"<P2P><!-- x --></P2P>"),
        udp(hostile.LAUGHS),
        udp(b"<P2P><C2M_Q/></P2P>")[:-1],
        *(b"\x3a\xcf\x87\x2a" + junk for junk in hostile.JUNK),
        *(udp(junk) for junk in hostile.JUNK),
    ],
)
def test_anything_else_is_none(data: bytes) -> None:
    assert p2p.recognise(data) is None


@given(
    st.one_of(
        st.binary(max_size=100),
        st.binary(max_size=100).map(udp),
        st.binary(max_size=100).map(lambda tail: b"DHGET /" + tail),
    )
)
def test_any_bytes_are_recognised_or_not(data: bytes) -> None:
    found = p2p.recognise(data)
    assert found is None or "message" in found.parts
