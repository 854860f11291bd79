"""SSDP, the search of UPnP: text over UDP port 1900, to 239.255.255.250 or ff02::c, or to one device.

Answers are heads of HTTP with ``SERVER``, ``LOCATION`` (where the description stands), ``ST`` and ``USN``.
Announcements (``NOTIFY``) say the same, with ``NT`` in place of ``ST``.

Source: UPnP Device Architecture 2.0, sections 1.2 and 1.3 and annex A (IPv6).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from camcensus.wire import http

GROUP = "239.255.255.250"
GROUP_V6 = "ff02::c"
PORT = 1900

EVERYTHING = "ssdp:all"
ROOTS = "upnp:rootdevice"

MAX_TEXT = 1_024
"""Characters of one header."""
_MAX_PACKET = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one answer or announcement says; empty is what it does not say."""

    server: str = ""
    location: str = ""
    st: str = ""
    usn: str = ""


def search(address: str, kind: str = ROOTS, wait: int = 0) -> bytes:
    """The message that asks `address`, a device or a group, for its root devices or for `EVERYTHING`.

    To a group, `wait` (1 to 5) is the number of seconds over which devices may spread their answers; to one device it
    is 0. Raises `ValueError` for another kind, an address that is none, or another number.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if kind not in (EVERYTHING, ROOTS):
        raise ValueError("SSDP is asked for root devices or everything")
    if ip.is_multicast != (1 <= wait <= 5) or wait < 0 or wait > 5:
        raise ValueError("SSDP's answers are waited for 1 to 5 seconds from a group, and 0 from one device")
    host = f"[{ip}]" if ip.version == 6 else str(ip)
    lines = ["M-SEARCH * HTTP/1.1", f"HOST: {host}:{PORT}", 'MAN: "ssdp:discover"']
    lines += [f"MX: {wait}"] if wait else []
    return "\r\n".join([*lines, f"ST: {kind}", "", ""]).encode()


def answer(data: bytes) -> Answer:
    """What an answer or announcement says. Raises `ValueError` if it is none, or says nothing of these."""
    if len(data) > _MAX_PACKET:
        raise ValueError("larger than 64 KiB: no SSDP answer is")
    start, _, rest = data.partition(b"\n")
    if start.startswith(b"NOTIFY "):
        data = b"HTTP/1.1 200 OK\r\n" + rest
    head = http.answer(data)
    if head.status != 200:
        raise ValueError("not an SSDP answer: its status is not 200")
    found = Answer(
        server=_first(head, "server"),
        location=_first(head, "location"),
        st=_first(head, "st") or _first(head, "nt"),
        usn=_first(head, "usn"),
    )
    if found == Answer():
        raise ValueError("not an SSDP answer: it has none of its headers")
    return found


def _first(head: http.Answer, name: str) -> str:
    value = next(iter(head.of(name)), "")
    return "".join(letter for letter in value[:MAX_TEXT] if letter.isprintable())
