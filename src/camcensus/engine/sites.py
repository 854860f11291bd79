"""The estate from registers: which sites and zones the log knows and the estate file does not, and where they differ.

Nothing that stands in the estate file is changed. What a register does not state is not guessed: whether a site is
sensitive, and whether a network is part of the core, stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

from camcensus.engine import settings, site_facts, site_text, site_zones
from camcensus.engine.site_facts import Stated, spelled
from camcensus.engine.site_zones import Drafted
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import SettingsError
from camcensus.model.estate import LIMBS, Estate, Sensitivity, Site, Statement, Zone
from camcensus.model.outcome import Answer
from camcensus.sources.importers._sites import is_timezone, slug
from camcensus.wire import addresses

_ANSWERS = {"yes": Answer.YES, "no": Answer.NO}
_MAIN = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A table that the estate file does not have yet."""

    item: Site | Zone
    notes: tuple[str, ...] = ()
    """What a person should know about it; written above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to add to the estate file, and what is for a person to settle."""

    additions: tuple[Addition, ...] = ()
    differences: tuple[str, ...] = ()
    """Where a register and the estate file say different things of one site."""
    doubts: tuple[str, ...] = ()
    """What could not be placed, or not wholly."""
    stated: int = 0
    """Sites that registers speak of."""

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites to add."""
        return tuple(one.item for one in self.additions if isinstance(one.item, Site))

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones to add."""
        return tuple(one.item for one in self.additions if isinstance(one.item, Zone))

    @property
    def text(self) -> str:
        """The tables to add, as TOML."""
        return site_text.render((one.item, one.notes) for one in self.additions)


def propose(workspace: Workspace) -> Proposal:
    """What the registers in the log have that the estate file has not."""
    stated = site_facts.find(workspace.store.observations(fields=site_facts.FIELDS))
    return compare(workspace.settings.estate, stated)


def compare(estate: Estate, stated: list[Stated]) -> Proposal:
    """The same of an estate and of what registers state."""
    draft = _Draft(estate)
    for one in stated:
        draft.take(one)
    return Proposal(
        additions=tuple(draft.additions),
        differences=tuple(dict.fromkeys(draft.differences)),
        doubts=tuple(dict.fromkeys(draft.doubts)),
        stated=len(stated),
    )


def write(workspace: Workspace, proposal: Proposal) -> None:
    """Append the tables to the estate file, whose text stays as it is; nothing is written that would not load.

    Raises `SettingsError` if the file would not load with them, or changed in the meantime.
    """
    if not proposal.additions:
        return
    files = {**workspace.files["profile"], **workspace.files["estate"]}
    new = site_text.appended(files["estate.toml"], proposal.text)
    try:
        settings.parse({**files, "estate.toml": new}, workspace.knowledge)
    except SettingsError as fault:
        what = f"with the new tables it would not load ({fault.where}: {fault.what}); nothing was written"
        mend = "take over by hand what 'camcensus sites' prints"
        raise SettingsError(what, where="estate.toml", mend=mend) from None
    site_text.replace(workspace.folder / "estate.toml", files["estate.toml"], new)


