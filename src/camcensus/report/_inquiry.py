"""What an inquiry by a list of companies found: by site, what a landlord controls, what is not known, components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from camcensus.model.inquiry import Inquiry
from camcensus.model.knowledge import Clause
from camcensus.model.outcome import Outcome
from camcensus.report import _coverage as coverage
from camcensus.report import _register as registers
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Para, Table, shown

MOST = 1_000
"""Devices of one table."""

YES, UNKNOWN, NO = "yes", "unknown", "no"
NAMED = {YES: "named or reached", UNKNOWN: "not known", NO: "not named, not reached"}
"""How the list stands to the makers of a device."""


def held_by(one: Inquiry) -> pl.DataFrame:
    """The surveillance equipment in use, or what may be some, with what the list says of its makers.

    The columns of the assessment's devices, and `maker_named`, `covered_purpose`.
    """
    some = one.judged.devices.filter(
        pl.col("candidate") & (pl.col("surveillance") != NO) & (pl.col("in_use") != NO)
    ).drop("maker_named", "covered_purpose", strict=False)
    pair = ["hardware_maker", "manufacturer"]
    table = one.named.select(*pair, "maker_named", "covered_purpose")
    joined = some.join(table, on=pair, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("maker_named", "covered_purpose").fill_null(UNKNOWN))


def counts(held: pl.DataFrame) -> dict[str, int]:
    """How many devices of each answer of `NAMED`."""
    found = dict(held.group_by("maker_named").len().iter_rows())
    return {answer: found.get(answer, 0) for answer in NAMED}


def unseen(one: Inquiry) -> pl.DataFrame:
    """Each site, range of addresses and recorder at which nobody looked: findings, one of each."""
    gap = pl.col("reason").is_in(list(coverage.GAPS)) & (pl.col("order") == one.order.id)
    return one.judged.findings.filter(gap).unique("subject", maintain_order=True)


def summary(one: Inquiry, held: pl.DataFrame) -> str:
    """All of it in a sentence."""
    many, gaps = counts(held), unseen(one).height
    return (
        f"Of {words.many(held.height, 'camera or the like', 'cameras and the like')} in use {many[YES]:,} are of"
        f" companies that section 889 names or reaches, and of {many[UNKNOWN]:,} it is not known;"
        f" {words.many(gaps, 'place was', 'places were')} not looked at."
    )


# --- by site ---------------------------------------------------------------------------------------------------------


def by_site(one: Inquiry, held: pl.DataFrame) -> Iterator[Block]:
    """Each site with its entity, then the devices of companies that are named or reached."""
    places = [site.id for site in one.judged.estate.sites]
    places += [""] if held["site"].null_count() else []
    kinds = [f"{clause.title.partition(':')[0]}: {kind}" for clause in one.order.clauses for kind in _OUTCOMES]
    head = ("site", "entity", "in use", *NAMED.values(), *kinds)
    rows = tuple(_site(one, held, site) for site in places)
    yield Table("By site: equipment in use, and findings", head, rows, numbers=tuple(range(2, len(head))))
    named = held.filter(pl.col("maker_named") == YES).sort("site", "label", "device", nulls_last=True)
    clauses = [clause.title.partition(":")[0] for clause in one.order.clauses]
    head = ("device", "site", "label", "built by", "model", "purpose covered", *clauses)
    said = _outcomes(one)
    listed = [_device(one, row, said) for row in named.iter_rows(named=True)]
    yield from shown("Equipment of companies named or reached", head, listed, MOST)
    yield Table(
        "Why: findings of each clause", ("clause", "finding", "why", "how many"), tuple(_why(one)), numbers=(3,)
    )


def _why(one: Inquiry) -> Iterator[tuple[str, ...]]:
    """Each outcome and reason of each clause, and how often it was found; what does not apply is left out."""
    counted = one.judged.findings.group_by("clause", "outcome", "reason").len()
    for clause in one.order.clauses:
        mine = counted.filter(pl.col("clause") == clause.id).sort(
            "outcome", "len", "reason", descending=[False, True, False]
        )
        for outcome, reason, many in mine.select("outcome", "reason", "len").iter_rows():
            if outcome != Outcome.NOT_APPLICABLE.value:
                said = words.OUTCOMES[Outcome(outcome)]
                yield clause.title.partition(":")[0], said, one.judged.sentence(reason), f"{many:,}"


_OUTCOMES = ("not met", "unknown")


def _site(one: Inquiry, held: pl.DataFrame, site: str) -> tuple[str, ...]:
    judged = one.judged
    mine = held.filter(pl.col("site").fill_null("") == site)
    known, many = judged.estate.site(site) if site else None, counts(mine)
    bodies = {body.id: body.name for body in judged.estate.bodies}
    return (
        words.site(judged, site),
        bodies.get(known.body, known.body) if known else "not known",
        f"{mine.height:,}",
        *(f"{many[answer]:,}" for answer in NAMED),
        *(f"{number:,}" for clause in one.order.clauses for number in _findings(one, clause, site)),
    )


def _findings(one: Inquiry, clause: Clause, site: str) -> tuple[int, int]:
    """(not met and not excused, unknown) of one clause at one site."""
    mine = one.judged.findings.filter((pl.col("clause") == clause.id) & (pl.col("site").fill_null("") == site))
    bad = mine.filter((pl.col("outcome") == Outcome.NOT_MET.value) & pl.col("waiver").is_null())
    return bad.height, mine.filter(pl.col("outcome") == Outcome.UNKNOWN.value).height


def _device(one: Inquiry, row: dict[str, Any], said: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    roles = registers.roles(one.judged, row)
    return (
        row["label"] or row["device"],
        words.site(one.judged, row["site"]),
        roles["brand"].name,
        roles["hardware_maker"].name,
        roles["model"].name,
        row["covered_purpose"],
        *(said.get((row["device"], clause.id), "not asked") for clause in one.order.clauses),
    )


def _outcomes(one: Inquiry) -> Mapping[tuple[str, str], str]:
    """Device and clause to the finding on the device itself, in words."""
    mine = one.judged.findings.filter((pl.col("unit") == "device") & (pl.col("order") == one.order.id))
    rows = mine.select("device", "clause", "outcome").iter_rows()
    return {(device, clause): words.OUTCOMES[Outcome(outcome)] for device, clause, outcome in rows}


# --- what is not plain -----------------------------------------------------------------------------------------------


def leased(one: Inquiry, held: pl.DataFrame) -> Iterator[Block]:
    """Sites whose cameras are, or may be, a landlord's."""
    rows = []
    for site in one.judged.estate.sites:
        stated = pl.col("controller").fill_null(site.controller)
        theirs = held.filter((pl.col("site") == site.id) & (stated == "landlord"))
        if site.controller != "ours" or theirs.height:
            many = counts(theirs)
            rows.append((site.name, site.controller, f"{theirs.height:,}", f"{many[YES]:,}", f"{many[UNKNOWN]:,}"))
    head = ("site", "who controls its cameras, as stated", "the landlord's", "of these named or reached", "not known")
    yield Table("Sites whose cameras are not all the organisation's own", head, tuple(rows), numbers=(2, 3, 4))
    reading = one.judged.profile.readings.landlord_equipment_counts.value
    yield Para(
        f"That equipment of a landlord counts as used is read as: {reading}. Unknown keeps the findings on it unknown."
        " Of a landlord's equipment that nobody looked at nothing is known."
    )


