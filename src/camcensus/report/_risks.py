"""What may go otherwise than a paper says, and what people must decide: each told with its number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.finding import Waiver
from camcensus.model.outcome import Answer
from camcensus.report import _coverage as coverage
from camcensus.report import _exposure as exposure
from camcensus.report import _proposals as proposals
from camcensus.report import _words as words

SOON = timedelta(days=365)
"""A waiver that ends within this time is decided upon now."""


def risks(one: Assessment) -> Iterator[str]:
    """Each as a sentence; those of which there are none are left out."""
    counts = one.counts()
    if counts.unknown:
        yield (
            f"{words.are(counts.unknown, 'finding')} unknown. Any of them may turn out not to be met, so that there is"
            " more to do than is planned here."
        )
    unseen = one.findings.filter(pl.col("reason").is_in(list(coverage.GAPS)))["subject"].n_unique()
    if unseen:
        places = words.many(unseen, "place")
        yield f"Nobody has looked at {places}: sites, ranges of addresses, cameras behind recorders."
    if counts.provisional:
        yield f"{words.many(counts.provisional, 'finding')} would be another if a proposal about a maker were refused."
    if counts.waived:
        yield f"{words.are(counts.waived, 'finding')} excused only until the waivers end."
    held = exposure.in_use(one)
    landlord = held.filter(pl.col("controller") == "landlord").height
    if landlord:
        yield f"{words.are(landlord, 'device')} in a landlord's hands: the body may not be free to change them."
    lost = held.filter(pl.col("site").is_null()).height
    if lost:
        yield f"For {words.many(lost, 'device')} no place is known, so that no visit can be planned."
    bridged = len({each.device for each in one.separation.devices if any(bridge.certain for bridge in each.bridges)})
    if bridged:
        yield (
            f"{words.are(bridged, 'device')} joined with the core network by something that no firewall sees; a rule on"
            " a firewall cuts none of that off."
        )
    yield (
        "While a unit is changed its view is lost. Which views overlap the log does not know: people on site must say"
        " in which order units may go dark."
    )
    yield "What is bought instead must pass the gate (camcensus gate), or the same findings come back."


def decisions(one: Assessment) -> Iterator[str]:
    """What only people can decide, and what waits for it."""
    yield from _determinations(one)
    unanswered = [site.name for site in one.estate.sites if site.sensitive.answer is Answer.UNKNOWN]
    if unanswered:
        sites = words.many(len(unanswered), "site is", "sites are")
        yield f"Have it answered whether {sites} sensitive: {_few(unanswered)}."
    for waiver in _ending(one):
        ended = waiver.until <= one.basis.as_of
        column = "expired_waiver" if ended else "waiver"
        many = one.findings.filter(pl.col(column) == waiver.id).height
        said = f"ended on {waiver.until}" if ended else f"ends on {waiver.until}"
        yield f"Renew the waiver {waiver.id}, which {said}, or do what it excuses ({words.many(many, 'finding')})."
    missing = one.findings.filter(pl.col("reason").is_in(["not-considered", "review-overdue"])).height
    if missing:
        yield f"Consider, and record what was decided, where an order asks for it: {words.many(missing, 'finding')}."
    landlord = one.findings.filter(pl.col("settles").list.contains("landlord")).height
    if landlord:
        yield (
            "Decide whether equipment in a landlord's hands is the organisation's to answer for; findings that wait for"
            f" it: {landlord:,}."
        )


def _determinations(one: Assessment) -> Iterator[str]:
    """Of each maker whose standing nobody has signed, those on whom most turns first."""
    turning = proposals.turning(one)
    waits = {maker: held.provisional + held.unknown for maker, held in turning.items() if maker in one.makers}
    for maker, many in sorted(waits.items(), key=lambda pair: -pair[1]):
        status = one.makers[maker or ""]
        unknown = status.answer == Answer.UNKNOWN.value
        proposed = "nothing can be proposed" if unknown else f"proposed: {status.answer}"
        yield (
            f"Sign or refuse the determination whether {status.name} is subject to the law ({proposed});"
            f" findings that turn on it: {many:,}."
        )


def _ending(one: Assessment) -> list[Waiver]:
    """Waivers whose end matters now: they have ended and something stands again, or they end soon."""
    stands = set(one.findings["expired_waiver"].drop_nulls().to_list())
    day = one.basis.as_of
    return [
        waiver
        for waiver in sorted(one.profile.waivers, key=lambda waiver: waiver.until)
        if waiver.id in stands or day < waiver.until <= day + SOON
    ]


def _few(names: list[str], most: int = 5) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
