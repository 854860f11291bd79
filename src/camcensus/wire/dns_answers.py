"""DNS as hosts ask servers: what was asked, and the addresses and names that came back.

`wire/dns.py` reads what multicast DNS says; here records of the answer section alone are read (A, AAAA, CNAME, PTR),
so that a message may be cut off after it, as resolvers and short captures do. Over TCP a length (2) stands before a
message, which the caller takes off.

Sources: RFC 1035, section 4; RFC 3596 (AAAA); RFC 3597 (names of types); RFC 6895 (codes); RFC 9460 (HTTPS, SVCB).
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from camcensus.wire import dns, octets

MOST = 64
"""Questions, which are one in practice, and records that are handed out."""

KINDS = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    12: "PTR",
    15: "MX",
    16: "TXT",
    28: "AAAA",
    33: "SRV",
    35: "NAPTR",
    64: "SVCB",
    65: "HTTPS",
    255: "ANY",
}

_HEAD = Struct("!HHHHHH")
_ASKED = Struct("!HH")
_RECORD = Struct("!HHIH")
_ANSWER, _CUT, _CODE = 0x8000, 0x0200, 0x000F
_INTERNET = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for."""

    name: str
    """Labels parted by dots, as sent (letters of either case), without a dot at the end."""
    kind: str
    """One of `KINDS`, else ``TYPE`` and its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One fact."""

    name: str
    kind: str
    """A, AAAA, CNAME or PTR."""
    value: str
    """An address in its shortest form, or a name."""
    ttl: int
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message."""

    number: int
    answer: bool
    code: int
    """Of an answer: 0 no error, 2 failure, 3 no such name, 5 refused."""
    cut: bool
    """Whether the server says that it left out the rest."""
    questions: tuple[Question, ...]
    records: tuple[Record, ...]


def parse(data: bytes) -> Message:
    """One message. Raises `ValueError` if it is none, cut off before its answers end, or a name in it loops."""
    if not 12 <= len(data) <= dns.MAX_MESSAGE:
        raise ValueError("not a DNS message: too short or too long")
    number, flags, asked, told, _, _ = _HEAD.unpack_from(data)
    if asked > MOST or told > dns.MOST:
        raise ValueError("not a DNS message: it says too much")
    at = 12
    questions: list[Question] = []
    records: list[Record] = []
    for _ in range(asked):
        name, at = dns.name_at(data, at)
        if at + 4 > len(data):
            raise _short()
        code, _ = _ASKED.unpack_from(data, at)
        questions.append(Question(name=dns.spelled(name), kind=KINDS.get(code, f"TYPE{code}")))
        at += 4
    for _ in range(told):
        record, at = _record(data, at)
        if record is not None and len(records) < MOST:
            records.append(record)
    return Message(
        number=number,
        answer=bool(flags & _ANSWER),
        code=flags & _CODE,
        cut=bool(flags & _CUT),
        questions=tuple(questions),
        records=tuple(records),
    )


def _record(data: bytes, at: int) -> tuple[Record | None, int]:
    """A record, or None if its kind is not read here; and the offset after it."""
    name, at = dns.name_at(data, at)
    if at + 10 > len(data):
        raise _short()
    code, space, ttl, size = _RECORD.unpack_from(data, at)
    start, end = at + 10, at + 10 + size
    if end > len(data):
        raise _short()
    kind = KINDS.get(code, "") if space == _INTERNET else ""
    if kind in ("A", "AAAA") and size == (4 if kind == "A" else 16):
        value = octets.ip(data[start:end])
    elif kind in ("CNAME", "PTR"):
        value = dns.spelled(dns.name_at(data, start)[0])
    else:
        return None, end
    return Record(name=dns.spelled(name), kind=kind, value=value, ttl=ttl), end


def _short() -> ValueError:
    return ValueError("the DNS message is cut off")
