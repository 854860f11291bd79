"""Two logs side by side."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.bundles import bundle, forged, make
from tests.engine.test_handover_check import other_value
from tests.workspaces import make as files

from camcensus.engine import assess, gather, handover_open, ledger_proofs, record, workspace
from camcensus.engine.handover_compare import compare
from camcensus.engine.workspace import LOG
from camcensus.model.errors import BrokenInput, UsageError
from camcensus.store.kept import DATABASE
from camcensus.wire import canonical, tlog


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "home")
    return tmp_path / "home"


def judged(home: Path) -> str:
    opened = workspace.open_(home)
    list(gather.read(opened, [home / "more.csv"]))
    key = record.record(opened, assess.assess(opened, opened.settings.profile.determinations[0].signed))
    opened.store.close()
    return key


def test_a_bundle_and_the_log_that_it_is_of_are_the_same(home: Path, tmp_path: Path) -> None:
    path = bundle(home, tmp_path / "x")
    found = compare(path, home)
    assert (found.code, found.parted, found.missing) == (0, 0, ())
    assert found.sizes[0] == found.sizes[1]
    (pair,) = found.pairs
    assert pair.same
    handover_open.open_(path, tmp_path / "copy")
    assert compare(path, tmp_path / "copy").code == 0


def test_a_log_that_went_on_is_the_same_as_far_as_it_goes(home: Path, tmp_path: Path) -> None:
    path = bundle(home, tmp_path / "x")
    (home / "more.csv").write_text("Camera ID,Site,Make,Model\nCAM-9,HQ,Axis,P3245\n")
    key = judged(home)
    found = compare(path, home, every=True)
    assert (found.code, found.parted, found.missing, len(found.pairs)) == (0, 0, (key,), 1)
    assert found.sizes[0] < found.sizes[1]
    later = bundle(home, tmp_path / "y")
    assert len(compare(later, home, every=True).pairs) == 2
    assert [pair.id for pair in compare(later, home).pairs] == [key]
    assert [pair.id for pair in compare(later, home, [key[:6]]).pairs] == [key]
    with pytest.raises(UsageError, match="no assessment that both keep"):
        compare(path, home, [key])


def test_logs_that_part_are_told_with_the_leaf(home: Path, tmp_path: Path) -> None:
    handover_open.open_(bundle(home, tmp_path / "x"), tmp_path / "copy")
    connection = sqlite3.connect(tmp_path / "copy" / LOG / DATABASE)
    header, root = connection.execute("SELECT header, root FROM leaf WHERE position = 3").fetchone()
    told = canonical.decode(header)
    assert isinstance(told, dict)
    new = canonical.encode({**told, "received": 1})
    with connection:
        connection.execute(
            "UPDATE leaf SET header = ?, received = 1, hash = ? WHERE position = 3", (new, tlog.leaf_hash(new + root))
        )
        connection.execute("UPDATE original SET erased = 1 WHERE data IS NULL")
    connection.close()
    found = compare(home, tmp_path / "copy")
    assert (found.parted, found.code) == (3, 1)


def test_a_bundle_that_is_not_what_it_says_is_not_compared(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match="says something else than was logged"):
        compare(forged(bundle(home, tmp_path / "x"), tmp_path / "y", other_value), home)


def test_two_that_have_nothing_in_common_cannot_be_compared(home: Path, tmp_path: Path) -> None:
    opened = workspace.open_(files(tmp_path / "other"))
    ledger_proofs.sign(tmp_path / "other", opened.store)
    opened.store.close()
    with pytest.raises(UsageError, match="keep no assessment in common"):
        compare(home, tmp_path / "other")
