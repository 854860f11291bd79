from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.importers.kept import OTHER, left_out, rows, said

from camcensus.sources.importers import servicenow_csv

LEAST = {"name": "cam-1", "sys_class_name": "cmdb_ci_ip_camera", "asset_tag": "P-1"}


@pytest.mark.parametrize(
    ("install", "operational", "field", "value"),
    [
        ("1", "", "fact.status", "in-use"),
        ("Installed", "", "fact.status", "in-use"),
        ("6", "1", "fact.status", "spare"),
        ("7", "", "fact.status", "removed"),
        ("100", "", "register.status", "absent"),
        ("", "Operational", "fact.status", "in-use"),
    ],
)
def test_states_in_words_and_in_numbers(tmp_path: Path, install: str, operational: str, field: str, value: str) -> None:
    row = {**LEAST, "install_status": install, "operational_status": operational}
    assert said(servicenow_csv, rows(tmp_path, row)).values(field) == [value]


@pytest.mark.parametrize(
    ("written", "kind"),
    [("cmdb_ci_ip_camera", "camera"), ("IP Camera", "camera"), ("u_cmdb_ci_nvr", "recorder")],
)
def test_a_class_is_the_name_of_its_table_or_a_label(tmp_path: Path, written: str, kind: str) -> None:
    assert said(servicenow_csv, rows(tmp_path, {**LEAST, "sys_class_name": written})).values("fact.class") == [kind]


def test_other_classes_are_left_out(tmp_path: Path) -> None:
    table = [
        {**LEAST, "sys_class_name": f"cmdb_ci_{name}", "name": "x"} for name in ("computer", "ip_switch", "printer")
    ]
    assert left_out(servicenow_csv, rows(tmp_path, LEAST, *table)) == {OTHER: 3}


def test_an_asset_without_a_tag_bears_its_name(tmp_path: Path) -> None:
    whole = said(servicenow_csv, rows(tmp_path, LEAST, {**LEAST, "asset_tag": ""}))
    assert whole.subjects() == ["asset:P-1", "asset:cam-1"]


def test_addresses_stand_in_several_columns(tmp_path: Path) -> None:
    row = {
        **LEAST, "ip_address": "10.0.0.9", "addresses_extra": '["10.9.0.9", "fe80::1"]',
        "mac_address": "00:40:8c:00:00:01",
        "macs": "00:40:8c:00:00:01\t00-40-8c-00-00-02",
    }  # fmt: skip
    whole = said(servicenow_csv, rows(tmp_path, row))
    assert whole.values("fact.ip") == ["10.0.0.9", "10.9.0.9", "fe80::1"]
    assert whole.values("mac") == ["00:40:8c:00:00:01", "00:40:8c:00:00:02"]


def test_a_moment_in_seconds_is_exact(tmp_path: Path) -> None:
    whole = said(servicenow_csv, rows(tmp_path, {**LEAST, "last_discovered": "1772355845"}))
    assert whole.times() == {("2026-03-01T09:04:05Z", "2026-03-01T09:04:05Z", "exact")}


def test_people_are_not_stored(tmp_path: Path) -> None:
    row = {**LEAST, "assigned_to": "A. Example", "managed_by": "B. Example", "sys_updated_by": "aexample"}
    whole = said(servicenow_csv, rows(tmp_path, row))
    assert "xample" not in whole.everything()
    assert whole.redacted == 3
