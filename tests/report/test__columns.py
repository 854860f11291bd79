"""Definitions of columns: each says what it means, once, and in words that files take."""

from __future__ import annotations

import re

import pytest

from camcensus.report import _columns as columns
from camcensus.report._columns import Column

TABLES = {name: getattr(columns, name) for name in ("REGISTER", "FINDINGS", "SITES", "MAKERS", "DICTIONARY", "BASIS")}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_is_defined_once_and_says_what_it_means(table: tuple[Column, ...]) -> None:
    names = [one.name for one in table]
    assert len(set(names)) == len(names)
    for one in table:
        assert re.fullmatch("[a-z][a-z_]*", one.name)
        assert one.kind in columns.KINDS
        assert one.meaning
        assert not one.meaning.endswith(".")
        assert not (one.values and one.kind != "text")
        assert 6 <= one.width <= 110


def test_every_maker_role_stands_with_its_confidence() -> None:
    names = [one.name for one in columns.REGISTER]
    for role in ("label", "manufacturer", "hardware_maker", "component_makers"):
        assert names[names.index(role) + 1] == f"{role}_confidence"


def test_a_title_is_the_name_as_people_write_it() -> None:
    titles = {one.name: one.title for one in columns.REGISTER}
    assert titles["mac"] == "MAC"
    assert titles["hardware_maker"] == "Hardware maker"
