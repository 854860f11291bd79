"""The one hand that touches the network: every socket to a device is opened here, after the governor has permitted it.

What to do with them is decided elsewhere (`loop`); here are the addresses, the options and the system's own counts.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import resource
import socket
import struct
from functools import cache
from typing import cast

from camcensus.model.scope import Network
from camcensus.sources.hand import Counted
from camcensus.sources.talk import Socket
from camcensus.wire import netlink

WINDOW = 16_384
"""Bytes that a device may send before they are read; the system doubles it."""
_BIND_LATE = 24
"""``IP_BIND_ADDRESS_NO_PORT`` (ip(7)): the port is chosen when connecting, so that ports do not run out."""
_PACKET_INFO = 8
"""``IP_PKTINFO``."""
_TABLE = 4 << 20
"""Bytes of a neighbour table that are read."""

Place = tuple[str, int] | tuple[str, int, int, int]


class Hand:
    """Opens sockets as the scope says: from which interface or address, on which links."""

    def __init__(self, network: Network) -> None:
        self._source = network.source
        self._is_interface = bool(network.source) and network.source in _interfaces()
        self.links = {name: _interfaces()[name] for name in network.links if name in _interfaces()}
        """Name to number of each link that may be asked as a whole."""

    def files(self) -> int:
        """How many sockets may be open at once: the soft limit is raised to the hard one."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < hard:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return min(hard, 1 << 20) if hard > 0 else 1 << 20

    def tcp(self, address: str) -> tuple[Socket, int]:
        """A new socket for a connection to an address, and its number. Raises `OSError`."""
        sock = socket.socket(_family(address), socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
            self._from(sock, address)
        except OSError:
            sock.close()
            raise
        return sock, sock.fileno()

    def connect(self, sock: Socket, address: str, port: int) -> int:
        """Begin to connect; the number of the error, or 0."""
        try:
            code = cast(socket.socket, sock).connect_ex(self._place(address, port))
        except OSError as fault:
            code = fault.errno or errno.EINVAL
        if code == errno.ENETUNREACH and address in _broadcasts():
            return errno.EACCES  # it is the address of no host: the network is there
        return code

    def error(self, sock: Socket) -> int:
        """What an attempt to connect came to: the number of the error, or 0."""
        return cast(socket.socket, sock).getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def counted(self, sock: Socket, *, clean: bool) -> Counted:
        """What went over a connection, by ``TCP_INFO``; `clean`: both sides have ended it, so that nothing follows.

        Where the device has not ended its side, its end and our last answer to it are counted in advance.
        """
        try:
            raw = cast(socket.socket, sock).getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 160)
            (again,) = struct.unpack_from("=I", raw, 100)
            out, back, sent, received, _, _, _, told = struct.unpack_from("=QQIIIIII", raw, 120)
        except (OSError, struct.error):
            return Counted(sent=8, received=8, told=1)
        more = 0 if clean else 1
        return Counted(sent=sent + more, received=received + more, told=told, again=again, out=out, back=back)

    def close(self, sock: Socket) -> None:
        """Close it."""
        cast(socket.socket, sock).close()

    def udp(self, *, six: bool, port: int) -> tuple[Socket, int]:
        """A new socket for datagrams from and to a port of ours (0: any), and its number. Raises `OSError`."""
        family = socket.AF_INET6 if six else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            if port:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if six:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
            else:
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
            sock.bind(("::" if six else "0.0.0.0", port))  # noqa: S104  # answers come to whichever address asked
        except OSError:
            sock.close()
            raise
        return sock, sock.fileno()

    def post(self, sock: Socket, data: bytes, address: str, port: int) -> None:
        """Send a datagram to a device. Raises `OSError`."""
        real = cast(socket.socket, sock)
        if ":" in address or not self._source:
            real.sendto(data, self._place(address, port))
        elif self._is_interface:
            self._over(real, data, address, port, _interfaces().get(self._source, 0))
        else:
            source = struct.pack("=I4s4s", 0, socket.inet_aton(self._source), bytes(4))
            real.sendmsg([data], [(socket.IPPROTO_IP, _PACKET_INFO, source)], 0, (address, port))

    def cry(self, sock: Socket, data: bytes, group: str, port: int, link: str) -> None:
        """Send a datagram to everything on a link: a group, or the broadcast address. Raises `OSError`."""
        real, number = cast(socket.socket, sock), self.links[link]
        if ":" in group:
            real.sendto(data, (group, port, 0, number))
        else:
            self._over(real, data, group, port, number)

    def join(self, sock: Socket, group: str, link: str) -> None:
        """Hear what is sent to a multicast group of a link. Raises `OSError`."""
        real, number = cast(socket.socket, sock), self.links[link]
        if ":" in group:
            request = struct.pack("=16sI", socket.inet_pton(socket.AF_INET6, group), number)
            real.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
        else:
            request = struct.pack("=4s4si", socket.inet_aton(group), bytes(4), number)
            real.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)

    def read(self, sock: Socket) -> tuple[bytes, str]:
        """One datagram and the address that sent it. Raises `BlockingIOError` where none waits, `OSError`."""
        data, place = cast(socket.socket, sock).recvfrom(65_536)
        return data, str(place[0]).partition("%")[0]

    def neighbours(self) -> tuple[tuple[str, bytes], ...]:
        """(address, MAC) of the system's neighbour table; empty where it cannot be read."""
        with contextlib.suppress(ValueError):
            found = netlink.neighbours(_dump(netlink.ask_neighbours(1)))
            return tuple((one.address, one.mac) for one in found if one.reachable)
        return ()

    def _from(self, sock: socket.socket, address: str) -> None:
        if self._is_interface:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, self._source.encode() + b"\0")
        elif self._source and (":" in self._source) == (":" in address):
            sock.setsockopt(socket.IPPROTO_IP, _BIND_LATE, 1)
            sock.bind((self._source, 0))

    def _place(self, address: str, port: int) -> Place:
        if ":" not in address:
            return address, port
        scope = next(iter(self.links.values()), 0) if address.startswith("fe80") else 0
        return address, port, 0, scope

    @staticmethod
    def _over(sock: socket.socket, data: bytes, address: str, port: int, number: int) -> None:
        over = struct.pack("=I4s4s", number, bytes(4), bytes(4))
        sock.sendmsg([data], [(socket.IPPROTO_IP, _PACKET_INFO, over)], 0, (address, port))


