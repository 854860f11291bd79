"""The loop that plays thousands of visits at once, each one gently; sockets are opened by the driver's hand alone.

A late loop invents absent devices: so no attempt is given up before everything that had arrived by its deadline has
been looked at, the rate falls as soon as a turn takes long, and what could not be judged for a reason of this machine
is *unjudged*, never silent.
"""

from __future__ import annotations

import gc
import heapq
import itertools
import select
import time
from collections import deque
from collections.abc import Callable

from camcensus.sources.connections import Connections, Guest
from camcensus.sources.governor import Account, Governor
from camcensus.sources.hand import Hand, Poller
from camcensus.sources.letters import Letters
from camcensus.sources.pace import LATE, Pace
from camcensus.sources.steps import Accepted, Call, Datagram, End, Exchange, Neighbours, Open, Refused, Reply, Saw, Step
from camcensus.sources.talk import Talk
from camcensus.sources.visit import Course, Visit

EVENTS = 8_192
"""Events that are taken from the system at a time."""
PATIENCE = 0.1
"""Seconds after which the loop looks around though nothing happens: Ctrl-C waits no longer than that."""
KEPT_FREE = 100
"""Sockets that are left to the rest of the program."""
_COLLECTED = (200_000, 50, 1_000)
"""Thresholds of the collector of cycles: at its own it walks through all visits under way several times a second, and
the loop is late. What has ended leaves no cycles behind."""
_WARM_UP, _FIRST = 0.3, 20
"""Seconds in which no more than so many attempts are made: the addresses of what stands between are learned first, and
until they are known the system drops what is too much."""
_BUSY = 0.2
"""Seconds after which a device that another visit talks to is tried again."""
_AT_A_TIME = 250
"""Visits, and attempts to connect, that are begun in one turn: a turn must be short."""


