"""TP-Link's discovery: JSON behind a header, or veiled."""

from __future__ import annotations

import json
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from tests.cases import makers
from tests.cases.messages import SECRET, USER
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, tplink

RESULT = json.dumps(
    {
        "error_code": 0,
        "result": {
            "device_id": "0000000000000000000000000000ABCD",
            "device_model": "C210",
            "device_name": "Hall",
            "device_type": "SMART.IPCAMERA",
            "encrypt_info": {"data": "AAAA", "key": "geheim", "sym_schm": "AES"},
            "encrypt_type": ["3"],
            "factory_default": False,
            "firmware_version": "1.4.3 Build 241010 Rel.33858n",
            "hardware_version": "2.0",
            "ip": "192.0.2.123",
            "mac": "40-AE-30-00-00-01",
            "mgt_encrypt_schm": {"is_support_https": True, "http_port": 443},
            "owner": "5D41402ABC4B2A76B9719D911017C592",
        },
    }
).encode()

SYSTEM = json.dumps(
    {
        "system": {
            "get_sysinfo": {
                "err_code": 0,
                "system": {
                    "alias": "Yard",
                    "dev_name": "Kasa Spot, 24/7 Recording",
                    "deviceId": "000000000000000000000000000000000000ABCD",
                    "hw_ver": "4.0",
                    "latitude": 0,
                    "mac": "74:FE:CE:00:00:01",
                    "model": "EC60(US)",
                    "sw_ver": "2.3.22 Build 20230731 rel.69808",
                    "type": "IOT.IPCAMERA",
                },
            }
        }
    }
).encode()


def veiled(clear: bytes) -> bytes:
    sent, last = bytearray(), 0xAB
    for byte in clear:
        last ^= byte
        sent.append(last)
    return bytes(sent)


PACKET = (
    bytes.fromhex("02 00 0001") + len(RESULT).to_bytes(2, "big") + bytes.fromhex("01 00 00000000 463cb5d3") + RESULT
)


@pytest.mark.parametrize("data", [PACKET, RESULT])
def test_a_tapo_camera_is_read(data: bytes) -> None:
    assert tplink.detect(data)
    found = tplink.parse(data)
    assert found == {
        "mac": "40:ae:30:00:00:01",
        "ip": "192.0.2.123",
        "name": "Hall",
        "model": "C210",
        "device_type": "SMART.IPCAMERA",
        "firmware": "1.4.3 Build 241010 Rel.33858n",
        "hardware": "2.0",
        "uid": "0000000000000000000000000000ABCD",
        "http_port": "443",
    }
    assert not any(secret in " ".join(found.values()) for secret in ("geheim", "5D41402A"))


@pytest.mark.parametrize("data", [veiled(SYSTEM), SYSTEM])
def test_a_kasa_camera_is_read(data: bytes) -> None:
    assert tplink.detect(data)
    assert tplink.parse(data) == {
        "mac": "74:fe:ce:00:00:01",
        "name": "Yard",
        "product": "Kasa Spot, 24/7 Recording",
        "model": "EC60(US)",
        "device_type": "IOT.IPCAMERA",
        "firmware": "2.3.22 Build 20230731 rel.69808",
        "hardware": "4.0",
        "uid": "000000000000000000000000000000000000ABCD",
    }


def test_a_plug_is_read_one_level_up() -> None:
    plug = (
        b'{"system":{"get_sysinfo":{"mac":"50:C7:BF:00:00:01","mic_type":"IOT.SMARTPLUGSWITCH","model":"HS110(EU)"}}}'
    )
    assert tplink.parse(veiled(plug))["device_type"] == "IOT.SMARTPLUGSWITCH"


@pytest.mark.parametrize(
    "data",
    [
        bytes.fromhex("020000010000000000000000463cb5d3"),
        PACKET[:16] + b'{"params":{"rsa_key":"-----BEGIN PUBLIC KEY-----"}}',
        veiled(b'{"system":{"get_sysinfo":null}}'),
        veiled(b'{"system":{"get_sysinfo":{"err_code":-1}}}'),
        veiled(b'{"a":' * 10_000),
        b'{"result":{"mac":"40-AE-30-00-00-01"}}',
    ],
)
def test_requests_and_answers_about_no_device_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a TP-Link reply|nested"):
        tplink.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(tplink.parse, PACKET)
    hostile.refuses_every_cut(tplink.parse, veiled(SYSTEM))
    hostile.refuses_junk(tplink.parse, PACKET)
    hostile.refuses_junk(tplink.parse, veiled(SYSTEM))


def test_the_search_is_as_described_and_no_reply() -> None:
    search = tplink.search(0x01020304)
    head, body = search[:16], search[16:]
    assert head[:4] == bytes.fromhex("02000001")
    assert int.from_bytes(head[4:6], "big") == len(body)
    assert head[6:12] == bytes.fromhex("1100 01020304")
    assert int.from_bytes(head[12:], "big") == zlib.crc32(head[:12] + bytes.fromhex("5a6b7c8d") + body)
    key = load_pem_public_key(json.loads(body)["params"]["rsa_key"].encode())
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048
    assert recognise.recognise(search) is None


def test_the_check_sum_is_that_of_the_known_search_without_a_key() -> None:
    known = bytes.fromhex("020000010000000000000000463cb5d3")
    assert int.from_bytes(known[12:], "big") == zlib.crc32(known[:12] + bytes.fromhex("5a6b7c8d"))


def test_the_veiled_search_is_as_described_and_no_reply() -> None:
    search = tplink.search_kasa()
    clear = bytes(one ^ before for one, before in zip(search, b"\xab" + search[:-1], strict=True))
    assert json.loads(clear) == {"system": {"get_sysinfo": None}}
    assert recognise.recognise(search) is None


@pytest.mark.parametrize(
    "data",
    [
        makers.tp_link("02:00:5e:07:00:71", "10.0.7.71"),
        makers.tp_link("02:00:5e:07:00:71", "10.0.7.71")[16:],
        makers.kasa("02:00:5e:07:00:71"),
    ],
)
def test_of_account_key_and_place_nothing_is_kept(data: bytes) -> None:
    kept = tplink.public(data)
    assert tplink.parse(kept) == tplink.parse(data)
    assert tplink.public(kept) == kept
    assert not any(word in kept for word in (b"51.5", b"5D41402A", SECRET.encode(), USER.encode()))
