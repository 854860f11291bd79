"""Devices that break: what a careless scanner would do to them, each kind for one thing that real ones do not bear.

Sources: ``facts/protocols.md``, section 9. Dahua answers 401 when its connections are used up
(rroller/dahua, issue 603); failed logins lock an address out (evercam/evercam-server, issue 91); hammering and many
connections take small boards down (bluecherrydvr/bluecherry-apps, issue 588; openshwprojects/OpenBK7231T_App, issue
1177). The numbers are chosen low on purpose.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fleet.device import Device
    from tests.fleet.stream import Conn


class Weakness:
    """What one device does not bear. It has a state: each device needs its own."""

    name = ""

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        """A connection is there; `now` is when it was established, `device.together` how many were open then."""

    def closed(self, device: Device, conn: Conn, now: float, *, reset: bool) -> None:
        """A connection is over since `now`; `reset`: its peer broke it off."""

    def full(self, device: Device, conn: Conn) -> bool:
        """Whether this connection gets nothing but 401. Asked before each answer."""
        return False

    def failed_login(self, device: Device) -> None:
        """A login was refused."""


class Single(Weakness):
    """One connection at a time."""

    name = "single"

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        if device.together > 1:
            device.die("a second connection at the same time")


class Backlog4(Weakness):
    """Four connections at a time."""

    name = "backlog4"

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        if device.together > 4:
            device.die("more than four connections at the same time")


class HalfOpen(Weakness):
    """Connections that are begun and left, or broken off before anything is said, use up its table."""

    name = "half-open"
    most = 8

    def __init__(self) -> None:
        self.count = 0
        self.taken: set[tuple[str, int]] = set()
        """Who was let in since the sniffer last looked: address and port."""

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        self.taken.add(conn.peer)

    def left(self, device: Device) -> None:
        """One more was left half-open."""
        self.count += 1
        if self.count >= self.most:
            device.die(f"{self.most} connections left half-open or broken off unused")

    def closed(self, device: Device, conn: Conn, now: float, *, reset: bool) -> None:
        if reset and not conn.spoke:
            self.left(device)


class Burst(Weakness):
    """Five new connections a second."""

    name = "burst"

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=6)

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        self._last.append(now)
        if len(self._last) == 6 and now - self._last[0] <= 1.0:
            device.die("more than five new connections within one second")


class Full401(Weakness):
    """Says 401 to everything when connections come too fast; ten of those, and it is gone."""

    name = "full-401"

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=3)
        self._said = 0

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        self._last.append(now)
        conn.full = len(self._last) == 3 and now - self._last[0] <= 3.0

    def full(self, device: Device, conn: Conn) -> bool:
        if conn.full:
            self._said += 1
            if self._said >= 10:
                device.die("asked on although it answered 401 to everything, ten times")
        return conn.full


class Lockout(Weakness):
    """One wrong login locks its owner out."""

    name = "lockout"

    def failed_login(self, device: Device) -> None:
        device.harm("locked by a failed login")


class SlowClose(Weakness):
    """Three slots for connections, each free again 0.3 seconds after it was closed."""

    name = "slow-close"

    def __init__(self) -> None:
        self._lingering: deque[float] = deque()

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        while self._lingering and now - self._lingering[0] >= 0.3:
            self._lingering.popleft()
        if len(device.conns) + len(self._lingering) > 3:
            device.die("a fourth connection while three slots were taken")

    def closed(self, device: Device, conn: Conn, now: float, *, reset: bool) -> None:
        self._lingering.append(now)


class Hammered(Weakness):
    """Sixty connections, and then it has had enough."""

    name = "hammered"

    def opened(self, device: Device, conn: Conn, now: float) -> None:
        if device.counters.connections > 60:
            device.die("more than sixty connections")


KINDS: dict[str, type[Weakness]] = {
    one.name: one for one in (Single, Backlog4, HalfOpen, Burst, Full401, Lockout, SlowClose, Hammered)
}
"""All kinds, by name."""
