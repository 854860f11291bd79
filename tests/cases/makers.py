"""What cameras answer to the searches of their makers' own tools, and say to their makers' servers, as bytes.

Layouts: those that the modules of `camcensus.wire.discovery` describe. Everything told is invented.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping

from tests.cases.messages import SECRET, USER, sized
from tests.packets import ip, mac

MASK, GATE = "255.255.255.0", "10.0.7.1"


def padded(text: str, width: int) -> bytes:
    return text.encode().ljust(width, b"\0")


def dahua1(owner: str, address: str) -> bytes:
    """The older search: a block, Ethernet address and model, lines of text."""
    second = owner.encode() + b"DH-IPC-HFW1100\0"
    third = b"Name:yard\r\nDevice:IPC\r\nIPv6Addr:\r\nSerialNo:TZC1LA31W00071\r\n"
    block = bytearray(120)
    block[0], block[4], block[16] = 0xB3, 0x58, 2
    block[2:4], block[20:22] = struct.pack("<H", len(second)), struct.pack("<H", len(third))
    block[40:72] = padded("IPC", 16) + ip(address) + ip(MASK) + ip(GATE) + ip(GATE)
    block[98:100] = struct.pack("<H", 37_777)
    return bytes(block) + second + third


def xiongmai(owner: str, address: str) -> bytes:
    told = {
        "MAC": owner, "SN": "5f3c1e0a99bd0071", "HostName": "LocalHost", "HostIP": _backwards(address),
        "Submask": _backwards(MASK), "GateWay": _backwards(GATE), "TCPPort": 34_567, "HttpPort": 80, "ChannelNum": 4,
        "DeviceType": 1, "BuildDate": "2023-06-30 10:00:00", "Password": SECRET,
    }  # fmt: skip
    body = json.dumps({"NetWork.NetCommon": told, "Ret": 100, "SessionID": "0x0"}).encode() + b"\n\0"
    return b"\xff\1\0\0" + bytes(10) + struct.pack("<HI", 1_531, len(body)) + body


def _backwards(address: str) -> str:
    return f"0x{ip(address)[::-1].hex().upper()}"


def baichuan(owner: str, address: str) -> bytes:
    """Reolink's answer to a search: 388 bytes."""
    head = bytes(50) + bytes.fromhex("0102010010000001") + padded("IPC", 22) + mac(owner) + bytes(18) + b"\xaa\xaa\0\0"
    place = padded(address, 20) + struct.pack("<I", 9_000)
    return head + place + padded("yard", 32) + padded(owner.upper(), 64) + padded("952700071AGAK071", 160)


_VEIL = (0x1F2D3C4B, 0x5A6C7F8D, 0x38172E4B, 0x8271635A, 0x863F1A2B, 0xA5C6F7D8, 0x8371E1B4, 0x17F2D3A5)


def baichuan_p2p(message: str, **said: str) -> bytes:
    """To or from Reolink's servers: XML under its veil."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    text = f"<P2P>\n<{message}>\n{inner}\n</{message}>\n</P2P>\n".encode()
    number = 7
    stream = b"".join(struct.pack("<I", (word + number) & 0xFFFFFFFF) for word in _VEIL) * (len(text) // 32 + 1)
    veiled = bytes(one ^ mask for one, mask in zip(text, stream, strict=False))
    check = zlib.crc32(veiled, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return b"\x3a\xcf\x87\x2a" + struct.pack("<IIII", len(veiled), 1, number, check) + veiled


def hanwha(owner: str, address: str) -> bytes:
    texts = padded(owner.upper(), 18) + padded(address, 16) + padded(MASK, 16) + padded(GATE, 16)
    head = b"\x0b" + bytes(18) + texts + bytes(24) + padded("XNV-6080R", 10) + bytes(14)
    return (head + padded(f"http://{address}/index.html", 39)).ljust(262, b"\0")


def bosch(owner: str, address: str) -> bytes:
    """The longer form, with a key that is nobody's business."""
    said = {
        "friendlyName": "FLEXIDOME IP 5000", "unitName": "yard", "deviceGUID": "0000000071",
        "serialNumber": "04449071:00000071", "physAddress": owner.replace(":", "-"), "sessionKey": SECRET,
        "unitIPAddress": address, "unitSubnetMask": MASK, "RCPPort": "1756", "HTTPPort": "80", "HTTPSPort": "443",
    }  # fmt: skip
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    head = '<?xml version="1.0" encoding="UTF-8"?><root xmlns="OEMExt00:device-1-0">'
    return f"{head}<device>{inner}</device></root>".encode()


def sony(owner: str, address: str) -> bytes:
    said = {
        "MAC": owner.upper().replace(":", "-"), "INFO": "Network Camera", "MODEL": "SNC-VB640", "SERIAL": "0000071",
        "SOFTVERSION": "2.7.0", "IPADR": address, "MASK": MASK, "GATEWAY": GATE, "WEBPORT": "80",
    }  # fmt: skip
    return b"\x02" + b"".join(f"{name}:{value}".encode() + b"\xff" for name, value in said.items()) + b"\x03"


