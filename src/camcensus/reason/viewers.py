"""Hosts outside the core that open conversations with devices, and were seen to speak with the core as well.

A viewing station, a jump host or a server of recordings is a way round: whoever has it has both. That it passes on
packets is not shown, so it is never certain. What a device itself opens is told elsewhere, as its way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from camcensus.model.separation import Bridge, Station
from camcensus.reason import homes
from camcensus.reason.crossings import DENIED, FLOW
from camcensus.reason.topology import Topology
from camcensus.wire import spans
from camcensus.wire.spans import Spans

MOST = 20
"""Hosts of one device that are told, those with the most conversations; and addresses in the core of one host."""
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A host that has conversations on both sides."""

    address: str
    core: tuple[str, ...]
    """Addresses in the core that it spoke with."""
    port: str
    """Of the device, as ``tcp 554``."""
    connections: int
    last: datetime | None

    def bridge(self, start: Station, end: Station) -> Bridge:
        """It, as a bridge of a device."""
        core = ", ".join(self.core[:NAMED]) + (" ..." if len(self.core) > NAMED else "")
        return Bridge(
            kind="viewing-station",
            detail=f"{self.address} opens conversations with it ({self.port}), and speaks with {core} in the core too",
            certain=False,
            other=self.address,
            trail=(start, Station(kind="host", title=self.address, lines=(f"← {self.port}",)), end),
            last=self.last,
        )


def find(flows: pl.DataFrame, read: Topology) -> dict[str, list[Viewer]]:
    """Device to the hosts outside the core that have conversations with it and with the core, the most first.

    `flows` are the observations whose subject is a ``flow:``; those of addresses that are no devices' are kept only as
    far as they were stored.
    """
    holders = {
        (one.realm, text): one.device
        for one in read.about.values()
        if one.judged
        for text in homes.shown(one.addresses)
    }
    if flows.is_empty() or not holders:
        return {}
    told = flows.filter(pl.col("field") != DENIED).select(
        "realm", "count", last=pl.max_horizontal("at", "until"), parts=pl.col("subject").str.extract_groups(FLOW)
    ).unnest("parts").drop_nulls("client")  # fmt: skip
    held = pl.DataFrame([(*key, device) for key, device in holders.items()], schema=_HELD, orient="row")
    viewing = told.join(held, left_on=["realm", "server"], right_on=["realm", "address"])
    viewing = viewing.join(held, left_on=["realm", "client"], right_on=["realm", "address"], how="anti")
    viewing = viewing.group_by("device", "realm", "client", "protocol", "port").agg(
        pl.col("count").sum(), pl.col("last").max()
    )
    hosts = viewing.select("realm", host="client").unique()
    core = _with_core(told, hosts, read.core.spans)
    viewing = viewing.sort("count", "client", "port", descending=[True, False, False])
    found: dict[str, list[Viewer]] = {}
    for row in viewing.iter_rows(named=True):
        spoke = core.get((row["realm"], row["client"]))
        if row["client"] in read.switches.own(row["realm"]):
            continue  # a router that writes its own address: behind it is somebody else
        if spoke and len(found.setdefault(row["device"], [])) < MOST:
            found[row["device"]].append(
                Viewer(
                    address=row["client"], core=spoke, port=f"{row['protocol']} {row['port']}",
                    connections=row["count"], last=row["last"],
                )
            )  # fmt: skip
    return {device: many for device, many in found.items() if many}


_HELD = dict.fromkeys(("realm", "address", "device"), pl.String)


def _with_core(
    told: pl.DataFrame, hosts: pl.DataFrame, core: Mapping[str, Spans]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """(address space, host outside the core) to the addresses in the core that it spoke with."""
    both = pl.concat(
        [
            told.select("realm", host="client", other="server").join(hosts, on=["realm", "host"], how="semi"),
            told.select("realm", host="server", other="client").join(hosts, on=["realm", "host"], how="semi"),
        ]
    ).unique()
    found: dict[tuple[str, str], list[str]] = {}
    for realm, host, other in both.sort("realm", "host", "other").iter_rows():
        inside = core.get(realm, spans.NONE)
        if _holds(inside, other) and _holds(inside, host) is False:
            found.setdefault((realm, host), []).append(other)
    return {key: tuple(others[:MOST]) for key, others in found.items()}


def _holds(held: Spans, address: str) -> bool | None:
    """Whether an address lies there; None for what is no address."""
    try:
        return spans.holds(held, spans.address(address))
    except ValueError:
        return None
