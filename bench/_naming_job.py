"""One measurement of `bench.naming`, in a process of its own: prints JSON with seconds, peak megabytes and a note."""

from __future__ import annotations

import json
import re
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import hyperscan
import msgspec
import polars as pl

from camcensus.engine import known
from camcensus.engine import name as engine
from camcensus.knowledge import load
from camcensus.model.knowledge import Fingerprint, Knowledge
from camcensus.reason import automaton

DEVICE = pl.DataFrame(
    {
        "subject": ["ip:10.0.0.7"] * 6,
        "field": ["http.server", "http.title", "rtsp.server", "tls.subject", "mac", "onvif.scopes"],
        "value": [
            "DNVRS-Webs",
            "index",
            "Rtsp Server/3.0",
            "CN=192.0.2.7,OU=IPCAMERA,O=HIKVISION,C=CN",
            "44:19:b6:11:22:33",
            "onvif://www.onvif.org/name/HIKVISION%20DS-2CD2T32-I3 onvif://www.onvif.org/hardware/DS-2CD2T32-I3",
        ],
        "encoding": ["text"] * 6,
    }
)


def ours(path: Path) -> str:
    """From the file to one identity a subject."""
    named = engine.from_file(path)
    return f"{len(named):,} identities, {named['hardware_maker'].count():,} with a hardware maker"


def bare_numbers(path: Path) -> str:
    """Unique, match, join, with the values as numbers (the fastest way we know to write it)."""
    coded = pl.Categorical(pl.Categories.random())
    return _bare(pl.scan_parquet(path).with_columns(pl.col("field", "value", "encoding").cast(coded)).collect())


def bare_texts(path: Path) -> str:
    """Unique, match, join, with the values as texts."""
    return _bare(pl.read_parquet(path))


def _bare(rows: pl.DataFrame) -> str:
    marks, database, scratch = _ready()
    by = ["field", "value", "encoding"]
    distinct = rows.select(by).unique()
    hits: list[int | None] = []
    for field, value, _ in distinct.cast(pl.String).iter_rows():
        found: list[int] = []
        database.scan(value.encode(), match_event_handler=_note, context=found, scratch=scratch)
        hits.append(next((number for number in sorted(found) if marks[number].field == field), None))
    joined = rows.join(distinct.with_columns(mark=pl.Series(hits, dtype=pl.Int32)), on=by, how="left")
    return f"{len(distinct):,} distinct, {joined['mark'].count():,} rows matched"


def _note(number: int, _begin: int, _end: int, _flags: int, found: Any) -> None:
    found.append(number)


@cache
def _ready() -> tuple[tuple[Fingerprint, ...], hyperscan.Database, hyperscan.Scratch]:
    """The same patterns, compiled before the clock starts, as ours are."""
    marks = _knowledge().fingerprints
    compiled = automaton.compile_patterns([mark.pattern for mark in marks])
    database = hyperscan.loadb(compiled, hyperscan.HS_MODE_BLOCK)
    return marks, database, hyperscan.Scratch(database)


def loop(path: Path) -> str:
    """The first pattern that matches, row by row, as fingerprint sets are mostly used; on a few rows."""
    marks = [(mark.field, re.compile(mark.pattern)) for mark in _knowledge().fingerprints]
    rows = pl.read_parquet(path, n_rows=20_000).select("field", "value").rows()
    start = time.perf_counter()
    hits = sum(any(of == field and mark.search(value) for of, mark in marks) for field, value in rows)
    took = time.perf_counter() - start
    return f"the plain loop: {hits:,} of {len(rows):,} rows matched, {len(rows) / took:,.0f} rows/s of this part alone"


def bare_polars(path: Path) -> str:
    """Nothing but parsing, by Polars."""
    schema = dict.fromkeys(("subject", "field", "value", "encoding", "body", "realm"), pl.String)
    return f"{len(pl.scan_ndjson(path, schema=schema).collect()):,} rows"


class _Line(msgspec.Struct):
    subject: str
    field: str
    value: str
    encoding: str = "text"


def bare_msgspec(path: Path) -> str:
    """Nothing but parsing, line by line into objects, by msgspec."""
    decoder = msgspec.json.Decoder(_Line)
    with path.open("rb") as stream:
        return f"{len([decoder.decode(line) for line in stream]):,} rows"


def bare_json(path: Path) -> str:
    """Nothing but parsing, line by line, by the standard library."""
    with path.open("rb") as stream:
        return f"{sum(1 for line in stream if json.loads(line)):,} rows"


def load_(_: Path | None = None) -> str:
    """From nothing to ready to name, everything cached."""
    knowledge = _knowledge()
    known.sayings(knowledge)
    return f"ready to name, {len(knowledge.fingerprints):,} fingerprints (cached; imports not counted)"


def one(_: Path | None = None) -> str:
    """One device of six values, as often as it takes to be sure."""
    knowledge = _knowledge()
    sayings = known.sayings(knowledge)
    engine.name(DEVICE, knowledge, sayings)
    took = []
    for _again in range(200):
        start = time.perf_counter()
        engine.name(DEVICE, knowledge, sayings)
        took.append(time.perf_counter() - start)
    took.sort()
    return f"one device: {took[100] * 1e3:.2f} ms (median), {took[190] * 1e3:.2f} ms (95 of 100); bar 5"


def _knowledge() -> Knowledge:
    return known.load(load.read())


JOBS = {
    "ours": ours, "bare-numbers": bare_numbers, "bare-texts": bare_texts, "loop": loop, "bare-polars": bare_polars,
    "bare-msgspec": bare_msgspec, "bare-json": bare_json, "load": load_, "one": one,
}  # fmt: skip


def main() -> None:
    """Run the job that the command line names."""
    if sys.argv[1] in {"bare-numbers", "bare-texts"}:
        _ready()
    start = time.perf_counter()
    note = JOBS[sys.argv[1]](Path(sys.argv[2]) if len(sys.argv) > 2 else None)  # type: ignore[operator]
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": _peak(), "note": note}))


def _peak() -> int:
    """Megabytes at the highest; what the system counts for a child would begin with its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10  # type: ignore[index]


if __name__ == "__main__":
    main()
