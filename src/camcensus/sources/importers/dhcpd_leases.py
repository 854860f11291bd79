"""The lease file of ISC dhcpd: ``lease`` blocks of IPv4, ``ia-na`` and ``ia-ta`` blocks of IPv6.

The server appends: an address has a block for each change, and each is a part of its history. Times are UTC, or seconds
since 1970 (``db-time-format local``), or ``never``. Octets that cannot be printed are written in octal. Source: ISC,
dhcpd.leases(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers._leases import Lease, Leases, client_mac, moment, shown
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import addresses, dhcpv6, macs

SOURCE = "importer:dhcpd-leases@1"

MAX_BLOCK = 16_384
"""Characters of one block that are read; dhcpd writes some hundred."""
MAX_DEPTH = 16
MAX_WORDS = 64
"""Words of one statement."""

_BLOCK = re.compile(
    r"^\s*lease\s+[0-9.]{7,15}\s*\{|^\s*ia-(?:na|ta|pd)\s+\"(?:[^\"\\]|\\.){0,600}\"\s*\{", re.MULTILINE
)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|([{};])|(#.*)|([^\s{};"#]+)')
_OCTAL = re.compile(r"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)
_DAY = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})", re.ASCII)
_STATES = frozenset({"active", "free", "expired", "released", "abandoned", "reset", "backup", "bootp", "reserved"})
_TOLD = {
    "client-hostname": "dhcp.hostname",
    "vendor-class-identifier": "dhcp.vendor_class",
    "ddns-fwd-name": "dhcp.fqdn",
    "agent.circuit-id": "lease.circuit",
    "agent.remote-id": "lease.remote",
}


def detect(head: bytes) -> bool:
    """Whether it is a text with at least one block of dhcpd's."""
    return text.is_text(head) and _BLOCK.search(text.decode(head)) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of the leases of hosts that have to do with cameras. Raises `HostileInput`, `BrokenInput`."""
    gathered = Gathered(context, SOURCE)
    leases = Leases(gathered)
    with text.lines(path, context.name) as lines:
        for block in _Blocks(gathered).read(lines):
            for lease in _leases(block):
                _take(lease, leases, gathered)
            if gathered.is_full():
                yield gathered.take()
    leases.close()
    yield gathered.last("the leases")


def _take(lease: Lease | None, leases: Leases, gathered: Gathered) -> None:
    gathered.records += 1
    if lease is None:
        gathered.leave_out("prefixes that were handed to routers, and addresses that are none")
    elif not lease.mac and not lease.told and lease.state != "abandoned":
        gathered.leave_out("addresses that nobody held")
    else:
        leases.add(lease)


@dataclass(slots=True, kw_only=True)
class _Block:
    """A block: the words before its brace, its statements, and the blocks inside it."""

    head: list[str]
    statements: list[list[str]] = field(default_factory=list)
    inner: list[_Block] = field(default_factory=list)
    written: str = ""

    def first(self, *words: str) -> list[str]:
        """The rest of the last statement that begins so; nothing if there is none."""
        size = len(words)
        return next((one[size:] for one in reversed(self.statements) if one[:size] == list(words)), [])


class _Blocks:
    """Puts blocks together, token by token."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._open: list[_Block] = []
        self._statement: list[str] = []
        self._written: list[str] = []
        self._size = 0

    def read(self, lines: Iterable[str]) -> Iterator[_Block]:
        """Each block at the top of the file that is whole; one that is cut or too large is remarked."""
        for number, line in enumerate(lines, start=1):
            if self._open:
                self._size += len(line)
                self._written += [line] if self._size <= MAX_BLOCK else []
            for token in _TOKEN.finditer(line[:MAX_BLOCK]):
                if token[2] is not None:
                    yield from self._mark(token[2], number, line)
                elif token[3] is None and len(self._statement) < MAX_WORDS:
                    self._statement.append(token[4] if token[4] is not None else f'"{token[1]}')
        if self._open:
            self._gathered.remarks.add("the end", "the last block is cut off and was left out")

    def _mark(self, mark: str, number: int, line: str) -> Iterator[_Block]:
        statement, self._statement = self._statement, []
        if mark == "{":
            if not self._open:
                self._written, self._size = [line], len(line)
            if len(self._open) < MAX_DEPTH:
                self._open.append(_Block(head=statement))
            else:
                self._gathered.remarks.add(f"line {number}", "blocks lie too deep in each other: read anew from there")
                self._open.clear()
        elif mark == ";" and self._open and self._size <= MAX_BLOCK:
            self._open[-1].statements.append(statement)
        elif mark == "}" and self._open:
            yield from self._close(self._open.pop(), number)

    def _close(self, block: _Block, number: int) -> Iterator[_Block]:
        if self._open:
            self._open[-1].inner.append(block)
        elif self._size > MAX_BLOCK:
            self._gathered.remarks.add(f"line {number}", "a block is too large and was left out")
        else:
            block.written = "".join(self._written).strip()
            yield block


