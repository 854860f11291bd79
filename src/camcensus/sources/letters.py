"""UDP: datagrams to devices and calls to whole links, and whose the answers are. It is given its sockets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from camcensus.sources.steps import Call, Datagram
from camcensus.sources.talk import IN, Socket

AT_A_TIME = 12_000
"""Datagrams that are read from one socket before others get their turn: more than wait in its buffer of four megabytes,
so that nobody is taken for silent whose answer had come."""
MOST_ANSWERS = 20_000
"""Answers to one call that are taken."""
BROADCAST = "255.255.255.255"


class Post(Protocol):
    """What sends and receives for the letters: see `driver`."""

    @property
    def links(self) -> Mapping[str, int]:
        """Name to number of each link that may be asked as a whole."""
        ...

    def udp(self, *, six: bool, port: int) -> tuple[Socket, int]:
        """A new socket on a port of ours."""
        ...

    def post(self, sock: Socket, data: bytes, address: str, port: int) -> None:
        """Send to one device."""
        ...

    def cry(self, sock: Socket, data: bytes, group: str, port: int, link: str) -> None:
        """Send to a whole link."""
        ...

    def join(self, sock: Socket, group: str, link: str) -> None:
        """Hear a group."""
        ...

    def read(self, sock: Socket) -> tuple[bytes, str]:
        """One datagram and who sent it."""
        ...

    def close(self, sock: Socket) -> None:
        """Close."""
        ...


class Letters:
    """Sends datagrams for guests and hands each the answers that are its own."""

    def __init__(
        self, post: Post, watch: Callable[[int, int], None], arrived: Callable[[object, str, bytes], None]
    ) -> None:
        """`watch` takes a socket's number and the events to wait for; 0 for none any more."""
        self._post, self._watch, self._arrived = post, watch, arrived
        self._sockets: dict[int, Socket] = {}
        self._ours: dict[tuple[bool, int], int] = {}
        self._waiting: dict[tuple[int, str], object] = {}
        self._calls: dict[int, object] = {}
        self._places: dict[object, list[tuple[int, str]]] = {}
        self._answers: dict[int, int] = {}
        self.strangers = 0
        """Datagrams from addresses that were not asked."""

    def send(self, guest: object, step: Datagram, address: str) -> None:
        """Send one datagram; answers from that address are the guest's until `forget`. Raises `OSError`."""
        number = self._own(six=":" in address, port=step.reply_port)
        self._post.post(self._sockets[number], step.data, address, step.port)
        self._waiting[number, address] = guest
        self._places.setdefault(guest, []).append((number, address))

    def call(self, guest: object, step: Call) -> int:
        """Send to every link; answers from anybody are the guest's until `forget`. How many were sent.

        Raises `OSError`.
        """
        six = ":" in step.group
        port = step.reply_port
        number = self._own(six=six, port=port) if port else self._opened(six=six, port=0)
        self._calls[number], self._answers[number] = guest, 0
        self._places.setdefault(guest, []).append((number, ""))
        for link in self._post.links:
            if step.reply_port and step.group != BROADCAST:
                self._post.join(self._sockets[number], step.group, link)
            self._post.cry(self._sockets[number], step.data, step.group, step.port, link)
        return len(self._post.links)

    def awaits(self, guest: object) -> bool:
        """Whether it has written and may still be answered."""
        return guest in self._places

    def forget(self, guest: object) -> None:
        """Answers that come now are nobody's."""
        for number, address in self._places.pop(guest, ()):
            if address:
                self._waiting.pop((number, address), None)
            elif self._calls.pop(number, None) is not None and number not in self._ours.values():
                self._shut(number)

    def event(self, number: int) -> None:
        """Something has come on a socket."""
        sock = self._sockets.get(number)
        for _ in range(AT_A_TIME):
            if sock is None or number not in self._sockets:
                return
            try:
                data, address = self._post.read(sock)
            except BlockingIOError:
                return
            except OSError:  # what an earlier datagram came to: nobody is there
                continue
            self._deliver(number, address, data)

    def close(self) -> None:
        """Let go of every socket."""
        for number in list(self._sockets):
            self._shut(number)

    def _deliver(self, number: int, address: str, data: bytes) -> None:
        guest = self._waiting.get((number, address))
        if guest is None:
            guest = self._calls.get(number)
            self._answers[number] = self._answers.get(number, 0) + 1
            if guest is None or self._answers[number] > MOST_ANSWERS:
                self.strangers += 1
                return
        self._arrived(guest, address, data)

    def _own(self, *, six: bool, port: int) -> int:
        """The socket that all datagrams share which ask from that port."""
        if (six, port) not in self._ours:
            self._ours[six, port] = self._opened(six=six, port=port)
        return self._ours[six, port]

    def _opened(self, *, six: bool, port: int) -> int:
        sock, number = self._post.udp(six=six, port=port)
        self._sockets[number] = sock
        self._watch(number, IN)
        return number

    def _shut(self, number: int) -> None:
        self._watch(number, 0)
        self._post.close(self._sockets.pop(number))
        self._answers.pop(number, None)
