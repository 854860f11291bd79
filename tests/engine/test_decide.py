"""A person's decision stands in the profile as it was made, whatever it says; what would not load is not written."""

from __future__ import annotations

import os
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workspaces import make

from camcensus.engine import decide, site_text, workspace
from camcensus.engine.site_facts import printed
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import SettingsError
from camcensus.model.finding import Approval, Consideration, Determination, Waiver

DAY = date(2026, 11, 23)
END = date(2027, 11, 23)
WAIVER = Waiver(
    id="W-2026-01", clauses=("UK-WMS.1.1v1",), reason="Stair 3", person="A. Example", signed=DAY, until=END,
    sites=("hq",),
)  # fmt: skip
CONSIDERED = Consideration(
    id="C-2026-01", clauses=("UK-WMS.3.1v1",), options=("replace", "leave"), decision="Replace.", person="A. Example",
    decided=DAY, review=END, sites=("hq",),
)  # fmt: skip


def test_each_kind_is_written_loaded_and_kept(opened: Workspace) -> None:
    before = (opened.folder / "profile.toml").read_bytes()
    now = decide.write(opened, WAIVER)
    now = decide.write(now, CONSIDERED)
    assert now.settings.profile.waivers == (WAIVER,)
    assert now.settings.profile.considerations == (CONSIDERED,)
    assert (opened.folder / "profile.toml").read_bytes().startswith(before)
    assert [len(now.store.records(kind)) for kind in ("waiver", "consideration", "determination")] == [1, 1, 1]
    now.store.close()


def test_where_there_is_no_profile_one_is_made(tmp_path: Path) -> None:
    (make(tmp_path) / "profile.toml").unlink()
    opened = workspace.open_(tmp_path)
    no = Determination(maker="dahua", subject=False, person="A. Example", signed=DAY, reason="x")
    now = decide.write(opened, no)
    assert now.settings.profile.determinations == (no,)
    assert "subject = false" in (tmp_path / "profile.toml").read_text()
    now.store.close()


@pytest.mark.parametrize(
    "one",
    [
        replace(WAIVER, sites=("hall",)), replace(WAIVER, clauses=("no-such",)), replace(WAIVER, until=DAY),
        replace(CONSIDERED, sites=("hall",)),
        Determination(maker="nobody", subject=True, person="A", signed=DAY, reason="x"),
    ],
)  # fmt: skip
def test_what_would_not_load_is_not_written(opened: Workspace, one: decide.Decision) -> None:
    before = (opened.folder / "profile.toml").read_bytes()
    with pytest.raises(SettingsError, match="it was not written"):
        decide.write(opened, one)
    assert (opened.folder / "profile.toml").read_bytes() == before
    assert not opened.store.records("waiver")


def test_what_somebody_else_wrote_meanwhile_stays(opened: Workspace) -> None:
    path = opened.folder / "profile.toml"
    changed = path.read_bytes() + b"# mine\n"
    path.write_bytes(changed)
    with pytest.raises(SettingsError, match="changed in the meantime"):
        decide.write(opened, WAIVER)
    assert path.read_bytes() == changed


def test_on_a_full_disk_the_profile_stays_what_it_was(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (opened.folder / "profile.toml").read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site_text, "os", SimpleNamespace(fdopen=os.fdopen, fchmod=os.fchmod, fsync=full))
    with pytest.raises(SettingsError, match="No space left"):
        decide.write(opened, WAIVER)
    assert (opened.folder / "profile.toml").read_bytes() == before
    assert not list(opened.folder.glob(".profile*"))


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_whatever_a_person_types_is_one_value_and_no_more(text: str) -> None:
    """No quote, line end or bracket leads out of it."""
    one = replace(WAIVER, reason=text, person=text, approvals=(Approval(role=text, person=text, signed=DAY),))
    loaded = tomllib.loads(decide.render(one))
    (table,) = loaded["waiver"]
    assert set(loaded) == {"waiver"}
    assert table["reason"] == table["person"] == table["approvals"][0]["role"] == printed(text)
    assert (table["signed"], table["until"], table["sites"]) == (DAY, END, ["hq"])
    options = replace(CONSIDERED, options=(text, "leave"))
    assert tomllib.loads(decide.render(options))["consideration"][0]["options"] == [printed(text), "leave"]
