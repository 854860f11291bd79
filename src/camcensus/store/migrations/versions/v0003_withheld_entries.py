"""An entry that was erased stands as its hash alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "withheld",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("idx", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.LargeBinary(32), nullable=False),
    )


def downgrade() -> None:
    """A log is never taken back to an older shape."""
    raise NotImplementedError("a log is never taken back")
