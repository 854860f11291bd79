"""Reolink's Baichuan in its three forms: the search, UDP under its veil, and TCP."""

from __future__ import annotations

import zlib

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import baichuan, recognise

NUMBERS = b"\x02\x03\x08\x00\x10\x00\x00\x01"

PACKET = b"".join(
    [
        bytes(50),
        NUMBERS,
        b"".ljust(22, b"\0"),
        bytes.fromhex("ec71db000001"),
        bytes(18),
        b"\xaa\xaa\x00\x00",
        b"192.0.2.20".ljust(20, b"\0"),
        b"\x28\x23\x00\x00",
        b"Front yard".ljust(32, b"\0"),
        b"EC:71:DB:00:00:01".ljust(64, b"\0"),
        b"95270000YGAK0001".ljust(160, b"\0"),
    ]
)

REPLY = (
    b"<P2P>\n<D2C_C_R>\n<timer><def>3000</def></timer><rsp>0</rsp><cid>849013</cid><did>192</did>\n</D2C_C_R>\n</P2P>\n"
)
KEY = "4b3c2d1f 8d7f6c5a 4b2e1738 5a637182 2b1a3f86 d8f7c6a5 b4e17183 a5d3f217"


def udp(xml: bytes, tid: int = 0) -> bytes:
    words = [int.from_bytes(bytes.fromhex(word), "little") for word in KEY.split()]
    stream = b"".join(((word + tid) & 0xFFFFFFFF).to_bytes(4, "little") for word in words) * (len(xml) // 32 + 1)
    veiled = bytes(byte ^ mask for byte, mask in zip(xml, stream, strict=False))
    check = zlib.crc32(veiled, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return b"\x3a\xcf\x87\x2a" + b"".join(n.to_bytes(4, "little") for n in (len(xml), 1, tid, check)) + veiled


def tcp(message: int, tail: bytes, body: bytes) -> bytes:
    return (
        b"\xf0\xde\xbc\x0a"
        + message.to_bytes(4, "little")
        + len(body).to_bytes(4, "little")
        + b"\0\0\0\1"
        + tail
        + body
    )


UPGRADE = (
    b'<?xml version="1.0" encoding="UTF-8" ?>\n<body>\n<Encryption version="1.1">\n<type>md5</type>\n'
    b"<nonce>13BCECE3</nonce>\n</Encryption>\n</body>\n"
)
VERSION = (
    b'<?xml version="1.0" encoding="UTF-8" ?>\n<body>\n<VersionInfo version="1.1">\n'
    b"<name>Cammy02</name>\n<type>E1</type>\n"
    b"<serialNumber>00000000000001</serialNumber>\n<buildDay>build 19110800</buildDay>\n"
    b"<hardwareVersion>IPC_517SD5</hardwareVersion>\n<firmwareVersion>v2.0.0.587_19110800</firmwareVersion>\n"
    b"</VersionInfo>\n</body>\n"
)
DEVICE = (
    b'<?xml version="1.0" encoding="UTF-8" ?>\n<body><DeviceInfo version="1.1"><type>wifi_solo_ipc</type>'
    b"<channelNum>1</channelNum><typeInfo>IPC</typeInfo></DeviceInfo></body>"
)
OK = b"\xc8\x00\x00\x00" + bytes(4)  # status 200, class 0, no second part


def test_the_search_is_read() -> None:
    assert len(PACKET) == 388
    assert baichuan.detect(PACKET)
    assert baichuan.parse(PACKET) == {
        "mac": "ec:71:db:00:00:01",
        "ip": "192.0.2.20",
        "name": "Front yard",
        "uid": "95270000YGAK0001",
        "port": "9000",
        "channels": "8",
    }


def test_the_binary_mac_address_serves_if_the_text_is_missing() -> None:
    assert baichuan.parse(PACKET.replace(b"EC:71:DB:00:00:01", bytes(17)))["mac"] == "ec:71:db:00:00:01"


@pytest.mark.parametrize("tid", [0, 1, 4000058, 0xFFFFFFFF])
def test_the_veil_of_udp_is_lifted(tid: int) -> None:
    data = udp(REPLY, tid)
    assert b"P2P" not in data
    assert baichuan.detect(data)
    assert baichuan.parse(data) == {"message": "D2C_C_R"}
    assert baichuan.parse(udp(b"<P2P><D2C_S_R><uid>95270000YGAK0001</uid></D2C_S_R></P2P>", tid)) == {
        "message": "D2C_S_R",
        "uid": "95270000YGAK0001",
    }


@pytest.mark.parametrize(
    "xml",
    [
        b"<P2P><C2D_S><to><port>57268</port></to></C2D_S></P2P>",
        b"<P2P><C2D_C><uid>95270000YGAK0001</uid></C2D_C></P2P>",
        b"<P2P><M2C_Q_R><reg><ip>192.0.2.1</ip></reg></M2C_Q_R></P2P>",
        b"<P2P/>",
        b"<other/>",
        b"",
        hostile.LAUGHS,
    ],
)
def test_clients_servers_and_bombs_are_refused_under_the_veil(xml: bytes) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        baichuan.parse(udp(xml))


def test_a_wrong_check_sum_is_refused() -> None:
    data = udp(REPLY)
    with pytest.raises(ValueError, match="check sum"):
        baichuan.parse(data[:-1] + bytes([data[-1] ^ 1]))


def xored(body: bytes, offset: int) -> bytes:
    key = bytes.fromhex("1f2d3c4b5a6978ff")
    return bytes(byte ^ key[(at + offset) % 8] ^ (offset & 0xFF) for at, byte in enumerate(body))


def test_the_answer_before_a_login_is_recognised_and_its_nonce_kept_in() -> None:
    for body in (UPGRADE, xored(UPGRADE, 0x01000000)):
        data = tcp(1, b"\x01\xdd\x14\x66", body)
        assert baichuan.detect(data)
        assert baichuan.parse(data) == {"message": "1"}


@pytest.mark.parametrize("body", [VERSION, xored(VERSION, 0x01000000)])
def test_a_version_is_read_clear_and_under_the_constant_veil(body: bytes) -> None:
    assert baichuan.parse(tcp(80, OK, body)) == {
        "message": "80",
        "status": "200",
        "name": "Cammy02",
        "model": "E1",
        "serial": "00000000000001",
        "hardware": "IPC_517SD5",
        "firmware": "v2.0.0.587_19110800",
        "build": "build 19110800",
    }


def test_the_veil_turns_with_its_offset() -> None:
    data = bytearray(tcp(80, OK, xored(VERSION, 0x0000002B)))
    data[12:16] = b"\x2b\0\0\0"
    assert baichuan.parse(bytes(data))["model"] == "E1"


def test_a_device_info_tells_kind_and_channels() -> None:
    assert baichuan.parse(tcp(1, OK, DEVICE)) == {
        "message": "1",
        "status": "200",
        "device_type": "wifi_solo_ipc",
        "device_class": "IPC",
        "channels": "1",
    }


def test_what_is_encrypted_stays_unread() -> None:
    assert baichuan.parse(tcp(80, OK, bytes(range(256)))) == {"message": "80", "status": "200"}


@pytest.mark.parametrize(
    "data",
    [
        tcp(1, b"\x01\xdc\x14\x65", b"5D41402A" * 8),  # a login of old, with its hashes
        tcp(1, b"\x01\xdc\x14\x66", b""),
        tcp(1, b"\x00\x00\x14\x64" + bytes(4), b"<?xml version='1.0'?><body><LoginUser/></body>"),
        tcp(1, b"\xc8\x00\x99\x99" + bytes(4), b""),
    ],
)
def test_requests_and_unknown_classes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a Baichuan reply"):
        baichuan.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    for packet in (PACKET, udp(REPLY, 7), tcp(80, OK, VERSION), tcp(1, b"\x01\xdd\x14\x66", UPGRADE)):
        hostile.refuses_every_cut(baichuan.parse, packet)
        hostile.refuses_junk(baichuan.parse, packet)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert baichuan.search() == bytes.fromhex("aaaa0000")
    assert recognise.recognise(baichuan.search()) is None
