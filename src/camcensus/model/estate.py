"""Where things are: bodies, sites and zones, as the owner states them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from camcensus.model.outcome import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A yes, no or unknown with who said so and when."""

    answer: Answer = Answer.UNKNOWN
    said_by: str = ""
    said_on: date | None = None


LIMBS = ("holds_secret", "vetted_officials", "used_by_ministers", "socpa_location")
"""The four limbs of the official definition of a sensitive site (Lords written answer, 9 April 2024)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """The four limbs of *sensitive site*; read as alternatives, so one yes makes the site sensitive."""

    holds_secret: Statement = field(default_factory=Statement)
    """A building or complex that routinely holds material at SECRET or above."""
    vetted_officials: Statement = field(default_factory=Statement)
    """Hosts a significant proportion of officials with developed vetting."""
    used_by_ministers: Statement = field(default_factory=Statement)
    """Routinely used by Ministers."""
    socpa_location: Statement = field(default_factory=Statement)
    """A government location covered by the Serious Organised Crime and Police Act 2005."""

    @property
    def answer(self) -> Answer:
        """Any limb yes: yes. All four no: no. Otherwise unknown."""
        return Answer.any_of(getattr(self, limb).answer for limb in LIMBS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An organisation that answers for sites."""

    id: str
    name: str
    kind: str = "central-government"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A building or complex."""

    id: str
    name: str
    body: str
    realm: str = "main"
    """Its address space; sites that share one routed network share a realm."""
    aliases: tuple[str, ...] = ()
    """Other spellings that registers use for it."""
    timezone: str = "Europe/London"
    controller: str = "unknown"
    """Who controls the building's cameras by default: ``ours``, ``landlord`` or ``unknown``."""
    sensitive: Sensitivity = field(default_factory=Sensitivity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Part of the network, by addresses or VLANs."""

    id: str
    site: str
    kind: str
    """``core``, ``camera``, ``management``, ``users`` or ``outside``."""
    cidrs: tuple[str, ...] = ()
    vlans: tuple[int, ...] = ()
    core: Statement = field(default_factory=Statement)
    """Whether it is part of the departmental core network; a zone of kind ``core`` is."""
    routed: Statement = field(default_factory=Statement)
    """Whether anything routes it to other networks; a stated no is worth as much as the person who said it."""
    cameras_expected: bool = True
    """Whether nobody having looked here is a gap."""

    @property
    def is_core(self) -> Answer:
        """Yes for kind ``core``; otherwise what was stated; unstated is unknown."""
        return Answer.YES if self.kind == "core" else self.core.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Which zone lies behind an interface of a box whose configuration does not say it."""

    box: str
    """As the configuration names it, else its file without the ending."""
    interface: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What makes the network core in which it stands: a directory, a mail server, an edge to a shared network."""

    id: str
    site: str
    addresses: tuple[str, ...]
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of public addresses, and what the owner's table says of it."""

    network: str
    """A prefix, one address, or first-last."""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    name: str = ""
    """Who holds it: a provider, a service."""
    maker: str = ""
    """The maker whose cloud it is, by its id; empty: none, or not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody found of a bridge that may join a network with the core, when they looked."""

    bridge: str
    """As ``camcensus separate`` calls it: a device's name, ``switch/port``, an address."""
    passes_on: Statement
    """Whether it passes on what it is sent; a stated no is worth as much as the person who said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """All that the owner states about places."""

    bodies: tuple[Body, ...] = ()
    sites: tuple[Site, ...] = ()
    zones: tuple[Zone, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    seen: tuple[Seen, ...] = ()

    def site(self, site_id: str) -> Site | None:
        """The site of that id, or None."""
        return next((site for site in self.sites if site.id == site_id), None)

    def zones_in(self, realm: str) -> tuple[Zone, ...]:
        """The zones of all sites of an address space."""
        sites = {site.id for site in self.sites if site.realm == realm}
        return tuple(zone for zone in self.zones if zone.site in sites)

    @property
    def realms(self) -> tuple[str, ...]:
        """The address spaces of all sites, each once, in order."""
        return tuple(dict.fromkeys(site.realm for site in self.sites))
