from __future__ import annotations

import pytest
from tests.wire.config.cases_panos import (
    CAMERA,
    ENDS,
    FROM_OUTSIDE,
    INWARD,
    NETWORK,
    OBJECTS,
    box,
    nat,
    of_camera,
    rule,
)
from tests.wire.config.cases_walls import Packet, passed

from camcensus.wire import spans


def test_between_zones_nothing_passes_unless_a_rule_says_so() -> None:
    assert of_camera() == "deny"
    assert of_camera(rule()) == "permit"
    assert of_camera(rule(from_="wan")) == "deny"
    assert of_camera(rule(disabled="yes")) == "deny"
    assert of_camera(rule(action="")) == "unknown"


def test_within_a_zone_all_passes_unless_a_rule_says_no() -> None:
    way = ("ethernet1/1", "tunnel.1")
    assert of_camera(way=way) == "permit"
    assert of_camera(rule(action="deny", from_="any", to="any"), way=way) == "deny"
    override = "set rulebase default-security-rules rules {} action {}\n"
    assert of_camera(more=override.format("intrazone-default", "drop"), way=way) == "deny"
    assert of_camera(more=override.format("interzone-default", "allow")) == "permit"


def test_the_first_rule_that_fits_decides() -> None:
    deny, allow = rule("no cameras", action="reset-both").replace("no cameras", '"no cameras"'), rule("R2")
    assert of_camera(deny, allow) == "deny"
    assert of_camera(allow, deny) == "permit"
    found = passed(box(deny, allow), *ENDS, CAMERA)
    assert found.line == (NETWORK + OBJECTS).count("\n") + 1
    made = next(one for one in box(deny).chains["security"].rules if one.line == found.line)
    assert made.name == "no cameras"
    assert made.text.startswith("no cameras: from cams; to core; source any")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"destination": "recorder"}, "permit"),
        ({"destination": "servers"}, "deny"),
        ({"destination": "[ servers recorder ]"}, "permit"),
        ({"destination": "both"}, "permit"),
        ({"destination": "both", "negate_destination": "yes"}, "deny"),
        ({"destination": "servers", "negate_destination": "yes"}, "permit"),
        ({"destination": "odd-bits"}, "deny"),
        ({"destination": "10.2.0.0/24"}, "permit"),
        ({"destination": "10.2.0.1-10.2.0.8"}, "deny"),
        ({"source": "cam-net"}, "permit"),
        ({"source": "cam-net", "negate_source": "yes"}, "deny"),
        ({"service": "stream"}, "permit"),
        ({"service": "video"}, "permit"),
        ({"service": "[ service-http service-https ]"}, "deny"),
        ({"service": "media"}, "deny"),
        ({"from": "[ wan cams ]", "to": "any"}, "permit"),
        ({"from": "any"}, "permit"),
        ({"to": "wan"}, "deny"),
        ({"rule_type": "interzone"}, "permit"),
        ({"rule_type": "interzone", "from": "any", "to": "any"}, "permit"),
        ({"rule_type": "intrazone"}, "deny"),
        ({"log_end": "yes", "profile_setting": "group strict"}, "permit"),
    ],
)
def test_conditions(values: dict[str, str], expected: str) -> None:
    assert of_camera(rule(**values)) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"destination": "cloud"},
        {"destination": "moving"},
        {"destination": "nowhere"},
        {"destination": "round"},
        {"destination": "US"},
        {"service": "application-default"},
        {"service": "no-such"},
        {"application": "rtsp"},
        {"application": "[ rtsp ssl ]"},
        {"schedule": "night"},
        {"source_user": "guards"},
        {"category": "news"},
        {"new_condition": "set"},
        {"target": "devices 0123"},
        {"action": "ponder"},
        *({key: ""} for key in ("from", "to", "source", "destination", "application", "service")),
    ],
)
def test_what_is_not_understood_may_fit_or_not(values: dict[str, str]) -> None:
    packet = Packet("10.1.0.5", "10.2.0.25", target_port=554)
    assert of_camera(rule(**values), packet=packet) == "unknown"
    assert of_camera(rule("R0", action="deny"), rule(**values), packet=packet) == "deny"


