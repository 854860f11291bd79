"""Where an address lies, as seen from a device: in the core, in a zone, in none of them, or outside."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from camcensus.model.estate import Estate
from camcensus.reason import core
from camcensus.wire import addresses, spans
from camcensus.wire.spans import Spans

OUTSIDE, CORE, NOWHERE = "outside", "in the core", ""
"""What is said of a public address, of one in the core network, and of one that is no single host's."""
OWN = "with no zone"
"""Of an address that is private, or held by a device of ours, and that no zone of the estate names."""

_NOBODY = spans.union(
    map(
        spans.network,
        ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/127", "fe80::/10", "ff00::/8"),
    )
)
"""No way out leads there: this machine, its link, groups and nobody (RFC 6890)."""
_PRIVATE = spans.union(
    map(spans.network, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)
"""RFC 1918, 6598 and 4193."""

Zones = Mapping[str, tuple[str, Spans]]
"""Id of a zone to its address space and its addresses."""


def zones(estate: Estate) -> Zones:
    """Each zone's address space and addresses. One of kind ``outside`` is no zone of ours: who is there is outside."""
    realm_of = {site.id: site.realm for site in estate.sites}
    return {zone.id: (realm_of[zone.site], core.addresses(zone)) for zone in estate.zones if zone.kind != "outside"}


class Seats:
    """Core and zones of all address spaces, ready to be asked; an address means nothing outside its own."""

    def __init__(self, core_of: Mapping[str, Spans], zones: Zones, held: Collection[tuple[str, str]]) -> None:
        """`core_of`: realm to the addresses of its core; `held`: realm and address of each device that is judged."""
        self._core, self._held = core_of, held
        self._zones: dict[str, list[tuple[int, str, Spans]]] = {}
        for zone, (realm, every) in zones.items():
            self._zones.setdefault(realm, []).append((spans.size(every), zone, every))
        for many in self._zones.values():
            many.sort()  # the narrowest first

    def of(self, realm: str, address: str) -> str:
        """`CORE`, ``in zone x``, `OWN`, `OUTSIDE` or `NOWHERE`."""
        place = _place(address)
        if place is None:
            return NOWHERE
        if spans.holds(_NOBODY, place):
            return NOWHERE
        if spans.holds(self._core.get(realm, spans.NONE), place):
            return CORE
        for _, zone, every in self._zones.get(realm, ()):
            if spans.holds(every, place):
                return f"in zone {zone}"
        return OWN if spans.holds(_PRIVATE, place) or (realm, address) in self._held else OUTSIDE


def _place(address: str) -> int | None:
    """Where an address lies on the axis of `spans`; of IPv4 in a third of the time that any takes."""
    try:
        return spans.address(address) if ":" in address else addresses.number(address)
    except ValueError:
        return None