class Loop:
    """Plays the visits of an itinerary."""

    def __init__(
        self,
        hand: Hand,
        governor: Governor,
        itinerary: Course,
        finished: Callable[[Visit, bool], None],
        *,
        stop: Callable[[], str] = lambda: "",
        tick: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
        poller: Poller | None = None,
    ) -> None:
        """`finished` is told of every visit and whether it was made to the end; `stop` says why to stop, or nothing."""
        self.governor, self.itinerary = governor, itinerary
        self.pace = Pace(governor.limits.rate, governor.limits.subnet_rate)
        self._hand, self._finished, self._stop, self._tick, self._clock = hand, finished, stop, tick, clock
        self._epoll: Poller = poller or select.epoll()
        self._watched: set[int] = set()
        self._timers: list[tuple[float, int, Guest | Talk]] = []
        self._order = itertools.count()
        self._guests: set[Guest] = set()
        self._ready: deque[Guest] = deque()
        self._untold: deque[tuple[Guest, Reply]] = deque()
        self.connections = Connections(hand, governor, itinerary.loss, self, self._watch, clock)
        self.letters = Letters(hand, self._watch, self._arrived)
        self._most = max(1, min(governor.limits.at_once, hand.files() - KEPT_FREE))
        self._began = self._looked = clock()
        self._table: tuple[float, tuple[tuple[str, bytes], ...]] = (-10.0, ())

    @property
    def under_way(self) -> int:
        """Devices that are being asked."""
        return len(self._guests)

    def run(self) -> str:
        """Play everything; why it ended: ``done``, what `stop` said, or that the network has gone."""
        why = ""
        kept = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(*_COLLECTED)
        try:
            while not why and not (self.itinerary.ended and not self._guests):
                self._turn()
                why = self._stop() or ("the network has gone" if self.connections.network_is_gone else "")
        finally:
            self._leave_all()
            gc.set_threshold(*kept)
            gc.unfreeze()
        return why or ("the network has gone" if self.itinerary.network_gone else "done")

    def _turn(self) -> None:
        looked = self._clock()
        events = self._epoll.poll(self._waiting(looked), EVENTS)
        began = self._clock()
        self.connections.unseen, self._looked = began - self._looked, looked
        for number, what in events:
            if not self.connections.event(number, what):
                self.letters.event(number)
        self._tell_all()
        if len(events) < EVENTS:
            self._expire(looked)
        self._admit()
        self._start()
        self._tell_all()
        self._tick()
        self.pace.turn(self._clock() - began)

    def _waiting(self, now: float) -> float:
        if self._untold:
            return 0.0
        until = self._timers[0][0] - now if self._timers else PATIENCE
        if self._ready:
            until = min(until, self.pace.wait())
        return max(0.0, min(until, PATIENCE))

    def _expire(self, looked: float) -> None:
        """Whose moment had come before everything that had happened by then was looked at."""
        while self._timers and self._timers[0][0] <= looked:
            due, _, whose = heapq.heappop(self._timers)
            if whose.deadline != due:
                continue  # it has another by now
            whose.deadline = 0.0
            if isinstance(whose, Talk):
                self.connections.expired(whose)
            else:
                self._due(whose)
        self._tell_all()

    def _admit(self) -> None:
        """Take on visits as long as what is under way, and what waits to be sent, is not too much."""
        most_waiting = max(100, self.governor.limits.rate)
        while len(self._guests) < self._most and len(self._ready) < most_waiting:
            visit = self.itinerary.next()
            if visit is None:
                return
            guest = Guest(visit)
            self._guests.add(guest)
            self.tell(guest, Reply(end=End.WHOLE))
            if len(self._untold) >= _AT_A_TIME:
                return

    # --- playing the scripts -----------------------------------------------------------------------------------

    def _tell_all(self) -> None:
        """Give the scripts what their steps came to, until none goes on by itself."""
        while self._untold:
            self._go_on(*self._untold.popleft())

    def _go_on(self, guest: Guest, reply: Reply) -> None:
        script = guest.visit.script
        try:
            step = next(script) if guest.step is None else script.send(reply)
        except StopIteration:
            guest.closing = True
            if guest.talk is None:
                self._leave(guest, whole=True)
            else:
                guest.talk.close()
            return
        guest.step = step
        self._take_up(guest, step)

    def _take_up(self, guest: Guest, step: Step) -> None:
        account, talk = guest.account, guest.talk
        match step:
            case Accepted() | Refused() | Saw():
                if account is not None and isinstance(step, Accepted):
                    self.governor.accepted(account)
                elif account is not None and isinstance(step, Refused):
                    self.governor.declined(account, self._clock())
                self.tell(guest, Reply(end=End.WHOLE))
            case Neighbours():
                self.tell(guest, Reply(end=End.WHOLE, packets=self._neighbours()))
            case Exchange() if talk is not None and talk.fits(step.port, secure=step.tls) and self._has_rested(account):
                self._over_the_same(guest, talk, step)
            case _ if talk is not None:
                guest.waiting = True
                talk.close()  # one at a time: what is next begins when this one has ended
            case _:
                self._wait_for_turn(guest)

    def _has_rested(self, account: Account | None) -> bool:
        return account is not None and account.ready <= self._clock()

    def _over_the_same(self, guest: Guest, talk: Talk, step: Exchange) -> None:
        account = guest.account
        if account is None:
            return
        if why := self.governor.permit(account, self._clock(), credential=step.credential):
            self._not_allowed(guest, why)
            return
        if step.credential:
            self.governor.uses(account)
        talk.ask(step, self.governor.room(account))

    def _wait_for_turn(self, guest: Guest) -> None:
        """Keep the moment at which the step may be taken: when the device has rested, and its subnet's turn comes."""
        now, account, step = self._clock(), guest.account, guest.step
        if not isinstance(step, Call if account is None else Open | Exchange | Datagram):
            self._not_allowed(guest, "it cannot be asked here")
            return
        if account is None:
            self.at(guest, now)
            return
        credential = isinstance(step, Exchange) and step.credential
        if why := self.governor.permit(account, now, credential=credential):
            self._not_allowed(guest, why)
            return
        guest.resting = account.ready > now  # its subnet's turn is asked for after that: others need not wait for it
        guest.kept = account.ready if guest.resting else self.pace.subnet(account.number, now)
        self.at(guest, guest.kept)

    def _not_allowed(self, guest: Guest, why: str) -> None:
        self.tell(guest, Reply(end=End.NOT_ALLOWED, data=why.encode()))

    def _due(self, guest: Guest) -> None:
        """A guest's moment has come: to begin its step, or to hear that nobody wrote."""
        if self.letters.awaits(guest):
            self._answered_by_letter(guest)
        elif guest.resting:
            self._wait_for_turn(guest)
        else:
            self._ready.append(guest)

    def _start(self) -> None:
        now = self._clock()
        tokens = self.pace.tokens(now)
        if now - self._began < _WARM_UP:
            tokens = min(tokens, _FIRST - self.connections.attempts)
        for _ in range(min(tokens, len(self._ready), _AT_A_TIME)):
            guest = self._ready.popleft()
            if not self._missed(guest, now):
                self.pace.take()
                self._begin(guest, now)

    def _missed(self, guest: Guest, now: float) -> bool:
        """Its moment is long over, and another is kept for it: else a late machine would ask a subnet all at once."""
        account = guest.account
        if account is None or now - guest.kept <= LATE:
            return False
        guest.kept = self.pace.subnet(account.number, now)
        if guest.kept > now:
            self.at(guest, guest.kept)
        return guest.kept > now

    def _begin(self, guest: Guest, now: float) -> None:
        account, step = guest.account, guest.step
        if account is not None:
            if account.busy:
                self.at(guest, now + _BUSY)
                return
            if why := self.governor.permit(account, now):
                self._not_allowed(guest, why)
                return
            self.governor.begins(account, now, credential=isinstance(step, Exchange) and step.credential)
        if isinstance(step, Open | Exchange) and account is not None:
            self.connections.begin(guest, account, step, now)
        elif isinstance(step, Datagram | Call):
            self._write(guest, step, now)

    # --- UDP ---------------------------------------------------------------------------------------------------

    def _write(self, guest: Guest, step: Datagram | Call, now: float) -> None:
        guest.packets = []
        account = guest.account
        try:
            if isinstance(step, Call):
                guest.visit.calls[step.group, step.port] += self.letters.call(guest, step)
            elif account is not None:
                self.letters.send(guest, step, account.address)
                self.governor.counts(account, packets=(1, 0), data=(len(step.data), 0))
        except OSError as fault:
            self.letters.forget(guest)
            self.connections.could_not(guest, fault.errno or 0, now)
            return
        self.at(guest, now + step.seconds)

    def _arrived(self, whose: object, address: str, data: bytes) -> None:
        """A datagram came for a guest that waits for it."""
        if not isinstance(whose, Guest):
            return
        self.connections.heard()
        account = whose.account or self.governor.account(address)
        if account is not None:
            self.governor.answers(account)
            self.governor.counts(account, packets=(0, 1), data=(0, len(data)))
        whose.packets.append((address, data))
        spent = account is not None and not self.governor.bytes_left(account)
        if isinstance(whose.step, Datagram) and (len(whose.packets) >= whose.step.most or spent):
            whose.deadline = 0.0
            self._answered_by_letter(whose)

    def _answered_by_letter(self, guest: Guest) -> None:
        self.letters.forget(guest)
        if guest.account is not None:
            self.governor.ends(guest.account, self._clock())
        end = End.WHOLE if guest.packets or isinstance(guest.step, Call) else End.SILENT
        self.tell(guest, Reply(end=end, packets=tuple(guest.packets)))

    # --- what connections ask of the player --------------------------------------------------------------------

    def at(self, whose: Guest | Talk, when: float) -> None:
        """See `connections.Player`."""
        whose.deadline = when
        heapq.heappush(self._timers, (when, next(self._order), whose))

    def tell(self, guest: Guest, reply: Reply) -> None:
        """See `connections.Player`: the script goes on when what is being done now is done."""
        self._untold.append((guest, reply))

    def hung_up(self, guest: Guest) -> None:
        """See `connections.Player`."""
        if guest.closing:
            self._leave(guest, whole=True)
        elif guest.waiting:
            guest.waiting = False
            self._wait_for_turn(guest)

    def heard(self) -> None:
        """See `connections.Player`."""
        self.itinerary.vouch()

    def late(self) -> None:
        """See `connections.Player`."""
        self.pace.turn(2 * LATE)

    # --- ending ------------------------------------------------------------------------------------------------

    def _leave(self, guest: Guest, *, whole: bool) -> None:
        self._guests.discard(guest)
        self._finished(guest.visit, whole)
        self.itinerary.finished(guest.visit, whole=whole)

    def _leave_all(self) -> None:
        """Let go of everything that is still under way, each with what it has seen."""
        for guest in list(self._guests):
            guest.closing = guest.waiting = False
            if guest.talk is not None:
                self.connections.hang_up(guest.talk)
            guest.visit.script.close()
            self._leave(guest, whole=False)
        self.letters.close()
        self._epoll.close()
        if self.connections.network_is_gone:
            self.itinerary.network_lost()

    def _neighbours(self) -> tuple[tuple[str, bytes], ...]:
        now = self._clock()
        if now - self._table[0] > 2.0:
            self._table = (now, self._hand.neighbours())
        return self._table[1]

    def _watch(self, number: int, events: int) -> None:
        if not events:
            self._watched.discard(number)
            self._epoll.unregister(number)
        elif number in self._watched:
            self._epoll.modify(number, events)
        else:
            self._watched.add(number)
            self._epoll.register(number, events)
