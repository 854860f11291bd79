"""What falls due under the orders of a workspace."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import due, workspace
from camcensus.model.errors import UsageError
from camcensus.reason.clocks import Event


def test_nothing_is_due_where_nothing_ends(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path))
    assert due.due(opened, date(2026, 11, 23)) == ()
    with pytest.raises(UsageError, match="no clock of the chosen orders"):
        due.due(opened, date(2026, 11, 23), [Event(kind="identified", at=datetime(2026, 11, 20, tzinfo=UTC))])
    opened.store.close()
