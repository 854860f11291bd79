"""What each clause says about each device, site and gap: every distinct combination of facts is decided once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import polars as pl

from camcensus.model.facts import FACTS, Facts
from camcensus.model.finding import Verdict, Waiver
from camcensus.model.knowledge import Clause, Directive
from camcensus.model.outcome import Answer, Outcome
from camcensus.model.profile import Profile
from camcensus.reason import facts as known
from camcensus.reason.facts import NO, UNKNOWN, YES

Check = Callable[[Facts, Mapping[str, str]], Verdict]


class Question(NamedTuple):
    """A check, and the names of the facts that it is about."""

    check: Check
    facts: tuple[str, ...]


SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "subject": pl.String,
    "unit": pl.String,
    "device": pl.String,
    "site": pl.String,
    "zone": pl.String,
    "order": pl.String,
    "clause": pl.String,
    "outcome": pl.String,
    "reason": pl.String,
    "settles": pl.List(pl.String),
    "provisional": pl.Boolean,
    "waiver": pl.String,
    "expired_waiver": pl.String,
}
"""Columns of findings; `outcome` holds `Outcome` values."""

_PLACE = (
    "device", "site", "zone", "body", "hardware_maker", "manufacturer", "installed_on", "acquired_on", "work",
    "first_seen",
)  # fmt: skip
_CARRIED = ("subject", "unit", "gap", "settle", "basis", *_PLACE)
_BY_CLAUSE = ("deployed_since", "acquired_since", "considered", "review_overdue", "maker_named", "covered_purpose")
NOT_YET, NO_LONGER = "clause-not-yet", "clause-no-longer"


def decide(
    devices: pl.DataFrame,
    gaps: pl.DataFrame,
    sites: pl.DataFrame,
    orders: list[Directive],
    checks: Mapping[str, Question],
    profile: Profile,
    as_of: date,
    named: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """All findings (`SCHEMA`), in order of clause and subject.

    `devices` has the facts of `facts.of_devices`; `sites` those of `site_units`; `gaps` those of `coverage.gaps`.
    `named`: list to what it says of the makers (`named.tables`), for the lists that clauses speak of.
    """
    units = {"device": _units(devices, gaps, sites), "site": sites}
    found = []
    for order in orders:
        for clause in order.clauses:
            table = named[clause.listing] if clause.listing else None
            asked = known.of_clause(units[clause.unit], order, clause, profile, as_of, table)
            found.append(_of_clause(asked, order, clause, dated(checks[clause.check], clause, as_of)))
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    every = pl.concat(found)
    chains = {clause.id: clause.waiver_chain for order in orders for clause in order.clauses}
    return (
        _excused(every, profile.waivers, devices, as_of, chains)
        .select(*SCHEMA)
        .sort("order", "clause", "unit", "subject")
    )


def site_units(devices: pl.DataFrame, gaps: pl.DataFrame, sites: Mapping[str, tuple[str, str]]) -> pl.DataFrame:
    """One unit a site; its `maker_subject` is whether any equipment of such a company is there.

    `sites` maps each id to its body and whether it is sensitive.
    """
    judged = devices.filter((pl.col("surveillance") != NO) & (pl.col("in_use") != NO))
    there = judged.group_by("site").agg(
        yes=(pl.col("maker_subject") == YES).any(),
        unknown=(pl.col("maker_subject") == UNKNOWN).any(),
        signed=((pl.col("maker_subject") == YES) & (pl.col("basis") == "signed")).any(),
        proposed=(pl.col("basis") == "proposed").any(),
    )
    unseen = set(gaps["site"].drop_nulls().to_list())
    table = {row["site"]: row for row in there.iter_rows(named=True)}
    nothing = {"yes": False, "unknown": False, "signed": False, "proposed": False}
    rows = []
    for site, (body, sensitive) in sites.items():
        row = table.get(site, nothing)
        subject = YES if row["yes"] else UNKNOWN if row["unknown"] or site in unseen else NO
        basis = "signed" if row["signed"] else "proposed" if row["proposed"] else "none"
        rows.append((f"site:{site}", "site", site, body, sensitive, subject, basis))
    columns = ("subject", "unit", "site", "body", "sensitive", "maker_subject", "basis")
    return filled(pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row"))


def _units(devices: pl.DataFrame, gaps: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Devices, and gaps as devices of which nothing is known but where they would be."""
    real = devices.with_columns(subject="device:" + pl.col("device"), unit=pl.lit("device"))
    where = sites.select("site", "body", "sensitive")
    unseen = gaps.join(where, on="site", how="left", maintain_order="left")
    return pl.concat([filled(real), filled(unseen)])


def filled(units: pl.DataFrame, *more: str) -> pl.DataFrame:
    """All columns that a unit carries, and these more, unknown where nothing is known."""
    types: dict[str, pl.DataType | type[pl.DataType]] = {"first_seen": pl.Datetime("us", "UTC")}
    facts = [name for name in FACTS if name not in _BY_CLAUSE]
    carried = [
        pl.col(name) if name in units.columns else pl.lit(None, dtype=types.get(name, pl.String)).alias(name)
        for name in _CARRIED
    ]
    answers = [
        pl.col(name).fill_null(UNKNOWN) if name in units.columns else pl.lit(UNKNOWN).alias(name) for name in facts
    ]
    return units.select(*carried, *answers, *more)


