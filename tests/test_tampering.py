"""Thousands of changes to a log, each found by `camcensus log verify`'s own function on the bytes that lie there.

Ten thousand are made where ``CAMCENSUS_TAMPERINGS=1000`` is set, which takes minutes; the suite makes a quarter.

Every change is made in the files of a real log and held against a checkpoint that was kept elsewhere. Where one can say
which leaf is the first that is not what it was, that one must be named. Not tried, because they are no evidence: the
retention class of an original, the size of an erased one, and which files were read before.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledgers import make

from camcensus.engine import ledger
from camcensus.store.kept import DATABASE, SEGMENTS, unpacked
from camcensus.wire import canonical, checkpoint, tlog

SIZE = 12
RUNS, EACH = 10, int(os.environ.get("CAMCENSUS_TAMPERINGS", "250"))

COLUMNS = {
    "leaf": ("position", "kind", "header", "root", "hash", "content", "received", "count"),
    "observation": (
        "position", "idx", "id", "blind", "body", "realm", "subject", "field", "value", "encoding", "at", "until",
        "count", "at_quality", "source", "vantage", "original",
    ),
    "segment": ("position", "name", "sources", "rows", "sha256"),
    "original": ("hash", "size", "data", "erased"),
    "record": ("position", "kind", "hash", "blind", "payload"),
    "withheld": ("position", "idx", "entry"),
    "origin": ("position", "blind", "file", "name", "importer", "body", "realm"),
}  # fmt: skip


class Log:
    """A working copy of one log, put back after each change."""

    def __init__(self, base: Path, work: Path) -> None:
        self.base, self.work = base, work
        shutil.copytree(base, work)
        self.first_use = self._first_use()
        root = ledger.roots(base, [])[SIZE]
        self.outside = checkpoint.sign("test", SIZE, root, Ed25519PrivateKey.from_private_bytes(bytes(32)))

    def back(self) -> None:
        shutil.copyfile(self.base / DATABASE, self.work / DATABASE)

    def files_back(self) -> None:
        shutil.rmtree(self.work / SEGMENTS)
        shutil.copytree(self.base / SEGMENTS, self.work / SEGMENTS)

    def change(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.work / DATABASE)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=OFF")
        return connection

    def verify(self) -> ledger.Verdict:
        return ledger.verify(self.work, [self.outside])

    def tombstone(self, found: ledger.Verdict) -> list[int]:
        """Where the erasure's own leaf was touched, what rests on the erased original is the first to be in doubt."""
        touched = any(fault.first <= SIZE <= fault.last for fault in found.faults)
        return [self.first_use[self.erased]] if touched else []

    def _first_use(self) -> dict[bytes, int]:
        """Original to the first leaf that rests on it."""
        import polars as pl  # noqa: PLC0415  # this test alone needs it

        connection = sqlite3.connect(self.base / DATABASE)
        pairs = connection.execute("SELECT original, position FROM observation").fetchall()
        for name, position in connection.execute("SELECT name, position FROM segment"):
            held = pl.read_parquet(self.base / SEGMENTS / name)["original"]
            pairs += [(key, position) for key in held]
        (self.erased,) = connection.execute("SELECT hash FROM original WHERE data IS NULL").fetchone()
        connection.close()
        found: dict[bytes, int] = {}
        for key, position in sorted(pairs, key=lambda pair: pair[1]):
            found.setdefault(key, position)
        return found


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder = tmp_path_factory.mktemp("tampered")
    return Log(make(folder / "base"), folder / "work")


Change = Callable[[Log, random.Random], "int | None"]
"""Makes one change; the leaf that must be named first, or 0 if that cannot be said, or None: nothing was changed."""


