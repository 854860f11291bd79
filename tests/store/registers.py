"""A made-up register: some devices of two bodies at four sites, and some at none."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from camcensus.store import register_tables
from camcensus.store.register_tables import FACETS, SHOWN, Rows

BODIES = {"hq": "dept", "depot": "dept", "court": "moj", "hall": "council"}
WORDS = {
    "class": ("camera", "recorder", ""), "label": ("Acme", "Zeta"), "hardware_maker": ("Acme", ""),
    "maker_subject": ("yes", "no", "unknown"), "gravest": ("not-met", "unknown", "met"),
    "separation": ("connected", ""), "in_use": ("yes", "no"), "sensitive": ("yes", "unknown"),
    "provisional": ("yes", "no"),
}  # fmt: skip


def devices(count: int = 80, seed: int = 7) -> pl.DataFrame:
    """One row a device, in no order."""
    rng, begin = random.Random(seed), datetime(2026, 1, 1, tzinfo=UTC)  # noqa: S311  # the same each time
    rows: list[dict[str, object]] = []
    for number in range(count):
        site = rng.choice([*BODIES, *BODIES, None])
        facets: dict[str, object] = {name: rng.choice(words) or None for name, words in WORDS.items()}
        own = {
            "site": site, "body": BODIES[site] if site else rng.choice(["dept", "council", None]),
            "device": f"d{number:03}", "called": f"CAM-{rng.randrange(40):02}", "model": rng.choice(["M1", "M2", None]),
            "site_name": site and site.upper(), "addresses": f"10.0.{number % 3}.{number}",
            "last_seen": rng.choice([None, begin + timedelta(days=number % 9)]),
        }  # fmt: skip
        rows.append(facets | own)
    texts = dict.fromkeys(("body", *FACETS, *SHOWN), pl.String)
    return pl.DataFrame(rows, schema={**texts, "last_seen": pl.Datetime("us", "UTC")})


def rows(held: pl.DataFrame) -> Rows:
    """All of a register of these."""
    of = held.select("device", "called", "addresses").unpivot(index="device", value_name="text")
    claims = pl.concat([held.select("device", about=pl.lit(about)) for about in ("class", "model")])
    told = pl.concat_str(pl.lit('{"clause":"C1","of":"'), "device", pl.lit('"}'))
    found = held.select("device", clause=pl.lit("C1"), finding=told)
    return Rows(
        devices=held,
        names=of.select("device", pl.col("text").str.to_lowercase()),
        findings=found,
        standing=held.group_by(pl.col("body", "site").fill_null(""), clause=pl.lit("C1"), kind=pl.lit("met")).agg(
            many=pl.len(), provisional=pl.lit(0)
        ),
        claims=claims,
        seen=held.select("device", field=pl.lit("x"), value="called").head(len(held) // 2),
        meta={"as_of": "2026-11-23"},
    )


def make(folder: Path, held: pl.DataFrame, key: str = "one", meta: Mapping[str, object] | None = None) -> Path:
    """A register in a folder."""
    made = rows(held)
    register_tables.write(folder, key, made if meta is None else replace(made, meta=meta))
    return folder
