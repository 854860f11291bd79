from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.importers.kept import rows, said

from camcensus.sources.importers import snipeit_csv

LEAST = {"Asset Name": "Door", "Asset Tag": "C-1", "Category": "Camera", "Company": "Estates"}


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("In place (deployed)", "fact.status", "in-use"),
        ("Shelf (Deployable)", "fact.status", "spare"),
        ("Ready to Deploy", "fact.status", "spare"),
        ("Deployed", "fact.status", "in-use"),
        ("Gone (archived)", "fact.status", "removed"),
        ("Broken (undeployable)", "fact.status", "faulty"),
        ("Ordered (pending)", "register.status", "Ordered"),
    ],
)
def test_a_status_has_a_label_and_a_meaning(tmp_path: Path, written: str, field: str, value: str) -> None:
    assert said(snipeit_csv, rows(tmp_path, {**LEAST, "Status": written})).values(field) == [value]


@pytest.mark.parametrize(
    ("name", "number", "model", "also"),
    [
        ("Dome", "DS-2CD", ["DS-2CD"], ["Dome"]),
        ("P3245-LV", "", ["P3245-LV"], []),
        ("", "DS-2CD", ["DS-2CD"], []),
        ("DS-2CD", "DS-2CD", ["DS-2CD"], []),
    ],
)
def test_a_model_has_a_name_and_a_number(
    tmp_path: Path, name: str, number: str, model: list[str], also: list[str]
) -> None:
    whole = said(snipeit_csv, rows(tmp_path, {**LEAST, "Model": name, "Model No.": number}))
    assert (whole.values("model.number"), whole.values("register.model_name")) == (model, also)


def test_where_it_belongs_stands_in_for_where_it_is(tmp_path: Path) -> None:
    row = {**LEAST, "Location": "", "Default Location": "Fenwick House"}
    assert said(snipeit_csv, rows(tmp_path, row)).values("fact.site") == ["fenwick"]
    row = {**row, "Location": "Calder Court"}
    assert said(snipeit_csv, rows(tmp_path, row)).values("fact.site") == ["calder"]


def test_nobodys_name_is_stored(tmp_path: Path) -> None:
    people = dict.fromkeys(
        ("Checked Out To", "Username", "Employee No.", "Manager", "Department", "Title"), "A. Example"
    )
    whole = said(snipeit_csv, rows(tmp_path, {**LEAST, **people}))
    assert "Example" not in whole.everything()
    assert whole.redacted == len(people)
