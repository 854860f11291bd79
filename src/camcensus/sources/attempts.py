"""Attempts to connect: each port of each target is opened and closed again, and what that came to is told. No more.

Not a byte is sent on a connection. What answers is never taken for a device, and no address that it may hand out is
looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from camcensus.sources.governor import Account, Governor
from camcensus.sources.loss import Loss
from camcensus.sources.steps import End, Open, Reply, Script, Target
from camcensus.sources.visit import Visit

TRIES = 2
"""Attempts on a port that does not answer, where the scope names no number: one lost packet must not be silence."""

OPEN, REFUSED, SILENT, UNJUDGED, NOT_TRIED = ANSWERS = ("open", "refused", "silent", "unjudged", "not-tried")
"""A connection came about; somebody answered that it will not; nothing came; this machine or its network was not up to
it; nothing was sent."""
_ENDS = {End.WHOLE: OPEN, End.REFUSED: REFUSED, End.SILENT: SILENT, End.NOT_ALLOWED: NOT_TRIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one port of one target came to."""

    address: str
    realm: str
    port: int
    answer: str
    """One of `ANSWERS`."""
    times: int
    """How often it was tried."""
    at: datetime
    why: str = ""
    """Why nothing was sent."""


class Attempts:
    """Hands out one visit a target, and tells of each port as soon as it is known."""

    def __init__(
        self,
        targets: Iterable[tuple[str, tuple[int, ...]]],
        governor: Governor,
        tell: Callable[[Tried], None],
        now: Callable[[], datetime],
        *,
        tries: int = TRIES,
    ) -> None:
        """`targets`: address and ports; one outside the governor's scope is told as not tried."""
        self.loss = Loss()
        self.ended = self.network_gone = False
        self.begun: set[tuple[str, int]] = set()
        """Address and port of everything that was tried, or may have been when the run was stopped."""
        self._governor, self._tell, self._now, self._tries = governor, tell, now, tries
        self._targets: Iterator[tuple[str, tuple[int, ...]]] = iter(list(targets))

    def next(self) -> Visit | None:
        """The next target's visit; None, and `ended`, when there is none left."""
        for address, ports in self._targets:
            account = self._governor.account(address)
            if account is not None:
                return self._visit(account, ports)
            for port in ports:
                self._tell(
                    Tried(
                        address=address, realm="", port=port, answer=NOT_TRIED, times=0, at=self._now(),
                        why="outside the scope",
                    )
                )  # fmt: skip
        self.ended = True
        return None

    def finished(self, done: Visit, *, whole: bool = True) -> None:
        """What a visit came to has been told already."""

    def vouch(self) -> None:
        """Nothing hangs on it: an attempt stands for itself."""

    def network_lost(self) -> None:
        """Nothing more can be sent."""
        self.network_gone = True

    def _visit(self, account: Account, ports: tuple[int, ...]) -> Visit:
        made = Visit(target=Target(address=account.address), account=account, now=self._now)
        made.script = self._script(made, account, ports)
        return made

    def _script(self, made: Visit, account: Account, ports: tuple[int, ...]) -> Script:
        for port in ports:
            times, reply = 0, Reply(end=End.SILENT)
            self.begun.add((account.address, port))
            while times < self._tries and reply.end is End.SILENT:
                reply = yield Open(port=port)
                times += reply.end is not End.NOT_ALLOWED
            if times and reply.end is End.NOT_ALLOWED:  # its budget ended with the first of them, which was silent
                reply = Reply(end=End.SILENT)
            _note(made, port, reply)
            why = reply.data.decode("utf-8", "replace") if reply.end is End.NOT_ALLOWED else ""
            self._tell(
                Tried(
                    address=account.address, realm=account.realm, port=port, answer=_ENDS.get(reply.end, UNJUDGED),
                    times=times, at=self._now(), why=why,
                )
            )  # fmt: skip


def _note(made: Visit, port: int, reply: Reply) -> None:
    """Keep the visit's own account right."""
    if reply.end is End.WHOLE:
        made.target.open.append(port)
    elif reply.end is End.REFUSED:
        made.closed += 1
    else:
        made.silent.append(port)
        made.unjudged = made.unjudged or reply.end is End.UNJUDGED
