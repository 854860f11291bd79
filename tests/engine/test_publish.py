"""Reports in every form, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import AS_OF

from camcensus.engine import assess, publish
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import InputError, UsageError
from camcensus.model.material import Material
from camcensus.report.dictionary import TABLES


def test_the_forms_there_are() -> None:
    assert {"html", "csv", "jsonl", "text"} <= set(publish.forms())


OF_ESTATES = sorted(name for name, one in publish.forms().items() if one.definition.get("about") != "device")


@pytest.mark.parametrize("form", OF_ESTATES)
def test_every_form_takes_an_empty_estate(opened: Workspace, form: str) -> None:
    assert publish.publish(Material(assessment=assess.assess(opened, AS_OF)), form)


def test_a_form_that_is_not_there_names_those_that_are(opened: Workspace) -> None:
    with pytest.raises(UsageError, match="One of: csv"):
        publish.publish(Material(assessment=assess.assess(opened, AS_OF)), "papyrus")


def test_a_file_is_called_as_its_form_and_ends_as_what_it_is() -> None:
    told = [publish.named(form, publish.endings(form)[0]) for form in ("csv", "html", "register-xlsx", "dictionary")]
    assert told == ["report.csv", "report.html", "register-xlsx.xlsx", "dictionary.json"]
    assert {name for name, *_ in TABLES} == {publish.named(form, "csv") for form in ("csv", "register-csv")}


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    publish.write(b"one", path)
    publish.write(b"two", path)
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        publish.write(b"one", tmp_path / "no" / "r.txt")
