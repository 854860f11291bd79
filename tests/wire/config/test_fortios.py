from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_walls import Packet, passed, verdict

from camcensus.wire import packets, spans
from camcensus.wire.config import fortios
from camcensus.wire.config.values import Box, Route

HEAD = "#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=0:user=admin\n"
INTERFACES = """config system interface
    edit "cams"
        set vdom "root"
        set ip 10.1.0.1 255.255.0.0
        set alias "all cameras"
    next
    edit "core"
        set vdom "root"
        set ip 10.2.0.1 255.255.0.0
        config ipv6
            set ip6-address 2001:db8:2::1/64
        end
    next
    edit "wan1"
        set vdom "root"
        set ip 192.0.2.1 255.255.255.0
        set vlanid 0
    next
end
"""
OBJECTS = """config firewall address
    edit "cam net"
        set subnet 10.1.0.0 255.255.0.0
    next
    edit "recorder"
        set subnet 10.2.0.9 255.255.255.255
    next
    edit "servers"
        set type iprange
        set start-ip 10.2.0.20
        set end-ip 10.2.0.29
    next
    edit "cloud"
        set type fqdn
        set fqdn "example.org"
    next
    edit "odd bits"
        set type wildcard
        set wildcard 10.2.0.1 255.255.0.255
    next
end
config firewall address6
    edit "core six"
        set ip6 2001:db8:2::/48
    next
end
config firewall addrgrp
    edit "both"
        set member "recorder" "servers"
    next
    edit "but one"
        set member "servers"
        set exclude enable
        set exclude-member "one server"
    next
    edit "round"
        set member "about"
    next
    edit "about"
        set member "round"
    next
    edit "partly"
        set member "recorder" "cloud"
    next
end
config firewall service custom
    edit "stream"
        set tcp-portrange 554 8554-8560:1024-65535
        set udp-portrange 6970-6999
    next
    edit "echo"
        set protocol ICMP
        set icmptype 8
        set icmpcode 0
    next
    edit "tunnel"
        set protocol IP
        set protocol-number 47
    next
end
config firewall service group
    edit "video"
        set member "stream" "HTTPS"
    next
end
"""
CAMERA = Packet("10.1.0.5", "10.2.0.9", target_port=554)


def policy(number: int = 1, /, **values: str) -> str:
    given = {
        "srcintf": '"cams"',
        "dstintf": '"core"',
        "srcaddr": '"all"',
        "dstaddr": '"all"',
        "action": "accept",
        "schedule": '"always"',
        "service": '"ALL"',
    } | {key.replace("_", "-"): value for key, value in values.items()}
    sets = "".join(f"        set {key} {value}\n" for key, value in given.items() if value)
    return f"    edit {number}\n{sets}    next\n"


def box(*policies: str, more: str = "") -> Box:
    return fortios.parse(f"{HEAD}{INTERFACES}{OBJECTS}{more}config firewall policy\n{''.join(policies)}end\n", "wall")


def of_camera(*policies: str, more: str = "", packet: Packet = CAMERA, way: tuple[str, str] = ("cams", "core")) -> str:
    return verdict(box(*policies, more=more), *way, packet)


# --- what policies mean ----------------------------------------------------------------------------------------------


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
        {"tos_mask": "0xff"},
    ],
)
def test_what_is_not_understood_may_fit_or_not(values: dict[str, str]) -> None:
    packet = Packet("10.1.0.5", "10.2.0.25", target_port=554)
    assert of_camera(policy(**values), packet=packet) == "unknown"
    assert of_camera(policy(2, action="deny"), policy(**values), packet=packet) == "deny"


def test_the_part_of_a_group_that_is_understood_decides() -> None:
    assert of_camera(policy(dstaddr='"partly"')) == "permit"
    assert of_camera(policy(dstaddr='"partly"'), packet=Packet("10.1.0.5", "10.2.0.30")) == "unknown"
    assert of_camera(policy(dstaddr='"partly"', dstaddr_negate="enable")) == "deny"


def test_source_ports_and_kinds_of_icmp() -> None:
    high = Packet("10.1.0.5", "10.2.0.9", target_port=8555)
    assert of_camera(policy(service='"stream"'), packet=high) == "permit"
    assert of_camera(policy(service='"stream"'), packet=high._replace(source_port=500)) == "deny"
    ping = Packet("10.1.0.5", "10.2.0.9", 1, 8 << 8, 0)
    assert of_camera(policy(service='"PING"'), packet=ping) == "permit"
    assert of_camera(policy(service='"echo"'), packet=ping) == "permit"
    assert of_camera(policy(service='"PING"'), packet=ping._replace(target_port=13 << 8)) == "deny"
    assert of_camera(policy(service='"tunnel"'), packet=Packet("10.1.0.5", "10.2.0.9", 47, 0, 0)) == "permit"


