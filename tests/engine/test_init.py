"""Beginning a workspace: the files it writes are valid and never overwrite."""

from __future__ import annotations

from pathlib import Path

import pytest

from camcensus.engine import init, workspace
from camcensus.model.errors import UsageError


def test_what_it_writes_opens(tmp_path: Path) -> None:
    written = init.init(tmp_path / "new")
    assert [path.name for path in written] == ["estate.toml", "profile.toml"]
    opened = workspace.open_(tmp_path / "new")
    assert opened.settings.profile.orders == ("uk-wms-2022-11-24",)
    opened.store.close()


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "estate.toml").write_text("mine")
    assert [path.name for path in init.init(tmp_path)] == ["profile.toml"]
    assert (tmp_path / "estate.toml").read_text() == "mine"
    with pytest.raises(UsageError, match="already"):
        init.init(tmp_path)
