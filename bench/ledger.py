"""Prove a log: ten million leaves and ten million entries looked at anew, and a proof of one leaf checked."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bench._timed import timed
from camcensus.engine import keys, ledger_proofs
from camcensus.faces import verify
from camcensus.model import frames
from camcensus.model.reading import Chunk
from camcensus.store.interface import Origin
from camcensus.store.kept import DATABASE
from camcensus.store.sqlite import SqliteStore
from camcensus.store.staging import header
from camcensus.wire import canonical, checkpoint, tlog

LEAVES = int(os.environ.get("LEAVES", "10_000_000"))
ENTRIES = int(os.environ.get("ENTRIES", "10_000_000"))
CHUNK = 250_000
BAR_SECONDS, BAR_CHECK = 60.0, 0.010


def run() -> None:
    """Bars: 60 s for ten million leaves on two cores, 10 ms for a proof of inclusion."""
    with tempfile.TemporaryDirectory() as folder:
        _looked_at(_entries(Path(folder) / "entries"), f"{ENTRIES:,} entries in batches of {CHUNK:,}")
    with tempfile.TemporaryDirectory() as folder:
        home = _leaves(Path(folder) / "leaves")
        _looked_at(home, f"{LEAVES:,} leaves, a decision under each")
        _proved(home)


def _looked_at(home: Path, what: str) -> None:
    """The command itself, in a process of its own."""
    size = sum(path.stat().st_size for path in (home / "log").rglob("*") if path.is_file()) >> 20
    command = [str(Path(sys.executable).with_name("camcensus")), "log", "verify", "--home", str(home)]
    done = timed(command, home)
    if done.code != 3 or "Every leaf is what lies under it" not in done.out:
        raise SystemExit(done.out)
    bar = "bar kept" if done.seconds < BAR_SECONDS else "BAR MISSED"
    print(f"  {what}: {done.seconds:.1f} s ({done.cpu:.0f} s of processors), {done.peak} MB, log of {size:,} MB: {bar}")


def _proved(home: Path) -> None:
    store = ledger_proofs.opened(home)
    start = time.perf_counter()
    signed, _ = ledger_proofs.sign(home, store)
    store.close()
    print(f"  a checkpoint of it: {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    data = ledger_proofs.inclusion(home, str(LEAVES // 3), signed).written().encode()
    print(f"  a proof of one leaf made: {time.perf_counter() - start:.1f} s, {len(data)} bytes")
    key = [checkpoint.key((home / keys.PUBLIC).read_bytes())]
    start = time.perf_counter()
    for _ in range(1_000):
        if verify.check(data, key)[0] != 0:
            raise SystemExit("the proof does not stand")
    took = (time.perf_counter() - start) / 1_000
    print(f"  and checked: {took * 1_000:.2f} ms: {'bar kept' if took < BAR_CHECK else 'BAR MISSED'}")


def _entries(home: Path) -> Path:
    store = SqliteStore(home / "log")
    origin = Origin(file="0" * 64, name="bench", importer="x@1", body="dept", realm="main")
    store.append(_chunks(), origin, received=1_790_000_000_000_000)
    store.close()
    return home


def _chunks() -> Iterator[Chunk]:
    for start in range(0, ENTRIES, CHUNK):
        number = pl.int_range(start, start + CHUNK, eager=True).cast(pl.String)
        text = {name: pl.lit(value) for name, value in _SAME.items()}
        rows = pl.DataFrame({"subject": "ip:10." + number, "value": "Server: App-webs/" + number}).with_columns(**text)
        rows = rows.with_columns(at=pl.lit(1_790_000_000_000_000).cast(frames.TIME), count=pl.lit(1, dtype=pl.Int64))
        rows = rows.with_columns(until=pl.col("at"), original=pl.lit(None, dtype=pl.Binary))
        yield Chunk(observations=frames.with_ids(rows), originals={}, records=CHUNK)


_SAME = {
    "body": "dept", "realm": "main", "field": "http.header", "encoding": "text", "at_quality": "exact",
    "source": "importer:x@1", "vantage": "",
}  # fmt: skip


def _leaves(home: Path) -> Path:
    """Written as the store would write it, in one transaction: kept one by one it would take the night."""
    SqliteStore(home / "log").close()
    connection = sqlite3.connect(home / "log" / DATABASE, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000"):
        connection.execute(f"PRAGMA {pragma}")
    payload, decided = zlib.compress(b"decided"), hashlib.sha256(b"decided").digest()
    connection.execute("BEGIN")
    for start in range(1, LEAVES + 1, 100_000):
        leaves, records = [], []
        for at in range(start, min(start + 100_000, LEAVES + 1)):
            # In the order of their hashes: an index that grows at its end is made in a tenth of the time.
            key, blind = at.to_bytes(32, "big"), secrets.token_bytes(tlog.BLIND_SIZE)
            head = header("waiver", received=at, count=1, payload=tlog.entry_hash(blind, decided))
            root = tlog.entry_hash(blind, key)
            content = canonical.digest("record", 1, ["waiver", key])
            leaves.append((at, "waiver", head, root, tlog.leaf_hash(head + root), content, at, 1))
            records.append(("waiver", key, at, blind, payload))
        connection.executemany("INSERT INTO leaf VALUES (?,?,?,?,?,?,?,?)", leaves)
        connection.executemany("INSERT INTO record VALUES (?,?,?,?,?)", records)
    connection.execute("COMMIT")
    connection.close()
    return home
