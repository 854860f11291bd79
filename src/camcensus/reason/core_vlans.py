"""What the core network is at each site: its addresses, and the numbers of its VLANs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from camcensus.model.estate import Estate, Zone
from camcensus.model.outcome import Answer
from camcensus.reason import core
from camcensus.reason.switches import vlan_of
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What the core network is."""

    spans: Mapping[str, Spans]
    """Address space to the addresses of the core."""
    vlans: Mapping[tuple[str, str], Spans]
    """(address space, site) to the numbers of VLANs of the core."""
    sites: Mapping[str, tuple[str, ...]]
    """Address space to its sites."""

    def vlans_of(self, realm: str, site: str) -> Spans:
        """The VLANs of the core where a device is: of its site, else of all sites of its address space."""
        sites = (site,) if site else self.sites.get(realm, ())
        return spans.union(self.vlans.get((realm, one), spans.NONE) for one in sites)

    def is_sure(self, realm: str, site: str) -> bool:
        """Whether a number means one VLAN there: at two sites it may mean two."""
        return bool(site) or len(self.sites.get(realm, ())) == 1


def find(estate: Estate, boxes: Mapping[str, Mapping[str, Box]], held: Mapping[str, Spans] | None = None) -> Core:
    """Addresses and VLANs of the core: as the owner states them, and as interfaces with an address in it bear them.

    `held`: address space to the addresses of its core; left out: as the estate states it.
    """
    realm_of = {site.id: site.realm for site in estate.sites}
    if held is None:
        held = {realm: core.stated(estate, realm) for realm in estate.realms}
    inside = {realm: _by_site(estate, realm, every) for realm, every in held.items()}
    vlans: dict[tuple[str, str], list[Spans]] = {}
    for zone in estate.zones:
        if zone.site in realm_of and _is_core(zone, held.get(realm_of[zone.site], spans.NONE)):
            numbers = [spans.one(vlan) for vlan in zone.vlans]
            vlans.setdefault((realm_of[zone.site], zone.site), []).extend(numbers)
    for realm, many in boxes.items():
        for box in many.values():
            for vlan, at in _routed(box):
                for site, mine in inside.get(realm, {}).items():
                    if spans.holds(mine, at):
                        vlans.setdefault((realm, site), []).append(spans.one(vlan))
    sites: dict[str, tuple[str, ...]] = {}
    for one in estate.sites:
        sites[one.realm] = (*sites.get(one.realm, ()), one.id)
    return Core(spans=held, vlans={key: spans.union(many) for key, many in vlans.items()}, sites=sites)


def _is_core(zone: Zone, held: Spans) -> bool:
    """Whether a zone is stated to be core, or lies in it: an anchor is there, or nothing parts it from the core."""
    mine = core.addresses(zone)
    return zone.is_core is Answer.YES or bool(mine and spans.covers(held, mine))


def _by_site(estate: Estate, realm: str, held: Spans) -> dict[str, Spans]:
    """The core's addresses at each site; what lies in no zone is where the only site is."""
    zones = {
        site.id: [zone for zone in estate.zones if zone.site == site.id] for site in estate.sites if site.realm == realm
    }
    if len(zones) == 1:
        return dict.fromkeys(zones, held)
    return {site: spans.both(held, spans.union(map(core.addresses, many))) for site, many in zones.items()}


def _routed(box: Box) -> Iterator[tuple[int, int]]:
    """(VLAN, address) of each interface of a box that has both."""
    for interface in box.interfaces:
        vlan = vlan_of(interface)
        for text in interface.addresses if vlan is not None and interface.enabled else ():
            try:
                yield vlan or 0, spans.address(text.partition("/")[0])
            except ValueError:
                continue