def test_a_service_of_the_file_comes_before_one_of_the_device() -> None:
    own = 'config firewall service custom\n edit "HTTP"\n set tcp-portrange 554\n next\nend\n'
    assert of_camera(policy(service='"HTTP"'), more=own) == "permit"
    assert of_camera(policy(service='"HTTP"'), more=own, packet=CAMERA._replace(target_port=80)) == "deny"


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


def test_sessions_that_exist_pass_and_strays_do_not() -> None:
    answer = CAMERA._replace(mode=packets.modes(["established"]))
    stray = CAMERA._replace(mode=packets.modes(["new"], answers=True))
    assert of_camera(packet=answer) == "permit"
    assert of_camera(policy(), packet=stray) == "deny"
    odd = "config system settings\n set asymroute enable\nend\n"
    assert of_camera(policy(), packet=stray, more=odd) == "unknown"
    assert of_camera(policy(tcp_session_without_syn="all"), packet=stray) == "unknown"


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


# --- translation -----------------------------------------------------------------------------------------------------

VIPS = """config firewall vip
    edit "to recorder"
        set extip 192.0.2.80
        set extintf "wan1"
        set portforward enable
        set mappedip "10.2.0.9"
        set extport 8554
        set mappedport 554
    next
    edit "range"
        set extip 192.0.2.100-192.0.2.103
        set mappedip "10.2.0.20-10.2.0.23"
        set extintf "any"
    next
end
config firewall vipgrp
    edit "all of them"
        set member "to recorder" "range"
    next
end
config firewall ippool
    edit "pool"
        set startip 192.0.2.40
        set endip 192.0.2.41
    next
end
"""
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


# --- the network -----------------------------------------------------------------------------------------------------


def test_interfaces_and_routes() -> None:
    more = """config router static
    edit 1
        set gateway 192.0.2.254
        set device "wan1"
    next
    edit 2
        set dst 10.9.0.0 255.255.0.0
        set blackhole enable
        set distance 254
    next
    edit 3
        set dst 10.8.0.0/16
        set device "core"
        set status disable
    next
end
config router static6
    edit 1
        set dst 2001:db8:9::/48
        set gateway 2001:db8:2::2
        set device "core"
    next
end
"""
    found = box(more=more)
    assert found.knows_routes
    assert [one.addresses for one in found.interfaces] == [
        ("10.1.0.1/16",),
        ("10.2.0.1/16", "2001:db8:2::1/64"),
        ("192.0.2.1/24",),
    ]
    assert found.interfaces[0].description == "all cameras"
    lines = [one.line for one in found.routes]
    assert list(found.routes) == [
        Route(prefix="0.0.0.0/0", line=lines[0], interface="wan1", via="192.0.2.254", distance=10),
        Route(prefix="10.9.0.0/16", line=lines[1], distance=254, discard=True),
        Route(prefix="2001:db8:9::/48", line=lines[2], interface="core", via="2001:db8:2::2", distance=10),
    ]
    assert (HEAD + INTERFACES + OBJECTS + more).splitlines()[lines[1] - 1] == "    edit 2"


def test_more_of_interfaces() -> None:
    text = """config system interface
    edit "v7"
        set vdom "root"
        set vrf 3
        set ip 10.7.0.1/24
        set secondary-IP enable
        set interface "core"
        set vlanid 7
        set status down
        config secondaryip
            edit 1
                set ip 10.7.1.1 255.255.255.0
            next
        end
        config vrrp
            edit 4
                set vrip 10.7.0.254
            next
        end
    next
    edit "outer"
        set mode dhcp
    next
end
"""
    found = fortios.parse(text)
    first = found.interfaces[0]
    assert first.addresses == ("10.7.0.1/24", "10.7.1.1/24", "10.7.0.254/32")
    assert (first.vlan, first.enabled, first.vrf) == (7, False, ":3")
    assert [(one.line, one.text) for one in found.unread] == [(22, "set mode dhcp")]


def test_ways_that_are_not_in_the_file_are_told() -> None:
    more = (
        "config router bgp\n set as 65001\n config neighbor\n edit 192.0.2.9\n set remote-as 65002\n next\n end\nend\n"
        'config router policy\n edit 1\n set input-device "cams"\n next\nend\n'
        "config router ospf\n config area\n end\nend\n"
        'config system sdwan\n config members\n edit 1\n set interface "wan1"\n set gateway 192.0.2.254\n next\n end\n'
        " config service\n edit 1\n set dst all\n next\n end\nend\n"
        "config router static\n edit 9\n set sdwan-zone virtual-wan-link\n next\nend\n"
        "config system settings\n set opmode transparent\nend\n"
    )
    found = box(more=more)
    assert [one.text.split()[:2] for one in found.unread] == [
        ["config", "router"],
        ["router", "policy"],
        ["system", "sdwan"],
        ["set", "opmode"],
    ]
    assert [(one.interface, one.via) for one in found.routes] == [("wan1", "192.0.2.254")]
    assert found.zones["wan1"] == "virtual-wan-link"


