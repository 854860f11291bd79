"""Cameras on the own network of a recorder that is in the core: its sockets, or a second network that nobody states.

A recorder tells at which address it reaches each channel. Where that address lies in no network that is known, and
nobody else ever saw the camera, the recorder is all that stands between it and the core. Whether it passes anything on
is not shown, so this is never certain.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

import polars as pl

from camcensus.model.separation import Bridge, Station
from camcensus.reason import homes, times, topology
from camcensus.reason.sockets import core_network, device
from camcensus.reason.topology import About, Topology
from camcensus.wire import spans


def find(read: Topology, seen: pl.DataFrame, networks: homes.Networks) -> dict[str, list[Bridge]]:
    """Device to the recorders in the core behind which it is. `seen` is that of `topology.read`."""
    found: dict[str, list[Bridge]] = {}
    for name, realm, recorder, address, last in _channels(seen).iter_rows():
        one, core = read.about.get(name), read.core.spans.get(realm, spans.NONE)
        if one is None or not one.judged or not any(spans.holds(core, at) for at in topology.numbers(recorder)):
            continue
        if _is_inner(address, realm, networks):
            found.setdefault(name, []).append(_bridge(one, recorder, address, last))
    return found


def _is_inner(address: str, realm: str, networks: homes.Networks) -> bool:
    """Whether an address is a private one of a network that nobody states."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    usable = known.is_private and not (known.is_loopback or known.is_unspecified)
    return usable and (realm not in networks or networks[realm].find(address) is None)


def _bridge(one: About, recorder: str, address: str, last: datetime | None) -> Bridge:
    return Bridge(
        kind="nat-box",
        detail=f"the recorder {recorder}, which is in the core, reaches it at {address}, in a network of its own",
        certain=False,
        other=recorder,
        trail=(
            device(one),
            Station(kind="address", title=address),
            Station(kind="device", title=recorder, lines=("recorder",)),
            core_network((recorder,)),
        ),
        last=last,
    )


def _channels(seen: pl.DataFrame) -> pl.DataFrame:
    """device, realm, recorder, address, last: channels of devices that nobody but recorders ever saw."""
    rows = seen.filter(pl.col("field").is_in(["channel.recorder", "channel.address"]))
    rows = rows.select("device", "realm", "sighting", "field", "value", last=pl.when(times.is_kept()).then("at"))
    told = rows.group_by("device", "realm", "sighting").agg(
        recorder=pl.col("value").filter(pl.col("field") == "channel.recorder").min(),
        address=pl.col("value").filter(pl.col("field") == "channel.address").min(),
        last=pl.col("last").max(),
    )
    told = told.drop_nulls(["recorder", "address"])
    others = seen.select("device", "kind").filter(pl.col("kind").is_in(["ip", "mac"]))
    told = told.join(others.select("device").unique(), on="device", how="anti")
    told = told.group_by("device", "realm", "recorder", "address").agg(pl.col("last").max())
    columns = ["device", "realm", "recorder", "address"]
    return told.select(*columns, "last").sort(columns)
