from __future__ import annotations

import pytest
from tests.wire.config.cases_fortios import CAMERA, HEAD, INTERFACES, OBJECTS, box, of_camera, policy
from tests.wire.config.cases_walls import Packet, passed

from camcensus.wire import packets


def test_what_no_policy_names_is_denied() -> None:
    assert of_camera() == "deny"
    assert of_camera(policy(srcintf='"wan1"')) == "deny"
    assert of_camera(policy(action="")) == "deny"  # a policy denies unless it says otherwise
    assert of_camera(policy(status="disable")) == "deny"


def test_the_first_policy_that_fits_decides() -> None:
    deny, accept = policy(7, action="deny", dstaddr='"recorder"'), policy(3)
    assert of_camera(deny, accept) == "deny"
    assert of_camera(accept, deny) == "permit"
    found = passed(box(deny, accept), "cams", "core", CAMERA)
    assert found.line == (HEAD + INTERFACES + OBJECTS).count("\n") + 2
    rule = next(one for one in box(deny).chains["policy"].rules if one.line == found.line)
    assert (rule.name, rule.action) == ("7", "deny")
    assert rule.text.startswith("edit 7: srcintf cams; dstintf core; srcaddr all; dstaddr recorder")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"dstaddr": '"recorder"'}, "permit"),
        ({"dstaddr": '"servers"'}, "deny"),
        ({"dstaddr": '"servers" "recorder"'}, "permit"),
        ({"dstaddr": '"both"'}, "permit"),
        ({"dstaddr": '"both"', "dstaddr_negate": "enable"}, "deny"),
        ({"dstaddr": '"servers"', "dstaddr_negate": "enable"}, "permit"),
        ({"srcaddr": '"cam net"'}, "permit"),
        ({"srcaddr": '"cam net"', "srcaddr_negate": "enable"}, "deny"),
        ({"dstaddr": '"none"'}, "deny"),
        ({"dstaddr": '"odd bits"'}, "deny"),
        ({"service": '"RTSP"'}, "permit"),
        ({"service": '"stream"'}, "permit"),
        ({"service": '"video"'}, "permit"),
        ({"service": '"ALL_TCP"'}, "permit"),
        ({"service": '"HTTP" "HTTPS"'}, "deny"),
        ({"service": '"HTTP"', "service_negate": "enable"}, "permit"),
        ({"service": '"video"', "service_negate": "enable"}, "deny"),
        ({"service": '"ALL_UDP" "PING" "tunnel"'}, "deny"),
        ({"dstintf": '"any"'}, "permit"),
        ({"srcintf": '"any"', "dstintf": '"wan1" "core"'}, "permit"),
        ({"dstintf": '"wan1"'}, "deny"),
        ({"utm_status": "enable", "ips_sensor": '"default"', "logtraffic": "all"}, "permit"),
    ],
)
def test_conditions(values: dict[str, str], expected: str) -> None:
    assert of_camera(policy(**values)) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"dstaddr": '"cloud"'},
        {"dstaddr": '"nowhere"'},
        {"dstaddr": '"round"'},
        {"dstaddr": '"but one"'},
        {"service": '"no such thing"'},
        {"schedule": '"night"'},
        {"groups": '"guards"'},
        {"internet_service": "enable", "dstaddr": "", "service": ""},
        {"action": "ipsec"},
        {"new_condition": "always-on"},
        {"srcintf": ""},
        {"service": ""},
        {"srcaddr": ""},
        {"dstaddr": ""},
        {"tos_mask": "0xff"},
    ],
)
def test_what_is_not_understood_may_fit_or_not(values: dict[str, str]) -> None:
    packet = Packet("10.1.0.5", "10.2.0.25", target_port=554)
    assert of_camera(policy(**values), packet=packet) == "unknown"
    assert of_camera(policy(2, action="deny"), policy(**values), packet=packet) == "deny"


def test_sessions_that_exist_pass_and_strays_do_not() -> None:
    answer = CAMERA._replace(mode=packets.modes(["established"]))
    stray = CAMERA._replace(mode=packets.modes(["new"], answers=True))
    assert of_camera(packet=answer) == "permit"
    assert of_camera(policy(), packet=stray) == "deny"
    odd = "config system settings\n set asymroute enable\nend\n"
    assert of_camera(policy(), packet=stray, more=odd) == "unknown"
    assert of_camera(policy(tcp_session_without_syn="all"), packet=stray) == "unknown"
    assert of_camera(policy(anti_replay="disable"), packet=stray) == "unknown"


def test_zones_stand_for_their_interfaces() -> None:
    zone = 'config system zone\n edit "inside"\n set interface "cams" "core"\n {} next\nend\n'
    assert of_camera(policy(srcintf='"inside"', dstintf='"inside"'), more=zone.format("")) == "permit"
    assert of_camera(more=zone.format("")) == "deny"
    assert of_camera(more=zone.format("set intrazone allow\n")) == "permit"
    whole = policy(srcintf='"any"', dstintf='"any"', action="deny")
    assert of_camera(whole, more=zone.format("set intrazone allow\n")) == "deny"  # policies are asked first
    assert box(more=zone.format("")).zones == {"cams": "inside", "core": "inside"}


def test_back_by_the_same_interface() -> None:
    back = Packet("10.1.0.5", "10.1.0.6", target_port=554)
    assert of_camera(packet=back, way=("cams", "cams")) == "unknown"
    off = "config system global\n set allow-traffic-redirect disable\nend\n"
    assert of_camera(packet=back, way=("cams", "cams"), more=off) == "deny"


def test_an_early_acl_drops_before_all() -> None:
    acl = (
        'config firewall acl\n edit 1\n set interface "cams"\n set srcaddr "all"\n set dstaddr "recorder"\n next\nend\n'
    )
    assert of_camera(policy(), more=acl) == "deny"
    assert of_camera(policy(), more=acl, packet=Packet("10.1.0.5", "10.2.0.25")) == "permit"
