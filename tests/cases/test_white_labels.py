"""Devices whose label says one thing and whose firmware says who built them (``white-labels.json``), one case a device.

Values are whole, as devices send them; serial numbers and addresses are made up. `family` names the signal that carries
the case; cases whose `hardware_maker` is null must name nobody.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support import knowledge, sayings

from camcensus.reason.weigh import settle

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("white-labels.json").read_text(encoding="utf-8"))

SURVIVES = (
    "discovery:sadp", "discovery:dhip", "firmware:hikvision+88", "firmware:dahua-letters", "firmware:uniview",
    "namespace:isapi", "namespace:rpc2", "namespace:lapi", "scopes:hikvision", "scopes:dahua", "scopes:uniview",
    "cloud:hikvision", "cloud:dahua", "cloud:uniview", "snmp:hikvision", "snmp:dahua", "realm:dahua", "header:dnvrs",
    "sdp:hikvision", "sdp:uniview", "tvt", "xiongmai", "tp-link", "tiandy", "longse",
)  # fmt: skip
"""Signals that survive relabelling, each with a case at least."""

every_case = pytest.mark.parametrize("case", CASES, ids=[f"{one['family']}-{one['label']}" for one in CASES])


def said(case: dict[str, Any]) -> list[Any]:
    """What the values of a case say."""
    values = ((one["field"], one["value"], one.get("encoding", "text")) for one in case["observations"])
    return [saying for value in values for saying in sayings().of(*value)]


@every_case
def test_the_builder_is_named_whatever_the_label(case: dict[str, Any]) -> None:
    answer = settle(said(case), knowledge().vocabulary.weights, knowledge().brands).answers["hardware_maker"]
    assert answer.value == case["hardware_maker"], answer


@every_case
def test_the_label_has_no_part_in_it(case: dict[str, Any]) -> None:
    """Without the brand, address blocks and everything that others copy, the answer is the same."""
    own = [one for one in said(case) if one.about != "brand" and one.origin != "registrant" and not one.copied]
    answer = settle(own, knowledge().vocabulary.weights, knowledge().brands).answers["hardware_maker"]
    assert answer.value == case["hardware_maker"], answer


@pytest.mark.parametrize("family", SURVIVES)
def test_each_signal_that_survives_has_a_case(family: str) -> None:
    labels = {one["label"] for one in CASES if one["family"] == family and one["hardware_maker"] is not None}
    assert labels


@every_case
def test_a_case_says_why(case: dict[str, Any]) -> None:
    assert case["why"]
    assert case["label"]