class _Draft:
    """What came together so far, and all names and networks that are taken."""

    def __init__(self, estate: Estate) -> None:
        self.additions: list[Addition] = []
        self.differences: list[str] = []
        self.doubts: list[str] = []
        self._bodies = {spelled(name): body.id for body in estate.bodies for name in (body.id, body.name)}
        self._realm = estate.realms[0] if len(estate.realms) == 1 else _MAIN
        self._sites: dict[str, Site] = {}
        self._site_ids = {site.id for site in estate.sites}
        self._zone_ids = {zone.id for zone in estate.zones}
        self._spans: dict[tuple[str, addresses.Span], Zone] = {}
        self._vlans: dict[tuple[str, int], Zone] = {}
        for site in estate.sites:
            self._call(site)
        realms = {site.id: site.realm for site in estate.sites}
        for zone in estate.zones:
            self._place(zone, realms[zone.site])

    def _call(self, site: Site) -> None:
        for name in (site.id, site.name, *site.aliases):
            self._sites.setdefault(spelled(name), site)

    def _place(self, zone: Zone, realm: str) -> None:
        for cidr in zone.cidrs:
            self._spans[realm, addresses.span(cidr)] = zone
        for vlan in zone.vlans:
            self._vlans[zone.site, vlan] = zone

    def take(self, one: Stated) -> None:
        """Take in one site with its networks."""
        found = {site.id: site for name in one.spellings if (site := self._sites.get(name)) is not None}
        if len(found) > 1:
            listed = ", ".join(f"'{name}'" for name in found)
            self.doubts.append(f"'{one.name}' can be each of the sites {listed}: give one of them that name alone")
            return
        if found:
            (site,) = found.values()
            self.differences += _differences(site, one, self._body(one))
        elif (made := self._new(one)) is not None:
            site = made
        else:
            return
        for drafted in site_zones.drafted(one.networks):
            self._zone(site, drafted)

    # --- sites -------------------------------------------------------------------------------------------------

    def _new(self, one: Stated) -> Site | None:
        body = self._body(one)
        if body is None:
            self.doubts.append(f"'{one.name}' is of body '{one.body}', which the estate file does not have: left out")
            return None
        timezone, controller = one.facts.get("timezone", ""), one.facts.get("controller", "")
        site_id = _unused(slug(one.codes[0] if one.codes else one.name), self._site_ids)
        called = {site_id, one.name.lower()}
        sensitive, notes = _sensitivity(one)
        site = Site(
            id=site_id,
            name=one.name,
            body=body,
            realm=self._realm_of(one),
            aliases=tuple(name for name in (*one.codes, *one.aliases) if name.lower() not in called),
            timezone=timezone if is_timezone(timezone) and timezone else "Europe/London",
            controller=controller if controller in settings.CONTROLLERS else "unknown",
            sensitive=sensitive,
        )
        address = one.facts.get("address", "")
        above = [*([address] if address else []), *notes, *([f"from {one.because}"] if one.because else [])]
        self.additions.append(Addition(item=site, notes=tuple(above)))
        self._call(site)
        return site

    def _body(self, one: Stated) -> str | None:
        """The body that answers for a site: the organisation that its register names, else whose register it is."""
        organisation = self._bodies.get(spelled(one.facts.get("body", "")))
        return organisation or self._bodies.get(spelled(one.body))

    def _realm_of(self, one: Stated) -> str:
        """The address space of a new site: that of the VRF in which all of its networks are."""
        if vrf := one.facts.get("vrf", ""):
            return slug(vrf)
        vrfs = dict.fromkeys(network.vrf for network in one.networks)
        if len(vrfs) == 1:
            return slug(next(iter(vrfs))) or self._realm
        if vrfs:
            listed = ", ".join(vrf or "the global one" for vrf in vrfs)
            self.doubts.append(
                f"'{one.name}' has networks in several VRFs ({listed}); a site has one address space, and"
                f" '{self._realm}' is written: if addresses of theirs are the same, make a site of each"
            )
        return self._realm

    # --- zones -------------------------------------------------------------------------------------------------

    def _zone(self, site: Site, drafted: Drafted) -> None:
        free, holders = self._free(site, drafted)
        new_vlans = tuple(vlan for vlan in drafted.vlans if (site.id, vlan) not in self._vlans)
        if not free and holders:
            self.differences += [f"zone '{holders[0].id}': the register has VLAN {vlan} there" for vlan in new_vlans]
        if not free and (drafted.prefixes or not new_vlans):
            return
        zone = Zone(
            id=_unused(f"{site.id}-{drafted.label}", self._zone_ids),
            site=site.id,
            kind=drafted.kind,
            cidrs=free,
            vlans=new_vlans,
            cameras_expected=drafted.cameras_expected,
        )
        elsewhere = [self._vlans[site.id, vlan] for vlan in drafted.vlans if (site.id, vlan) in self._vlans]
        notes = (*drafted.notes, *(f"its VLAN stands in zone {other.id}" for other in elsewhere))
        self.additions.append(Addition(item=zone, notes=notes))
        self._place(zone, site.realm)

    def _free(self, site: Site, drafted: Drafted) -> tuple[tuple[str, ...], list[Zone]]:
        """(the ranges that are in no zone of the site's address space yet, the zones of the site that have others)."""
        free: list[str] = []
        holders: list[Zone] = []
        for prefix in drafted.prefixes:
            try:
                holder = self._spans.get((site.realm, addresses.span(prefix)))
            except ValueError:
                self.doubts.append(f"'{prefix}' at site '{site.id}' is no range of addresses: left out")
                continue
            if holder is None:
                free.append(prefix)
            elif holder.site == site.id:
                holders.append(holder)
            else:
                ours = f"in the estate at site '{holder.site}' (zone '{holder.id}')"
                self.differences.append(f"{prefix}: {ours}, in the register at site '{site.id}'")
        return tuple(free), holders


def _unused(wanted: str, taken: set[str]) -> str:
    """The id, with a number behind it if another bears it; it is taken from then on."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _sensitivity(one: Stated) -> tuple[Sensitivity, list[str]]:
    """What the register states of the four limbs, and what is left for a person to say.

    Not sensitive is none of the four. Sensitive is one of them, and the register does not say which: that is noted.
    """
    said = f"register: {one.because}"
    stated = {limb: _ANSWERS[answer] for limb in LIMBS if (answer := one.facts.get(limb, "")) in _ANSWERS}
    whole = _ANSWERS.get(one.facts.get("sensitive", ""))
    if whole is Answer.NO and Answer.YES not in stated.values():
        stated = dict.fromkeys(LIMBS, Answer.NO) | stated
    sensitive = Sensitivity(**{limb: Statement(answer=answer, said_by=said) for limb, answer in stated.items()})
    if whole is not None and sensitive.answer is not whole:
        word = "sensitive" if whole is Answer.YES else "not sensitive"
        return sensitive, [f"the register says that it is {word}: say which of the four answers is to change"]
    return sensitive, []


def _differences(site: Site, one: Stated, body: str | None) -> list[str]:
    """Where the estate file and a register say different things of a site that both know."""
    found: list[str] = []

    def differ(what: str, ours: str, theirs: str) -> None:
        found.append(f"site '{site.id}': {what} is '{ours}' in the estate, '{theirs}' in the register ({one.because})")

    if spelled(one.name) not in {spelled(name) for name in (site.id, site.name, *site.aliases)}:
        found.append(f"site '{site.id}': the register calls it '{one.name}' ({one.because}): add that to its aliases")
    for name in ("timezone", "controller"):
        if (theirs := one.facts.get(name, "")) and theirs != getattr(site, name):
            differ(name, getattr(site, name), theirs)
    if body is not None and body != site.body:
        differ("body", site.body, body)
    for name in ("sensitive", *LIMBS):
        ours = site.sensitive.answer if name == "sensitive" else getattr(site.sensitive, name).answer
        stated = _ANSWERS.get(one.facts.get(name, ""))
        if stated is not None and stated is not ours:
            differ(name, ours.value, stated.value)
    return found
