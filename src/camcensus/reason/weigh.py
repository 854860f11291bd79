"""What the sayings about one device add up to: an answer in each role, or unknown.

Weights are decibans. Of the sayings of one origin on one answer the heaviest counts once; different origins add up.
An answer stands when it weighs enough and is far enough ahead of the next. Who built the device is never settled by
signals alone that others copy or that the label's owner chooses; and a label or an address block gives way to what the
device's own protocols say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from camcensus.model.identity import SURVEILLANCE, Weights
from camcensus.model.knowledge import Brand
from camcensus.reason.brands import behind
from camcensus.reason.matcher import Saying
from camcensus.reason.sayings import YEAR

ROLES = ("brand", "manufacturer", "hardware_maker", "component_maker", "class", "visual", "model", "firmware")
"""What is settled for each device. `visual` is yes or no: of a camera or a recorder, which of both may be open."""

BUILDERS = ("manufacturer", "hardware_maker", "component_maker")
"""Roles that a copied signal alone never settles."""

_USEFUL = ("class", "visual", "model", "firmware")
_AROUND = ("registrant", "brand:")
"""Origins, or their beginnings, of what surrounds a device and is not said by its own protocols."""


class Answer(NamedTuple):
    """What was settled in one role."""

    value: str | None
    """None: nothing stands."""
    weight: int
    second: int
    """What the best other answer weighs."""
    others: str
    """The answers that did not stand, heaviest first, each with its weight."""


NOTHING = Answer(None, 0, 0, "")


class Settled(NamedTuple):
    """The answers, and the sayings that followed from others."""

    answers: Mapping[str, Answer]
    derived: tuple[Saying, ...]


def settle(said: Iterable[Saying], weights: Weights, brands: Mapping[str, Brand]) -> Settled:
    """Weigh everything said of one device."""
    every = list(dict.fromkeys(said))
    derived = list(_visual(every))
    answers = {
        role: _answer(role, [one for one in every + derived if one.about == role], weights)
        for role in ("brand", "class", "visual", "model", "firmware")
    }
    derived += _behind(answers, every, weights, brands)
    for role in BUILDERS:
        about = [one for one in every + derived if one.about == role]
        answers[role] = _answer(role, _yielding(about, weights), weights)
    return Settled(answers, tuple(derived))


def _visual(every: Iterable[Saying]) -> Iterator[Saying]:
    """From sayings on the class: whether it is surveillance equipment at all."""
    for one in every:
        if one.about == "class":
            yield one._replace(about="visual", claim="yes" if one.claim in SURVEILLANCE else "no")


def _behind(
    answers: Mapping[str, Answer], every: Iterable[Saying], weights: Weights, brands: Mapping[str, Brand]
) -> Iterator[Saying]:
    """Who may stand behind the settled brand, for this model and year: never more than the brand's own evidence."""
    name, weight, _, _ = answers["brand"]
    if name is None:
        return
    copied = all(one.copied for one in every if one.about == "brand" and one.claim == name)
    installed = min((int(one.claim) for one in every if one.about == YEAR), default=None)
    for role, maker, limit, entry in behind(brands[name], weights, model=answers["model"].value, installed=installed):
        by = f"brands/{name}" + (f" ({entry.extent}, {entry.confidence})" if entry else "")
        yield Saying(role, maker, min(limit, weight), f"brand:{name}", by, copied)


def _yielding(about: list[Saying], weights: Weights) -> list[Saying]:
    """The sayings on a builder, what surrounds the device made lighter where its own protocols name somebody."""
    own = [one for one in about if not one.origin.startswith(_AROUND) and not one.copied]
    direct = _answer("hardware_maker", own, weights)
    if direct.value is None:
        return about
    lighter = _AROUND if direct.weight >= weights.strong else _AROUND[:1]
    most = weights.circumstantial
    return [one._replace(weight=min(one.weight, most)) if one.origin.startswith(lighter) else one for one in about]


def _answer(role: str, about: Iterable[Saying], weights: Weights) -> Answer:
    listed = list(about)
    if not listed:
        return NOTHING
    ranked = _ranked(listed)
    own = {one.claim for one in listed if not one.copied}
    weight, value = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0
    needed, ahead = (weights.useful, weights.useful_margin) if role in _USEFUL else (weights.named, weights.margin)
    if role in ("model", "firmware"):
        ahead = 0
    stands = weight >= needed and weight - second >= ahead and (role not in BUILDERS or value in own)
    others = "; ".join(f"{claim} {total}" for total, claim in ranked[1 if stands else 0 :])
    return Answer(value if stands else None, weight if stands else 0, second, others)


def ranked(role: str, said: Iterable[Saying], weights: Weights) -> list[tuple[int, str]]:
    """(what it weighs, answer) of everything said in a role, heaviest first, as it is weighed to settle the role."""
    about = [one for one in said if one.about == role]
    return _ranked(_yielding(about, weights) if role in BUILDERS else about)


def _ranked(about: Iterable[Saying]) -> list[tuple[int, str]]:
    heaviest: dict[str, dict[str, int]] = {}
    for one in about:
        origins = heaviest.setdefault(one.claim, {})
        origins[one.origin] = max(one.weight, origins.get(one.origin, 0))
    return sorted(((sum(origins.values()), claim) for claim, origins in heaviest.items()), key=_heaviest_first)


def _heaviest_first(pair: tuple[int, str]) -> tuple[int, str]:
    return -pair[0], pair[1]
