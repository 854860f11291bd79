"""The data of an answer: the counts of the answer, the same ones withheld, no cell that starts a formula."""

from __future__ import annotations

import csv
import io

import pytest
from tests.report import samples, secretive
from tests.report.samples import golden

from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report import _foi as foi
from camcensus.report import foi_csv


def rows(one: Assessment, **words: str) -> list[dict[str, str]]:
    data = foi_csv.render(Material(assessment=one, words=words))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_golden_file() -> None:
    data = foi_csv.render(Material(assessment=secretive.estate("Quoxley"), words={"small": "5"}))
    golden("foi.csv", data.decode("utf-8"))


def test_it_has_every_count_that_is_published_and_no_other() -> None:
    one = secretive.estate("Quoxley")
    found = foi.published(Material(assessment=one))
    told = {(row["table"], row["name"]): row for row in rows(one)}
    assert len(told) == len(rows(one))
    for table in found.covered:
        for cell in table.counts.cells:
            row = told.pop((table.id, cell.name))
            assert row["devices"] == ("" if cell.number is None else f"{cell.number}")
            assert row["note"] == ("withheld" if cell.number is None else "")
    for cell in found.groups.cells:
        row = told.pop(("groups", foi.WORDS[cell.name]))
        assert row["devices"] == ("" if cell.number is None else f"{cell.number}")
    others = {name for table, name in told if table == "other-makers"}
    assert others == {foi_csv.ALL, *(cell.name for cell in found.others.cells)} if found.others else not others
    assert {table for table, name in told if name != foi_csv.ALL} <= {"about", "ranges", "gaps", "other-makers"}


def test_a_withheld_group_says_fewer_and_has_no_tables() -> None:
    one = samples.sample()
    told = {(row["table"], row["name"]): row for row in rows(one)}
    assert told["groups", foi.WORDS[foi.COVERED]]["note"] == "fewer than 5"
    assert told["groups", "all"]["note"] == "withheld"
    assert {table for table, _ in told} == {"about", "groups", "gaps"}


@pytest.mark.parametrize("estate", ["sample", "hostile", "nothing"])
def test_no_cell_starts_a_formula_and_the_bytes_are_the_same(estate: str) -> None:
    one = getattr(samples, estate)()
    assert foi_csv.render(Material(assessment=one)) == foi_csv.render(Material(assessment=one))
    assert not [cell for row in rows(one) for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_a_hidden_table_says_why() -> None:
    small = {row["note"] for row in rows(samples.sample(), small="3") if row["name"] == foi_csv.ALL}
    assert "its numbers are small and alike, and are withheld" in small


def test_a_threshold_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="--say small"):
        rows(samples.sample(), small="2")
