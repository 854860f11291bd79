"""JSON objects of a file one after the other: one a line, in an array, or printed over many lines; each bounded."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, NamedTuple, Protocol

import msgspec

from camcensus.model.errors import HostileInput
from camcensus.sources.reading.lines import MAX_LINE

MAX_OBJECT = MAX_LINE
"""Bytes of one object."""

_BLOCK = 1 << 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BRACE = re.compile(rb'[^"{}]*+(?:"(?:[^"\\]++|\\.)*+"[^"{}]*+)*+([{}])', re.DOTALL)
"""The next brace that stands outside a string; each byte is looked at once."""
_MEND = "let the tool write one record a line"


class Text(NamedTuple):
    """One object as it is written."""

    line: int
    """Of the file, from 1, where it begins."""
    data: bytes
    whole: bool
    """Its end was found."""


def texts(stream: IO[bytes], name: str) -> Iterator[Text]:
    """Each outermost object of the file. Text in UTF-16 (PowerShell's) is given as UTF-8.

    Where the first line that is not empty is an object each line is taken to be one; else objects are told by their
    braces. Raises `HostileInput` for one that is too long.
    """
    head = stream.read(3)
    stream.seek(0)
    if head.startswith(_WIDE):
        wide = io.TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
        try:
            yield from _texts(_Narrow(wide), name)
        finally:
            with suppress(ValueError):  # whoever opened the file may have closed it
                wide.detach()
        return
    stream.seek(3 if head == b"\xef\xbb\xbf" else 0)
    yield from _texts(stream, name)


def _texts(stream: _Readable, name: str) -> Iterator[Text]:
    first, number = b"", 0
    while not first.strip():
        raw = stream.readline(MAX_OBJECT + 1)
        if not raw:
            return
        first, number = raw, number + 1
    if _is_object(first):
        yield Text(number, first.strip(), whole=True)
        yield from _lines(stream, name, number)
    else:
        yield from _braced(first, stream, name, number)


class _Readable(Protocol):
    """What is asked of a file."""

    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


class _Narrow:
    """A text in UTF-16 as the bytes of UTF-8, for reading."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def read(self, size: int, /) -> bytes:
        return self._text.read(size).encode("utf-8", "replace")

    def readline(self, size: int, /) -> bytes:
        return self._text.readline(size).encode("utf-8", "replace")


def _is_object(line: bytes) -> bool:
    if not line.strip().startswith(b"{"):
        return False
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(stream: _Readable, name: str, number: int) -> Iterator[Text]:
    while line := stream.readline(MAX_OBJECT + 1):
        number += 1
        _check(line, name, number)
        data = line.strip()
        if data:
            yield Text(number, data, whole=line.endswith(b"\n"))


def _braced(pending: bytes, stream: _Readable, name: str, line: int) -> Iterator[Text]:
    """Objects told by their braces. The search goes on where it stopped, in blocks as large as what is unfinished."""
    at = counted = depth = 0
    start = -1
    while True:
        while match := _BRACE.match(pending, at):
            at = match.end()
            if match[1] == b"{":
                start = at - 1 if depth == 0 else start
                depth += 1
            elif depth:
                depth -= 1
                if depth == 0:
                    line += pending.count(b"\n", counted, start)
                    counted = start
                    yield Text(line, pending[start:at], whole=True)
                    start = -1
        kept = at if start < 0 else start
        line += pending.count(b"\n", counted, kept)
        pending = pending[kept:]
        _check(pending, name, line)
        block = stream.read(max(_BLOCK, len(pending)))
        if not block:
            break
        pending += block
        at, counted, start = at - kept, 0, -1 if start < 0 else 0
    if start >= 0:
        yield Text(line, pending, whole=False)


def _check(data: bytes, name: str, line: int) -> None:
    if len(data) > MAX_OBJECT:
        raise HostileInput(f"longer than {MAX_OBJECT >> 20} MiB", where=f"{name}, line {line}", mend=_MEND)
