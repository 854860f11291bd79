"""What is known of each device and site, as columns of yes, no and unknown that a check can be asked about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from camcensus.model.estate import Estate, Site
from camcensus.model.knowledge import Clause, Directive
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile, Readings
from camcensus.reason import presence, times
from camcensus.reason.control import Control
from camcensus.reason.settled import ABOUT, SOURCE

YES, NO, UNKNOWN = (answer.value for answer in (Answer.YES, Answer.NO, Answer.UNKNOWN))

STATED = ("installed_on", "work", "controller", "status", "channel_count", "acquired_on", *ABOUT)
"""Facts that a register or a person states of a device."""

YES_OR_NO = ("online", "federal_money", "bought_direct")
"""Facts stated as yes or no; anything else that is written is unknown."""


def stated(seen: pl.DataFrame, ports: list[str]) -> pl.DataFrame:
    """One row a device: what was stated of it (`STATED`), when it was seen, and what marks it as a candidate."""
    columns = {name: pl.col("value").filter(pl.col("field") == f"fact.{name}").last() for name in (*STATED, *YES_OR_NO)}
    kept, last = times.is_kept(), times.last_seen(seen)
    seen_then = kept & ~pl.col("source").str.starts_with(SOURCE)  # a person's word is no sighting
    return seen.group_by("device").agg(
        **columns,
        first_seen=pl.col("at").filter(seen_then).min(),
        last_seen=last.filter(seen_then).max(),
        status_at=pl.col("until").filter(kept & (pl.col("field") == "fact.status")).last(),
        in_register=(pl.col("kind") == "asset").any(),
        make_in_register=((pl.col("kind") == "asset") & (pl.col("field") == "register.make")).any(),
        port_mark=((pl.col("field") == "net.open_port") & pl.col("value").is_in([f"{p}/tcp" for p in ports])).any(),
        channels_listed=pl.col("field").str.starts_with("channel.").any(),
    )


def of_devices(devices: pl.DataFrame, controls: dict[str, Control], estate: Estate, profile: Profile) -> pl.DataFrame:
    """`devices` with the facts that do not turn on one clause, and `basis` (of what is said about the maker).

    `devices` has the columns of `identity.name`, `places.find` and `stated`, and `candidate`.
    """
    sites = {site.id: site for site in estate.sites}
    sensitive = {site.id: site.sensitive.answer.value for site in estate.sites}
    makers = devices.select("hardware_maker", "manufacturer").unique()
    produced = pl.DataFrame(
        [(built, sold, *maker_subject(built, sold, controls)) for built, sold in makers.iter_rows()],
        schema=dict.fromkeys(("hardware_maker", "manufacturer", "maker_subject", "basis"), pl.String),
        orient="row",
    )
    held = devices.select("site", "controller").unique()
    ours = pl.DataFrame(
        [(site, said, _ours(said, sites.get(site), profile.readings).value) for site, said in held.iter_rows()],
        schema=dict.fromkeys(("site", "controller", "ours"), pl.String),
        orient="row",
    )
    named = pl.col("hardware_maker").is_not_null() & pl.col("port_mark")
    return (
        _beside(_beside(devices, produced, "hardware_maker", "manufacturer"), ours, "site", "controller")
        .with_columns(
            surveillance=pl.when(pl.col("visual").is_not_null()).then("visual")
            .when(pl.col("in_register") | named).then(pl.lit(YES))
            .otherwise(pl.lit(UNKNOWN)),
            in_use=presence.in_use(),
            sensitive=pl.col("site")
            .replace_strict(sensitive, default=UNKNOWN, return_dtype=pl.String)
            .fill_null(UNKNOWN),
            recorded=pl.when(pl.col("make_in_register")).then(pl.lit(YES))
            .when(pl.col("in_register")).then(pl.lit(NO))
            .otherwise(pl.lit(UNKNOWN)),
            **{name: _said(name) for name in YES_OR_NO},
        )
    )  # fmt: skip


def of_clause(
    units: pl.DataFrame,
    order: Directive,
    clause: Clause,
    profile: Profile,
    as_of: date,
    named: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`units` with the facts that turn on one clause: deployed_since, acquired_since, considered, review_overdue.

    `named`: what the clause's list says of the makers (`named.SCHEMA`). Its basis then stands in place of the law's.
    """
    since = clause.applies_from or order.in_force
    units = spans(units).with_columns(
        deployed_since=deployed_since(order.in_force, profile.readings), acquired_since=acquired_since(since)
    )
    return recorded(units.drop(SPANS), clause, profile, as_of, named)


def recorded(
    units: pl.DataFrame, clause: Clause, profile: Profile, as_of: date, named: pl.DataFrame | None
) -> pl.DataFrame:
    """`units` with what is recorded for their places and what the clause's list says of their makers."""
    places = units.select("body", "site").unique()
    answers = [_considered(body, site, clause.id, profile, as_of) for body, site in places.iter_rows()]
    considered = places.with_columns(
        considered=pl.Series([considered.value for considered, _ in answers], dtype=pl.String),
        review_overdue=pl.Series([overdue.value for _, overdue in answers], dtype=pl.String),
    )
    units = _beside(units, considered, "body", "site")
    if named is None:
        return units.with_columns(maker_named=pl.lit(UNKNOWN), covered_purpose=pl.lit(UNKNOWN))
    units = _beside(units.drop("basis"), named, "hardware_maker", "manufacturer")
    return units.with_columns(pl.col("maker_named", "covered_purpose").fill_null(UNKNOWN))


