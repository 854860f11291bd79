"""May a line be bought by an order that names companies: other companies may be named than are subject to a law."""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.gate import Judgement
from camcensus.model.outcome import Answer

_PARTS = {"component_maker"}
_OPEN = frozenset(
    {
        *("brand-in-passing", "brand-not-known", "label-contradicted", "other-brand-named", "line-too-long"),
        *("product-not-known", "maker-not-recorded", "maker-not-settled", "model-not-stated"),
    }
)
"""Doubts that leave open who made a thing, whatever the order."""


def on_list(judged: Judgement, named: Mapping[str, Answer]) -> str:
    """``no`` where the maker that stands is named; ``yes`` where none that may have made it is; else ``ask``.

    `named`: each possible maker to whether the list names it, or a company that it is linked to.
    """
    makers = [one for one in judged.possible if set(one.roles) - _PARTS]
    settled = {named[one.maker] for one in makers if one.maker and set(one.settled) - _PARTS}
    if Answer.YES in settled:
        return "no"
    others = {named[one.maker] if one.maker else Answer.UNKNOWN for one in makers if not set(one.settled) - _PARTS}
    doubtful = bool(_OPEN & {judged.reason, *judged.notes})
    return "yes" if settled and settled | others == {Answer.NO} and not doubtful else "ask"
