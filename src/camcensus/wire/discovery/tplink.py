"""TP-Link (Tapo, VIGI, Kasa): JSON, over UDP port 20002 or 9999.

Asked on port 20002 by a header and a public key as JSON, ``{"params":{"rsa_key":".."}}``. Older devices also answer
the header alone, ``02 00 00 01 00 00 00 00 00 00 00 00 46 3c b5 d3``; cameras do not, and it silenced a hub for a
while, so it is not sent. Asked on port 9999 by ``{"system":{"get_sysinfo":null}}``, veiled.

======  =====  ===============================================================
offset  bytes  port 20002, big-endian
======  =====  ===============================================================
0       2      version 2, kind of message (0 in a search)
2       2      operation: 1 is a search
4       2      length of the JSON
6       2      flags (``11`` with a key), padding
8       4      number of the request
12      4      check sum: CRC-32 of all with ``5a 6b 7c 8d`` in its place; not
               required of answers
16      ..     JSON; in an answer ``{"error_code": 0, "result": {...}}``
======  =====  ===============================================================

Part of ``result`` may be encrypted for who asked; what names the device is clear. From port 9999 the JSON alone comes,
veiled: each byte xor the one before it as it was sent, the first xor ``ab``. Cameras put ``system`` into
``get_sysinfo`` once more. The JSON without header or veil is read as well: captures and logs hold it so.

``device_type`` tells cameras from plugs: ``SMART.IPCAMERA``, ``SMART.TAPODOORBELL``, ``IOT.IPCAMERA``. Account
(``owner``), place and keys stay where they are. A key of its own: ``product`` (``dev_name``).

Source: python-kasa/python-kasa, kasa/discover.py (`_AesDiscoveryQuery`, pull requests 1168 and 1207) and tests/fixtures
(smartcam/C210(EU)_2.0_1.4.3.json, iotcam/EC60(US)_4.0_2.3.22.json, real devices). The layout of the header is that of
requests; answers were not seen raw.
"""

from __future__ import annotations

import re
import zlib

from camcensus.wire.discovery import parts

_PROTOCOL = "TP-Link"
_VEILED = b"\xd0\xf2"
"""``{"`` under the veil."""
_UNCHECKED = b"\x5a\x6b\x7c\x8d"
_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoqYCiN8PsONz4pl7W0Ui
hXJNxCzx0ppi/M8gIuToLU+mmF36OMD7lUfw7rrWkQqCN6KchvRH6Yea0sAp5Tci
fac9mNYjRaGT3Uf6krE68shFBC0QkrOAY0Oxi8/Ne4WrKGweNpCF3I2HbIDXVsu6
TXluGaWFF/EEi0X5wIxNvHZOCVAaprinKlo/rrwAtax3rMnzmaK1QK4FA8CsG45g
Ve2zbKb0qbNo4BRqWpuVs72n95W1mifRRUVeUB7eX8iG3954xOUWFtFdYst17O+S
r7n1kPO3wEgEcAcTLbxHP6Vm66l7WBw3udrBbdeRSxBlEv0IMEq3DcoV7m5aDfzf
VwIDAQAB
-----END PUBLIC KEY-----
"""
"""A public key without a private one: that was thrown away, so that nobody can read what devices encrypt for it."""


_HEADER = 16
_PRIVATE = re.compile(
    rb'("(?:owner|key|(?:latitude|longitude)(?:_i)?)"\s{0,8}:\s{0,8})("(?:[^"\\]|\\.)+"|-?[0-9][0-9.eE+-]{0,40})'
)


def public(data: bytes) -> bytes:
    """A reply as it may be kept: without account, keys and place.

    If anything is taken out what is left is JSON alone: veil and check sum were those of the whole.
    """
    if data[:1] == b"{":
        clear = data
    elif data[:1] == b"\x02":
        clear = data[_HEADER:]
    else:  # each byte is veiled by the one before it
        clear = bytes(byte ^ before for byte, before in zip(data, b"\xab" + data, strict=False))
    kept, removed = _PRIVATE.subn(rb'\1""', clear)
    return kept if removed else data


def search(number: int) -> bytes:
    """The message that asks who is there, to UDP port 20002. `number`, 0 to 2**32 - 1, tells requests apart."""
    body = b'{"params":{"rsa_key":"' + _KEY.encode().replace(b"\n", b"\\n") + b'"}}'
    head = b"\x02\x00\x00\x01" + len(body).to_bytes(2, "big") + b"\x11\x00" + number.to_bytes(4, "big")
    check = zlib.crc32(head + _UNCHECKED + body)
    return head + check.to_bytes(4, "big") + body


def search_kasa() -> bytes:
    """The message that asks who is there, to UDP port 9999: ``{"system":{"get_sysinfo":null}}``, veiled."""
    veiled, before = bytearray(), 0xAB
    for byte in b'{"system":{"get_sysinfo":null}}':
        before ^= byte
        veiled.append(before)
    return bytes(veiled)


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    if data[:1] == b"{":
        return b'"get_sysinfo"' in data[: parts.MAX_PACKET] or b'"device_type"' in data[: parts.MAX_PACKET]
    return data.startswith(_VEILED) or (data[:1] == b"\x02" and data[16:17] == b"{")


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"", 2)
    reply = parts.json_object(_body(data))
    if (found := parts.table(reply, "result")) and "device_type" in found:
        return _result(found)
    found = parts.table(reply, "system", "get_sysinfo")
    found = parts.table(found, "system") or found
    if {"mac", "mic_mac"} & set(found):
        return _system(found)
    raise ValueError("not a TP-Link reply: it tells of no device")


def _result(found: dict[str, object]) -> dict[str, str]:
    return parts.said(
        mac=parts.word(found, "mac"),
        ip=parts.word(found, "ip"),
        name=parts.word(found, "device_name"),
        model=parts.word(found, "device_model"),
        device_type=parts.word(found, "device_type"),
        firmware=parts.word(found, "firmware_version"),
        hardware=parts.word(found, "hardware_version", "hw_ver"),
        uid=parts.word(found, "device_id"),
        http_port=parts.word(parts.table(found, "mgt_encrypt_schm"), "http_port"),
    )


def _system(found: dict[str, object]) -> dict[str, str]:
    return parts.said(
        mac=parts.word(found, "mac", "mic_mac"),
        name=parts.word(found, "alias"),
        product=parts.word(found, "dev_name"),
        model=parts.word(found, "model"),
        device_type=parts.word(found, "type", "mic_type"),
        firmware=parts.word(found, "sw_ver"),
        hardware=parts.word(found, "hw_ver"),
        uid=parts.word(found, "deviceId"),
    )


def _body(data: bytes) -> bytes:
    if data[:1] == b"{":
        return data
    if data.startswith(_VEILED):
        before = b"\xab" + data[:-1]
        return (int.from_bytes(data, "big") ^ int.from_bytes(before, "big")).to_bytes(len(data), "big")
    if data[:1] == b"\x02" and data[16:17] == b"{":
        return data[16:]
    raise ValueError("not a TP-Link reply, or cut off")
