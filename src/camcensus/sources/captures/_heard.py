"""What a capture says of hosts, each fact once with the span in which it was said, until it is known who may pass."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from sys import intern

import polars as pl

from camcensus.sources.captures._bindings import Binding
from camcensus.sources.captures._payloads import Payload
from camcensus.sources.captures._said import Fact, Said
from camcensus.sources.reading import door as passing
from camcensus.sources.reading.door import Door
from camcensus.sources.reading.gathered import Gathered

MAX_FACTS = 2_000_000
"""Facts that are held."""
MAX_BYTES = 256 << 20
"""Bytes that they and the messages in which they stand hold."""

_OF_USERS = ("dns.", "tls.sni", "http.user_agent")
"""What says how a host is used: kept only of what has to do with cameras, not of who merely speaks with it."""

_Key = tuple[str, str, str, str, str]
"""subject, field, value, encoding, sender's Ethernet address: a fact of the next holder of an address is another."""


@dataclass(slots=True)
class _Span:
    first: int
    last: int
    original: bytes
    told: int
    """When the message was sent that is the original; -1: not known."""

    def rests_on(self, original: bytes, told: int) -> bool:
        """Whether this message, too, says so and was sent before the one that stood for it until now."""
        if not original or (self.original and (told, original) >= (self.told, self.original)):
            return False
        self.original, self.told = original, told
        return True

    def widen(self, first: int, last: int) -> None:
        if first >= 0:
            self.first = first if self.first < 0 else min(self.first, first)
            self.last = max(self.last, last)


class Heard:
    """Facts as they are heard."""

    def __init__(self) -> None:
        self._facts: dict[_Key, _Span] = {}
        self._originals: dict[bytes, bytes] = {}
        self._bytes = 0
        self.spilled = 0
        """Facts that found no room."""

    def note(self, said: Said, payload: Payload) -> None:
        """Take in what one payload says."""
        if not said.facts:
            return
        original = hashlib.sha256(said.original).digest()
        if True in [self._one(fact, payload, original) for fact in said.facts]:
            self._originals[original] = said.original
            self._bytes += len(said.original)

    def state(self, fact: Fact, first: int, last: int) -> None:
        """Take in what the headers alone say; times are microseconds since 1970, -1 if not known."""
        self._put((*fact[:4], ""), first, last, b"")

    def _one(self, fact: Fact, payload: Payload, original: bytes) -> bool:
        last = payload.last + fact.lasts * 1_000_000 if payload.last >= 0 else -1
        own = payload.mac if fact.subject == f"ip:{payload.source}" else ""
        return self._put((*fact[:4], own), payload.first, last, original)

    def _put(self, key: _Key, first: int, last: int, original: bytes) -> bool:
        """Whether its original stands for it: that of the first that was sent, in whatever order they are read."""
        found = self._facts.get(key)
        if found is None:
            if len(self._facts) >= MAX_FACTS or self._bytes > MAX_BYTES:
                self.spilled += 1
                return False
            # a host says many things: its name stands here once
            self._facts[intern(key[0]), *key[1:4], intern(key[4])] = _Span(first, last, original, first)
            self._bytes += len(key[2])
            return True
        found.widen(first, last)
        return found.rests_on(original, first)

    def frame(self) -> pl.DataFrame:
        """What was heard so far: subject, field, value."""
        rows = [key[:3] for key in self._facts]
        return pl.DataFrame(rows, schema=dict.fromkeys(("subject", "field", "value"), pl.String), orient="row")

    def ports(self) -> frozenset[tuple[str, str]]:
        """The ports that were heard to be open: subject and value."""
        return frozenset((key[0], key[2]) for key in self._facts if key[1] == "net.open_port")

    def bindings(self) -> Iterable[Binding]:
        """The Ethernet addresses that hosts stated for their IP addresses."""
        for (subject, field, value, _, _), span in self._facts.items():
            if field == "mac" and subject.startswith("ip:"):
                yield Binding(subject[3:], value, span.first, span.last)

    def hand_over(
        self, gathered: Gathered, door: Door, contacts: Container[str], bindings: Iterable[Binding]
    ) -> Iterator[None]:
        """Give what may pass to what is gathered of the file, one by one, and count the rest.

        A host that stated its Ethernet address had it, too, as long as its frames show that.
        """
        left = 0
        for key, span in self._every(bindings):
            address = key[0].partition(":")[2]
            if door.knows(address) or (address in contacts and not key[1].startswith(_OF_USERS)):
                self._add(gathered, key, span)
                yield
            else:
                left += 1
        gathered.leave_out(f"facts {passing.LEFT}", left)
        gathered.leave_out("facts that found no room", self.spilled)

    def _every(self, bindings: Iterable[Binding]) -> Iterator[tuple[_Key, _Span]]:
        self._join()
        shown: dict[tuple[str, str], list[Binding]] = {}
        for one in bindings:
            shown.setdefault((f"ip:{one.address}", one.mac), []).append(one)
        stated = {(key[0], key[2]) for key in self._facts if key[1] == "mac"}
        for key, span in self._facts.items():
            for one in shown.get((key[0], key[2]), ()) if key[1] == "mac" else ():
                span.widen(one.first, one.last)
            yield key, span
        for (subject, mac), spans in shown.items():
            for one in spans if (subject, mac) not in stated else ():
                yield (subject, "mac", mac, "text", mac), _Span(one.first, one.last, b"", -1)

    def _join(self) -> None:
        """What others or the headers say of a host as well as itself is one fact, if the host is but one."""
        by_others = {key[:4]: key for key in self._facts if not key[4]}
        own: dict[tuple[str, str, str, str], list[_Span]] = {}
        for key, span in self._facts.items():
            if key[4] and key[:4] in by_others:
                own.setdefault(key[:4], []).append(span)
        for fact, spans in own.items():
            if len(spans) == 1:
                other = self._facts.pop(by_others[fact])
                spans[0].widen(other.first, other.last)

    def _add(self, gathered: Gathered, key: _Key, span: _Span) -> None:
        original = span.original or None
        if original is not None:
            gathered.hold(original, self._originals[original])
        seen = (span.first, max(span.first, span.last)) if span.first >= 0 else None
        gathered.drafts.add_timed(key[:4], realm=gathered.context.realm, span=seen, original=original)
