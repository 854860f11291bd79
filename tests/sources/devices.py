"""Devices that live in memory: which of their ports are open, and what they say on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum


class Does(Enum):
    """What a device may do besides sending bytes."""

    END = "ends its side"
    BREAK = "breaks the connection off"
    FLOOD = "sends without end, as fast as it is taken"


Act = tuple[float, bytes | Does]
"""After how many seconds, what."""
Service = Callable[[bytes], Iterable[Act]]
"""One connection's other side: asked first with nothing, when the connection stands, then with what is sent to it."""
Letter = Callable[[bytes], Iterable[tuple[float, bytes, str]]]
"""To a datagram: after how many seconds, what, from which address (empty: its own)."""


@dataclass(kw_only=True)
class Device:
    """What lives at an address."""

    ports: dict[int, Callable[[], Service]] = field(default_factory=dict)
    closed: bool = True
    """Its other ports refuse; else they are silent."""
    latency: float = 0.01
    """Seconds there and back."""
    letters: dict[int, Letter] = field(default_factory=dict)
    """Port to answer, to a datagram of its own or to a call."""
    loses: int = 0
    """How many attempts on each port get lost at first."""
    loses_by_port: dict[int, int] = field(default_factory=dict)
    resent: int = 0
    """Packets of each connection that had to be sent again."""
    dies: float = float("inf")
    """It takes no connection and answers nothing from then on."""
    shuts: float = float("inf")
    """It refuses every connection from then on."""

    def knock(self, port: int, times: int, now: float) -> str:
        """``open``, ``closed`` or ``silent``, at the so-many-th packet to the port."""
        if now >= self.dies or times <= self.loses_by_port.get(port, self.loses):
            return "silent"
        if port in self.ports and now < self.shuts:
            return "open"
        return "closed" if self.closed else "silent"


def says(*answers: bytes, after: float = 0.0, then: Does | None = None) -> Callable[[], Service]:
    """To each request of a connection the next answer, and the last one to all that follow."""

    def make() -> Service:
        left = list(answers)

        def hear(data: bytes) -> Iterable[Act]:
            if not data or not left:
                return
            yield after, left.pop(0) if len(left) > 1 else left[0]
            if then is not None:
                yield after + 0.001, then

        return hear

    return make


def does(*acts: Act, greeting: bool = False) -> Callable[[], Service]:
    """The same acts to every request; or once, as soon as the connection stands."""
    return lambda: lambda data: acts if bool(data) != greeting else ()


def drips(every: float, piece: bytes = b"x", *, greeting: bool = False) -> Callable[[], Service]:
    """A piece every so many seconds, for a long time."""
    return does(*((every * number, piece) for number in range(1, 2_000)), greeting=greeting)


def letter(*answers: bytes, after: float = 0.01, sender: str = "") -> Letter:
    """The same answers to every datagram."""
    return lambda _: ((after, answer, sender) for answer in answers)


OK = b"HTTP/1.1 200 OK\r\n\r\n"
CHALLENGE = b"HTTP/1.1 401 Unauthorized\r\n\r\n"
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\n\r\n"
