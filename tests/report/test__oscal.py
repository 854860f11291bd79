"""What documents of OSCAL have in common."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.report.documents.materials import ISSUE
from tests.report.listed import SERIAL, listed
from tests.report.samples import sample

from camcensus.model.coverage import STALE
from camcensus.model.material import Material
from camcensus.report import _methods, _oscal, _outside


def test_a_text_has_something_in_it_and_stands_on_one_line() -> None:
    assert [_oscal.text(said) for said in ("a\nb ", "", " \u202e ")] == ["a b", "\ufffd", "\ufffd"]


def test_a_property_says_whose_it_is() -> None:
    assert _oscal.prop("zone", "z") == {"name": "zone", "ns": _oscal.NS, "value": "z"}
    assert _oscal.prop("asset-id", 7, own=False, remarks="r") == {"name": "asset-id", "value": "7", "remarks": "r"}


def test_times_bear_their_zone() -> None:
    assert _oscal.moment(date(2026, 11, 23)) == "2026-11-23T00:00:00Z"
    assert _oscal.moment(datetime(2026, 11, 23, 9, 30, tzinfo=UTC)) == "2026-11-23T09:30:00Z"


def test_the_metadata_say_whether_it_was_issued() -> None:
    draft, issued = (_oscal.metadata(Material(assessment=sample(), issue=issue), "T") for issue in (None, ISSUE))
    assert (draft["version"], issued["version"]) == ("draft", "D-2026-0007")
    assert draft["last-modified"] == "2026-11-23T00:00:00Z"
    assert issued["last-modified"] == "2026-11-23T12:30:00Z"
    assert str(draft["remarks"]).startswith("Draft: it was not issued")
    assert "Not compliant." in str(issued["remarks"])


def test_a_device_has_its_keys_and_its_makers_apart() -> None:
    one = listed()
    items = {str(item["description"]): item for item in _oscal.inventory(one, _outside.judged(one))}
    props = items["CAM-1: camera"]["props"]
    assert isinstance(props, list)
    said = {prop["name"]: prop["value"] for prop in props}
    assert said["serial-number"] == SERIAL
    assert said["mac-address"] == "bc:ad:28:00:00:11"
    assert said["ipv4-address"] == "10.0.1.11"
    assert said["asset-tag"] == "CAM-1"
    assert said["brand"] == "Hikvision"
    assert said["hardware-maker"] == "Hangzhou Hikvision Digital Technology Co., Ltd."
    assert said["physical-location"] == "Headquarters"
    assert "fqdn" not in said
    confident = {prop["name"]: prop.get("remarks") for prop in props}
    assert confident["hardware-maker"] == "confidence 0.975"


def test_evidence_has_a_method_and_a_day_on_which_it_is_out_of_date() -> None:
    one = sample()
    found = list(_oscal.observations(one, _methods.gathered(one), _outside.judged(one)))
    tested = next(node for node in found if node["methods"] == ["TEST"])
    assert STALE == 180
    assert tested["collected"] == "2026-11-10T00:00:00Z"
    assert tested["expires"] == "2027-05-09T00:00:00Z"
    assert "DNVRS-Webs" not in str(found)
