"""What configurations say about whether packets can get from one part of a network to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

PERMITTED, UNKNOWN, CLOSED = ANSWERS = ("path-permitted", "unknown", "closed")
"""There is a path; that is not known; there is none. The gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A rule, a default or an odd line of a configuration."""

    box: str
    chain: str = ""
    line: int = 0
    """Of its file, from 1; 0: what the dialect does where nothing is stated."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One box on a path."""

    box: str
    incoming: str
    outgoing: str
    rules: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Packets that get through, and how; or perhaps."""

    source: tuple[str, ...]
    """Networks."""
    target: tuple[str, ...]
    services: str
    """``tcp 443, 554``."""
    steps: tuple[Step, ...]
    """None: both ends lie in one network."""
    translated: tuple[str, ...] = ()
    """Networks that the target became on the way, where NAT wrote into the packets."""
    doubts: tuple[Said, ...] = ()
    """Rules because of which it is not known whether they get through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One direction."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    answer: str
    """One of `ANSWERS`."""
    paths: tuple[Traced, ...] = ()
    """Those that exist; then those of which it is not known."""
    closed_by: tuple[tuple[Said, int], ...] = ()
    """Each rule that stops something, and how many sets of packets; the most first."""
    missing: tuple[str, ...] = ()
    """What would have to be read or answered before it is known, as sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Both directions, and what the configurations hold."""

    outward: Side
    """From the first set of addresses to the second."""
    back: Side
    boxes: tuple[tuple[str, str, int, int], ...]
    """(name, dialect, rules, lines that were not understood) of each box."""

    @property
    def answer(self) -> str:
        """The graver of both directions."""
        return min(self.outward.answer, self.back.answer, key=ANSWERS.index)


RUNGS = (
    "connected",
    "path-permitted",
    "permitted-not-observed",
    "unknown",
    "denied",
    "denied-not-observed",
    "separate",
)
"""How far a device is from the core network, by what is proved. The gravest first; *unknown* says what is missing.

``separate`` wants more than configuration and observation say: no shared switch, no second card, no other way out."""


CROSSED = ("answered", "passed", "unanswered", "denied")
"""What became of packets that were seen: both sides spoke; a firewall's log says that it let them by; nobody was seen
to answer, so that they may have been stopped; a firewall's log says that it stopped them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Conversations that were seen between a device and the core network, or attempts at them."""

    other: str
    """The address in the core."""
    protocol: str
    port: int
    """Of the server."""
    opened_by: str
    """``device`` or ``core``."""
    outcome: str
    """One of `CROSSED`."""
    connections: int
    first: datetime | None
    last: datetime | None

    @property
    def crossed(self) -> bool:
        """Whether packets are shown to have come through."""
        return self.outcome in ("answered", "passed")

    def is_since(self, day: datetime) -> bool:
        """Whether it was seen then or later; what bears no time may have been."""
        return self.last is None or self.last >= day


BRIDGES = (
    "dual-homed",
    "one-box",
    "shared-port",
    "core-vlan",
    "native-mismatch",
    "leaking-trunk",
    "viewing-station",
    "nat-box",
    "own-uplink",
    "wireless",
    "port-mapping",
)
"""What joins two networks past the boxes between them. ``one-box``: two devices that are probably one with two
interfaces; ``core-vlan``: a camera's Ethernet address was learned in a VLAN of the core."""

OUTLETS = ("dns", "ntp", "smtp", "syslog", "proxy", "cloud", "p2p", "outside")
"""Ways out that need no path of the device's own to the core: a service that passes on what it is sent, a cloud of its
maker, an address outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One thing on the way between a device and the core, as a picture shows it, from the device on."""

    kind: str
    """``device``, ``address``, ``port``, ``switch``, ``box``, ``host``, ``network`` or ``outside``."""
    title: str
    lines: tuple[str, ...] = ()
    """What is known of it; of the way to the next one, where a line begins with an arrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Something that joins the network of a device with another, whatever configurations say."""

    kind: str
    """One of `BRIDGES`."""
    detail: str
    """What was found, as a sentence without a full stop."""
    certain: bool
    """Whether it is shown to reach the core; otherwise it may, and a person has to look."""
    other: str = ""
    """The device, switch port or host that is the bridge, where it is not the device itself."""
    trail: tuple[Station, ...] = ()
    """From the device to the core."""
    last: datetime | None = None
    """When it was last seen to be so."""
    settled: str = ""
    """Who looked, and says that it passes nothing on; empty: nobody yet. Of what is certain it changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A way out that a device was seen to use, other than straight into the core."""

    kind: str
    """One of `OUTLETS`."""
    other: str
    """The address or the name it spoke to."""
    detail: str
    """``ntp, udp 123``; of DNS a name that was asked for."""
    through: bool
    """Whether `other` passes on what it is sent: a resolver, a relay, a proxy."""
    country: str = ""
    """Where the owner's table of networks says so."""
    connections: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An attempt to connect that a collector made under a scope."""

    stood: str
    """The zone in which the collector stood."""
    target: str
    port: int
    answer: str
    """``open``, ``refused`` (by the target, or by a firewall in its name) or ``silent``."""
    at: datetime | None
    to_core: bool
    """Whether it went from the device's network to the core; otherwise from the core to the device."""

    def is_since(self, day: datetime) -> bool:
        """Whether it was made then or later; what bears no time may have been."""
        return self.at is None or self.at >= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One device on the ladder, with what it rests on."""

    device: str
    label: str
    site: str
    zone: str
    addresses: tuple[str, ...]
    rung: str
    """One of `RUNGS`."""
    there: str
    """What configurations say of the way to the core, one of `ANSWERS`; empty: none was read."""
    back: str
    weakest: str = ""
    """The link on which the rung rests, as a sentence without a full stop."""
    opened_there: tuple[Traced, ...] = ()
    """The first paths to the core, those that are sure before those that may be."""
    opened_back: tuple[Traced, ...] = ()
    closed_there: tuple[Said, ...] = ()
    """The first rules that stop something on the way to the core."""
    closed_back: tuple[Said, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    watched: int = 0
    """Whole days on which its network was listened to."""
    in_core: tuple[str, ...] = ()
    """Its addresses that lie in the core network; beside others outside: it is a bridge."""
    bridges: tuple[Bridge, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    trials: tuple[Trial, ...] = ()
    port: str = ""
    """``switch/port`` on which it is; empty: not known."""
    missing: tuple[str, ...] = ()
    """What is not known and would have to be read, asked or answered, as sentences."""
    unlooked: tuple[str, ...] = ()
    """What would have to be read of switches before it is known to share nothing with the core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparted:
    """Networks that are one with the core because no rule stands between, though nobody stated it."""

    realm: str
    networks: tuple[str, ...]
    zones: tuple[str, ...]
    """Zones that lie in them, whole or in part."""
    box: str
    incoming: str
    """The interface towards the core."""
    outgoing: str
    """The interface towards them; the same: they share one network with it."""
    sure: bool
    """Whether nothing in the configuration is left open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A configuration in the log."""

    realm: str
    box: str
    dialect: str
    rules: int
    unread: int
    """Lines that were not understood."""
    known: datetime | None = None
    """When the log got it: it says how the box was set up at that time or before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """All devices of an estate on the ladder."""

    devices: tuple[Standing, ...] = ()
    boxes: tuple[Configuration, ...] = ()
    unparted: tuple[Unparted, ...] = ()
    remarks: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many stand on each rung."""
        return {rung: sum(one.rung == rung for one in self.devices) for rung in RUNGS}
