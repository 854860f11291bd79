"""The log as it was on the first day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "leaf",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "observation",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("idx", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary(32), nullable=False),
        sa.Column("blind", sa.LargeBinary(16), nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("body", "realm", "subject", "field", "value", "encoding")
        ),
        sa.Column("at", sa.BigInteger),
        sa.Column("until", sa.BigInteger),
        sa.Column("count", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("at_quality", "source", "vantage")),
        sa.Column("original", sa.LargeBinary(32)),
        sa.Index("observation_id", "id"),
    )
    op.create_table(
        "segment",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "original",
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("retention", sa.String(32), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary),
        sa.Column("erased", sa.BigInteger),
    )
    op.create_table(
        "record",
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("blind", sa.LargeBinary(16), nullable=False),
        sa.Column("payload", sa.LargeBinary),
    )
    op.create_table(
        "reading",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("file", "importer", "body", "realm")),
        sa.Column("position", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """A log is never taken back to an older shape."""
    raise NotImplementedError("a log is never taken back")
