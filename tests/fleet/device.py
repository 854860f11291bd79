"""One simulated device: who it is, what it has been asked, and whether it still lives."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fleet.values import Values

if TYPE_CHECKING:
    from tests.fleet.family import Family
    from tests.fleet.stream import Conn
    from tests.fleet.weak import Weakness

_BLUR = 0.015
"""Seconds by which the times of two connections may be wrong: the kernel counts them in ticks."""
MOST_KINDS = 64
"""Distinct requests of one device that are told apart."""


@dataclass(slots=True)
class Counters:
    """What one device has been asked so far."""

    connections: int = 0
    concurrent: int = 0
    """The most connections that were open at once."""
    bytes_in: int = 0
    datagrams: int = 0
    requests: dict[str, int] = field(default_factory=dict)
    """How often each method and path was asked, over UDP each port and kind."""
    credentials: int = 0
    """Requests that carried a user and a password in any form."""
    failed_logins: int = 0
    writes: dict[str, int] = field(default_factory=dict)
    """Messages that were not of a reading kind."""
    harmed: str = ""
    """What was done to it that its owner would have to repair; empty: nothing."""
    died: str = ""
    """Why it stopped answering; empty: it lives."""

    def asked(self, what: str) -> None:
        """Count a request."""
        _count(self.requests, what)

    def wrote(self, what: str) -> None:
        """Count a message that might have changed something."""
        _count(self.writes, what)


def _count(table: dict[str, int], what: str) -> None:
    key = what[:96]
    if key not in table and len(table) >= MOST_KINDS:
        key = "others"
    table[key] = table.get(key, 0) + 1


class Device:
    """A member of a family at an address. It belongs to the loop's thread; its counters may be read anywhere."""

    __slots__ = (
        "_ended", "_values", "address", "bury", "conns", "counters", "family", "listeners", "login", "nonces", "number",
        "ports", "together", "weak",
    )  # fmt: skip

    def __init__(
        self,
        family: Family,
        address: str,
        number: int = 0,
        *,
        weak: Weakness | None = None,
        login: tuple[str, str] | None = None,
        ports: Mapping[int, int] | None = None,
    ) -> None:
        self.family = family
        self.address = address
        self.number = number
        self.weak = weak
        self.login = login
        """User and password it accepts; None: none at all."""
        self.ports: Mapping[int, int] = ports or {}
        """Where a service stands that belongs on another port, so that tests need no privilege."""
        self.counters = Counters()
        self.conns: set[Conn] = set()
        self.listeners: list[Callable[[], None]] = []
        """What closes each of its listening sockets."""
        self.bury: Callable[[Device], None] | None = None
        """What else is to be done when it dies: the fleet takes its address off the network."""
        self.nonces: deque[str] | None = None
        self.together = 0
        """How many connections were open when the last one was established, with it; known only of weak devices."""
        self._ended: deque[float] = deque(maxlen=16)
        self._values: Values | None = None

    @property
    def values(self) -> Values:
        """What stands for the names in its family's texts."""
        if self._values is None:
            self._values = self.family.values_of(self.number, self.address, self.ports)
        return self._values

    @property
    def alive(self) -> bool:
        """Whether it answers."""
        return not self.counters.died

    def port(self, number: int) -> int:
        """The port on which the service of that port stands."""
        return self.ports.get(number, number)

    def opened(self, conn: Conn) -> bool:
        """Note a new connection; whether it lived through it."""
        counters = self.counters
        counters.connections += 1
        if self.weak is None:
            self.conns.add(conn)
            counters.concurrent = max(counters.concurrent, len(self.conns))
            return True
        # This process may look late. What counts is what was open when this one was established.
        for other in tuple(self.conns):
            other.settle()
        born = conn.times()[0]
        self.conns.add(conn)
        self.together = len(self.conns) + sum(ended - born > _BLUR for ended in self._ended)
        counters.concurrent = max(counters.concurrent, self.together)
        self.weak.opened(self, conn, born)
        return self.alive

    def closed(self, conn: Conn, ended: float, *, reset: bool) -> None:
        """Note that a connection is over, and since when (known only of weak devices)."""
        self.conns.discard(conn)
        if self.weak is not None and self.alive:
            self._ended.append(ended)
            self.weak.closed(self, conn, ended, reset=reset)

    def full(self, conn: Conn) -> bool:
        """Whether it will not serve this connection and says so with 401, as some do whose connections are used up."""
        return self.weak is not None and self.weak.full(self, conn)

    def failed_login(self) -> None:
        """Note a login that was refused."""
        self.counters.failed_logins += 1
        if self.weak is not None:
            self.weak.failed_login(self)

    def harm(self, why: str) -> None:
        """It works on, but somebody will have to repair it."""
        self.counters.harmed = self.counters.harmed or why

    def die(self, why: str) -> None:
        """It stops answering for good: ports closed, connections broken off, datagrams ignored."""
        if self.counters.died:
            return
        self.harm(why)
        self.counters.died = why
        for close in self.listeners:
            close()
        self.listeners.clear()
        for conn in tuple(self.conns):
            conn.abort()
        if self.bury is not None:
            self.bury(self)