def links() -> list[str]:
    """The names of this machine's interfaces."""
    return list(_interfaces())


@cache
def _broadcasts() -> frozenset[str]:
    """The broadcast addresses of the networks that this machine stands in."""
    nets = [ipaddress.ip_interface(prefix).network for link in _interfaces() for prefix in networks(link)]
    return frozenset(str(net.broadcast_address) for net in nets if net.version == 4 and net.prefixlen < 31)


def networks(link: str) -> list[str]:
    """The prefixes of the addresses that this machine has on a link: who else may be on it."""
    number = _interfaces().get(link, 0)
    with contextlib.suppress(ValueError):
        found = netlink.addresses(_dump(netlink.ask_addresses(1)))
        return [f"{one.address}/{one.prefix}" for one in found if one.interface == number]
    return []


def _interfaces() -> dict[str, int]:
    return {name: number for number, name in socket.if_nameindex()}


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _dump(request: bytes) -> bytes:
    """What the kernel tells to a request of rtnetlink(7); nothing where it does not."""
    pieces: list[bytes] = []
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
            sock.settimeout(1.0)
            sock.send(request)
            while sum(map(len, pieces)) < _TABLE:
                piece = sock.recv(65_536)
                pieces.append(piece)
                if netlink.ended(b"".join(pieces)):
                    break
    except (OSError, ValueError):
        return b""
    return b"".join(pieces)
