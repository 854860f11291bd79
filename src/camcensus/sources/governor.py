"""May this step be taken? Scope, budget, pace, rest and distress: decided here, for every packet, without a clock.

A device has one account in a run. Times are seconds of a clock that the driver passes in.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from enum import StrEnum

from camcensus.model.scope import Limits, Scope
from camcensus.sources.territory import Territory
from camcensus.wire import addresses

PACKETS_NEEDED = 12
"""Packets that a small exchange takes from start to end: below that nothing new is begun."""
ON_ITS_WAY = 100
"""Packets that a device may have sent, and we answered, before a connection is ended."""
BYTES_ON_THEIR_WAY = 65_536
"""Bytes that it may have sent by then: a full receive window and what made room in it, or the largest datagram."""
SEGMENT = 500
"""Bytes that a packet of an answer holds at least, as it is planned for: what may come is bounded by it."""
_KNOWN_OPEN = 3.2
"""Seconds to connect to a port that was open before: the system sends three packets for it, so that one lost packet
does not look like a device in distress."""
_LATE = 0.5
"""Seconds by which connecting must take longer than at first, and four times as long, to be a sign of distress."""

_REFUSING = re.compile(rb"(?:HTTP|RTSP)/\d\.\d[ \t]{1,4}(403|429|453|503)\b")


class Sign(StrEnum):
    """What shows that a device has had enough, or will not be asked."""

    REFUSED = "it refused a request"
    BUSY = "it said that it is busy"
    RESET = "it broke a connection off"
    SLOW = "it took longer and longer to connect"
    SHUT = "a port that was open refused a connection"
    GONE = "a port that was open did not answer"


_HARMLESS = (Sign.REFUSED,)
_FATAL = (Sign.SHUT, Sign.GONE)


@dataclass(slots=True)
class Account:
    """What one device was sent and sent back in this run, and what it may still be asked."""

    address: str
    number: int
    realm: str
    connections: int = 0
    packets_sent: int = 0
    packets_received: int = 0
    sent: int = 0
    """Bytes of what TCP or UDP carried."""
    received: int = 0
    first: float | None = None
    """When it was first sent something."""
    ready: float = 0.0
    """When the next packet to it may be sent."""
    busy: bool = False
    """Something is under way with it."""
    answered: bool = False
    stopped: str = ""
    """Why it is asked nothing more."""
    opened: set[int] = field(default_factory=set)
    """Ports on which it took a connection."""
    signs: list[Sign] = field(default_factory=list)
    quickest: float = 0.0
    """Seconds of the quickest connection; 0: none yet."""
    credential: str = ""
    """Empty, ``tried``, ``accepted`` or ``refused``."""


class Governor:
    """The one mind that permits what the one hand does."""

    def __init__(self, scope: Scope, territory: Territory | None = None) -> None:
        self.limits: Limits = scope.limits
        self.territory = territory or Territory(scope)
        self.accounts: dict[int, Account] = {}
        self.refused: dict[str, str] = {}
        """Addresses that devices handed out and that nothing was sent to, with the reason."""
        self.fresh: list[Account] = []
        """Devices that have answered for the first time since somebody looked here."""
        self._left: dict[int, float] = {}
        """When an address that was let go of just now may be asked again."""

    def account(self, address: str) -> Account | None:
        """The account of an address, opened if need be; None if it lies outside the scope."""
        try:
            return self.account_of(addresses.number(address.partition("%")[0]))
        except ValueError:
            return None

    def account_of(self, number: int) -> Account | None:
        """The same by number (`addresses.number`)."""
        found = self.accounts.get(number)
        if found is None and (realm := self.territory.realm_of(number)) is not None:
            found = self.accounts[number] = Account(address=addresses.text(number), number=number, realm=realm)
            found.ready = self._left.pop(number, 0.0)
        return found

    def restore(self, address: str, spent: tuple[int, int, int, int, int], *, refused: bool = False) -> None:
        """Take over what an earlier part of the run spent: connections, packets and bytes, each sent and received.

        `refused`: a credential was given and not taken, as far as is known.
        """
        account = self.account(address)
        if account is not None:
            account.connections, account.packets_sent, account.packets_received = spent[:3]
            account.sent, account.received = spent[3:]
            account.credential = "refused" if refused else ""

    def forget(self, account: Account) -> None:
        """Let go of the account of an address that never answered; its spending has been recorded."""
        self.accounts.pop(account.number, None)
        self._left[account.number] = account.ready
        over = account.ready - self.limits.gap_ms / 1000  # about now
        for number in [one for one, ready in itertools.takewhile(lambda item: item[1] <= over, self._left.items())]:
            del self._left[number]

    def follow(self, address: str) -> Account | None:
        """The account of an address that a device handed out, or None, which is noted."""
        account = self.account(address)
        if account is None and len(self.refused) < 10_000:
            self.refused[address[:200]] = "outside the scope"
        return account

    def permit(self, account: Account, now: float, *, credential: bool = False) -> str:
        """Why nothing may be sent to the device, or nothing where something may; when is `Account.ready`."""
        if not account.stopped and (spent := self._spent(account, now)):
            account.stopped = f"its budget of {spent} is used up"
        if not account.stopped and credential and account.credential in ("tried", "refused"):
            return "its credential was tried once and not accepted"
        return account.stopped

    def _spent(self, account: Account, now: float) -> str:
        """The budget that is used up, if one is."""
        limits = self.limits
        if account.connections >= limits.connections:
            return f"{limits.connections} connections"
        if self.packets_left(account) < PACKETS_NEEDED:
            return f"{limits.packets} packets"
        if not self.bytes_left(account):
            return f"{limits.bytes} bytes"
        if account.first is not None and now - account.first > limits.seconds:
            return f"{limits.seconds} seconds"
        return ""

    def room(self, account: Account) -> int:
        """Bytes that may still be read from the device, by its budget of bytes and by that of packets.

        Each packet of an answer is acknowledged by one of ours.
        """
        return min(self.bytes_left(account), self.packets_left(account) // 2 * SEGMENT)

    def packets_left(self, account: Account) -> int:
        """Packets that may go on one connection until it is ended; what may be on its way by then is kept back."""
        used = account.packets_sent + account.packets_received
        return max(0, self.limits.packets - used - min(ON_ITS_WAY, self.limits.packets // 4))

    def bytes_left(self, account: Account) -> int:
        """Bytes that may go until what is under way is ended; what may be on its way by then is kept back."""
        used = account.sent + account.received
        return max(0, self.limits.bytes - used - min(BYTES_ON_THEIR_WAY, self.limits.bytes // 4))

    def patience(self, account: Account, port: int) -> float:
        """Seconds that an attempt to connect may take."""
        return _KNOWN_OPEN if port in account.opened else self.limits.connect_ms / 1000

    @property
    def packets_each(self) -> int:
        """Packets that an attempt to connect takes that nobody answers: the system sends one after 0, 1, 3, 7 s.."""
        return (self.limits.connect_ms // 1000 + 1).bit_length()

    def seconds_left(self, account: Account, now: float) -> float:
        """Seconds until nothing more may go to the device."""
        return self.limits.seconds if account.first is None else max(0.0, account.first + self.limits.seconds - now)

    def begins(self, account: Account, now: float, *, credential: bool = False) -> None:
        """Something is sent to the device now."""
        account.busy = True
        if account.first is None:
            account.first = now
        if credential:
            self.uses(account)

    def uses(self, account: Account) -> None:
        """The credential that the owner gave goes out."""
        if account.credential != "accepted":
            account.credential = "tried"

    def connects(self, account: Account) -> None:
        """One of the attempts to connect is used."""
        account.connections += 1

    def took(self, account: Account, port: int, seconds: float, now: float, *, unseen: float = 0.0) -> None:
        """The device took a connection after so many seconds, or up to `unseen` earlier: nobody looked in that time."""
        self.answers(account)
        account.opened.add(port)
        if account.quickest and seconds - unseen > max(account.quickest * 4, account.quickest + _LATE):
            self.sign(account, Sign.SLOW, now)
        account.quickest = min(account.quickest or seconds, seconds)

    def answers(self, account: Account) -> None:
        """Something came back from the device."""
        if not account.answered:
            account.answered = True
            self.fresh.append(account)

    def ends(self, account: Account, now: float) -> None:
        """What was under way with the device has ended: it is left alone for a moment."""
        account.busy = False
        account.ready = max(account.ready, now + self.limits.gap_ms / 1000)

    def counts(self, account: Account, *, packets: tuple[int, int], data: tuple[int, int]) -> None:
        """Add packets and bytes, each (sent, received)."""
        account.packets_sent += packets[0]
        account.packets_received += packets[1]
        account.sent += data[0]
        account.received += data[1]

    def heard(self, account: Account, answer: bytes, now: float) -> None:
        """Look whether an answer is a refusal; a challenge (401) is none."""
        found = _REFUSING.match(answer[:32])
        if found is not None:
            self.sign(account, Sign.REFUSED if found[1] == b"403" else Sign.BUSY, now)

    def sign(self, account: Account, sign: Sign, now: float) -> None:
        """A refusal or a sign of distress: the device rests; at a second sign, or a grave one, it is left alone."""
        account.ready = max(account.ready, now + self.limits.rest_s)
        account.signs.append(sign)
        grave = [one for one in account.signs if one not in _HARMLESS]
        if sign in _FATAL or len(grave) > 1:
            account.stopped = account.stopped or f"left alone because {sign.value}"

    def accepted(self, account: Account) -> None:
        """The device took the credential; once refused, it stays so."""
        if account.credential == "tried":
            account.credential = "accepted"

    def declined(self, account: Account, now: float) -> None:
        """The device did not take the credential: nothing more is tried with it."""
        account.credential = "refused"
        self.sign(account, Sign.REFUSED, now)
