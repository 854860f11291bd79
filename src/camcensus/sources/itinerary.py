"""The order of visits: the links, then who was heard on them, then every address, then again those that were silent."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from camcensus.model.scope import Scope
from camcensus.sources import territory, visit
from camcensus.sources.governor import Account, Governor
from camcensus.sources.loss import MOST, Loss
from camcensus.sources.steps import End, Login, Neighbours, Open, Saw, Script, SnmpUser, Target
from camcensus.sources.visit import Probe, Sighting, Visit
from camcensus.wire import addresses, macs
from camcensus.wire.addresses import Span

LINK = ""
"""The address of a visit to a link."""
SENTINELS = 3
"""Devices that answered before and are asked again at the end: if none answers, the network has gone."""
QUESTIONS = 18
"""Attempts to connect that are kept for questions when silent ports of a device are tried again."""

MOST_OUTSIDE = 10_000
"""Addresses outside the scope that are noted."""
HANDED = ("http.location", "ssdp.location", "onvif.response")
"""Fields in which a device hands out addresses."""

_NEIGHBOURS = "probe:neighbours@1"
_END: Final = object()
_HOST = re.compile(r"\b(?:https?|rtsps?)://(?:[^\s/@<>\"]{0,80}@)?(\[[0-9a-fA-F:.]{2,45}\]|[0-9.]{7,15})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What an earlier part of the same run had done: it is not done again."""

    judged: tuple[Span, ...] = ()
    """Addresses that answered and need no more visits."""
    lost: tuple[Span, ...] = ()
    """Addresses whose visit was lost when the run was cut off: what they were sent is not known, so they are asked
    nothing more, and what they said is not known either, so they are not judged."""
    silent: tuple[Span, ...] = ()
    """Addresses that were silent in every pass so far."""
    passes: int = 0
    """Passes that were made to them, or may have been made to others before the run was cut off."""
    cut_off: int = 0
    """How often the run ended without saying so: what it sent to silent addresses last is not known."""
    refused: frozenset[str] = frozenset()
    """Devices that were given a credential and did not take it, or may not have: it is not tried again."""
    spent: Mapping[str, tuple[int, int, int, int, int]] = field(default_factory=dict)
    """Of devices that answered and may be asked more: connections, packets and bytes, each sent and received."""


