"""ServiceNow's import set: the columns of its table, read back by our own reader of its lists."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from tests.report.cells import formulas
from tests.report.listed import listed
from tests.report.samples import golden, hostile, judge, nothing, row, sample
from tests.sources.files import read
from tests.support import log

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import servicenow_csv
from camcensus.sources.importers import servicenow_csv as importer

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}


def rows(one: Assessment) -> list[dict[str, str]]:
    text = servicenow_csv.render(Material(assessment=one)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_golden() -> None:
    golden("servicenow.csv", servicenow_csv.render(Material(assessment=sample())).decode())


@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_each_judged_device_is_a_row_with_a_key_of_its_own(one: Assessment) -> None:
    assert not formulas(servicenow_csv.render(Material(assessment=one)))
    found = rows(one)
    assert len(found) == one.devices.filter("candidate").height
    assert len({line["correlation_id"] for line in found}) == len(found)
    assert all(len(line["serial_number"]) <= 255 for line in found)
    assert {line["discovery_source"] for line in found} <= {"camcensus"}


def test_moments_and_states_are_as_its_table_has_them() -> None:
    lines = {line["name"]: line for line in rows(sample())}
    assert lines["CAM-1"]["install_date"] == "2024-05-14 00:00:00"
    assert lines["CAM-3"]["install_date"] == ""
    assert lines["CAM-1"]["last_discovered"] == "2026-11-10 00:00:00"
    assert (lines["CAM-1"]["install_status"], lines["CAM-1"]["operational_status"]) == ("Installed", "Operational")
    gone = rows(judge(log([row("X", ("fact.status", "removed"), ("register.make", "Axis"))])))
    assert (gone[0]["install_status"], gone[0]["location"]) == ("Retired", "")


def test_our_own_reader_of_servicenow_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "ci.csv"
    path.write_bytes(servicenow_csv.render(Material(assessment=sample())))
    assert importer.detect(path.read_bytes())
    found = {(one["subject"], one["field"], one["value"]) for one in read(importer, path).rows}
    assert ("asset:CAM-1", "register.make", "Hikvision") in found
    assert ("asset:CAM-1", "fact.ip", "10.0.1.11") in found
