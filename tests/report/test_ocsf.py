"""Events of OCSF: the published schema takes each, in every version from the one they name; unknown is never a pass."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import jsonschema
import pytest
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema
from tests.report.documents.materials import ISSUE
from tests.report.listed import CAMERA, LAPTOP, SERIAL, listed
from tests.report.samples import golden, hostile, nothing, sample

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import ocsf

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}
DEVICE, FINDING = 5001, 2003


def events(one: Assessment) -> list[Any]:
    data = ocsf.render(Material(assessment=one)).decode()
    assert data.endswith("\n")
    return [json.loads(line) for line in data[:-1].split("\n")]


@cache
def schemas(version: str) -> dict[int, jsonschema.Draft202012Validator]:
    """The schema of each class, as it was published."""
    every = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=version))
    return {
        uid: jsonschema.Draft202012Validator(
            every.get_class_schema(class_name=every.lookup_class_name_from_uid(class_uid=uid), profiles=[])
        )
        for uid in (DEVICE, FINDING)
    }


def test_golden() -> None:
    golden("ocsf.jsonl", ocsf.render(Material(assessment=sample(), issue=ISSUE)).decode())


@pytest.mark.parametrize("version", [ocsf.VERSION, "1.6.0", "1.7.0", "1.8.0"])
@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_the_published_schema_takes_every_event(one: Assessment, version: str) -> None:
    for event in events(one):
        faults = [
            f"{fault.json_path}: {fault.message}" for fault in schemas(version)[event["class_uid"]].iter_errors(event)
        ]
        assert not faults
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert event["metadata"]["version"] == "1.5.0"


def test_the_schema_would_find_what_is_not_as_it_says() -> None:
    event = events(sample())[1]
    del event["device"]["type_id"]
    assert list(schemas(ocsf.VERSION)[DEVICE].iter_errors(event))


@pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))
def test_one_event_a_device_and_one_a_finding_after_that_of_the_whole(one: Assessment) -> None:
    kinds = Counter(event["class_uid"] for event in events(one))
    assert kinds[DEVICE] == one.devices.filter("candidate").height
    assert kinds[FINDING] == one.findings.height + 1
    uids = [event["finding_info"]["uid"] for event in events(one) if event["class_uid"] == FINDING]
    assert len(set(uids)) == len(uids)


def test_each_outcome_has_its_status_and_weight() -> None:
    found = {event["message"]: event for event in events(sample()) if event["class_uid"] == FINDING}
    told = {
        "CAM-1: breach of instruction": (3, 4),
        "CAM-4: contrary to advice": (3, 2),
        "CAM-3: No deployment onto sensitive sites: met": (1, 1),
        "CAM-4: No deployment onto sensitive sites: does not apply": (99, 1),
        "Shed: No connection to core networks: unknown": (0, 0),
    }
    for message, (status, severity) in told.items():
        assert (found[message]["compliance"]["status_id"], found[message]["severity_id"]) == (status, severity)
    assert found["CAM-4: contrary to advice"]["status_detail"] == "waiver W-1 until 2027-03-31"
    passed = [event for event in found.values() if event["compliance"]["status_id"] == 1]
    assert len(passed) == sample().counts().met


def test_the_whole_of_an_empty_estate_is_unknown() -> None:
    (event,) = events(nothing())
    assert event["compliance"]["status"] == "Unknown"
    assert event["message"].startswith("Not judged.")
    assert event["unmapped"]["draft"].startswith("Draft")
    assert event["unmapped"]["knowledge"] == "0" * 64


def test_a_device_has_its_keys_its_label_and_its_builder() -> None:
    camera = next(event for event in events(listed()) if event.get("device", {}).get("name") == "CAM-1")
    device = camera["device"]
    assert (device["ip"], device["mac"], device["type_id"]) == ("10.0.1.11", "bc:ad:28:00:00:11", 7)
    assert device["vendor_name"] == "Hikvision"
    assert device["hw_info"] == {
        "vendor_name": "Hangzhou Hikvision Digital Technology Co., Ltd.", "serial_number": SERIAL,
    }  # fmt: skip
    assert camera["unmapped"]["hardware_maker_confidence"] == 0.975
    data = ocsf.render(Material(assessment=listed())).decode()
    assert not [name for name in (CAMERA, LAPTOP, "cam1") if name in data]
