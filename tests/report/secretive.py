"""An estate whose names occur nowhere else, and everything about it that an answer to a stranger must not tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl
from tests.report import samples
from tests.support import YES, log, see, sensitivity

from camcensus.model.assessment import Assessment
from camcensus.model.estate import Anchor, Estate, Site, Zone

SHORT = 4
"""Texts that are shorter are no secret by themselves."""
_MAKES = (
    *((("Hikvision", "DS-2CD2143G", "bc:ad:28"),) * 6),
    *((("Dahua", "IPC-HFW5442", "f2:00:00"),) * 3),
    *((("Axis", "P3245-LV", "f2:00:01"),) * 5),
)
"""What stands at each site: make, how its model begins, its block of addresses."""


def estate(token: str) -> Assessment:
    """Two sites with cameras of two covered makers and one other; each name bears `token`."""
    base = samples.estate()
    sites = tuple(
        Site(id=f"{token}-{at}", name=f"{token} House {at}", body="dept", realm=f"{token}-{at}", controller="ours",
             aliases=(f"{token} Hse {at}",), sensitive=sensitivity(YES))
        for at in range(2)
    )  # fmt: skip
    zones = tuple(
        Zone(id=f"{token}-zone-{at}", site=f"{token}-{at}", kind="camera", cidrs=(f"10.9{at}.17.0/24",))
        for at in range(2)
    )
    anchors = (Anchor(id=f"{token}-anchor", site=f"{token}-0", addresses=("10.90.99.9",), what=f"{token} files"),)
    there = Estate(bodies=base.bodies, sites=sites, zones=zones, anchors=anchors)
    made = samples.judge(log(part for at in range(2) for part in _observed(token, at)), of=there)
    waiver = replace(made.profile.waivers[0], reason=f"{token} reason", person=f"{token} Person")
    return replace(made, profile=replace(made.profile, waivers=(waiver,)))


def _observed(token: str, at: int) -> Iterable[pl.DataFrame]:
    realm = f"{token}-{at}"
    yield see("file:scan.xml", ("fact.reach", f"10.9{at}.17.0/25"), realm=realm)
    for number, (make, model, block) in enumerate(_MAKES):
        address = f"10.9{at}.17.{number + 10}"
        name = f"{token}-{at}-CAM-{number}"
        yield samples.row(
            name, ("fact.ip", address), ("register.make", make), ("fact.class", "camera"), ("fact.site", realm),
            ("model.number", f"{model}{number}-{token}"), ("serial.number", f"{token}{at}9{number:05}"),
            ("register.location", f"{token} stair {number}"), ("fact.installed_on", f"20{18 + number % 4}-05-14"),
            ("fact.placement", f"{token} roof"), ("fact.analytics", f"{token} faces"), realm=realm,
        )  # fmt: skip
        yield samples.scanned(
            address, ("mac", f"{block}:{at:02x}:17:{number:02x}"), ("http.title", f"{token} lobby"),
            ("dhcp.hostname", f"{token.lower()}-cam-{at}{number}"), realm=realm,
        )  # fmt: skip


def secrets(one: Assessment, *, but: str) -> set[str]:
    """Names of sites, zones and devices, addresses, and whatever was observed; not what stands in `but` anyway."""
    there = one.estate
    found = {part for site in there.sites for part in (site.id, site.name, site.realm, *site.aliases)}
    found |= {part for zone in there.zones for part in (zone.id, *zone.cidrs)}
    found |= {part for anchor in there.anchors for part in (anchor.id, anchor.what, *anchor.addresses)}
    found |= set(one.devices["names"].explode().drop_nulls().to_list()) | set(one.devices["label"].to_list())
    found |= set(one.seen["value"].to_list()) | {name.partition(":")[2] for name in one.seen["subject"].to_list()}
    found |= {part for waiver in one.profile.waivers for part in (waiver.reason, waiver.person, waiver.id)}
    return {text for text in found if len(text) >= SHORT and text.casefold() not in but.casefold()}