def flip(value: Any, rng: random.Random) -> Any:
    """The value with one bit turned."""
    if isinstance(value, int):
        return value ^ (1 << rng.randrange(40))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    if not data:
        return "x" if isinstance(value, str) else b"x"
    at = rng.randrange(len(data))
    data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def bit(log: Log, rng: random.Random) -> int | None:
    """One bit of one value."""
    table = rng.choice(list(COLUMNS))
    column = rng.choice(COLUMNS[table])
    connection = log.change()
    row, value = rng.choice(connection.execute(f'SELECT rowid, "{column}" FROM {table}').fetchall())
    place = "hash" if table == "original" else "position"
    (there,) = connection.execute(f"SELECT {place} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    expected = log.first_use[there] if table == "original" else there
    erased = (
        table == "original"
        and connection.execute("SELECT data IS NULL FROM original WHERE rowid = ?", (row,)).fetchone()[0]
    )
    if value is None and column in ("at", "until"):
        new: Any = rng.randrange(1 << 50)
    elif value is None or (erased and column == "size"):
        connection.close()
        return None
    else:
        new = flip(value, rng)
    if column in ("data", "payload") and same_content(value, new):
        connection.close()
        return None
    if column == "position" and 1 <= new <= SIZE:
        expected = min(there, new)
    mark = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
    try:
        with connection:
            connection.execute(f'UPDATE {table} SET "{column}" = {mark} WHERE rowid = ?', (new, row))
    except sqlite3.IntegrityError:
        return None
    finally:
        connection.close()
    return expected


def same_content(old: bytes, new: bytes) -> bool:
    """A bit between the parts of a compressed stream may say nothing at all."""
    try:
        return unpacked(old) == unpacked(new)
    except ValueError:
        return False


def deletion(log: Log, rng: random.Random) -> int | None:
    """One row is gone."""
    table = rng.choice(list(COLUMNS))
    place = "hash" if table == "original" else "position"
    connection = log.change()
    row, there = rng.choice(connection.execute(f"SELECT rowid, {place} FROM {table}").fetchall())
    with connection:
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
    connection.close()
    return log.first_use[there] if table == "original" else int(there)


def reorder(log: Log, rng: random.Random) -> int | None:
    """Two leaves, two entries or what stands under two leaves change places."""
    connection = log.change()
    table = rng.choice(["leaf", "observation", "record", "withheld", "origin"])
    rows = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()
    one, other = rng.sample(rows, 2)
    names = [c[1] for c in connection.execute(f"PRAGMA table_info({table})")]
    first, second = dict(zip(names, one[1:], strict=True)), dict(zip(names, other[1:], strict=True))
    with connection:
        if table in ("observation", "withheld"):
            swap(connection, table, ("position", "idx"), first, second)
        else:
            swap(connection, table, ("position",), first, second)
    connection.close()
    return min(int(first["position"]), int(second["position"]))


def swap(
    connection: sqlite3.Connection, table: str, names: tuple[str, ...], one: dict[str, Any], other: dict[str, Any]
) -> None:
    where = " AND ".join(f"{name} = ?" for name in names)
    sets = ", ".join(f"{name} = ?" for name in names)
    a, b = [one[name] for name in names], [other[name] for name in names]
    away = [-1] * len(names)
    for new, old in ((away, a), (a, b), (b, away)):
        connection.execute(f"UPDATE {table} SET {sets} WHERE {where}", (*new, *old))


def truncation(log: Log, rng: random.Random) -> int | None:
    """The newest leaves are gone, with all that stood under them."""
    left = rng.randrange(SIZE)
    connection = log.change()
    with connection:
        for table in ("leaf", "observation", "segment", "record", "withheld", "origin"):
            connection.execute(f"DELETE FROM {table} WHERE position > ?", (left,))
        if (
            left < SIZE and rng.random() < 0.5
        ):  # the tombstone's record went too: the original must not look damaged only
            connection.execute("DELETE FROM original WHERE data IS NULL")
    connection.close()
    return 0


def fork(log: Log, rng: random.Random) -> int | None:
    """One leaf or several are written anew, so that everything agrees with itself."""
    connection = log.change()
    begin = rng.randint(1, SIZE)
    for position in range(begin, rng.randint(begin, SIZE) + 1):
        head, root = connection.execute("SELECT header, root FROM leaf WHERE position = ?", (position,)).fetchone()
        value = canonical.decode(head)
        assert isinstance(value, dict)
        received = value["received"]
        assert isinstance(received, int)
        new = {**value, "received": received + rng.randint(1, 999)}
        header = canonical.encode(new)
        with connection:
            connection.execute(
                "UPDATE leaf SET header = ?, received = ?, hash = ? WHERE position = ?",
                (header, new["received"], tlog.leaf_hash(header + root), position),
            )
    connection.close()
    return 0


def another(log: Log, rng: random.Random) -> int | None:
    """A decision is put in another one's place, with leaf, root and digest worked out anew."""
    connection = log.change()
    rows = connection.execute("SELECT position, kind, blind FROM record WHERE kind = 'waiver'").fetchall()
    position, kind, _ = rng.choice(rows)
    payload, blind = rng.randbytes(20), rng.randbytes(16)
    key = canonical.digest("waiver", 1, payload)
    (received,) = connection.execute("SELECT received FROM leaf WHERE position = ?", (position,)).fetchone()
    from camcensus.store.staging import header  # noqa: PLC0415  # what the log itself would write

    said = tlog.entry_hash(blind, hashlib.sha256(payload).digest())
    head = header(kind, received=received, count=1, payload=said)
    root = tlog.entry_hash(blind, key)
    import zlib  # noqa: PLC0415

    with connection:
        connection.execute(
            "UPDATE leaf SET header = ?, root = ?, hash = ?, content = ? WHERE position = ?",
            (head, root, tlog.leaf_hash(head + root), canonical.digest("record", 1, [kind, key]), position),
        )
        connection.execute(
            "UPDATE record SET hash = ?, blind = ?, payload = ? WHERE position = ?",
            (key, blind, zlib.compress(payload), position),
        )
    connection.close()
    return 0


def stray(log: Log, rng: random.Random) -> int | None:
    """Something is put in that no leaf speaks of."""
    connection = log.change()
    with connection:
        position = rng.randint(1, SIZE + 3)
        try:
            connection.execute(
                "INSERT INTO record (kind, hash, position, blind, payload) VALUES ('waiver', ?, ?, ?, NULL)",
                (rng.randbytes(32), position, rng.randbytes(16)),
            )
        except sqlite3.IntegrityError:
            return None
    connection.close()
    return position if position <= SIZE else 0


def withhold(log: Log, rng: random.Random) -> int | None:
    """An entry is erased as the log itself would do it, but for the record that says so."""
    connection = log.change()
    rows = connection.execute("SELECT position, idx, blind, id FROM observation").fetchall()
    position, number, blind, entry = rng.choice(rows)
    (root,) = connection.execute("SELECT root FROM leaf WHERE position = ?", (position,)).fetchone()
    with connection:
        connection.execute("DELETE FROM observation WHERE position = ? AND idx = ?", (position, number))
        connection.execute("INSERT INTO withheld VALUES (?, ?, ?)", (position, number, tlog.entry_hash(blind, entry)))
        content = canonical.digest("withheld", 1, root)
        connection.execute("UPDATE leaf SET content = ? WHERE position = ?", (content, position))
    connection.close()
    return int(position)


def segment(log: Log, rng: random.Random) -> int | None:
    """A file of a segment: a bit, its end, or the whole of it."""
    connection = log.change()
    position, name = rng.choice(connection.execute("SELECT position, name FROM segment").fetchall())
    connection.close()
    path = log.work / SEGMENTS / name
    data = bytearray(path.read_bytes())
    what = rng.random()
    if what < 0.1:
        path.unlink()
    elif what < 0.3:
        path.write_bytes(data[: rng.randrange(len(data))])
    else:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
    return int(position)


CHANGES: list[tuple[Change, int]] = [
    (bit, 50), (deletion, 10), (reorder, 10), (truncation, 6), (fork, 8), (another, 4), (stray, 2), (withhold, 4),
    (segment, 10),
]  # fmt: skip


def test_the_log_is_what_it_was_before_it_is_changed(log: Log) -> None:
    found = log.verify()
    assert (found.code, found.size, found.erased, found.unbound) == (0, SIZE, 1, 0)


@pytest.mark.parametrize("run", range(RUNS))
def test_every_change_is_found(log: Log, run: int) -> None:
    rng = random.Random(run)
    changes, weights = zip(*CHANGES, strict=True)
    done = 0
    while done < EACH:
        change: Change = rng.choices(changes, weights)[0]
        try:
            expected = change(log, rng)
            if expected is None:
                continue
            found = log.verify()
            assert found.code == 1, (change.__name__, done)
            if expected:
                assert found.faults[0].first in {expected, *log.tombstone(found)}, (change.__name__, found.faults[:3])
            done += 1
        finally:
            log.back()
            if change is segment:
                log.files_back()
