"""Who made a thing: the words for it, what evidence weighs, and the identity it adds up to."""

from __future__ import annotations

from dataclasses import dataclass

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

STRENGTHS = ("hint", "weak", "medium", "strong", "proof")
"""How much a signal can carry, from the least to the most; `Weights` says how much that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What evidence weighs, in decibans (``knowledge/vocabulary/weights.toml`` says why and how they were checked)."""

    hint: int = 2
    weak: int = 4
    medium: int = 8
    strong: int = 14
    proof: int = 20
    named: int = 8
    """The weight at which a maker or a brand counts as named."""
    margin: int = 4
    """How far the best answer must be ahead of the second."""
    useful: int = 2
    """As `named`, for class, model and firmware."""
    useful_margin: int = 1
    block: int = 8
    """The registrant of an address block, alone."""
    circumstantial: int = 4
    """The most that a block or a label says of the builder where the device's own protocols name one."""

    def of(self, strength: str) -> int:
        """What one of `STRENGTHS` weighs."""
        return int(getattr(self, strength))


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


def confidence(weight: int, second: int = 0) -> float:
    """The probability that an answer of `weight` decibans is right, against the next one and against anybody else.

    From 0 to 0.999, rounded to three places: nothing is certain.
    """
    if weight <= 0:
        return 0.0
    odds: float = 10 ** (-weight / 10)
    against = odds + (10 ** ((second - weight) / 10) if second > 0 else 0)
    return min(round(1 / (1 + against), 3), 0.999)


def sure(weight: int) -> str:
    """A weight in decibans as a word; nothing for no weight."""
    if weight <= 0:
        return ""
    return next(word for least, word in _SURE if weight >= least)


_SURE = (
    (20, "very high"),
    (14, "high"),
    (8, "fair"),
    (4, "low"),
    (0, "very low"),
)
