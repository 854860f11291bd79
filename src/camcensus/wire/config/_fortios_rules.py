"""Policies of FortiOS as rules.

Packets to a virtual address meet the policies that name it, by the address they came to and the port that is written;
other policies meet them by ``match-vip`` alone. Sources: FortiOS Administration Guide, "Policies" and "Virtual IPs";
Fortinet's technical tips on DENY policies for virtual IPs (match-vip; on for deny policies as of 7.2.3) and on the
order of policies and ``intrazone``: policies are asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config import _fortios_nat as nat
from camcensus.wire.config import _found as found
from camcensus.wire.config._fortios_addresses import Book
from camcensus.wire.config._fortios_nat import Virtual
from camcensus.wire.config._fortios_services import Services
from camcensus.wire.config._fortios_tree import Node
from camcensus.wire.config._found import Addresses, Service, shown
from camcensus.wire.config.values import MAX_TEXT, Match, Names, Rule, Translation
from camcensus.wire.packets import Cube

_SHOWN = (
    "name", "srcintf", "dstintf", "srcaddr", "srcaddr-negate", "dstaddr", "dstaddr-negate", "srcaddr6",
    "srcaddr6-negate", "dstaddr6", "dstaddr6-negate", "service", "service-negate", "action", "schedule", "match-vip",
    "nat", "ippool", "poolname", "poolname6", "groups", "users", "internet-service", "internet-service-name",
)  # fmt: skip
_ACTIONS = {"accept": "permit", "deny": "deny"}
_OFF = frozenset({"disable", "none", "", "0", "0x00", "any"})
_SILENT = frozenset(
    {*_SHOWN[:20], "interface", "policyid", "status", "uuid", "uuid-idx", "comments", "comment", "label",
     "global-label", "logtraffic", "logtraffic-start", "utm-status", "inspection-mode", "profile-type",
     "profile-group", "profile-protocol-options", "ssl-ssh-profile", "av-profile", "webfilter-profile",
     "dnsfilter-profile", "emailfilter-profile", "spamfilter-profile", "dlp-sensor", "dlp-profile",
     "file-filter-profile", "ips-sensor", "ips-voip-filter", "application-list", "voip-profile",
     "sctp-filter-profile", "icap-profile", "cifs-profile", "videofilter-profile", "waf-profile",
     "ssh-filter-profile", "casb-profile", "virtual-patch-profile", "diameter-filter-profile", "telemetry-profile",
     "traffic-shaper", "traffic-shaper-reverse", "per-ip-shaper", "capture-packet", "auto-asic-offload",
     "np-acceleration", "np-accelation", "tcp-mss-sender", "tcp-mss-receiver", "session-ttl", "timeout-send-rst",
     "diffserv-forward", "diffserv-reverse", "diffservcode-forward", "diffservcode-rev", "diffserv-copy",
     "custom-log-fields", "send-deny-packet", "wccp", "webcache", "webcache-https", "webproxy-profile",
     "webproxy-forward-server", "wanopt", "wanopt-detection", "wanopt-passive-opt", "wanopt-profile", "wanopt-peer",
     "passive-wan-health-measurement", "replacemsg-override-group", "tcp-session-without-syn", "permit-stun-host",
     "fixedport", "port-preserve", "port-random", "nat-ippool", "natip", "vlan-cos-fwd", "vlan-cos-rev",
     "delay-tcp-npu-session", "block-notification", "ssl-mirror", "ssl-mirror-intf", "dsri", "disclaimer",
     "email-collect", "fec", "anti-replay", "geoip-anycast", "geoip-match", "firewall-session-dirty",
     "schedule-timeout", "match-vip-only", "decrypted-traffic-mirror", "radius-mac-auth-bypass", "wsso", "rsso",
     "ntlm", "ntlm-guest", "ntlm-enabled-browsers", "fsso-agent-for-ntlm", "auth-cert", "auth-redirect-addr",
     "auth-path", "redirect-url", "identity-based-route", "natoutbound", "natinbound", "inbound", "outbound",
     "http-policy-redirect", "ssh-policy-redirect", "scan-botnet-connections", "logtraffic-app", "rtp-nat",
     "internet-service-negate", "internet-service-src-negate", "internet-service6-negate", "tos-negate",
     "internet-service6-src-negate", "reputation-direction", "reputation-direction6", "eif-check", "eif-learn",
     "pcp-inbound", "pcp-outbound", "cgn-log-server-grp", "cgn-session-quota", "cgn-resource-quota", "cgn-eif",
     "cgn-eim", "policy-offload", "app-monitor", "log-http-transaction", "port-mapping"}
)  # fmt: skip
"""What is read elsewhere, inspects, logs, marks or shapes: it makes no more pass than the rest of the policy says."""


class Context(NamedTuple):
    """What policies refer to."""

    four: Book
    six: Book
    services: Services
    virtual4: dict[str, tuple[Virtual, ...]]
    virtual6: dict[str, tuple[Virtual, ...]]
    central: bool
    """Destinations are written by a table of their own: policies meet the addresses that were written."""

    def virtuals(self, *, six: bool) -> dict[str, tuple[Virtual, ...]]:
        """Virtual addresses of a family that policies may name."""
        return {} if self.central else (self.virtual6 if six else self.virtual4)


class Policy(NamedTuple):
    """The rules that a policy becomes."""

    plain: tuple[Rule, ...]
    virtual: tuple[Rule, ...]
    """For packets to a virtual address."""
    used: tuple[Virtual, ...]
    """Virtual addresses that it names."""
    translation: Translation | None
    """What becomes of the sources that it lets pass."""
    translates: bool


class _Side(NamedTuple):
    """Addresses of one family, from where to where."""

    source: Addresses
    target: Addresses
    virtual: tuple[Virtual, ...]


def policy(entry: Node, scope: Node, context: Context, *, six_only: bool = False) -> Policy | None:
    """What it becomes; None: it is switched off. `six_only`: it stands in a table of its own for IPv6."""
    if entry.word("status", "enable") != "enable":
        return None
    why = list(_conditions(entry))
    service, more = _service(entry, context.services)
    sides = [_side(entry, context, six=six, mark="" if six_only or not six else "6")
             for six in ((True,) if six_only else (False, True))]  # fmt: skip
    action = _ACTIONS.get(entry.word("action", "deny"), "unread")
    base = Rule(
        line=entry.line,
        text=_text(entry),
        action=action,
        match=Match(incoming=nat.names(entry, "srcintf"), outgoing=nat.names(entry, "dstintf")),
        name=" ".join(filter(None, (entry.name, entry.word("name"))))[:MAX_TEXT],
    )
    doubts = [*why, *more]
    sure = () if doubts else _plain(sides, service, sure=True)
    doubts += [word for side in sides for part in side[:2] for word in part.why]
    plain = found.rules(base, sure, _plain(sides, service, sure=False), [*doubts, *service.why])
    virtual = [
        rule for side in sides for one in side.virtual for rule in _of_virtual(base, why, side, one, service, more)
    ]
    virtual += _by_match_vip(entry, base, plain, sides)
    used = tuple(dict.fromkeys(one for side in sides for one in side.virtual))
    translation, translates = _sources(entry, scope, six=six_only)
    return Policy(
        tuple(plain), tuple(virtual), used, translation, translates and action != "deny" and not context.central
    )


def _text(entry: Node) -> str:
    parts = [f"{key} {' '.join(entry.words(key))}" for key in _SHOWN if key in entry.values]
    return shown(f"edit {entry.name}: {'; '.join(parts)}")


def _conditions(entry: Node) -> Iterator[str]:
    """Conditions that are not understood."""
    for key, value in entry.values.items():
        words = " ".join(value.words)
        if key not in _SILENT and words.lower() not in _OFF:
            yield shown(f"{key} {words}")[:100]
    if (when := entry.word("schedule", "always")) != "always":
        yield f"schedule {when}"[:100]
    for key in ("srcintf", "dstintf"):
        if not entry.words(key):
            yield f"{key} is missing"
    for name, table in entry.tables.items():
        if table.entries:
            yield f"config {name}"[:100]


def _service(entry: Node, known: Services) -> tuple[Service, tuple[str, ...]]:
    names = entry.words("service")
    if not names:
        odd = () if entry.on("internet-service") or entry.on("internet-service6") else ("service is missing",)
        every = (packets.ALL,)
        return Service(every, every), odd
    asked = known.union(names)
    if entry.on("service-negate"):
        try:
            asked = found.opposite(asked)
        except ValueError as fault:
            asked = Service((), (packets.ALL,), (str(fault),))
    return asked, ()


def _side(entry: Node, context: Context, *, six: bool, mark: str) -> _Side:
    book = context.six if six else context.four
    virtual = context.virtuals(six=six)
    targets = entry.words(f"dstaddr{mark}")
    source = _addresses(entry, book, f"srcaddr{mark}", entry.words(f"srcaddr{mark}"), "-src")
    target = _addresses(entry, book, f"dstaddr{mark}", tuple(one for one in targets if one not in virtual), "")
    return _Side(source, target, tuple(one for name in targets for one in virtual.get(name, ())))


def _addresses(entry: Node, book: Book, key: str, names: tuple[str, ...], side: str) -> Addresses:
    if not names and entry.on(f"internet-service{'6' if key.endswith('6') else ''}{side}"):
        return Addresses((), book.every, ("internet-service",))
    end = key.removesuffix("6")
    if not (entry.words(end) or entry.words(f"{end}6") or entry.on(f"internet-service{side}")):
        return Addresses((), book.every, (f"{end} is missing",))
    named = book.union(names)
    return book.negated(named) if names and entry.on(f"{key}-negate") else named


def _plain(sides: Iterable[_Side], service: Service, *, sure: bool) -> tuple[Cube, ...]:
    cubes: list[Cube] = []
    for source, target, _ in sides:
        here, there = (source.sure, target.sure) if sure else (source.may, target.may)
        if here and there:
            cubes += [one._replace(source=here, target=there) for one in (service.sure if sure else service.may)]
    return tuple(cubes)


def _of_virtual(
    base: Rule, why: list[str], side: _Side, one: Virtual, service: Service, more: tuple[str, ...]
) -> Iterator[Rule]:
    """Rules for packets to a virtual address: services are those that are written."""
    doubts = [*why, *more, *one.why]
    reasons = [*doubts, *side.source.why, *service.why] or ["its service names some of the ports that are written"]
    for part in one.parts:
        certain = () if doubts else tuple(_from(side.source.sure, _asked(part, service.sure, sure=True)))
        perhaps = tuple(_from(side.source.may, _asked(part, service.may, sure=False)))
        yield from found.rules(base, certain, perhaps, reasons)


def _from(source: tuple[int, ...], cubes: Iterable[Cube]) -> Iterator[Cube]:
    for one in cubes:
        if both := spans.both(source, one.source):
            yield one._replace(source=both)


def _asked(part: nat.Part, cubes: Iterable[Cube], *, sure: bool) -> Iterator[Cube]:
    """Packets as they came that are of some services once they are written."""
    for one in cubes:
        protocol = spans.both(part.cube.protocol, one.protocol)
        ports = spans.both(part.cube.target_port, one.target_port) if part.ports is None else part.cube.target_port
        if part.ports is not None:
            fits = spans.covers(one.target_port, part.ports) if sure else spans.both(one.target_port, part.ports)
            protocol = protocol if fits else ()
        if protocol and ports:
            yield part.cube._replace(protocol=protocol, target_port=ports, source_port=one.source_port)


def _by_match_vip(entry: Node, base: Rule, plain: list[Rule], sides: list[_Side]) -> Iterator[Rule]:
    """Whether a policy that names no virtual address meets packets to one."""
    state = entry.word("match-vip")
    if state == "disable":
        return
    whole = all(not side.target.may or side.target.sure in (spans.V4_ALL, spans.V6_ALL) for side in sides)
    sure = state == "enable" and whole and base.action == "deny"
    for rule in plain:
        why = (
            rule.match.unread
            if sure
            else (*rule.match.unread, "match-vip: whether it meets packets to a virtual address")
        )
        yield found.narrowed(base, rule.match.cubes, why)


def _sources(entry: Node, scope: Node, *, six: bool) -> tuple[Translation | None, bool]:
    """(what is written as source, whether something is)."""
    if not entry.on("nat"):
        return None, False
    if not entry.on("ippool"):
        return Translation(of_interface=True), True
    return nat.pool(scope, entry.words("poolname6" if six else "poolname"), six=six), True


# --- what stands around them -----------------------------------------------------------------------------------------


def within_zones(scope: Node) -> Iterator[Rule]:
    """What passes between interfaces of one zone where no policy says otherwise."""
    for zone in scope.table("system zone").entries.values():
        if zone.word("intrazone", "deny") == "allow":
            here = Names(names=(zone.name,))
            why = ("a zone of one interface: not before 7.4.4",) if len(zone.words("interface")) < 2 else ()
            match = Match(incoming=here, outgoing=here, unread=why)
            yield Rule(line=zone.line, text=f"zone {zone.name}: intrazone allow", action="permit", match=match)


def turned_back(interfaces: Iterable[str]) -> Iterator[Rule]:
    """What goes out by the interface it came in by: no policy is asked unless `allow-traffic-redirect` is off."""
    for name in interfaces:
        here = Names(names=(name,))
        match = Match(incoming=here, outgoing=here, unread=("allow-traffic-redirect",))
        yield Rule(line=0, text=f"back by {name}", action="permit", match=match)


def early(entry: Node, context: Context, *, six: bool) -> Rule | None:
    """A rule of ``firewall acl``: it drops before all else."""
    if entry.word("status", "enable") != "enable":
        return None
    book = context.six if six else context.four
    source, target = book.union(entry.words("srcaddr")), book.union(entry.words("dstaddr"))
    service = context.services.union(entry.words("service") or ("ALL",))
    why = found.reasons([*source.why, *target.why, *service.why])
    cubes = tuple(one._replace(source=source.may, target=target.may) for one in service.may)
    match = Match(incoming=nat.names(entry, "interface"), cubes=cubes, unread=why)
    return Rule(line=entry.line, text=f"acl {entry.name}", action="deny", match=match, name=entry.name)
