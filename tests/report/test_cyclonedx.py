"""The bill of materials: the published schema takes it, makers stand apart, places only where they are asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tests.report.documents.materials import ISSUE
from tests.report.listed import CAMERA, LAPTOP, SERIAL, listed
from tests.report.samples import golden, hostile, nothing, sample

from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report import cyclonedx

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}
FULL = {"full": "yes"}
VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


def made(one: Assessment, **words: str) -> Any:
    return json.loads(cyclonedx.render(Material(assessment=one, words=words)))


def camera(**words: str) -> Any:
    return next(part for part in made(listed(), **words)["components"] if part.get("publisher") == "Hikvision")


def test_golden() -> None:
    golden("cyclonedx.json", cyclonedx.render(Material(assessment=listed(), issue=ISSUE)).decode())


@pytest.mark.parametrize("words", [{}, FULL], ids=["outside", "full"])
@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_the_published_schema_takes_it(one: Assessment, words: dict[str, str]) -> None:
    for issue in (None, ISSUE):
        data = cyclonedx.render(Material(assessment=one, issue=issue, words=words))
        assert VALIDATOR.validate_str(data.decode()) is None


def test_the_schema_would_find_what_is_not_as_it_says() -> None:
    tree = made(sample())
    tree["components"][0]["colour"] = "red"
    assert VALIDATOR.validate_str(json.dumps(tree)) is not None


def test_label_manufacturer_builder_and_makers_of_parts_stand_apart() -> None:
    part = camera()
    company = {"name": "Hangzhou Hikvision Digital Technology Co., Ltd."}
    assert part["type"] == "device"
    assert (part["supplier"], part["manufacturer"]) == (company, company)
    assert (part["publisher"], part["group"]) == ("Hikvision", "Hikvision")
    assert [one["manufacturer"]["name"] for one in part["components"]] == [
        "HiSilicon Technologies Co., Ltd.",
        "quectel",
    ]
    unlabelled = next(one for one in made(listed())["components"] if "publisher" not in one)
    assert unlabelled["manufacturer"]["name"] == "Zhejiang Dahua Technology Co., Ltd."
    assert "supplier" not in unlabelled


def test_identity_has_its_confidence_and_how_it_was_come_by() -> None:
    found = {one["field"]: one for one in camera()["evidence"]["identity"]}
    assert found["group"]["confidence"] == 0.863
    assert found["group"]["concludedValue"] == "Hikvision"
    assert found["group"]["methods"][0]["technique"] == "attestation"
    ids = {key.hex()[:12] for key in listed().seen["id"]}
    assert {one["location"].removeprefix("log:") for one in camera()["evidence"]["occurrences"]} <= ids


def test_firmware_is_a_component_of_its_device() -> None:
    parts = [one for device in made(sample())["components"] for one in device.get("components", [])]
    assert [(one["type"], one["version"]) for one in parts] == [("firmware", "10.12.1")]


def test_places_addresses_and_names_of_hosts_stand_only_where_they_are_asked_for() -> None:
    names = ("camcensus:site", "camcensus:zone", "camcensus:addresses", "camcensus:host")
    outside = {one["name"] for one in camera()["properties"]}
    asked = {one["name"] for one in camera(full="yes")["properties"]}
    assert not outside & set(names)
    assert set(names) <= asked
    assert {"camcensus:serial", "camcensus:mac"} <= outside
    data = cyclonedx.render(Material(assessment=listed())).decode()
    for name in (CAMERA, LAPTOP, "cam1", "10.0.1.11", "Headquarters"):
        assert name not in data
    assert SERIAL in data
    assert LAPTOP not in cyclonedx.render(Material(assessment=listed(), words=FULL)).decode()
    with pytest.raises(UsageError, match="yes or no"):
        cyclonedx.render(Material(assessment=listed(), words={"full": "maybe"}))


def test_it_says_that_it_may_not_be_whole_and_what_it_is_made_from() -> None:
    tree = made(nothing())
    assert tree["compositions"] == [{"aggregate": "incomplete", "assemblies": ["estate"]}]
    assert "components" not in tree
    assert tree["metadata"]["component"]["description"].startswith("Not judged.")
    said = {one["name"]: one["value"] for one in tree["metadata"]["properties"]}
    assert said["camcensus:draft"].startswith("Draft")
    assert said["camcensus:knowledge"] == "0" * 64


def test_its_serial_number_is_that_of_what_it_is_made_from() -> None:
    assert (
        made(sample())["serialNumber"] == made(sample())["serialNumber"] != made(sample(), full="yes")["serialNumber"]
    )
