"""One rule of nftables as people and ``nft`` write it: conditions, verdicts, and what decides nothing.

Source: nft(8) of nftables 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from camcensus.wire import spans
from camcensus.wire.config import _nft as nft
from camcensus.wire.config import services
from camcensus.wire.config._nft import Asked, Item, Mapped, SetOf, Verdict, Written
from camcensus.wire.config.values import MAX_TEXT, Translation

_PLAIN = {
    "accept": "permit",
    "drop": "deny",
    "return": "return",
    "continue": "continue",
    "reject": "deny",
    "queue": "unread",
}
_HEADERS = frozenset(
    {"ip", "ip6", "tcp", "udp", "sctp", "dccp", "udplite", "th", "icmp", "icmpv6", "ether", "vlan", "arp", "esp", "ah",
     "comp", "frag", "rt", "exthdr", "meta", "ct", "fib", "socket", "osf", "ipsec", "numgen", "jhash", "igmp"}
)  # fmt: skip
_ALONE = {
    "iifname": "iifname", "oifname": "oifname", "iif": "iif", "oif": "oif", "l4proto": "meta l4proto",
    "nfproto": "meta nfproto", "protocol": "meta protocol",
}  # fmt: skip
_OPERATORS = ("==", "!=", "<", ">", "<=", ">=")


def rule(words: list[str], line: int) -> Written:
    """One rule. What is not understood of it stands in `unread`."""
    made = _Rule(words)
    made.read()
    return Written(
        line=line,
        text=" ".join(words)[:MAX_TEXT],
        asked=tuple(made.asked),
        verdict=made.verdict,
        mapped=made.mapped,
        unread=tuple(made.unread),
        comment=made.comment,
        hits=made.hits,
    )


@dataclass(slots=True)
class _Rule:
    words: list[str]
    at: int = 0
    asked: list[Asked] = field(default_factory=list)
    verdict: Verdict = nft.GOES_ON
    mapped: Mapped | None = None
    unread: list[str] = field(default_factory=list)
    comment: str = ""
    hits: int | None = None

    def read(self) -> None:
        """Statement by statement."""
        while self.at < len(self.words):
            word = self.words[self.at]
            if word in ("counter", "log", "comment", "meta", "ct", "ip", "add", "update", "flow") and self._note(word):
                continue
            if word in _PLAIN or word in ("jump", "goto", "snat", "dnat", "masquerade", "redirect"):
                rest = self.words[self.at :]
                if "comment" in rest[:-1]:
                    at = rest.index("comment")
                    self.comment, rest = rest[at + 1].strip('"'), rest[:at]
                self.verdict = _verdict(rest)
                return
            if (word in _HEADERS or word in _ALONE) and self._condition():
                continue
            self._give_up()
            return

    def _note(self, word: str) -> bool:
        """A statement that decides nothing; False: it is none."""
        rest = self.words[self.at + 1 :]
        if word == "counter":
            self.at += 1
            if rest[:1] == ["packets"] and rest[2:3] == ["bytes"]:
                self.hits = int(rest[1]) if rest[1].isdecimal() else None
                self.at += 4
            elif rest[:1] == ["name"]:
                self.at += 2
        elif word == "comment":
            self.comment = rest[0].strip('"') if rest else ""
            self.at += 2
        elif word == "log":
            self.at += 1
            while self.words[self.at : self.at + 1] and self.words[self.at] in _LOGGED:
                self.at += 2
        elif word in ("add", "update") and rest[:1] and rest[0].startswith("@"):
            self.at += 2
            self._braces()
        elif word == "flow":
            self.at += 3
        elif len(rest) > 2 and rest[1] == "set":  # meta mark set 1
            self.at += 4
        else:
            return False
        return True

    def _braces(self) -> list[str]:
        """The words within braces that open here."""
        begun, depth = self.at, 0
        while self.at < len(self.words):
            depth += {"{": 1, "}": -1}.get(self.words[self.at], 0)
            self.at += 1
            if depth == 0:
                break
        return self.words[begun + 1 : self.at - 1]

    def _condition(self) -> bool:
        """One condition, or a verdict map; False: it is not understood."""
        begun = self.at
        keys = [self._key()]
        while self.words[self.at : self.at + 1] == ["."]:
            self.at += 1
            keys.append(self._key())
        if self.at >= len(self.words):
            self.at = begun
            return False
        word = self.words[self.at]
        if word == "vmap":
            self.at += 1
            return self._map(tuple(keys))
        if word in ("map", "&", "|", "^", "and", "or", "set"):
            return self._masked(keys) if word == "&" else False
        op = "=="
        if word in _OPERATORS:
            op = word
            self.at += 1
        if self.at >= len(self.words):
            self.at = begun
            return False
        listed = self.words[self.at : self.at + 1] != ["{"]
        items, named = self._values(flags=keys == ["tcp flags"])
        self.asked.append(Asked(tuple(keys), op, tuple(items), named, " ".join(self.words[begun : self.at]), listed))
        return True

    def _key(self) -> str:
        word = self.words[self.at] if self.at < len(self.words) else ""
        self.at += 1
        if word in _ALONE:
            return _ALONE[word]
        field_ = self.words[self.at] if self.at < len(self.words) else ""
        self.at += 1
        return _ALONE.get(field_, f"{word} {field_}") if word == "meta" else f"{word} {field_}"

    def _map(self, keys: tuple[str, ...]) -> bool:
        if self.words[self.at : self.at + 1] and self.words[self.at].startswith("@"):
            self.mapped = Mapped(keys, named=self.words[self.at][1:])
            self.at += 1
            return True
        made = SetOf()
        elements(made, self._braces())
        self.mapped = Mapped(keys, tuple(zip(made.items, made.verdicts, strict=True)))
        return True

    def _values(self, *, flags: bool) -> tuple[list[Item], str]:
        """(items, name of a set) behind the operator."""
        word = self.words[self.at]
        if word == "{":
            return [_item(part) for part in _split(self._braces(), ",")], ""
        if word.startswith("@"):
            self.at += 1
            return [], word[1:]
        found: list[list[str]] = [[]]
        while self.at < len(self.words):
            found[-1].append(self.words[self.at])
            self.at += 1
            follows = self.words[self.at : self.at + 1]
            if follows == [","] or (not flags and follows == ["|"]):
                self.at += 1
                found.append([])
            elif follows == ["."] or (flags and follows in (["/"], ["|"])):
                found[-1].append(self.words[self.at])
                self.at += 1
            else:
                break
        if flags:  # syn / fin,syn,rst,ack: a mask is a list as well
            return [("".join("|".join("".join(part) for part in found)),)], ""
        return [_item(part) for part in found], ""

    def _masked(self, keys: list[str]) -> bool:
        """``tcp flags & (fin | syn | rst | ack) == syn``."""
        begun, self.at = self.at, self.at + 1
        mask = self._group()
        op = self.words[self.at] if self.at < len(self.words) else ""
        self.at += 1
        wanted = self._group()
        if keys != ["tcp flags"] or op not in ("==", "!=") or not mask or not wanted:
            self.at = begun
            return False
        self.asked.append(Asked(("tcp flags",), op, ((f"{wanted}/{mask}",),), listed=True))
        return True

    def _group(self) -> str:
        """``( fin | syn )`` or ``syn``, as ``fin|syn``."""
        if self.words[self.at : self.at + 1] != ["("]:
            self.at += 1
            return self.words[self.at - 1] if self.at <= len(self.words) else ""
        end = self.words.index(")", self.at) if ")" in self.words[self.at :] else len(self.words)
        inner, self.at = self.words[self.at + 1 : end], end + 1
        return "".join(inner)

    def _give_up(self) -> None:
        """The rest is not understood; its verdict may still be told by its last words."""
        rest = self.words[self.at :]
        self.unread.append(" ".join(rest)[:MAX_TEXT])
        for back in (1, 2):
            tail = rest[-back:]
            if tail and (tail[0] in _PLAIN or (tail[0] in ("jump", "goto") and len(tail) == 2)):
                self.verdict = _verdict(tail)
                return
        self.verdict = Verdict("unread")


_LOGGED = ("prefix", "level", "group", "snaplen", "queue-threshold", "flags")


def _verdict(words: Sequence[str]) -> Verdict:
    """A verdict, or what NAT does."""
    word = words[0] if words else ""
    if word in _PLAIN:
        return Verdict(_PLAIN[word])
    if word in ("jump", "goto") and len(words) > 1:
        return Verdict(word, chain=words[1])
    if word == "masquerade":
        return Verdict("translate", translation=Translation(of_interface=True))
    if word in ("snat", "dnat"):
        made = _written(word, [one for one in words[1:] if one not in ("to", "ip", "ip6")])
        return Verdict("translate", translation=made) if made is not None else Verdict("unread")
    return Verdict("unread")


def _written(kind: str, words: Sequence[str]) -> Translation | None:
    """What is written into a packet; None: that is not understood."""
    if not words or set(words[1:]) - {"persistent", "random", "fully-random"}:
        return None
    text = words[0]
    six = re.fullmatch(r"\[([0-9a-f:.-]+)\](?::([\d-]+))?", text)
    if six is not None:
        address, port = six[1], six[2] or ""
    elif text.count(":") > 1:
        address, port = text, ""
    else:
        address, _, port = text.partition(":")
    return nat(kind, address, port)


def nat(kind: str, address: str, port: str) -> Translation | None:
    """What ``snat`` or ``dnat`` writes; None: that is not understood."""
    try:
        to = spans.network(address) if address else None
        ports = services.port_range(port, "-") if port else None
    except ValueError:
        return None
    return Translation(source=to, source_port=ports) if kind == "snat" else Translation(target=to, target_port=ports)


# --- elements --------------------------------------------------------------------------------------------------------


def elements(made: SetOf, words: Sequence[str]) -> None:
    """Add the elements of a set, or of a map with its verdicts."""
    for part in _split(words, ","):
        item, _, verdict = _partition(part, ":")
        kept = [word for word in item if word not in ("counter", "comment")]
        if "timeout" in item or "expires" in item:
            made.changing = True
        made.items.append(_item(kept))
        made.verdicts.append(_verdict(verdict))


def _split(words: Sequence[str], mark: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += {"{": 1, "}": -1}.get(word, 0)
        if word == mark and depth == 0:
            found.append([])
        else:
            found[-1].append(word)
    return [part for part in found if part]


def _partition(words: list[str], mark: str) -> tuple[list[str], bool, list[str]]:
    at = words.index(mark) if mark in words else len(words)
    return words[:at], at < len(words), words[at + 1 :]


def _item(words: Sequence[str]) -> Item:
    """The texts of an element, one a key."""
    return tuple(" ".join(part).strip('"') for part in _split(words, "."))
