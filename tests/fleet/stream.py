"""TCP: the listening sockets of the devices, and their connections."""

from __future__ import annotations

import errno
import socket
import struct
import time
from collections.abc import Callable, Mapping

from tests.fleet.device import Device
from tests.fleet.loop import READ, WRITE, Loop
from tests.fleet.template import Template

BACKLOG = 4096
"""Connections that may wait for a normal device; the kernel's `somaxconn` may allow fewer."""
_PIECE = 65_536
_BROKEN = struct.pack("ii", 1, 0)
# Offsets in struct tcp_info (linux/tcp.h), in milliseconds before now.
_LAST_DATA_SENT, _LAST_ACK_RECV = 44, 56
_ESTABLISHED = 1


class Service:
    """What stands behind a port, shared by all devices of a family: what belongs to one connection is in `Conn`."""

    backlog = BACKLOG
    once = False
    """Whether the port closes after its first connection."""
    slow = 0.0
    """Seconds that a connection waits in the kernel before it is taken."""

    def templates(self) -> tuple[Template, ...]:
        """Its texts, so that a name that no device has a value for is found before it is asked for."""
        return ()

    def opened(self, conn: Conn) -> None:
        """A connection is there."""

    def received(self, conn: Conn, data: bytes) -> None:
        """Something was said."""


class Conn:
    """One connection of a device. Bytes are sent as the peer takes them."""

    __slots__ = (
        "_fd", "_finish", "_loop", "_out", "_sock", "buffer", "device", "full", "more", "peer", "port", "service",
        "spoke", "state",
    )  # fmt: skip

    def __init__(
        self, loop: Loop, sock: socket.socket, device: Device, service: Service, port: int, peer: tuple[str, int]
    ) -> None:
        self._loop = loop
        self._sock = sock
        self._fd = sock.fileno()
        self._out = b""
        self._finish = False
        self.device = device
        self.service = service
        self.port = port
        """As the family counts it."""
        self.peer = peer
        self.buffer = b""
        """What was received and is not yet whole; for the service."""
        self.state: object = None
        """Whatever the service keeps of this connection."""
        self.more: Callable[[], bytes] | None = None
        """Gives what is to be sent next, when all before it is; empty: no more."""
        self.full = False
        self.spoke = False
        """Whether the peer sent anything."""

    @property
    def open(self) -> bool:
        """Whether it still stands."""
        return self._fd >= 0

    def ready(self, mask: int) -> None:
        """Send what waits and read what came."""
        if mask & WRITE:
            self._flush()
        if self._fd >= 0 and mask != WRITE:
            self._read()

    def times(self) -> tuple[float, float]:
        """When it was established, and since when it is over, as of `time.monotonic`; good to some milliseconds.

        The first holds as long as nothing was sent. The second is when the peer was last heard if it has closed or
        broken off, however late this process looks, and else now. The kernel knows (TCP_INFO).
        """
        info = self._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 64)
        now = time.monotonic()
        sent, heard = (int.from_bytes(info[at : at + 4], "little") / 1000 for at in (_LAST_DATA_SENT, _LAST_ACK_RECV))
        return now - sent, now if info[0] == _ESTABLISHED else now - heard

    def settle(self) -> None:
        """Read all that came, to the end of the connection if it has ended by now."""
        for _ in range(64):
            if self._fd < 0 or not self._read():
                return

    def _read(self) -> bool:
        """Whether anything came."""
        try:
            data = self._sock.recv(_PIECE)
        except BlockingIOError:
            return False
        except OSError:
            self._end(reset=True)
            return False
        if data:
            self.spoke = True
            self.device.counters.bytes_in += len(data)
            self.service.received(self, data)
        elif self._out:
            self._finish = True
            self._loop.change(self._fd, WRITE)
        else:
            self._end()
        return bool(data)

    def send(self, data: bytes) -> None:
        """Send, now or as soon as the peer takes it."""
        if self._fd < 0:
            return
        self._out = self._out + data if self._out else data
        self._flush()

    def finish(self) -> None:
        """Close as soon as everything is sent."""
        if self._fd >= 0:
            self._finish = True
            if not self._out:
                self._end()

    def abort(self) -> None:
        """Break it off with a reset."""
        if self._fd >= 0:
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _BROKEN)
            self._end()

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call once, after so many seconds, if it still stands by then."""
        self._loop.later(seconds, lambda: call() if self._fd >= 0 else None)

    def _flush(self) -> None:
        before = bool(self._out)
        while self._fd >= 0:
            if not self._out:
                self._out = self.more() if self.more is not None else b""
                if not self._out:
                    break
            try:
                sent = self._sock.send(self._out)
            except BlockingIOError:
                break
            except OSError:
                self._end(reset=True)
                return
            self._out = self._out[sent:]
        if self._fd < 0:
            return
        if self._out:
            self._loop.change(self._fd, WRITE if self._finish else READ | WRITE)
        elif self._finish:
            self._end()
        elif before:
            self._loop.change(self._fd, READ)

    def _end(self, *, reset: bool = False) -> None:
        if self._fd < 0:
            return
        ended = self.times()[1] if self.device.weak is not None else 0.0
        self._loop.forget(self._fd)
        self._fd = -1
        self._sock.close()
        self.device.closed(self, ended, reset=reset)


class Listener:
    """One listening socket: of one device, or, where a table of addresses is given, of all of them."""

    __slots__ = ("_at", "_device", "_loop", "_port", "_service", "_sock")

    def __init__(
        self,
        loop: Loop,
        address: str,
        port: int,
        service: Service,
        device: Device | None,
        *,
        at: Mapping[str, Device] | None = None,
        number: int = 0,
    ) -> None:
        """Listen on `address`, `port`. `number` is the port as the family counts it. Raises `OSError`."""
        self._loop = loop
        self._port = number or port
        self._service = service
        self._device = device
        self._at = at or {}
        self._sock = listening(address, port, service.backlog)
        loop.watch(self._sock.fileno(), self._ready)

    def close(self) -> None:
        """Listen no longer."""
        if self._sock.fileno() >= 0:
            self._loop.forget(self._sock.fileno())
            self._sock.close()

    def _ready(self, _: int) -> None:
        if self._service.slow:
            self._loop.forget(self._sock.fileno())
            self._loop.later(self._service.slow, self._wake)
        else:
            self._accept()

    def _wake(self) -> None:
        self._accept()
        if self._sock.fileno() >= 0:
            self._loop.watch(self._sock.fileno(), self._ready)

    def _accept(self) -> None:
        while self._sock.fileno() >= 0:
            try:
                sock, peer = self._sock.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno == errno.ECONNABORTED:
                    continue
                raise
            self._open(sock, peer)

    def _open(self, sock: socket.socket, peer: tuple[str, int]) -> None:
        device = self._device or self._at.get(sock.getsockname()[0])
        if device is None or not device.alive:
            sock.close()
            return
        sock.setblocking(False)
        service = self._service
        conn = Conn(self._loop, sock, device, service, self._port, peer)
        self._loop.watch(sock.fileno(), conn.ready, READ)
        if device.opened(conn):
            service.opened(conn)
        if service.once:
            self.close()


def listening(address: str, port: int, backlog: int) -> socket.socket:
    """A listening socket that does not block. Raises `OSError`."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        sock.listen(backlog)
    except OSError as error:
        sock.close()
        raise OSError(error.errno, f"{address}:{port}: {error.strerror}") from None
    return sock
