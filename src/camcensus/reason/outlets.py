"""By which ways devices were seen to get out, but straight into the core: services, clouds, addresses outside.

What was not seen is not concluded to be absent: flows are sampled, windows are short, and names are asked before
anybody listens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import polars as pl

from camcensus.model.estate import Block
from camcensus.model.separation import OUTLETS, Outlet
from camcensus.reason.clouds import Clouds
from camcensus.reason.seats import NOWHERE, OUTSIDE, Seats
from camcensus.wire.addresses import RangeTable

MOST = 20
"""Ways of one kind of one device that are told one by one, those with the most connections; the others are counted."""
NAMED = 3
"""Names, addresses and ports that one way tells."""
THROUGH = ("dns", "smtp", "proxy", "p2p")
"""Kinds whose servers pass on what they are sent; a clock and a log keep it."""
ASKED, ANSWER, SNI, P2P, STUN = "dns.query", "dns.answer", "tls.sni", "p2p.message", "stun.software"

FIELDS = (ASKED, ANSWER, SNI, P2P, STUN)
"""What is asked of observations besides flows."""

_FLOW = r"^flow:(?<client>.+)>(?<server>.+)/(?<protocol>[^/]+)/(?<port>\d+)$"
_PASSED, _ATTEMPTED = "flow.conversation", "flow.attempted"
DOUBT = ", and whether it passed is not said"
"""Of attempts in a log that does not say what became of them."""

Holders = Mapping[tuple[str, str], str]
"""Realm and address to the device that holds it now."""
Services = Mapping[str, Mapping[str, str]]
"""Kind of way out to protocol and port (``udp 53``) to what it is: `Vocabulary.services`."""


class _Name(NamedTuple):
    """A name of a maker's cloud and one device, and how often it was asked for, or named in TLS."""

    maker: str
    asked: int
    named: int
    first: datetime | None
    last: datetime | None


def find(
    observed: pl.DataFrame,
    holders: Holders,
    seats: Seats,
    *,
    clouds: Clouds,
    blocks: RangeTable[Block],
    services: Services,
    makers: Mapping[str, str],
) -> dict[str, list[Outlet]]:
    """Device to its ways out, in the order of `OUTLETS`, the most connections first.

    `observed`: observations as the log has them, of which flows that were not denied count, and what addresses of
    devices asked for. `blocks`: the owner's table of networks; `makers`: id of a maker to its name.
    """
    held = pl.DataFrame(
        [(realm, address, device) for (realm, address), device in holders.items()],
        schema={"realm": pl.String, "address": pl.String, "device": pl.String},
        orient="row",
    )
    told = _told(observed, held)
    names = _names(told, clouds)
    placed = _named(_placed(_flows(observed, held), seats, blocks, services), told, clouds)
    keys, flows = _together(placed)
    found = [*_of_flows(flows, keys, names, makers), *_of_messages(told)]
    reached = set(keys.filter(pl.col("shown") == pl.col("name")).select("device", "shown").iter_rows())
    found += [
        (device, _unreached(name, said)) for (device, name), said in names.items() if (device, name) not in reached
    ]
    ways: dict[str, list[Outlet]] = {}
    for device, one in found:
        ways.setdefault(device, []).append(one)
    others = _beyond(keys)
    return {device: _most(device, ways[device], others) for device in sorted(ways)}


# --- what the log says of devices ------------------------------------------------------------------------------------


