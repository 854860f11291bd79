"""One TCP connection to a device, from the attempt to the end: bounded in time and bytes, and closed fully.

It is given its socket and opens none. Whoever owns it (`Owner`) watches the socket and the clock.
"""

from __future__ import annotations

import contextlib
import errno
import re
from enum import IntEnum
from typing import Protocol

from camcensus.sources.steps import End, Exchange, Reply
from camcensus.sources.tls import Tls, TlsError

CALM = 8
"""Pieces in which an answer may come before its packets are counted."""
PIECE = 16_384
"""Bytes that are read at a time."""
FAREWELL = 1.0
"""Seconds in which the device may end its side of a connection that we have ended."""
HANDSHAKE = 8.0
"""Seconds that a TLS handshake may take: old cameras take some."""

GOODBYE = 8_192
"""Bytes of an answer in which it may say that the connection ends with it."""
_GOODBYE = re.compile(rb"\AHTTP/1\.0 |\r\nconnection:[ \t]{0,8}close", re.IGNORECASE)

IN, OUT = 1, 4
"""What is waited for, as epoll counts it."""

_ABSENT = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EACCES, errno.EPERM}


class Socket(Protocol):
    """What is used of a socket."""

    def recv(self, size: int, /) -> bytes:
        """Read."""
        ...

    def send(self, data: bytes, /) -> int:
        """Write; how many bytes were taken."""
        ...

    def shutdown(self, how: int, /) -> None:
        """End a side."""
        ...


class Owner(Protocol):
    """Who plays the steps."""

    def watch(self, talk: Talk, events: int) -> None:
        """Wait for these events on its socket."""
        ...

    def limit(self, talk: Talk, seconds: float) -> None:
        """Tell it when so much time is up, counted from now; an earlier limit no longer counts."""
        ...

    def reply(self, talk: Talk, reply: Reply) -> None:
        """What the step came to; the talk is idle now, or closing."""
        ...

    def is_overdrawn(self, talk: Talk) -> bool:
        """Whether it has taken more packets than the device may have: an answer can come a byte at a time."""
        ...

    def over(self, talk: Talk) -> None:
        """The socket may be closed: nothing more will come or go."""
        ...


class State(IntEnum):
    """Where a talk is."""

    CONNECTING = 0
    SHAKING_HANDS = 1
    TALKING = 2
    IDLE = 3
    CLOSING = 4
    OVER = 5


