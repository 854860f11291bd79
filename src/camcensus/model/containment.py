"""What holds a device that must stay for now: who it may still talk to, until when, and what was proved of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from camcensus.model.separation import Said

DEVICE, OTHER = OPENERS = ("device", "other")
"""Who opens a conversation."""

TRACKED, SESSIONS, STATELESS = KINDS = ("tracked", "sessions", "stateless")
"""How a dialect lets answers back.

``tracked``: its rules name each answer, and the connection tracker's word is asked. ``sessions``: what belongs to a
session passes unasked. ``stateless``: it knows no sessions; answers are told by their port and the flags of TCP.
"""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Service:
    """Ports of a protocol, at the end that is called."""

    protocol: str
    """``tcp`` or ``udp``."""
    first: int
    last: int

    def __str__(self) -> str:
        ports = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.protocol}/{ports}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Conversations that must go on."""

    name: str
    """``recorder``, ``NTP``."""
    why: str
    opened_by: str
    """One of `OPENERS`."""
    devices: tuple[str, ...]
    """The fewest networks of the devices that need it."""
    others: tuple[str, ...]
    """The fewest networks of the other end."""
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on the box the rules go, as far as the dialect asks."""

    lists: tuple[str, ...] = ()
    """Access lists that are applied already: ours go before their entries."""
    interfaces: tuple[str, ...] = ()
    """Interfaces on the devices' side, to which a list of our own is applied."""
    before: str = ""
    """The policy that stands first now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """One device as the request names it."""

    label: str
    site: str = ""
    addresses: tuple[str, ...] = ()
    why: str = ""
    """Which clause, or what is known of it, asks for this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Containment:
    """Which conversations of some devices may go on; all else from or to them is denied and logged."""

    reference: str
    """Of the change, as the owner counts them."""
    made: date
    until: date
    """The day on which it ends: by then the devices are replaced, or it is decided anew."""
    retired_by: str
    """The replacement that makes it needless."""
    devices: tuple[str, ...]
    """The fewest networks, of both families."""
    count: int
    """How many addresses they hold."""
    needs: tuple[Need, ...] = ()
    core: tuple[str, ...] = ()
    """Networks that must not be reached in any way."""
    place: Place = Place()
    named: tuple[Contained, ...] = ()


# --- what was proved -------------------------------------------------------------------------------------------------

OPEN, SHUT, UNSURE, TOUCHED, UNREAD = ("open", "shut", "unsure", "touched", "unread")
"""Of packets: let through and not wanted; wanted and stopped; not known; of other devices and decided all the same.
Of a line: not understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Packets of which the text says something else than was wanted."""

    kind: str
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    services: str = ""
    rules: tuple[Said, ...] = ()
    """The rules that decide so; none: what the chain does where no rule fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """A rule that no packet reaches."""

    rule: Said
    by: tuple[Said, ...] = ()
    """The rules before it that take all it asks for."""
    by_ours: bool = False
    """It is reached no longer once the new rules stand before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was checked of one text, and what came out."""

    dialect: str
    kind: str
    """One of `KINDS`."""
    rules: int
    """Rules of it that were read back."""
    differences: tuple[Difference, ...] = ()
    more: int = 0
    """Differences beyond those that are listed."""
    wider: tuple[Difference, ...] = ()
    """Packets that pass beyond what was wanted, because the dialect cannot say it narrower."""
    checked: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    box: str = ""
    """The box whose configuration was given, and the text proved within; empty: the text alone."""
    remains: tuple[Difference, ...] = ()
    """What is wanted and stopped by rules that stand in the configuration already."""
    shadowed: tuple[Shadow, ...] = ()
    never_hit: tuple[Said, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it closes every path and opens no other."""
        return not self.differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text for a box, and its proof; None: it is a draft that nobody proved."""

    dialect: str
    name: str
    """Of the file."""
    text: str
    proof: Proof | None
    within: Proof | None = None
    """Of the text within the configuration that was given."""
    load: tuple[str, ...] = ()
    """Commands that bring it in."""
    back_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that is handed over for one change."""

    containment: Containment
    texts: tuple[Written, ...]

    def proofs(self) -> Iterator[Proof]:
        """Every proof that was made."""
        for one in self.texts:
            yield from (proof for proof in (one.proof, one.within) if proof is not None)