class Itinerary:
    """Hands out visits, takes them back, and knows what has been judged."""

    def __init__(
        self,
        scope: Scope,
        governor: Governor,
        probes: Sequence[Probe],
        now: Callable[[], datetime],
        *,
        login: Callable[[str], Login | None] = lambda _: None,
        snmp: SnmpUser | None = None,
        before: Before | None = None,
    ) -> None:
        self._scope, self._governor, self._now = scope, governor, now
        self._login, self._snmp, self._before = login, snmp, before or Before()
        self._links = [one for one in probes if one.call is not None] if scope.network.links else []
        self._probes = sorted(probes, key=lambda one: (one.order, one.id))
        self.loss = Loss()
        self.outsiders: set[str] = set()
        """Addresses outside the scope that answered what was asked of a link."""
        self.judged = Numbers()
        """Addresses that were visited to the end and answered."""
        self.silent = Numbers(_each(self._before.silent))
        """Addresses that did not answer in any pass made to them."""
        self.unjudged: set[int] = set()
        """Those of the silent ones of which nothing can be said."""
        self.passes = max(1, self._before.passes)
        """Passes that were made to the silent ones."""
        self.total = territory.count(governor.territory.swept())
        self.ended = False
        self.network_gone = False
        self._heard: dict[int, list[Sighting]] = {}
        self._handed: set[int] = set()
        self._over = _Spans([*self._before.judged, *self._before.lost])
        self._visited: set[int] = set()
        self._heard_at_once = 0
        self._vouched = 0
        self._alive: deque[Account] = deque(maxlen=64)
        self._under_way = 0
        self._order = self._ordered()
        for address, spent in self._before.spent.items():
            governor.restore(address, spent, refused=address in self._before.refused)

    def next(self) -> Visit | None:
        """The next visit; None if one must be waited for, or (`ended`) none is left."""
        made = next(self._order, _END)
        if made is _END:
            self.ended = True
            return None
        self._under_way += made is not None
        return made  # type: ignore[return-value]  # the end was dealt with

    def finished(self, done: Visit, *, whole: bool = True) -> None:
        """Take a visit back: made to the end, or (not `whole`) cut off where the run was stopped."""
        self._under_way -= 1
        if done.account is None:
            self._distribute(done)
        elif whole and not done.is_check:
            self._judge(done, done.account)

    def vouch(self) -> None:
        """Somebody has answered just now: what has been silent up to here is so though the network is there."""
        self._vouched = self.silent.place

    def network_lost(self) -> None:
        """Nobody can be reached any more: what was silent since the last answer is not known to be absent."""
        self.network_gone = True
        self.unjudged.update(self.silent.since(self._vouched))

    def absent(self) -> list[Span]:
        """Addresses at which nothing is, as far as can be told: silent in every pass, none of them in doubt."""
        return addresses.minus(self.silent.spans(), ((number, number) for number in self.unjudged))

    def left(self) -> list[Span]:
        """What was to be visited address by address and is not judged."""
        known = [*self._before.judged, *self.judged.spans(), *self.absent()]
        return addresses.minus(self._governor.territory.swept(), known)

    def _ordered(self) -> Iterator[Visit | None]:
        for probe in self._links:
            yield self._to_link(visit.link, probe)
        if self._links:
            yield self._to_link(_neighbours)
        yield from self._waited()
        yield from self._to_devices(list(self._heard))
        known = _Spans(self._before.silent)
        swept = territory.visiting(self._governor.territory.swept())
        yield from self._to_devices(number for number in swept if number not in known)
        yield from self._waited()
        while self.passes < self._tries(doubts=bool(self.unjudged)) and len(self.silent):
            again, self._vouched = self.silent.cut(), 0
            self.passes += 1
            self._visited.clear()
            yield from self._to_devices(again)
            yield from self._waited()
        yield from self._present()
        silent = _Spans(self.silent.spans())
        yield from self._to_devices([number for number in self._handed if number not in silent])
        yield from self._waited()
        yield from self._watched()

    def _present(self) -> Iterator[Visit | None]:
        """Visit those again that answered on no port, but whose Ethernet address this machine has learned meanwhile."""
        yield self._to_link(_neighbours)
        yield from self._waited()
        silent = self.silent.since(0)
        there = self._heard.keys() & set(silent)
        self._heard = {number: seen for number, seen in self._heard.items() if number in there}
        if there:
            self._vouched = sum(number not in there for number in silent[: self._vouched])
            self.silent = Numbers(number for number in silent if number not in there)
            yield from self._to_devices(sorted(there), ports=())
            yield from self._waited()

    def _waited(self) -> Iterator[None]:
        while self._under_way:
            yield None

    def _tries(self, *, doubts: bool = False) -> int:
        limits = self._scope.limits
        most = max(1, limits.connections // max(1, len(self._scope.network.ports)))
        return min(MOST if doubts else limits.attempts or self.loss.tries(), most)

    def _to_devices(self, numbers: Iterable[int], ports: Sequence[int] | None = None) -> Iterator[Visit]:
        for number in numbers:
            account = self._governor.account_of(number) if number not in self._over else None
            if account is not None and number not in self._visited:
                yield self._to_device(account, self._scope.network.ports if ports is None else ports)

    def _to_device(self, account: Account, ports: Sequence[int]) -> Visit:
        """`ports` is empty where all have been tried: then only what needs no open port is asked."""
        known = self._scope.network.ports
        passes = self.passes - bool(ports) + self._before.cut_off
        account.connections = max(account.connections, passes * len(known))
        account.packets_sent = max(account.packets_sent, passes * len(known) * self._governor.packets_each)
        target = Target(address=account.address, login=self._login(account.address), snmp=self._snmp)
        made = Visit(target=target, account=account, now=self._now)
        made.most_again = self._scope.limits.connections - QUESTIONS
        for one in self._heard.pop(account.number, ()):
            self._visited.add(account.number)
            target.seen.append(one.saw)
            made.seen.append(one)
        made.silent = [] if ports else list(known)
        made.script = visit.device(made, self._probes, ports, self._tries() if ports else 1)
        return made

    def _to_link(self, how: Callable[..., Script], *words: Probe) -> Visit:
        made = Visit(target=Target(address=LINK), account=None, now=self._now)
        made.script = how(made, *words)
        return made

    def _watched(self) -> Iterator[Visit | None]:
        """Ask a few that answered before whether the network is still there."""
        able = [one for one in reversed(self._alive) if one.opened and not self._governor.permit(one, one.first or 0.0)]
        for start in range(0, len(able), SENTINELS):
            checks = [self._check(account) for account in able[start : start + SENTINELS]]
            yield from checks
            yield from self._waited()
            asked = [one for one in checks if not one.refused]
            if asked:
                if not any(one.alive for one in asked):
                    self.network_lost()
                return

    def _check(self, account: Account) -> Visit:
        made = Visit(target=Target(address=account.address), account=account, now=self._now, is_check=True)
        made.script = _is_there(made, min(account.opened))
        return made

    def _distribute(self, done: Visit) -> None:
        """Give what was heard on a link to the devices it is of; those outside the scope are only counted."""
        for one in done.seen:
            kind, _, address = one.saw.about.partition(":")
            account = self._governor.account(address) if kind == "ip" else None
            if account is not None:
                own = Saw(field=one.saw.field, value=one.saw.value, encoding=one.saw.encoding)
                self._heard.setdefault(account.number, []).append(Sighting(source=one.source, saw=own, at=one.at))
            elif kind == "ip" and one.source != _NEIGHBOURS and len(self.outsiders) < MOST_OUTSIDE:
                self.outsiders.add(address)

    def _judge(self, done: Visit, account: Account) -> None:
        if done.alive:
            self.judged.append(account.number)
            self.unjudged.discard(account.number)
            self._handed.discard(account.number)
            self._alive.append(account)
            self._learn(len(done.target.open) + done.closed, done.late)
            self._follow(done, account)
            return
        self.silent.append(account.number)
        if done.unjudged or done.refused:
            self.unjudged.add(account.number)
        else:
            self.unjudged.discard(account.number)
        self._governor.forget(account)

    def _learn(self, answers: int, late: int) -> None:
        """What the answers of one device tell of loss: each took two packets, and the later ones had lost some before.

        That the first pass heard a device at all tells nothing, as those it did not hear are not counted: one answer of
        each waits until a second pass has shown who those were.
        """
        if self.passes == 1:
            self.loss.count(2 * max(0, answers - 1), late)
            self._heard_at_once += answers > 0
            return
        self.loss.count(2 * (answers + self._heard_at_once), late + (self.passes - 1) * answers)
        self._heard_at_once = 0

    def _follow(self, done: Visit, account: Account) -> None:
        """Addresses that the device handed out are visited too, inside the scope; others are noted and left alone."""
        for address in handed(done.seen):
            other = self._governor.follow(address)
            if other is not None and other is not account and not other.answered:
                self._handed.add(other.number)


def handed(seen: Iterable[Sighting]) -> list[str]:
    """The addresses in what a device handed out: redirects, where its description stands, its ONVIF services."""
    found: dict[str, None] = {}
    for one in seen:
        if one.saw.field in HANDED:
            for match in _HOST.finditer(one.saw.value[:65_536]):
                if (address := addresses.normalise(match[1].strip("[]"))) is not None:
                    found[address] = None
    return list(found)[:100]


def _neighbours(made: Visit) -> Script:
    """Who the neighbour table of this machine knows: IPv6 is found so, and hosts that answer on no port."""
    reply = yield Neighbours()
    for address, mac in reply.packets:
        written = macs.normalise(mac.hex(":"))
        if written is not None:
            made.saw(_NEIGHBOURS, Saw(field="mac", value=written, about=f"ip:{address}"))


def _is_there(made: Visit, port: int) -> Script:
    reply = yield Open(port=port)
    if reply.end is End.WHOLE:
        made.target.open.append(port)
    elif reply.end is End.REFUSED:
        made.closed += 1
    elif reply.end is End.NOT_ALLOWED:  # its time is up, so that it can tell nothing
        made.refused = reply.data.decode()


def _each(spans: Iterable[Span]) -> Iterator[int]:
    for low, high in spans:
        yield from range(low, high + 1)


class Numbers:
    """Many addresses by number (`addresses.number`), in order of coming: eight bytes each for IPv4."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._low = array("Q")
        self._high: list[int] = []
        for number in numbers:
            self.append(number)

    def __len__(self) -> int:
        return len(self._low) + len(self._high)

    @property
    def place(self) -> int:
        """Where the next one comes; see `since`."""
        return len(self._low)

    def append(self, number: int) -> None:
        """One more."""
        (self._low.append if number < 1 << 32 else self._high.append)(number)

    def since(self, place: int) -> list[int]:
        """Those that came from a place on; those above IPv4, few as they are, all the same."""
        return [*self._low[place:], *self._high]

    def cut(self) -> list[int]:
        """Take all of them out."""
        taken = self.since(0)
        self._low, self._high = array("Q"), []
        return taken

    def spans(self) -> list[Span]:
        """The addresses as ranges."""
        return addresses.merge((number, number) for number in self.since(0))


class _Spans:
    """Whether a number lies in one of many spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        merged = addresses.merge(spans)
        self._starts, self._ends = [low for low, _ in merged], [high for _, high in merged]

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._starts, number) - 1
        return at >= 0 and number <= self._ends[at]