def test_rules_within_and_between_zones() -> None:
    inside = ("ethernet1/1", "tunnel.1")
    deny = {"action": "deny", "from_": "any", "to": "any"}
    assert of_camera(rule(rule_type="intrazone", **deny), way=inside) == "deny"
    assert of_camera(rule(rule_type="interzone", **deny), way=inside) == "permit"
    assert of_camera(rule(rule_type="interzone", **deny | {"from_": "[ cams core ]", "to": "[ cams core ]"})) == "deny"


def test_security_rules_speak_of_addresses_before_and_zones_after_translation() -> None:
    made = nat(destination="192.0.2.80", destination_translation="translated-address recorder")
    made += "set rulebase nat rules N1 destination-translation translated-port 554\n"
    allow = rule(from_="wan", to="core", destination="192.0.2.80")
    found = passed(box(allow, more=made), *INWARD, FROM_OUTSIDE)
    assert found.action == "permit"
    assert (spans.shown(found.cube.target[0]), found.cube.target_port) == ("10.2.0.9", spans.one(554))
    assert of_camera(rule(from_="wan", destination="recorder"), more=made, packet=FROM_OUTSIDE, way=INWARD) == "deny"
    assert [one.kind for one in box(more=made).steps] == ["route", "nat", "route", "filter"]
    assert box(more=made).steps[-1].as_it_came


def test_sources_are_written() -> None:
    away = Packet("10.1.0.5", "198.51.100.7", target_port=443)
    way = ("ethernet1/1", "ethernet1/3")

    def source(translation: str) -> tuple[int, ...]:
        made = nat(from_="cams", to="wan", source="cam-net", source_translation=translation)
        return passed(box(rule(to="wan"), more=made), *way, away).cube.source

    assert source("dynamic-ip-and-port interface-address interface ethernet1/3") == spans.network("192.0.2.1")
    assert source("dynamic-ip-and-port interface-address ip 192.0.2.9/24") == spans.network("192.0.2.9")
    assert source("dynamic-ip-and-port translated-address [ 192.0.2.8 192.0.2.9 ]") == spans.network(
        "192.0.2.8-192.0.2.9"
    )
    assert source("dynamic-ip translated-address 192.0.2.16/30") == spans.network("192.0.2.16/30")
    none = nat("N0", source="10.1.0.5") + nat(source_translation="dynamic-ip translated-address 192.0.2.16/30")
    assert passed(box(rule(to="wan"), more=none), *way, away).cube.source == spans.network("10.1.0.5")
    pppoe = nat(source_translation="dynamic-ip-and-port interface-address interface tunnel.1")
    made = box(more=pppoe).chains["nat"].rules[0].translation
    assert made is not None
    assert made.of_interface


def test_static_translation_goes_both_ways() -> None:
    made = nat(
        from_="core", to="wan", source="10.2.0.8/30", source_translation="static-ip translated-address 192.0.2.80/30"
    )
    made += "set rulebase nat rules N1 source-translation static-ip bi-directional yes\n"
    out = box(more=made).chains["nat"].rules
    assert [one.action for one in out] == ["translate", "translate"]
    assert [one.translation.shift for one in out if one.translation] == [
        spans.address("192.0.2.80") - spans.address("10.2.0.8"),
        spans.address("10.2.0.8") - spans.address("192.0.2.80"),
    ]
    assert out[1].match.cubes[0].target == spans.network("192.0.2.80/30")


@pytest.mark.parametrize(
    "values",
    [
        {"nat_type": "nat64"},
        {"to_interface": "ethernet1/3"},
        {"source": "cloud"},
        {"new_word": "x"},
        {"destination_translation": "translated-address cloud"},
    ],
)
def test_translation_that_is_not_understood(values: dict[str, str]) -> None:
    values = {"source_translation": "dynamic-ip translated-address 192.0.2.9"} | values
    found = box(more=nat(**values)).chains["nat"].rules[0]
    assert found.match.unread or found.action == "unread"
