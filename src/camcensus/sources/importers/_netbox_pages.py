"""Pages of NetBox's REST API: what their objects say, and what must be known of all of them before any is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.sources.importers import _netbox
from camcensus.sources.importers._cameras import Verdict, hinted
from camcensus.sources.importers._device import host
from camcensus.sources.importers._json_records import Json, Record, inner, string, strings, table, tables
from camcensus.sources.importers._netbox import Taker
from camcensus.sources.reading.gathered import Gathered

URL = re.compile(r"/api/((?:dcim|ipam)/[a-z-]+)/")
"""Which kind of object an address of the API is of."""

Cells = dict[str, str]

_SITE = ("sensitive", "controller", "holds_secret", "vetted_officials", "used_by_ministers", "socpa_location")
"""What an owner may have added to sites as fields of their own."""


def objects(page: Json) -> Iterator[tuple[str, Json]]:
    """(kind, object) for each object of a page: ``dcim/sites``, as the page or the object's own address says."""
    stated = string(page, "endpoint")
    for one in tables(page, "results"):
        found = URL.search(string(one, "url"))
        yield stated or (found[1] if found else ""), one


def site(one: Json) -> Cells:
    """What an object of ``dcim/sites`` says, named as in `site_csv.FORM`."""
    cells = {
        "code": string(one, "slug"),
        "name": string(one, "name"),
        "body": string(one, "tenant", "name"),
        "region": string(one, "region", "name"),
        "timezone": string(one, "time_zone"),
        "address": " ".join(string(one, "physical_address").split()),
        "latitude": string(one, "latitude"),
        "longitude": string(one, "longitude"),
        "facility": string(one, "facility"),
        "status": _choice(one, "status"),
        "notes": _line(one, "description") or _line(one, "comments"),
    }
    own = table(one, "custom_fields")
    cells |= {name: _own(own.get(name)) for name in _SITE}
    return _filled(cells)


def device(one: Json) -> Cells:
    """What an object of ``dcim/devices`` says, named as the columns of a register."""
    cells = _netbox.named(string(one, "name"), string(one, "asset_tag"), string(one, "id"))
    cells |= {
        "kind": string(one, "role", "name") or string(one, "device_role", "name"),
        "make": string(one, "device_type", "manufacturer", "name"),
        "model": string(one, "device_type", "model"),
        "serial": string(one, "serial"),
        "platform": string(one, "platform", "name"),
        "status": _choice(one, "status"),
        "site": string(one, "site", "name"),
        "location": string(one, "location", "name"),
        "tenant": string(one, "tenant", "name"),
        "ip": ", ".join(ips(one)),
        "notes": _line(one, "description") or _line(one, "comments"),
    }
    return _filled(cells)


def network(one: Json, at: str) -> Cells:
    """What a prefix or VLAN says, at the site of that name, named as in `site_csv.FORM`."""
    role, description = string(one, "role", "name"), _line(one, "description")
    is_vlan = "vid" in one
    vlan = one if is_vlan else table(one, "vlan")
    cells = {
        "name": at,
        "prefix": string(one, "prefix"),
        "vlan": string(vlan, "vid"),
        "vlan_name": string(vlan, "name"),
        "vrf": string(one, "vrf", "name"),
        "purpose": ", ".join(filter(None, [role, description])),
        "status": _choice(one, "status"),
    }
    return _filled(cells)


def ips(one: Json) -> list[str]:
    """The addresses of a device, each once."""
    found = (host(string(one, name, "address")) for name in ("primary_ip4", "primary_ip6", "primary_ip", "oob_ip"))
    return list(dict.fromkeys(address for address in found if address))


def macs(one: Json) -> list[str]:
    """The Ethernet addresses of an interface, each once; versions keep them in three places."""
    listed = [string(each, "mac_address") for each in tables(one, "mac_addresses")]
    texts = [string(one, "mac_address"), string(one, "primary_mac_address", "mac_address"), *listed]
    return _netbox.ethernet([*texts, *strings(one, "mac_addresses")])


def device_of(address: Json) -> str:
    """The number of the device whose interface bears an address; nothing if none does."""
    return string(address, "assigned_object", "device", "id") or string(address, "interface", "device", "id")


def _choice(one: Json, name: str) -> str:
    return string(one, name, "value") or string(one, name, "label") or string(one, name)


def _line(one: Json, name: str) -> str:
    return " ".join(string(one, name).split())


def _own(value: object) -> str:
    """A field of the owner's: a text, yes or no, or one of a choice."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return string(value) or string(value, "label")


def _filled(cells: Cells) -> Cells:
    return {name: cell for name, cell in cells.items() if cell}


class Known(NamedTuple):
    """A device as the survey found it."""

    name: str
    """Its own among all devices."""
    site: str
    verdict: Verdict
    settled: bool
    """Its role says that it is something else."""


@dataclass(kw_only=True)
class _Sites:
    """The names of sites by the numbers of what is there."""

    sites: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    vlans: dict[str, str] = field(default_factory=dict)


class Survey:
    """The first reading: which devices may be cameras, and which objects lead to which site."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._at = _Sites()
        self._devices: dict[str, Known] = {}
        self._names: set[str] = set()
        self._seen: set[str] = set()
        self._likely: set[str] = set()

    def note(self, _: Gathered, record: Record) -> None:
        """Look at one page."""
        for kind, one in objects(record.content):
            number, at = string(one, "id"), string(one, "site", "name")
            if kind == "dcim/sites":
                self._at.sites[number] = string(one, "name")
            elif kind == "dcim/locations":
                self._at.locations[number] = at
            elif kind == "ipam/vlans":
                self._at.vlans[number] = at
            elif kind == "dcim/devices":
                self._device(number, one)
            elif kind == "dcim/interfaces":
                self._hit(string(one, "device", "id"), macs(one))
            elif kind == "ipam/ip-addresses":
                self._hit(device_of(one), [host(string(one, "address")) or ""], string(one, "dns_name"))

    def _device(self, number: str, one: Json) -> None:
        cells = device(one)
        name = cells.get("asset", "")
        if name in self._names:
            name = f"{name} / netbox {number}"
        self._names.add(name)
        settled = self._taker.is_something_else(cells.get("kind", ""))
        self._devices[number] = Known(name, cells.get("site", ""), self._taker.judge(cells, ips(one)), settled)

    def _hit(self, number: str, addresses: Iterable[str], name: str = "") -> None:
        """An interface or address of a device; what a switch writes beside its ports is of no weight."""
        context, found = self._taker.gathered.context, list(addresses)
        if not context.known.isdisjoint(found):
            self._seen.add(number)
        elif hinted(name) or any(len(one) == 17 and context.builds(one) for one in found):
            self._likely.add(number)

    def device(self, number: str) -> Known | None:
        """The device of that number, as all pages together tell; None if there is none."""
        known = self._devices.get(number)
        if known is not None and (number in self._seen or (number in self._likely and not known.settled)):
            return known._replace(verdict=Verdict.CAMERA)
        return known

    def site_of(self, one: Json) -> str:
        """The name of the site at which a prefix or VLAN is; nothing if no object leads to one."""
        kind, number = string(one, "scope_type"), string(one, "scope_id") or string(one, "scope", "id")
        if at := string(one, "site", "name"):
            return at
        if kind == "dcim.site":
            return self._at.sites.get(number) or string(one, "scope", "name")
        if kind == "dcim.location":
            return self._at.locations.get(number, "")
        if not kind and inner(one, "vlan", "id") is not None:
            return self._at.vlans.get(string(one, "vlan", "id"), "")
        return ""
