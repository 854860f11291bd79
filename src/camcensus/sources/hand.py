"""What the loop needs of whatever touches the network (`driver.Hand` does): so that the loop can be tested without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from camcensus.sources.letters import Post
from camcensus.sources.talk import Socket


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the system counted on one connection."""

    sent: int = 0
    """Packets that we sent."""
    received: int = 0
    told: int = 0
    """Of those sent, how many carried data, and were sent again if they were lost."""
    again: int = 0
    """Packets that were sent again because no confirmation came."""
    out: int = 0
    """Bytes of data that the device took."""
    back: int = 0
    """Bytes of data that came back, read or not."""


class Hand(Post, Protocol):
    """What touches the network for the loop: see `driver`."""

    def files(self) -> int:
        """How many sockets may be open at once."""
        ...

    def tcp(self, address: str) -> tuple[Socket, int]:
        """A new socket for a connection to an address, and its number. Raises `OSError`."""
        ...

    def connect(self, sock: Socket, address: str, port: int) -> int:
        """Begin to connect; the number of the error, or 0."""
        ...

    def error(self, sock: Socket) -> int:
        """What an attempt to connect came to: the number of the error, or 0."""
        ...

    def counted(self, sock: Socket, *, clean: bool) -> Counted:
        """What went over a connection, before it is closed; `clean`: both sides have ended it."""
        ...

    def close(self, sock: Socket) -> None:
        """Close it."""
        ...

    def neighbours(self) -> tuple[tuple[str, bytes], ...]:
        """(address, MAC) of the system's neighbour table."""
        ...


class Poller(Protocol):
    """What tells the loop which sockets are ready: ``select.epoll`` does."""

    def register(self, fd: int, eventmask: int, /) -> None:
        """Look at a socket from now on."""
        ...

    def modify(self, fd: int, eventmask: int, /) -> None:
        """Look at it for something else."""
        ...

    def unregister(self, fd: int, /) -> None:
        """Look at it no longer."""
        ...

    def poll(self, timeout: float, maxevents: int, /) -> list[tuple[int, int]]:
        """Number and events of each socket on which something has happened, after so many seconds at most."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...
