"""A world in memory for the prober: a clock that jumps, a network that loses, and devices, none of them kind.

It keeps its own account of everything that goes over the wire, and knows nothing of the governor's.
"""

from __future__ import annotations

import errno
import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from tests.sources.clock import Clock, Watch
from tests.sources.devices import Device, Does, Service

from camcensus.sources.hand import Counted
from camcensus.sources.talk import IN, OUT, Socket

WINDOW = 32_768
"""Bytes that may wait to be read on one connection: what `driver` asks for, as the system doubles it."""
SEGMENT = 1_460


@dataclass
class Ledger:
    """All that went to and from one address."""

    connections: int = 0
    packets: int = 0
    data: int = 0
    """Bytes that TCP or UDP carried."""
    answered: float = 0.0
    """When something came from it for the first time."""
    last: float = 0.0
    """When something was last sent to it."""
    begun: list[tuple[float, int]] = field(default_factory=list)
    """When a connection was begun, and to which port."""
    gaps: list[float] = field(default_factory=list)
    """Seconds from the end of one connection to the beginning of the next."""
    ended: float | None = None
    said: list[tuple[float, bytes]] = field(default_factory=list)
    """When it was sent what."""


class Wire:
    """A connection as our side holds it."""

    def __init__(self, world: World, fd: int, address: str) -> None:
        self.world, self.fd, self.address = world, fd, address
        self.port = 0
        self.state = "new"
        self.code = 0
        self.sent = self.received = self.told = self.out = self.back = 0
        self.is_shut = self.ended = self.broken = self.flooding = False
        self.service: Service | None = None
        self._unread, self._kept = bytearray(), bytearray()

    def recv(self, size: int, /) -> bytes:
        if self.broken:
            raise ConnectionResetError(errno.ECONNRESET, "reset")
        if not self._unread:
            if self.ended:
                return b""
            raise BlockingIOError(errno.EAGAIN, "nothing")
        taken = bytes(self._unread[:size])
        del self._unread[:size]
        self.world.later(self.device.latency, self.fill)
        return taken

    def send(self, data: bytes, /) -> int:
        if self.broken:
            raise BrokenPipeError(errno.EPIPE, "broken")
        self.out += len(data)
        self.world.ledgers[self.address].said.append((self.world.clock.now, data))
        self.told += _segments(len(data))
        self.moved(sent=_segments(len(data)), received=_segments(len(data)), data=len(data))
        self.world.later(self.device.latency, lambda at: self.heard(at, data))
        return len(data)

    def shutdown(self, how: int, /) -> None:
        if self.state != "open" or self.broken:
            raise OSError(errno.ENOTCONN, "not connected")
        self.is_shut = True
        self.moved(sent=1, received=1)

    @property
    def device(self) -> Device:
        return self.world.devices.get(self.address) or Device()

    @property
    def ready(self) -> int:
        """What may be done, as epoll says it."""
        if self.state == "failed":
            return IN | OUT | 0x18
        if self.state != "open":
            return 0
        return OUT | (IN if self._unread or self.ended or self.broken else 0)

    def moved(self, *, sent: int = 0, received: int = 0, data: int = 0) -> None:
        """Packets and bytes went over the wire."""
        self.sent += sent
        self.received += received
        self.world.note(self.address, sent=sent, received=received, data=data)

    def heard(self, at: float, data: bytes) -> None:
        """The device has it."""
        if self.state != "open" or self.broken or self.ended or self.service is None or at >= self.world.silent_from:
            return
        if at < self.device.dies:
            for delay, what in self.service(data):
                self.world.queue(at + delay, lambda then, what=what: self.does(then, what))  # type: ignore[misc]

    def does(self, at: float, what: bytes | Does) -> None:
        """The device does something."""
        if self.state != "open" or self.broken or self.ended or at >= min(self.device.dies, self.world.silent_from):
            return
        if what is Does.BREAK:
            self.broken = True
            self.moved(received=1)
        elif what is Does.END:
            self.ended = True
            self.moved(received=1, sent=1)
        else:
            self.flooding = self.flooding or what is Does.FLOOD
            self._kept += what if isinstance(what, bytes) else b""
            self.fill(at)

    def fill(self, at: float) -> None:
        """As much arrives as there is room for."""
        if self.state != "open" or self.broken:
            return
        room = WINDOW - len(self._unread)
        data = bytes(self._kept[:room])
        del self._kept[:room]
        if self.flooding:
            data += b"x" * (room - len(data))
        if data:
            self._unread += data
            self.back += len(data)
            self.moved(received=_segments(len(data)), sent=_segments(len(data)), data=len(data))


