"""Was a device taken down, and does the log show it: what it was, that it is gone, and what became of its media.

Each part says what is there and what it lacks. Nothing counts as *after* but what bears a time of a clock that is kept
and lies after the day of the removal; what came in since without such a time leaves the question open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.removal import Other, Part, Removal, Sight, Wish
from camcensus.reason import removed, since, times
from camcensus.reason.removed import Stated
from camcensus.reason.since import Held

SHOWN = 3
"""Observations that one part shows: the newest."""

_NONE = frozenset({"none", "no", "no media", "no medium", "n/a", "na", "nothing"})
"""What people write of a device that kept nothing."""
_MEDIA = (
    ("media", "media", "no-media"),
    ("method", "sanitisation_method", "no-method"),
    ("standard", "sanitisation_standard", "no-standard"),
    ("witness", "witness", "no-witness"),
)
"""What may be said, the column of a register that states it, and the code of its lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _After:
    """What was seen since."""

    seen: pl.DataFrame
    unkept: pl.DataFrame
    flows: pl.DataFrame
    at: frozenset[Held]
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Everything about one device."""

    made: Assessment
    row: Mapping[str, object]
    mine: pl.DataFrame
    seen: pl.DataFrame
    observed: pl.DataFrame
    wish: Wish
    pictures: Collection[bytes] = field(repr=False)
    listeners: Collection[str]
    end: datetime
    """Of the day that is answered for."""


def find(
    made: Assessment,
    device: str,
    observed: pl.DataFrame,
    wish: Wish,
    *,
    listeners: Collection[str] = (),
    pictures: Collection[bytes] = (),
) -> Removal:
    """The removal of one device of an assessment.

    `observed`: the observations of the fields `since.FIELDS`; `listeners`: readers of files that tell who spoke with
    whom; `pictures`: hashes of originals that are photographs.
    """
    mine, end = made.observations([device]), datetime.combine(made.basis.as_of, time.max, UTC)
    case = _Case(
        made=made,
        row=made.devices.filter(pl.col("device") == device).row(0, named=True),
        mine=mine,
        seen=since.sightings(mine),
        observed=observed.filter(~(pl.col("at") > end).fill_null(value=False)),
        end=end,
        wish=wish,
        pictures=pictures,
        listeners=listeners,
    )
    stated = removed.find(mine, made.basis.as_of, wish.said.get("by", "").strip())
    cut = removed.after(stated.day) if stated.day else None
    after = _after(case, stated, cut)
    before = case.seen.filter((pl.col("last") < cut).fill_null(value=False)) if cut else case.seen
    return Removal(
        device=device,
        days=wish.days,
        day=stated.day,
        parts=(*_before(case, before), *_since(case, stated, after, cut)),
        still=_still(case, stated, after),
        others=after.others,
        tried=int(after.flows.filter(pl.col("whose") == since.TRIED)["count"].sum()),
        late=before.filter(pl.col("position") > stated.position).height if cut else 0,
    )


def _sights(rows: pl.DataFrame, most: int = SHOWN) -> tuple[Sight, ...]:
    """The newest of some rows, the oldest of these first."""
    ordered = rows.sort(pl.max_horizontal("until", "at"), "position", "subject", "field", "value", nulls_last=False)
    return tuple(
        Sight(
            id=row["id"].hex(), at=row["at"], until=row["until"], quality=row["at_quality"], subject=row["subject"],
            field=row["field"], value=row["value"], source=row["source"], position=row["position"],
            original=(row["original"] or b"").hex(),
        )
        for row in ordered.tail(most).iter_rows(named=True)
    )  # fmt: skip


# --- what it was, and that it was there ------------------------------------------------------------------------------


def _before(case: _Case, before: pl.DataFrame) -> Iterator[Part]:
    yield _named(case, "serial", "no-serial")
    yield _named(case, "mac", "no-mac")
    yield _label(case)
    yield _place(case)
    told = (("seen until", _moment(before["last"].max())),) if before["last"].count() else ()
    yield Part(code="seen", told=told, lacks=() if before.height else ("never-seen",), because=_sights(before))


def _named(case: _Case, kind: str, lack: str) -> Part:
    """A name of its own, and what states it."""
    names = case.row["names"]
    found = [name.partition(":")[2] for name in names if name.startswith(f"{kind}:")] if isinstance(names, list) else []
    text = pl.col("value").str.to_lowercase()
    spoken = [(text.str.contains(one, literal=True)) | (pl.col("name").str.to_lowercase() == one) for one in found]
    rows = case.mine.filter(pl.any_horizontal(spoken)) if spoken else case.mine.clear()
    told = tuple((kind, one.upper() if kind == "serial" else one) for one in found)
    return Part(code=kind, told=told, lacks=() if found else (lack,), because=_sights(rows))


def _label(case: _Case) -> Part:
    photographs = case.mine.filter(pl.col("original").is_in(list(case.pictures)) & (pl.col("field") == "survey.photo"))
    read = case.mine.filter(pl.col("field") == "label.text")
    told = [("photograph", f"SHA-256 {one.hex()}") for one in photographs["original"].unique().sort().to_list()]
    told += [("text on it", one) for one in read["value"].unique().sort().head(SHOWN).to_list()]
    rows = pl.concat([photographs, read])
    return Part(
        code="label", told=tuple(told), lacks=() if photographs.height else ("no-photograph",), because=_sights(rows)
    )


def _place(case: _Case) -> Part:
    site = case.made.estate.site(str(case.row["site"])) if case.row["site"] else None
    spots = case.mine.filter(pl.col("field") == "register.location")["value"].unique().sort().head(SHOWN).to_list()
    said = [
        ("site", site.name if site else ""),
        ("zone", str(case.row["zone"] or "")),
        *(("spot", one) for one in spots),
    ]
    rows = case.mine.filter(pl.col("field").is_in(["fact.site", "register.location", "switch.port"]))
    told = tuple((name, text) for name, text in said if text)
    return Part(code="place", told=told, lacks=() if site else ("no-place",), because=_sights(rows))


# --- what was seen since ---------------------------------------------------------------------------------------------


def _after(case: _Case, stated: Stated, cut: datetime | None) -> _After:
    if cut is None:
        nothing = case.observed.clear().with_columns(whose=pl.lit(""))
        return _After(seen=case.seen.clear(), unkept=case.seen.clear(), flows=nothing, at=frozenset(), others=())
    at = since.held(case.seen, case.mine, cut)
    called = dict(case.made.devices.select("device", "label").iter_rows())
    others = since.others(case.made.seen, called, str(case.row["device"]), at, cut)
    came = (pl.col("position") > stated.position) & pl.col("last").is_null()
    return _After(
        seen=case.seen.filter((pl.col("last") >= cut).fill_null(value=False)),
        unkept=case.seen.filter(came),
        flows=since.flows(case.observed, at, others, cut),
        at=at,
        others=tuple(others),
    )


def _still(case: _Case, stated: Stated, after: _After) -> Sight | None:
    """The newest that shows it after its removal; where it was not removed, the newest of all."""
    if {"not-stated", "not-yet"} & set(stated.lacks):
        dated = case.seen.drop_nulls("last")
        rows = next(one for one in (dated, case.seen, case.mine) if one.height)
        return next(iter(_sights(rows, 1)), None)
    own = after.flows.filter(pl.col("whose") == since.OWN)
    found = [*_sights(after.seen, 1), *_sights(own, 1)]
    return max(found, key=lambda one: (one.last or datetime.min.replace(tzinfo=UTC), one.id), default=None)


def _since(case: _Case, stated: Stated, after: _After, cut: datetime | None) -> Iterator[Part]:
    yield Part(code="status", told=stated.told, lacks=stated.lacks, because=_sights(stated.rows))
    if cut is None:
        yield Part(code="port", lacks=("not-looked-at",))
        yield Part(code="lease", lacks=("leases-not-told",))
        yield Part(code="flow", lacks=("not-listened",))
    else:
        yield _port(case, cut)
        yield _lease(case, after, cut)
        yield _flow(case, after, cut)
    if after.unkept.height:
        yield Part(code="clock", lacks=("time-not-kept",), because=_sights(after.unkept))
    yield _media(case)
    yield _weee(case)


def _port(case: _Case, cut: datetime) -> Part:
    """The port it was on is down, or a look since at where it was does not show it."""
    told: list[tuple[str, str]] = []
    rows: list[pl.DataFrame] = []
    looked = up = False
    for realm, name in since.port(case.seen, cut).select("realm", "value").iter_rows():
        newest, down = since.port_since(case.observed, (realm, name), cut)
        table = since.table_since(case.observed, (realm, name), cut)
        told.append(("port", name))
        if newest.height:
            state = ", ".join(newest["value"].to_list())
            told.append(("the port since", f"{state} on {_moment(newest['at'].max())}"))
        if table.height:
            told.append(("addresses on the switch since", f"it is not among them on {_moment(table['at'].max())}"))
        looked, up = down or table.height > 0, newest.height > 0 and not down
        rows += [newest, table]
    missed = case.row["missed_at"]
    if isinstance(missed, datetime) and missed >= cut:
        told.append(("a scan of its address since", f"it did not answer on {_moment(missed)}"))
        rows.append(case.observed.filter((pl.col("field") == "fact.reach") & (pl.col("at") == missed)).head(1))
    walked = case.mine.filter((pl.col("field") == "survey.outcome") & (pl.col("value") == "not-seen"))
    walked = walked.filter((pl.max_horizontal("until", "at") >= cut).fill_null(value=False) & times.is_kept())
    if walked.height:
        told.append(("looked for on the spot since", f"not found by {walked['source'][-1]!s}"))
        rows.append(walked.select(case.observed.columns))
    shown = looked or walked.height > 0 or (isinstance(missed, datetime) and missed >= cut)
    lack = () if shown else ("port-up",) if up else ("not-looked-at",)
    return Part(code="port", told=tuple(told), lacks=lack, because=_sights(pl.concat(rows)) if rows else ())


def _lease(case: _Case, after: _After, cut: datetime) -> Part:
    leases = after.seen.filter(pl.col("field").str.starts_with("lease."))
    until = since.leased(case.observed, after.at, cut)
    lacks = ["no-address-known"] if not after.at else []
    if after.at and until is None:
        lacks.append("leases-not-told")
    elif until is not None and until < cut + timedelta(days=case.wish.days):
        lacks.append("leases-end-early")
    told = (("leases of its network are told until", _moment(until)),) if until else ()
    return Part(code="lease", told=told, lacks=tuple(lacks), because=_sights(leases))


def _flow(case: _Case, after: _After, cut: datetime) -> Part:
    own, unknown, untold = (
        after.flows.filter(pl.col("whose") == whose) for whose in (since.OWN, since.UNKNOWN, since.UNTOLD)
    )
    days = since.listened(case.observed, case.listeners, after.at, (cut, case.end))
    lacks = ["no-address-known"] if not after.at else []
    if case.end < cut + timedelta(days=case.wish.days) - timedelta(microseconds=1):
        lacks.append("days-not-over")
    elif after.at and days < case.wish.days:
        lacks.append("not-listened")
    lacks += ["flow-of-unknown"] if unknown.height else []
    lacks += ["flow-untold"] if untold.height else []
    told = [("address", text) for _, text in sorted(after.at)] + [("days listened to since", f"{days}")]
    rows = pl.concat([own, unknown, untold])
    return Part(code="flow", told=tuple(told), lacks=tuple(lacks), because=_sights(rows))


# --- what became of it -----------------------------------------------------------------------------------------------


def _media(case: _Case) -> Part:
    told, lacks, columns = [], [], []
    for name, column, lack in (*_MEDIA, ("sanitised", "sanitised", "")):
        columns.append(f"register.{column}")
        found = _either(case, name, column)
        told += found
        if not found and lack:
            lacks.append(lack)
    if told and told[0][1].strip().casefold() in _NONE:
        lacks = [one for one in lacks if one == "no-witness"]
    rows = case.mine.filter(pl.col("field").is_in(columns))
    return Part(code="media", told=tuple(told), lacks=tuple(lacks), because=_sights(rows, len(columns)))


def _weee(case: _Case) -> Part:
    told = _either(case, "weee", "weee")
    rows = case.mine.filter(pl.col("field") == "register.weee")
    return Part(code="weee", told=tuple(told), lacks=() if told else ("no-consignment",), because=_sights(rows))


def _either(case: _Case, name: str, column: str) -> list[tuple[str, str]]:
    """What a register states, and what is said with the document where that is something else."""
    written, said = removed.register(case.mine, column), case.wish.said.get(name, "").strip()
    found = [(name, written)] if written else []
    return found + ([(f"{name} (said)", said)] if said and said != written else [])


def _moment(at: object) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if isinstance(at, datetime) else "a time that is not known"
