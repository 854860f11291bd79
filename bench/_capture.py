"""What really went over the wire, from a capture of another program: packets, bytes, connections, what was asked."""

from __future__ import annotations

import re
import signal
import struct
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SNAP = 700
"""Bytes of a packet that are kept: the beginnings of what was asked."""


@contextmanager
def captured(inside: Sequence[str], interface: str, path: Path) -> Iterator[None]:
    """Capture an interface while the block runs; waits for the last packets."""
    command = [*inside, "tcpdump", "-i", interface, "-w", str(path), "-s", str(SNAP), "-B", "131072", "-U", "-n", "ip"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr or ():
            if "listening on" in line:
                break
        yield
        time.sleep(1.5)
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
        dropped = re.search(r"(\d+) packets dropped by kernel", said)
        if dropped is not None and int(dropped[1]):
            print(f"   the capture lost {dropped[1]} packets: the counts are too low")


@dataclass(slots=True)
class Seen:
    """What went to and from one address."""

    packets: int = 0
    sent: int = 0
    """Bytes that TCP and UDP carried to it."""
    received: int = 0
    """And from it."""
    connections: set[tuple[int, int]] = field(default_factory=set)
    """(our port, its port) of every attempt."""
    first: float = 0.0
    last: float = 0.0
    open: dict[tuple[int, int], float] = field(default_factory=dict)
    most_open: int = 0
    shortest_gap: float = 1e9
    """Seconds from the end of one connection to the start of the next."""
    ended: float = 0.0


@dataclass(slots=True)
class Wire:
    """What a capture says."""

    devices: dict[str, Seen] = field(default_factory=lambda: defaultdict(Seen))
    asked: Counter[str] = field(default_factory=Counter)
    """First words of everything that was sent with data, by port and kind."""


_ORDERS = re.compile(rb"^(GET|POST|PUT|DELETE|HEAD|PATCH|OPTIONS|DESCRIBE|SETUP|PLAY|ANNOUNCE|RECORD|SET_PARAMETER)\b")
_SOAP = re.compile(rb"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)")


def read(path: Path, ours: str) -> Wire:
    """Read a capture of Ethernet frames, little-endian microseconds, as tcpdump writes it here."""
    wire = Wire()
    data = path.read_bytes()
    own = bytes(map(int, ours.split(".")))
    at = 24
    while at + 16 <= len(data):
        seconds, micro, kept, _ = struct.unpack_from("<IIII", data, at)
        frame = data[at + 16 : at + 16 + kept]
        at += 16 + kept
        if len(frame) >= 34 and frame[12:14] == b"\x08\x00":
            _packet(wire, frame[14:], own, seconds + micro / 1e6)
    return wire


def _packet(wire: Wire, ip: bytes, own: bytes, when: float) -> None:
    header = (ip[0] & 15) * 4
    total = int.from_bytes(ip[2:4], "big")
    protocol = ip[9]
    source, target = ip[12:16], ip[16:20]
    if own not in (source, target):
        return
    to_it = source == own
    address = ".".join(map(str, target if to_it else source))
    seen = wire.devices[address]
    seen.packets += 1
    seen.first, seen.last = seen.first or when, when
    if protocol == 6:
        _tcp(wire, seen, ip[header:], total - header, when, to_it=to_it)
    elif protocol == 17:
        size = total - header - 8
        if to_it:
            seen.sent += size
            _said(wire, "udp", ip[header:], ip[header + 8 :])
        else:
            seen.received += size


def _tcp(wire: Wire, seen: Seen, tcp: bytes, size: int, when: float, *, to_it: bool) -> None:
    source, target = struct.unpack_from(">HH", tcp)
    offset, flags = (tcp[12] >> 4) * 4, tcp[13]
    carried = size - offset
    key = (source, target) if to_it else (target, source)
    if to_it:
        seen.sent += carried
    else:
        seen.received += carried
    if to_it and flags & 0x12 == 2:  # SYN alone
        if key not in seen.connections and seen.ended:
            seen.shortest_gap = min(seen.shortest_gap, when - seen.ended)
        seen.connections.add(key)
    if not to_it and flags & 0x12 == 0x12:  # SYN and ACK: it is there now
        seen.open[key] = when
        seen.most_open = max(seen.most_open, len(seen.open))
    if flags & 4 or (flags & 1 and not to_it):  # a reset by anybody, or its own end
        seen.ended = when if seen.open.pop(key, None) is not None else seen.ended
    if to_it and carried > 0:
        _said(wire, "tcp", tcp, tcp[offset:])


def _said(wire: Wire, kind: str, head: bytes, data: bytes) -> None:
    port = int.from_bytes(head[2:4], "big")
    order = _ORDERS.match(data)
    if order is not None:
        soap = _SOAP.search(data)
        path = data.split(b" ", 2)[1][:60].decode("latin-1") if data.count(b" ") > 1 else ""
        what = f"{order[1].decode()} {path}{' ' + soap[1].decode() if soap else ''}"
        if b"\nAuthorization:" in data:
            what += " (with a credential)"
    elif kind == "tcp":
        what = "TLS" if data[:1] in (b"\x14", b"\x15", b"\x16", b"\x17") else f"bytes {data[:4].hex()}"
        if (soap := _SOAP.search(data)) is not None:
            what = f"SOAP {soap[1].decode()}"
    else:
        what = _search(data)
    wire.asked[f"{port}/{kind} {what}"] += 1


def _search(data: bytes) -> str:
    """The word that says what a datagram wants, where it has one."""
    for pattern in (
        rb"<Types>(\w+)</Types>",
        rb'"method"\s*:\s*"([\w.]+)"',
        rb"^(M-SEARCH)",
        rb"<(?:\w+:)?(Probe)\b",
        rb"^(DISCOVER)",
    ):
        if (found := re.search(pattern, data)) is not None:
            return found[1].decode()
    return f"bytes {data[:16].hex()}"
