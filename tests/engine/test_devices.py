"""The devices there are, and where records and the network differ, on a small workspace."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.support import AS_OF

from camcensus.engine import assess, devices, gather
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment

AXIS = "00:40:8c:00:00:01"


def line(subject: str, field: str, value: str, **more: str) -> str:
    return json.dumps({"subject": subject, "field": field, "value": value, **more})


LINES = [
    line("ip:10.0.1.6", "mac", AXIS, at="2026-11-10T10:00:00Z", source="importer:kea-leases@1"),
    line("ip:10.0.1.6", "lease.hostname", "cam-2", at="2026-11-10T10:00:00Z", source="importer:kea-leases@1"),
    line("asset:Rec / 2", "mac", AXIS, source="importer:milestone-hardware@1"),
    line("asset:Rec / 2", "vms.driver", "Hikvision DS series", source="importer:milestone-hardware@1"),
    line("asset:Rec / 2", "fact.hostname", "cam-two", source="importer:milestone-hardware@1"),
]


@pytest.fixture
def told(opened: Workspace) -> tuple[Workspace, Assessment]:
    folder: Path = opened.folder
    (folder / "more.jsonl").write_text("\n".join(LINES) + "\n")
    list(gather.read(opened, [folder / name for name in ("scan.xml", "register.csv", "more.jsonl")]))
    return opened, assess.assess(opened, AS_OF)


def labels(assessment: Assessment, *wanted: str) -> set[str]:
    return set(devices.table(assessment, wanted)["label"])


def test_every_judged_device_stands_in_the_table_once(told: tuple[Workspace, Assessment]) -> None:
    found = devices.table(told[1])
    assert tuple(found.columns) == devices.COLUMNS
    assert found["device"].to_list() == told[1].devices.filter("candidate").sort("site", "label")["device"].to_list()
    assert found["known_by"].null_count() == 0


def test_a_device_is_named_by_all_that_know_it(told: tuple[Workspace, Assessment]) -> None:
    row = devices.table(told[1], ["CAM-2"]).row(0, named=True)
    assert row["macs"] == [AXIS]
    assert row["serials"] == ["ACCC8E000001"]
    assert row["hosts"] == ["cam-2", "cam-two"]
    assert row["known_by"] == ["lease", "VMS", "register"]
    assert (row["site"], row["addresses"]) == ("hq", "10.0.1.6")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (("cam-1",), {"CAM-1"}),
        (("hikvision",), {"CAM-1"}),
        (("AXIS",), {"CAM-2"}),
        (("headquarters",), {"CAM-1", "CAM-2"}),
        (("scan",), {"CAM-1"}),
        (("10.0.1.0/24",), {"CAM-1", "CAM-2"}),
        (("10.0.1.6/32", "lease"), {"CAM-2"}),
        (("10.0.9.0/24",), set()),
        (("10.0.1.6/32", "hikvision"), set()),
        (("DS-2CD2143G2-I/x",), set()),
        (("nothing",), set()),
    ],
)
def test_a_device_is_listed_if_it_fits_every_word(
    told: tuple[Workspace, Assessment], wanted: tuple[str, ...], expected: set[str]
) -> None:
    assert labels(told[1], *wanted) == expected


def test_differences_bear_the_files_they_stand_in(told: tuple[Workspace, Assessment]) -> None:
    rows = {(one["question"], one["note"]): one for one in devices.conflicts(*told).to_dicts()}
    assert {one["label"] for one in rows.values()} == {"CAM-2"}
    driver = rows.pop(("driver", "driver-of-another-maker"))
    assert (driver["stated"], driver["stated_file"], driver["stated_kind"]) == ("Axis", "register.csv", "register")
    assert (driver["seen"], driver["seen_file"], driver["seen_kind"]) == ("Hikvision DS series", "more.jsonl", "VMS")
    built = rows.pop(("driver", "record-undated"))
    assert (built["stated_kind"], built["seen"], built["seen_kind"]) == ("VMS", "Axis Communications AB", "lease")
    name = rows.pop(("hostname", "record-undated"))
    assert (name["stated"], name["seen"], name["seen_kind"]) == ("cam-two", "cam-2", "lease")
    assert rows == {}


def test_differences_are_of_the_devices_that_were_asked_for(told: tuple[Workspace, Assessment]) -> None:
    assert devices.conflicts(*told, ["CAM-1"]).is_empty()
    assert devices.conflicts(*told, ["10.0.1.6/32"]).height == 3


def test_makers_and_sites_go_by_the_names_that_people_know(opened: Workspace) -> None:
    scan = [
        line("ip:10.0.1.9", field, value, at="2026-11-10T10:00:00Z")
        for field, value in (("mac", "44:19:b6:00:00:09"), ("http.server", "DNVRS-Webs"),
                             ("tls.subject", "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION"))
    ]  # fmt: skip
    row = [line("asset:X", field, value) for field, value in (("mac", "44:19:b6:00:00:09"), ("register.make", "Axis"))]
    (opened.folder / "more.jsonl").write_text("\n".join(scan + row) + "\n")
    list(gather.read(opened, [opened.folder / "more.jsonl"]))
    (one,) = devices.conflicts(opened, assess.assess(opened, AS_OF)).to_dicts()
    assert (one["stated"], one["seen"]) == ("Axis", "Hangzhou Hikvision Digital Technology Co., Ltd.")


def test_an_empty_log_lists_nothing(opened: Workspace) -> None:
    assessment = assess.assess(opened, AS_OF)
    assert devices.table(assessment).is_empty()
    assert devices.table(assessment, ["x", "10.0.0.0/8"]).is_empty()
    assert devices.conflicts(opened, assessment).is_empty()


def test_nothing_is_changed_by_looking(told: tuple[Workspace, Assessment]) -> None:
    workspace, assessment = told
    position = workspace.store.position()
    devices.conflicts(workspace, assessment)
    assert workspace.store.position() == position
    assert assessment.devices.filter(pl.col("label") == "CAM-2")["device"].len() == 1
