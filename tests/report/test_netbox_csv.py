"""NetBox's import of devices: its columns, within its lengths, read back by our own reader of its tables."""

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
from camcensus.report import netbox_csv
from camcensus.sources.importers import netbox_csv as importer

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}
LENGTHS = {"name": 64, "serial": 50, "asset_tag": 50, "description": 200, "device_type": 100, "manufacturer": 100}
STATUSES = {"offline", "active", "planned", "staged", "failed", "inventory", "decommissioning"}


def rows(one: Assessment) -> list[dict[str, str]]:
    text = netbox_csv.render(Material(assessment=one)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_golden() -> None:
    golden("netbox.csv", netbox_csv.render(Material(assessment=sample())).decode())


@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_each_judged_device_is_a_row_that_netbox_can_take(one: Assessment) -> None:
    assert not formulas(netbox_csv.render(Material(assessment=one)))
    found = rows(one)
    assert len(found) == one.devices.filter("candidate").height
    for line in found:
        assert all(line[name] for name in ("name", "role", "manufacturer", "device_type", "status", "site"))
        assert all(len(line[name]) <= most for name, most in LENGTHS.items())
        assert line["status"] in STATUSES
    names = [(line["site"], line["name"].casefold()) for line in found]
    tags = [line["asset_tag"].casefold() for line in found if line["asset_tag"]]
    assert len(set(names)) == len(names)
    assert len(set(tags)) == len(tags)


def test_it_begins_with_its_first_column() -> None:
    assert netbox_csv.render(Material(assessment=nothing())).startswith(b"name,role,manufacturer,device_type,")


def test_what_is_not_known_says_so() -> None:
    unknown = next(line for line in rows(listed()) if line["site"] == "site not known")
    assert (unknown["manufacturer"], unknown["device_type"]) == ("Unknown", "Unknown model")
    assert unknown["tags"] == "camcensus,maker-subject-yes"


def test_names_that_two_devices_of_a_site_bear_are_told_apart() -> None:
    twice = [row(f"CAM{blank}1", ("fact.site", "hq"), ("register.make", "Axis")) for blank in ("", " ")]
    names = [line["name"] for line in rows(judge(log(twice)))]
    assert len(set(names)) == 2
    long = rows(judge(log([row("x" * 90, ("fact.site", "hq"), ("register.make", "Axis"))])))
    assert len(long[0]["name"]) == 57


def test_a_device_that_is_gone_or_broken_has_its_status() -> None:
    said = {"removed": "decommissioning", "faulty": "failed", "spare": "inventory", "in-use": "active"}
    frame = log(
        [row(f"CAM-{word}", ("fact.status", word), ("register.make", "Axis"), ("fact.site", "hq")) for word in said]
    )
    assert {line["name"].removeprefix("CAM-"): line["status"] for line in rows(judge(frame))} == said


def test_our_own_reader_of_netbox_takes_it(tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_bytes(netbox_csv.render(Material(assessment=sample())))
    assert importer.detect(path.read_bytes())
    found = read(importer, path)
    assert ("asset:CAM-1", "register.make", "Hikvision") in {
        (one["subject"], one["field"], one["value"]) for one in found.rows
    }
