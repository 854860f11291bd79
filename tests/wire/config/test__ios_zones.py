"""The zone-based firewall of IOS."""

from __future__ import annotations

import pytest
from tests.wire.config.cases_cisco import ICMP, UDP, Packet, verdict

from camcensus.wire.config import ios
from camcensus.wire.config._cisco import Block, Line
from camcensus.wire.config._ios_zones import Zones

HEAD = """interface Vlan1
 zone-member security cams
interface Vlan2
 zone-member security core
interface Vlan3
 zone-member security cams
interface Vlan4
 ip address 10.4.0.1 255.255.0.0
interface Vlan5
 ip address 10.5.0.1 255.255.0.0
ip access-list extended NVR
 deny ip host 10.1.0.66 any
 permit ip any host 10.2.0.5
class-map type inspect match-any PLAIN
 match protocol icmp
 match access-group name NVR
class-map type inspect match-all BOTH
 match access-group name NVR
 match protocol tcp
class-map type inspect match-all NESTED
 match protocol tcp
 match class-map PLAIN
class-map type inspect WEB
 match protocol http
"""
PAIR = "zone-pair security P source cams destination core\n service-policy type inspect POL\n"


def asked(policy: str, packet: Packet, ways: tuple[str, str] = ("Vlan1", "Vlan2"), pair: str = PAIR) -> str:
    box = ios.parse(f"{HEAD}policy-map type inspect POL\n{policy}\n{pair}end\n")
    return verdict(box, *ways, packet)


NVR, OTHER = Packet("10.1.0.5", "10.2.0.5", target_port=80), Packet("10.1.0.5", "10.2.0.6", target_port=80)


def test_nothing_passes_between_zones_without_a_policy() -> None:
    assert asked("", NVR, pair="") == "deny"
    assert asked("", NVR, pair="zone-pair security P source cams destination core\n") == "deny"
    assert asked(" class type inspect PLAIN\n  inspect", NVR, ("Vlan2", "Vlan1")) == "deny"


def test_everything_passes_within_a_zone_and_between_interfaces_without_one() -> None:
    assert asked("", OTHER, ("Vlan1", "Vlan3")) == "permit"
    assert asked("", OTHER, ("Vlan4", "Vlan5")) == "permit"
    assert asked("", OTHER, ("Vlan1", "Vlan4")) == "deny"
    assert asked("", OTHER, ("Vlan4", "Vlan1")) == "deny"


def test_a_pair_of_a_zone_with_itself_tells_what_passes_within() -> None:
    pair = PAIR.replace("destination core", "destination cams")
    assert asked(" class type inspect PLAIN\n  inspect", NVR, ("Vlan1", "Vlan3"), pair) == "permit"
    assert asked(" class type inspect PLAIN\n  inspect", OTHER, ("Vlan1", "Vlan3"), pair) == "deny"


def test_interfaces_without_a_zone_may_be_in_the_default_one() -> None:
    pair = PAIR.replace("destination core", "destination default")
    assert asked(" class type inspect PLAIN\n  inspect", NVR, ("Vlan1", "Vlan4"), pair) == "permit"
    assert asked(" class type inspect PLAIN\n  inspect", OTHER, ("Vlan1", "Vlan4"), pair) == "deny"
    assert asked("", NVR, ("Vlan4", "Vlan5"), pair) == "permit"


@pytest.mark.parametrize("action", ["inspect", "inspect PARAMETERS", "pass", "pass log"])
def test_any_of_the_conditions_of_a_class(action: str) -> None:
    policy = f" class type inspect PLAIN\n  {action}\n class class-default\n  drop log"
    assert asked(policy, NVR) == "permit"
    assert asked(policy, OTHER) == "deny"
    assert asked(policy, NVR._replace(source="10.1.0.66")) == "deny"
    assert asked(policy, OTHER._replace(protocol=ICMP, target_port=2048)) == "permit"


@pytest.mark.parametrize("name", ["BOTH", "NESTED"])
def test_all_of_the_conditions_of_a_class(name: str) -> None:
    policy = f" class type inspect {name}\n  inspect"
    assert asked(policy, NVR) == "permit"
    assert asked(policy, NVR._replace(protocol=UDP)) == "deny"
    assert asked(policy, OTHER) == "deny"
    assert asked(policy, NVR._replace(source="10.1.0.66")) == "deny"


def test_the_first_class_that_fits_decides() -> None:
    policy = " class type inspect BOTH\n  drop\n class type inspect PLAIN\n  inspect\n class class-default\n  pass"
    assert asked(policy, NVR) == "deny"
    assert asked(policy, NVR._replace(protocol=UDP)) == "permit"
    assert asked(policy, OTHER) == "permit"


@pytest.mark.parametrize(
    "policy",
    [" class type inspect WEB\n  inspect", " class type inspect NONE\n  pass", " class type inspect PLAIN\n  flurb",
     " class type inspect PLAIN\n  inspect\n  flurb"],
)  # fmt: skip
def test_what_is_not_followed_is_not_known(policy: str) -> None:
    assert asked(policy, NVR) == "unknown"


def test_answers_may_belong_to_an_inspected_connection() -> None:
    assert asked("", OTHER._replace(state="established")) == "unknown"


def test_policies_and_classes_that_are_not_there_or_circle_are_not_known() -> None:
    assert asked("", NVR, pair=PAIR.replace("POL", "NONE")) == "unknown"
    circle = "class-map type inspect match-any A\n match class-map B\n"
    circle += "class-map type inspect match-any B\n match class-map A\n"
    assert asked(" class type inspect A\n  pass", NVR, pair=f"{circle}{PAIR}") == "unknown"


def test_without_zones_there_is_no_step() -> None:
    box = ios.parse("interface Vlan1\n ip address 10.1.0.1 255.255.0.0\nend\n")
    assert "zones" not in box.chains


def test_other_lines_are_none_of_these() -> None:
    assert not Zones().take(Block(Line(1, 0, "class-map match-any X"), []), [])
    unread: list[object] = []
    pair = Block(Line(1, 0, "zone-pair security P source a destination b"), [Line(2, 1, "flurb")])
    assert Zones().take(pair, unread)  # type: ignore[arg-type]
    assert len(unread) == 1


def test_classes_that_nest_without_end_are_read_in_time() -> None:
    text = "".join(
        f"class-map type inspect match-all C{n}\n{f' match class-map C{n + 1}{chr(10)}' * 2}" for n in range(40)
    )
    assert asked(" class type inspect C0\n  inspect", NVR, pair=f"{text}{PAIR}") == "unknown"