def test_virtual_domains_have_chains_of_their_own() -> None:
    apart = INTERFACES.replace('"core"\n        set vdom "root"', '"core"\n        set vdom "yard"')
    text = f"""#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=1:user=admin
config vdom
edit root
next
edit yard
next
end
config global
config system global
    set hostname "wall-1"
end
{apart}end
config vdom
edit root
config firewall policy
{policy(1, dstintf='"wan1"')}end
end
config vdom
edit yard
config firewall policy
{policy(5, srcintf='"core"', dstintf='"core"')}end
config router static
    edit 1
        set device "core"
        set gateway 10.2.0.2
    next
end
end
"""
    found = fortios.parse(text)
    assert found.name == "wall-1"
    assert not found.unread
    assert [one.vrf for one in found.interfaces] == ["root", "root", "yard"]
    assert found.routes[0].vrf == "yard"
    assert verdict(found, "cams", "wan1", CAMERA) == "permit"
    assert verdict(found, "core", "cams", CAMERA) == "deny"
    assert {step.chain for step in found.steps if step.chain} == {"root/policy", "yard/policy"}


# --- files as they are -----------------------------------------------------------------------------------------------


def test_values_over_several_lines_and_quotes() -> None:
    certificate = (
        'config vpn certificate local\n edit "x"\n set private-key "-----BEGIN\nend\nMIIC\n-----END"\n'
        ' set password ENC abcdef\n next\nend\nconfig system replacemsg mail "partial"\n set buffer "<a href=\\"x\\">\n'
        "it's\nconfig firewall policy\n\"\nend\n"
    )
    found = box(policy(comments='"a \\"door\\"\nof two lines"', name='"it\'s \\"open\\""'), more=certificate)
    assert verdict(found, "cams", "core", CAMERA) == "permit"
    assert found.chains["policy"].rules[-1].name == '1 it\'s "open"'
    assert [one.why.split(" in ")[0] for one in found.unread] == ["it stands"] * 2
    assert "MIIC" not in repr(found)
    assert "abcdef" not in repr(found)


def test_prompts_around_what_was_shown() -> None:
    text = "FGT60F # show firewall policy\n" + f"config firewall policy\n{policy()}end\n" + "\nFGT60F (root) # exit\n"
    found = fortios.parse(text)
    assert not found.unread
    assert not found.knows_routes
    assert verdict(found, "cams", "core", CAMERA) == "permit"


def test_what_is_not_understood_is_told_with_its_line() -> None:
    text = "config firewall new-thing\n edit 1\n next\nend\nconfig firewall empty-thing\nend\n"
    text += INTERFACES + "jump psk abc\nend\n"
    found = fortios.parse(text)
    last = text.count("\n")
    assert [(one.line, one.text) for one in found.unread] == [
        (1, "config firewall new-thing"),
        (last - 1, "jump psk [redacted]"),
        (last, "end"),
    ]


def test_a_file_that_is_cut_says_so() -> None:
    whole = HEAD + INTERFACES + OBJECTS + f"config firewall policy\n{policy()}end\n"
    assert not fortios.parse(whole).unread
    for part in (whole[:-5], whole[: len(HEAD + INTERFACES) - 9], whole + 'config system global\n set alias "x'):
        assert any("end" in one.why or "closed" in one.why for one in fortios.parse(part).unread)
    assert verdict(fortios.parse(HEAD + INTERFACES), "cams", "core", CAMERA) == "unknown"  # no policies stand in it


def test_scripts_move_append_and_delete() -> None:
    deny, accept = policy(1, action="deny"), policy(2)
    assert of_camera(deny, accept, "move 2 before 1\n") == "permit"
    assert of_camera(deny, accept, "delete 1\n") == "permit"
    assert (
        of_camera(policy(1, dstintf='"wan1"').replace("    next", '        append dstintf "core"\n    next'))
        == "permit"
    )
    assert box(deny, "rename 1 to 9\n").unread[0].text == "rename 1 to"


def test_detect() -> None:
    assert fortios.detect((HEAD + INTERFACES).encode())
    assert fortios.detect(f"config firewall policy\n{policy()}end".encode())
    assert not fortios.detect(b"config setup\n")
    assert not fortios.detect(b"hostname x\ninterface Vlan1\n ip address 10.0.0.1 255.0.0.0\n")
    assert not fortios.detect(b"set system host-name x\nset security zones\n")
    assert not fortios.detect(b"\xff\xfe\0" * 50)


