"""Whether what a maker built or sold is equipment of a company that a list names: one answer a list and pair of makers.

Another question than whether the maker is subject to a law: a list names companies, and reaches those linked to them or
does not. A pair is asked about once, however many devices share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.model.knowledge import Directive, Knowledge
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.reason.listed import Lists

PAIR = ("hardware_maker", "manufacturer")
SCHEMA = dict.fromkeys((*PAIR, "maker_named", "covered_purpose", "basis"), pl.String)
"""`basis`: ``listed`` where the list names the maker itself, ``proposed`` where control was worked out, or ``none``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a list says of one maker."""

    answer: Answer
    direct: bool = False
    """The list names the maker itself, not one that controls it."""
    limited: bool = False
    """The list limits that entry to certain purposes."""


def tables(
    pairs: Iterable[tuple[str | None, str | None]],
    orders: Iterable[Directive],
    knowledge: Knowledge,
    lists: Lists,
    readings: Readings,
) -> dict[str, pl.DataFrame]:
    """List to a row (`SCHEMA`) a pair of hardware maker and legal manufacturer, for the lists that clauses speak of."""
    asked = sorted({clause.listing for order in orders for clause in order.clauses if clause.listing})
    every = list(dict.fromkeys(pairs))
    return {listing: _table(every, listing, knowledge, lists, readings) for listing in asked}


def _table(
    pairs: list[tuple[str | None, str | None]], listing: str, knowledge: Knowledge, lists: Lists, readings: Readings
) -> pl.DataFrame:
    makers = {maker for pair in pairs for maker in pair if maker}
    said = {maker: _maker(maker, listing, knowledge, lists) for maker in makers}
    rows = [(built, sold, *_pair(built, sold, said, readings)) for built, sold in pairs]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _maker(maker: str, listing: str, knowledge: Knowledge, lists: Lists) -> Named:
    entry = knowledge.makers.get(maker)
    party = entry.party if entry else None
    answer = lists.answer(listing, party)
    named = lists.named(listing)
    if party is not None and party in named:
        return Named(answer=answer, direct=True, limited=bool(named[party].purpose))
    if answer is not Answer.YES or party is None:
        return Named(answer=answer)
    above = [step.party for step in lists.affiliate(listing, party).chain if step.party in named]
    return Named(answer=answer, limited=all(named[one].purpose for one in above))


def _pair(built: str | None, sold: str | None, said: Mapping[str, Named], readings: Readings) -> tuple[str, str, str]:
    """(maker_named, covered_purpose, basis): yes if either is named; no if the builder is not, and neither may be."""
    ones = [said[maker] for maker in (built, sold) if maker]
    yes = [one for one in ones if one.answer is Answer.YES]
    if yes:
        limited = all(one.limited for one in yes)
        purpose = readings.surveillance_is_covered_purpose if limited else Answer.YES
        return Answer.YES.value, purpose.value, "listed" if any(one.direct for one in yes) else "proposed"
    if built is None or any(one.answer is Answer.UNKNOWN for one in ones):
        return Answer.UNKNOWN.value, Answer.UNKNOWN.value, "none"
    return Answer.NO.value, Answer.UNKNOWN.value, "proposed"
