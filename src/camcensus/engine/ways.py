"""What else is known of the ways of devices: those by which they get out, and the attempts that were made on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.engine import networks
from camcensus.engine.workspace import Workspace
from camcensus.model.estate import Estate
from camcensus.model.separation import Outlet, Trial
from camcensus.reason import outlets, trials
from camcensus.reason.clouds import Clouds
from camcensus.reason.seats import Seats, Zones
from camcensus.wire import spans
from camcensus.wire.spans import Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """By device, each in its order; a device of which nothing was seen is in neither."""

    outlets: Mapping[str, list[Outlet]]
    trials: Mapping[str, list[Trial]]
    remarks: tuple[str, ...] = ()
    """What could not be told of any device, as sentences."""


def of(
    workspace: Workspace, observed: pl.DataFrame, holders: Mapping[tuple[str, str], str], core: Mapping[str, Spans]
) -> Ways:
    """What the log says. Raises `SettingsError` for a fault in ``networks.csv``.

    `observed`: the observations of the log; `holders`: realm and address to the device that holds it now; `core`: realm
    to the addresses of its core network.
    """
    known = workspace.knowledge
    zones = zones_of(workspace.settings.estate)
    found = outlets.find(
        observed,
        holders,
        Seats(core, zones, holders.keys()),
        clouds=Clouds(known),
        blocks=networks.table(workspace.files["estate"].get(networks.NAME, b""), known.makers),
        services=known.vocabulary.services,
        makers={maker.id: maker.name for maker in known.makers.values()},
    )
    return Ways(
        outlets=found,
        trials=trials.find(observed, holders, core, zones),
        remarks=trials.astray(observed, zones),
    )


def zones_of(estate: Estate) -> Zones:
    """Each zone's address space and addresses. One of kind ``outside`` is no zone of ours: who is there is outside."""
    realm_of = {site.id: site.realm for site in estate.sites}
    return {
        zone.id: (realm_of[zone.site], spans.union(map(spans.network, zone.cidrs)))
        for zone in estate.zones
        if zone.kind != "outside"
    }
