"""Beginning a workspace: the files it writes are valid and never overwrite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from camcensus.engine import init, workspace
from camcensus.engine import scope as scopes
from camcensus.model.errors import SettingsError, UsageError


def test_what_it_writes_opens(tmp_path: Path) -> None:
    written = init.init(tmp_path / "new")
    assert [path.name for path in written] == ["estate.toml", "profile.toml", "scope.toml", "log.key", "log.vkey"]
    opened = workspace.open_(tmp_path / "new")
    assert opened.settings.profile.orders == ("uk-wms-2022-11-24",)
    opened.store.close()


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "estate.toml").write_text("mine")
    assert [path.name for path in init.init(tmp_path)] == ["profile.toml", "scope.toml", "log.key", "log.vkey"]
    assert (tmp_path / "estate.toml").read_text() == "mine"
    with pytest.raises(UsageError, match="already"):
        init.init(tmp_path)


def test_the_scope_permits_nothing_until_it_is_filled_in(tmp_path: Path) -> None:
    init.init(tmp_path)
    path = tmp_path / "scope.toml"
    with pytest.raises(SettingsError, match="authority: 'on' is missing"):
        scopes.read(path)
    text = "\n".join(re.sub(r"^# ?(?=\[|[a-z_]+ = )", "", line) for line in path.read_text().splitlines())
    path.write_text(text)
    with pytest.raises(SettingsError, match="does not say who authorises it"):
        scopes.read(path)
    path.write_text(text.replace('person = ""', 'person = "A. Example"'))
    assert scopes.read(path).scope.range[0].addresses == "10.0.10.0/24"