def _told(observed: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """What addresses of devices asked for and said, each with its device."""
    rows = observed.filter(pl.col("field").is_in(FIELDS) & pl.col("subject").str.starts_with("ip:"))
    rows = rows.select(
        "realm", "field", "value", "at", "until", "count", address=pl.col("subject").str.strip_prefix("ip:")
    )
    return (
        rows.join(held, on=["realm", "address"])
        .group_by("device", "field", "value")
        .agg(pl.col("count").sum(), first=pl.col("at").min(), last=pl.max_horizontal("at", "until").max())
    )


def _flows(observed: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The conversations of devices: `other` is who else spoke, `inward` whether that one began."""
    rows = observed.filter(
        pl.col("field").is_in([_PASSED, _ATTEMPTED]) & pl.col("subject").str.starts_with("flow:")
    ).select(
        "realm", "field", "count", "at", "until", parts=pl.col("subject").str.extract_groups(_FLOW)
    )  # fmt: skip
    rows = rows.unnest("parts")
    sides = [
        rows.rename({mine: "address", other: "other"})
        .join(held, on=["realm", "address"])
        .select(pl.all().exclude("address"), inward=pl.lit(mine == "server"))
        for mine, other in (("client", "server"), ("server", "client"))
    ]
    return (
        pl.concat([side.select(sides[0].columns) for side in sides])
        .group_by("device", "realm", "other", "protocol", "port", "inward")
        .agg(
            pl.col("count").sum(),
            passed=(pl.col("field") == _PASSED).any(),
            first=pl.col("at").min(),
            last=pl.max_horizontal("at", "until").max(),
        )
    )


def _names(told: pl.DataFrame, clouds: Clouds) -> dict[tuple[str, str], _Name]:
    """Device and name of a maker's cloud to what was asked for it; each distinct name is recognised once."""
    rows = told.filter(pl.col("field").is_in([ASKED, SNI]))
    known = {name: maker for name in rows["value"].unique().to_list() if (maker := clouds.of(name))}
    asked, named = (pl.col("count").filter(pl.col("field") == field).sum() for field in (ASKED, SNI))
    rows = (
        rows.filter(pl.col("value").is_in(list(known)))
        .group_by("device", "value")
        .agg(asked.alias("asked"), named.alias("named"), pl.col("first").min(), pl.col("last").max())
    )
    return {(device, name): _Name(known[name], *said) for device, name, *said in rows.sort("device", "value").rows()}


# --- flows that are ways out -----------------------------------------------------------------------------------------


def _placed(flows: pl.DataFrame, seats: Seats, blocks: RangeTable[Block], services: Services) -> pl.DataFrame:
    """Those of the flows that are ways out, each with its kind, where the other side lies and what the table says."""
    others = flows.select("realm", "other").unique().rows()
    known = pl.DataFrame(
        [(*one, *_seat(seats, blocks, *one)) for one in others],
        schema=dict.fromkeys(("realm", "other", "place", "country", "holder", "maker"), pl.String),
        orient="row",
    )
    ports = pl.DataFrame(
        [(port, kind, title) for kind, many in services.items() for port, title in many.items()],
        schema=dict.fromkeys(("way", "kind", "service"), pl.String),
        orient="row",
    ).unique("way", keep="first", maintain_order=True)
    bare = pl.when(pl.col("port") == "0").then("protocol").otherwise(pl.concat_str("protocol", "port", separator=" "))
    placed = flows.join(known, on=["realm", "other"]).with_columns(way=bare).join(ports, on="way", how="left")
    outside = pl.col("place") == OUTSIDE
    service = pl.col("kind").is_not_null() & ~pl.col("inward") & (outside | (pl.col("kind") != "p2p"))
    placed = placed.filter((pl.col("place") != NOWHERE) & (outside | service))
    return placed.with_columns(
        kind=pl.when(service).then("kind").otherwise(pl.lit(None)),
        service=pl.when(service).then("service").otherwise(pl.lit("")),
    )


def _seat(seats: Seats, blocks: RangeTable[Block], realm: str, address: str) -> tuple[str, str, str, str]:
    """Where an address lies, and its country, holder and maker by the owner's table, which is of public ones."""
    place = seats.of(realm, address)
    block = blocks.find(address) if place == OUTSIDE else None
    return (place, block.country, block.name, block.maker) if block is not None else (place, "", "", "")


def _named(placed: pl.DataFrame, told: pl.DataFrame, clouds: Clouds) -> pl.DataFrame:
    """The same with the name under which the device had learned the address: that of a maker's cloud before others."""
    rows = told.filter(pl.col("field") == ANSWER).select(
        "device",
        name=pl.col("value").str.extract(r"^(.+)=", 1),
        other=pl.col("value").str.extract(r"=([^=]+)$", 1),
    )
    rows = rows.join(placed.select("device", "other").unique(), on=["device", "other"]).unique()
    makers = {name: clouds.of(name) for name in rows["name"].unique().to_list() if name}
    rows = rows.with_columns(cloud=pl.col("name").replace_strict(makers, default="", return_dtype=pl.String)).sort(
        pl.col("cloud") == "", "name"
    )
    first = rows.group_by("device", "other", maintain_order=True).first()
    return placed.join(first, on=["device", "other"], how="left").with_columns(pl.col("name", "cloud").fill_null(""))


class _Way(NamedTuple):
    """Conversations of a device that are one way out, with all that differs among them in order."""

    device: str
    kind: str
    shown: str
    """The address or name of the other side."""
    place: str
    inward: bool
    connections: int
    passed: bool
    first: datetime | None
    last: datetime | None
    ways: list[str]
    services: list[str]
    others: list[str]
    countries: list[str]
    holders: list[str]
    makers: list[str]
    clouds: list[str]
    names: list[str]


_KEY = ("device", "kind", "shown", "place", "inward")
_LISTS = ("way", "service", "other", "country", "holder", "maker", "cloud", "name")


def _together(flows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(the ways out that flows show, each with its rank among those of its kind and device, the flows with their keys).

    Flows that differ only by port, or by address of one name, are one way.
    """
    cloud = (pl.col("cloud") != "") & ~pl.col("inward")
    theirs = cloud | ((pl.col("maker") != "") & ~pl.col("inward"))
    kind = pl.coalesce("kind", pl.when(theirs).then(pl.lit("cloud")).otherwise(pl.lit("outside")))
    rows = flows.with_columns(kind=kind, shown=pl.when(cloud).then("name").otherwise("other"))
    keys = rows.group_by(_KEY).agg(
        pl.col("count").sum(), pl.col("passed").any(), pl.col("first").min(), pl.col("last").max(),
        pl.col("name").min(), country=pl.col("country").unique(),
    )  # fmt: skip
    keys = keys.sort("device", "kind", pl.col("count").neg(), "shown", "place", "inward")
    return keys.with_columns(rank=pl.int_range(pl.len()).over("device", "kind")), rows


def _of_flows(
    flows: pl.DataFrame, keys: pl.DataFrame, names: Mapping[tuple[str, str], _Name], makers: Mapping[str, str]
) -> Iterable[tuple[str, Outlet]]:
    """The first `MOST` ways of each kind and device."""
    told = keys.filter(pl.col("rank") < MOST).drop("name", "country", "rank")
    lists = flows.join(told, on=_KEY, how="semi").group_by(_KEY).agg(
        pl.col(name).filter(pl.col(name) != "").unique().sort() for name in _LISTS
    )  # fmt: skip
    ways = [_Way(*row) for row in told.join(lists, on=_KEY).iter_rows()]
    resolvers = Counter(one.device for one in ways if one.kind == "dns")
    questions: dict[str, list[str]] = {}
    for device, name in names:
        questions.setdefault(device, []).append(name)
    for one in ways:
        only = one.kind == "dns" and resolvers[one.device] == 1  # of several nobody can say which was asked
        asked = questions.get(one.device, []) if only else []
        yield (
            one.device,
            Outlet(
                kind=one.kind,
                other=one.shown,
                detail=_detail(one, names.get((one.device, one.shown)), makers) + (f": {_few(asked)}" if asked else ""),
                through=one.kind in THROUGH,
                country=", ".join(one.countries),
                connections=one.connections,
                first=one.first,
                last=one.last,
            ),
        )


def _detail(one: _Way, said: _Name | None, makers: Mapping[str, str]) -> str:
    """``ntp, udp 123, in the core``: what it is, whose, where it lies and how it was named."""
    kind = [] if one.kind in ("cloud", "outside") else [one.kind]
    services = [title for title in one.services if title.lower() != one.kind]
    whose = sorted({*one.clouds, *(makers.get(maker, maker) for maker in one.makers)})
    parts = [*kind, *services, *whose, _few(one.ways), _where(one)]
    parts += ["opened from there"] if one.inward else []
    parts += _evidence(said) if said is not None else []
    return ", ".join(parts) + ("" if one.passed else DOUBT)


def _where(one: _Way) -> str:
    """Where the server lies; of one outside also its address or its name, whichever is not told already."""
    known = one.names if one.shown in one.others else one.others
    words = [one.place, *([_few(known)] if known else []), *([f"({_few(one.holders)})"] if one.holders else [])]
    return " ".join(words) if one.place == OUTSIDE else one.place


# --- what is no flow -------------------------------------------------------------------------------------------------


def _unreached(name: str, said: _Name) -> Outlet:
    """A maker's cloud of which only the name was seen: a question goes through a resolver, TLS to the cloud itself."""
    return Outlet(
        kind="cloud",
        other=name,
        detail=", ".join([said.maker, *_evidence(said)]),
        through=not said.named,
        connections=said.asked + said.named,
        first=said.first,
        last=said.last,
    )


def _evidence(said: _Name) -> list[str]:
    return [*(["asked for by DNS"] if said.asked else []), *(["named in TLS"] if said.named else [])]


def _of_messages(told: pl.DataFrame) -> Iterable[tuple[str, Outlet]]:
    """Messages of peer-to-peer services that a device sent; to whom is not told with them."""
    rows = told.filter(pl.col("field").is_in([P2P, STUN]))
    kind = (
        pl.when(pl.col("field") == P2P).then(pl.col("value").str.extract(r"^(\S{1,40})", 1)).otherwise(pl.lit("STUN"))
    )
    rows = rows.group_by("device", what=kind).agg(pl.col("count").sum(), pl.col("first").min(), pl.col("last").max())
    for device, what, count, first, last in rows.iter_rows():
        detail = f"p2p, messages of {what or 'such a service'}"
        yield (
            device,
            Outlet(kind="p2p", other="", detail=detail, through=True, connections=count, first=first, last=last),
        )


# --- in order --------------------------------------------------------------------------------------------------------


class _Others(NamedTuple):
    """Ways of one kind that are counted together."""

    number: int = 0
    connections: int = 0
    first: datetime | None = None
    last: datetime | None = None
    countries: Sequence[str] = ()


def _beyond(keys: pl.DataFrame) -> dict[tuple[str, str], _Others]:
    """Device and kind to the ways of flows that are not told one by one."""
    rows = (
        keys.filter(pl.col("rank") >= MOST)
        .group_by("device", "kind")
        .agg(
            pl.len(), pl.col("count").sum(), pl.col("first").min(), pl.col("last").max(),
            pl.col("country").explode().unique(),
        )
    )  # fmt: skip
    return {(device, kind): _Others(*others) for device, kind, *others in rows.iter_rows()}


def _most(device: str, ways: Sequence[Outlet], others: Mapping[tuple[str, str], _Others]) -> list[Outlet]:
    """The ways of one device in order; of each kind the first `MOST`, and the others as one."""
    found: list[Outlet] = []
    for kind in OUTLETS:
        mine = [one for one in ways if one.kind == kind]
        mine.sort(key=lambda one: (-one.connections, one.other, one.detail))
        found += mine[:MOST]
        beyond = others.get((device, kind), _Others())
        if beyond.number or mine[MOST:]:
            found.append(_rest(kind, mine[MOST:], beyond))
    return found


def _rest(kind: str, rest: Sequence[Outlet], beyond: _Others) -> Outlet:
    countries = {*beyond.countries, *(one.country for one in rest)} - {""}
    return Outlet(
        kind=kind,
        other="",
        detail=f"{len(rest) + beyond.number:,} more",
        through=kind in THROUGH,
        country=", ".join(sorted(countries)),
        connections=sum(one.connections for one in rest) + beyond.connections,
        first=min((at for at in (beyond.first, *(one.first for one in rest)) if at is not None), default=None),
        last=max((at for at in (beyond.last, *(one.last for one in rest)) if at is not None), default=None),
    )


def _few(words: Sequence[str]) -> str:
    """The first of some words, and how many more there are."""
    return ", ".join(words[:NAMED]) + (f" and {len(words) - NAMED:,} more" if len(words) > NAMED else "")
