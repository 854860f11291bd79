"""DNS messages as multicast DNS and service discovery use them: questions, and records PTR, SRV, TXT, A and AAAA.

A name is a tuple of labels, because the first label of a service may hold dots and spaces. Names may point back to
where the rest of them stood before: a pointer leads to a lower offset, a name follows few of them and has 255 bytes at
most, so that all work is linear in the size of the message.

Sources: RFC 1035, section 4; RFC 2782 (SRV); RFC 3596 (AAAA); RFC 6762, sections 5.4, 10.2 and 18 (multicast DNS);
RFC 6763, sections 4 and 6 (names and TXT of services).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

Name = tuple[str, ...]

MAX_MESSAGE = 65_535
MOST = 2_000
"""Questions and records of one message."""
MAX_NAME = 255
"""Bytes of a name as sent."""
_MAX_POINTERS = 32
"""Pointers that one name may follow; one or two is usual."""

_CODES = {"A": 1, "PTR": 12, "TXT": 16, "AAAA": 28, "SRV": 33, "ANY": 255}
_KINDS = {code: kind for kind, code in _CODES.items()}
_ANSWER = 0x8000
_INTERNET, _TOP_BIT = 1, 0x8000
"""The class, and the bit above it: in a question *answer me alone* (QU), in a record *forget what was said before*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for."""

    name: Name
    kind: str = "PTR"
    """Empty if it is none of those known here."""
    unicast: bool = False
    """Whether the answer is wanted by who asks alone (QU)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One fact; kinds not known here are left out of messages."""

    name: Name
    kind: str
    target: Name = ()
    """Of PTR and SRV: where it points."""
    port: int = 0
    """Of SRV."""
    strings: tuple[bytes, ...] = ()
    """Of TXT, mostly ``key=value``."""
    address: str = ""
    """Of A and AAAA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: its number, whether it is an answer, and what it holds, records of all sections in order."""

    number: int
    answer: bool
    questions: tuple[Question, ...]
    records: tuple[Record, ...]


def split(text: str) -> Name:
    """``_http._tcp.local`` as a name; no label may hold a dot."""
    return tuple(text.rstrip(".").split("."))


def spelled(name: Name) -> str:
    """A name as text, its labels parted by dots; dots and backslashes inside labels have a backslash before them."""
    return ".".join(label.replace("\\", "\\\\").replace(".", "\\.") for label in name)


def query(questions: Sequence[Question], number: int = 0) -> bytes:
    """A message that asks, `number` 0 to 65535 (0 in multicast DNS).

    Raises `ValueError` for a name that cannot be sent, a kind not known, or no question.
    """
    if not 0 < len(questions) <= 100:
        raise ValueError("a message has 1 to 100 questions")
    head = number.to_bytes(2, "big") + bytes(2) + len(questions).to_bytes(2, "big") + bytes(6)
    return head + b"".join(_question(one) for one in questions)


def _question(one: Question) -> bytes:
    labels = [label.encode() for label in one.name]
    name = b"".join(bytes([len(label)]) + label for label in labels if 0 < len(label) < 64) + b"\0"
    if one.kind not in _CODES or len(name) > MAX_NAME or len(name) != sum(map(len, labels)) + len(labels) + 1:
        raise ValueError("not a name or a kind that can be asked for")
    code = _INTERNET | (_TOP_BIT if one.unicast else 0)
    return name + _CODES[one.kind].to_bytes(2, "big") + code.to_bytes(2, "big")


def message(data: bytes) -> Message:
    """One message. Raises `ValueError` if it is cut off, loops, or says more than `MOST` things."""
    if not 12 <= len(data) <= MAX_MESSAGE:
        raise ValueError("not a DNS message: too short or too long")
    asked, *told = (_number(data, at) for at in range(4, 12, 2))
    if asked + sum(told) > MOST:
        raise ValueError(f"the DNS message says more than {MOST} things")
    at, questions, records = 12, [], []
    for _ in range(asked):
        question, at = _asked(data, at)
        questions.append(question)
    for _ in range(sum(told)):
        record, at = _told(data, at)
        records += [record] if record is not None else []
    flags = _number(data, 2)
    return Message(
        number=_number(data, 0),
        answer=bool(flags & _ANSWER),
        questions=tuple(questions),
        records=tuple(records),
    )


def _asked(data: bytes, at: int) -> tuple[Question, int]:
    name, at = name_at(data, at)
    kind = _KINDS.get(_number(data, at), "")
    return Question(name=name, kind=kind, unicast=bool(_number(data, at + 2) & _TOP_BIT)), at + 4


def _told(data: bytes, at: int) -> tuple[Record | None, int]:
    name, at = name_at(data, at)
    kind, known = _KINDS.get(_number(data, at), ""), _number(data, at + 2) & ~_TOP_BIT == _INTERNET
    start, end = at + 10, at + 10 + _number(data, at + 8)
    if end > len(data):
        raise _cut()
    return _record(data, start, end, name, kind) if known else None, end


def _record(data: bytes, start: int, end: int, name: Name, kind: str) -> Record | None:
    if kind in ("PTR", "SRV"):
        before = 6 if kind == "SRV" else 0
        target, after = name_at(data, start + before)
        if after != end:
            raise ValueError("a record of the DNS message is not as long as it says")
        return Record(name=name, kind=kind, target=target, port=_number(data, start + 4) if before else 0)
    if kind == "TXT":
        return Record(name=name, kind=kind, strings=_strings(data[start:end]))
    if kind in ("A", "AAAA"):
        if end - start != (4 if kind == "A" else 16):
            raise ValueError("an address in the DNS message has another length")
        return Record(name=name, kind=kind, address=str(ipaddress.ip_address(data[start:end])))
    return None


def _strings(data: bytes) -> tuple[bytes, ...]:
    found, at = [], 0
    while at < len(data):
        end = at + 1 + data[at]
        if end > len(data):
            raise _cut()
        if end > at + 1:
            found.append(data[at + 1 : end])
        at = end
    return tuple(found)


def name_at(data: bytes, at: int) -> tuple[Name, int]:
    """The name at an offset, and the offset after it. Raises `ValueError` if it is none, cut off, or loops."""
    labels: list[str] = []
    size, pointers, after, bound = 1, 0, 0, len(data)
    while True:
        if at >= len(data):
            raise _cut()
        length = data[at]
        if length >= 0xC0:
            target = _number(data, at) & 0x3FFF
            after = after or at + 2
            pointers += 1
            # Strictly downwards, so that no two pointers can lead to each other.
            if target >= min(at, bound) or pointers > _MAX_POINTERS:
                raise ValueError("a name in the DNS message points where it may not")
            at = bound = target
            continue
        end = at + 1 + length
        size += 1 + length
        if length >= 0x40 or size > MAX_NAME + 1:
            raise ValueError("a name in the DNS message is too long")
        if end > len(data):
            raise _cut()
        if length == 0:
            return tuple(labels), after or end
        labels.append(data[at + 1 : end].decode("utf-8", "replace"))
        at = end


def _number(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise _cut()
    return int.from_bytes(data[at : at + 2], "big")


def _cut() -> ValueError:
    return ValueError("the DNS message is cut off")