def panasonic(owner: str, address: str, asker: str, asker_address: str) -> bytes:
    fields: Mapping[int, bytes] = {
        0x20: ip(address), 0x21: ip(MASK), 0x22: ip(GATE), 0x25: struct.pack(">H", 80),
        0xA7: padded("WV-X22700-V2L", 16), 0xA8: padded("X22700-V2L", 16), 0xA9: padded("3.67", 16),
        0xD1: padded("XBV00071", 16),
    }  # fmt: skip
    body = b"".join(struct.pack(">H", kind) + sized(2, value) for kind, value in fields.items())
    ends = mac(owner) + mac(asker) + ip(asker_address)
    constant = bytes.fromhex("000020111e11231f1e191300000202 02") + bytes(10)
    packet = b"\0\1" + struct.pack(">H", len(body)) + b"\0\x0e" + ends + constant + body + b"\xff\xff"
    return packet + struct.pack(">H", (sum(packet) + 1) & 0xFFFF)


def vivotek(owner: str, address: str) -> bytes:
    fields = {1: b"IP8131 yard", 2: mac(owner), 3: ip(address), 9: b"IP8131"}
    told = b"".join(bytes([kind]) + sized(1, value) for kind, value in fields.items())
    return b"\x07\x4a\x5d\x8f\x1c" + told


def foscam(owner: str, address: str) -> bytes:
    places = ip(address) + ip(MASK) + ip(GATE) + ip(GATE)
    block = padded(owner.replace(":", "").upper(), 13) + padded("yard", 21) + places + bytes([7, 0, 0, 0])
    block += bytes([11, 37, 2, 49, 2, 4, 10, 11]) + struct.pack(">HB", 80, 1)
    return b"MO_I" + struct.pack("<H", 1) + bytes(9) + struct.pack("<II", len(block), len(block)) + block


def vstarcam(owner: str, address: str) -> bytes:
    """User and password stand at its end."""
    places = b"".join(padded(one, 16) for one in (address, MASK, GATE, GATE, GATE))
    names = mac(owner) + struct.pack("<H", 81) + padded("VSTC000071ABCDE", 32) + padded("yard", 32)
    versions = padded("48.53.64.71", 16) + padded("1.0.0.7", 16)
    return b"\x44\x48\x01\x08" + places + names + bytes(48) + versions + padded(USER, 32) + padded(SECRET, 32)


def ubiquiti(owner: str, address: str) -> bytes:
    fields = {
        0x02: mac(owner) + ip(address), 0x01: mac(owner), 0x0A: struct.pack(">I", 86_400), 0x0B: b"yard",
        0x0C: b"UVC G4 Pro", 0x03: b"UVC.S5L.v4.46.18.67.ceacbaa.211202.1017",
    }  # fmt: skip
    return b"\1\0" + sized(2, *(bytes([kind]) + sized(2, value) for kind, value in fields.items()))


def tp_link(owner: str, address: str) -> bytes:
    """What a camera of Tapo answers; its owner's account and a key are in it."""
    told = {
        "device_id": "0" * 30 + "71", "device_model": "C210", "device_name": "yard", "device_type": "SMART.IPCAMERA",
        "encrypt_info": {"data": "AAAA", "key": SECRET, "sym_schm": "AES"}, "encrypt_type": ["3"],
        "firmware_version": "1.4.3 Build 241010 Rel.33858n", "hardware_version": "2.0", "ip": address,
        "mac": owner.upper().replace(":", "-"), "mgt_encrypt_schm": {"http_port": 443},
        "owner": "5D41402ABC4B2A76B9719D911017C592",
    }  # fmt: skip
    body = json.dumps({"error_code": 0, "result": told}).encode()
    head = b"\2\0\0\1" + struct.pack(">H", len(body)) + b"\x11\0" + struct.pack(">I", 7)
    return head + struct.pack(">I", zlib.crc32(head + b"\x5a\x6b\x7c\x8d" + body)) + body


def kasa(owner: str) -> bytes:
    """What an older camera of TP-Link answers, veiled; where it hangs is in it."""
    told = {
        "alias": "yard", "dev_name": "Kasa Spot, 24/7 Recording", "deviceId": "0" * 38 + "71", "hw_ver": "4.0",
        "latitude": 51.5, "mac": owner.upper(), "model": "EC60(US)", "sw_ver": "2.3.22 Build 20230731 rel.69808",
        "type": "IOT.IPCAMERA",
    }  # fmt: skip
    before, veiled = 0xAB, bytearray()
    for byte in json.dumps({"system": {"get_sysinfo": {"err_code": 0, "system": told}}}).encode().replace(b": ", b":"):
        before ^= byte
        veiled.append(before)
    return bytes(veiled)


def nice(owner: str, address: str) -> bytes:
    places = mac(owner) + ip(address) + ip(MASK) + ip(GATE) + bytes(2)
    return (
        b"NICE\0\1"
        + bytes.fromhex("81080050")
        + places
        + bytes.fromhex("0003000100000007")
        + bytes(36)
        + padded("NVE1008", 16)
    )


def vision_360(owner: str) -> bytes:
    return f"DISCOVER TYPE=IPDOME KEY='{owner}' ID=2210376971\n".encode()


def tvt(owner: str, address: str) -> bytes:
    said = {
        "activateStatus": "ACTIVATED", "ip": address, "port": "9008", "httpPort": "80", "mac": owner,
        "protocolType": "TVT_IPCAMERA", "manufacturer": "TVT", "productModel": "TD-9441S3", "serialNum": "N071",
        "password": SECRET,
    }  # fmt: skip
    return ("<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in said.items()) + "</item>").encode()


def dh_p2p(serial: str) -> bytes:
    """A camera of Dahua calls its maker's service that leads around routers."""
    return (
        f"DHGET /online/p2psrv/{serial} HTTP/1.1\r\nCSeq: 7\r\n"
        f'X-WSSE: UsernameToken Username="{USER}", PasswordDigest="{SECRET}", Nonce="1", Created="2026"\r\n\r\n'
    ).encode()
