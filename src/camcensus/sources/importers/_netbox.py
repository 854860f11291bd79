"""What NetBox says of sites, networks and devices, whether its tables or its interface said it.

A device is known by its name, as NetBox's interfaces and addresses refer to it so; its asset tag stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from camcensus.model.reading import Context, Place
from camcensus.sources.importers._cameras import Sieve, Verdict, hinted
from camcensus.sources.importers._device import Devices, Row
from camcensus.sources.importers._sites import Sites, slug
from camcensus.sources.reading.door import LEFT
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import fold
from camcensus.wire import macs

CONTAINERS = "prefixes that only hold other prefixes (containers)"
INTERFACES = f"interfaces {LEFT}"
ADDRESSES = f"addresses {LEFT}"

_STATUS = {"failed": "faulty", "inventory": "in store", "active": "active", "offline": "offline"}
"""What a status says of where a device is, in the words of a register; the others are kept as they are."""
_NAMES = ("model", "name", "hostname", "notes", "platform", "location")


def is_container(status: str) -> bool:
    """Whether a prefix is only there to hold others."""
    return fold(status) == "container"


def realm_of(context: Context, vrf: str, place: Place | None = None) -> str:
    """The address space that a VRF names, if the estate has it; else that of the site, else that of the file."""
    realms = {one.realm for one in context.places.values()}
    if vrf and (named := slug(vrf)) in realms:
        return named
    return place.realm if place else context.realm


class Taker:
    """Takes in objects of NetBox, their fields named as in a register; what they say goes into `gathered`."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.sites = Sites(gathered)
        self._context = gathered.context
        self._devices = Devices(gathered)
        self._sieve = Sieve(gathered.context)

    def network(self, cells: Mapping[str, str], where: str, original: bytes) -> None:
        """A prefix or VLAN of a site, unless it only holds others."""
        if is_container(cells.get("status", "")):
            self.gathered.leave_out(CONTAINERS)
            self.gathered.forget(original)
        else:
            self.sites.note(cells, where, original)

    def judge(self, cells: Mapping[str, str], addresses: Iterable[str] = ()) -> Verdict:
        """Whether a device may be a camera, by its role, its names and its addresses."""
        names = [cells[name] for name in _NAMES if name in cells]
        return self._sieve.judge(cells.get("kind", ""), names, ips=addresses)

    def is_something_else(self, role: str) -> bool:
        """Whether a role alone says that a device is no camera."""
        return self._sieve.settled(role) is Verdict.OTHER

    def device(self, cells: Mapping[str, str], where: str, original: bytes) -> None:
        """A device that is kept; its fields are named as the columns of a register."""
        written = {name: cell for name, cell in cells.items() if cell}
        if "status" in written:
            written["status"] = _STATUS.get(fold(written["status"]), written["status"])
        place = self._devices.place(written.get("site", ""))
        self._devices.note(Row(where=where, written=written, typed=written, place=place, original=original))

    def part(self, subject: str, facts: list[tuple[str, str]], original: bytes, realm: str) -> None:
        """What an interface or an address says of its device."""
        self.gathered.add(subject, facts, original=original, realm=realm)

    def drop(self, why: str, original: bytes) -> None:
        """Count what is not kept."""
        self.gathered.leave_out(why)
        self.gathered.forget(original)

    def speaks_of_cameras(self, texts: Iterable[str], addresses: Iterable[str]) -> bool:
        """Whether what is known only by a name and addresses has to do with cameras."""
        context, found = self._context, list(addresses)
        if context.keep_all or not context.known.isdisjoint(found) or any(map(hinted, texts)):
            return True
        return any(":" in one and len(one) == 17 and context.builds(one) for one in found)


def named(name: str, tag: str, number: str = "") -> dict[str, str]:
    """The cells by which a device is known: its name, else its asset tag, else its number in NetBox."""
    cells = {"asset": name or tag or (f"netbox {number}" if number else "")}
    if name:
        cells |= {"name": name, "hostname": name if " " not in name else "", "asset_tag": tag}
    return {cell: text for cell, text in cells.items() if text}


def ethernet(texts: Iterable[str]) -> list[str]:
    """The Ethernet addresses among these, each once."""
    found = (macs.normalise(text) for text in texts if text)
    return list(dict.fromkeys(mac for mac in found if mac and macs.is_individual(mac)))
