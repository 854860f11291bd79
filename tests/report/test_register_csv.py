"""The register as CSV: the rows and columns of the workbook's first sheet."""

from __future__ import annotations

import csv
import io

import pytest
from tests.report.cells import formulas
from tests.report.listed import listed
from tests.report.samples import golden, hostile, nothing, sample
from tests.report.workbooks import sheets

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import register_csv, register_xlsx
from camcensus.report._columns import REGISTER


def rows(one: Assessment) -> list[dict[str, str]]:
    text = register_csv.render(Material(assessment=one)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_golden() -> None:
    golden("register.csv", register_csv.render(Material(assessment=listed())).decode("utf-8"))


@pytest.mark.parametrize(
    "one", [sample(), hostile(), nothing(), listed()], ids=["sample", "hostile", "nothing", "listed"]
)
def test_no_cell_begins_a_formula(one: Assessment) -> None:
    data = register_csv.render(Material(assessment=one))
    assert not formulas(data)
    assert data.startswith(f"\ufeff{','.join(column.name for column in REGISTER)}\r\n".encode())


def test_it_has_the_cells_of_the_workbook() -> None:
    sheet = sheets(register_xlsx.render(Material(assessment=listed())))["Register"]
    texts = [{cell.value for cell in row.values() if cell.kind == "text"} for row in sheet[1:]]
    told = [set(row.values()) for row in rows(listed())]
    assert len(told) == len(texts) == 7
    assert all(sheet <= line for sheet, line in zip(texts, told, strict=True))


def test_dates_and_numbers_are_written_as_such() -> None:
    first = rows(listed())[0]
    assert first["first_seen"] == "2026-10-01T00:00:00Z"
    assert first["installed"] == "2023-05"
    assert first["hardware_maker_confidence"] == "0.975"
    assert first["as_of"] == "2026-11-23"
