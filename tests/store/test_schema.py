"""Each table, and what of it others rely on."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from camcensus.model import frames
from camcensus.store.schema import leaf, metadata, observation, origin, original, reading, record, segment, withheld

KEYS = {
    leaf: ["position"],
    observation: ["position", "idx"],
    segment: ["position"],
    original: ["hash"],
    record: ["kind", "hash"],
    withheld: ["position", "idx"],
    origin: ["position"],
    reading: ["file", "importer", "body", "realm"],
}


def test_these_are_all_tables() -> None:
    assert {table.name for table in KEYS} == set(metadata.tables)


@pytest.mark.parametrize("table", KEYS, ids=lambda table: str(table.name))
def test_each_table_has_its_key(table: Table) -> None:
    assert [column.name for column in table.primary_key.columns] == KEYS[table]


@pytest.mark.parametrize("table", KEYS, ids=lambda table: str(table.name))
def test_both_databases_understand_each_table(table: Table) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))


def test_an_observation_has_the_columns_of_frames_in_their_order() -> None:
    names = [column.name for column in observation.columns if column.name not in {"position", "idx", "blind"}]
    assert names == list(frames.SCHEMA)


def test_only_what_may_be_absent_may_be_null() -> None:
    absent = {f"{table.name}.{column.name}" for table in KEYS for column in table.columns if column.nullable}
    assert absent == {
        "observation.at",
        "observation.until",
        "observation.original",
        "original.data",
        "original.erased",
        "record.payload",
    }


def test_observations_are_found_by_id() -> None:
    assert [[column.name for column in index.columns] for index in observation.indexes] == [["id"]]


def test_records_are_found_by_position() -> None:
    assert [[column.name for column in index.columns] for index in record.indexes] == [["position"]]


def test_the_same_content_is_never_two_leaves() -> None:
    assert leaf.c.content.unique


@pytest.mark.parametrize(
    "column", [leaf.c.root, leaf.c.hash, leaf.c.content, observation.c.id, segment.c.sha256, original.c.hash]
)
def test_hashes_are_32_bytes(column: object) -> None:
    kind = getattr(column, "type", None)
    assert isinstance(kind, LargeBinary)
    assert kind.length == 32
