"""Lines of JSON to cells, compiled: for the lines that nearly all lines are.

A plain line is one object in ASCII without white space between its parts, whose texts need no escapes and whose
numbers are short and without exponents. Every other line is *odd*, and is put aside whole. It takes numba, which takes
a second to start: large files are worth it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

TEXT, NUMBER, LIST, OBJECT = range(4)
"""What a key holds, as far as it is wanted. Of a list and of what is in no object nothing is taken in: null."""

NEWLINE, _TAB, QUOTE, _COMMA, _MINUS, POINT, ZERO, _NINE, _COLON = b'\n\t",-.09:'
_OPEN, _CLOSE, _LIST_OPEN, _SMALL_E, _SMALL_N = b"{}[en"
_TRUE, _FALS, _NULL = (int.from_bytes(word, "big") for word in (b"true", b"fals", b"null"))

DEPTH = 16
"""Objects and lists in one another in a plain line."""
_PLACES = 1_024
_ODD = -1
_NOBODY = -2
"""The number of an object that nothing is wanted of."""
_MOST = 18
"""Digits of a whole number that has room in 64 bits."""
_MOST_EXACT = 16
"""Digits of a fraction that is written as it was once it was a float, if the first is no greater than 3 (it must be
less than 2**52 without its point; with a digit less, the first may be any)."""
_PLAIN = np.zeros(256, dtype=np.bool_)
"""Bytes that stand for themselves in a text."""
_PLAIN[32:127] = True
_PLAIN[[34, 92]] = False


class Wanted(NamedTuple):
    """The keys that are wanted, by number."""

    names: Bytes
    """Their texts, one behind the other."""
    about: Numbers
    """Of each: where its text begins and ends in `names`, the number of the object that it is in (-1: the line
    itself), and what it holds."""
    places: Numbers
    """Their numbers by `_place`, or behind the next ones that are not -1."""


class Room(NamedTuple):
    """Where the cells of a block go, and what is known of its lines."""

    state: Numbers
    """Of each key: the number of the last line that had it, and its cell; -1 at first."""
    spans: Numbers
    """Of each cell: where it begins and ends in a line."""
    held: Numbers
    """How many cells there are so far, and how many the line has."""
    stack: Numbers
    """Of each object or list that is open: its key (-1: the line), and the byte that closes it."""
    out: Bytes
    odd: Bytes


def room(keys: Wanted, size: int) -> Room:
    """Room for a block of so many bytes."""
    many = len(keys.about)
    return Room(
        state=np.full((many, 2), -1, dtype=np.int64),
        spans=np.zeros((many, 2), dtype=np.int64),
        held=np.zeros(2, dtype=np.int64),
        stack=np.empty((DEPTH, 2), dtype=np.int64),
        out=np.empty(size * (many + 1), dtype=np.uint8),
        odd=np.empty(size, dtype=np.uint8),
    )


KINDS = {"text": TEXT, "number": NUMBER, "list": LIST, "object": OBJECT}


def wanted(keys: Sequence[tuple[bytes, int, str]]) -> Wanted:
    """Of keys with the number of the object that each is in (-1: the line), and one of `KINDS`."""
    names = b"".join(name for name, *_ in keys)
    places = np.full(_PLACES, -1, dtype=np.int64)
    about = np.zeros((len(keys), 4), dtype=np.int64)
    begin = 0
    for number, (name, within, kind) in enumerate(keys):
        about[number] = begin, begin + len(name), within, KINDS[kind]
        begin += len(name)
        place = _place(name[0], name[len(name) // 2], name[-1], len(name), within)
        while places[place] >= 0:
            place = (place + 1) % _PLACES
        places[place] = number
    return Wanted(np.frombuffer(names + b"\0", dtype=np.uint8), about, places)


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _place(first: int, middle: int, last: int, size: int, within: int) -> int:  # pragma: no cover  # compiled
    """Where to look for a key. The keys are ours, so that nobody can make many of them fall together."""
    return (first * 5 ^ middle * 37 ^ last * 129 ^ size * 11 ^ (within + 1) * 77) & _PLACES - 1


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def byte(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    return np.int64(data[np.uintp(at)])  # type: ignore[return-value]  # signed, and never counted from the end


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _number_of(
    data: Bytes, begin: int, end: int, within: int, names: Bytes, about: Numbers, places: Numbers
) -> int:  # pragma: no cover
    """The number of a key, `_NOBODY` if it is not wanted."""
    size = end - begin
    if size == 0:
        return _NOBODY
    place = _place(byte(data, begin), byte(data, begin + (size >> 1)), byte(data, end - 1), size, within)
    while places[place] >= 0:
        number = places[place]
        start = about[number, 0]
        if about[number, 2] == within and about[number, 1] - start == size:
            same = True
            for at in range(size):
                same &= data[np.uintp(begin + at)] == names[np.uintp(start + at)]
            if same:
                return number  # type: ignore[no-any-return]
        place = (place + 1) & _PLACES - 1
    return _NOBODY


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _text_end(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    """Where the text ends that begins at `at`: at its quotation mark; `_ODD` if it is not plain."""
    while _PLAIN[data[np.uintp(at)]]:
        at += 1
    return at if byte(data, at) == QUOTE else _ODD


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def digits_end(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    while ZERO <= byte(data, at) <= _NINE:
        at += 1
    return at


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _number_end(data: Bytes, at: int) -> tuple[int, int, bool]:  # pragma: no cover  # compiled
    """Where the number ends that begins at `at`, where what is shown of it ends, and whether it is whole."""
    minus = byte(data, at) == _MINUS
    begin = at + minus
    first = byte(data, begin)
    at = digits_end(data, begin)
    if at == begin or (first == ZERO and at > begin + 1) or at - begin > _MOST:
        return _ODD, 0, False
    shown, whole, nought = at, byte(data, at) != POINT, first == ZERO
    if not whole:
        digits = digits_end(data, at + 1)
        many = digits - begin - 1
        if digits == at + 1 or many > _MOST_EXACT or (many == _MOST_EXACT and first > ZERO + 3):
            return _ODD, 0, False
        end = digits
        while byte(data, end - 1) == ZERO:
            end -= 1
        if end > at + 1:
            shown, nought = end, False
        at = digits
    odd = byte(data, at) | 32 == _SMALL_E or (minus and nought)
    return _ODD if odd else at, shown, whole


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _four(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    """Four bytes as a number; nothing is read behind the end of a line, which is in no word."""
    found = byte(data, at)
    for place in range(1, 4):
        if found & 255 == NEWLINE:
            return found
        found = found << 8 | byte(data, at + place)
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _word_end(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    word = _four(data, at)
    if word in (_TRUE, _NULL):
        return at + 4
    return at + 5 if word == _FALS and byte(data, at + 4) == _SMALL_E else _ODD


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _line(  # parts of their own would cost more than they do
    data: Bytes,
    at: int,
    line: int,
    names: Bytes,
    about: Numbers,
    places: Numbers,
    state: Numbers,
    spans: Numbers,
    held: Numbers,
    stack: Numbers,
) -> int:  # pragma: no cover  # compiled
    """Where the line ends that begins at `at`, and the places of its cells in `spans`; `_ODD` if it is not plain."""
    if byte(data, at) != _OPEN:
        return _ODD
    at += 1
    depth = 0
    owner, closes = -1, _CLOSE
    while True:
        key = _NOBODY
        kind = -1
        if closes == _CLOSE:
            if byte(data, at) != QUOTE:
                return _ODD
            begin = at + 1
            at = _text_end(data, begin)
            if at < 0 or byte(data, at + 1) != _COLON:
                return _ODD
            if owner != _NOBODY:
                key = _number_of(data, begin, at, owner, names, about, places)
            if key >= 0:
                if state[key, 0] == line:
                    return _ODD
                state[key, 0] = line
                kind = about[key, 3]
            at += 2
        first = byte(data, at)
        if first in (_OPEN, _LIST_OPEN):
            if (kind >= 0 and not (kind == OBJECT and first == _OPEN)) or depth + 1 == DEPTH:
                return _ODD
            stack[depth, 0], stack[depth, 1] = owner, closes
            depth += 1
            owner, closes = key, first + 2
            at += 1
            if byte(data, at) != closes:
                continue
        else:
            begin = shown = at
            whole = False
            if first == QUOTE:
                begin += 1
                shown = _text_end(data, begin)
                if shown < 0 or (kind == TEXT and shown == begin):
                    return _ODD
                at = shown + 1
            elif first == _MINUS or ZERO <= first <= _NINE:
                at, shown, whole = _number_end(data, at)
            else:
                at = shown = _word_end(data, at)
                if first == _SMALL_N:
                    kind = -1
            if at < 0:
                return _ODD
            if kind == TEXT or (kind == NUMBER and whole):
                cell = state[key, 1]
                if cell < 0:
                    cell = state[key, 1] = held[0]
                    held[0] += 1
                spans[cell, 0], spans[cell, 1] = begin, shown
                held[1] += 1
        while byte(data, at) == closes:
            at += 1
            depth -= 1
            if depth < 0:
                return at + 1 if byte(data, at) == NEWLINE else _ODD
            owner, closes = stack[depth, 0], stack[depth, 1]
        if byte(data, at) != _COMMA:
            return _ODD
        at += 1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def lines(data: Bytes, keys: Wanted, room: Room) -> tuple[int, int]:  # pragma: no cover  # compiled
    """Put the cells of plain lines into `room.out`, odd lines into `room.odd`; how many bytes are in each.

    `data` ends with the end of a line. Cells are parted by tabs, in the order in which their keys came first; behind
    the last one of a line others may be missing. A line without any cell is odd.
    """
    names, about, places = keys
    state, spans, held, stack, out, odd = room
    at = line = put = aside = 0
    while at < data.size:
        for cell in range(held[0]):
            spans[cell, 0] = spans[cell, 1] = 0
        held[1] = 0
        end = _line(data, at, line, names, about, places, state, spans, held, stack)
        if end < 0 or not held[1]:
            end = at
            while byte(data, end) != NEWLINE:
                end += 1
            end += 1
            odd[aside : aside + end - at] = data[at:end]
            aside += end - at
        else:
            for cell in range(held[0]):
                for place in range(spans[cell, 0], spans[cell, 1]):
                    out[np.uintp(put)] = data[np.uintp(place)]
                    put += 1
                out[np.uintp(put)] = _TAB
                put += 1
            out[np.uintp(put - 1)] = NEWLINE
        at = end
        line += 1
    return put, aside
