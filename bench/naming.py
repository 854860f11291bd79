"""Ten million rows named, beside a bare unique, match, join over the same patterns; one device; loading.

The rows are the corpus, resampled by device with a skew (a few devices are everywhere, most are rare), as an
internet-wide scan has them: Parquet with dictionaries, and JSON Lines. Without the corpus, the examples of the
fingerprints take its place. Ratios against peers of the same run are what counts; each figure is a process of its own.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from itertools import accumulate
from pathlib import Path

import polars as pl

from bench import _labels
from camcensus.knowledge import load

ROWS = 10_000_000
DEVICES = 40_000
"""Devices that are drawn before they are repeated: more would only make the file slower to write."""
SEED = 20_261_124


def run() -> None:
    """Bars: 10 M rows in 10 s and 1.5 GB, half the speed of the bare peer; one device in 5 ms; loading in 1 s."""
    with tempfile.TemporaryDirectory() as name:
        table, lines = Path(name) / "rows.parquet", Path(name) / "rows.jsonl"
        rows = _resampled(ROWS)
        rows.write_parquet(table)
        rows.write_ndjson(lines)
        subjects, count = rows["subject"].n_unique(), len(rows)
        del rows
        print(f"{count:,} rows of {subjects:,} subjects, as Parquet and as lines", flush=True)
        _job("load")
        took = {kind: _job(kind, str(table)) for kind in ("ours", "bare-numbers", "bare-texts")}
        bare = min(took["bare-numbers"], took["bare-texts"])
        print(f"   10 M rows from Parquet: {bare / took['ours']:.2f} times the speed of the faster bare peer (bar 0.5)")
        _job("loop", str(table))
        took = {kind: _job(kind, str(lines)) for kind in ("ours", "bare-polars", "bare-msgspec", "bare-json")}
        for peer in ("bare-polars", "bare-msgspec", "bare-json"):
            print(f"   JSON Lines: {took['ours'] / took[peer]:.2f} times the time of {peer} (bar 1.5)")
        _job("one")


def _job(kind: str, *paths: str) -> float:
    """Run one job in a process of its own; prints what it says and gives its seconds."""
    command = [sys.executable, "-m", "bench._naming_job", kind, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    said = json.loads(done.stdout)
    print(f"   {kind:<13} {said['seconds']:8.3f} s  {said['peak']:5} MB  {said['note']}", flush=True)
    return float(said["seconds"])


def _resampled(count: int) -> pl.DataFrame:
    """`count` rows: subject, field, value, encoding; all values of a drawn device together."""
    groups: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for group, field, value, encoding in _values():
        groups[group].append((field, value, encoding))
    devices = list(groups.values())
    draw = random.Random(SEED)
    draw.shuffle(devices)
    skew = list(accumulate(1 / rank**1.1 for rank in range(1, len(devices) + 1)))
    rows: list[tuple[int, str, str, str]] = []
    for number, drawn in enumerate(draw.choices(devices, cum_weights=skew, k=DEVICES)):
        rows += [(number, *row) for row in draw.sample(drawn, min(len(drawn), 1 + number % 4))]
    block = pl.DataFrame(rows, schema=["device", "field", "value", "encoding"], orient="row")
    times = -(-count // len(block))
    many = pl.concat([block.with_columns(device=pl.col("device") + time * DEVICES) for time in range(times)])
    address = [pl.col("device") // 2**shift % 256 for shift in (24, 16, 8, 0)]
    subject = pl.concat_str(pl.lit("ip:10"), *(pl.concat_str(pl.lit("."), part) for part in address[1:]))
    return many.head(count).select(subject=subject, field="field", value="value", encoding="encoding")


def _values() -> list[tuple[str, str, str, str]]:
    """(group, field, value, encoding) of the corpus, or of the examples of the fingerprints."""
    if _labels.CORPUS.exists():
        return [(row.group, row.field, row.value, row.encoding) for row in _labels.rows(_labels.CORPUS)]
    print(f"no corpus at {_labels.CORPUS}: the examples of the fingerprints take its place")
    marks = load.load(load.read()).fingerprints
    return [(mark.id, mark.field, example.text, "text") for mark in marks for example in mark.examples]


if __name__ == "__main__":
    run()
