from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.files import read, table, write

from camcensus.sources.importers import milestone_cameras

HEADING = ("Name", "Channel", "HardwareName", "HardwareId", "Address", "Model", "Driver", "RecorderName", "State",
           "MediaDatabaseBegin", "MediaDatabaseEnd")  # fmt: skip


def rows(many: int, model: str = "P3719", hardware: str = "Yard") -> list[tuple[str, ...]]:
    return [
        (f"{hardware} {n + 1}", str(n), hardware, f"id-{hardware}", "http://10.0.0.5/", model, "Axis", "REC-01",
         "Responding", "", "")
        for n in range(many)
    ]  # fmt: skip


def subjects(tmp_path: Path, *some: tuple[str, ...]) -> list[str]:
    return read(milestone_cameras, write(tmp_path, "report.csv", table(HEADING, *some))).subjects()


@pytest.mark.parametrize("many", [1, 2, 4])
def test_the_lenses_of_a_camera_are_no_cameras_of_their_own(tmp_path: Path, many: int) -> None:
    assert subjects(tmp_path, *rows(many)) == ["asset:REC-01 / Yard"]


def test_a_device_with_more_channels_has_cameras_on_them(tmp_path: Path) -> None:
    whole = read(milestone_cameras, write(tmp_path, "report.csv", table(HEADING, *rows(5))))
    assert whole.subjects() == ["asset:REC-01 / Yard", *(f"channel:10.0.0.5/{n}" for n in range(1, 6))]
    assert whole.values("vms.channel_count") == ["5"]
    assert not [row for row in whole.rows if row["field"] == "channel.count"]


def test_a_recorder_has_a_camera_even_on_its_only_channel(tmp_path: Path) -> None:
    assert subjects(tmp_path, *rows(1, "NVR-108")) == ["asset:REC-01 / Yard", "channel:10.0.0.5/1"]


def test_rows_of_one_device_need_not_follow_each_other(tmp_path: Path) -> None:
    mixed = [row for pair in zip(rows(5), rows(5, hardware="Mews"), strict=True) for row in pair]
    found = subjects(tmp_path, *mixed)
    assert found.count("asset:REC-01 / Yard") == 1
    assert "asset:REC-01 / Mews" in found


def test_the_device_is_told_once_and_its_keys_stand_with_it_alone(tmp_path: Path) -> None:
    whole = read(milestone_cameras, write(tmp_path, "report.csv", table(HEADING, *rows(6))))
    assert whole.values("fact.ip") == ["10.0.0.5"]
    assert whole.values("model.number") == ["P3719"]


def test_recorded_pictures_say_from_when_to_when(tmp_path: Path) -> None:
    row = (*rows(1)[0][:-2], "2024-01-02T06:00:00Z", "2024-01-31T17:30:00Z")
    whole = read(milestone_cameras, write(tmp_path, "report.csv", table(HEADING, row)))
    last = "2024-01-31T17:30:00Z"
    assert whole.times() == {("2024-01-02T06:00:00Z", last, "exact"), (last, last, "exact")}
    assert whole.values("vms.last_image") == [last]


def test_a_last_picture_before_the_first_is_one_moment(tmp_path: Path) -> None:
    row = (*rows(1)[0][:-2], "2024-02-02T06:00:00Z", "2024-01-31T17:30:00Z")
    whole = read(milestone_cameras, write(tmp_path, "report.csv", table(HEADING, row)))
    assert {first for first, _, _ in whole.times()} == {"2024-01-31T17:30:00Z"}


def test_american_dates_are_known_by_one_that_is_none_of_ours(tmp_path: Path) -> None:
    some = [(*rows(2)[0][:-2], "", "1/2/2024 6:00:00 AM"), (*rows(2)[1][:-2], "", "1/31/2024 5:30:00 PM")]
    whole = read(milestone_cameras, write(tmp_path, "report.csv", table(HEADING, *some)))
    assert whole.values("vms.last_image") == ["2024-01-02T06:00:00Z", "2024-01-31T17:30:00Z"]
    assert whole.remarks == []
