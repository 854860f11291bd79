"""One epoll loop: what is ready is served, what is due is done, and while nothing is to do it costs nothing."""

from __future__ import annotations

import heapq
import os
import select
import time
import traceback
from collections import deque
from collections.abc import Callable

READ, WRITE = select.EPOLLIN, select.EPOLLOUT
Handler = Callable[[int], None]


class Loop:
    """Serves until it is stopped. Only `stop` and `post` may be called from another thread."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._handlers: dict[int, Handler] = {}
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._posted: deque[Callable[[], None]] = deque()
        self._count = 0
        self._running = True
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self.watch(self._bell, self._rung)
        self.errors: list[str] = []
        """Faults of the fleet itself, as tracebacks; a test that finds any has failed."""

    def watch(self, fd: int, handler: Handler, mask: int = READ) -> None:
        """Call `handler` with the events whenever `fd` is ready."""
        self._handlers[fd] = handler
        self._epoll.register(fd, mask)

    def change(self, fd: int, mask: int) -> None:
        """Watch `fd` for other events."""
        self._epoll.modify(fd, mask)

    def forget(self, fd: int) -> None:
        """Watch `fd` no longer; it is not closed."""
        if self._handlers.pop(fd, None) is not None:
            self._epoll.unregister(fd)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call once, after so many seconds."""
        self._count += 1
        heapq.heappush(self._timers, (time.monotonic() + seconds, self._count, call))

    def post(self, call: Callable[[], None]) -> None:
        """Call once, soon, in the loop's own thread."""
        self._posted.append(call)
        os.eventfd_write(self._bell, 1)

    def stop(self) -> None:
        """End `run` soon."""
        self._running = False
        os.eventfd_write(self._bell, 1)

    def run(self) -> None:
        """Serve until `stop`."""
        poll, handlers = self._epoll.poll, self._handlers
        while self._running:
            for fd, mask in poll(self._wait(), 1024):
                # It may have been closed by one before it in this round.
                handler = handlers.get(fd)
                if handler is not None:
                    try:
                        handler(mask)
                    except Exception:  # noqa: BLE001  # see `_fault`
                        self._fault()
            if self._timers:
                self._due()

    def close(self) -> None:
        """Give back what the loop itself holds."""
        self._epoll.close()
        os.close(self._bell)

    def _wait(self) -> float:
        return max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else -1

    def _due(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            try:
                heapq.heappop(self._timers)[2]()
            except Exception:  # noqa: BLE001  # see `_fault`
                self._fault()

    def _fault(self) -> None:
        """A fault at one device must not stop the others; tests look at `errors`."""
        if len(self.errors) < 100:
            self.errors.append(traceback.format_exc())

    def _rung(self, _: int) -> None:
        os.eventfd_read(self._bell)
        while self._posted:
            self._posted.popleft()()
