"""Who made a thing: claims, and the identity they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field

CLASSES = (
    "camera", "recorder", "encoder", "doorbell", "intercom", "access-control", "vms", "not-camera", "unknown",
)  # fmt: skip
"""Kinds of device."""

SURVEILLANCE = CLASSES[:-2]
"""The kinds that are visual surveillance equipment or serve it."""

ROLES = ("brand", "manufacturer", "hardware_maker", "component_maker")
"""The four maker roles, kept apart: the label; the legal manufacturer; who built it; who built parts of it."""

ABOUTS = (*ROLES, "class", "model", "firmware", "version", "serial", "mac")
"""What a fingerprint can claim."""

STRENGTHS = {"hint": 2, "weak": 4, "medium": 8, "strong": 14, "proof": 20}
"""Weights in decibans: ten times the log of the odds, rounded; whole numbers, so that order cannot change a sum.

Two independent medium signals (8 + 8) outweigh one strong one. The confidence is ``1 - 10 ** (-weight / 10)``.
"""

NAMED = 8
"""The weight at which a role counts as named: one medium signal (confidence 0.84)."""

MARGIN = 4
"""How far the best answer must be ahead of the second; anything closer is a tie, and a tie is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement about a device, with what it stands on."""

    about: str
    """One of `ABOUTS`."""
    value: str
    weight: int
    """Decibans, see `STRENGTHS`."""
    origin: str
    """Where the signal comes from: signals of one origin count once, however many banners repeat it."""
    because: str
    """The observation's id in hex, or the knowledge entry that led here."""
    by: str
    """The fingerprint, brand entry or table that made the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who made one device, in four separate roles, and what it is."""

    subject: str
    kind: str = "unknown"
    """One of `CLASSES`."""
    brand: str | None = None
    manufacturer: str | None = None
    hardware_maker: str | None = None
    model: str | None = None
    firmware: str | None = None
    confidence: float = 0.0
    """Of the hardware maker where it is named, else of the brand; 0 to 1."""
    because: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = field(default=(), repr=False)


def confidence(weight: int) -> float:
    """Decibans as a probability-like number from 0 to 0.999, rounded to three places: nothing is certain."""
    return min(round(1 - 10 ** (-weight / 10), 3), 0.999) if weight > 0 else 0.0
