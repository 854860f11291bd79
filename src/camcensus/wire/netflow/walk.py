"""A stream of export packets, one after the other, taken apart in one pass: records of flows in columns.

Packets of several exporters and versions may be mixed. Where a packet should begin and none does, the next place is
looked for where one can; what lies between is counted. Records are piled up by their template and cut into columns
together, so that the cost is that of walking over packets and sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from camcensus.wire.netflow import packets, templates
from camcensus.wire.netflow.packets import HEAD, IPFIX_HEAD, SET_HEAD, V5_HEAD, V9_HEAD, Head
from camcensus.wire.netflow.templates import Columns, Template

MAX_TEMPLATES = 10_000
MAX_ELEMENTS = 500_000
"""Templates, and elements of all of them, that are remembered."""
MAX_SOURCES = 100_000
"""Exporters whose numbering is followed."""
MAX_GARBAGE = 1 << 20
"""Bytes in a row that are no packets, after which nothing more is looked for."""
_LOST = 1_000_000
"""A step in the numbering that is larger is a restart, or packets of two exporters, not a loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Records of one template."""

    columns: Columns
    exported: npt.NDArray[np.int64]
    """When each was exported: microseconds since 1970, by the exporter's clock."""
    uptime: npt.NDArray[np.int64]
    """How long the exporter ran then, in milliseconds; -1: not told."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What was met on the way."""

    packets: int = 0
    records: int = 0
    """Of flows."""
    early: int = 0
    """Sets of data whose template had not come; how many records they held cannot be known."""
    broken: int = 0
    """Sets and templates that break the rules of the format."""
    garbage: int = 0
    """Bytes that are no packets."""
    cut: int = 0
    """Packets that the end of the stream cut off."""
    crowded: int = 0
    """Templates for which there was no room."""
    lost_flows: int = 0
    lost_packets: int = 0
    """By gaps in the numbering: flows in versions 5 and 10, packets in version 9."""
    sampled: set[int] = field(default_factory=set)
    """1 of how many packets was looked at, as exporters say."""


@dataclass(slots=True)
class _Pile:
    template: Template
    parts: list[bytes] = field(default_factory=list)
    heads: list[tuple[int, int, int]] = field(default_factory=list)
    """(records, exported, uptime) of each part."""


