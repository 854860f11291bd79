from __future__ import annotations

from tests.wire.config.cases_fortios import OBJECTS, of_camera, policy
from tests.wire.config.cases_walls import Packet

from camcensus.wire import spans
from camcensus.wire.config import fortios


def test_the_part_of_a_group_that_is_understood_decides() -> None:
    assert of_camera(policy(dstaddr='"partly"')) == "permit"
    assert of_camera(policy(dstaddr='"partly"'), packet=Packet("10.1.0.5", "10.2.0.30")) == "unknown"
    assert of_camera(policy(dstaddr='"partly"', dstaddr_negate="enable")) == "deny"


def test_addresses_of_version_6_are_asked_beside_those_of_4() -> None:
    six = Packet("2001:db8:1::5", "2001:db8:2::9", target_port=554)
    both = policy(srcaddr6='"all"', dstaddr6='"core six"')
    assert of_camera(policy(), packet=six) == "deny"
    assert (of_camera(both, packet=six), of_camera(both)) == ("permit", "permit")
    assert of_camera(both, packet=six._replace(target="2001:db8:3::9")) == "deny"
    old = f"config firewall policy6\n{policy(dstaddr=chr(34) + 'core six' + chr(34))}end\n"
    assert of_camera(more=old, packet=six) == "permit"
    assert of_camera(more=old) == "deny"
    text = OBJECTS + old
    mixed = next(one for one in fortios.parse(text).chains["policy"].rules if one.line and one.action == "permit")
    assert all(cube.source == spans.V6_ALL for cube in mixed.match.cubes)
