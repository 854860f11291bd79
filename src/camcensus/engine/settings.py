"""The owner's files, `estate.toml` and `profile.toml`, into values; each fault with its file, line and mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from camcensus.engine import site_tables
from camcensus.engine.written import Where, load
from camcensus.model.errors import SettingsError
from camcensus.model.estate import Anchor, Body, Estate, Link, Seen, Site, Zone
from camcensus.model.finding import Consideration, Determination, Waiver
from camcensus.model.knowledge import Knowledge
from camcensus.model.outcome import Answer
from camcensus.model.profile import Note, Profile, Readings
from camcensus.reason import core
from camcensus.wire import addresses, canonical, spans

NAMES = ("estate.toml", "sites.csv", "zones.csv", "public-networks.csv", "profile.toml")
"""The files a person writes; the CSV ones are optional."""

ZONE_KINDS = ("core", "camera", "management", "users", "outside")
CONTROLLERS = ("ours", "landlord", "unknown")

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Estate and profile, with the hashes that say which versions they are."""

    estate: Estate
    profile: Profile
    estate_version: str
    profile_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _EstateFile:
    body: tuple[Body, ...] = ()
    site: tuple[Site, ...] = ()
    zone: tuple[Zone, ...] = ()
    link: tuple[Link, ...] = ()
    anchor: tuple[Anchor, ...] = ()
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProfileFile:
    orders: tuple[str, ...] = ()
    readings: Readings = field(default_factory=Readings)
    determination: tuple[Determination, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    consideration: tuple[Consideration, ...] = ()
    note: tuple[Note, ...] = ()


def read(folder: Path) -> dict[str, bytes]:
    """The bytes of the owner's files in `folder`. Raises `SettingsError` if there is no estate file."""
    files = {name: (folder / name).read_bytes() for name in NAMES if (folder / name).is_file()}
    if "estate.toml" not in files:
        raise SettingsError(
            "there is no estate.toml here",
            where=str(folder),
            mend="run 'camcensus init' and fill in what it writes",
        )
    return files


def parse(files: Files, knowledge: Knowledge) -> Settings:
    """Both files, checked against each other and against `knowledge`. Raises `SettingsError`."""
    estate_files = {name: data for name, data in files.items() if name != "profile.toml"}
    estate, where = _estate(files)
    _check_estate(estate, where)
    profile, lines = _profile(files)
    _check_profile(profile, estate, knowledge, lines)
    return Settings(
        estate=estate,
        profile=profile,
        estate_version=canonical.digest("estate", 1, dict(estate_files)).hex(),
        profile_version=canonical.digest("profile", 1, files.get("profile.toml", b"")).hex(),
    )


def _estate(files: Files) -> tuple[Estate, Where]:
    loaded, where = load(files.get("estate.toml", b""), "estate.toml", _EstateFile)
    sites = site_tables.sites(files["sites.csv"]) if "sites.csv" in files else []
    zones = site_tables.zones(files["zones.csv"]) if "zones.csv" in files else []
    estate = Estate(
        bodies=loaded.body,
        sites=loaded.site + tuple(item for _, item in sites),
        zones=loaded.zone + tuple(item for _, item in zones),
        links=loaded.link,
        anchors=loaded.anchor,
        seen=loaded.seen,
    )
    tables = {
        "site": (len(loaded.site), "sites.csv", [line for line, _ in sites]),
        "zone": (len(loaded.zone), "zones.csv", [line for line, _ in zones]),
    }

    def place(kind: str, index: int, *keys: str) -> str:
        own, name, lines = tables.get(kind, (1 << 30, "", []))
        return where(kind, index, *keys) if index < own else f"{name}, line {lines[index - own]}"

    return estate, place


def _profile(files: Files) -> tuple[Profile, Where]:
    loaded, where = load(files.get("profile.toml", b""), "profile.toml", _ProfileFile)
    return (
        Profile(
            orders=loaded.orders,
            readings=loaded.readings,
            determinations=loaded.determination,
            waivers=loaded.waiver,
            considerations=loaded.consideration,
            notes=loaded.note,
        ),
        where,
    )


def _check_estate(estate: Estate, where: Where) -> None:
    named: dict[str, tuple[Body | Site | Zone | Anchor, ...]] = {
        "body": estate.bodies,
        "site": estate.sites,
        "zone": estate.zones,
        "anchor": estate.anchors,
    }
    for kind, items in named.items():
        seen: set[str] = set()
        for index, item in enumerate(items):
            if not item.id or item.id in seen:
                raise SettingsError(
                    f"the id '{item.id}' stands twice", where=where(kind, index, "id"), mend="change one"
                )
            seen.add(item.id)
    if not estate.bodies or not estate.sites:
        raise SettingsError("it names no body or no site", where="estate.toml", mend="add [[body]] and [[site]]")
    bodies = {body.id for body in estate.bodies}
    sites = {site.id: site for site in estate.sites}
    for index, site in enumerate(estate.sites):
        _known(site.body, bodies, where("site", index, "body"), "body")
        _one_of(site.controller, CONTROLLERS, where("site", index, "controller"))
        is_timezone(site.timezone, where("site", index, "timezone"))
    zones = {zone.id for zone in estate.zones}
    for index, link in enumerate(estate.links):
        _known(link.zone, zones, where("link", index, "zone"), "zone")
    taken: dict[tuple[str, addresses.Span], str] = {}
    for index, zone in enumerate(estate.zones):
        _known(zone.site, sites, where("zone", index, "site"), "site")
        _one_of(zone.kind, ZONE_KINDS, where("zone", index, "kind"))
        for cidr in zone.cidrs:
            span = _span(cidr, where("zone", index, "cidrs"))
            other = taken.setdefault((sites[zone.site].realm, span), zone.id)
            if other != zone.id:
                raise SettingsError(
                    f"{cidr} is in zone '{other}' too, in the same realm",
                    where=where("zone", index, "cidrs"),
                    mend="put it in one zone, or give the sites different realms if they are different networks",
                )
    _check_anchors(estate, where)
    _check_seen(estate, where)


def _check_anchors(estate: Estate, where: Where) -> None:
    """An anchor in a zone that is stated not to be core contradicts the statement: neither is taken for true."""
    realm_of = {site.id: site.realm for site in estate.sites}
    for index, anchor in enumerate(estate.anchors):
        _known(anchor.site, realm_of, where("anchor", index, "site"), "site")
        if not anchor.addresses:
            raise SettingsError("an anchor has no address", where=where("anchor", index), mend="give its addresses")
        for text in anchor.addresses:
            _span(text, where("anchor", index, "addresses"))
            zone = core.around(spans.network(text), estate, realm_of[anchor.site])
            if zone is not None and zone.is_core is Answer.NO:
                raise SettingsError(
                    f"the anchor '{anchor.id}' lies in zone '{zone.id}', which is stated not to be core",
                    where=where("anchor", index, "addresses"),
                    mend="correct one of them",
                )


def _check_seen(estate: Estate, where: Where) -> None:
    for index, one in enumerate(estate.seen):
        _named(one.bridge, where("seen", index, "bridge"), "bridge")
        if one.passes_on.answer is not Answer.UNKNOWN:
            _named(one.passes_on.said_by, where("seen", index, "passes_on"))


def _check_profile(profile: Profile, estate: Estate, knowledge: Knowledge, where: Where) -> None:
    every = [clause for order in knowledge.directives.values() for clause in order.clauses]
    clauses = {clause.id for clause in every}
    sites = {site.id for site in estate.sites}
    zones = {zone.id for zone in estate.zones}
    bodies = {body.id for body in estate.bodies}
    for order in profile.orders:
        _known(order, knowledge.directives, where("orders"), "order")
    for index, one in enumerate(profile.determinations):
        _known(one.maker, knowledge.makers, where("determination", index, "maker"), "maker")
        _named(one.person, where("determination", index, "person"))
        _named(one.reason, where("determination", index, "reason"), "reason")
        _after(one.until, one.signed, where("determination", index, "until"))
    for index, waiver in enumerate(profile.waivers):
        _all_known(waiver.clauses, clauses, where("waiver", index, "clauses"), "clause")
        _all_known(waiver.sites, sites, where("waiver", index, "sites"), "site")
        _all_known(waiver.zones, zones, where("waiver", index, "zones"), "zone")
        _all_known(waiver.makers, knowledge.makers, where("waiver", index, "makers"), "maker")
        _named(waiver.person, where("waiver", index, "person"))
        _named(waiver.reason, where("waiver", index, "reason"), "reason")
        _after(waiver.until, waiver.signed, where("waiver", index, "until"))
        roles = {role for clause in every if clause.id in waiver.clauses for role in clause.waiver_chain}
        for approval in waiver.approvals:
            _known(approval.role, roles, where("waiver", index, "approvals"), "approver of these clauses")
            _named(approval.person, where("waiver", index, "approvals"))
        if not (waiver.sites or waiver.zones or waiver.devices or waiver.makers):
            raise SettingsError(
                f"waiver '{waiver.id}' covers everything",
                where=where("waiver", index),
                mend="name its sites, zones, devices or makers",
            )
    for index, consideration in enumerate(profile.considerations):
        _all_known(consideration.clauses, clauses, where("consideration", index, "clauses"), "clause")
        _all_known(consideration.sites, sites, where("consideration", index, "sites"), "site")
        _all_known(consideration.bodies, bodies, where("consideration", index, "bodies"), "body")
        _named(consideration.person, where("consideration", index, "person"))
        _after(consideration.review, consideration.decided, where("consideration", index, "review"))


def _known(name: str, among: Iterable[str], where: str, what: str) -> None:
    known = sorted(among)
    if name not in known:
        listed = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
        raise SettingsError(f"no {what} has the id '{name}'", where=where, mend=f"one of: {listed or 'none yet'}")


def _all_known(names: Iterable[str], among: Iterable[str], where: str, what: str) -> None:
    known = set(among)
    for name in names:
        _known(name, known, where, what)


def _one_of(word: str, words: tuple[str, ...], where: str) -> None:
    if word not in words:
        raise SettingsError(f"'{word}' is not a word for this", where=where, mend=f"one of: {', '.join(words)}")


def _named(text: str, where: str, what: str = "person") -> None:
    if not text.strip():
        raise SettingsError(f"it names no {what}", where=where, mend=f"name the {what}")


def _after(end: date | None, start: date, where: str) -> None:
    if end is not None and end <= start:
        raise SettingsError(
            f"it ends on {end}, before it begins on {start}", where=where, mend="correct one of the dates"
        )


def is_timezone(name: str, where: str) -> None:
    """Raises `SettingsError` if it is none."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise SettingsError(f"'{name}' is no time zone", where=where, mend="for example Europe/London") from None


def _span(cidr: str, where: str) -> addresses.Span:
    try:
        return addresses.span(cidr)
    except ValueError as fault:
        raise SettingsError(
            f"'{cidr}' is no range of addresses ({fault})", where=where, mend="for example 10.1.2.0/24"
        ) from None
