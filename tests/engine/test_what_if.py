"""Assumptions laid over the owner's files, and faults in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import what_if, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import CamcensusError, InputError
from camcensus.model.outcome import Answer

DAY = date(2026, 11, 23)
FILE = """
orders = ["uk-wms-2022-11-24"]
[readings]
hong_kong_company_is_subject = "yes"
[assume]
sites_sensitive = "no"
zones_on_core = "yes"
registered_in = ["CN"]
makers = { axis = "yes", dahua = "unknown" }
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    found = workspace.open_(make(tmp_path))
    yield found
    found.store.close()


def laid(opened: Workspace, text: str) -> Workspace:
    path = opened.folder / "assumed.toml"
    path.write_text(text)
    return what_if.lay_over(opened, path, DAY)


def test_everything_that_can_be_assumed(opened: Workspace) -> None:
    found = laid(opened, FILE).settings
    assert found.profile.orders == ("uk-wms-2022-11-24",)
    assert found.profile.readings.hong_kong_company_is_subject is Answer.YES
    assert {site.sensitive.answer for site in found.estate.sites} == {Answer.NO}
    assert {zone.is_core for zone in found.estate.zones} == {Answer.YES}
    decided = {one.maker: one.subject for one in found.profile.determinations}
    assert decided["axis"]
    assert decided["uniview"]
    assert "dahua" not in decided
    assert found.profile_version != opened.settings.profile_version


def test_nothing_assumed_changes_nothing_but_the_version(opened: Workspace) -> None:
    found = laid(opened, "").settings
    assert (found.estate, found.profile) == (opened.settings.estate, opened.settings.profile)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('orders = ["nothing"]', "assumed.toml, line 1: no order has the id 'nothing'"),
        ('[readings]\nweather = "yes"', "assumed.toml, line 2: 'weather' is no reading"),
        ('[readings]\ncomponent_counts = "maybe"', "readings: 'maybe' is not one of"),
        ('[assume]\nmakers = { nobody = "yes" }', "no maker has the id 'nobody'"),
        ("[assume]\ncolour = 1", "colour"),
        ("[assume", "assumed.toml, line 1"),
    ],
)
def test_faults_are_told_with_their_line(text: str, words: str, opened: Workspace) -> None:
    with pytest.raises(CamcensusError) as error:
        laid(opened, text)
    assert words in str(error.value)


def test_a_file_that_is_not_there(opened: Workspace) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        what_if.lay_over(opened, opened.folder / "none.toml", DAY)
