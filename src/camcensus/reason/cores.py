"""What the core network is at each site: its addresses, and the numbers of its VLANs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from camcensus.model.estate import Estate
from camcensus.model.outcome import Answer
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


def find(estate: Estate, boxes: Mapping[str, Mapping[str, Box]]) -> Core:
    """Addresses and VLANs of the core: as the owner states them, and as interfaces with an address in it bear them."""
    realm_of = {site.id: site.realm for site in estate.sites}
    inside = _inside(estate, realm_of)
    vlans: dict[tuple[str, str], list[Spans]] = {}
    for zone in estate.zones:
        if zone.is_core is Answer.YES and zone.site in realm_of:
            numbers = [spans.one(vlan) for vlan in zone.vlans]
            vlans.setdefault((realm_of[zone.site], zone.site), []).extend(numbers)
    for realm, many in boxes.items():
        for box in many.values():
            for vlan, at in _routed(box):
                for site, held in inside.get(realm, {}).items():
                    if spans.holds(held, at):
                        vlans.setdefault((realm, site), []).append(spans.one(vlan))
    sites: dict[str, tuple[str, ...]] = {}
    for one in estate.sites:
        sites[one.realm] = (*sites.get(one.realm, ()), one.id)
    return Core(
        spans={realm: spans.union(many.values()) for realm, many in inside.items()},
        vlans={key: spans.union(many) for key, many in vlans.items()},
        sites=sites,
    )


def _inside(estate: Estate, realm_of: Mapping[str, str]) -> dict[str, dict[str, Spans]]:
    """Address space and site to the addresses of the core there; of zones within zones the narrowest decides."""
    ranges = [(spans.network(cidr), zone) for zone in estate.zones if zone.site in realm_of for cidr in zone.cidrs]
    found: dict[str, dict[str, Spans]] = {}
    for held, zone in sorted(ranges, key=lambda one: -spans.size(one[0])):
        sites = found.setdefault(realm_of[zone.site], {})
        for site in sites:
            sites[site] = spans.without(sites[site], held)
        if zone.is_core is Answer.YES:
            sites[zone.site] = spans.union([sites.get(zone.site, spans.NONE), held])
    return found


def _routed(box: Box) -> Iterator[tuple[int, int]]:
    """(VLAN, address) of each interface of a box that has both."""
    for interface in box.interfaces:
        vlan = vlan_of(interface)
        for text in interface.addresses if vlan is not None and interface.enabled else ():
            try:
                yield vlan or 0, spans.address(text.partition("/")[0])
            except ValueError:
                continue
