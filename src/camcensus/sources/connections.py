"""The connections of all visits: begun, counted as the system counts, closed fully, and signs of distress noted."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Protocol

from camcensus.sources.governor import Account, Governor, Sign
from camcensus.sources.hand import Counted, Hand
from camcensus.sources.loss import Loss
from camcensus.sources.steps import End, Exchange, Open, Reply, Step
from camcensus.sources.talk import IN, OUT, State, Talk
from camcensus.sources.visit import Visit

GONE = 30
"""Attempts in a row that this machine could not even send: the network is not there."""
LOST = 3
"""Devices in a row that had answered before and do not any more, with no answer of anybody between."""

_LOCAL = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EAGAIN, errno.EINVAL}
_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN, errno.ENODEV}


_NONE = Counted()


class Guest:
    """A visit as it is played."""

    __slots__ = ("account", "closing", "deadline", "kept", "packets", "resting", "step", "talk", "visit", "waiting")

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.account: Account | None = visit.account
        self.talk: Talk | None = None
        self.step: Step | None = None
        self.packets: list[tuple[str, bytes]] = []
        self.deadline = 0.0
        self.closing = False
        """Its script has ended; its connection has not."""
        self.waiting = False
        """Its next step waits for its connection to end."""
        self.resting = False
        """Its next step waits until the device has rested."""
        self.kept = 0.0
        """The moment that is kept for its next step, in the turn of its subnet."""


class Player(Protocol):
    """Who plays the scripts."""

    def at(self, whose: Guest | Talk, when: float) -> None:
        """Tell it when the moment has come; an earlier one no longer counts."""
        ...

    def tell(self, guest: Guest, reply: Reply) -> None:
        """Give its script what its step came to."""
        ...

    def hung_up(self, guest: Guest) -> None:
        """Its connection has ended."""
        ...

    def heard(self) -> None:
        """Say that somebody has answered."""
        ...

    def late(self) -> None:
        """Say that this machine is overburdened."""
        ...


class Connections:
    """See the module."""

    def __init__(
        self,
        hand: Hand,
        governor: Governor,
        loss: Loss,
        player: Player,
        watch: Callable[[int, int], None],
        clock: Callable[[], float],
    ) -> None:
        """`watch` takes a socket's number and the events to wait for; 0 for none any more."""
        self._hand, self._governor, self._loss, self._player, self._watch, self._clock = (
            hand, governor, loss, player, watch, clock,
        )  # fmt: skip
        self._talks: dict[int, Talk] = {}
        self._settled: dict[int, Counted] = {}
        """Socket's number to what of its connection stands in the account already."""
        self.attempts = 0
        self.unseen = 0.0
        """Seconds before now in which nobody looked what had happened."""
        self._unsent = self._lost = 0

    @property
    def network_is_gone(self) -> bool:
        """Nothing can be sent, or nobody answers who did before."""
        return self._unsent >= GONE or self._lost >= LOST

    def begin(self, guest: Guest, account: Account, step: Open | Exchange, now: float) -> None:
        """Begin to connect; the governor has been asked."""
        self.attempts += 1
        try:
            sock, number = self._hand.tcp(account.address)
        except OSError as fault:
            self.could_not(guest, fault.errno or 0, now)
            return
        code = self._hand.connect(sock, account.address, step.port)
        if code in (errno.EINPROGRESS, 0):
            self._begun(guest, account, Talk(self, guest, sock, number, step.port), now)
            return
        self._hand.close(sock)
        if code == errno.ECONNREFUSED:
            self._governor.connects(account)
            self._turned_down(guest, account, step.port, now)
        elif code in _LOCAL or code in _NO_NETWORK:
            self.could_not(guest, code, now)
        else:  # a broadcast address, no such host on the link
            self._nobody(guest, step.port, now)

    def event(self, number: int, what: int) -> bool:
        """Something has happened on a socket; whether it is one of a connection."""
        talk = self._talks.get(number)
        if talk is None:
            return False
        if talk.state is not State.CONNECTING:
            talk.event(what)
            return True
        guest, now = guest_of(talk), self._clock()
        code = self._hand.error(talk.sock)
        if code == 0:
            self._connected(guest, talk, now)
            return True
        self._drop(talk, refused=code == errno.ECONNREFUSED)
        if code == errno.ECONNREFUSED and guest.account is not None:
            self._turned_down(guest, guest.account, talk.port, now)
        else:
            self._nobody(guest, talk.port, now)
        return True

    def expired(self, talk: Talk) -> None:
        """The moment has come that was asked for."""
        if talk.state is not State.CONNECTING:
            talk.expired()
            return
        guest, now = guest_of(talk), self._clock()
        self._drop(talk)
        if guest.account is not None and not self._governor.seconds_left(guest.account, now):
            self._came_to(guest, End.SILENT, now)  # its budget cut the attempt short: no sign of anything
        else:
            self._nobody(guest, talk.port, now)

    def hang_up(self, talk: Talk) -> None:
        """End it at once: the run is being stopped. The system ends it fully in our place."""
        if talk.state is State.CONNECTING:
            self._drop(talk)
            return
        talk.close()
        if talk.fd in self._talks:
            talk.expired()

    def could_not(self, guest: Guest, code: int, now: float) -> None:
        """Nothing could be sent from this machine: nothing can be said of the device."""
        self._unsent += code in _NO_NETWORK
        if code in _LOCAL:
            self._player.late()
        self._came_to(guest, End.UNJUDGED, now)

    def heard(self) -> None:
        """Somebody has answered: the network is there."""
        self._lost = 0
        self._player.heard()

    def watch(self, talk: Talk, events: int) -> None:
        """See `talk.Owner`."""
        if talk.fd in self._talks:
            self._watch(talk.fd, events)

    def limit(self, talk: Talk, seconds: float) -> None:
        """See `talk.Owner`; never longer than the device may be asked at all."""
        account, now = guest_of(talk).account, self._clock()
        left = self._governor.seconds_left(account, now) if account is not None else seconds
        self._player.at(talk, now + min(seconds, left))

    def reply(self, talk: Talk, reply: Reply) -> None:
        """See `talk.Owner`: rests and signs are noted before the script goes on."""
        guest = guest_of(talk)
        if guest.account is not None:
            if talk.fd in self._talks:
                self._settle(talk, guest.account, clean=True)
            if reply.end is End.RESET:
                self._governor.sign(guest.account, Sign.RESET, self._clock())
            elif reply.end is not End.NO_TLS:
                self._governor.heard(guest.account, reply.data, self._clock())
        self._player.tell(guest, reply)

    def is_overdrawn(self, talk: Talk) -> bool:
        """See `talk.Owner`."""
        account = guest_of(talk).account
        took, before = self._hand.counted(talk.sock, clean=False), self._settled.get(talk.fd, _NONE)
        return account is not None and (
            took.sent + took.received - before.sent - before.received >= self._governor.packets_left(account)
            or took.out + took.back - before.out - before.back >= self._governor.bytes_left(account)
        )

    def over(self, talk: Talk) -> None:
        """See `talk.Owner`: count what it took and close it."""
        guest = guest_of(talk)
        took = self._settle(talk, guest.account, clean=talk.clean)
        guest.talk = None
        self._forget(talk)
        if guest.account is not None:
            self._governor.ends(guest.account, self._clock())
            self._loss.count(took.told, took.again)
        self._player.hung_up(guest)

    def _settle(self, talk: Talk, account: Account | None, *, clean: bool) -> Counted:
        """Enter into the account what a connection took since this was last done; what it took in all."""
        took, before = self._hand.counted(talk.sock, clean=clean), self._settled.get(talk.fd, _NONE)
        self._settled[talk.fd] = took
        if account is not None:
            self._governor.counts(
                account,
                packets=(max(0, took.sent - before.sent), max(0, took.received - before.received)),
                data=(max(0, took.out - before.out), max(0, took.back - before.back)),
            )
        return took

    def _begun(self, guest: Guest, account: Account, talk: Talk, now: float) -> None:
        self._unsent = 0
        self._governor.connects(account)
        talk.began = now
        guest.talk = self._talks[talk.fd] = talk
        self._watch(talk.fd, OUT)
        patience = min(self._governor.patience(account, talk.port), self._governor.seconds_left(account, now))
        self._player.at(talk, now + patience)

    def _connected(self, guest: Guest, talk: Talk, now: float) -> None:
        account, step = guest.account, guest.step
        if account is None:
            return
        self.heard()
        self._governor.took(account, talk.port, now - talk.began, now, unseen=self.unseen)
        talk.state, talk.opener, talk.deadline = State.IDLE, True, 0.0
        self._watch(talk.fd, IN)
        if not isinstance(step, Exchange):
            self._player.tell(guest, Reply(end=End.WHOLE))
        elif account.ready > now:  # it took so long that it rests first
            guest.waiting = True
            talk.close()
        else:
            talk.ask(step, self._governor.room(account))

    def _nobody(self, guest: Guest, port: int, now: float) -> None:
        """No answer to an attempt to connect: a grave sign where the port was open before."""
        if guest.account is not None and port in guest.account.opened:
            self._lost += 1
            self._governor.sign(guest.account, Sign.GONE, now)
        self._came_to(guest, End.SILENT, now)

    def _turned_down(self, guest: Guest, account: Account, port: int, now: float) -> None:
        self.heard()
        self._governor.answers(account)
        if port in account.opened:
            self._governor.sign(account, Sign.SHUT, now)
        self._came_to(guest, End.REFUSED, now)

    def _came_to(self, guest: Guest, end: End, now: float) -> None:
        if guest.account is not None:
            self._governor.ends(guest.account, now)
        self._player.tell(guest, Reply(end=end))

    def _drop(self, talk: Talk, *, refused: bool = False) -> None:
        """Close a socket on which no connection came about: nothing more is sent."""
        guest = guest_of(talk)
        if guest.account is not None:
            long = self._clock() - talk.began > 1.0  # below, the system sends one packet
            sent = max(1, self._hand.counted(talk.sock, clean=True).sent) if long else 1
            self._governor.counts(guest.account, packets=(sent, int(refused)), data=(0, 0))
        guest.talk = None
        self._forget(talk)

    def _forget(self, talk: Talk) -> None:
        talk.state, talk.deadline = State.OVER, 0.0
        self._settled.pop(talk.fd, None)
        if self._talks.pop(talk.fd, None) is not None:
            self._watch(talk.fd, 0)
            self._hand.close(talk.sock)


def guest_of(talk: Talk) -> Guest:
    """Whose talk it is."""
    if not isinstance(talk.who, Guest):
        raise TypeError("a talk of nobody")
    return talk.who
