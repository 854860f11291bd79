"""Inputs made of seeds, the same on every machine: what no fuzzer is needed for, and what it begins with."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

_ODD = (0, 1, 0x7F, 0x80, 0xFE, 0xFF, 0x0A, 0x20, 0x22, 0x3C, 0x5C, 0x7B)
"""Bytes that are limits of numbers, or end or begin something in text."""

Change = Callable[[random.Random, bytearray, Sequence[bytes], int], None]


def mutations(seeds: Sequence[bytes], count: int, longest: int, name: str) -> Iterator[bytes]:
    """The seeds, then `count` inputs made of them, `longest` bytes at most; `name` chooses which."""
    yield from (seed[:longest] for seed in seeds)
    chance = random.Random(name)  # noqa: S311  # it is to be the same again
    for _ in range(count):
        data = bytearray(chance.choice(seeds)) if seeds else bytearray()
        for _ in range(chance.choice((1, 1, 2, 4, 8))):
            chance.choice(_CHANGES)(chance, data, seeds, longest)
            del data[longest:]
        yield bytes(data)


def _part(chance: random.Random, data: Sequence[object], most: int) -> slice:
    at = chance.randint(0, len(data))
    return slice(at, min(at + chance.randint(1, most), len(data)))


def _flip(chance: random.Random, data: bytearray, _: Sequence[bytes], __: int) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _set(chance: random.Random, data: bytearray, _: Sequence[bytes], __: int) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice(_ODD)


def _number(chance: random.Random, data: bytearray, _: Sequence[bytes], __: int) -> None:
    width = chance.choice((2, 3, 4, 8))
    if len(data) >= width:
        at = chance.randint(0, len(data) - width)
        value = chance.choice((0, 1, len(data), (1 << 8 * width) - 1, 1 << 8 * width - 1, (1 << 8 * width - 1) - 1))
        data[at : at + width] = (value % (1 << 8 * width)).to_bytes(width, chance.choice(("big", "little")))


def _cut(chance: random.Random, data: bytearray, _: Sequence[bytes], __: int) -> None:
    del data[chance.randint(0, len(data)) :]


def _remove(chance: random.Random, data: bytearray, _: Sequence[bytes], __: int) -> None:
    del data[_part(chance, data, 16)]


def _insert(chance: random.Random, data: bytearray, _: Sequence[bytes], __: int) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.randbytes(chance.randint(1, 8))


def _splice(chance: random.Random, data: bytearray, seeds: Sequence[bytes], __: int) -> None:
    if seeds:
        other = chance.choice(seeds)
        data[_part(chance, data, 64)] = other[_part(chance, other, 512)]


def _stretch(chance: random.Random, data: bytearray, _: Sequence[bytes], longest: int) -> None:
    """A part again and again, up to the most there may be: what takes more than linear time shows itself."""
    part = _part(chance, data, 40)
    piece = bytes(data[part])
    if piece and len(data) < longest:
        data[part] = piece * ((longest - len(data)) // len(piece) + 1)


_CHANGES: tuple[Change, ...] = (_flip, _flip, _set, _set, _number, _number, _cut, _remove, _insert, _splice, _stretch)
