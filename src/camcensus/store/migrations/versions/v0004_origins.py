"""Where a batch came from stands beside its leaf, blinded: the header of a leaf tells nothing that can be guessed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the headers of older leaves stay as they are."""
    op.create_table(
        "origin",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("blind", sa.LargeBinary(16), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("importer", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("realm", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """A log is never taken back to an older shape."""
    raise NotImplementedError("a log is never taken back")