def not_known(one: Inquiry, held: pl.DataFrame) -> Iterator[Block]:
    """Devices of which it is not known whether the list reaches their makers, and why."""
    built, sold = pl.col("hardware_maker").is_null(), pl.col("manufacturer").is_null()
    why = (
        pl.when(built & sold).then(pl.lit("neither its builder nor its legal manufacturer is known"))
        .when(built).then(pl.lit("its builder is not known"))
        .otherwise(pl.lit("it is not known whether the section reaches its maker"))
    )  # fmt: skip
    some = held.filter(pl.col("maker_named") == UNKNOWN).with_columns(why=why)
    rows = tuple((reason, f"{many:,}") for reason, many in some.group_by("why").len().sort("why").iter_rows())
    yield Table("Why it is not known", ("why", "devices"), rows, numbers=(1,))
    listed = [
        (
            row["label"] or row["device"], words.site(one.judged, row["site"]), row["addresses"] or "none known",
            words.brand(one.judged, row["brand"]), row["why"],
        )
        for row in some.sort("site", "label", "device", nulls_last=True).iter_rows(named=True)
    ]  # fmt: skip
    head = ("device", "site", "addresses", "label", "why")
    yield from shown("Equipment of which it is not known", head, listed, MOST)


def components(one: Inquiry, held: pl.DataFrame) -> Iterator[Block]:
    """What *substantial or essential component* means, and whose components evidence names."""
    meaning = next((term.words for term in one.order.terms if "component" in term.term), "")
    quoted = f": \u201c{meaning}\u201d" if meaning else ""
    yield Para(
        f"The section speaks of a substantial or essential component of any system{quoted}. Every camera that is"
        " installed was taken for one of the system that it belongs to."
    )
    reached = {name for found in one.sought for name in found.makers}
    claims = one.judged.claims.filter(pl.col("about") == "component_maker")
    claims = claims.join(held.select("device", "site"), on="device").unique(["device", "claim", "by"])
    grouped = claims.group_by("claim", "site", "by").agg(pl.len(), pl.col("weight").max())
    rows = tuple(
        (name := words.maker(one.judged, maker), "yes" if name in reached else "not known to be",
         words.site(one.judged, site), f"{many:,}", f"{weight}", by)
        for maker, site, by, many, weight in grouped.sort("claim", "site", "by", nulls_last=True).iter_rows()
    )  # fmt: skip
    head = ("component by", "named or reached", "site", "devices", "decibans", "what says so")
    yield Table("Makers of components that evidence names", head, rows, numbers=(3, 4))
    yield Para(
        "Components inside a device, such as its processor or its radio module, are known only where evidence names"
        " them: no list of parts was read. Where nothing is listed here, nothing is known of components."
    )
