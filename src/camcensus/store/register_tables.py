"""The register as pages ask for it: what it is made of, and how it is written whole beside the one before.

It is made from one assessment and holds nothing that the log does not: it can be thrown away and made again. What
devices are chosen and put in order by lies as columns of numbers, a million of which are looked at in a millisecond;
what pages show of them in a database, by their place in the register; their rows, claims and observations as Parquet in
the same order.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from camcensus.store import disk

FACETS = (
    "site", "class", "label", "hardware_maker", "maker_subject", "gravest", "separation", "in_use", "sensitive",
    "provisional",
)  # fmt: skip
"""What devices are chosen by; each has one word, or the empty one where nothing is known."""
CODED = ("body", *FACETS)
SORTS = ("called", "model", "site_name", "last_seen")
"""What they are put in order by, besides how grave their findings are."""
SHOWN = ("device", *SORTS, "addresses")
"""What the table of devices has besides the facets."""
CURRENT = "current"
DATABASE, DEVICES, CLAIMS, SEEN, NAMES = (
    "register.db", "devices.parquet", "claims.parquet", "seen.parquet", "names.npy",
)  # fmt: skip
_GROUP = 8_192
"""Rows of a group of Parquet: what is read to show one device."""
_PAGE = 50_000

_TEXTS = ", ".join(f'"{name}" TEXT NOT NULL' for name in SHOWN)
_SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE word (facet TEXT NOT NULL, code INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (facet, code)) WITHOUT ROWID;
CREATE TABLE device (n INTEGER PRIMARY KEY, {_TEXTS},
    claims_at INTEGER NOT NULL, claims INTEGER NOT NULL, seen_at INTEGER NOT NULL, seen INTEGER NOT NULL);
CREATE TABLE name (text TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE finding (n INTEGER NOT NULL, clause TEXT NOT NULL, finding TEXT NOT NULL);
CREATE TABLE standing (body TEXT NOT NULL, site TEXT NOT NULL, clause TEXT NOT NULL, kind TEXT NOT NULL,
    many INTEGER NOT NULL, provisional INTEGER NOT NULL);
"""  # noqa: E501  # as the others
_INDEXES = """
CREATE UNIQUE INDEX device_by_id ON device (device);
CREATE INDEX finding_by_device ON finding (n);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a register is made of."""

    devices: pl.DataFrame
    """One row a device, the gravest first: `body`, the columns of `FACETS` and `SHOWN`, and all else that its page
    says."""
    names: pl.DataFrame
    """device, text: what it is found by, in small letters."""
    findings: pl.DataFrame
    """device, clause, finding (JSON)."""
    standing: pl.DataFrame
    """body, site, clause, kind, many, provisional: findings of every subject, counted."""
    claims: pl.DataFrame
    seen: pl.DataFrame
    """Of devices, by `device`."""
    meta: Mapping[str, object]
    """Of the assessment, by name."""


def write(folder: Path, key: str, rows: Rows) -> None:
    """Make the register `key` in `folder`, and the one that is asked from now on; the one before goes.

    Raises `StoreError` and its kinds; then the one before stays.
    """
    with disk.told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{key}.part"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        try:
            _fill(fresh, rows)
            shutil.rmtree(folder / key, ignore_errors=True)
            fresh.rename(folder / key)
            mark = folder / f".{CURRENT}.part"
            mark.write_text(key)
            mark.replace(folder / CURRENT)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        for old in folder.iterdir():
            if old.is_dir() and old.name != key:
                shutil.rmtree(old, ignore_errors=True)


def _fill(folder: Path, rows: Rows) -> None:
    devices = rows.devices.with_row_index("n")
    numbered = devices.select("n", "device")
    texts = devices.select("n", *(_text(name) for name in SHOWN))
    told = {name: _beside(frame, numbered) for name, frame in (("claims", rows.claims), ("seen", rows.seen))}
    keyed = texts
    for name, frame in told.items():
        most = frame.group_by("n").len(name).with_columns(pl.col(name).cast(pl.Int64))
        keyed = keyed.join(most, on="n", how="left", maintain_order="left").with_columns(pl.col(name).fill_null(0))
    spans = [one for name in told for one in (_before(name), pl.col(name))]  # both files are in the order of these
    _parquet(devices.drop("n"), folder / DEVICES)
    _parquet(told["claims"].drop("n"), folder / CLAIMS)
    _parquet(told["seen"].drop("n"), folder / SEEN)
    for name in SORTS:
        _numbers(texts.sort(name, "n")["n"], folder / ordered(name))
    found = rows.findings.join(numbered, on="device").select("n", "clause", "finding").sort("n")
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA} BEGIN;")
        meta = [(name, msgspec.json.encode(value).decode()) for name, value in rows.meta.items()]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        for name in CODED:
            _insert(connection, "word", _coded(devices[name].fill_null(""), folder / coded(name)))
        _insert(connection, "device", keyed.select("n", *SHOWN, *spans))
        _insert(connection, "name", _named(rows.names.join(numbered, on="device"), folder / NAMES))
        _insert(connection, "finding", found)
        _insert(connection, "standing", rows.standing)
        connection.execute("COMMIT")
        connection.executescript(_INDEXES)
    finally:
        connection.close()


def coded(facet: str) -> str:
    """The file with the code of each device's word."""
    return f"{facet}.codes.npy"


def ordered(sort: str) -> str:
    """The file with the places of devices in an order."""
    return f"{sort}.order.npy"


def _coded(values: pl.Series, path: Path) -> pl.DataFrame:
    """facet, code, text: the most frequent word has the least code."""
    words = values.alias("text").value_counts().sort(["count", "text"], descending=[True, False])["text"]
    codes = pl.Series(range(len(words)), dtype=pl.UInt32)
    least = np.min_scalar_type(max(len(words) - 1, 0))
    held = values.replace_strict(words, codes, return_dtype=pl.UInt32).to_numpy().astype(least)
    np.save(path, held, allow_pickle=False)
    return pl.DataFrame({"facet": [values.name] * len(words), "code": codes, "text": words})


def _named(named: pl.DataFrame, path: Path) -> pl.DataFrame:
    """text, at: each name once, and where its devices begin in the file of names."""
    held = named.select("text", "n").unique().sort("text", "n")
    _numbers(held["n"], path)
    return held.with_row_index("at").group_by("text", maintain_order=True).agg(pl.col("at").first())


def _numbers(values: pl.Series, path: Path) -> None:
    np.save(path, values.to_numpy().astype(np.uint32), allow_pickle=False)


def _before(name: str) -> pl.Expr:
    """How many rows stand before a device's own."""
    return pl.col(name).cum_sum().shift(1, fill_value=0).alias(f"{name}_at")


def _text(name: str) -> pl.Expr:
    if name == "last_seen":
        return pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%SZ").fill_null("")
    return pl.col(name).fill_null("")


def _beside(frame: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """The rows of the register's devices, in its order."""
    if "device" not in frame.columns:
        return pl.DataFrame(schema={"n": pl.UInt32, "device": pl.String})
    return frame.join(numbered, on="device").sort("n", maintain_order=True)


def _parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, compression="zstd", compression_level=1, row_group_size=_GROUP, statistics=False)


def _insert(connection: sqlite3.Connection, table: str, frame: pl.DataFrame) -> None:
    marks = ", ".join("?" * frame.width)
    for rows in _pages(frame):
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _pages(frame: pl.DataFrame) -> Iterator[list[tuple[object, ...]]]:
    for part in frame.iter_slices(_PAGE):
        yield part.rows()
