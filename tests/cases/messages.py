"""What made-up cameras, an office PC, a switch and servers say, as bytes: the payloads of the captures of these cases.

Everything here is invented, addresses are of no network, and the secrets are literals that must come out nowhere.
"""

from __future__ import annotations

import base64
import struct

from tests.packets import ip, mac

SECRET = "S3cr3t"  # noqa: S105  # nobody's
"""Stands in addresses, headers and forms."""
USER = "watcher"

CERTIFICATE = base64.b64decode(
    "MIIBYjCCAQegAwIBAgIBIjAKBggqhkjOPQQDAjAqMQ4wDAYDVQQKDAVEYWh1YTEYMBYGA1UEAwwPN0swMDAyMlBBRzBEQTIyMB4X"
    "DTI0MDEwMTAwMDAwMFoXDTM0MDEwMTAwMDAwMFowKjEOMAwGA1UECgwFRGFodWExGDAWBgNVBAMMDzdLMDAwMjJQQUcwREEyMjBZ"
    "MBMGByqGSM49AgEGCCqGSM49AwEHA0IABJRkcIiBns/dt8hjIV3+GgJr2ErB+f7m7p98mxdyXtswsN0cmsDQinVvfJ9v0HiHMv1+"
    "SN0p4Jg8OX+xQbyhC6qjHjAcMBoGA1UdEQQTMBGCDzdrMDAwMjJwYWcwZGEyMjAKBggqhkjOPQQDAgNJADBGAiEA3JVPAgNixs4S"
    "C/PUUTw2KYtWtxpL0xQaH7GaZSyHCvACIQD/Yy0FRxz7d6mzP5qWUz8Btgyzl97vGgK151Qb5gwfuA=="
)
"""Of nobody: made once for these cases, serial number 0x22, signed by itself; its key was thrown away."""


