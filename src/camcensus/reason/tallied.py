"""How many devices each clause finds met, not met or unknown, without writing down a finding of each.

For estates too large to be shown device by device, and for parts of them decided by many workers: counts of parts
are added, in any order. Of each clause only what it asks about is looked at; days become before or after the clause's
own days; then each distinct combination is decided once. Cost: about 2 µs a device under six orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from camcensus.model.knowledge import Clause, Directive
from camcensus.model.profile import Profile
from camcensus.reason import facts as known
from camcensus.reason import findings
from camcensus.reason.findings import Question

SCHEMA = {"clause": pl.String, "outcome": pl.String, "provisional": pl.Boolean, "count": pl.Int64}

_DATED = ("deployed_since", "acquired_since")
_FROM_PLACE = ("considered", "review_overdue")
_FROM_MAKERS = ("maker_named", "covered_purpose")


def tally(
    devices: pl.DataFrame,
    orders: Iterable[Directive],
    checks: Mapping[str, Question],
    profile: Profile,
    as_of: date,
    named: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Counts (`SCHEMA`) of the clauses that ask about devices; the arguments are those of `findings.decide`.

    Waivers are left out: they excuse findings, and the findings stand.
    """
    units = known.spans(findings.filled(devices))
    parts = []
    for order in orders:
        for clause in order.clauses:
            if clause.unit != "device":
                continue
            question = findings.dated(checks[clause.check], clause, as_of)
            alike = _alike(units, order, clause, question, profile)
            table = named[clause.listing] if clause.listing else None
            asked = known.recorded(alike, clause, profile, as_of, table)
            keys = [*question.facts, "basis"]
            decided = findings.verdicts(asked.select(keys).unique(maintain_order=True), clause, question.check)
            found = asked.join(decided, on=keys, how="left", nulls_equal=True)
            parts.append(found.select("outcome", "provisional", "count", clause=pl.lit(clause.id)))
    return added(parts)


def _alike(units: pl.DataFrame, order: Directive, clause: Clause, question: Question, profile: Profile) -> pl.DataFrame:
    """Devices that are alike in what the clause asks about, as one row with their number."""
    asked = set(question.facts)
    dated = {
        "deployed_since": known.deployed_since(order.in_force, profile.readings),
        "acquired_since": known.acquired_since(clause.applies_from or order.in_force),
    }
    columns = [fact for fact in question.facts if fact not in (*_DATED, *_FROM_PLACE, *_FROM_MAKERS)] + ["basis"]
    if clause.listing:
        columns += ["hardware_maker", "manufacturer"]
    places = ("body", "site") if asked & set(_FROM_PLACE) and profile.considerations else ()
    told = {name: expression for name, expression in dated.items() if name in asked}
    counted = units.lazy().select(*columns, *places, **told).group_by(pl.all()).agg(count=pl.len().cast(pl.Int64))
    missing = [name for name in ("body", "site") if name not in places]
    return counted.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing).collect()


def added(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Counts of several parts as one; in whatever order and parts, the same."""
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *(part.select(*SCHEMA) for part in parts)])
    return (
        whole.group_by("clause", "outcome", "provisional")
        .agg(pl.col("count").sum())
        .sort("clause", "outcome", "provisional")
    )
