"""A proposal for a person, and the person's decision in the profile and the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import control, determine, workspace
from camcensus.model.errors import SettingsError, UsageError
from camcensus.model.finding import Determination

DAY = date(2026, 11, 23)
ONE = Determination(
    maker="dahua", subject=True, person='A. "Example"\nx', role="Adviser", signed=DAY, reason="Registered there\\",
    until=date(2027, 11, 23),
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make(tmp_path)


def test_the_proposal_says_what_is_for_it_and_what_against(home: Path) -> None:
    opened = workspace.open_(home)
    found = determine.propose(opened, "Uniview", DAY)
    opened.store.close()
    assert (found.maker, found.asked.entity, found.signed) == ("uniview", "yes", ())
    assert any("secondary" in one for one in found.against)


def test_every_maker_is_found_by_its_id(home: Path) -> None:
    """Also one whose id is the name of another company."""
    opened = workspace.open_(home)
    wrong = {maker: found.maker for maker in opened.knowledge.makers
             if (found := determine.propose(opened, maker, DAY)).maker != maker}  # fmt: skip
    opened.store.close()
    assert not wrong


def test_what_is_signed_is_written_kept_and_used(home: Path) -> None:
    opened = workspace.open_(home)
    before = (home / "profile.toml").read_bytes()
    now = determine.sign(opened, ONE)
    assert now.settings.profile.determinations[-1] == replace(ONE, person='A. "Example" x')
    assert (home / "profile.toml").read_bytes().startswith(before)
    assert len(now.store.records("determination")) >= 1
    asked = control.ask("Dahua", now.knowledge, DAY, profile=now.settings.profile)
    assert (asked.entity, asked.basis) == ("yes", "signed")
    again = determine.propose(now, "dahua", DAY)
    assert again.signed[-1].reason == "Registered there\\"
    assert again.asked.basis == "proposed"
    now.store.close()


def test_a_refusal_leaves_it_unknown(home: Path) -> None:
    now = determine.sign(workspace.open_(home), replace(ONE, refused=True, subject=False))
    asked = control.ask("Dahua", now.knowledge, DAY, profile=now.settings.profile)
    now.store.close()
    assert (asked.entity, asked.basis, asked.reasons[0]) == ("uncertain", "signed", "determination-refused")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person": ""}, "names no person"),
        ({"reason": " "}, "names no reason"),
        ({"until": date(2026, 1, 1)}, "before it begins"),
        ({"maker": "nobody"}, "no maker has the id"),
    ],
)
def test_nothing_is_written_that_would_not_load(changes: dict[str, object], words: str, home: Path) -> None:
    opened = workspace.open_(home)
    before = (home / "profile.toml").read_bytes()
    with pytest.raises(SettingsError, match=words) as error:
        determine.sign(opened, replace(ONE, **changes))  # type: ignore[arg-type]
    opened.store.close()
    assert "profile.toml, line" in error.value.where
    assert (home / "profile.toml").read_bytes() == before


def test_a_name_that_is_no_maker_is_refused(home: Path) -> None:
    opened = workspace.open_(home)
    with pytest.raises(UsageError, match="not one maker"):
        determine.propose(opened, "SASAC", DAY)
    opened.store.close()
