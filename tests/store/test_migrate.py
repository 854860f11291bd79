"""A log of any age opens in today's shape, and the steps lead to the tables that the program speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from camcensus.model.errors import StoreDamaged
from camcensus.store import migrate
from camcensus.store.migrations.versions import (
    v0001_the_log,
    v0002_records_by_position,
    v0003_withheld_entries,
    v0004_origins,
)
from camcensus.store.schema import metadata

VERSIONS = Path(v0001_the_log.__file__).parent


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'log.db'}")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def shape(connection: Connection) -> dict[str, object]:
    """Tables with their columns, keys and indexes, as the database tells them."""
    told = inspect(connection)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in told.get_columns(name)],
            told.get_pk_constraint(name)["constrained_columns"],
            sorted((index["name"] or "", index["column_names"], index["unique"]) for index in told.get_indexes(name)),
            [constraint["column_names"] for constraint in told.get_unique_constraints(name)],
        )
        for name in sorted(told.get_table_names())
        if name != "alembic_version"
    }


def test_the_steps_lead_to_the_tables_the_program_speaks_of(connection: Connection, tmp_path: Path) -> None:
    migrate.upgrade(connection, "here")
    straight = create_engine(f"sqlite:///{tmp_path / 'straight.db'}")
    with straight.begin() as other:
        metadata.create_all(other)
        assert shape(other) == shape(connection)
    straight.dispose()


def test_alembic_finds_nothing_left_to_do(connection: Connection) -> None:
    migrate.upgrade(connection, "here")
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_step_is_the_one_the_program_knows() -> None:
    steps = sorted(path.stem.removeprefix("v").partition("_")[0] for path in VERSIONS.glob("v*.py"))
    assert steps[-1] == migrate.HEAD
    assert steps == [f"{number:04}" for number in range(1, len(steps) + 1)]


def test_each_file_is_the_step_its_name_says_and_follows_the_one_before() -> None:
    texts = [path.read_text() for path in sorted(VERSIONS.glob("v*.py"))]
    for number, written in enumerate(texts, start=1):
        before = f'"{number - 1:04}"' if number > 1 else "None"
        assert f'\nrevision = "{number:04}"\n' in written
        assert f"\ndown_revision = {before}\n" in written


def test_an_empty_database_stands_at_no_step(connection: Connection) -> None:
    assert migrate.current(connection) is None


def test_a_log_stands_at_the_newest_step_and_stays_there(connection: Connection) -> None:
    migrate.upgrade(connection, "here")
    migrate.upgrade(connection, "here")
    assert migrate.current(connection) == migrate.HEAD


def test_a_log_written_by_a_newer_version_is_refused(connection: Connection) -> None:
    migrate.upgrade(connection, "here")
    connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(StoreDamaged) as caught:
        migrate.upgrade(connection, "here")
    expected = f"here: this log was written by a newer camcensus (shape 0099, this one knows {migrate.HEAD})."
    assert str(caught.value) == f"{expected} Use that version or a newer one."


@pytest.mark.parametrize("step", [v0001_the_log, v0002_records_by_position, v0003_withheld_entries, v0004_origins])
def test_a_log_is_never_taken_back(step: ModuleType) -> None:
    with pytest.raises(NotImplementedError):
        step.downgrade()


def test_a_log_of_the_first_shape_comes_to_todays(connection: Connection) -> None:
    migrate.upgrade(connection, "here")
    today = shape(connection)
    connection.execute(text("DROP INDEX record_position"))
    connection.execute(text("DROP TABLE withheld"))
    connection.execute(text("DROP TABLE origin"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert shape(connection) != today
    migrate.upgrade(connection, "here")
    assert (shape(connection), migrate.current(connection)) == (today, migrate.HEAD)