class Box:
    """A socket for datagrams."""

    def __init__(self, fd: int, port: int) -> None:
        self.fd, self.port = fd, port
        self.letters: list[tuple[bytes, str]] = []
        self.is_open = True

    def recv(self, size: int, /) -> bytes:
        raise NotImplementedError

    def send(self, data: bytes, /) -> int:
        raise NotImplementedError

    def shutdown(self, how: int, /) -> None:
        raise NotImplementedError

    @property
    def ready(self) -> int:
        return OUT | (IN if self.letters else 0)


class World:
    """The network as the loop's hand feels it; `poller` is what tells the loop that something is ready."""

    def __init__(self, devices: dict[str, Device] | None = None) -> None:
        self.devices = devices or {}
        self.clock = Clock()
        self.ledgers: dict[str, Ledger] = defaultdict(Ledger)
        self.wrongs: list[str] = []
        """What must never happen and did."""
        self.links: dict[str, int] = {}
        self.on_links: list[str] = []
        """Addresses of devices that hear a call."""
        self.table: tuple[tuple[str, bytes], ...] = ()
        self.silent_from = float("inf")
        """Nothing gets through any more from then on."""
        self.fault: Callable[[str, str], int] = lambda what, address: 0
        """The number of the error of ``tcp``, ``connect``, ``udp``, ``post`` or ``cry`` to an address; 0: none."""
        self.most_files = 10_000
        self.cried: list[tuple[str, int, str, bytes]] = []
        self.joined: list[tuple[str, str]] = []
        self.attempts: list[tuple[float, str]] = []
        """Everything that was begun with a single device: when, with which."""
        self.peak = 0
        """Connections that were open at once, at most."""
        self._sockets: dict[int, Wire | Box] = {}
        self.poller = Watch(self)
        self._queue: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = itertools.count()
        self._knocks: Counter[tuple[str, int]] = Counter()

    # --- what the loop's hand does ---

    def files(self) -> int:
        return self.most_files

    def tcp(self, address: str) -> tuple[Socket, int]:
        self._fail("tcp", address)
        wire = Wire(self, self._free(), address)
        self._sockets[wire.fd] = wire
        self.peak = max(self.peak, self.open_sockets)
        return wire, wire.fd

    def connect(self, sock: Socket, address: str, port: int) -> int:
        if code := self.fault("connect", address):
            return code
        wire, now, ledger = cast(Wire, sock), self.clock.now, self.ledgers[address]
        others = [one for one in self._sockets.values() if isinstance(one, Wire) and one.address == address]
        if len(others) > 1:
            self.wrongs.append(f"two connections to {address} at once")
        if ledger.ended is not None:
            ledger.gaps.append(now - ledger.ended)
        ledger.connections += 1
        ledger.begun.append((now, port))
        self.attempts.append((now, address))
        wire.port, wire.state = port, "connecting"
        self._knock(wire, now)
        for after in (1.0, 3.0):
            self.queue(now + after, lambda at: self._knock(wire, at))
        return errno.EINPROGRESS

    def error(self, sock: Socket) -> int:
        return cast(Wire, sock).code

    def counted(self, sock: Socket, *, clean: bool) -> Counted:
        wire = cast(Wire, sock)
        more = 0 if clean else 1
        return Counted(
            sent=wire.sent + more,
            received=wire.received + more,
            told=wire.told,
            again=wire.device.resent,
            out=wire.out,
            back=wire.back,
        )

    def close(self, sock: Socket) -> None:
        one = cast(Wire | Box, sock)
        if self._sockets.pop(one.fd, None) is not one:
            self.wrongs.append(f"socket {one.fd} was closed twice")
        if one.fd in self.poller.watched:
            self.wrongs.append(f"socket {one.fd} was closed while it was watched")
        if isinstance(one, Box):
            one.is_open = False
            return
        if one.state == "open" and not one.broken:
            if not one.is_shut:
                self.wrongs.append(f"a connection to {one.address} was not ended")
            if not one.ended:
                one.moved(sent=1, received=1)
        if one.state != "new":
            self.ledgers[one.address].ended = self.clock.now
        one.state = "over"

    def neighbours(self) -> tuple[tuple[str, bytes], ...]:
        return self.table

    def udp(self, *, six: bool, port: int) -> tuple[Socket, int]:
        self._fail("udp", "")
        box = Box(self._free(), port)
        self._sockets[box.fd] = box
        return box, box.fd

    def post(self, sock: Socket, data: bytes, address: str, port: int) -> None:
        self._fail("post", address)
        self.attempts.append((self.clock.now, address))
        self.note(address, sent=1, data=len(data))
        self._answers(cast(Box, sock), address, port, data)

    def cry(self, sock: Socket, data: bytes, group: str, port: int, link: str) -> None:
        self._fail("cry", group)
        self.cried.append((group, port, link, data))
        for address in self.on_links:
            self._answers(cast(Box, sock), address, port, data)

    def join(self, sock: Socket, group: str, link: str) -> None:
        self.joined.append((group, link))

    def read(self, sock: Socket) -> tuple[bytes, str]:
        box = cast(Box, sock)
        if not box.letters:
            raise BlockingIOError(errno.EAGAIN, "nothing")
        return box.letters.pop(0)

    # --- what goes on by itself ---

    @property
    def open_sockets(self) -> int:
        return len(self._sockets)

    def note(self, address: str, *, sent: int = 0, received: int = 0, data: int = 0) -> None:
        """Something went to an address or came from it."""
        ledger, now = self.ledgers[address], self.clock.now
        ledger.answered = ledger.answered or (now if received else 0.0)
        ledger.last = now if sent else ledger.last
        ledger.packets += sent + received
        ledger.data += data

    def later(self, seconds: float, what: Callable[[float], None]) -> None:
        self.queue(self.clock.now + seconds, what)

    def queue(self, when: float, what: Callable[[float], None]) -> None:
        heapq.heappush(self._queue, (when, next(self._order), what))

    def happen(self) -> float:
        """Everything that was to happen by now; when something will happen next."""
        while self._queue and self._queue[0][0] <= self.clock.now:
            when, _, what = heapq.heappop(self._queue)
            what(when)
        return self._queue[0][0] if self._queue else float("inf")

    def ready(self, fd: int, wanted: int) -> int:
        """What of what is waited for may be done on a socket; that it is broken is always told."""
        one = self._sockets.get(fd)
        return one.ready & (wanted | 0x18) if one is not None else 0

    def _fail(self, what: str, address: str) -> None:
        if code := self.fault(what, address):
            raise OSError(code, what)

    def _free(self) -> int:
        """The lowest number that is free: the system gives numbers anew as soon as it can."""
        return next(number for number in itertools.count(3) if number not in self._sockets)

    def _knock(self, wire: Wire, at: float) -> None:
        if wire.state != "connecting":
            return
        self.note(wire.address, sent=1)
        wire.sent += 1
        self._knocks[wire.address, wire.port] += 1
        device = self.devices.get(wire.address)
        if device is None or at >= self.silent_from:
            return
        verdict = device.knock(wire.port, self._knocks[wire.address, wire.port], at)
        if verdict != "silent":
            self.queue(at + device.latency, lambda then: self._came(wire, verdict, then))

    def _came(self, wire: Wire, verdict: str, at: float) -> None:
        if wire.state != "connecting" or at >= self.silent_from:
            return
        if verdict == "closed":
            wire.state, wire.code = "failed", errno.ECONNREFUSED
            wire.moved(received=1)
            return
        wire.state = "open"
        wire.moved(received=1, sent=1)
        wire.service = wire.device.ports[wire.port]()
        wire.heard(at, b"")

    def _answers(self, box: Box, address: str, port: int, data: bytes) -> None:
        device = self.devices.get(address)
        answer = device.letters.get(port) if device is not None else None
        for delay, said, sender in answer(data) if answer is not None else ():
            self.later(delay, lambda at, said=said, sender=sender: self._posted(box, said, sender or address, at))  # type: ignore[misc]

    def _posted(self, box: Box, data: bytes, sender: str, at: float) -> None:
        if box.is_open and at < self.silent_from:
            box.letters.append((data, sender))


def _segments(size: int) -> int:
    return -(-size // SEGMENT)
