"""UDP: one socket for each port of each device, or, in a namespace of its own, one for each port of the whole fleet."""

from __future__ import annotations

import errno
import socket
import struct
from collections.abc import Callable, Mapping, Sequence

from tests.fleet.device import Device
from tests.fleet.loop import Loop
from tests.fleet.search import Search

GROUPS = {
    1900: ("239.255.255.250",),
    3702: ("239.255.255.250",),
    5353: ("224.0.0.251",),
    10001: ("233.89.188.1",),
    37020: ("239.255.255.250",),
    37810: ("239.255.255.251",),
}
"""Multicast groups by the port that is asked there."""
_INFO = struct.Struct("=i4s4s")
_IP_PKTINFO = 8
_SPREAD = 0.3
"""Seconds over which all devices answer one question to everybody, as WS-Discovery wants it."""
_AT_ONCE = 50
_LOST = (errno.EAGAIN, errno.ENOBUFS, errno.EPERM, errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH)
_ENOUGH = 256
"""Datagrams read before others get their turn."""


class One:
    """A UDP port of one device."""

    def __init__(self, loop: Loop, device: Device, port: int, searches: Sequence[Search]) -> None:
        """Raises `OSError` if the address and port cannot be had."""
        self._loop = loop
        self._device = device
        self._searches = searches
        self._sock = bound(device.address, port)
        loop.watch(self._sock.fileno(), self._ready)

    def close(self) -> None:
        """Answer no longer."""
        if self._sock.fileno() >= 0:
            self._loop.forget(self._sock.fileno())
            self._sock.close()

    def _ready(self, _: int) -> None:
        for _ in range(_ENOUGH):
            try:
                data, peer = self._sock.recvfrom(65_536)
            except (BlockingIOError, ConnectionRefusedError):
                return
            answers(self._device, self._searches, data, peer, self._send)

    def _send(self, data: bytes, source: str, peer: tuple[str, int]) -> None:
        if source:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
                other.bind((source, 0))
                other.sendto(data, peer)
        else:
            _tried(lambda: self._sock.sendto(data, peer))


class Every:
    """A UDP port of the whole fleet: each device answers from its own address."""

    def __init__(
        self, loop: Loop, port: int, at: Mapping[str, tuple[Device, Sequence[Search]]], *, interface: str = ""
    ) -> None:
        """`at`: address to device. With an interface its multicast groups are joined there. Raises `OSError`."""
        self._loop = loop
        self._at = at
        self._sock = bound("", port)
        self._sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._sock.setsockopt(socket.SOL_SOCKET, option, 4 << 20)
        if interface:
            number = socket.if_nametoindex(interface)
            for group in GROUPS.get(port, ()):
                # struct ip_mreqn: group, address, interface
                wanted = socket.inet_aton(group) + bytes(4) + struct.pack("=i", number)
                self._sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, wanted)
        loop.watch(self._sock.fileno(), self._ready)

    def close(self) -> None:
        """Answer no longer."""
        self._loop.forget(self._sock.fileno())
        self._sock.close()

    def _ready(self, _: int) -> None:
        for _ in range(_ENOUGH):
            try:
                data, ancillary, _, peer = self._sock.recvmsg(65_536, 64)
            except (BlockingIOError, ConnectionRefusedError):
                return
            _, own, to = _INFO.unpack(ancillary[0][2])
            if own != to:  # to a group, or to everybody: the second is what the packet bears
                self._all(list(self._at.values()), data, peer)
            elif (one := self._at.get(socket.inet_ntoa(to))) is not None:
                self._ask(one, data, peer)

    def _all(self, waiting: list[tuple[Device, Sequence[Search]]], data: bytes, peer: tuple[str, int]) -> None:
        for one in waiting[:_AT_ONCE]:
            self._ask(one, data, peer)
        rest = waiting[_AT_ONCE:]
        if rest:
            self._loop.later(_SPREAD * _AT_ONCE / len(self._at), lambda: self._all(rest, data, peer))

    def _ask(self, one: tuple[Device, Sequence[Search]], data: bytes, peer: tuple[str, int]) -> None:
        device, searches = one

        def send(data: bytes, source: str, peer: tuple[str, int]) -> None:
            info = _INFO.pack(0, socket.inet_aton(source or device.address), bytes(4))
            _tried(lambda: self._sock.sendmsg([data], [(socket.IPPROTO_IP, _IP_PKTINFO, info)], 0, peer))

        if device.alive:
            answers(device, searches, data, peer, send)


def answers(
    device: Device,
    searches: Sequence[Search],
    data: bytes,
    peer: tuple[str, int],
    send: Callable[[bytes, str, tuple[str, int]], None],
) -> None:
    """Count a datagram and send what the device has to say to it."""
    device.counters.datagrams += 1
    device.counters.bytes_in += len(data)
    for search in searches:
        answer = search.answer(device, data)
        if answer:
            send(answer, search.source, (peer[0], search.reply_port or peer[1]))


def bound(address: str, port: int) -> socket.socket:
    """A UDP socket that does not block. Raises `OSError`."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sock.bind((address, port))
    except OSError as error:
        sock.close()
        raise OSError(error.errno, f"UDP {address or '*'}:{port}: {error.strerror}") from None
    return sock


def _tried(call: Callable[[], object]) -> None:
    """A datagram that cannot be sent now is lost, as on any network."""
    try:
        call()
    except OSError as error:
        if error.errno not in _LOST:
            raise
