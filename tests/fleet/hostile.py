"""Devices that mean harm, or are broken beyond any standard: what a scanner must bear, one device for each way.

Each is a family made here, not a file: its answers are acts, not texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from tests.fleet import search
from tests.fleet.family import Family
from tests.fleet.layout import Layout
from tests.fleet.plain import Mute
from tests.fleet.search import SEARCH, Search
from tests.fleet.stream import Conn, Service
from tests.fleet.web import Page, Web

OUTSIDE = "198.51.100.7"
"""An address that no test and no bench has in its scope (RFC 5737)."""
GIGABYTE = 1 << 30
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_PIECE = bytes(65_536)
_ONVIF = "dn:NetworkVideoTransmitter"


class Act(Service):
    """Does one thing when it is asked, whatever it was asked."""

    def __init__(self, act: Callable[[Conn], None]) -> None:
        self._act = act

    def received(self, conn: Conn, data: bytes) -> None:
        conn.device.counters.asked(f"TCP {conn.port}")
        if conn.state is None:
            conn.state = "asked"
            self._act(conn)


class Greet(Service):
    """Does one thing as soon as somebody connects."""

    def __init__(self, act: Callable[[Conn], None]) -> None:
        self._act = act

    def opened(self, conn: Conn) -> None:
        self._act(conn)


class SlowAccept(Web):
    """Lets connections wait two seconds before it takes them."""

    slow = 2.0
    backlog = 1


class Once(Web):
    """Closes its port after the first connection."""

    once = True


def _drip(conn: Conn) -> None:
    """One byte a second, for ever."""
    conn.send(_HEAD[:1] if conn.state == "asked" else b"x")
    conn.state = "dripping"
    conn.later(1.0, lambda: _drip(conn))


def _drip_body(conn: Conn) -> None:
    """A whole head at once, then a byte a second of a body that never ends."""
    conn.send(_HEAD + b"\r\n" if conn.state == "asked" else b"x")
    conn.state = "dripping"
    conn.later(1.0, lambda: _drip_body(conn))


def _never_close(conn: Conn) -> None:
    """Promises more than it sends, and keeps the connection."""
    conn.send(_HEAD + b"Content-Length: 100000\r\n\r\n<html>")


def _endless(conn: Conn) -> None:
    """A gigabyte, as fast as it is taken."""
    left = [GIGABYTE // len(_PIECE)]

    def more() -> bytes:
        left[0] -= 1
        return _PIECE if left[0] >= 0 else b""

    conn.more = more
    conn.send(_HEAD + b"\r\n")


def _huge_header(conn: Conn) -> None:
    """Sixty-four megabytes of one header."""
    left = [1024]

    def more() -> bytes:
        left[0] -= 1
        return b"A" * 65_536 if left[0] >= 0 else b""

    conn.more = more
    conn.send(b"HTTP/1.1 200 OK\r\nX-Long: ")


def _many_headers(conn: Conn) -> None:
    """A hundred thousand short headers, and no end of the head."""
    conn.send(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000)


def _garbage(conn: Conn) -> None:
    """Random bytes where a ServerHello is expected."""
    conn.send(os.urandom(512))


def _cut_hello(conn: Conn) -> None:
    """A record of TLS that promises a ServerHello of 90 bytes, and ends in the middle."""
    conn.send(bytes.fromhex("160303005a0200005603035e") + bytes(20))
    conn.finish()


def _negative_length(conn: Conn) -> None:
    conn.send(_HEAD + b"Content-Length: -1\r\n\r\n<html>")
    conn.finish()


def _bad_chunks(conn: Conn) -> None:
    """A chunk of a length that nobody has, and no bytes of it."""
    conn.send(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx")


def _reset(conn: Conn) -> None:
    conn.abort()


def _web(pages: dict[str, Page], unknown: Page | None = None) -> Web:
    return Web(pages, unknown=unknown or Page(404), denied=Page(401))


def _circle() -> Web:
    """/ leads to /a, /a to /b, /b to /."""
    steps = {"/": "/a", "/a": "/b", "/b": "/"}
    return _web({path: Page(302, headers={"Location": to}) for path, to in steps.items()})


def _channels(count: int = 10_000) -> Page:
    one = (
        "<InputProxyChannel><id>%d</id><name>Camera %d</name><sourceInputPortDescriptor><proxyProtocol>HIKVISION"
        "</proxyProtocol><addressingFormatType>ipaddress</addressingFormatType><ipAddress>10.%d.%d.%d</ipAddress>"
        "<managePortNo>8000</managePortNo></sourceInputPortDescriptor></InputProxyChannel>"
    )
    body = "".join(one % (n, n, n >> 16 & 255, n >> 8 & 255, n & 255) for n in range(1, count + 1))
    text = f'<?xml version="1.0" encoding="UTF-8"?><InputProxyChannelList version="2.0">{body}</InputProxyChannelList>'
    return Page(200, headers={"Content-Type": "application/xml"}, body=text)


def _xaddrs() -> Search:
    """Says that its ONVIF service stands elsewhere."""
    return search.ws_discovery(
        endpoint="urn:uuid:{uuid}",
        types=_ONVIF,
        scopes=["onvif://www.onvif.org/name/elsewhere"],
        xaddrs=f"http://{OUTSIDE}/onvif/device_service",
    )


def _location() -> Search:
    """Says that its UPnP description stands elsewhere."""
    return search.ssdp(server="Linux/3.0 UPnP/1.0 x/1.0", location=f"http://{OUTSIDE}/desc.xml", targets=[])


def _elsewhere(source: str) -> Search:
    """Answers a WS-Discovery probe from another address than it was asked at."""
    made = search.ws_discovery(
        endpoint="urn:uuid:{uuid}", types=_ONVIF, scopes=["onvif://www.onvif.org/name/liar"],
        xaddrs="http://{at80}/onvif/device_service",
    )  # fmt: skip
    made.source = source
    return made


def _flood() -> Search:
    """Answers with the most bytes that a datagram holds."""
    layout = Layout(["hex:" + "ff" * 60_000])
    return Search("flood", 3702, lambda _: SEARCH, lambda data, device: layout.fill(data, device.values))


_HELLO = Page(200, body="<html><head><title>Hello</title></head></html>")
_TCP: dict[str, Callable[[], Service]] = {
    "byte-a-second": lambda: Act(_drip),
    "body-a-byte-a-second": lambda: Act(_drip_body),
    "never-close": lambda: Act(_never_close),
    "mute": Mute,
    "endless": lambda: Act(_endless),
    "huge-header": lambda: Act(_huge_header),
    "many-headers": lambda: Act(_many_headers),
    "negative-length": lambda: Act(_negative_length),
    "bad-chunks": lambda: Act(_bad_chunks),
    "redirect-circle": _circle,
    "redirect-outside": lambda: _web({}, Page(302, headers={"Location": f"http://{OUTSIDE}/"})),
    "garbage-tls": lambda: Act(_garbage),
    "cut-tls": lambda: Act(_cut_hello),
    "channels": lambda: _web({"/ISAPI/ContentMgmt/InputProxy/channels": _channels()}, _HELLO),
    "slow-accept": lambda: SlowAccept({"/": _HELLO}, unknown=Page(404), denied=Page(401)),
    "reset-after-accept": lambda: Greet(_reset),
    "reset-after-request": lambda: Act(_reset),
    "unavailable": lambda: _web({}, Page(503, headers={"Retry-After": "120"})),
    "once": lambda: Once({"/": _HELLO}, unknown=Page(404), denied=Page(401)),
}
_UDP: dict[str, Callable[[], Search]] = {"xaddrs-outside": _xaddrs, "location-outside": _location, "flood": _flood}

KINDS = (*_TCP, *_UDP)
"""All ways, but for `from_elsewhere`, which wants an address."""


def device(kind: str, *, port: int = 80) -> Family:
    """A family of devices that are hostile in one way, on one TCP port; over UDP on the port of the protocol.

    Raises `KeyError` for a way that is not in `KINDS`.
    """
    if kind in _TCP:
        return Family(id=f"hostile-{kind}", kind="unknown", brand="", maker="", models=["X"], tcp={port: _TCP[kind]()})
    return Family(
        id=f"hostile-{kind}", kind="unknown", brand="", maker="", models=["X"],
        tcp={port: _web({"/": _HELLO})}, udp=[_UDP[kind]()],
    )  # fmt: skip


def from_elsewhere(source: str) -> Family:
    """Answers WS-Discovery from another address, which this machine must have."""
    return Family(id="hostile-elsewhere", kind="unknown", brand="", maker="", models=["X"], udp=[_elsewhere(source)])


def every(*, port: int = 80) -> Iterator[Family]:
    """One family for each way in `KINDS`."""
    for kind in KINDS:
        yield device(kind, port=port)
