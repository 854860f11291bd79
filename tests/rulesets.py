"""Rule sets and packets made by chance, small enough that they meet: for iptables and nftables, valid to the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.kernel import CAMERAS, CORE, Packet

_FOUR = ("10.1.128.{}", "10.2.128.{}")
_SIX = ("2001:db8:1:8000::{:x}", "2001:db8:2:8000::{:x}")
_PORTS = (22, 53, 80, 123, 443, 554, 1023, 1024, 8000, 8080, 37777)
_STATES = ("NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED")


def packets(chance: Random, count: int, begin: int, *, six: bool = False) -> list[Packet]:
    """First packets of connections from the cameras' zone to the core.

    One that has the flag ACK comes from a port of its own, counted from `begin`: after a SYN it would be no first one.
    """
    near, far = _SIX if six else _FOUR
    found = []
    for number in range(begin, begin + count):
        protocol = chance.choice((6, 6, 6, 17, 17, 58 if six else 1, 50))
        ends = near.format(chance.randrange(8)), far.format(chance.randrange(8))
        answers = chance.random() < 0.2
        if protocol in (6, 17):
            own = 45_000 + number % 20_000 if answers else chance.choice((1024, 1025, 40_000, 53))
            ports = own, chance.choice(_PORTS) + chance.choice((0, 0, 0, 1))
        elif protocol == 50:
            ports = 0, 0
        else:
            ports = 0, (128 if six else 8) << 8
        found.append(Packet(*ends, protocol, *ports, answers))
    return found


# --- iptables --------------------------------------------------------------------------------------------------------


def iptables(chance: Random, *, six: bool = False) -> str:
    """A table ``filter`` with chains of its own, as iptables-restore takes it."""
    own = [f"part{number}" for number in range(chance.randrange(4))]
    lines = ["*filter", f":FORWARD {chance.choice(('ACCEPT', 'DROP'))} [0:0]", *(f":{name} - [0:0]" for name in own)]
    for at, name in enumerate(["FORWARD", *own]):
        further = own[at:] if name != "FORWARD" else own  # a chain jumps on to later ones alone
        lines += [f"-A {name} {_iptables_rule(chance, further, six=six)}" for _ in range(chance.randrange(1, 9))]
    return "\n".join([*lines, "COMMIT", ""])


def _iptables_rule(chance: Random, further: Sequence[str], *, six: bool) -> str:
    parts = []
    for option, place in (("-s", 0), ("-d", 1)):
        if chance.random() < 0.4:
            parts.append(f"{_not(chance)}{option} {_network(chance, place, six=six)}")
    if chance.random() < 0.1:
        near = (_SIX if six else _FOUR)[0]
        parts.append(f"-m iprange {_not(chance)}--src-range {near.format(1)}-{near.format(chance.randrange(1, 8))}")
    for option, names in (("-i", (CAMERAS, "eth-c+", "eth-x", "eth+")), ("-o", (CORE, "eth-co+", CAMERAS))):
        if chance.random() < 0.25:
            parts.append(f"{_not(chance)}{option} {chance.choice(names)}")
    parts.append(_iptables_service(chance, six=six))
    if chance.random() < 0.25:
        parts.append(f"-m conntrack {_not(chance)}--ctstate {','.join(_some(chance, _STATES))}")
    if chance.random() < 0.1:
        parts.append('-m comment --comment "of a \\"door\\""')
    goal = chance.choice(("ACCEPT", "DROP", "REJECT", "RETURN", "ACCEPT", "DROP", 'LOG --log-prefix "x "', *further))
    go = "-g" if goal in further and chance.random() < 0.3 else "-j"
    return " ".join([*filter(None, parts), f"{go} {goal}"])


def _iptables_service(chance: Random, *, six: bool) -> str:
    kind = chance.random()
    if kind < 0.3:
        return ""
    if kind < 0.4:
        return f"{_not(chance)}-p {chance.choice(('tcp', 'udp', 'ipv6-icmp' if six else 'icmp', 'esp', '50'))}"
    if kind < 0.5:
        name, option, number = ("ipv6-icmp", "icmp6 --icmpv6-type", 128) if six else ("icmp", "icmp --icmp-type", 8)
        return f"-p {name} -m {option} {chance.choice((number, f'{number}/0', 13 if not six else 129))}"
    protocol = chance.choice(("tcp", "udp"))
    if kind < 0.6 and protocol == "tcp":
        return f"-p tcp -m tcp {_not(chance)}--syn"
    if kind < 0.75:
        option = chance.choice(("--sports", "--dports", "--ports"))
        listed = ",".join(_port(chance) for _ in range(chance.randrange(1, 4)))
        return f"-p {protocol} -m multiport {_not(chance)}{option} {listed}"
    option = chance.choice(("--sport", "--dport", "--dport"))
    return f"-p {protocol} -m {protocol} {_not(chance)}{option} {_port(chance)}"


def _not(chance: Random) -> str:
    return "! " if chance.random() < 0.2 else ""


def _port(chance: Random, mark: str = ":") -> str:
    first = chance.choice(_PORTS)
    return f"{first}{mark}{first + chance.choice((1, 100, 20_000))}" if chance.random() < 0.3 else str(first)


def _network(chance: Random, place: int, *, six: bool) -> str:
    base = (_SIX if six else _FOUR)[place].format(chance.randrange(8))
    return f"{base}/{chance.choice((128, 127, 126, 64) if six else (32, 31, 30, 24, 8))}"


def _some(chance: Random, these: Sequence[str]) -> list[str]:
    return chance.sample(these, chance.randrange(1, len(these)))


# --- nftables --------------------------------------------------------------------------------------------------------


def nftables(chance: Random) -> str:
    """Tables of several families with sets, maps and chains, as ``nft -f`` takes them."""
    return "\n".join(_nft_table(chance, number) for number in range(chance.randrange(1, 3)))


def _nft_table(chance: Random, number: int) -> str:
    family = chance.choice(("inet", "inet", "ip", "ip6"))
    six = family == "ip6" or (family == "inet" and chance.random() < 0.4)
    own = [f"part{one}" for one in range(chance.randrange(3))]
    lines = [f"table {family} t{number} {{", *_nft_sets(chance, six=six)]
    for at, name in reversed(list(enumerate(own))):
        lines += [f"chain {name} {{", *_nft_rules(chance, own[at + 1 :], family, six=six), "}"]
    for hook in chance.sample(("prerouting", "forward", "forward", "postrouting"), chance.randrange(1, 4)):
        place = f"{hook}{len(lines)}"
        when = chance.choice(("filter", "mangle", "raw", "filter + 5", "-10"))
        default = chance.choice(("accept", "accept", "drop"))
        lines += [f"chain {place} {{", f"type filter hook {hook} priority {when}; policy {default};"]
        lines += [*_nft_rules(chance, own, family, six=six, hook=hook), "}"]
    return "\n".join([*lines, "}"])


def _nft_sets(chance: Random, *, six: bool) -> list[str]:
    kind = "ipv6_addr" if six else "ipv4_addr"
    hosts = {_host(chance, 0, six=six) for _ in range(3)}
    pairs = {f"{_host(chance, 1, six=six)} . {chance.choice(_PORTS)}" for _ in range(4)}
    return [
        f"set hosts {{ type {kind}; elements = {{ {', '.join(sorted(hosts))} }}; }}",
        f"set nets {{ type {kind}; flags interval; elements = {{ {_network(chance, 0, six=six)} }}; }}",
        f"set doors {{ type {kind} . inet_service; elements = {{ {', '.join(sorted(pairs))} }}; }}",
        "set ports { type inet_service; flags interval; elements = { 22, 53-123, 8000-9000 }; }",
    ]


def _nft_rules(chance: Random, further: Sequence[str], family: str, *, six: bool, hook: str = "forward") -> list[str]:
    return [_nft_rule(chance, further, family, hook, six=six) for _ in range(chance.randrange(1, 7))]


def _nft_rule(chance: Random, further: Sequence[str], family: str, hook: str, *, six: bool) -> str:
    header = "ip6" if six else "ip"
    parts = []
    if chance.random() < 0.35:
        value = chance.choice((_network(chance, 0, six=six), "@hosts", "@nets", _listed(chance, 0, six=six)))
        parts.append(f"{header} saddr {_unless(chance)}{value}")
    if chance.random() < 0.35:
        parts.append(
            f"{header} daddr {_unless(chance)}"
            + chance.choice((_network(chance, 1, six=six), _listed(chance, 1, six=six)))
        )
    if chance.random() < 0.2:
        parts.append(
            f"iifname {_unless(chance)}{chance.choice((f'{CAMERAS!r}', 'eth*', '{ eth-x, eth-cam }'))}".replace(
                "'", '"'
            )
        )
    if chance.random() < 0.2 and hook != "prerouting":
        parts.append(f'oifname {_unless(chance)}"{chance.choice((CORE, "eth-co*", "eth-x"))}"')
    if family == "inet" and chance.random() < 0.1:
        parts.append(f"meta nfproto {'ipv6' if six else 'ipv4'}")
    parts.append(_nft_service(chance, header))
    if chance.random() < 0.25:
        parts.append(f"ct state {_unless(chance)}{','.join(one.lower() for one in _some(chance, _STATES))}")
    if chance.random() < 0.15:
        parts.append(chance.choice(("counter", 'log prefix "x "', "meta mark set 1", "counter log")))
    if chance.random() < 0.15 and not any(mark in one for one in parts for mark in ("udp", "icmp", "l4proto")):
        return " ".join([*filter(None, parts), _nft_map(chance, further)])
    goal = chance.choice(
        (
            "accept",
            "drop",
            "return",
            "accept",
            "drop",
            "continue",
            *(f"jump {one}" for one in further),
            *(f"goto {one}" for one in further),
        )
    )
    return " ".join([*filter(None, parts), goal])


def _nft_service(chance: Random, header: str) -> str:
    protocol = chance.choice(("tcp", "udp"))
    value = chance.choice((_port(chance, "-"), "@ports", "{ 22, 80-90, 554 }", "< 1024"))
    unless = "" if value.startswith("<") else _unless(chance)
    ping = "icmpv6 type echo-request" if header == "ip6" else "icmp type { echo-request, timestamp-request }"
    plain = f"{protocol} {chance.choice(('dport', 'dport', 'sport'))} {unless}{value}"
    return chance.choice(
        (
            "",
            "",
            f"meta l4proto {_unless(chance)}{chance.choice(('tcp', 'udp', '{ tcp, udp }', 'esp'))}",
            chance.choice(
                ("tcp flags syn / fin,syn,rst,ack", f"tcp flags {_FLAGS} == syn", f"tcp flags {_FLAGS} != syn")
            ),
            ping,
            f"{header} daddr . {protocol} dport @doors",
            f"meta l4proto {{ tcp, udp }} th dport {_unless(chance)}{_port(chance, '-')}",
            plain,
            plain,
            plain,
        )
    )


_FLAGS = "& (fin | syn | rst | ack)"


def _nft_map(chance: Random, further: Sequence[str]) -> str:
    goals = ("accept", "drop", "return", *(f"jump {one}" for one in further))
    listed = ", ".join(f"{ports} : {chance.choice(goals)}" for ports in ("22", "80-90", "554"))
    return f"tcp dport vmap {{ {listed} }}"


def _unless(chance: Random) -> str:
    return "!= " if chance.random() < 0.2 else ""


def _host(chance: Random, place: int, *, six: bool) -> str:
    return (_SIX if six else _FOUR)[place].format(chance.randrange(8))


def _listed(chance: Random, place: int, *, six: bool) -> str:
    return f"{{ {', '.join(sorted({_host(chance, place, six=six) for _ in range(3)}))} }}"


def nat(chance: Random) -> str:
    """A table of NAT for IPv4: what targets and sources become, with chains of its own, and a filter behind it."""
    own = f"chain part {{ {'; '.join(_nat_rule(chance, 'dnat', []) for _ in range(2))}; }}"
    before = [_nat_rule(chance, "dnat", ["part"]) for _ in range(chance.randrange(1, 5))]
    behind = [_nat_rule(chance, "snat", []) for _ in range(chance.randrange(4))]
    kept = [_nft_rule(chance, [], "ip", "forward", six=False) for _ in range(chance.randrange(3))]
    chains = (("prerouting", "dstnat", before), ("postrouting", "srcnat", behind))
    lines = [
        f"chain {hook} {{ type nat hook {hook} priority {when}; policy accept; {'; '.join(rules)}; }}"
        for hook, when, rules in chains
        if rules
    ]
    filters = ["chain f { type filter hook forward priority filter; policy accept;", *kept, "}"]
    return "\n".join(["table ip n {", *_nft_sets(chance, six=False), own, *lines, *filters, "}"])


def _nat_rule(chance: Random, kind: str, further: Sequence[str]) -> str:
    parts = []
    if chance.random() < 0.6:
        parts.append(f"ip saddr {_unless(chance)}{_network(chance, 0, six=False)}")
    if chance.random() < 0.6:
        parts.append(f"ip daddr {_unless(chance)}{_network(chance, 1, six=False)}")
    protocol = chance.choice(("", "tcp", "udp"))
    if protocol:
        parts.append(f"{protocol} dport {_unless(chance)}{_port(chance, '-')}")
    goals = ["accept", "return", *(f"jump {one}" for one in further)]
    if kind == "dnat":
        port = f":{chance.choice(_PORTS)}" if protocol else ""
        goals += [f"dnat to {_host(chance, 1, six=False)}{port}"] * 4
    else:
        goals += ["masquerade", "snat to 10.2.0.1", f"snat to 10.2.200.{chance.randrange(1, 9)}"]
    return " ".join([*parts, chance.choice(goals)])
