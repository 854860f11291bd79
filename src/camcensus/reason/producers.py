"""By whom the equipment of a brand is produced, on a day: whether by a company that is subject to the law.

The brand's owner and the builder of its hardware are two questions. A brand that sells what several makers build cannot
decide: only the model can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from camcensus.model.knowledge import Brand, MadeBy
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings


class Product(StrEnum):
    """Whether equipment is produced by such a company; the weightier before the others."""

    YES = "yes"
    PER_MODEL = "per-model"
    UNCERTAIN = "uncertain"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A claim on who makes what is sold, and what follows from it."""

    brand: str
    claim: MadeBy
    says: Product


_BELIEVED = ("high", "medium")
"""A bare list or an aside makes it open who builds, and no more."""

Ask = Callable[[str], Answer]
"""A maker, to whether it is such a company."""


def made(brands: Iterable[Brand], ask: Ask, as_of: date, readings: Readings) -> tuple[Made, ...]:
    """What each claim of these brands that speaks of that year says, the weightiest first."""
    found = [
        Made(brand=brand.id, claim=claim, says=_says(claim, ask, readings))
        for brand in brands
        for claim in brand.made_by
        if (claim.since or 0) <= as_of.year <= (claim.until or 9999)
    ]
    turn = list(Product)
    return tuple(sorted(found, key=lambda one: (turn.index(one.says), one.brand, one.claim.maker or "")))


def weightiest(says: Iterable[Product]) -> Product:
    """What all of it comes to."""
    found = set(says)
    return next((one for one in Product if one in found), Product.NO)


def _says(claim: MadeBy, ask: Ask, readings: Readings) -> Product:
    answer = ask(claim.maker) if claim.maker is not None else Answer.UNKNOWN
    if claim.role != "hardware":
        reading = readings.component_counts if claim.role == "component" else readings.chinese_plant_produces
        if answer is Answer.NO or reading is Answer.NO:
            return Product.NO
        return Product.PER_MODEL if answer is Answer.YES and reading is Answer.YES else Product.UNCERTAIN
    if answer is Answer.YES and claim.confidence in _BELIEVED:
        return Product.YES if claim.extent == "all" and not claim.models else Product.PER_MODEL
    if answer is Answer.YES:
        return Product.UNCERTAIN
    return Product.UNCERTAIN if answer is Answer.UNKNOWN else Product.NO
