"""One device's visit: port by port, then question by question, one at a time; what was seen and what came to nothing.

A visit is itself a script: the driver plays it, and it plays the probes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from camcensus.sources.governor import Account
from camcensus.sources.loss import Loss
from camcensus.sources.steps import (
    Accepted,
    Call,
    Datagram,
    End,
    Exchange,
    Neighbours,
    Open,
    Refused,
    Reply,
    Saw,
    Script,
    Step,
    Target,
)

PORTS_SOURCE = "probe:tcp-ports@1"
"""The source of what is noted of ports: the visit itself finds them."""
MOST_SEEN = 10_000
"""Facts of one visit that are kept; a device that tells more is a trap."""
MOST_HEARD = 200_000
"""Facts that one call to a link may bring, of all devices on it."""
MOST_VALUE = 262_144
"""Characters of one value that are kept."""

_DONE = Reply(end=End.WHOLE)
_NOTHING = (End.SILENT, End.UNJUDGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A probe as the visit knows it: its verbs and what its definition says."""

    id: str
    version: int
    order: int
    asks: frozenset[str]
    """Out of ``port``, ``device``, ``link`` and ``login``."""
    ports: frozenset[int]
    ask: Callable[[Target, int], Script]
    call: Callable[[], Script] | None = None

    @property
    def source(self) -> str:
        """What its observations bear."""
        return f"probe:{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Something seen, with the probe that saw it and when."""

    source: str
    saw: Saw
    at: datetime


@dataclass(slots=True)
class Visit:
    """What is asked of one device and what comes of it; of a link, where it has no account."""

    target: Target
    account: Account | None
    now: Callable[[], datetime]
    most_again: int = 0
    """Attempts to connect up to which silent ports are tried again."""
    is_check: bool = False
    """It only looks whether the network is still there."""
    seen: list[Sighting] = field(default_factory=list)
    attempts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(probe, what was asked, how it ended) of what came to nothing."""
    closed: int = 0
    """Ports that refused."""
    silent: list[int] = field(default_factory=list)
    """Ports that did not answer at the last attempt."""
    unjudged: bool = False
    """Of some port nothing can be said, through no fault of the device."""
    refused: str = ""
    """Why nothing more was asked."""
    left_out: int = 0
    """Facts beyond `MOST_SEEN`."""
    calls: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Datagrams that went to groups of a link: (group, port)."""
    late: int = 0
    """Ports that answered only at a later attempt: a packet was lost before."""
    script: Script = field(init=False)

    @property
    def most(self) -> int:
        """Facts that are kept."""
        return MOST_SEEN if self.account is not None else MOST_HEARD

    @property
    def alive(self) -> bool:
        """Anything came back from it."""
        return bool(self.target.open or self.closed or self.seen)

    def saw(self, source: str, saw: Saw) -> None:
        """Note one fact."""
        if len(self.seen) >= self.most or len(saw.value) > MOST_VALUE:
            self.left_out += 1
            return
        self.target.seen.append(saw)
        self.seen.append(Sighting(source=source, saw=saw, at=self.now()))

    def failed(self, source: str, step: Step, reply: Reply) -> None:
        """Note an attempt that came to nothing."""
        if reply.end in (End.WHOLE, End.CLOSED, End.LIMIT) or len(self.attempts) > 500:
            return
        why = reply.data.decode("utf-8", "replace")[:200] if reply.end in (End.NOT_ALLOWED, End.NO_TLS) else ""
        self.attempts[source, _named(step), f"{reply.end}: {why}" if why else str(reply.end)] += 1


class Course(Protocol):
    """Who hands out visits, one after the other, and takes them back: the loop plays them."""

    loss: Loss
    ended: bool
    """No more will come."""
    network_gone: bool

    def next(self) -> Visit | None:
        """The next visit; None if one must be waited for, or none is left."""
        ...

    def finished(self, done: Visit, *, whole: bool = True) -> None:
        """Take a visit back: made to the end, or cut off."""
        ...

    def vouch(self) -> None:
        """Somebody has answered just now."""
        ...

    def network_lost(self) -> None:
        """Nobody can be reached any more."""
        ...


def _named(step: Step) -> str:
    match step:
        case Open() | Exchange():
            return f"{step.port}/tcp"
        case Datagram() | Call():
            return f"{step.port}/udp"
        case _:
            return type(step).__name__.lower()


def device(visit: Visit, probes: Sequence[Probe], ports: Sequence[int], tries: int = 1) -> Script:
    """Look at each port, ask what can be asked there, then what can be asked of the device as a whole.

    A port that does not answer is tried `tries` times in all where the device is known to be there: of an address where
    nothing answers, somebody else decides whether it is visited again.
    """
    yield from _ports(visit, probes, ports)
    if not visit.alive or visit.refused:
        return
    for probe in probes:
        if "device" in probe.asks or ("login" in probe.asks and visit.target.login is not None):
            yield from _played(visit, probe.source, partial(probe.ask, visit.target, 0))
    for _ in range(tries - 1):
        if visit.refused:
            return
        again, visit.silent = visit.silent, []
        yield from _ports(visit, probes, again, again=True)


def _ports(visit: Visit, probes: Sequence[Probe], ports: Iterable[int], *, again: bool = False) -> Script:
    waiting = list(ports)
    while waiting and not visit.refused:
        port = waiting.pop(0)
        if again and visit.account is not None and visit.account.connections >= visit.most_again:
            visit.silent += [port, *waiting]
            return
        reply = yield Open(port=port)
        if reply.end in _NOTHING:
            visit.silent.append(port)
            visit.unjudged = visit.unjudged or reply.end is End.UNJUDGED
        elif reply.end is End.NOT_ALLOWED:
            visit.refused = reply.data.decode("utf-8", "replace")
            visit.silent += [port, *waiting]
        else:
            visit.late += again
            yield from _answered(visit, probes, port, reply)


def _answered(visit: Visit, probes: Sequence[Probe], port: int, reply: Reply) -> Script:
    if reply.end is not End.WHOLE:
        visit.closed += 1
        return
    visit.target.open.append(port)
    visit.saw(PORTS_SOURCE, Saw(field="net.open_port", value=f"{port}/tcp"))
    for probe in probes:
        if "port" in probe.asks and port in probe.ports:
            yield from _played(visit, probe.source, partial(probe.ask, visit.target, port))


def link(visit: Visit, probe: Probe) -> Script:
    """Ask the whole link what one probe asks."""
    if probe.call is not None:
        yield from _played(visit, probe.source, probe.call)


def _played(visit: Visit, source: str, begin: Callable[[], Script]) -> Script:
    """Play a probe: what it saw is noted here, what it asks is handed on."""
    reply = _DONE
    try:
        script = begin()
        step = next(script)
        for _ in range(2 * visit.most):
            if isinstance(step, Saw):
                visit.saw(source, step)
                reply = _DONE
            else:
                reply = yield step
                if not isinstance(step, Accepted | Refused):
                    visit.failed(source, step, reply)
            step = script.send(reply)
        visit.attempts[source, "its own code", "failed: it does not end"] += 1
    except StopIteration:
        return
    except GeneratorExit:
        raise
    except Exception as fault:  # noqa: BLE001  # one faulty probe must not end the run; it is recorded
        visit.attempts[source, "its own code", f"failed: {type(fault).__name__}"] += 1


__all__ = ["Course", "Neighbours", "Probe", "Sighting", "Visit", "device", "link"]
