"""The dictionary: as CSV on the Web asks for it, and the CSV files are as it says."""

from __future__ import annotations

import json
from pathlib import Path

import csvw
import pytest
from tests.report.listed import listed
from tests.report.samples import golden, hostile, nothing, sample

from camcensus.engine import publish
from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import dictionary

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}


def files(folder: Path, one: Assessment) -> Path:
    """The dictionary with the tables that it describes beside it, under the names that the command gives them."""
    for form, name in (("register-csv", "register-csv.csv"), ("csv", "report.csv"), ("dictionary", "dictionary.json")):
        (folder / name).write_bytes(publish.publish(Material(assessment=one), form))
    return folder / "dictionary.json"


def test_golden() -> None:
    golden("dictionary.json", dictionary.render(Material(assessment=sample())).decode())


@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_another_program_takes_it_and_finds_the_tables_as_it_says(one: Assessment, tmp_path: Path) -> None:
    path = files(tmp_path, one)
    whole = csvw.CSVW(str(path), validate=True)
    assert whole.is_valid, whole.warnings
    counts = {}
    for table in csvw.TableGroup.from_file(path).tables:
        counts[str(table.url)] = len(list(table.iterdicts(strict=True)))
    assert counts["report.csv"] == one.findings.height
    assert counts["register-csv.csv"] >= one.devices.filter("candidate").height


def test_it_would_find_a_table_that_is_not_as_it_says(tmp_path: Path) -> None:
    path = files(tmp_path, sample())
    table = tmp_path / "register-csv.csv"
    table.write_bytes(table.read_bytes().replace(b"\r\ndevice,", b"\r\nthing,", 1))
    register, _ = csvw.TableGroup.from_file(path).tables
    with pytest.raises(ValueError, match="thing"):
        list(register.iterdicts(strict=True))


def test_it_says_what_each_column_means_and_what_may_stand_there() -> None:
    made = json.loads(dictionary.render(Material(assessment=sample())))
    columns = {one["name"]: one for one in made["tables"][0]["tableSchema"]["columns"]}
    assert columns["maker_basis"]["datatype"] == {"base": "string", "format": "signed|proposed|none"}
    assert columns["serial"]["separator"] == "; "
    assert columns["device"]["required"] is True
    assert columns["last_seen"]["datatype"] == "dateTimeStamp"
    assert all(one["dc:description"] for one in columns.values())
