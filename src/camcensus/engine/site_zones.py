"""Networks of a register as zones of an estate: which belong together, what kind each is, what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from camcensus.engine.settings import ZONE_KINDS
from camcensus.engine.site_facts import Network
from camcensus.sources.importers._sites import slug

CAMERA, MANAGEMENT, OUTSIDE, ELSE = "camera", "management", "outside", "users"
_WORDS = (
    (CAMERA, re.compile(r"cctv|camera|surveillance|(?<![a-z])(?:cams?|nvrs?)(?![a-z])", re.IGNORECASE)),
    (MANAGEMENT, re.compile(r"manage?ment|(?<![a-z])(?:mgmt|oob)(?![a-z])|out.of.band", re.IGNORECASE)),
    (OUTSIDE, re.compile(r"guest|internet|(?<![a-z])(?:dmz|wan|public)(?![a-z])", re.IGNORECASE)),
)
"""Words that tell the kind of a network. None tells that it is the core: that is for a person to say."""
_IN_USE = frozenset({"", "active", "inuse", "live", "container"})


@dataclass(kw_only=True)
class Drafted:
    """Networks of one VLAN in one VRF, or a network that has no VLAN of its own."""

    networks: list[Network] = field(default_factory=list)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Its ranges of addresses, each once."""
        return tuple(dict.fromkeys(prefix for one in self.networks for prefix in one.prefixes))

    @property
    def vlans(self) -> tuple[int, ...]:
        """Its VLANs, each once."""
        return tuple(dict.fromkeys(vlan for one in self.networks for vlan in one.vlans))

    @property
    def vrf(self) -> str:
        """The VRF that it is in; empty: the global one."""
        return self.networks[0].vrf

    @property
    def words(self) -> str:
        """What the register calls it and says of it."""
        said = (text for one in self.networks for text in (one.vlan_name, one.purpose))
        return ", ".join(dict.fromkeys(filter(None, said)))

    @property
    def kind(self) -> str:
        """The kind of zone: as stated in the very word, else as the words tell; ``users`` where nothing tells."""
        stated = next((one.kind for one in self.networks if one.kind in ZONE_KINDS), "")
        told = next((kind for kind, words in _WORDS if words.search(f"{self.words}, {self.vrf}"[:2_000])), ELSE)
        return stated or told

    @property
    def label(self) -> str:
        """What it is called beside its site, as an id."""
        name = next((one.vlan_name for one in self.networks if one.vlan_name), "")
        number = f"vlan-{self.vlans[0]}" if self.vlans else ""
        prefix = re.sub(r"[^0-9a-f]+", "-", self.prefixes[0]).strip("-") if self.prefixes else ""
        return slug(name)[:30].strip("-") or number or prefix

    @property
    def cameras_expected(self) -> bool:
        """Whether nobody having looked there is a gap: unless every register that speaks of it says no."""
        stated = {one.expected for one in self.networks if one.expected}
        return stated != {"no"}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about it."""
        states = dict.fromkeys(one.status for one in self.networks if one.status.casefold() not in _IN_USE)
        return (
            *((f"the register says: {self.words}",) if self.words else ()),
            *((f"in VRF {self.vrf}",) if self.vrf else ()),
            *(f"its status there is: {state}" for state in states),
            f"from {self.networks[0].because}",
        )


def drafted(networks: Iterable[Network]) -> list[Drafted]:
    """The networks of one site as zones, in order of coming."""
    groups: dict[tuple[int, str], Drafted] = {}
    for number, one in enumerate(networks):
        key = (one.vlans[0], one.vrf) if len(one.vlans) == 1 else (-number, "")
        groups.setdefault(key, Drafted()).networks.append(one)
    for key, group in list(groups.items()):
        # a VLAN that is listed without a network, and so without a VRF, is the one that has a network
        same = [other for other in groups if other != key and other[0] == key[0]]
        if not group.prefixes and len(same) == 1:
            groups[same[0]].networks += groups.pop(key).networks
    return list(groups.values())