def sized(width: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return len(body).to_bytes(width, "big") + body


# --- addresses -------------------------------------------------------------------------------------------------------


def dhcp(
    kind: int,
    owner: str,
    *options: tuple[int, bytes],
    op: int = 1,
    given: str = "0.0.0.0",  # noqa: S104  # none
) -> bytes:
    """DHCP; `given` is the address that the client gets."""
    head = bytes([op, 1, 6, 0]) + bytes.fromhex("3903f326") + bytes(8) + ip(given) + bytes(8)
    told = b"".join(bytes([code]) + sized(1, value) for code, value in ((53, bytes([kind])), *options))
    return head + mac(owner).ljust(16, b"\0") + bytes(192) + b"\x63\x82\x53\x63" + told + b"\xff"


def dhcp_v6(kind: int, owner: str, *options: tuple[int, bytes]) -> bytes:
    given = ((1, bytes.fromhex("00030001") + mac(owner)), *options)
    return bytes([kind, 1, 2, 3]) + b"".join(struct.pack(">H", code) + sized(2, value) for code, value in given)


def lease_v6(address: str, seconds: int) -> bytes:
    """The content of an IA_NA that gives one address."""
    inner = ip(address) + struct.pack(">II", seconds // 2, seconds)
    return bytes(12) + struct.pack(">H", 5) + sized(2, inner)


def advertised(address: str, owner: str) -> bytes:
    """Of neighbour discovery: this is my address."""
    return b"\x88\0\0\0\x60\0\0\0" + ip(address) + b"\2\1" + mac(owner)


def asked_for(address: str, owner: str) -> bytes:
    return b"\x87\0\0\0\0\0\0\0" + ip(address) + b"\1\1" + mac(owner)


# --- searches --------------------------------------------------------------------------------------------------------


def sadp(model: str, serial: str, firmware: str, owner: str, address: str) -> bytes:
    said = {
        "Uuid": "13A888A9-F1B1-4020-AE9F-05607682D221", "Types": "inquiry", "DeviceType": "135430",
        "DeviceDescription": model, "DeviceSN": serial, "CommandPort": "8000", "HttpPort": "80",
        "MAC": owner.replace(":", "-"), "IPv4Address": address, "IPv4SubnetMask": "255.255.255.0",
        "SoftwareVersion": firmware, "Activated": "true",
    }  # fmt: skip
    inner = "".join(f"<{name}>{value}</{name}>\r\n" for name, value in said.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\r\n<ProbeMatch>{inner}</ProbeMatch>\r\n'.encode()


def dhip(model: str, serial: str, firmware: str, owner: str, address: str) -> bytes:
    body = (
        f'{{"mac":"{owner}","method":"client.notifyDevInfo","params":{{"deviceInfo":{{"DeviceClass":"IPC",'
        f'"DeviceType":"{model}","HttpPort":80,"IPv4Address":{{"DhcpEnable":true,"IPAddress":"{address}"}},'
        f'"Port":37777,"SerialNo":"{serial}","Vendor":"Dahua","Version":"{firmware}"}}}}}}\n'
    ).encode()
    size = struct.pack("<I", len(body))
    return b"\x20\0\0\0DHIP" + bytes(8) + size + bytes(4) + size + bytes(4) + body


def onvif(model: str, number: str, address: str, scopes: int) -> bytes:
    """An answer of WS-Discovery; with enough scopes it takes several packets."""
    places = " ".join(f"onvif://www.onvif.org/location/room{room}" for room in range(scopes))
    return (
        '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
        ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>'
        "<a:MessageID>urn:uuid:0a6dc791-2be6-4991-9af1-454778a10001</a:MessageID>"
        "<a:RelatesTo>urn:uuid:0a6dc791-2be6-4991-9af1-454778a10002</a:RelatesTo></s:Header><s:Body><d:ProbeMatches>"
        f"<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:{number}</a:Address></a:EndpointReference>"
        "<d:Types>dn:NetworkVideoTransmitter</d:Types>"
        f"<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/hardware/{model} {places}</d:Scopes>"
        f"<d:XAddrs>http://{address}/onvif/device_service</d:XAddrs><d:MetadataVersion>10</d:MetadataVersion>"
        "</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


def ssdp(server: str, location: str, state: str = "alive") -> bytes:
    """An announcement; in the state ``byebye`` it takes its leave."""
    return (
        "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=1800\r\n"
        f"LOCATION: {location}\r\nNT: upnp:rootdevice\r\nNTS: ssdp:{state}\r\nSERVER: {server}\r\n"
        "USN: uuid:0badc0de-0000-1000-8000-4419b6010221::upnp:rootdevice\r\n\r\n"
    ).encode()


def labels(name: str) -> bytes:
    return b"".join(sized(1, part.encode()) for part in name.split(".")) + b"\0"


def record(owner: bytes, kind: int, data: bytes) -> bytes:
    return owner + struct.pack(">HHI", kind, 1, 120) + sized(2, data)


def mdns(instance: str, service: str, host: str, address: str, text: str) -> bytes:
    """An answer: the service, where it is, what is said of it, and the host's address."""
    own = sized(1, instance.encode()) + labels(service)
    records = [
        record(labels(service), 12, own),
        record(own, 33, struct.pack(">HHH", 0, 0, 80) + labels(host)),
        record(own, 16, sized(1, text.encode())),
        record(labels(host), 1, ip(address)),
    ]
    return struct.pack(">HHHHHH", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def asks(number: int, name: str, kind: int = 1) -> bytes:
    """A question of DNS."""
    return struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + labels(name) + struct.pack(">HH", kind, 1)


def answers(number: int, name: str, address: str, alias: str = "") -> bytes:
    """An answer of DNS; with an alias the address is that one's."""
    owner, records = b"\xc0\x0c", []
    if alias:
        records.append(record(owner, 5, labels(alias)))
        owner = labels(alias)
    kind = 28 if ":" in address else 1
    records.append(record(owner, kind, ip(address)))
    head = struct.pack(">HHHHHH", number, 0x8180, 1, len(records), 0, 0)
    return head + labels(name) + struct.pack(">HH", kind, 1) + b"".join(records)


# --- management ------------------------------------------------------------------------------------------------------


def _ber(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    assert len(body) < 256
    return bytes([kind]) + (sized(1, body) if len(body) < 128 else b"\x81" + sized(1, body))


def snmp(description: str) -> bytes:
    """An answer with sysDescr; its community is a secret."""
    value = _ber(0x30, _ber(6, bytes.fromhex("2b06010201010100")), _ber(4, description.encode()))
    pdu = _ber(0xA2, _ber(2, b"\7"), _ber(2, b"\0"), _ber(2, b"\0"), _ber(0x30, value))
    return _ber(0x30, _ber(2, b"\1"), _ber(4, SECRET.encode()), pdu)


def lldp(owner: str, name: str, maker: str, model: str, serial: str, software: str) -> bytes:
    """A camera with its inventory (LLDP-MED)."""

    def element(kind: int, value: bytes) -> bytes:
        return struct.pack(">H", kind << 9 | len(value)) + value

    def med(kind: int, value: bytes) -> bytes:
        return element(127, bytes.fromhex("0012bb") + bytes([kind]) + value)

    parts = [element(1, b"\4" + mac(owner)), element(2, b"\5eth0"), element(3, b"\0\x78")]
    parts += [element(5, name.encode()), element(7, b"\0\x80\0\x80"), med(1, b"\0\x21\2"), med(7, software.encode())]
    parts += [med(8, serial.encode()), med(9, maker.encode()), med(10, model.encode())]
    parts.append(element(127, bytes.fromhex("0080c2") + b"\1\0\x46"))
    return b"".join(parts) + element(0, b"")


def cdp(name: str, platform: str, address: str, port: str, abilities: int = 0x28) -> bytes:
    """A switch, if nothing else is said."""

    def element(kind: int, value: bytes) -> bytes:
        return struct.pack(">HH", kind, 4 + len(value)) + value

    return b"\2\xb4\x12\x34" + b"".join(
        [
            element(1, name.encode()),
            element(2, struct.pack(">I", 1) + b"\1\1\xcc\0\4" + ip(address)),
            element(3, port.encode()),
            element(4, struct.pack(">I", abilities)),
            element(5, b"Version 15.2"),
            element(6, platform.encode()),
            element(0x0A, b"\0\x46"),
        ]
    )


def stun(software: str) -> bytes:
    told = software.encode()
    attribute = struct.pack(">HH", 0x8022, len(told)) + told + bytes(-len(told) % 4)
    return struct.pack(">HH", 1, len(attribute)) + bytes.fromhex("2112a442") + b"camcensus-07" + attribute


def sip(method: str, address: str, agent: str) -> bytes:
    """A door station announces itself to its exchange."""
    digest = f'Digest username="{USER}", realm="exchange", nonce="1", uri="sip:{address}", response="{SECRET}"'
    return (
        f"{method} sip:{USER}@{address} SIP/2.0\r\nVia: SIP/2.0/UDP {address}:5060;branch=z9hG4bK7\r\n"
        f"From: <sip:{USER}@{address}>;tag=7\r\nTo: <sip:{USER}@{address}>\r\nCall-ID: 7\r\nCSeq: 1 {method}\r\n"
        f"Authorization: {digest}\r\nUser-Agent: {agent}\r\nContent-Length: 0\r\n\r\n"
    ).encode()


def rtcp(source: int, tool: str) -> bytes:
    """A sender's report and its tool (RFC 3550, sections 6.4.1 and 6.5); the name of who it is stands there, too."""
    report = struct.pack(">BBHIQIII", 0x80, 200, 6, source, 0, 0, 12, 7_200)
    named = b"".join(bytes([kind]) + sized(1, text.encode()) for kind, text in ((1, f"{USER}@10.0.7.24"), (6, tool)))
    chunk = struct.pack(">I", source) + named + b"\0"
    chunk += bytes(-len(chunk) % 4)
    return report + struct.pack(">BBH", 0x81, 202, len(chunk) // 4) + chunk


# --- streams ---------------------------------------------------------------------------------------------------------


def rtp(turn: int, source: int, size: int = 600) -> bytes:
    """A packet of video."""
    return struct.pack(">BBHII", 0x80, 96, turn, turn * 3_600, source) + bytes(turn + at & 255 for at in range(size))


def rtsp(method: str, address: str, number: int, *headers: str) -> bytes:
    lines = [f"{method} {address} RTSP/1.0", f"CSeq: {number}", "User-Agent: RecorderClient/3.1", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def rtsp_answer(status: str, number: int, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"RTSP/1.0 {status}", f"CSeq: {number}", "Server: Rtsp Server/2.0", *headers]
    lines += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"] if body else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


SDP = (
    b"v=0\r\no=- 1 1 IN IP4 10.0.7.22\r\ns=Media Server\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
    b"a=packetization-supported:DH\r\nm=video 0 RTP/AVP 96\r\na=control:trackID=0\r\na=rtpmap:96 H265/90000\r\n"
)


def page(server: str, body: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nServer: {server}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def _handshake(kind: int, *parts: bytes) -> bytes:
    return bytes([kind]) + sized(3, *parts)


def _tls(*messages: bytes) -> bytes:
    return b"\x16\3\3" + sized(2, *messages)


def client_hello(name: str) -> bytes:
    named = struct.pack(">H", 0) + sized(2, sized(2, b"\0" + sized(2, name.encode())))
    newest = struct.pack(">H", 43) + sized(2, sized(1, b"\3\4"))
    body = b"\3\3" + bytes(32) + sized(1) + sized(2, b"\x13\1\xc0\x2b") + sized(1, b"\0") + sized(2, named, newest)
    return _tls(_handshake(1, body))


def server_hello(certificate: bytes | None) -> bytes:
    """Of TLS 1.2 with the certificate, of TLS 1.3 without: there it is encrypted."""
    if certificate is None:
        chosen = struct.pack(">H", 43) + sized(2, b"\3\4")
        return _tls(_handshake(2, b"\3\3", bytes(32), sized(1), b"\x13\1\0", sized(2, chosen)))
    hello = _handshake(2, b"\3\3", bytes(32), sized(1), b"\xc0\x2b\0", sized(2))
    return _tls(hello) + _tls(_handshake(11, sized(3, sized(3, certificate)))) + _tls(_handshake(14))