def _beside(left: pl.DataFrame, right: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """`left` in its order, with the columns of `right`; nothing equals nothing."""
    return left.join(right, on=list(keys), how="left", nulls_equal=True, maintain_order="left")


def maker_subject(hardware: str | None, legal: str | None, controls: Mapping[str, Control]) -> tuple[str, str]:
    """(answer, basis): yes if the builder or the legal manufacturer is; no if the builder is not; else unknown."""
    built = controls.get(hardware) if hardware else None
    sold = controls.get(legal) if legal else None
    for control in (built, sold):
        if control is not None and control.answer is Answer.YES:
            return YES, control.basis
    if built is None or built.answer is Answer.UNKNOWN:
        return UNKNOWN, "none"
    if sold is not None and sold.answer is Answer.UNKNOWN:
        return UNKNOWN, "none"
    signed = built.basis == "signed" and (sold is None or sold.basis == "signed")
    return NO, "signed" if signed else "proposed"


def _said(name: str) -> pl.Expr:
    """A fact stated as yes or no; whatever else is written is unknown."""
    return pl.when(pl.col(name).is_in([YES, NO])).then(name).otherwise(pl.lit(UNKNOWN))


def _ours(said: str | None, site: Site | None, readings: Readings) -> Answer:
    controller = said or (site.controller if site else "unknown")
    if controller == "ours":
        return Answer.YES
    return readings.landlord_equipment_counts if controller == "landlord" else Answer.UNKNOWN


SPANS = ("installed_first", "installed_last", "acquired_first", "acquired_last", "first_day")
"""What `spans` adds: the first and last day that a stated one may mean, and the day on which a thing was first seen."""


def spans(units: pl.DataFrame) -> pl.DataFrame:
    """`units` with `SPANS`; each distinct text is read once. Cost: about 0.1 µs a row."""
    if set(SPANS) <= set(units.columns):
        return units
    found = []
    for name in ("installed", "acquired"):
        texts = units[f"{name}_on"].unique()
        days = [span_of_day(text) for text in texts.to_list()]
        both = {f"{name}_first": [first for first, _ in days], f"{name}_last": [last for _, last in days]}
        table = pl.DataFrame({f"{name}_on": texts, **both}, schema_overrides=dict.fromkeys(both, pl.Date))
        found.append(units.select(f"{name}_on").join(table, on=f"{name}_on", how="left", nulls_equal=True,
                                                     maintain_order="left").drop(f"{name}_on"))  # fmt: skip
    return pl.concat([units.with_columns(first_day=pl.col("first_seen").dt.date()), *found], how="horizontal")


def deployed_since(in_force: date, readings: Readings) -> pl.Expr:
    """Whether a thing was deployed on or after the day the order came into force, from `SPANS` and `work`."""
    repair = (pl.col("work") == "repair").fill_null(value=False)
    like = (pl.col("work") == "like-for-like").fill_null(value=False)
    found = (
        pl.when(pl.col("installed_last") < in_force).then(pl.lit(NO))
        .when((pl.col("installed_first") >= in_force) & like)
        .then(pl.lit(readings.like_for_like_is_deployment.value))
        .when(pl.col("installed_first") >= in_force).then(pl.lit(YES))
        .when(pl.col("installed_first").is_not_null()).then(pl.lit(UNKNOWN))
        .when(pl.col("first_day") < in_force).then(pl.lit(NO))
        .otherwise(pl.lit(UNKNOWN))
    )  # fmt: skip
    if readings.repair_is_deployment is Answer.YES:
        return found
    return pl.when(repair).then(pl.lit(readings.repair_is_deployment.value)).otherwise(found)


def acquired_since(since: date) -> pl.Expr:
    """Whether a thing was acquired on or after a day, from `SPANS`.

    What was there before was acquired before; what was put up afterwards may have been bought long ago. What is said to
    have been bought after it was there contradicts itself, and is unknown.
    """
    first, last = pl.col("acquired_first"), pl.col("acquired_last")
    there = pl.min_horizontal("installed_last", "first_day").fill_null(date.max)
    return (
        pl.when(first.is_not_null() & (first <= there))
        .then(
            pl.when(pl.min_horizontal(last, there) < since).then(pl.lit(NO))
            .when(first >= since).then(pl.lit(YES))
            .otherwise(pl.lit(UNKNOWN))
        )
        .when(first.is_null() & (there < since)).then(pl.lit(NO))
        .otherwise(pl.lit(UNKNOWN))
    )  # fmt: skip


def span_of_day(text: str | None) -> tuple[date | None, date | None]:
    """First and last day that ``2019``, ``2019-05`` or ``2019-05-02`` can mean; (None, None) for anything else."""
    parts = (text or "").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        if len(numbers) == 2:
            first = date(numbers[0], numbers[1], 1)
            after = date(numbers[0] + numbers[1] // 12, numbers[1] % 12 + 1, 1)
            return first, after - timedelta(days=1)
        day = date(*numbers)
    except (ValueError, TypeError):
        return None, None
    return day, day


def _considered(
    body: str | None, site: str | None, clause: str, profile: Profile, as_of: date
) -> tuple[Answer, Answer]:
    """(considered, review_overdue) of one clause at one site on one day."""
    overdue = Answer.NO
    for one in profile.considerations:
        covers = (not one.sites or site in one.sites) and (not one.bodies or body in one.bodies)
        if clause in one.clauses and covers and one.decided <= as_of:
            if as_of < one.review:
                return Answer.YES, Answer.NO
            overdue = Answer.YES
    return Answer.NO, overdue
