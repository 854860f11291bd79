"""Tiny servers on addresses of this machine: they answer one line with another, and remember who asked."""

from __future__ import annotations

import selectors
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

LOCAL = "127.0.0."

Answer = Callable[[str, bytes], bytes | None]
"""The answer of an address to a line; None: it says nothing and keeps the connection."""


@dataclass
class Served:
    """What was asked of a few addresses on one port."""

    port: int
    connections: Counter[str] = field(default_factory=Counter)
    """Address to connections that were taken."""
    lines: list[tuple[str, bytes]] = field(default_factory=list)
    """(address, line) in order."""
    most: Counter[str] = field(default_factory=Counter)
    """Address to the most connections that were open at a time."""

    def asked(self) -> set[int]:
        """The last octet of every address that took a connection."""
        return {int(address.rpartition(".")[2]) for address in self.connections}


@contextmanager
def serving(
    octets: Iterable[int], answer: Answer = lambda _, line: b"device: " + line, port: int = 0
) -> Iterator[Served]:
    """Listen on 127.0.0.x for each octet, on one port that is free."""
    with ExitStack() as stack:
        served = Served(port or free())
        loop = _Loop(served, answer)
        for octet in octets:
            loop.listen(stack.enter_context(socket.create_server((f"{LOCAL}{octet}", served.port))))
        thread = threading.Thread(target=loop.run)
        thread.start()
        try:
            yield served
        finally:
            loop.stop.set()
            thread.join()


@contextmanager
def silent(octet: int, port: int) -> Iterator[None]:
    """An address that does not answer on a port: the queue of those who wait there is full (listen(2))."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((f"{LOCAL}{octet}", port), backlog=0))
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield


def free() -> int:
    """A port on which nobody listens."""
    with socket.create_server((f"{LOCAL}1", 0)) as sock:
        return int(sock.getsockname()[1])


class _Loop:
    def __init__(self, served: Served, answer: Answer) -> None:
        self._served, self._answer = served, answer
        self._selector = selectors.DefaultSelector()
        self._open: Counter[str] = Counter()
        self.stop = threading.Event()

    def listen(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ, None)

    def run(self) -> None:
        while not self.stop.is_set():
            for key, _ in self._selector.select(0.02):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if key.data is None:
                    self._accept(sock)
                else:
                    self._read(sock, key.data)
        for key in list(self._selector.get_map().values()):
            if key.data is not None and isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._selector.close()

    def _accept(self, listener: socket.socket) -> None:
        sock, _ = listener.accept()
        sock.setblocking(False)
        address = sock.getsockname()[0]
        self._served.connections[address] += 1
        self._open[address] += 1
        self._served.most[address] = max(self._served.most[address], self._open[address])
        self._selector.register(sock, selectors.EVENT_READ, address)

    def _read(self, sock: socket.socket, address: str) -> None:
        try:
            line = sock.recv(65_536)
        except OSError:
            line = b""
        if line:
            self._served.lines.append((address, line))
            answer = self._answer(address, line)
            if answer is not None:
                sock.sendall(answer)
            return
        self._open[address] -= 1
        self._selector.unregister(sock)
        sock.close()
