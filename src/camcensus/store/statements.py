"""What is said to the database by more than one part of the store: leaves, records, segments."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from camcensus.store import schema as db
from camcensus.store.interface import Origin
from camcensus.store.staging import header
from camcensus.wire import canonical, tlog

PARAMETERS = 10_000
"""Values asked for in one query; SQLite takes 32,766."""


class Segment(NamedTuple):
    """What the database says of one segment."""

    position: int
    name: str
    sources: str
    sha256: bytes


def newest(connection: Connection) -> int:
    """The position of the newest leaf; 0 for an empty log."""
    return int(connection.execute(select(func.max(db.leaf.c.position))).scalar() or 0)


def segments_upto(connection: Connection, upto: int | None = None) -> list[Segment]:
    """The segments up to a position, in order."""
    query = select(db.segment).order_by(db.segment.c.position)
    if upto is not None:
        query = query.where(db.segment.c.position <= upto)
    return [Segment(r.position, r.name, r.sources, r.sha256) for r in connection.execute(query)]


def origins(connection: Connection) -> dict[int, Origin]:
    """Position to where its observations came from; of a leaf from before these stood apart its header says it."""
    o, names = db.origin.c, ("file", "name", "importer", "body", "realm")
    found = {
        row.position: Origin(**{name: getattr(row, name) for name in names})
        for row in connection.execute(select(o.position, *(o[name] for name in names)))
    }
    leaf = db.leaf.c
    apart = leaf.position.not_in(select(o.position))
    for position, head in connection.execute(
        select(leaf.position, leaf.header).where(leaf.kind == "observations", apart)
    ):
        with suppress(ValueError):  # of a damaged header that is told where the log is verified
            told = canonical.decode(head)
            if isinstance(told, dict) and all(isinstance(told.get(name), str) for name in names):
                found[position] = Origin(**{name: str(told[name]) for name in names})
    return found


def add_leaf(
    connection: Connection, kind: str, head: bytes, root: bytes, content: bytes, received: int, count: int
) -> int:
    """Add a leaf behind the newest one; its position."""
    at = newest(connection) + 1
    leaf_hash = tlog.leaf_hash(head + root)
    connection.execute(
        db.leaf.insert().values(
            position=at, kind=kind, header=head, root=root, hash=leaf_hash, content=content, received=received,
            count=count,
        )
    )  # fmt: skip
    return at


def add_record(connection: Connection, kind: str, key: bytes, payload: bytes, received: int) -> int:
    """Keep one record by its hash; the position of its leaf, old or new."""
    found = select(db.record.c.position).where(db.record.c.kind == kind, db.record.c.hash == key)
    before = connection.execute(found).scalar()
    if before is not None:
        return int(before)
    blind = os.urandom(tlog.BLIND_SIZE)
    content = canonical.digest("record", 1, [kind, key])
    root = tlog.root([tlog.entry_hash(blind, key)])
    said = tlog.entry_hash(blind, hashlib.sha256(payload).digest())
    head = header(kind, received=received, count=1, payload=said)
    at = add_leaf(connection, kind, head, root, content, received, 1)
    row = {"kind": kind, "hash": key, "position": at, "blind": blind, "payload": zlib.compress(payload)}
    connection.execute(db.record.insert().values(row))
    return at


def in_parts(values: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Values in parts that one query takes."""
    return [values[start : start + PARAMETERS] for start in range(0, len(values), PARAMETERS)]
