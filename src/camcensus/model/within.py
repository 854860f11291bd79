"""The part of an assessment that somebody reaches: the same words and counts as of the whole, from their part alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from camcensus.model.access import Reach
from camcensus.model.assessment import ABOUT, Assessment, Due
from camcensus.model.estate import Estate
from camcensus.model.finding import Consideration, Waiver
from camcensus.model.profile import Profile
from camcensus.model.separation import Standings


def within(assessment: Assessment, reach: Reach) -> Assessment:
    """What is reached of it. What is at no known site, and of no device, is reached with everything alone."""
    if reach.everything:
        return assessment
    bodies = {site.id: site.body for site in assessment.estate.sites}
    devices = assessment.devices.filter(_covered(reach, pl.col("body")))
    makers = _makers(devices)
    held = set(devices["device"])
    mine = pl.col("device").is_in(held)
    profile = _profile(assessment, reach, bodies, {*held, *devices["names"].explode().drop_nulls()})
    return replace(
        assessment,
        estate=estate_within(assessment.estate, reach),
        profile=profile,
        devices=devices,
        findings=_findings(assessment, reach, bodies),
        claims=_only(assessment.claims, mine),
        doubts=_only(assessment.doubts, mine),
        seen=_only(assessment.seen, mine),
        separation=Standings(devices=tuple(one for one in assessment.separation.devices if one.device in held)),
        coverage=tuple(one for one in assessment.coverage if reach.covers(bodies.get(one.site or ""), one.site)),
        due=tuple(one for one in assessment.due if _still(one, profile)),
        makers={name: one for name, one in assessment.makers.items() if name in makers},
    )


def _covered(reach: Reach, body: pl.Expr) -> pl.Expr:
    """Of rows with `site`, and whose `body` it is: whether they are reached, as `Reach.covers` says."""
    of_body = body.is_in(sorted(reach.bodies - {""}))
    of_site = pl.col("site").is_in(sorted(reach.sites - {""}))
    return pl.any_horizontal(of_body, of_site).fill_null(value=False)


def _only(frame: pl.DataFrame, wanted: pl.Expr) -> pl.DataFrame:
    return frame.filter(wanted) if "device" in frame.columns else frame


def _findings(assessment: Assessment, reach: Reach, bodies: Mapping[str, str]) -> pl.DataFrame:
    """A finding is its site's, where it has one, and else its device's, also that of a recorder's cameras."""
    of_device = assessment.devices.select(about="device", of="body")
    body = pl.coalesce(pl.col("site").replace_strict(bodies, default=None, return_dtype=pl.String), "of")
    told = assessment.findings.with_columns(about=ABOUT).join(of_device, on="about", how="left", maintain_order="left")
    fits = told.select(fits=_covered(reach, body)).to_series()
    return assessment.findings.filter(fits)


def estate_within(estate: Estate, reach: Reach) -> Estate:
    """The places that are reached, and the bodies that these belong to."""
    if reach.everything:
        return estate
    sites = tuple(site for site in estate.sites if reach.covers(site.body, site.id))
    ids, owners = {site.id for site in sites}, {site.body for site in sites} | reach.bodies
    zones = tuple(zone for zone in estate.zones if zone.site in ids)
    named = {zone.id for zone in zones}
    return Estate(
        bodies=tuple(body for body in estate.bodies if body.id in owners),
        sites=sites,
        zones=zones,
        links=tuple(link for link in estate.links if link.zone in named),
        anchors=tuple(anchor for anchor in estate.anchors if anchor.site in ids),
    )


def _profile(assessment: Assessment, reach: Reach, bodies: Mapping[str, str], names: set[str]) -> Profile:
    """What was decided of other places is left out; of makers and readings all of it is one's own to know."""
    profile, zones = assessment.profile, assessment.estate.zones

    def mine(site: str) -> bool:
        return reach.covers(bodies.get(site), site)

    mine_zones = {zone.id for zone in zones if mine(zone.site)}
    named = _bare(names)
    waivers = tuple(filter(None, (_waives(one, mine, mine_zones, named) for one in profile.waivers)))
    considered = tuple(one for one in profile.considerations if _considers(one, mine, reach))
    places = {*bodies, *bodies.values()}
    notes = tuple(one for one in profile.notes if one.on not in places or mine(one.on) or one.on in reach.bodies)
    return replace(profile, waivers=waivers, considerations=considered, notes=notes)


def _waives(one: Waiver, mine: Callable[[str], bool], zones: set[str], names: set[str]) -> Waiver | None:
    """A waiver with those of its places that are reached; none, if of one kind none is."""
    sites = tuple(site for site in one.sites if mine(site))
    held = tuple(zone for zone in one.zones if zone in zones)
    devices = tuple(name for name in one.devices if name.casefold() in names)
    lost = [bool(all_) and not some for all_, some in ((one.sites, sites), (one.zones, held), (one.devices, devices))]
    return None if any(lost) else replace(one, sites=sites, zones=held, devices=devices)


def _bare(names: set[str]) -> set[str]:
    """Names with and without their kinds."""
    return {part for name in names for part in (name.casefold(), name.casefold().partition(":")[2]) if part}


def _considers(one: Consideration, mine: Callable[[str], bool], reach: Reach) -> bool:
    return all(map(mine, one.sites)) and set(one.bodies) <= reach.bodies


def _still(one: Due, profile: Profile) -> bool:
    """Whether what is due is of something that is reached."""
    if one.what == "waiver-ends":
        return one.of in {waiver.id for waiver in profile.waivers}
    if one.what == "review":
        return one.of in {found.id for found in profile.considerations}
    return True


def _makers(devices: pl.DataFrame) -> set[str]:
    """Those that built or sold a device that is reached."""
    return {*devices["hardware_maker"].drop_nulls(), *devices["manufacturer"].drop_nulls()}
