"""FortiOS configurations: a backup, or what ``show`` and ``show full-configuration`` print.

A packet that is forwarded passes ``firewall acl``; then virtual addresses write its destination; the route is chosen;
policies are asked in the order of the file, by the address that the packet came to (with ``central-nat``: by the one
that was written); then the source is written. What no policy names is denied. Packets of sessions that exist are not
asked again, and TCP that opens no session and belongs to none is dropped. Sources: FortiOS Administration Guide, "Life
of a packet" (order), "Virtual domains", "Destination NAT", "Central SNAT", and the CLI Reference for what a value is
where none is set.

Each virtual domain has chains of its own; interfaces and routes carry its name as VRF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from camcensus.wire import spans
from camcensus.wire.config import _fortios_nat as nat
from camcensus.wire.config import _fortios_net as net
from camcensus.wire.config import _fortios_rules as rules
from camcensus.wire.config import _fortios_tree as tree
from camcensus.wire.config._fortios_addresses import Book
from camcensus.wire.config._fortios_nat import Virtual
from camcensus.wire.config._fortios_net import Domain
from camcensus.wire.config._fortios_rules import Context, Policy
from camcensus.wire.config._fortios_services import Services
from camcensus.wire.config._fortios_tree import Node
from camcensus.wire.config._found import sessions
from camcensus.wire.config.values import Box, Chain, Match, Names, Rule, Step, Unread, cube

DIALECT = "fortios"

_HEAD = re.compile(r"^#config-version=F[A-Z0-9]\w{1,30}-\d", re.MULTILINE)
_TABLE = re.compile(
    r"^[ \t]*config (?:firewall|system|router|vdom|global|vpn|user|log|wireless-controller)\b", re.MULTILINE
)
_ENTRY = re.compile(r"^[ \t]*(?:edit|next|end|set [a-z][a-z0-9-]+ )", re.MULTILINE)

_KEPT = frozenset(
    {"system global", "system settings", "system interface", "system zone", "system sdwan", "system virtual-wan-link",
     "system vdom-link", "system switch-interface", "system virtual-wire-pair", "firewall address",
     "firewall address6", "firewall addrgrp", "firewall addrgrp6", "firewall service custom",
     "firewall service group", "firewall vip", "firewall vip6", "firewall vipgrp", "firewall vipgrp6",
     "firewall ippool", "firewall ippool6", "firewall policy", "firewall policy6", "firewall central-snat-map",
     "firewall acl", "firewall acl6", "router static", "router static6", "router policy", "router policy6",
     *net.LEARNED}
)  # fmt: skip
_PASSED = (
    "alertemail", "antivirus", "application", "automation", "authentication", "casb", "certificate",
    "diameter-filter", "dlp", "dnsfilter", "emailfilter", "endpoint-control", "ethernet-oam", "extender-controller",
    "extension-controller", "file-filter", "firewall DoS-policy", "firewall DoS-policy6", "firewall address-category",
    "firewall auth-portal", "firewall city", "firewall country", "firewall decrypted-traffic-mirror",
    "firewall dnstranslation", "firewall global", "firewall internet-service", "firewall ipmacbinding",
    "firewall ipv6-eh-filter", "firewall ldb-monitor", "firewall local-in-policy", "firewall multicast-address",
    "firewall on-demand-sniffer", "firewall profile-group", "firewall profile-protocol-options", "firewall region",
    "firewall schedule", "firewall service category", "firewall shaper", "firewall shaping-policy",
    "firewall shaping-profile", "firewall sniffer", "firewall ssh", "firewall ssl", "firewall ssl-server",
    "firewall ssl-ssh-profile", "firewall traffic-class", "firewall vendor-mac", "firewall wildcard-fqdn",
    "firewall proxy-address", "firewall proxy-addrgrp", "firewall gtp", "firewall address6-template",
    "firewall network-service-dynamic", "ftp-proxy", "gui", "icap", "ips", "log", "monitoring", "nsxt", "report",
    "router access-list", "router access-list6", "router aspath-list", "router auth-path", "router bfd",
    "router bfd6", "router community-list", "router extcommunity-list", "router key-chain", "router multicast",
    "router multicast-flow", "router multicast6", "router prefix-list", "router prefix-list6", "router route-map",
    "router setting", "rule", "sctp-filter", "spamfilter", "ssh-filter", "switch-controller", "telemetry-controller",
    "user", "videofilter", "virtual-patch", "voip", "vpn", "waf", "wanopt", "web-proxy", "webfilter",
    "wireless-controller", "ztna",
)  # fmt: skip
"""Tables, or families of them, that do not make a packet pass or not (addresses of a box's own, inspection, logs)."""
_PASSED_WORDS = max(len(one.split()) for one in _PASSED)
"""The name of a table may have many words, of which no more are looked at."""
_PASSED_OF_SYSTEM = frozenset(
    {"3g-modem", "accprofile", "acme", "admin", "affinity-interrupt", "affinity-packet-redistribution", "alarm",
     "alias", "api-user", "arp-table", "auto-install", "auto-script", "auto-update", "automation-action",
     "automation-condition", "automation-destination", "automation-stitch", "automation-trigger", "autoupdate", "aws",
     "bypass", "central-management", "cloud-service", "cluster-sync", "console", "csf", "custom-language", "ddns",
     "dedicated-mgmt", "device-upgrade", "dhcp", "dhcp6", "dns", "dns-database", "dns-server", "dns64",
     "dscp-based-priority", "email-server", "external-resource", "evpn", "fabric-vpn", "federated-upgrade", "fips-cc",
     "fm", "fortiai", "fortiguard", "fortiguard-log", "fortimanager", "fortindr", "fortisandbox", "fsso-polling",
     "ftm-push", "geneve", "geoip-override", "gi-gk", "gre-tunnel", "gui-dashboard", "ha", "ha-monitor",
     "health-check-fortiguard", "ike", "ipam", "ipip-tunnel", "ips", "ips-urlfilter-dns", "ipsec-aggregate",
     "ipv6-neighbor-cache", "ipv6-tunnel", "isf-queue-profile", "link-monitor", "lldp", "lte-modem",
     "mac-address-table", "management-tunnel", "mobile-tunnel", "modem", "nd-proxy", "netflow", "network-visibility",
     "ngfw-settings", "np6", "np6xlite", "npu", "npu-setting", "npu-vlink", "ntp", "object-tag", "object-tagging",
     "password-policy", "password-policy-guest-admin", "performance", "physical-switch", "pppoe-interface",
     "probe-response", "proxy-arp", "ptp", "replacemsg", "replacemsg-group", "replacemsg-image", "resource-limits",
     "saml", "sdn-connector", "sdn-proxy", "sdn-vpn", "security-rating", "session-helper", "session-ttl", "sflow",
     "sit-tunnel", "sms-server", "snmp", "speed-test-schedule", "speed-test-server", "speed-test-setting",
     "ssh-config", "sso-admin", "sso-forticloud-admin", "standalone-cluster", "startup-error-log", "storage", "stp",
     "switch-settings", "tos-based-priority", "tunnel-interface", "vdom", "vdom-dns", "vdom-exception",
     "vdom-netflow", "vdom-property", "vdom-radius-server", "vdom-sflow", "virtual-switch", "vne-interface",
     "vne-tunnel", "vpce", "vxlan", "wccp", "wireless", "5g-modem", "smc-ntp"}
)  # fmt: skip


def detect(head: bytes) -> bool:
    """Whether it begins like one; never raises."""
    text = head[:65_536].decode("utf-8", "replace")
    if _HEAD.search(text) is not None:
        return True
    return _TABLE.search(text) is not None and len(_ENTRY.findall(text)) > 1 and "\nset deviceconfig" not in text


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where no table stands in it; all else that is odd stands in `Box.unread`."""
    found = tree.read(text, _known)
    if not found.met:
        raise ValueError("no table stands in it")
    root = found.root
    everywhere = root.tables.get("global", root)
    domains = [Domain(one.name, one) for one in root.table("vdom").entries.values() if one.tables]
    parts = [_part(one, everywhere) for one in domains or [Domain("", root)]]
    return Box(
        name=everywhere.table("system global").word("hostname") or name,
        dialect=DIALECT,
        interfaces=tuple(one for part in parts for one in part.net.interfaces),
        routes=tuple(one for part in parts for one in part.net.routes),
        chains={chain.name: chain for part in parts for chain in part.chains},
        steps=tuple(one for part in parts for one in part.steps),
        zones={key: zone for part in parts for key, zone in part.net.zones.items()},
        knows_routes=bool(everywhere.table("system interface").entries),
        unread=(*found.odd, *(one for part in parts for one in part.unread)),
    )


def _known(table: str) -> bool | None:
    if table in _KEPT:
        return True
    words = table.split()
    if words[:1] == ["system"] and len(words) > 1 and words[1] in _PASSED_OF_SYSTEM:
        return False
    beginnings = {" ".join(words[: at + 1]) for at in range(min(len(words), _PASSED_WORDS))}
    return (
        False if any(one in beginnings for one in _PASSED) or table.startswith("firewall internet-service-") else None
    )


@dataclass(slots=True)
class _Part:
    """One virtual domain."""

    net: net.Net
    chains: list[Chain] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def _part(domain: Domain, everywhere: Node) -> _Part:
    scope = domain.scope
    settings = scope.table("system settings")
    four, six = Book(scope, six=False), Book(scope, six=True)
    central = settings.on("central-nat")
    context = Context(
        four, six, Services(scope), nat.virtuals(scope, six=False), nat.virtuals(scope, six=True), central=central
    )
    made = _Part(net.read(domain, everywhere, four, six))
    made.unread += [*made.net.unread, *_settings(settings)]
    policies = [*_policies(scope, context)]
    used = {one for policy in policies for one in policy.used}
    every = [one for these in (*context.virtual4.values(), *context.virtual6.values()) for one in these]
    active = dict.fromkeys(one for one in every if central or one in used)
    _Chains(made, domain, context, policies, nat.overlapping(active)).build(settings, everywhere)
    return made


def _policies(scope: Node, context: Context) -> Iterator[Policy]:
    for table, six_only in (("firewall policy", False), ("firewall policy6", True)):
        for entry in scope.table(table).entries.values():
            if (found := rules.policy(entry, scope, context, six_only=six_only)) is not None:
                yield found


def _settings(settings: Node) -> Iterator[Unread]:
    for key, fine, why in (
        ("opmode", "nat", "it bridges: which port a packet leaves by is not in this file"),
        ("ngfw-mode", "profile-based", "its policies stand in another table, by applications"),
        ("status", "enable", "the virtual domain is switched off"),
    ):
        if settings.word(key, fine) != fine:
            yield Unread(line=settings.values[key].line, text=f"set {key} {settings.word(key)}", why=why)


@dataclass(slots=True)
class _Chains:
    """Chains and steps of a domain."""

    made: _Part
    domain: Domain
    context: Context
    policies: list[Policy]
    virtual: list[Virtual]

    def _name(self, name: str) -> str:
        return f"{self.domain.name}/{name}" if self.domain.name else name

    def _add(self, name: str, found: Iterable[Rule], default: str) -> str:
        self.made.chains.append(Chain(name=self._name(name), rules=tuple(found), default=default))
        return self._name(name)

    def _step(self, kind: str, chain: str = "", *, as_it_came: bool = False) -> None:
        here = Names(names=tuple(one.name for one in self.made.net.interfaces)) if self.domain.name else None
        self.made.steps.append(Step(kind=kind, chain=chain, incoming=here, as_it_came=as_it_came))

    def build(self, settings: Node, everywhere: Node) -> None:
        """All of them, in their order."""
        scope, context = self.domain.scope, self.context
        tables = (("firewall acl", False), ("firewall acl6", True))
        early = [
            rule
            for table, six in tables
            for entry in scope.table(table).entries.values()
            if (rule := rules.early(entry, context, six=six)) is not None
        ]
        if early:
            self._step("filter", self._add("acl", early, "return"))
        if self.virtual:
            self._step("nat", self._add("vip", nat.targets(self.virtual), "return"))
        self._step("route")
        as_it_came = bool(self.virtual) and not context.central
        self._step("filter", self._policy(settings, everywhere), as_it_came=as_it_came)
        if sources := self._sources():
            self._step("nat", sources, as_it_came=as_it_came)

    def _policy(self, settings: Node, everywhere: Node) -> str:
        scope = self.domain.scope
        back: Iterable[Rule] = ()
        if everywhere.table("system global").word("allow-traffic-redirect", "enable") != "disable":
            back = rules.turned_back(one.name for one in self.made.net.interfaces)
        missing = () if {"firewall policy", "firewall policy6"} & scope.tables.keys() else (_NO_POLICIES,)
        first = (
            *missing,
            *sessions(**_strays(scope, settings, everywhere)),
            _MULTICAST,
            *back,
            *self._to_virtual("policy"),
        )
        plain = [rule for policy in self.policies for rule in policy.plain]
        if self._asks_virtual():
            self._add("policy of virtual addresses", (r for one in self.policies for r in one.virtual), "deny")
        return self._add("policy", (*first, *plain, *rules.within_zones(scope)), "deny")

    def _asks_virtual(self) -> bool:
        return bool(self.virtual) and not self.context.central

    def _to_virtual(self, name: str) -> list[Rule]:
        """Packets to a virtual address leave for a chain of their own."""
        if not self._asks_virtual():
            return []
        chain = self._name(f"{name} of virtual addresses")
        return [
            Rule(line=one.line, text=f"to vip {one.name}", action="goto", chain=chain, match=one.match, name=one.name)
            for one in self.virtual
        ]

    def _sources(self) -> str:
        """The chain that writes sources; empty: none does."""
        if self.context.central:
            found = nat.central(self.domain.scope, self.context.four, self.context.six)
            return self._add("snat", found, "return") if found else ""
        if not any(policy.translates for policy in self.policies):
            return ""
        if self._asks_virtual():
            self._add("snat of virtual addresses", self._written(virtual=True), "return")
        return self._add("snat", (*self._to_virtual("snat"), *self._written(virtual=False)), "return")

    def _written(self, *, virtual: bool) -> Iterator[Rule]:
        """What each policy does with the sources of what it lets pass."""
        inside = spans.union(
            part.translation.target
            for one in self.virtual
            for part in one.parts
            if part.ports is None and part.translation.target
        )
        for policy in self.policies:
            for rule in policy.virtual if virtual else policy.plain:
                if rule.action == "deny":
                    continue
                if not policy.translates:
                    yield rule
                elif policy.translation is None:
                    yield replace(rule, action="unread")
                else:
                    if policy.translation.of_interface:
                        yield from _of_servers(rule, inside)
                    yield replace(rule, action="translate", translation=policy.translation)


def _of_servers(rule: Rule, inside: spans.Spans) -> Iterator[Rule]:
    """What a server behind a virtual address sends may get that address as its source."""
    cubes = tuple(one._replace(source=both) for one in rule.match.cubes if (both := spans.both(one.source, inside)))
    if cubes:
        yield replace(rule, action="unread", match=replace(rule.match, cubes=cubes))


_NO_POLICIES = Rule(line=0, text="no policies stand in the file", action="unread")
_MULTICAST = Rule(
    line=0,
    text="multicast: it has policies of its own",
    action="unread",
    match=Match(cubes=(cube(target=spans.union([spans.network("224.0.0.0/4"), spans.network("ff00::/8")])),)),
)


def _strays(scope: Node, settings: Node, everywhere: Node) -> dict[str, str]:
    """What becomes of TCP without a session."""
    policies = scope.table("firewall policy").entries.values()
    whys = {
        "asymroute": settings.on("asymroute") or settings.on("asymroute6"),
        "anti-replay": any(
            one.word("anti-replay") == "disable" for one in (everywhere.table("system global"), *policies)
        ),
        "tcp-session-without-syn": any(one.word("tcp-session-without-syn", "disable") != "disable" for one in policies),
    }
    why = next((key for key, is_so in whys.items() if is_so), "")
    return {"strays": "unread", "why": why} if why else {}
