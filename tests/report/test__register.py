"""The register."""

from __future__ import annotations

import pytest
from tests.report.samples import CORE, DEPLOY, REMOVE

from camcensus.model.assessment import Assessment
from camcensus.report import _register as registers


@pytest.fixture(scope="module")
def rows(assessment: Assessment) -> dict[str, registers.Row]:
    ordered = registers.order(assessment)
    linked = frozenset(ordered["device"].to_list())
    return {row.called: row for row in registers.register(assessment, ordered, linked).rows}


def test_the_gravest_stand_first(rows: dict[str, registers.Row]) -> None:
    assert set(list(rows)[:2]) == {"CAM-1", "CAM-2"}
    assert list(rows)[-1] == "CAM-3"


def test_a_row_in_words(rows: dict[str, registers.Row]) -> None:
    row = rows["CAM-1"]
    assert (row.site, row.zone, row.addresses) == ("Headquarters", "hq-cameras", "10.0.1.11")
    assert (row.what.name, row.label.name, row.model.name) == ("camera", "Hikvision", "DS-2CD2T47G2-L")
    assert row.built.name.startswith("Hangzhou Hikvision")
    assert (row.built.known, row.built.sure, row.built_standing) == (True, "very high", "yes (signed)")
    assert row.firmware.name == "not known"
    assert row.linked


def test_what_is_not_known_says_so(rows: dict[str, registers.Row]) -> None:
    row = rows["10.0.1.15"]
    assert {row.what.name, row.label.name, row.built.name, row.sold.name, row.model.name} == {"not known"}
    assert not row.built.known
    assert row.doubts == ("It was seen on the network and stands in no register.",)


def test_each_clause_that_is_asked_of_devices_has_its_gravest_finding(
    rows: dict[str, registers.Row], assessment: Assessment
) -> None:
    assert [clause.id for clause in registers.asked(assessment)] == [DEPLOY, CORE, REMOVE]
    kinds = [cell.kind if cell else None for cell in rows["CAM-4"].cells]
    assert kinds == ["unknown", "unknown", "met"]
    assert rows["CAM-2"].cells[0] is not None
    assert rows["CAM-2"].cells[0].provisional == 1


def test_what_is_left_out_is_counted(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "ROWS", 2)
    made = registers.register(assessment, registers.order(assessment), frozenset())
    assert (len(made.rows), made.left) == (2, 4)
    assert not made.rows[0].linked


def test_answers_that_did_not_stand_keep_their_names(assessment: Assessment) -> None:
    one = assessment.devices.row(0, named=True) | {"brand": None, "brand_others": "axis 8; dahua 8", "brand_weight": 0}
    role = registers.roles(assessment, one)["brand"]
    assert (role.known, role.others) == (False, "Axis (8), Dahua (8)")


def test_nothing_gives_no_rows(nothing: Assessment) -> None:
    made = registers.register(nothing, registers.order(nothing), frozenset())
    assert (made.rows, made.left, made.clauses) == ((), 0, ())
