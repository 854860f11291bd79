"""Time in a made-up world: it goes on only while the loop waits, and jumps when it is told to."""

from __future__ import annotations

from typing import Protocol

START = 1_000.0
TICK = 1e-5
"""Seconds that one turn takes at least."""


class Clock:
    """It stands still unless somebody waits; `jumps` are what the machine was busy with elsewhere."""

    def __init__(self) -> None:
        self.now = START
        self.jumps: list[tuple[float, float]] = []
        """From which moment on, by how many seconds: once each, when next somebody looks."""

    def __call__(self) -> float:
        while self.jumps and self.jumps[0][0] <= self.now:
            self.now += self.jumps.pop(0)[1]
        return self.now


class Happening(Protocol):
    """What goes on while somebody waits."""

    clock: Clock
    wrongs: list[str]

    def happen(self) -> float:
        """Let everything happen that was to happen by now; when there will be more."""
        ...

    def ready(self, fd: int, wanted: int) -> int:
        """What may be done on a socket."""
        ...


class Watch:
    """What tells the loop which sockets are ready, and lets time pass while none is: see `loop.Poller`."""

    def __init__(self, world: Happening) -> None:
        self.world = world
        self.watched: dict[int, int] = {}
        self.polls = 0
        self.is_open = True

    def register(self, fd: int, eventmask: int, /) -> None:
        if fd in self.watched:
            self.world.wrongs.append(f"socket {fd} was registered twice")
        self.watched[fd] = eventmask

    def modify(self, fd: int, eventmask: int, /) -> None:
        if fd not in self.watched:
            self.world.wrongs.append(f"socket {fd} was modified and not registered")
        self.watched[fd] = eventmask

    def unregister(self, fd: int, /) -> None:
        if self.watched.pop(fd, None) is None:
            self.world.wrongs.append(f"socket {fd} was not registered")

    def poll(self, timeout: float, maxevents: int, /) -> list[tuple[int, int]]:
        """What is ready, at once or as soon as it is."""
        self.polls += 1
        assert self.polls < 300_000, "it does not end"
        clock = self.world.clock
        clock.now += TICK
        until = clock.now + timeout
        while True:
            next_ = self.world.happen()
            ready = [(fd, what) for fd, wanted in self.watched.items() if (what := self.world.ready(fd, wanted))]
            if ready or clock.now >= until:
                return ready[:maxevents]
            clock.now = min(next_, until)

    def close(self) -> None:
        self.is_open = False