class Talk:
    """See the module."""

    __slots__ = (
        "_again", "_got", "_most", "_out", "_pieces", "_step", "_tls", "began", "clean", "deadline", "fd", "opener",
        "owner", "port", "secure", "sock", "state", "who",
    )  # fmt: skip

    def __init__(self, owner: Owner, who: object, sock: Socket, fd: int, port: int) -> None:
        self.owner, self.who, self.sock, self.fd, self.port = owner, who, sock, fd, port
        self.state = State.CONNECTING
        self.secure = False
        self.began = 0.0
        self.deadline = 0.0
        self.clean = False
        """The device has ended its side too."""
        self.opener = False
        """No exchange was made on it yet."""
        self._tls: Tls | None = None
        self._step: Exchange | None = None
        self._out = b""
        self._got = bytearray()
        self._most = 0
        self._again = False
        """It is not the first exchange on the connection."""
        self._pieces = 0

    def fits(self, port: int, *, secure: bool) -> bool:
        """Whether an exchange may go over this connection."""
        return self.state is State.IDLE and self.port == port and (self.secure == secure or self.opener)

    def ask(self, step: Exchange, room: int) -> None:
        """Begin an exchange; `room` is how many bytes may come back by the device's budget."""
        self._step, self._most = step, min(step.most, room)
        del self._got[self._most :]  # what came unasked counts as well
        self._again, self.opener = not self.opener, False
        if step.tls and self._tls is None:
            self._tls, self.secure = Tls(), True
            self.state = State.SHAKING_HANDS
            self.owner.limit(self, HANDSHAKE)
            self._shake(b"")
        else:
            self._say()

    def event(self, events: int) -> None:
        """The socket is ready, or broken. `connected` comes before this."""
        try:
            if events & OUT and self._out:
                self._flush()
            if events & ~OUT and self.state is not State.OVER:
                self._read()
        except ConnectionError:
            self._broken(End.RESET)
        except OSError as fault:
            self._broken(End.SILENT if fault.errno in _ABSENT else End.RESET)

    def expired(self) -> None:
        """Time is up for what is under way."""
        if self.state is State.CLOSING or self._step is None:
            self._over()
        elif self.state is State.SHAKING_HANDS:
            self._ended(End.NO_TLS, b"the handshake took too long")
        else:
            self._ended(End.TIMEOUT)

    def close(self) -> None:
        """End our side and wait a moment for the device to end its own."""
        if self.state in (State.CLOSING, State.OVER):
            return
        self.state, self._step = State.CLOSING, None
        try:
            self.sock.shutdown(1)
        except OSError:
            self._over()
            return
        if self.clean:
            self._over()
            return
        self.owner.limit(self, FAREWELL)
        self.owner.watch(self, IN)

    def _say(self) -> None:
        step = self._step
        if step is None:
            return
        self.state = State.TALKING
        self.owner.limit(self, step.seconds)
        if not step.data:
            self._ended(End.WHOLE)
            return
        try:
            self._send(self._tls.seal(step.data) if self._tls is not None else step.data)
        except TlsError as fault:
            self._ended(End.NO_TLS, str(fault).encode())

    def _shake(self, data: bytes) -> None:
        tls = self._tls
        if tls is None:
            return
        try:
            out = tls.handshake(data)
        except TlsError as fault:
            self._ended(End.NO_TLS, str(fault).encode())
            return
        self._send(out)
        if tls.ready and self.state is State.SHAKING_HANDS:
            self._say()

    def _send(self, data: bytes) -> None:
        self._out += data
        try:
            self._flush()
        except ConnectionError:
            self._broken(End.RESET)
        except OSError as fault:
            self._broken(End.SILENT if fault.errno in _ABSENT else End.RESET)

    def _flush(self) -> None:
        if self._out:
            with contextlib.suppress(BlockingIOError):
                self._out = self._out[self.sock.send(self._out) :]
        self.owner.watch(self, IN | OUT if self._out else IN)

    def _read(self) -> None:
        try:
            data = self.sock.recv(PIECE)
        except BlockingIOError:
            return
        self._pieces += 1
        if self.state is State.CLOSING:
            self._drained(data)
        elif data and (self._pieces > CALM or self._tls is not None) and self.owner.is_overdrawn(self):
            self._ended(End.LIMIT)
        elif self.state is State.SHAKING_HANDS:
            if data:
                self._shake(data)
            else:
                self.clean = True
                self._ended(End.NO_TLS, b"the connection was closed in the handshake")
        elif self.state is State.TALKING:
            self._take(data)
        elif not data:  # idle, and the device has had enough
            self.clean = True
            self.close()
        else:
            self._unasked(data)

    def _unasked(self, data: bytes) -> None:
        """It speaks without being asked: kept for the answer to come, unless it is too much."""
        ended = False
        if self._tls is not None:
            try:
                data, ended = self._tls.open(data, PIECE)
            except TlsError:
                ended = True
        self._got += data[:PIECE]
        if ended or len(self._got) > PIECE:
            self.close()

    def _drained(self, data: bytes) -> None:
        """After our end: the device's end, or too much of the rest of what it had to say."""
        if not data:
            self.clean = True
        self._over()

    def _take(self, data: bytes) -> None:
        ended = not data
        self.clean = ended
        if self._tls is not None and data:
            try:
                data, ended = self._tls.open(data, self._most - len(self._got))
            except TlsError:
                data, ended = b"", True
        self._got += data
        step = self._step
        if len(self._got) >= self._most:
            del self._got[self._most :]
            self._ended(End.LIMIT)
        elif ended:
            self._ended(End.CLOSED)
        elif data and step is not None and step.whole(bytes(self._got)):
            self._ended(End.WHOLE)

    def _broken(self, end: End) -> None:
        if self.state is State.CLOSING or self._step is None:
            self.clean = True
            self._over()
            return
        self.clean = True
        if self.state is State.SHAKING_HANDS:
            self._ended(End.NO_TLS, b"the connection was broken off in the handshake")
        elif self._again and not self._got:  # it had ended the connection before the next question came
            self._ended(End.CLOSED)
        else:
            self._ended(end)

    def _ended(self, end: End, why: bytes = b"") -> None:
        """An exchange has ended: after a whole answer the connection is idle, else it is closed."""
        certificate = self._tls.certificate if self._tls is not None else b""
        reply = Reply(end=end, data=why or bytes(self._got), certificate=certificate)
        self._got.clear()
        self._out, self._step = b"", None
        if end is End.WHOLE and not self.clean and _GOODBYE.search(reply.data[:GOODBYE]) is None:
            self.state = State.IDLE
        else:
            self.close()
        self.owner.reply(self, reply)

    def _over(self) -> None:
        if self.state is not State.OVER:
            self.state = State.OVER
            self.owner.over(self)
