"""Where the records of a chain begin, each of which says how long it is: found in many places at once.

A chain can only be walked from its beginning, one record after the other. Here the block is cut into pieces; in each
the first place that looks like a record is guessed, and all pieces are walked in step. A guess is believed only if the
walk from the beginning comes exactly there, so the answer is always that of the plain walk: a wrong guess costs time,
never truth.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Places: TypeAlias = npt.NDArray[np.int64]

Advance = Callable[[Places], Places]
"""Places of records to those of the records behind them; -1 for a place that is no record's."""
Guess = Callable[[Places, int], Places]
"""Beginnings of pieces, and how many bytes may be looked at in each, to the first place there that looks like a
record's; -1 where none does."""

PIECE = 32_768
LOOKED_AT = 2_048
"""Bytes at the beginning of a piece in which a record is looked for."""
_FEW = 64
"""Pieces fewer than these are not worth it."""


def chain(begin: int, end: int, advance: Advance, guess: Guess) -> tuple[Places, int, bool]:
    """(places of all records that begin in [begin, end), where the walk stopped, whether it stopped at a bad record).

    A record may reach beyond `end`: `advance` says so by giving a place that is at least `end`, and the caller judges
    whether it is whole. Cost: about 40 ns a record.
    """
    starts = [begin]
    if end - begin > _FEW * PIECE:
        found = guess(np.arange(begin + PIECE, end - LOOKED_AT, PIECE, dtype=np.int64), LOOKED_AT)
        starts += [place for place in np.unique(found).tolist() if begin < place < end]
    first = np.array(starts, dtype=np.int64)
    pieces, places, stopped = _in_step(first, np.append(first[1:], end), advance)
    believed, more, at, bad = _joined(starts, stopped, end, advance)
    places = np.concatenate([places[believed[pieces]], np.array(more, dtype=np.int64)])
    places.sort()
    return (places[:-1] if bad and places.size and places[-1] == at else places), at, bad


def _in_step(first: Places, limit: Places, advance: Advance) -> tuple[Places, Places, Places]:
    """(the piece of each record found, its place, where each piece stopped: -2 - place at a bad record)."""
    here = first.copy()
    stopped = here.copy()
    alive = np.nonzero(here < limit)[0]
    pieces, places = [alive], [here[alive]]
    while alive.size:
        ahead = advance(here[alive])
        bad = ahead < 0
        stopped[alive] = np.where(bad, -2 - here[alive], ahead)
        here[alive] = ahead
        alive = alive[~bad & (ahead < limit[alive])]
        pieces.append(alive)
        places.append(here[alive])
    return np.concatenate(pieces), np.concatenate(places), stopped


def _joined(
    starts: list[int], stopped: Places, end: int, advance: Advance
) -> tuple[npt.NDArray[np.bool_], list[int], int, bool]:
    """(which pieces the plain walk goes through, the records beside them, where it stopped, whether at a bad record).

    Behind a wrong guess it goes record by record until a piece begins where it stands.
    """
    begins = {place: number for number, place in enumerate(starts)}
    believed = np.zeros(len(starts), dtype=np.bool_)
    more: list[int] = []
    at = starts[0]
    while at < end:
        number = begins.get(at)
        if number is not None:
            believed[number] = True
            ahead = int(stopped[number])
            if ahead <= -2:
                return believed, more, -2 - ahead, True
        else:
            ahead = int(advance(np.array([at], dtype=np.int64))[0])
            if ahead < 0:
                return believed, more, at, True
            more.append(at)
        at = ahead
    return believed, more, at, False
