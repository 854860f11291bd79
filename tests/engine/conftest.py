"""An open workspace in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import workspace
from camcensus.engine.workspace import Workspace


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    made = workspace.open_(make(tmp_path / "ws"))
    yield made
    made.store.close()
