"""The register as pages ask for it: a million devices at two thousand sites, written, and asked by twenty at once.

The peer of a page is the same rows asked by a bare query with an index of its own.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from camcensus.model.access import EVERYTHING, Reach
from camcensus.store import register_tables
from camcensus.store.register import Ask, Register
from camcensus.store.register_tables import DATABASE, FACETS, SHOWN, SORTS, Rows

COUNT, SITES, USERS, ASKED = 1_000_000, 2_000, 20, 50
WORDS = {
    "class": 4, "label": 60, "hardware_maker": 40, "maker_subject": 3, "gravest": 4, "separation": 7, "in_use": 3,
    "sensitive": 3, "provisional": 2,
}  # fmt: skip
"""How many words each facet has; the first ones are the most frequent."""


def run(count: str = f"{COUNT}") -> None:
    """No bar of its own: the bars are on the pages that ask it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = made(int(count))
        start = time.perf_counter()
        register_tables.write(folder, "one", rows)
        took = time.perf_counter() - start
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20
        each = took / rows.devices.height * 1e6
        print(f"   written in {took:.1f} s ({each:.0f} us a device), {size:,} MB")
        devices = rows.devices["device"].to_list()
        del rows
        _ask(Register(folder), devices)
        _peer(folder / "one" / DATABASE)


def made(count: int) -> Rows:
    """Devices whose facets are as uneven as those of an estate."""
    rng = np.random.default_rng(1)
    picked = {name: np.minimum(rng.zipf(1.6, count) - 1, many - 1) for name, many in WORDS.items()}
    picked["gravest"].sort()
    numbers = pl.Series(range(count))
    site = pl.Series(rng.integers(0, SITES, count))
    devices = pl.DataFrame(
        {
            **{name: pl.Series(one).cast(pl.String).str.replace("^", f"{name} ") for name, one in picked.items()},
            "site": site.cast(pl.String).str.replace("^", "site-"), "body": (site % 20).cast(pl.String),
            "site_name": site.cast(pl.String).str.replace("^", "Site "),
            "device": numbers.cast(pl.String).str.zfill(16),
            "called": pl.Series(rng.permutation(count)).cast(pl.String).str.zfill(7).str.replace("^", "CAM-"),
            "model": pl.Series(rng.integers(0, 900, count)).cast(pl.String).str.replace("^", "DS-"),
            "addresses": pl.select(
                pl.format("10.{}.{}.{}", numbers // 65_536, numbers // 256 % 256, numbers % 256)
            ).to_series(),
            "last_seen": pl.Series(rng.integers(1_700_000_000, 1_790_000_000, count)).cast(pl.Int64) * 1_000_000,
        }
    ).with_columns(pl.col("last_seen").cast(pl.Datetime("us", "UTC")))  # fmt: skip
    named = devices.select("device", "called", "addresses").unpivot(index="device", value_name="text")
    kept = pl.concat([devices.select("device", about=pl.lit(f"{n}"), because=pl.lit("x" * 32)) for n in range(6)])
    told = pl.lit('{"clause":"C1","outcome":"unknown","reason":"Who made it is not known."}')
    return Rows(
        devices=devices.select("body", *FACETS, *(name for name in SHOWN if name not in FACETS)),
        names=named.select("device", pl.col("text").str.to_lowercase()),
        findings=devices.select("device", clause=pl.lit("C1"), finding=told),
        standing=devices.group_by("body", "site", clause=pl.lit("C1"), kind="gravest").agg(
            many=pl.len(), provisional=pl.lit(0)
        ),
        claims=kept,
        seen=kept,
        meta={},
    )


def _ask(register: Register, devices: list[str]) -> None:
    rng = random.Random(1)
    words = {facet: [word for word, _ in register.options(EVERYTHING, facet)] for facet in FACETS}
    some = Reach(bodies=frozenset({"3"}), sites=frozenset({"site-44", "site-501"}))

    def filtered() -> Ask:
        chosen = rng.sample(FACETS, rng.randint(1, 3))
        return Ask(where={one: rng.choice(words[one]) for one in chosen}, sort=rng.choice(["", *SORTS]))

    _many("first page", lambda: register.page(EVERYTHING, Ask()))
    _many("filtered page", lambda: register.page(EVERYTHING, filtered()))
    _many("filtered, within a reach", lambda: register.page(some, filtered()))
    _many("found by a name", lambda: register.page(EVERYTHING, Ask(find=f"cam-{rng.randrange(9_999):04}")))
    _many("found within a reach", lambda: register.page(some, Ask(find=f"10.{rng.randrange(9)}.")))
    _many("one device", lambda: register.one(EVERYTHING, rng.choice(devices)))
    _many("totals of all sites", lambda: register.totals(EVERYTHING))


def _peer(path: Path) -> None:
    """A bare query of fifty rows by one column with an index."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE INDEX bare_by_model ON device (model)")
    connection.close()

    def ask() -> None:
        asked = sqlite3.connect(path)
        asked.execute("SELECT * FROM device WHERE model = ? ORDER BY n LIMIT 50", ("DS-7",)).fetchall()
        asked.close()

    _many("peer: bare query", ask)


def _many(what: str, ask: Callable[[], object]) -> None:
    """Twenty at once, each so many times: the time of one as it waits among the others."""

    def user(_: int) -> list[float]:
        found = []
        for _ in range(ASKED):
            start = time.perf_counter()
            ask()
            found.append(time.perf_counter() - start)
        return found

    with ThreadPoolExecutor(USERS) as pool:
        times = sorted(one for some in pool.map(user, range(USERS)) for one in some)
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"   {what:<26} median {middle * 1e3:8.1f} ms, 95th percentile {late * 1e3:8.1f} ms, {USERS} at once")
