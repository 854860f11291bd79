"""What is said outside: names that are no host names, and ids that are the same on any machine."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid5

import polars as pl
import pytest
from tests.report.documents.materials import ISSUE
from tests.report.listed import CAMERA, listed
from tests.report.samples import hostile, nothing, sample

from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report import _outside as outside


def test_ids_are_of_what_they_name() -> None:
    assert outside.uuid("device", "x") == str(uuid5(outside.NAMESPACE, "device\x1fx"))
    assert outside.uuid("a", "b") == outside.uuid("a", "b") != outside.uuid("a", "c")
    assert outside.finding("device:1", "C") != outside.finding("device:1", "D")


def test_a_document_has_an_id_of_its_own_for_each_issue_and_each_basis() -> None:
    one = Material(assessment=sample())
    later = replace(one, assessment=replace(sample(), basis=replace(sample().basis, position=3)))
    every = [one, replace(one, issue=ISSUE), replace(one, words={"full": "yes"}), later]
    ids = {outside.document(each, "ocsf") for each in every} | {outside.document(one, "cyclonedx")}
    assert len(ids) == len(every) + 1
    assert outside.document(one, "ocsf") == outside.document(Material(assessment=sample()), "ocsf")


def test_a_device_that_only_its_host_name_names_is_called_by_our_name_of_it() -> None:
    found = dict(outside.judged(listed()).select("label", "called").iter_rows())
    device = listed().devices.filter(pl.col("label") == CAMERA)["device"].item()
    assert found == {"CAM-1": "CAM-1", "NVR-1": "NVR-1", CAMERA: device}


def test_the_judged_devices_come_by_their_ids_with_all_that_is_known() -> None:
    rows = list(outside.rows(listed()))
    assert [row["device"] for row in rows] == sorted(row["device"] for row in rows)
    assert {row["called"] for row in rows} >= {"CAM-1", "NVR-1"}
    assert all(row["judged"] == "yes" for row in rows)
    assert list(outside.rows(nothing())) == []


def test_texts_are_plain() -> None:
    for row in outside.rows(hostile()):
        assert all(value.isprintable() for value in row.values() if isinstance(value, str))


def test_what_a_finding_is_about() -> None:
    one, called = sample(), {"9": "CAM-9"}
    said = [
        outside.about(one, {"subject": subject, "site": "hq"}, called)
        for subject in ("device:9", "recorder:9", "site:hq", "subnet:z/10.0.0.0/8")
    ]
    assert said == ["CAM-9", "Cameras behind CAM-9", "Headquarters", "Addresses z/10.0.0.0/8 at Headquarters"]


def test_full_is_said_or_not() -> None:
    one = Material(assessment=sample())
    assert outside.full(replace(one, words={"full": "yes"}))
    assert not outside.full(one)
    with pytest.raises(UsageError, match="full"):
        outside.full(replace(one, words={"full": "perhaps"}))


def test_several_answers_of_a_cell() -> None:
    assert outside.listed("a; b") == ["a", "b"]
    assert outside.listed(None) == outside.listed("") == []
