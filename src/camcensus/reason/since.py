"""What was seen of a thing, and of the addresses it had, after a moment: to show that it is gone, or that it is not.

Only clocks that are kept order anything. A conversation that somebody else opened and nobody answered, an entry that a
person wrote into a switch's table, and a lease that was only promised until later show nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import polars as pl

from camcensus.model.removal import Other
from camcensus.reason import crossings, places, presence, times
from camcensus.reason.wired import Carries, Told
from camcensus.wire import spans

Held = tuple[str, str]
"""Address space and address."""

FIELDS = (
    "flow.conversation", "flow.attempted", "flow.denied", "fact.heard", "fact.window", "fact.reach", "switch.status",
    "switch.mode", "switch.macs", "switch.part",
)  # fmt: skip
"""What is asked of the log beside the observations of the thing itself."""

_WRITTEN = r"static|secure|sticky|permanent"
"""Kinds of entries in a switch's table that stay though the thing is gone."""
OWN, OTHERS, UNKNOWN, UNTOLD, TRIED = "own", "others", "unknown", "untold", "tried"


def sightings(mine: pl.DataFrame) -> pl.DataFrame:
    """The rows in which the network, or somebody on the spot, showed it, with `last` (null: no clock that is kept).

    Of a lease that was only promised until later, `until` is its beginning: nobody has seen more.
    """
    kept = mine.join(times.spans(mine).select("sighting", "promised"), on="sighting", maintain_order="left")
    kept = kept.with_columns(until=pl.when("promised").then("at").otherwise("until"))
    entries = (pl.col("field") == "switch.entry") & pl.col("value").str.contains(_WRITTEN)
    written = mine.filter(entries)["sighting"].unique().implode()
    shown = presence.is_shown() & ~pl.col("sighting").is_in(written)
    stood = (pl.col("field") == "survey.outcome") & (pl.col("value") == "seen")
    last = pl.when(times.is_kept()).then(pl.max_horizontal("until", "at"))
    return kept.filter(shown | stood).with_columns(last=last).drop("promised")


def held(seen: pl.DataFrame, mine: pl.DataFrame, cut: datetime) -> frozenset[Held]:
    """The addresses at which it was last before a moment; without a sighting, those that a register gives it.

    An address that a device gives itself on its own link (RFC 3927, RFC 4291) is none that anybody lends or routes.
    """
    own = pl.col("name").str.contains(r"^(?:169\.254\.|fe[89ab])")
    shown = seen.filter((pl.col("kind") == "ip") & ~own & (pl.col("last") < cut).fill_null(value=True))
    near = shown.filter(pl.col("last") >= pl.col("last").max() - places.PRESENT)
    rows = near if near.height else shown
    if rows.height:
        return frozenset(rows.select("realm", "name").iter_rows())
    written = mine.filter((pl.col("field") == "fact.ip") & (pl.col("realm") != ""))
    return frozenset(written.select("realm", "value").iter_rows())


def others(every: pl.DataFrame, called: dict[str, str], device: str, at: Iterable[Held], cut: datetime) -> list[Other]:
    """The other devices that were seen at these addresses after a moment; `every`: the observations of all devices."""
    places_of = pl.DataFrame(sorted(at), schema={"realm": pl.String, "name": pl.String}, orient="row")
    rows = every.filter((pl.col("kind") == "ip") & (pl.col("device") != device) & times.is_kept())
    rows = rows.join(places_of, on=["realm", "name"], how="semi")
    rows = rows.with_columns(last=pl.max_horizontal("until", "at")).filter(pl.col("last") >= cut)
    found = rows.group_by("device", "realm", "name").agg(first=pl.col("at").min(), last=pl.col("last").max())
    return [
        Other(device=one, called=called.get(one, one), realm=realm, address=address, first=max(first, cut), last=last)
        for one, realm, address, first, last in found.sort("realm", "name", "first", "device").iter_rows()
    ]


# --- conversations ---------------------------------------------------------------------------------------------------


def flows(observed: pl.DataFrame, at: Collection[Held], known: Sequence[Other], cut: datetime) -> pl.DataFrame:
    """The conversations of these addresses after a moment, with `whose` and `last`.

    ``own``: it spoke, and nobody else was seen there; ``others``: another device was there by then; ``unknown``: one
    came there later; ``untold``: whether it answered is not said; ``tried``: somebody asked, and nobody answered.
    """
    named = pl.any_horizontal(
        pl.lit(value=False), *(pl.col("subject").str.contains(one, literal=True) for _, one in at)
    )
    rows = observed.filter(pl.col("field").str.starts_with("flow.") & times.is_kept() & named)
    rows = rows.with_columns(last=pl.max_horizontal("until", "at")).filter(pl.col("last") >= cut)
    rows = rows.with_columns(parts=pl.col("subject").str.extract_groups(crossings.FLOW)).unnest("parts")
    first = {(one.realm, one.address): one.first for one in reversed(known)}
    table = pl.DataFrame(
        [(*place, first.get(place)) for place in sorted(at)],
        schema={"realm": pl.String, "address": pl.String, "came": pl.Datetime("us", "UTC")},
        orient="row",
    )
    sides = [
        rows.join(table, left_on=["realm", side], right_on=["realm", "address"]).with_columns(opened=pl.lit(opened))
        for side, opened in (("client", True), ("server", False))
    ]
    both = pl.concat(sides, how="diagonal").with_columns(said=_said())
    return both.with_columns(
        whose=pl.when(pl.col("said") != OWN).then("said")
        .when(pl.col("came").is_null()).then(pl.lit(OWN))
        .when(pl.col("at") >= pl.col("came") - times.ROUND).then(pl.lit(OTHERS))
        .otherwise(pl.lit(UNKNOWN))
    )  # fmt: skip


