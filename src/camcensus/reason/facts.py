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

YES, NO, UNKNOWN = (answer.value for answer in (Answer.YES, Answer.NO, Answer.UNKNOWN))

STATED = ("installed_on", "work", "controller", "status", "channel_count")
"""Facts that a register or a person states of a device."""


def stated(seen: pl.DataFrame, ports: list[str]) -> pl.DataFrame:
    """One row a device: what was stated of it (`STATED`), when it was seen, and what marks it as a candidate."""
    columns = {name: pl.col("value").filter(pl.col("field") == f"fact.{name}").last() for name in STATED}
    kept, last = times.is_kept(), times.last_seen(seen)
    return seen.group_by("device").agg(
        **columns,
        first_seen=pl.col("at").filter(kept).min(),
        last_seen=last.filter(kept).max(),
        status_at=pl.col("until").filter(kept & (pl.col("field") == "fact.status")).last(),
        in_register=(pl.col("kind") == "asset").any(),
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
        )
    )  # fmt: skip


def of_clause(units: pl.DataFrame, order: Directive, clause: Clause, profile: Profile, as_of: date) -> pl.DataFrame:
    """`units` with the facts that turn on one clause: deployed_since, considered, review_overdue."""
    installed = units.select("installed_on", "work", first_day=pl.col("first_seen").dt.date()).unique()
    since = installed.with_columns(
        deployed_since=pl.Series(
            [
                _deployed_since(on, work, first, order.in_force, profile.readings).value
                for on, work, first in installed.iter_rows()
            ],
            dtype=pl.String,
        )
    )
    places = units.select("body", "site").unique()
    answers = [_considered(body, site, clause.id, profile, as_of) for body, site in places.iter_rows()]
    recorded = places.with_columns(
        considered=pl.Series([considered.value for considered, _ in answers], dtype=pl.String),
        review_overdue=pl.Series([overdue.value for _, overdue in answers], dtype=pl.String),
    )
    units = units.with_columns(first_day=pl.col("first_seen").dt.date())
    return _beside(_beside(units, since, "installed_on", "work", "first_day"), recorded, "body", "site")


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


def _ours(said: str | None, site: Site | None, readings: Readings) -> Answer:
    controller = said or (site.controller if site else "unknown")
    if controller == "ours":
        return Answer.YES
    return readings.landlord_equipment_counts if controller == "landlord" else Answer.UNKNOWN


def _deployed_since(
    installed: str | None, work: str | None, first_seen: date | None, in_force: date, readings: Readings
) -> Answer:
    """Whether a thing was deployed on or after the day the order came into force."""
    if work == "repair" and readings.repair_is_deployment is not Answer.YES:
        return readings.repair_is_deployment
    first, last = span_of_day(installed)
    if first is not None and last is not None:
        if last < in_force:
            return Answer.NO
        if first >= in_force:
            return readings.like_for_like_is_deployment if work == "like-for-like" else Answer.YES
        return Answer.UNKNOWN
    return Answer.NO if first_seen is not None and first_seen < in_force else Answer.UNKNOWN


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
