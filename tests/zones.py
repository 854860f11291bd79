"""Hosts round one router of the kernel's own, in namespaces: who can talk to whom, by real conversations.

    with Zones({"camera": ("10.1.0.2", "2001:db8:1::2"), ...}) as zones:
        alive = zones.tried(ports)

Every host listens on every port that is tried, over TCP and UDP. All is tried at once, and given a second.
"""

from __future__ import annotations

import itertools
import os
import selectors
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from ipaddress import ip_address
from types import TracebackType
from typing import NamedTuple

from tests.kernel import _inside, _ip

WAIT = 1.2
"""Seconds in which an answer comes, where one does."""
_COUNT = itertools.count()


class Try(NamedTuple):
    """One conversation."""

    source: str
    """A host by name."""
    target: str
    kind: str
    """``tcp`` or ``udp``."""
    port: int
    six: bool


class Zones:
    """A namespace each for the router and the hosts, every host on a wire of its own."""

    def __init__(self, hosts: Mapping[str, tuple[str, str]]) -> None:
        """`hosts`: name to its addresses of both families; each is alone in its /24 and its /64."""
        self.hosts = hosts
        self._stem = f"cczones-{os.getpid()}-{next(_COUNT)}"
        self.router = f"{self._stem}-r"
        self._open: list[socket.socket] = []
        try:
            self._make()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Zones:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Take everything away."""
        for one in self._open:
            one.close()
        for name in (self.router, *map(self._space, self.hosts)):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)  # noqa: S607

    def run(self, *command: str, given: str = "") -> str:
        """A command on the router. Raises `ValueError` with what it says."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.router, *command],  # noqa: S607
            input=given.encode(),
            capture_output=True,
            check=False,
            timeout=30,
        )
        if done.returncode:
            raise ValueError(done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode()

    def tried(self, ports: Sequence[int]) -> dict[Try, bool]:
        """Whether each conversation comes about, from every host to every other."""
        watch = selectors.DefaultSelector()
        for listener in self._listening(ports):
            watch.register(listener, selectors.EVENT_READ)
        calls = {self._calling(one): one for one in self._all(ports)}
        for call, one in calls.items():
            watch.register(call, selectors.EVENT_READ if one.kind == "udp" else selectors.EVENT_WRITE)
        alive: set[Try] = set()
        end = time.monotonic() + WAIT
        while (left := end - time.monotonic()) > 0 and len(alive) < len(calls):
            for key, _ in watch.select(left):
                made = key.fileobj
                assert isinstance(made, socket.socket)
                if made not in calls:
                    made.sendto(*made.recvfrom(100))
                    continue
                watch.unregister(made)
                if not made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    alive.add(calls[made])
        watch.close()
        every = {one: one in alive for one in self._all(ports)}
        self.hang_up()
        return every

    def hang_up(self) -> None:
        """Close every socket."""
        for one in self._open:
            one.close()
        self._open = []

    def connected(self, one: Try) -> tuple[socket.socket, socket.socket]:
        """Both ends of a conversation over TCP. Raises `OSError` where it does not come about."""
        server = self._socket(one.target, socket.SOCK_STREAM, six=one.six)
        server.bind((self.hosts[one.target][one.six], one.port))
        server.listen()
        client = self._socket(one.source, socket.SOCK_STREAM, six=one.six)
        client.settimeout(WAIT)
        client.connect((self.hosts[one.target][one.six], one.port))
        server.settimeout(WAIT)
        far, _ = server.accept()
        far.settimeout(WAIT)
        self._open.append(far)
        return client, far

    # --- sockets ----------------------------------------------------------------------------------------------------

    def _all(self, ports: Sequence[int]) -> Iterator[Try]:
        for source, target in itertools.permutations(self.hosts, 2):
            for kind, port, six in itertools.product(("tcp", "udp"), ports, (False, True)):
                yield Try(source, target, kind, port, six)

    def _socket(self, host: str, kind: int, *, six: bool) -> socket.socket:
        family = socket.AF_INET6 if six else socket.AF_INET
        made = _inside(self._space(host), partial(socket.socket, family, kind))
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._open.append(made)
        return made

    def _listening(self, ports: Iterable[int]) -> list[socket.socket]:
        """Listeners; those of UDP are given, for somebody must answer there."""
        udp = []
        for host, port, six in itertools.product(self.hosts, ports, (False, True)):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                one = self._socket(host, kind, six=six)
                one.bind((self.hosts[host][six], port))
                if kind == socket.SOCK_STREAM:
                    one.listen(100)
                else:
                    udp.append(one)
        return udp

    def _calling(self, one: Try) -> socket.socket:
        kind = socket.SOCK_STREAM if one.kind == "tcp" else socket.SOCK_DGRAM
        made = self._socket(one.source, kind, six=one.six)
        made.setblocking(False)
        made.connect_ex((self.hosts[one.target][one.six], one.port))
        if one.kind == "udp":
            made.send(b"?")
        return made

    # --- wires ------------------------------------------------------------------------------------------------------

    def _space(self, host: str) -> str:
        return f"{self._stem}-{host}"

    def _make(self) -> None:
        _ip(f"netns add {self.router}")
        for number, (host, pair) in enumerate(self.hosts.items()):
            space, wire = self._space(host), f"eth{number}"
            _ip(f"netns add {space}")
            _ip(f"-n {self.router} link add {wire} type veth peer name wire netns {space}")
            for address, length in zip(pair, (24, 64), strict=True):
                gate = ip_address(address) - (int(ip_address(address)) & 0xFF) + 1
                _ip(f"-n {self.router} addr add {gate}/{length} dev {wire} {'nodad' if length == 64 else ''}")
                _ip(f"-n {space} addr add {address}/{length} dev wire {'nodad' if length == 64 else ''}")
            for name, link in ((self.router, wire), (space, "wire"), (space, "lo")):
                _ip(f"-n {name} link set {link} up")
            for address in pair:
                gate = ip_address(address) - (int(ip_address(address)) & 0xFF) + 1
                _ip(f"-n {space} route add default via {gate}")
        for key in ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"):
            self.run("sysctl", "-qw", f"{key}=1")