def _said() -> pl.Expr:
    """Whether the thing itself spoke: it opened the conversation, or it answered.

    A gate writes of what it let by, and mostly not whether that was answered.
    """
    back = pl.max_horizontal(
        pl.col("value").str.json_path_match(f"$.{name}").cast(pl.Int64, strict=False)
        for name in ("packets_back", "bytes_back")
    )
    gate = pl.col("source").str.contains(crossings.GATES)
    counted = ((pl.col("field") == "flow.conversation") & (back == 0) & ~gate).fill_null(value=False)
    unanswered = (pl.col("field") == crossings.DENIED) | counted
    return (
        pl.when(pl.col("opened") | (back > 0).fill_null(value=False)).then(pl.lit(OWN))
        .when(unanswered).then(pl.lit(TRIED))
        .otherwise(pl.lit(UNTOLD))
    )  # fmt: skip


# --- who looked, and how long ----------------------------------------------------------------------------------------


def listened(
    observed: pl.DataFrame, listeners: Collection[str], at: Collection[Held], window: tuple[datetime, datetime]
) -> int:
    """The whole days of a window on which somebody listened to the network of each of these addresses; the least."""
    kind = pl.col("source").str.extract(r"^importer:([^@]+)@", 1)
    rows = observed.filter((pl.col("field") == "fact.heard") & kind.is_in(list(listeners)) & times.is_kept())
    rows = rows.with_columns(
        at=pl.max_horizontal("at", pl.lit(window[0])), until=pl.min_horizontal("until", pl.lit(window[1]))
    )
    days = crossings.watched(rows.filter(pl.col("until") > pl.col("at")))
    found = [max((many for net, many in days.items() if _holds(net, one)), default=0) for one in at]
    return min(found, default=0)


def leased(observed: pl.DataFrame, at: Collection[Held], cut: datetime) -> datetime | None:
    """Until when DHCP servers told of the networks of all these addresses, if that is after a moment."""
    views = observed.filter(pl.col("field") == "fact.window").with_columns(
        view=pl.col("value").str.json_path_match("$.view")
    )
    files = views.filter(pl.col("view") == "DHCP server").select("subject", "position").unique()
    rows = observed.filter((pl.col("field") == "fact.heard") & times.is_kept())
    rows = rows.join(files, on=["subject", "position"], how="semi").filter(pl.col("until") >= cut)
    told = [(realm, value, until) for realm, value, until in rows.select("realm", "value", "until").iter_rows()]
    found = [max((until for *net, until in told if _holds((net[0], net[1]), one)), default=None) for one in at]
    return min(found) if found and all(found) else None  # type: ignore[type-var]  # none of them is None


def _holds(network: Held, place: Held) -> bool:
    try:
        return network[0] == place[0] and spans.holds(spans.network(network[1]), spans.address(place[1]))
    except ValueError:
        return False


# --- switches --------------------------------------------------------------------------------------------------------


def port(seen: pl.DataFrame, cut: datetime) -> pl.DataFrame:
    """The rows that say on which port it was learned last before a moment; one, or none."""
    rows = seen.filter((pl.col("field") == "switch.port") & (pl.col("last") < cut).fill_null(value=False))
    return rows.sort("last", "position").tail(1)


def port_since(observed: pl.DataFrame, place: Held, cut: datetime) -> tuple[pl.DataFrame, bool]:
    """(the newest that a switch told of a port after a moment, whether that is that nothing is connected)."""
    mine = (pl.col("subject") == f"switchport:{place[1]}") & (pl.col("realm") == place[0])
    told = pl.col("field").is_in(["switch.status", "switch.mode"])
    rows = observed.filter(mine & told & times.is_kept() & (pl.col("at") >= cut)).sort("at", "position", "field")
    newest = rows.filter(pl.col("at") == pl.col("at").max())
    said = dict(newest.select("field", "value").iter_rows())
    mode = said.get("switch.mode")
    shown = Told(status=said.get("switch.status", ""), carries=Carries(mode=mode) if mode else None)
    return newest, shown.is_down


def table_since(observed: pl.DataFrame, place: Held, cut: datetime) -> pl.DataFrame:
    """The newest whole table of addresses of the switch of a port after a moment: one row of it, or none."""
    switch = place[1].partition("/")[0]
    mine = pl.col("subject").str.starts_with(f"switchport:{switch}/") & (pl.col("realm") == place[0])
    rows = observed.filter(mine & times.is_kept() & (pl.col("at") >= cut))
    parts = rows.filter((pl.col("field") == "switch.part") & (pl.col("value") != ""))["at"].unique().implode()
    whole = rows.filter((pl.col("field") == "switch.macs") & ~pl.col("at").is_in(parts))
    return whole.sort("at", "position", "subject").tail(1)
