from __future__ import annotations

from tests.wire.config.cases_panos import (
    CAMERA,
    of_camera,
    rule,
)
from tests.wire.config.cases_walls import Packet


def test_the_part_of_a_group_that_is_understood_decides() -> None:
    assert of_camera(rule(destination="partly")) == "permit"
    assert of_camera(rule(destination="partly", negate_destination="yes")) == "deny"
    assert of_camera(rule(destination="partly"), packet=Packet("10.1.0.5", "10.2.0.30")) == "unknown"


def test_source_ports() -> None:
    assert of_camera(rule(service="stream"), packet=CAMERA._replace(source_port=500)) == "deny"


def test_addresses_of_version_6_are_asked_beside_those_of_4() -> None:
    six = Packet("2001:db8:1::5", "2001:db8:2::9", target_port=554)
    assert of_camera(rule(), packet=six) == "permit"
    assert of_camera(rule(destination="core-six"), packet=six) == "permit"
    assert of_camera(rule(destination="[ core-six recorder ]")) == "permit"
    assert of_camera(rule(destination="recorder"), packet=six) == "deny"
