"""What more than one part of the store says to the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from camcensus.store import migrate, schema, statements
from camcensus.store.interface import Origin
from camcensus.wire import canonical, tlog


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'log.db'}")
    with engine.begin() as opened:
        migrate.upgrade(opened, "here")
        yield opened
    engine.dispose()


def test_leaves_stand_one_behind_the_other(connection: Connection) -> None:
    assert statements.newest(connection) == 0
    for number in (1, 2, 3):
        content = canonical.digest("x", 1, number)
        assert statements.add_leaf(connection, "waiver", b"head", b"r" * 32, content, 5, 1) == number
    assert statements.newest(connection) == 3
    assert statements.segments_upto(connection) == []


def test_a_record_is_kept_once_by_its_hash(connection: Connection) -> None:
    assert statements.add_record(connection, "waiver", b"k" * 32, b"because", 5) == 1
    assert statements.add_record(connection, "waiver", b"k" * 32, b"because", 6) == 1
    assert statements.add_record(connection, "gate", b"k" * 32, b"because", 6) == 2


def test_where_a_batch_came_from_stands_beside_its_leaf_or_in_an_older_header(connection: Connection) -> None:
    old = Origin(file="a" * 64, name="old.xml", importer="x@1", body="dept", realm="main")
    new = Origin(file="b" * 64, name="new.xml", importer="x@2", body="dept", realm="main")
    heads = [
        canonical.encode({"kind": "observations", "received": 5, "count": 1, **old.value()}),
        canonical.encode({"kind": "observations", "received": 5, "count": 1, "origin": b"o" * 32}),
        b"no header any more",
        canonical.encode({"kind": "observations", "received": 5, "count": 1, "name": 7}),
    ]
    for number, head in enumerate(heads):
        content = canonical.digest("x", 1, number)
        statements.add_leaf(connection, "observations", head, b"r" * 32, content, 5, 1)
    connection.execute(schema.origin.insert().values(position=2, blind=bytes(16), **new.value()))
    assert statements.origins(connection) == {1: old, 2: new}


def test_many_values_are_asked_for_in_parts() -> None:
    values = [bytes([number % 256]) * tlog.BLIND_SIZE for number in range(2 * statements.PARAMETERS + 1)]
    parts = statements.in_parts(values)
    assert [len(part) for part in parts] == [statements.PARAMETERS, statements.PARAMETERS, 1]
    assert [one for part in parts for one in part] == values
    assert statements.in_parts([]) == []
