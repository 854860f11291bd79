"""A router of the kernel's own between two zones, in namespaces: what its rules let through, packet by packet.

    with Router() as router:
        router.load("nft", text)
        passed = router.passed(packets)

Needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN), iproute2, nftables and iptables. Packets go from the zone of the cameras
to that of the core as raw frames on virtual wires; nothing leaves the namespaces.
"""

from __future__ import annotations

import ctypes
import itertools
import os
import select
import shutil
import socket
import struct
import subprocess
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from camcensus.wire import packets, spans

CAMERAS, CORE = "eth-cam", "eth-core"
"""The router's interfaces."""
_NEW_NET = 0x40000000
_COUNT = itertools.count()
_MARK = b"camcensus"
_TOOLS = {
    "nft": ["nft", "-f", "-"],
    "iptables": ["iptables-restore"],
    "ip6tables": ["ip6tables-restore"],
}


class Packet(NamedTuple):
    """One first packet of a connection."""

    source: str
    target: str
    protocol: int
    source_port: int = 0
    target_port: int = 0
    """Of ICMP: 256 times the type, and the code."""
    answers: bool = False
    """Of TCP: with the flag ACK and without SYN."""

    @property
    def place(self) -> tuple[int, int, int, int, int]:
        """Its place among all packets, as `packets.holds` asks for it."""
        source, target = spans.address(self.source), spans.address(self.target)
        return source, target, self.protocol, self.source_port, self.target_port

    @property
    def mode(self) -> int:
        """Its bit of `packets.modes`."""
        return packets.modes(["new"], answers=self.answers and self.protocol == packets.TCP)


def missing() -> str:
    """What is missing to make such a router; empty: nothing."""
    if os.geteuid() != 0:
        return "root"
    absent = [tool for tool in ("ip", "nft", "iptables-restore", "ip6tables-restore") if shutil.which(tool) is None]
    if absent:
        return ", ".join(absent)
    name = f"cckernel-{os.getpid()}-probe"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:  # noqa: S607
        return "namespaces"
    _ip(f"netns del {name}")
    return ""


