"""One rule as ``iptables-save`` writes it: its conditions, its target, and what decides nothing.

Source: iptables(8) and iptables-extensions(8) of iptables 1.8.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from camcensus.wire import packets, spans
from camcensus.wire.config import services
from camcensus.wire.config.values import MAX_TEXT, Match, Names, Rule, Translation, cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

_PLAIN = {"ACCEPT": "permit", "DROP": "deny", "REJECT": "deny", "RETURN": "return"}
_GOES_ON = frozenset(
    {"LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "TCPMSS", "TOS", "DSCP", "TTL", "HL", "CLASSIFY", "CHECKSUM", "TRACE",
     "AUDIT", "SECMARK", "CONNSECMARK", "SET", "HMARK", "RATEEST", "LED", "IDLETIMER", "ECN"}
)  # fmt: skip
"""Targets that change or note something by which no rule here decides, and go on. Marks are read by none: a match on
one is not understood."""
_MODULES = frozenset(
    {"tcp", "udp", "sctp", "dccp", "icmp", "icmp6", "conntrack", "state", "multiport", "iprange", "comment"}
)
_SILENT = {
    "--comment": 1,
    "--log-prefix": 1,
    "--log-level": 1,
    "--reject-with": 1,
    "--nflog-prefix": 1,
    "--nflog-group": 1,
}
"""Options that change nothing of what passes, and how many words follow."""


@dataclass(slots=True)
class _Parts:
    """What a rule asks, part by part, as it is read."""

    table: str
    six: bool
    source: Spans
    target: Spans
    protocol: Spans = spans.PROTOCOLS
    source_port: Spans = spans.PORTS
    target_port: Spans = spans.PORTS
    modes: int = packets.EVERY
    either: Spans = ()
    """Ports of which one of both ends must be one."""
    incoming: Names | None = None
    outgoing: Names | None = None
    unread: list[str] = field(default_factory=list)
    goal: str = ""
    goes: bool = False
    comment: str = ""
    to: dict[str, str] = field(default_factory=dict)


def rule(line: int, text: str, rest: str, table: str, hits: int | None, *, six: bool) -> Rule:
    """A rule of a table: `rest` is what stands behind the name of its chain."""
    family = spans.V6_ALL if six else spans.V4_ALL
    parts = _Parts(table=table, six=six, source=family, target=family)
    try:
        words = shlex.split(rest)
        _read(words, parts)
    except ValueError as fault:
        return Rule(line=line, text=text[:MAX_TEXT], action="unread", match=Match(unread=(str(fault),)))
    action, chain, translation = _goal(parts)
    match = Match(
        incoming=parts.incoming, outgoing=parts.outgoing, cubes=tuple(_cubes(parts)), unread=tuple(parts.unread)
    )
    return Rule(
        line=line,
        text=text[:MAX_TEXT],
        action=action,
        match=match,
        chain=chain,
        translation=translation,
        name=parts.comment,
        hits=hits,
    )


def _cubes(parts: _Parts) -> Iterator[Cube]:
    rest = (parts.source, parts.target, parts.protocol)
    if not parts.either:
        yield cube(*rest, parts.source_port, parts.target_port, parts.modes)
        return
    yield cube(*rest, spans.both(parts.source_port, parts.either), parts.target_port, parts.modes)
    yield cube(*rest, parts.source_port, spans.both(parts.target_port, parts.either), parts.modes)


def _goal(parts: _Parts) -> tuple[str, str, Translation | None]:
    """(action, chain, translation)."""
    goal = parts.goal
    if not goal or goal in _GOES_ON:
        return "continue", "", None
    if goal in _PLAIN:
        return _PLAIN[goal], "", None
    if goal in ("SNAT", "DNAT", "MASQUERADE", "REDIRECT", "NETMAP"):
        made = _translation(goal, parts)
        return ("translate", "", made) if made is not None else ("unread", "", None)
    if goal.isupper() and goal in (
        "CT",
        "NOTRACK",
        "QUEUE",
        "NFQUEUE",
        "TPROXY",
        "DNPT",
        "SNPT",
        "CLUSTERIP",
        "SYNPROXY",
        "TEE",
    ):
        return "unread", "", None
    return ("goto" if parts.goes else "jump"), f"{parts.table}/{goal}", None


def _translation(goal: str, parts: _Parts) -> Translation | None:
    if goal == "MASQUERADE":
        return Translation(of_interface=True)
    if goal == "REDIRECT":
        return None  # to the box itself: it is not forwarded
    written = parts.to.get("--to-destination" if goal == "DNAT" else "--to-source", "")
    if goal == "NETMAP" or not written:
        return None
    try:
        address, port = _address_and_port(written)
    except ValueError:
        return None
    if goal == "DNAT":
        return Translation(target=address, target_port=port)
    return Translation(source=address, source_port=port)


def _address_and_port(text: str) -> tuple[Spans | None, Spans | None]:
    """``10.0.0.1``, ``10.0.0.1-10.0.0.9:80-90``, ``[2001:db8::1]:80`` or ``:80``. Raises `ValueError`."""
    six = re.fullmatch(r"\[([0-9a-f:.-]+)\](?::(.+))?", text)
    if six is not None:
        address, port = six[1], six[2] or ""
    elif text.count(":") > 1:
        address, port = text, ""
    else:
        address, _, port = text.partition(":")
    ports = services.port_range(port.partition("/")[0], "-") if port else None
    return (spans.network(address) if address else None), ports


def _read(words: list[str], parts: _Parts) -> None:
    """Each option of a rule in turn. Raises `ValueError` for one that is cut."""
    at, negated = 0, False
    while at < len(words):
        word = words[at]
        at += 1
        if word == "!":
            negated = True
            continue
        count = _COUNTS.get(word)
        if count is None:
            at = _strange(word, words, at, parts)
        else:
            values = words[at : at + count]
            if len(values) < count:
                raise ValueError(f"{word} is cut")
            at += count
            _option(word, values, parts, negated=negated)
        negated = False


def _strange(word: str, words: list[str], at: int, parts: _Parts) -> int:
    """An option that is not understood, with the words up to the next one."""
    end = at
    while end < len(words) and not words[end].startswith("-") and words[end] != "!":
        end += 1
    values = words[at:end]
    if word in ("--to-destination", "--to-source", "--to-ports", "--to"):
        parts.to[word] = values[0] if values else ""
    elif not parts.goal:  # behind the target stand its own options, which decide nothing
        parts.unread.append(" ".join([word, *values])[:MAX_TEXT])
    return end


_COUNTS = {
    "-s": 1, "-d": 1, "-i": 1, "-o": 1, "-p": 1, "-m": 1, "-j": 1, "-g": 1, "--sport": 1, "--dport": 1, "--sports": 1,
    "--dports": 1, "--ports": 1, "--src-range": 1, "--dst-range": 1, "--ctstate": 1, "--state": 1, "--icmp-type": 1,
    "--icmpv6-type": 1, "--syn": 0, "--tcp-flags": 2, "--source-port": 1, "--destination-port": 1, **_SILENT,
}  # fmt: skip
"""Options that are understood, and how many words follow."""


def _option(word: str, values: list[str], parts: _Parts, *, negated: bool) -> None:
    value = values[0] if values else ""
    if word in _SILENT:
        parts.comment = value if word == "--comment" else parts.comment
    elif word == "-m":
        if value not in _MODULES:
            parts.unread.append(f"-m {value}")
    elif word in ("-j", "-g"):
        parts.goal, parts.goes = value, word == "-g"
    elif word in ("-i", "-o"):
        names = Names(names=(value.removesuffix("+") + "*" if value.endswith("+") else value,), negated=negated)
        if word == "-i":
            parts.incoming = names
        else:
            parts.outgoing = names
    else:
        _PARTS[word](parts, values, negated)


def _narrowed(whole: Spans, part: Spans, *, negated: bool) -> Spans:
    return spans.without(whole, part) if negated else spans.both(whole, part)


def _source(parts: _Parts, values: list[str], negated: bool) -> None:
    parts.source = _narrowed(parts.source, spans.network(values[0]), negated=negated)


def _target(parts: _Parts, values: list[str], negated: bool) -> None:
    parts.target = _narrowed(parts.target, spans.network(values[0]), negated=negated)


def _protocol(parts: _Parts, values: list[str], negated: bool) -> None:
    if values[0] not in ("all", "0"):
        parts.protocol = _narrowed(spans.PROTOCOLS, spans.one(services.protocol(values[0])), negated=negated)


def _ports(end: str) -> Callable[[_Parts, list[str], bool], None]:
    def read(parts: _Parts, values: list[str], negated: bool) -> None:
        named = spans.union(services.port_range(one, ":") for one in values[0].split(","))
        part = spans.without(spans.PORTS, named) if negated else named
        if end == "either":
            if negated:  # neither end may be one of them
                parts.source_port = spans.both(parts.source_port, part)
                parts.target_port = spans.both(parts.target_port, part)
            else:
                parts.either = part
        elif end == "source":
            parts.source_port = spans.both(parts.source_port, part)
        else:
            parts.target_port = spans.both(parts.target_port, part)

    return read


def _states(parts: _Parts, values: list[str], negated: bool) -> None:
    known = [one.lower() for one in values[0].split(",")]
    if not set(known) <= set(packets.STATES):
        parts.unread.append(f"state {values[0]}")
        return
    named = packets.modes(known)
    parts.modes &= ~named if negated else named


def _icmp(parts: _Parts, values: list[str], negated: bool) -> None:
    if values[0] in ("any", "255"):
        return
    parts.target_port = _narrowed(parts.target_port, services.icmp(values[0], six=parts.six), negated=negated)


def _syn(parts: _Parts, _: list[str], negated: bool) -> None:
    parts.modes &= packets.modes(answers=negated)


def _flags(parts: _Parts, values: list[str], negated: bool) -> None:
    mask, wanted = ({one for one in value.upper().split(",") if one != "NONE"} for value in values)
    if wanted == {"SYN"} and {"SYN", "ACK"} <= mask:
        _syn(parts, [], negated)
    elif mask == wanted and wanted in ({"ACK"}, {"RST"}):
        _syn(parts, [], not negated)
    else:
        parts.unread.append(f"--tcp-flags {' '.join(values)}")


_PARTS: dict[str, Callable[[_Parts, list[str], bool], None]] = {
    "-s": _source,
    "-d": _target,
    "--src-range": _source,
    "--dst-range": _target,
    "-p": _protocol,
    "--sport": _ports("source"),
    "--source-port": _ports("source"),
    "--sports": _ports("source"),
    "--dport": _ports("target"),
    "--destination-port": _ports("target"),
    "--dports": _ports("target"),
    "--ports": _ports("either"),
    "--ctstate": _states,
    "--state": _states,
    "--icmp-type": _icmp,
    "--icmpv6-type": _icmp,
    "--syn": _syn,
    "--tcp-flags": _flags,
}
