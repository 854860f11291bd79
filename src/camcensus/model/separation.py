"""What configurations say about whether packets can get from one part of a network to another."""

from __future__ import annotations

from dataclasses import dataclass

PERMITTED, UNKNOWN, CLOSED = ANSWERS = ("path-permitted", "unknown", "closed")
"""There is a path; that is not known; there is none. The gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A rule, a default or an odd line of a configuration."""

    box: str
    chain: str = ""
    line: int = 0
    """Of its file, from 1; 0: what the dialect does where nothing is stated."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One box on a path."""

    box: str
    incoming: str
    outgoing: str
    rules: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Packets that get through, and how; or perhaps."""

    source: tuple[str, ...]
    """Networks."""
    target: tuple[str, ...]
    services: str
    """``tcp 443, 554``."""
    steps: tuple[Step, ...]
    """None: both ends lie in one network."""
    translated: tuple[str, ...] = ()
    """Networks that the target became on the way, where NAT wrote into the packets."""
    doubts: tuple[Said, ...] = ()
    """Rules because of which it is not known whether they get through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One direction."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    answer: str
    """One of `ANSWERS`."""
    paths: tuple[Traced, ...] = ()
    """Those that exist; then those of which it is not known."""
    closed_by: tuple[tuple[Said, int], ...] = ()
    """Each rule that stops something, and how many sets of packets; the most first."""
    missing: tuple[str, ...] = ()
    """What would have to be read or answered before it is known, as sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Both directions, and what the configurations hold."""

    outward: Side
    """From the first set of addresses to the second."""
    back: Side
    boxes: tuple[tuple[str, str, int, int], ...]
    """(name, dialect, rules, lines that were not understood) of each box."""

    @property
    def answer(self) -> str:
        """The graver of both directions."""
        return min(self.outward.answer, self.back.answer, key=ANSWERS.index)