def test_no_table_is_no_configuration() -> None:
    with pytest.raises(ValueError, match="no table"):
        fortios.parse("hello\n")


def test_many_lines() -> None:
    many = "".join(policy(number, dstaddr='"recorder"', action="deny") for number in range(1, 4_000))
    found = box(many)
    assert len(found.chains["policy"].rules) == 3_999 + 7
    names = "".join(f' edit "g{n}"\n set member "g{n + 1}"\n next\n' for n in range(2_000))
    assert of_camera(policy(dstaddr='"g0"'), more=f"config firewall addrgrp\n{names}end\n") == "unknown"


# --- by chance -------------------------------------------------------------------------------------------------------

_NETS = {"cam net": "10.1.0.0/16", "recorder": "10.2.0.9/32", "servers": "10.2.0.20-10.2.0.29", "all": "0.0.0.0/0"}
_KINDS = {"RTSP": (6, {554, 7070, 8554}), "DNS": (6, {53}), "HTTPS": (6, {443}), "SYSLOG": (17, {514})}


@given(st.integers(0, 1 << 32))
def test_symbols_say_what_the_first_policy_that_fits_says(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    made = [
        {
            "srcaddr": chance.sample(list(_NETS), chance.randrange(1, 3)),
            "dstaddr": chance.sample(list(_NETS), chance.randrange(1, 3)),
            "service": chance.sample([*_KINDS, "ALL"], chance.randrange(1, 3)),
            "action": [chance.choice(("accept", "deny"))],
            "srcintf": [chance.choice(("cams", "any", "wan1"))],
            **({"dstaddr-negate": ["enable"]} if chance.random() < 0.3 else {}),
            **({"service-negate": ["enable"]} if chance.random() < 0.2 else {}),
            **({"status": ["disable"]} if chance.random() < 0.1 else {}),
        }
        for _ in range(5)
    ]
    written = [
        policy(at, **{key.replace("-", "_"): " ".join(f'"{one}"' for one in words) for key, words in one.items()})
        for at, one in enumerate(made, 1)
    ]
    found = box(*written)
    for _ in range(10):
        packet = Packet(
            chance.choice(("10.1.0.5", "10.3.0.1")),
            chance.choice(("10.2.0.9", "10.2.0.19", "10.2.0.20", "10.2.0.29", "10.2.0.30", "10.1.0.0")),
            chance.choice((6, 6, 17)),
            chance.choice((53, 443, 514, 554, 8554)),
        )
        assert verdict(found, "cams", "core", packet) == _naive(made, packet)


def _naive(policies: list[dict[str, list[str]]], packet: Packet) -> str:
    for one in policies:
        if one.get("status") or one["srcintf"][0] not in ("cams", "any"):
            continue
        source = any(_within(packet.source, _NETS[name]) for name in one["srcaddr"])
        target = any(_within(packet.target, _NETS[name]) for name in one["dstaddr"]) is not ("dstaddr-negate" in one)
        asked = any(
            name == "ALL" or (packet.protocol == _KINDS[name][0] and packet.target_port in _KINDS[name][1])
            or (name == "DNS" and packet.protocol == 17 and packet.target_port == 53)
            or (name == "RTSP" and packet.protocol == 17 and packet.target_port == 554)
            for name in one["service"]
        ) is not ("service-negate" in one)  # fmt: skip
        if source and target and asked:
            return "permit" if one["action"] == ["accept"] else "deny"
    return "deny"


def _within(address: str, network: str) -> bool:
    low, high = spans.network(network)
    return low <= spans.address(address) < high


GOOD = (
    HEAD
    + INTERFACES
    + OBJECTS
    + VIPS
    + f"config firewall policy\n{policy()}{policy(2, dstaddr=chr(34) + 'range' + chr(34))}end\n"
)


@given(st.text(max_size=200) | st.text("configedtsnx \"'\\\n#", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    fortios.detect(text.encode("utf-8", "replace"))
    try:
        fortios.parse(text)
    except ValueError as fault:
        assert str(fault)  # noqa: PT017  # it may be read as well


@given(st.integers(0, 1 << 32))
def test_any_damage_is_read_or_refused(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    lines = GOOD.splitlines()
    kind = chance.randrange(4)
    if kind == 0:
        chance.shuffle(lines)
    elif kind == 1:
        lines = [one for one in lines if chance.random() < 0.9]
    elif kind == 2:
        words = GOOD.split()
        lines = [" ".join(chance.choice(words) if chance.random() < 0.1 else w for w in one.split()) for one in lines]
    else:
        lines = GOOD[: chance.randrange(1, len(GOOD))].splitlines()
    fortios.parse("config system global\nend\n" + "\n".join(lines))
