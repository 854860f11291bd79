"""The log and the versions in use at another time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.workspaces import PROFILE, make

from camcensus.engine import assess, gather, record, versions, workspace
from camcensus.model.errors import UsageError

DAY = date(2026, 11, 23)


def judged(folder: Path, *files: str) -> str:
    opened = workspace.open_(folder)
    list(gather.read(opened, [folder / name for name in files]))
    key = record.record(opened, assess.assess(opened, DAY))
    opened.store.close()
    return key


def test_an_assessment_is_made_again_from_what_it_was_made_from(tmp_path: Path) -> None:
    key = judged(make(tmp_path), "scan.xml")
    (tmp_path / "profile.toml").write_text(PROFILE.replace("subject = true", "subject = false"))
    other = judged(tmp_path, "register.csv")
    opened = workspace.open_(tmp_path)
    basis = versions.of(opened, key[:8])
    then = versions.with_basis(tmp_path, opened.store, basis)
    assert then.settings.profile.determinations[0].subject
    assert not opened.settings.profile.determinations[0].subject
    again = assess.assess(then, basis.as_of, upto=basis.position)
    assert again.basis == basis
    assert record.record(opened, again) == key != other
    opened.store.close()


def test_what_was_known_on_a_day(tmp_path: Path) -> None:
    judged(make(tmp_path), "scan.xml")
    opened = workspace.open_(tmp_path)
    today = datetime.now(UTC).date()
    then, upto = versions.known_on(opened, today)
    assert (then.settings, then.knowledge.version) == (opened.settings, opened.knowledge.version)
    assert upto == max(leaf.position for leaf in opened.store.leaves())
    with pytest.raises(UsageError, match="held no knowledge yet"):
        versions.known_on(opened, today - timedelta(days=2))
    opened.store.close()


@pytest.mark.parametrize("key", ["", "zz", "0000", "ffffffff"])
def test_an_assessment_that_is_not_there_is_refused(key: str, tmp_path: Path) -> None:
    judged(make(tmp_path), "scan.xml")
    opened = workspace.open_(tmp_path)
    with pytest.raises(UsageError, match="assessment"):
        versions.of(opened, key)
    opened.store.close()
