"""The register as pages ask for it: tables, one device, counts; each question within a reach, and never without one.

What a person does not reach is not found, not counted and not told apart from what is not there. A question looks at
one number of each device for each thing that is asked: some milliseconds for a million, whatever is asked.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from camcensus.model.access import Reach
from camcensus.model.errors import StoreDamaged, UsageError
from camcensus.store import disk
from camcensus.store.register_tables import (
    CLAIMS,
    CODED,
    CURRENT,
    DATABASE,
    DEVICES,
    FACETS,
    NAMES,
    SEEN,
    SHOWN,
    SORTS,
    coded,
    ordered,
)

MOST = 200
"""Rows of a page."""
_FEW = 30_000
"""Devices that are put in order themselves; of more, the order of all is walked until there are enough."""
_STEP = 1 << 16
_LETTER = "\U0010ffff"
"""No letter is greater."""
_COLUMNS = ", ".join(f'"{name}"' for name in SHOWN)

Numbers = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]
Wanted = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of the table of devices."""

    where: Mapping[str, str] = field(default_factory=dict)
    """Of `FACETS`: the word that it must be."""
    find: str = ""
    """How one of its names begins."""
    sort: str = ""
    """One of `SORTS`; empty: the gravest first."""
    descending: bool = False
    after: str = ""
    """The cursor of the page before."""
    most: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows of the table."""

    rows: list[dict[str, str]]
    total: int
    next: str = ""
    """The cursor of the next page; empty: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One device with all that its page says."""

    row: dict[str, Any]
    findings: list[dict[str, Any]]
    claims: pl.DataFrame
    seen: pl.DataFrame


class Register:
    """The newest register in a folder; safe to be asked by several threads."""

    def __init__(self, folder: Path) -> None:
        """Raises `UsageError` if there is none yet, `StoreError`."""
        try:
            self.key = (folder / CURRENT).read_text().strip()
        except FileNotFoundError:
            words = "there is no register yet"
            raise UsageError(words, where=str(folder), mend="make one of an assessment") from None
        self._folder = folder / self.key
        self._local = threading.local()
        self._codes = {name: self._column(coded(name)) for name in CODED}
        self._orders = {name: self._column(ordered(name)) for name in SORTS}
        self._scans = {name: pl.scan_parquet(self._folder / name) for name in (DEVICES, CLAIMS, SEEN)}
        self._places = np.arange(len(self._codes["site"]), dtype=np.uint32)
        self._names = self._column(NAMES)
        self._words = self._all_words()
        self._texts = {name: list(words) for name, words in self._words.items()}
        self._fitting = lru_cache(maxsize=64)(self._fit)
        self._ranks = lru_cache(maxsize=None)(self._rank)
        self._listed = lru_cache(maxsize=256)(self._options)

    @property
    def meta(self) -> dict[str, Any]:
        """Of the assessment that it was made from."""
        with self._read() as connection:
            return {name: msgspec.json.decode(value) for name, value in connection.execute("SELECT * FROM meta")}

    def page(self, reach: Reach, ask: Ask) -> Page:
        """Rows that fit, in order. Raises `UsageError` for a question that cannot be asked."""
        begin = self._check(ask)
        fits, total = self._begins(*self._fitting(reach, _wanted(ask.where)), ask.find.strip().lower())
        some = self._few(fits, ask) if total <= _FEW else self._walked(fits, ask, begin + ask.most)
        some, end = some[begin : begin + ask.most], min(begin + ask.most, total)
        return Page(rows=self._rows(some), total=total, next=f"{self.key}.{end}" if end < total else "")

    def count(self, reach: Reach, where: Mapping[str, str]) -> int:
        """How many devices fit."""
        return self._fitting(reach, _wanted(where))[1]

    def options(self, reach: Reach, facet: str) -> list[tuple[str, int]]:
        """The words of a facet, and how many devices have each, the most first."""
        _known(facet, FACETS)
        return list(self._listed(reach, facet))

    def standing(self, reach: Reach) -> list[tuple[str, str, str, int, int]]:
        """(site, clause, kind, findings, provisional ones), of sites that are reached."""
        fits, values = _reached(reach)
        query = f"SELECT site, clause, kind, many, provisional FROM standing WHERE {fits} ORDER BY site, clause, kind"
        with self._read() as connection:
            return connection.execute(query, values).fetchall()

    def totals(self, reach: Reach) -> list[tuple[str, str, int, int]]:
        """(clause, kind, findings, provisional ones), of all sites that are reached together."""
        fits, values = _reached(reach)
        query = (
            f"SELECT clause, kind, sum(many), sum(provisional) FROM standing WHERE {fits} GROUP BY 1, 2 ORDER BY 1, 2"
        )
        with self._read() as connection:
            return connection.execute(query, values).fetchall()

    def one(self, reach: Reach, device: str) -> One | None:
        """A device by its id; None where there is none, and where it is not reached."""
        with self._read() as connection:
            query = "SELECT n, claims_at, claims, seen_at, seen FROM device WHERE device = ?"
            found = connection.execute(query, (device,)).fetchone()
            if found is None or not reach.covers(self._word("body", found[0]), self._word("site", found[0])):
                return None
            number, claims_at, claims, seen_at, seen = found
            told = connection.execute("SELECT finding FROM finding WHERE n = ? ORDER BY clause", (number,))
            findings = [msgspec.json.decode(text) for (text,) in told]
        return One(
            row=self._slice(DEVICES, number, 1).row(0, named=True),
            findings=findings,
            claims=self._slice(CLAIMS, claims_at, claims),
            seen=self._slice(SEEN, seen_at, seen),
        )

    def evidence(self, devices: Collection[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """(claims, observations) of devices that somebody reaches, as their rows say; one pass over all."""
        mine = pl.col("device").is_in(list(devices))
        with disk.told(self._folder):
            every = [self._scans[name].filter(mine).collect() for name in (CLAIMS, SEEN)]
        return every[0], every[1]

    # --- inside --------------------------------------------------------------------------------------------------

    def _check(self, ask: Ask) -> int:
        """Where the page begins."""
        for name in ask.where:
            _known(name, FACETS)
        if ask.sort:
            _known(ask.sort, SORTS)
        if not 1 <= ask.most <= MOST:
            raise UsageError(f"a page has from 1 to {MOST} rows")
        if not ask.after:
            return 0
        key, _, number = ask.after.partition(".")
        if key != self.key or not (number.isascii() and number.isdigit() and len(number) < 10):
            words = "that is no place in this table: it was made anew since"
            raise UsageError(words, mend="begin with the first page")
        return int(number)

    def _fit(self, reach: Reach, wanted: Wanted) -> tuple[Mask, int]:
        """Which devices are reached and fit, and how many these are. Whoever asks for several asks this."""
        if wanted:
            fits = self._fitting(reach, ())[0].copy()
        elif reach.everything:
            fits = np.ones(len(self._codes["site"]), dtype=np.bool_)
        else:
            body, site = self._allowed("body", reach.bodies), self._allowed("site", reach.sites)
            fits = body[self._codes["body"]] | site[self._codes["site"]]
        for name, word in wanted:
            code = self._words[name].get(word)
            fits &= False if code is None else self._codes[name] == code
        fits.flags.writeable = False
        return fits, int(np.count_nonzero(fits))

    def _allowed(self, name: str, some: frozenset[str]) -> Mask:
        """Of each code, whether its word is one of some; of the empty word never."""
        return np.array([word != "" and word in some for word in self._words[name]], dtype=np.bool_)

    def _begins(self, fits: Mask, total: int, begin: str) -> tuple[Mask, int]:
        """Which of these have a name that begins so."""
        if not begin:
            return fits, total
        named = np.zeros_like(fits)
        named[self._names[self._begun(begin) : self._begun(begin + _LETTER)]] = True
        named &= fits
        return named, int(np.count_nonzero(named))

    def _few(self, fits: Mask, ask: Ask) -> Numbers:
        """All that fit, in order."""
        found = np.flatnonzero(fits)
        if ask.sort:
            found = found[np.argsort(self._ranks(ask.sort)[found])]
        return found[::-1] if ask.descending else found

    def _walked(self, fits: Mask, ask: Ask, enough: int) -> Numbers:
        """The first of many that fit, in order, looked for from where the order begins."""
        order = self._orders[ask.sort] if ask.sort else self._places
        order = order[::-1] if ask.descending else order
        found, held = [], 0
        for at in range(0, len(order), _STEP):
            part = order[at : at + _STEP]
            found.append(part[fits[part]])
            held += len(found[-1])
            if held >= enough:
                break
        return np.concatenate(found)

    def _rank(self, sort: str) -> Numbers:
        """The place of each device in an order."""
        ranks = np.empty(len(self._orders[sort]), dtype=np.uint32)
        ranks[self._orders[sort]] = np.arange(len(ranks), dtype=np.uint32)
        return ranks

    def _begun(self, text: str) -> int:
        """How many entries of the names stand before a text."""
        with self._read() as connection:
            query = "SELECT at FROM name WHERE text >= ? ORDER BY text LIMIT 1"
            found = connection.execute(query, (text.encode("utf-8", "replace").decode(),)).fetchone()
        return len(self._names) if found is None else int(found[0])

    def _options(self, reach: Reach, facet: str) -> tuple[tuple[str, int], ...]:
        fits, _ = self._fitting(reach, ())
        counts = np.bincount(self._codes[facet][fits], minlength=len(self._words[facet]))
        found = [(word, int(many)) for word, many in zip(self._words[facet], counts, strict=True) if many]
        return tuple(sorted(found, key=lambda one: (-one[1], one[0])))

    def _rows(self, numbers: Numbers) -> list[dict[str, str]]:
        marks = ", ".join("?" * len(numbers))
        with self._read() as connection:
            query = f"SELECT n, {_COLUMNS} FROM device WHERE n IN ({marks})"
            held = {row[0]: row[1:] for row in connection.execute(query, numbers.tolist())}
        rows = [dict(zip(SHOWN, held[number], strict=True)) for number in numbers.tolist()]
        for name in FACETS:
            texts = self._texts[name]
            for row, code in zip(rows, self._codes[name][numbers].tolist(), strict=True):
                row[name] = texts[code]
        return rows

    def _word(self, facet: str, number: int) -> str:
        return self._texts[facet][int(self._codes[facet][number])]

    def _all_words(self) -> dict[str, dict[str, int]]:
        """Of each facet its words, each with its code, in the order of their codes."""
        found: dict[str, dict[str, int]] = {name: {} for name in CODED}
        with self._read() as connection:
            for name, code, text in connection.execute("SELECT facet, code, text FROM word ORDER BY facet, code"):
                found[name][text] = code
        return found

    def _column(self, name: str) -> Numbers:
        try:
            held: Numbers = np.load(self._folder / name, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as fault:
            mend = "make it anew of an assessment"
            raise StoreDamaged(f"the register cannot be read: {fault}", where=str(self._folder), mend=mend) from None
        return held

    def _slice(self, name: str, at: int, many: int) -> pl.DataFrame:
        with disk.told(self._folder):
            return self._scans[name].slice(at, many).collect()

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        """The connection of the thread that asks."""
        with disk.told(self._folder):
            if not hasattr(self._local, "connection"):
                place = f"file:{self._folder / DATABASE}?mode=ro&immutable=1"
                self._local.connection = sqlite3.connect(place, uri=True)
            yield self._local.connection


def _wanted(where: Mapping[str, str]) -> Wanted:
    return tuple(sorted(where.items()))


def _known(word: str, words: Sequence[str]) -> None:
    if word not in words:
        raise UsageError(f"'{word[:40]}' is nothing to choose by", mend=f"one of: {', '.join(words)}")


def _reached(reach: Reach) -> tuple[str, tuple[str, ...]]:
    """What a row of counts must be to be reached."""
    if reach.everything:
        return "1", ()
    bodies, sites = sorted(reach.bodies - {""}), sorted(reach.sites - {""})
    marks = [", ".join("?" * len(some)) for some in (bodies, sites)]
    return f"(body IN ({marks[0]}) OR site IN ({marks[1]}))", (*bodies, *sites)
