"""What pf rules speak of: addresses, tables, ports, kinds of ICMP, interfaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config import services
from camcensus.wire.config._found import Addresses, reasons
from camcensus.wire.config.values import Names
from camcensus.wire.spans import Spans

EVERY = Addresses(spans.ADDRESSES, spans.ADDRESSES)
MAX_ITEMS = 20_000
_SHORT = re.compile(r"^(\d{1,3})((?:\.\d{1,3}){0,2})(/\d{1,2})?$")
_LOOP = re.compile(r"^lo\d*:network$")
_DRIVERS = frozenset(
    {"ae", "bge", "bce", "bnxt", "bridge", "carp", "cxgbe", "em", "enc", "epair", "gif", "gre", "hn", "igb", "igc",
     "ipsec", "ix", "ixl", "lagg", "lo", "mcx", "mlxen", "mvneta", "ovpnc", "ovpns", "pair", "pflog", "ppp", "pppoe",
     "re", "rl", "tap", "trunk", "tun", "vether", "vio", "vlan", "vmx", "vtnet", "vxlan", "wg", "xl", "xn"}
)  # fmt: skip
"""Groups that hold all interfaces of a driver."""
_ICMP = {
    "echorep": 0, "unreach": 3, "squench": 4, "redir": 5, "althost": 6, "echoreq": 8, "routeradv": 9, "routersol": 10,
    "timex": 11, "paramprob": 12, "timereq": 13, "timerep": 14, "inforeq": 15, "inforep": 16, "maskreq": 17,
    "maskrep": 18, "trace": 30, "dataconv": 31, "mobredir": 32, "photuris": 40,
}  # fmt: skip
_ICMP6 = {
    "unreach": 1, "toobig": 2, "timex": 3, "paramprob": 4, "echoreq": 128, "echorep": 129, "groupqry": 130,
    "listqry": 130, "grouprep": 131, "listenrep": 131, "groupterm": 132, "listendone": 132, "routersol": 133,
    "routeradv": 134, "neighbrsol": 135, "neighbradv": 136, "redir": 137, "routrrenum": 138, "mtraceresp": 200,
    "mtrace": 201,
}  # fmt: skip


class Cursor:
    """Words of a statement, one after the other."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.at = 0

    def peek(self) -> str:
        """The next word; empty at the end."""
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        """The next word. Raises `ValueError` at the end."""
        if self.at >= len(self.words):
            raise ValueError("it is cut")
        self.at += 1
        return self.words[self.at - 1]

    def takes(self, *words: str) -> bool:
        """Whether the next word is one of some; it is taken then."""
        if self.at < len(self.words) and self.words[self.at] in words:
            self.at += 1
            return True
        return False

    def group(self) -> list[str]:
        """The words of what stands in round brackets, brackets within brackets flat. Raises `ValueError`."""
        found: list[str] = []
        depth = 1
        while depth:
            word = self.take()
            depth += (word == "(") - (word == ")")
            found.append(word)
        return found[:-1]

    def items(self) -> list[list[str]]:
        """The items of a list in braces, or a single one. Raises `ValueError`."""
        if self.peek() != "{":
            return [self._item()]
        found: list[list[str]] = []
        depth = 0
        while True:
            if self.takes("{"):
                depth += 1
            elif self.takes("}"):
                depth -= 1
                if not depth:
                    return found
            elif not self.takes(","):
                found.append(self._item())
            if len(found) > MAX_ITEMS:
                raise ValueError("a list of it is too long")

    def _item(self) -> list[str]:
        """``! 10.0.0.0/8``, ``(em0)``, ``10.0.0.1 - 10.0.0.9``, ``!= 80``, ``1 >< 9``."""
        found = []
        while self.peek() in ("!", "=", "!=", "<", "<=", ">", ">="):
            found.append(self.take())
        if self.takes("("):
            found.append(f"({' '.join(self.group())})")
        else:
            found.append(self.take())
        if self.peek() in ("-", "><", "<>"):
            found += [self.take(), self.take()]
        return found


# --- addresses -------------------------------------------------------------------------------------------------------


class Tables:
    """Tables by name, as far as the file says what they hold."""

    def __init__(self) -> None:
        self._known: dict[str, Addresses] = {}

    def add(self, name: str, items: list[list[str]], *, why: str = "") -> None:
        """A table of some items; `why`: what keeps it from being known."""
        self._known[name] = _strange(why) if why else _table(name, items)

    def get(self, name: str) -> Addresses:
        """What a table holds."""
        return self._known.get(name) or _strange(f"table <{name}> is not in the file")


def _strange(why: str) -> Addresses:
    return Addresses((), spans.ADDRESSES, (why,))


def _table(name: str, items: list[list[str]]) -> Addresses:
    """Of networks in one another the longest decides whether an address is in it."""
    parts: list[tuple[int, bool, Spans]] = []
    for item in items:
        out, word = item[0] == "!", item[-1]
        try:
            part = network(word)
        except ValueError:
            return _strange(f"table <{name}> names {word}")
        parts.append((spans.size(part), out, part))
    parts.sort(key=lambda one: -one[0])
    if not any(out for _, out, _ in parts):
        whole = spans.union(part for _, _, part in parts)
        return Addresses(whole, whole)
    if len(parts) > 1_000:
        return _strange(f"table <{name}> is too long")
    whole = ()
    for _, out, part in parts:
        whole = spans.without(whole, part) if out else spans.union([whole, part])
    return Addresses(whole, whole)


