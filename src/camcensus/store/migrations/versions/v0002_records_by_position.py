"""Records are found by position: a look at the whole log goes from leaf to leaf."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("record_position", "record", ["position"])


def downgrade() -> None:
    """A log is never taken back to an older shape."""
    raise NotImplementedError("a log is never taken back")
