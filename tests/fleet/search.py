"""What devices answer over UDP when somebody looks for them, and which of the messages were no questions.

Layouts: ONVIF Core (WS-Discovery 1.0), UPnP Device Architecture 1.1, and the files named in
``facts/protocols.md``, section 1: julienblitte/UniversalScanner, doc/protocols.html; OpenIPC/python-dvr,
DeviceManager.py; aiodahua 0.5.0, discovery.py; python-kasa/python-kasa, kasa/discover.py.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

from tests.fleet.device import Device
from tests.fleet.layout import Layout
from tests.fleet.mdns import Announcer, questions
from tests.fleet.template import Template

SEARCH, WRITE, OTHER = "search", "write", "other"
"""A question; a message that may change something; anything else."""


class Search:
    """What stands behind a UDP port."""

    def __init__(
        self,
        kind: str,
        port: int,
        judge: Callable[[bytes], str],
        made: Callable[[bytes, Device], bytes],
        *,
        templates: Sequence[Template] = (),
        reply_port: int = 0,
        source: str = "",
    ) -> None:
        self.kind = kind
        self.port = port
        self.reply_port = reply_port
        """Where the answer goes; 0: to the port that asked."""
        self.source = source
        """The address it is sent from; empty: the device's own."""
        self._judge = judge
        self._made = made
        self._templates = tuple(templates)

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return self._templates

    def answer(self, device: Device, data: bytes) -> bytes:
        """The answer of a device; empty if it has none. It is counted what was asked."""
        meant = self._judge(data)
        device.counters.asked(f"UDP {self.port} {self.kind} {meant}")
        if meant == WRITE:
            device.counters.wrote(f"UDP {self.port} {self.kind}")
        return self._made(data, device) if meant == SEARCH else b""


def _between(data: bytes, pattern: bytes) -> str:
    found = re.search(pattern, data, re.IGNORECASE | re.DOTALL)
    return found[1].decode("utf-8", "replace").strip() if found is not None else ""


# WS-Discovery

_MATCH = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"'
    ' xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof"'
    ' xmlns:wprt="http://schemas.microsoft.com/windows/2006/08/wdp/print"'
    ' xmlns:pub="http://schemas.microsoft.com/windows/pub/2005/07"><SOAP-ENV:Header>'
    "<wsa:MessageID>urn:uuid:{uuid}</wsa:MessageID><wsa:RelatesTo>%asked</wsa:RelatesTo>"
    "<wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To>"
    "<wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action></SOAP-ENV:Header>"
    "<SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>%endpoint</wsa:Address>"
    "</wsa:EndpointReference><d:Types>%types</d:Types><d:Scopes>%scopes</d:Scopes><d:XAddrs>%xaddrs</d:XAddrs>"
    "<d:MetadataVersion>%version</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>"
)


def ws_discovery(
    *, endpoint: str, types: str, scopes: Sequence[str], xaddrs: str, version: str = "10", port: int = 3702
) -> Search:
    """Answers a Probe for one of its types, or for any."""
    text = _MATCH
    parts = {"endpoint": endpoint, "types": types, "scopes": " ".join(scopes), "xaddrs": xaddrs, "version": version}
    for name, part in parts.items():
        text = text.replace(f">%{name}<", f">{part}<")
    match = Template(text)
    own = {name.rpartition(":")[2] for name in types.split()}

    def made(data: bytes, device: Device) -> bytes:
        wanted = _between(data, rb"<(?:[\w.-]+:)?Types\b[^>]*>([^<]*)<")
        if wanted and not own & {name.rpartition(":")[2] for name in wanted.split()}:
            return b""
        asked = _between(data, rb"<(?:[\w.-]+:)?MessageID\b[^>]*>([^<]*)<")
        return match.data(device.values).replace(b"%asked", asked[:200].encode())

    def judge(data: bytes) -> str:
        return SEARCH if b"/discovery/Probe" in data and b"ProbeMatches" not in data else OTHER

    return Search("ws-discovery", port, judge, made, templates=[match])


# SSDP


def ssdp(*, server: str, location: str, targets: Sequence[str], uuid: str = "{uuid}", port: int = 1900) -> Search:
    """Answers an M-SEARCH for everything, for root devices or for one of its targets."""
    lines = ("HTTP/1.1 200 OK", "CACHE-CONTROL: max-age=1800", "EXT:", f"LOCATION: {location}", f"SERVER: {server}")
    answer = Template("".join(line + "\r\n" for line in lines) + "ST: %s\r\nUSN: uuid:" + uuid + "::%s\r\n\r\n")

    def made(data: bytes, device: Device) -> bytes:
        wanted = _between(data, rb"\r\nST:[ \t]*([^\r\n]*)")
        if wanted not in ("ssdp:all", "upnp:rootdevice", *targets):
            return b""
        said = "upnp:rootdevice" if wanted == "ssdp:all" else wanted
        return answer.text(device.values).replace("%s", said).encode()

    def judge(data: bytes) -> str:
        return SEARCH if data.startswith(b"M-SEARCH ") else OTHER

    return Search("ssdp", port, judge, made, templates=[answer])