def hosts(items: list[list[str]], tables: Tables, *, forwarded: bool) -> Addresses:
    """Several items together; `forwarded`: they are targets of packets that are not for the box itself."""
    parts = [_host(item, tables, forwarded=forwarded) for item in items]
    why = reasons([word for part in parts for word in part.why])
    return Addresses(spans.union(one.sure for one in parts), spans.union(one.may for one in parts), why)


def _host(item: list[str], tables: Tables, *, forwarded: bool) -> Addresses:
    out = len(item) > 1 and item[0] == "!"
    words = item[1:] if out else item
    found = _address(words, tables, forwarded=forwarded)
    if not out:
        return found
    return Addresses(spans.without(spans.ADDRESSES, found.may), spans.without(spans.ADDRESSES, found.sure), found.why)


def _address(words: list[str], tables: Tables, *, forwarded: bool) -> Addresses:
    word = words[0]
    if word == "any":
        return EVERY
    if word.startswith("<"):
        return tables.get(word[1:-1].partition(":")[0])
    try:
        return exactly(spans.network(f"{word}-{words[2]}") if words[1:2] == ["-"] else network(word))
    except ValueError:
        own = word.strip("()")
    if _LOOP.match(own) is not None:
        return exactly(spans.union([spans.network("127.0.0.0/8"), spans.network("::1")]))
    if forwarded and is_own(own):
        return Addresses()  # a packet to the box itself is not forwarded
    return _strange(f"the addresses of {word} are not in the file")


def exactly(part: Spans) -> Addresses:
    """Addresses that are known."""
    return Addresses(part, part)


def is_own(name: str) -> bool:
    """Whether a word is ``self``, ``egress`` or the name of an interface, not that of a host."""
    return name in ("self", "egress") or re.fullmatch(r"[a-z]+\d+(?:\.\d+)?(?::0)?", name) is not None


def network(word: str) -> Spans:
    """``10/8``, ``10.1.0.0/16``, ``10.0.0.1``, ``2001:db8::/32``. Raises `ValueError`."""
    short = _SHORT.match(word)
    if short is not None and short[3]:
        parts = f"{short[1]}{short[2]}".split(".")
        word = ".".join(parts + ["0"] * (4 - len(parts))) + short[3]
    return spans.network(word.partition("%")[0])


# --- ports and interfaces --------------------------------------------------------------------------------------------


def ports(items: list[list[str]]) -> Spans:
    """Several items together. Raises `ValueError` for one that is not known."""
    return spans.union(_port(item) for item in items)


def _port(item: list[str]) -> Spans:
    if len(item) == 3:
        low, high = services.port(item[0]), services.port(item[2])
        if item[1] == "><":
            return (low + 1, high) if low + 1 < high else ()
        if item[1] == "<>":
            return spans.without(spans.PORTS, (low, high + 1) if low <= high else ())
        raise ValueError(f"{' '.join(item)} is not understood")
    if len(item) == 1:
        low_word, mark, high_word = item[0].partition(":")
        if mark and high_word:
            return spans.span(services.port(low_word), 65_535 if high_word == "*" else services.port(high_word))
        return spans.one(services.port(low_word))
    port, sign = services.port(item[1]), item[0]
    single = spans.one(port)
    return {
        "=": single,
        "!=": spans.without(spans.PORTS, single),
        "!": spans.without(spans.PORTS, single),
        "<": (0, port) if port else (),
        "<=": (0, port + 1),
        ">": (port + 1, 65_536) if port < 65_535 else (),
        ">=": (port, 65_536),
    }[sign]


def icmp(kind: str, code: str, *, six: bool) -> Spans:
    """A kind of ICMP, as `packets` counts them. Raises `ValueError`."""
    number = (_ICMP6 if six else _ICMP).get(kind, kind)
    if not code:
        return services.icmp(str(number), six=six)
    if not code.isdecimal():
        raise ValueError(f"code {code} of ICMP is not known here")
    return services.icmp(f"{number}/{code}", six=six)


class Place(NamedTuple):
    """Interfaces; `why`: what of them is not understood."""

    names: Names | None = None
    why: str = ""


def interfaces(items: list[list[str]]) -> list[Place]:
    """Those that are meant, and for each that is not, one of its own."""
    plain: list[str] = []
    found: list[Place] = []
    for item in items:
        name, out = item[-1].strip("()"), item[0] == "!"
        if name.isalpha() and name not in _DRIVERS:
            found.append(Place(why="" if name == "any" and not out else f"the group {name} is not in the file"))
            continue
        named = f"{name}*" if name.isalpha() else name
        if out:
            found.append(Place(Names(names=(named,), negated=True)))
        else:
            plain.append(named)
    return [*([Place(Names(names=tuple(plain)))] if plain else []), *found]


def protocols(items: Iterable[list[str]]) -> Spans:
    """Several together. Raises `ValueError` for one that is not known."""
    return spans.union(spans.one(services.protocol(item[-1])) for item in items)


def has_ports(protocol: Spans) -> Spans:
    """Those of some protocols that have ports."""
    return spans.both(protocol, packets.WITH_PORTS)