class Walker:
    """Goes over a stream as it comes in parts."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._rest = b""
        self._head: Head | None = None  # of the packet of version 9 whose sets follow
        self._lost = False  # no packet begins where one should
        self._nonsense = 0
        self._templates: dict[tuple[int, int], dict[int, Template]] = {}
        self._remembered = self._elements = 0
        self._expected: dict[tuple[int, int], int] = {}
        self._piles: dict[int, _Pile] = {}
        self._ended = False

    def feed(self, data: bytes) -> None:
        """Take in the next part of the stream."""
        if not self._ended:
            self._go(self._rest + data, final=False)

    def end(self) -> None:
        """The stream has ended; a packet that is cut off gives what is whole of it."""
        if not self._ended:
            self._go(self._rest, final=True)
        self._ended, self._rest = True, b""

    def take(self) -> Iterator[Flows]:
        """The flows since the last time; memory grows with what is fed in between."""
        piles, self._piles = self._piles, {}
        for pile in piles.values():
            heads = np.array(pile.heads, np.int64)
            times = heads[:, 0]
            columns = pile.template.columns(b"".join(pile.parts))
            self.counts.sampled.update(templates.sampling(columns))
            if not pile.template.options:
                self.counts.records += int(times.sum())
                exported, uptime = (np.repeat(heads[:, at], times) for at in (1, 2))
                yield Flows(columns=columns, exported=exported, uptime=uptime)

    def _go(self, data: bytes, *, final: bool) -> None:
        at, size = 0, len(data)
        while size - at >= HEAD or (final and size - at >= SET_HEAD and self._head is not None):
            if self._head is not None:
                after = self._set(data, at, self._head, final=final)
            else:
                after = self._packet(data, at, final=final)
            if after == at:
                break
            at = after
            if self._ended:
                return
        self._rest = data[at:]
        if final and self._rest:
            self._skip(len(self._rest))

    # --- packets -----------------------------------------------------------------------------------------------

    def _packet(self, data: bytes, at: int, *, final: bool) -> int:
        """Where to go on after what begins `at`; `at` itself if more bytes are needed."""
        if self._lost and not packets.begins(data, at):
            return self._seek(data, at)
        head = packets.head(data, at)
        if head is None:
            return self._seek(data, at)
        if head.end > len(data) - at and not final:
            return at
        self._lost, self._nonsense = False, 0
        self.counts.packets += 1
        if head.version == 9:
            self._number(head, 1)
            self._head = head
            return at + V9_HEAD
        end = min(at + head.end, len(data))
        self.counts.cut += end < at + head.end
        if head.version == 5:
            self._five(head, data[at + V5_HEAD : end])
        else:
            self._ten(head, data[at + IPFIX_HEAD : end])
        return end

    def _seek(self, data: bytes, at: int) -> int:
        """The next place where a packet may begin."""
        self._lost = True
        found = packets.NEXT.search(data, at + 1)
        after = found.start() if found else max(len(data) - 1, at + 1)
        self._skip(after - at)
        return after

    def _skip(self, size: int) -> None:
        self.counts.garbage += size
        self._nonsense += size
        self._ended = self._nonsense > MAX_GARBAGE

    def _five(self, head: Head, body: bytes) -> None:
        records, count = packets.V5.fixed(body)
        self._number(head, head.count)
        if head.sampled:
            self.counts.sampled.add(head.sampled)
        self._pile(packets.V5, records, count, head)

    def _ten(self, head: Head, body: bytes) -> None:
        at, records, known = 0, 0, True
        while len(body) - at >= SET_HEAD:
            number, length = packets.set_head(body, at)
            if length < SET_HEAD or at + length > len(body) or not packets.is_set(number, 10):
                self.counts.broken += 1
                known = False
                break
            many = self._content(head, number, body[at + SET_HEAD : at + length])
            known = known and many is not None
            records += many or 0
            at += length
        self._number(head, records if known else None)

    def _number(self, head: Head, more: int | None) -> None:
        """Look whether something is missing before a packet that counts `more` records or packets; None: not known."""
        key = (head.version, head.source)
        expected = self._expected.pop(key, None)
        gap = (head.sequence - expected) & 0xFFFFFFFF if expected is not None else 0
        if gap < _LOST:
            if head.version == 9:
                self.counts.lost_packets += gap
            else:
                self.counts.lost_flows += gap
        if more is not None and len(self._expected) < MAX_SOURCES:
            self._expected[key] = (head.sequence + more) & 0xFFFFFFFF

    # --- sets --------------------------------------------------------------------------------------------------

    def _set(self, data: bytes, at: int, head: Head, *, final: bool) -> int:
        """The same for a set of a packet of version 9, or for what follows it: no packet begins as a set may."""
        number, length = packets.set_head(data, at)
        if not packets.is_set(number, 9) or length < SET_HEAD:
            self._head = None
            return self._packet(data, at, final=final) if len(data) - at >= HEAD else at
        end = at + length
        if end > len(data) and not final:
            return at
        self.counts.cut += end > len(data)
        self._content(head, number, data[at + SET_HEAD : end])
        return min(end, len(data))

    def _content(self, head: Head, number: int, body: bytes) -> int | None:
        """Take in the body of a set; how many records it held, None if that is not known."""
        if number < 256:
            self._learn(head, number, body)
            return 0
        template = self._templates.get((head.version, head.source), {}).get(number)
        if template is None:
            self.counts.early += 1
            return None
        records, count = template.fixed(body)
        if not count:
            self.counts.broken += 1
        self._pile(template, records, count, head)
        return count

    def _learn(self, head: Head, number: int, body: bytes) -> None:
        try:
            if head.version == 9:
                found: Iterator[tuple[int, Template | None]] = (templates.v9, templates.v9_options)[number](body)
            else:
                found = (templates.ipfix, templates.ipfix_options)[number - 2](body)
            for name, template in found:
                self._remember(head, name, template)
        except ValueError:
            self.counts.broken += 1

    def _remember(self, head: Head, number: int, template: Template | None) -> None:
        known = self._templates.setdefault((head.version, head.source), {})
        if template is None:
            gone = [one for one in known if known[one].options == (number == 3)] if number < 256 else [number]
            for one in gone:
                self._forget(known, one)
        elif template != known.get(number):  # it is sent again and again
            self._forget(known, number)
            if self._remembered >= MAX_TEMPLATES or self._elements + len(template.fields) > MAX_ELEMENTS:
                self.counts.crowded += 1
            else:
                known[number] = template
                self._remembered, self._elements = self._remembered + 1, self._elements + len(template.fields)
        if not known:
            del self._templates[head.version, head.source]

    def _forget(self, known: dict[int, Template], number: int) -> None:
        if (template := known.pop(number, None)) is not None:
            self._remembered, self._elements = self._remembered - 1, self._elements - len(template.fields)

    def _pile(self, template: Template, records: bytes, count: int, head: Head) -> None:
        if not count:
            return
        pile = self._piles.get(id(template))
        if pile is None:
            pile = self._piles[id(template)] = _Pile(template)  # which keeps the template, and so its id
        pile.parts.append(records)
        pile.heads.append((count, head.exported, head.uptime))
