"""Bring a log of any age to today's shape."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from camcensus.model.errors import StoreDamaged

HEAD = "0004"
"""The newest step. A test holds it against the files in ``migrations/versions``."""


def current(connection: Connection) -> str | None:
    """The step the log stands at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection, place: str) -> None:
    """Run the missing steps. Raises `StoreDamaged` for a log written by a newer version."""
    at = current(connection)
    if at == HEAD:
        return
    if at is not None and at > HEAD:
        raise StoreDamaged(
            f"this log was written by a newer camcensus (shape {at}, this one knows {HEAD})",
            where=place,
            mend="use that version or a newer one",
        )
    from alembic import command  # noqa: PLC0415  # takes a second to import; needed once in a log's life
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