# Multicast DNS


def mdns(announcer: Announcer, port: int = 5353) -> Search:
    """Answers a query for one of its services."""

    def judge(data: bytes) -> str:
        return SEARCH if questions(data)[0] else OTHER

    return Search(
        "mdns", port, judge, lambda data, device: announcer.answer(data, device.values), templates=announcer.templates()
    )


# Searches of makers


def _sadp_judge(data: bytes) -> str:
    asked = _between(data, rb"<Types>([^<]*)</Types>")
    return SEARCH if asked == "inquiry" else WRITE if asked else OTHER


def _dhip_judge(data: bytes) -> str:
    if data[4:8] != b"DHIP":
        return OTHER
    return SEARCH if b'"DHDiscover.search"' in data.replace(b" ", b"") else WRITE


def _xm_judge(data: bytes) -> str:
    if data[:1] != b"\xff" or len(data) < 20:
        return OTHER
    return SEARCH if data[14:16] == (1530).to_bytes(2, "little") else WRITE


def _dahua1_judge(data: bytes) -> str:
    return SEARCH if data[:2] == b"\xa3\x01" and len(data) == 32 and data[16] == 2 else OTHER


def _tp_link_judge(data: bytes) -> str:
    return SEARCH if data[:1] == b"\x02" and len(data) >= 16 else OTHER


def _dhip(body: bytes) -> bytes:
    length = len(body).to_bytes(4, "little")
    return b"\x20\0\0\0DHIP" + bytes(8) + length + bytes(4) + length + bytes(4) + body


def _xm(body: bytes) -> bytes:
    return b"\xff\1\0\0" + bytes(10) + (1531).to_bytes(2, "little") + len(body).to_bytes(4, "little") + body


def _tp_link(body: bytes) -> bytes:
    head = b"\x02\0\0\1" + len(body).to_bytes(2, "big") + b"\x11\0" + bytes(4)
    return head + zlib.crc32(head + b"\x5a\x6b\x7c\x8d" + body).to_bytes(4, "big") + body


FRAMES: dict[str, tuple[int, Callable[[bytes], str], Callable[[bytes], bytes]]] = {
    "sadp": (37020, _sadp_judge, lambda body: body),
    "dhip": (37810, _dhip_judge, _dhip),
    "xm": (34569, _xm_judge, _xm),
    "tp-link": (20002, _tp_link_judge, _tp_link),
}
"""Protocols whose answer is a text in a frame: port, what a message means, the frame."""


def framed(kind: str, reply: str) -> Search:
    """Answers with a text in the frame of its protocol; ``%asked`` is the UUID of the question."""
    port, judge, frame = FRAMES[kind]
    text = Template(reply)

    def made(data: bytes, device: Device) -> bytes:
        asked = _between(data, rb"<Uuid>([^<]*)</Uuid>")[:64] if kind == "sadp" else ""
        return frame(text.data(device.values).replace(b"%asked", asked.encode()))

    return Search(kind, port, judge, made, templates=[text])


def dahua1(*, name: str, model: str, lines: str, port: int = 5050) -> Search:
    """Answers the first Dahua search: a block, the MAC as text with the model, and lines of text."""
    head = Layout([f"text:16:{name}", "ip", "hex:ffffff00", "hex:00000000"])
    second, third = Template("{mac}" + model), Template(lines)

    def made(data: bytes, device: Device) -> bytes:
        two, three = second.data(device.values) + b"\0", third.data(device.values)
        packet = bytearray(120)
        packet[0] = 0xB3
        packet[2:4] = len(two).to_bytes(2, "little")
        packet[4], packet[16] = 0x58, 2
        packet[20:22] = len(three).to_bytes(2, "little")
        packet[40:68] = head.fill(data, device.values)
        packet[98:100] = (37777).to_bytes(2, "little")
        return bytes(packet) + two + three

    return Search("dahua1", port, _dahua1_judge, made, templates=[*head.templates(), second, third])


def raw(
    *, port: int, asked: str, reply: Sequence[str], reply_port: int = 0, name: str = "raw", changes: str = ""
) -> Search:
    """Answers what begins with the bytes `asked` (hexadecimal); what begins with `changes` is no question."""
    layout, begins, worse = Layout(reply), bytes.fromhex(asked), bytes.fromhex(changes)

    def judge(data: bytes) -> str:
        if worse and data.startswith(worse):
            return WRITE
        return SEARCH if data.startswith(begins) else OTHER

    return Search(
        name, port, judge, lambda data, device: layout.fill(data, device.values),
        templates=layout.templates(), reply_port=reply_port,
    )  # fmt: skip
