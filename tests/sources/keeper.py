"""A single connection without a loop: its socket is a list of pieces, and its owner writes down what it is told."""

from __future__ import annotations

import errno

from camcensus.sources.steps import Reply
from camcensus.sources.talk import IN, State, Talk


class Pipe:
    """A socket: what comes, piece by piece, and what went."""

    def __init__(self, *pieces: bytes | OSError) -> None:
        self.pieces = list(pieces)
        self.sent = b""
        self.takes: list[int | OSError] = []
        """How much of the next writes is taken; all, where it does not say."""
        self.shut: list[int] = []
        self.is_gone = False

    def recv(self, size: int, /) -> bytes:
        if not self.pieces:
            raise BlockingIOError(errno.EAGAIN, "nothing")
        piece = self.pieces.pop(0)
        if isinstance(piece, OSError):
            raise piece
        if len(piece) > size:
            self.pieces.insert(0, piece[size:])
        return piece[:size]

    def send(self, data: bytes, /) -> int:
        much = self.takes.pop(0) if self.takes else len(data)
        if isinstance(much, OSError):
            raise much
        self.sent += data[:much]
        return min(much, len(data))

    def shutdown(self, how: int, /) -> None:
        if self.is_gone:
            raise OSError(errno.ENOTCONN, "not connected")
        self.shut.append(how)


class Keeper:
    """The owner of one talk, which it has just connected."""

    def __init__(self, *pieces: bytes | OSError) -> None:
        self.pipe = Pipe(*pieces)
        self.replies: list[Reply] = []
        self.watched = 0
        self.limits: list[float] = []
        self.is_over = self.has_had_enough = False
        self.talk = Talk(self, "somebody", self.pipe, 7, 80)
        self.talk.state, self.talk.opener = State.IDLE, True

    def watch(self, talk: Talk, events: int) -> None:
        self.watched = events

    def limit(self, talk: Talk, seconds: float) -> None:
        self.limits.append(seconds)

    def reply(self, talk: Talk, reply: Reply) -> None:
        self.replies.append(reply)

    def is_overdrawn(self, talk: Talk) -> bool:
        return self.has_had_enough

    def over(self, talk: Talk) -> None:
        assert not self.is_over
        self.is_over = True

    def come(self, *pieces: bytes | OSError) -> None:
        """These come, and each is told of."""
        for piece in pieces:
            self.pipe.pieces.append(piece)
            while self.pipe.pieces and not self.is_over:
                self.talk.event(IN)

    @property
    def ends(self) -> list[tuple[str, bytes]]:
        return [(str(one.end), one.data) for one in self.replies]