def dated(question: Question, clause: Clause, as_of: date) -> Question:
    """The question, on the days on which the clause asks it; on others the clause does not apply to anything."""
    other = on_day(clause, as_of)
    return question if other is None else Question(lambda _facts, _params: other, ())


def on_day(clause: Clause, as_of: date) -> Verdict | None:
    """What is said of everything on a day on which the clause is not asked; None on the days on which it is."""
    if clause.applies_from is not None and as_of < clause.applies_from:
        return Verdict(outcome=Outcome.NOT_APPLICABLE, reason=NOT_YET)
    if clause.applies_to is not None and as_of > clause.applies_to:
        return Verdict(outcome=Outcome.NOT_APPLICABLE, reason=NO_LONGER)
    return None


def _of_clause(units: pl.DataFrame, order: Directive, clause: Clause, question: Question) -> pl.DataFrame:
    keys = [*question.facts, "basis"]
    decided = verdicts(units.select(keys).unique(maintain_order=True), clause, question.check)
    joined = units.join(decided, on=keys, how="left", nulls_equal=True, maintain_order="left")
    unseen = pl.col("gap").is_not_null()
    # A gap is a finding only where something unseen there could break the clause.
    joined = joined.filter(~unseen | (pl.col("outcome") == Outcome.UNKNOWN.value))
    carried = [pl.col(name) for name in SCHEMA if name in units.columns]
    return joined.select(
        *carried,
        "hardware_maker",
        "outcome",
        "provisional",
        reason=pl.when(unseen).then("gap").otherwise("reason"),
        settles=pl.when(unseen).then(pl.concat_list("settle")).otherwise("settles"),
        order=pl.lit(order.id),
        clause=pl.lit(clause.id),
    )


def verdicts(combinations: pl.DataFrame, clause: Clause, check: Check) -> pl.DataFrame:
    """`combinations` of facts and basis, each with its outcome, reason, settles and whether it is provisional."""
    rows = []
    for row in combinations.iter_rows():
        facts = Facts(**{name: Answer(value) for name, value in zip(combinations.columns[:-1], row[:-1], strict=True)})
        verdict = check(facts, clause.params)
        provisional = row[-1] == "proposed" and _turns_on_maker(check, facts, clause)
        rows.append((*row, verdict.outcome.value, verdict.reason, list(verdict.settles), provisional))
    columns = (*combinations.columns, "outcome", "reason", "settles", "provisional")
    return pl.DataFrame(rows, schema={name: SCHEMA.get(name, pl.String) for name in columns}, orient="row")


def _turns_on_maker(check: Check, facts: Facts, clause: Clause) -> bool:
    """Whether another answer about the maker would give another outcome."""
    asked = "maker_named" if clause.listing else "maker_subject"
    outcomes = {check(replace(facts, **{asked: answer}), clause.params).outcome for answer in Answer}
    return len(outcomes) > 1


def _excused(
    found: pl.DataFrame,
    waivers: tuple[Waiver, ...],
    devices: pl.DataFrame,
    as_of: date,
    chains: Mapping[str, tuple[str, ...]],
) -> pl.DataFrame:
    """Findings with the waiver that excuses each on this day, and one that has ended.

    `chains`: clause to those who must approve a waiver of it; one that they have not all approved excuses nothing.
    """
    waiver = pl.lit(None, dtype=pl.String)
    expired = pl.lit(None, dtype=pl.String)
    named: dict[str, str] = dict(devices.select("names", "device").explode("names").iter_rows())
    for one in sorted((w for w in waivers if w.signed <= as_of), key=lambda w: w.id):
        valid = [clause for clause in one.clauses if not one.waits_for(chains.get(clause, ()), as_of)]
        applies = _covered(replace(one, clauses=tuple(valid)), named)
        if as_of < one.until:
            waiver = pl.when(applies & waiver.is_null()).then(pl.lit(one.id)).otherwise(waiver)
        else:
            expired = pl.when(applies & expired.is_null()).then(pl.lit(one.id)).otherwise(expired)
    bad = pl.col("outcome").is_in([Outcome.NOT_MET.value, Outcome.UNKNOWN.value])
    return found.with_columns(waiver=pl.when(bad).then(waiver), expired_waiver=pl.when(bad).then(expired)).with_columns(
        expired_waiver=pl.when(pl.col("waiver").is_null()).then("expired_waiver")
    )


def _covered(waiver: Waiver, named: Mapping[str, str]) -> pl.Expr:
    """Whether a finding is of the waiver's clauses and of every kind of place it names."""
    devices = [named[name.casefold()] for name in waiver.devices if name.casefold() in named]
    applies = pl.col("clause").is_in(list(waiver.clauses))
    for column, values in (("site", waiver.sites), ("zone", waiver.zones), ("hardware_maker", waiver.makers)):
        if values:
            applies &= pl.col(column).is_in(list(values)).fill_null(value=False)
    if waiver.devices:
        applies &= pl.col("device").is_in(devices).fill_null(value=False)
    return applies