class Router:
    """Three namespaces in a row: cameras, router, core."""

    def __init__(self) -> None:
        stem = f"cckernel-{os.getpid()}-{next(_COUNT)}"
        self.cameras, self.router, self.core = (f"{stem}-{part}" for part in ("a", "r", "b"))
        try:
            self._make()
            self._out = {family: _inside(self.cameras, partial(_raw, family)) for family in (4, 6)}
            self._in = _inside(self.core, _frames)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Router:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Take everything away."""
        for name in ("_out", "_in"):
            held = getattr(self, name, None)
            for one in held.values() if isinstance(held, dict) else filter(None, [held]):
                one.close()
        for name in (self.cameras, self.router, self.core):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)  # noqa: S607

    def load(self, tool: str, text: str) -> None:
        """Load rules in place of those that are there. Raises `ValueError` with what the tool says."""
        self.run(["nft", "flush", "ruleset"])
        self.run(_TOOLS[tool], text)

    def run(self, command: Sequence[str], given: str = "") -> str:
        """A command on the router. Raises `ValueError` with what it says."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.router, *command],  # noqa: S607
            input=given.encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise ValueError(done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode()

    def passed(self, sent: Sequence[Packet]) -> dict[int, tuple[bytes, ...]]:
        """Which packets arrived in the core, by their place in `sent`: (source, target, ports) as they arrived."""
        self._drain()
        for number, one in enumerate(sent):
            family = 6 if ":" in one.source else 4
            self._out[family].sendto(_built(one, number), (one.target, 0))
        found: dict[int, tuple[bytes, ...]] = {}
        while select.select([self._in], [], [], 0.03)[0]:
            frame = self._in.recv(2048)
            at = frame.find(_MARK)
            if at >= 0:
                found[int.from_bytes(frame[at + len(_MARK) : at + len(_MARK) + 4], "big")] = _ends(frame)
        return found

    def _drain(self) -> None:
        while select.select([self._in], [], [], 0)[0]:
            self._in.recv(2048)

    def _make(self) -> None:
        for name in (self.cameras, self.router, self.core):
            _ip(f"netns add {name}")
            _ip(f"-n {name} link set lo up")
        for zone, wire, four, six in (
            (self.cameras, CAMERAS, "10.1", "2001:db8:1"),
            (self.core, CORE, "10.2", "2001:db8:2"),
        ):
            _ip(f"-n {self.router} link add {wire} type veth peer name wire netns {zone}")
            for name, link, host in ((self.router, wire, 1), (zone, "wire", 2)):
                _ip(f"-n {name} addr add {four}.0.{host}/16 dev {link}")
                _ip(f"-n {name} addr add {six}::{host}/64 dev {link} nodad")
                _ip(f"-n {name} link set {link} up")
            # Every host of the zone answers at one Ethernet address: nobody has to be asked for it.
            _ip(f"-n {self.router} route add {four}.128.0/17 via {four}.0.2 dev {wire}")
            _ip(f"-n {self.router} route add {six}:8000::/65 via {six}::2 dev {wire}")
            self._meet(zone, wire, ((f"{four}.0.1", f"{four}.0.2"), (f"{six}::1", f"{six}::2")))
            _ip(f"-n {zone} route add default via {four}.0.1")
            _ip(f"-n {zone} route add default via {six}::1")
        for key in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
            self.run(["sysctl", "-qw", f"{key}=1"])
        for key in ("all", "default", CAMERAS, CORE):
            self.run(["sysctl", "-qw", f"net.ipv4.conf.{key}.rp_filter=0"])

    def _meet(self, zone: str, wire: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Let both ends of a wire know each other, so that no first packet waits for an answer."""
        ends = ((self.router, wire, "02:00:00:00:00:01"), (zone, "wire", "02:00:00:00:00:02"))
        for name, link, own in ends:
            _ip(f"-n {name} link set {link} address {own}")
        for pair in pairs:
            for (name, link, _), (_, _, other), address in zip(ends, ends[::-1], pair[::-1], strict=True):
                _ip(f"-n {name} neigh replace {address} lladdr {other} dev {link} nud permanent")


def _ip(words: str) -> None:
    done = subprocess.run(["ip", *words.split()], capture_output=True, check=False)  # noqa: S607
    if done.returncode:
        raise OSError(f"ip {words}: {done.stderr.decode('utf-8', 'replace').strip()}")


def _inside(namespace: str, make: Callable[[], socket.socket]) -> socket.socket:
    """A socket that is made inside a namespace, and stays there."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/self/ns/net").open("rb") as own, Path("/run/netns", namespace).open("rb") as other:
        if libc.setns(other.fileno(), _NEW_NET):
            raise OSError(ctypes.get_errno(), "setns")
        try:
            return make()
        finally:
            if libc.setns(own.fileno(), _NEW_NET):
                raise OSError(ctypes.get_errno(), "setns")


def _raw(family: int) -> socket.socket:
    kind = socket.AF_INET if family == 4 else socket.AF_INET6
    made = socket.socket(kind, socket.SOCK_RAW, socket.IPPROTO_RAW)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    return made


def _frames() -> socket.socket:
    made = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    made.bind(("wire", 3))
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    return made


# --- packets ---------------------------------------------------------------------------------------------------------


def _sum(data: bytes) -> int:
    data += b"\0" * (len(data) & 1)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _built(one: Packet, number: int) -> bytes:
    six = ":" in one.source
    family = socket.AF_INET6 if six else socket.AF_INET
    ends = socket.inet_pton(family, one.source) + socket.inet_pton(family, one.target)
    body = _carried(one, _MARK + number.to_bytes(4, "big"), ends)
    if six:
        return struct.pack("!IHBB", 6 << 28, len(body), one.protocol, 64) + ends + body
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), number & 0xFFFF, 0, 64, one.protocol, 0) + ends
    return head[:10] + struct.pack("!H", _sum(head)) + head[12:] + body


def _carried(one: Packet, data: bytes, ends: bytes) -> bytes:
    ports = struct.pack("!HH", one.source_port, one.target_port)
    if one.protocol == packets.TCP:
        flags = 0x10 if one.answers else 0x02
        body, at = ports + struct.pack("!IIBBHHH", 1, 1 if one.answers else 0, 0x50, flags, 1024, 0, 0) + data, 16
    elif one.protocol == packets.UDP:
        body, at = ports + struct.pack("!HH", 8 + len(data), 0) + data, 6
    elif one.protocol in (packets.ICMP, packets.ICMP6):
        body, at = struct.pack("!HHHH", one.target_port, 0, 7, 1) + data, 2
        ends = b"" if one.protocol == packets.ICMP else ends
    else:
        return struct.pack("!II", 0x1234, 1) + data
    pseudo = ends + struct.pack("!II", len(body), one.protocol) if ends else b""
    checked = _sum(pseudo + body) or (0xFFFF if one.protocol == packets.UDP else 0)
    return body[:at] + struct.pack("!H", checked) + body[at + 2 :]


def _ends(packet: bytes) -> tuple[bytes, ...]:
    """(source, target, both ports) of a packet."""
    if packet[0] >> 4 == 6:
        return packet[8:24], packet[24:40], packet[40:44]
    return packet[12:16], packet[16:20], packet[20:24]
