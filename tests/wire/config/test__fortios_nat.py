from __future__ import annotations

from tests.wire.config.cases_fortios import VIPS, box, of_camera, policy
from tests.wire.config.cases_walls import Packet, passed

from camcensus.wire import spans

FROM_OUTSIDE = Packet("198.51.100.7", "192.0.2.80", target_port=8554)


INWARD = {"srcintf": '"wan1"', "dstintf": '"core"'}


def test_a_virtual_address_is_written_and_asked_as_it_came() -> None:
    found = passed(box(policy(dstaddr='"to recorder"', **INWARD), more=VIPS), "wan1", "core", FROM_OUTSIDE)
    assert found.action == "permit"
    assert (spans.shown(found.cube.target[0]), found.cube.target_port) == ("10.2.0.9", spans.one(554))
    way = ("wan1", "core")
    named = policy(dstaddr='"to recorder"', service='"RTSP"', **INWARD)
    assert of_camera(named, more=VIPS, packet=FROM_OUTSIDE, way=way) == "permit"  # the port that is written
    wrong = policy(dstaddr='"to recorder"', service='"HTTP"', **INWARD)
    assert of_camera(wrong, more=VIPS, packet=FROM_OUTSIDE, way=way) == "deny"
    direct = Packet("198.51.100.7", "10.2.0.9", target_port=554)
    assert of_camera(named, more=VIPS, packet=direct, way=way) == "deny"  # it names no address behind


def test_a_range_is_written_one_for_one() -> None:
    packet = Packet("198.51.100.7", "192.0.2.102", target_port=554)
    found = passed(box(policy(dstaddr='"all of them"', **INWARD), more=VIPS), "wan1", "core", packet)
    assert (found.action, spans.shown(found.cube.target[0])) == ("permit", "10.2.0.22")


def test_a_virtual_address_that_no_policy_names_is_not_written() -> None:
    found = box(policy(**INWARD), more=VIPS)
    assert [step.kind for step in found.steps] == ["route", "filter"]


def test_other_policies_meet_virtual_addresses_by_match_vip() -> None:
    named = policy(2, dstaddr='"to recorder"', **INWARD)
    way = ("wan1", "core")

    def before(**values: str) -> str:
        deny = policy(1, action="deny", **(INWARD | values))
        return of_camera(deny, named, more=VIPS, packet=FROM_OUTSIDE, way=way)

    assert before(match_vip="disable") == "permit"
    assert before(match_vip="enable") == "deny"
    assert before() == "unknown"  # what it is where it is not set depends on the version
    assert before(dstaddr='"to recorder"') == "deny"


def test_virtual_addresses_that_meet_are_told() -> None:
    more = VIPS.replace('"range"\n        set extip 192.0.2.100-192.0.2.103', '"range"\n        set extip 192.0.2.80')
    found = box(policy(dstaddr='"all of them"', **INWARD), more=more)
    assert all(rule.match.unread for rule in found.chains["vip"].rules)


def test_sources_are_written_by_policies() -> None:
    out = {"srcintf": '"cams"', "dstintf": '"wan1"', "nat": "enable"}
    away = Packet("10.1.0.5", "198.51.100.7", target_port=443)
    pooled = box(policy(ippool="enable", poolname='"pool"', **out), more=VIPS)
    assert [step.kind for step in pooled.steps] == ["route", "filter", "nat"]
    found = passed(pooled, "cams", "wan1", away)
    assert (found.action, found.cube.source) == ("permit", spans.network("192.0.2.40-192.0.2.41"))
    rule = box(policy(**out)).chains["snat"].rules[0]
    assert rule.translation is not None
    assert rule.translation.of_interface


def test_a_central_table_writes_all() -> None:
    more = VIPS + (
        "config system settings\n set central-nat enable\nend\nconfig firewall central-snat-map\n edit 1\n"
        ' set srcintf "wan1"\n set dstintf "core"\n set orig-addr "all"\n set dst-addr "all"\n set nat-ippool "pool"\n'
        " next\nend\n"
    )
    found = passed(box(policy(dstaddr='"recorder"', **INWARD), more=more), "wan1", "core", FROM_OUTSIDE)
    assert found.action == "permit"  # the address that was written is asked
    assert found.cube.source == spans.network("192.0.2.40-192.0.2.41")
