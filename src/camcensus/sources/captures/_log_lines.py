"""Lines of a log looked at in compiled ways: sorted by what stands behind a key, and read as addresses."""

from __future__ import annotations

import numpy as np
from numba import njit

from camcensus.sources.captures._log_compiled import NEWLINE, POINT, QUOTE, ZERO, Bytes, Numbers, byte, digits_end

KINDS_APART = 64
"""Kinds of lines in a block that are told apart."""
_WHITE = np.zeros(256, dtype=np.bool_)
_WHITE[list(b" \t\r\x0b\x0c")] = True


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def four_numbers(data: Bytes, values: Numbers) -> int:  # pragma: no cover  # compiled
    """The values of lines that are IPv4 addresses in plain writing, -1 for the others; how many lines there are.

    `data` ends with the end of a line; there is room for as many values as lines.
    """
    at = line = 0
    while at < data.size:
        value = parts = 0
        plain = True
        while True:
            begin = at
            at = digits_end(data, begin)
            number = 0
            for place in range(begin, min(at, begin + 4)):
                number = number * 10 + byte(data, place) - ZERO
            plain &= begin < at <= begin + 3 and number < 256 and (byte(data, begin) != ZERO or at == begin + 1)
            value = value << 8 | number & 255
            parts += 1
            if not plain or byte(data, at) != POINT:
                break
            at += 1
        plain &= parts == 4 and byte(data, at) == NEWLINE
        values[line] = value if plain else -1
        while byte(data, at) != NEWLINE:
            at += 1
        at += 1
        line += 1
    return line


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _kind(data: Bytes, at: int, key: Bytes) -> tuple[int, int, int]:  # pragma: no cover  # compiled
    """Where the line ends that begins at `at`, and where the text begins and ends behind the first `key` in it."""
    begin, size = at, key.size
    found = -1
    while byte(data, at) != NEWLINE:
        if found < 0 and byte(data, at) == QUOTE:
            place = 0
            while place < size and data[np.uintp(at + place)] == key[np.uintp(place)]:
                place += 1
            if place == size:
                found = at + size
        at += 1
    start = found
    while found >= 0 and start < min(found + 3, at) and byte(data, start) != QUOTE:
        start += 1
    if found < 0 or start >= min(found + 3, at):
        return at, begin, begin
    start += 1
    end = start
    while end < at and byte(data, end) != QUOTE:
        end += 1
    end = max(end - (end == at), start)
    return at, start, min(end, start + 40)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def kinds(data: Bytes, key: Bytes, known: Numbers, of: Numbers) -> int:  # pragma: no cover  # compiled
    """How many kinds of lines there are by the text behind `key`; -1 if there are more than `KINDS_APART`.

    `data` ends with the end of a line. Of each kind `known` becomes where its text begins and ends, how many lines and
    bytes are of it; of each line `of` becomes the number of its kind, -1 for one that is blank.
    """
    at = line = many = 0
    while at < data.size:
        end, begin, stop = _kind(data, at, key)
        blank = begin == stop
        for place in range(at, end if blank else at):
            blank &= _WHITE[data[np.uintp(place)]]
        kind = -1
        for number in range(0 if blank else many):
            same = known[number, 1] - known[number, 0] == stop - begin
            for place in range(stop - begin if same else 0):
                same &= data[np.uintp(known[number, 0] + place)] == data[np.uintp(begin + place)]
            if same:
                kind = number
                break
        if kind < 0 and not blank:
            if many == KINDS_APART:
                return -1
            kind = many
            known[kind, 0], known[kind, 1], known[kind, 2], known[kind, 3] = begin, stop, 0, 0
            many += 1
        of[line] = kind
        if kind >= 0:
            known[kind, 2] += 1
            known[kind, 3] += end + 1 - at
        at = end + 1
        line += 1
    return many


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def sort(data: Bytes, of: Numbers, places: Numbers, out: Bytes) -> None:  # pragma: no cover  # compiled
    """Put the lines of each kind together: those of kind 3 from `places[3]` on, which moves."""
    at = line = 0
    while at < data.size:
        end = at
        while byte(data, end) != NEWLINE:
            end += 1
        end += 1
        kind = of[line]
        if kind >= 0:
            out[places[kind] : places[kind] + end - at] = data[at:end]
            places[kind] += end - at
        at = end
        line += 1