def _leases(block: _Block) -> Iterator[Lease | None]:
    kind = block.head[0] if block.head else ""
    if kind == "lease" and len(block.head) > 1:
        yield _lease(block, block, block.head[1], _hardware(block) or _of_client(block))
    elif kind in ("ia-na", "ia-ta") and len(block.head) > 1:
        mac = dhcpv6.duid_mac(_octets(block.head[1])[4:])
        for inner in block.inner:
            if inner.head[:1] == ["iaaddr"] and len(inner.head) > 1:
                yield _lease(block, inner, inner.head[1], mac)
    elif kind == "ia-pd":
        yield None


def _lease(outer: _Block, block: _Block, written: str, mac: str) -> Lease | None:
    address = addresses.normalise(written)
    if address is None:
        return None
    state = "abandoned" if ["abandoned"] in block.statements else next(iter(block.first("binding", "state")), "")
    starts, ends = _time(block.first("starts")), _time(block.first("ends"))
    heard = _time(outer.first("cltt"))
    first = starts or heard
    last = heard if first and heard and heard >= first else first
    return Lease(
        address=address,
        mac=mac,
        state=state if state in _STATES else "",
        ends="never" if block.first("ends") == ["never"] else shown(ends),
        first=first,
        last=last,
        told=_told(block) | ({} if outer is block else _told(outer)),
        original=outer.written,
    )


def _told(block: _Block) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement in block.statements:
        words = [word for word in statement if word != "="]
        named = words[1] if words[0:1] in (["set"], ["option"]) and len(words) > 2 else words[0] if words else ""
        value = words[-1] if len(words) > 1 else ""
        if named in _TOLD and value.startswith('"'):
            found[_TOLD[named]] = _shown(_octets(value))
        elif named.startswith("agent.") and named in _TOLD:
            found[_TOLD[named]] = value
    return {name: said for name, said in found.items() if said}


def _hardware(block: _Block) -> str:
    words = block.first("hardware")
    found = macs.normalise(words[1]) if len(words) > 1 and words[0] == "ethernet" else None
    return found if found and macs.is_individual(found) else ""


def _of_client(block: _Block) -> str:
    """The Ethernet address in the identifier that the client gives for itself."""
    return client_mac(_octets(next(iter(block.first("uid")), "")))


def _octets(word: str) -> bytes:
    """What stands in quotes, with its octal escapes undone; colon-separated hexadecimal as it is meant."""
    if not word.startswith('"'):
        parts = word.split(":")
        plain = all(len(part) in (1, 2) and all(c in "0123456789abcdefABCDEF" for c in part) for part in parts)
        return bytes(int(part, 16) for part in parts) if plain else b""
    found = bytearray()
    at = 1
    for escape in _OCTAL.finditer(word, 1):
        found += word[at : escape.start()].encode("utf-8", "replace")
        found += bytes([int(escape[1], 8)]) if escape[1] else escape[2].encode("utf-8", "replace")
        at = escape.end()
    return bytes(found + word[at:].encode("utf-8", "replace"))


def _shown(data: bytes) -> str:
    """Octets as text where they are text, else hexadecimal."""
    try:
        plain = data.decode("utf-8").strip("\0")
    except UnicodeDecodeError:
        return data.hex()
    return plain if plain.isprintable() else data.hex()


def _time(words: list[str]) -> datetime | None:
    """``4 2024/02/29 09:00:00`` (in UTC) or ``epoch 1709197200``."""
    if words[:1] == ["epoch"]:
        return moment(words[1]) if len(words) > 1 else None
    if len(words) < 3:
        return None
    day, clock = _DAY.fullmatch(words[1]), _CLOCK.fullmatch(words[2])
    if day is None or clock is None:
        return None
    year, month, date = map(int, day.groups())
    hour, minute, second = map(int, clock.groups())
    try:
        found = datetime(year, month, date, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return found if 1980 <= found.year < 2100 else None
