from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_walls import Packet, passed, verdict

from camcensus.wire import packets, spans
from camcensus.wire.config import panos
from camcensus.wire.config.values import Box, Route

NETWORK = """set deviceconfig system hostname wall-2
set deviceconfig system ip-address 192.0.2.5
set mgt-config users admin phash $1$abcdefg
set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/16
set network interface ethernet ethernet1/1 comment "all 'cameras'"
set network interface ethernet ethernet1/2 layer3 units ethernet1/2.7 ip 10.2.0.1/16
set network interface ethernet ethernet1/2 layer3 units ethernet1/2.7 tag 7
set network interface ethernet ethernet1/2 layer3 units ethernet1/2.7 ipv6 address 2001:db8:2::1/64
set network interface ethernet ethernet1/3 layer3 ip wan-own
set network interface ethernet ethernet1/4 layer3 ip 10.4.0.1/24
set network interface tunnel units tunnel.1 comment yard
set network virtual-router default interface [ ethernet1/1 ethernet1/2.7 ethernet1/3 ]
set network virtual-router default routing-table ip static-route out nexthop ip-address 192.0.2.254
set network virtual-router default routing-table ip static-route out interface ethernet1/3
set network virtual-router default routing-table ip static-route out destination 0.0.0.0/0
set network virtual-router default routing-table ip static-route none destination 10.9.0.0/16
set network virtual-router default routing-table ip static-route none nexthop discard
set network virtual-router default protocol bgp enable no
set zone cams network layer3 [ ethernet1/1 tunnel.1 ]
set zone core network layer3 ethernet1/2.7
set zone wan network layer3 [ ethernet1/3 ]
"""
OBJECTS = """set address cam-net ip-netmask 10.1.0.0/16
set address recorder ip-netmask 10.2.0.9
set address servers ip-range 10.2.0.20-10.2.0.29
set address cloud fqdn example.org
set address wan-own ip-netmask 192.0.2.1/24
set address odd-bits ip-wildcard 10.2.0.1/0.0.255.0
set address core-six ip-netmask 2001:db8:2::/48
set address-group both static [ recorder servers ]
set address-group partly static [ recorder cloud ]
set address-group moving dynamic filter "'camera'"
set address-group round static about
set address-group about static round
set service stream protocol tcp port 554,8554-8560
set service stream protocol tcp source-port 1024-65535
set service media protocol udp port 6970-6999
set service-group video members [ stream media service-https ]
"""
CAMERA = Packet("10.1.0.5", "10.2.0.9", target_port=554)
ENDS = ("ethernet1/1", "ethernet1/2.7")


def rule(name: str = "R1", /, **values: str) -> str:
    given = {
        "from": "cams",
        "to": "core",
        "source": "any",
        "destination": "any",
        "application": "any",
        "service": "any",
        "action": "allow",
    } | {key.rstrip("_").replace("_", "-"): value for key, value in values.items()}
    return "".join(f"set rulebase security rules {name} {key} {value}\n" for key, value in given.items() if value)


def box(*rules: str, more: str = "") -> Box:
    return panos.parse("".join((NETWORK, OBJECTS, *rules, "set rulebase security rules zz disabled yes\n", more)))


def of_camera(*rules: str, more: str = "", packet: Packet = CAMERA, way: tuple[str, str] = ENDS) -> str:
    return verdict(box(*rules, more=more), *way, packet)


# --- what rules mean -------------------------------------------------------------------------------------------------


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


def test_an_interface_without_a_zone_passes_nothing() -> None:
    whole = rule(from_="any", to="any")
    assert of_camera(whole, way=("ethernet1/4", "ethernet1/2.7")) == "deny"
    assert of_camera(whole, way=("ethernet1/1", "ethernet1/4")) == "deny"


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


def test_sessions_that_exist_pass_and_strays_do_not() -> None:
    answer = CAMERA._replace(mode=packets.modes(["established"]))
    stray = CAMERA._replace(mode=packets.modes(["new"], answers=True))
    assert of_camera(packet=answer) == "permit"
    assert of_camera(rule(), packet=stray) == "deny"
    for line in ("deviceconfig setting session", "network profiles zone-protection-profile p"):
        assert of_camera(rule(), packet=stray, more=f"set {line} tcp-reject-non-syn no\n") == "unknown"


def test_rules_are_moved_and_deleted() -> None:
    deny, allow = rule("R1", action="deny"), rule("R2")
    for line in ("move rulebase security rules R2 top", "move rulebase security rules R2 before R1",
                 "delete rulebase security rules R1", "move rulebase security rules R1 after R2"):  # fmt: skip
        assert of_camera(deny, allow, more=line + "\n") == "permit"
    again = "".join(f"set rulebase security rules R1{more}\n" for more in ("", " action deny", " action allow"))
    assert of_camera(deny, more=again) == "permit"
    assert box(more="move rulebase security rules R9 top\n").unread[0].line


def test_scripts_set_several_values_in_one_line() -> None:
    line = "set rulebase security rules R1 from cams to [ core wan ] source any destination recorder "
    assert (
        of_camera(line + "application any service any profile-setting group strict action allow log-end yes\n")
        == "permit"
    )
    assert of_camera(line + "application any service service-http action allow\n") == "deny"
    made = "set rulebase nat rules N1 from any to any source any destination 192.0.2.80 service any "
    made += "destination-translation translated-address recorder translated-port 554 description x\n"
    found = passed(box(rule(from_="wan"), more=made), *INWARD, FROM_OUTSIDE)
    assert (spans.shown(found.cube.target[0]), found.cube.target_port) == ("10.2.0.9", spans.one(554))
    more = (
        "set address one ip-netmask 10.2.0.9/32 tag [ a b ] description x\n"
        "set service two protocol tcp port 554 source-port 40000\n"
        "set network virtual-router default routing-table ip static-route s destination 10.8.0.0/16 interface "
        "ethernet1/3 nexthop ip-address 192.0.2.7 metric 5\n"
        "set network interface ethernet ethernet1/2 layer3 units ethernet1/2.8 tag 8 ip 10.3.0.1/24\n"
    )
    found_more = box(rule(destination="one", service="two"), more=more)
    assert verdict(found_more, *ENDS, CAMERA) == "permit"
    assert verdict(found_more, *ENDS, CAMERA._replace(source_port=4)) == "deny"
    assert (found_more.routes[-1].interface, found_more.routes[-1].via) == ("ethernet1/3", "192.0.2.7")
    assert (found_more.interfaces[3].vlan, found_more.interfaces[3].addresses) == (8, ("10.3.0.1/24",))


def test_what_panorama_pushes_stands_before_and_behind() -> None:
    def pushed(place: str, base: str, **values: str) -> str:
        return rule(**values).replace("set rulebase", f"set {place} {base}")

    before = pushed("device-group yard", "pre-rulebase", action="deny")
    behind = pushed("shared", "post-rulebase", destination="shared-host")
    shared = "set shared address shared-host ip-netmask 10.2.0.9\n"
    assert of_camera(rule("local"), more=before) == "deny"
    assert of_camera(more=behind + shared) == "permit"
    assert of_camera(rule("local", action="deny"), more=behind + shared) == "deny"
    other = before.replace("yard", "lab")
    assert of_camera(rule("local"), more=(before + other).replace("deny", "allow")) == "unknown"


def test_virtual_systems() -> None:
    text = """set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/16
set network interface ethernet ethernet1/2 layer3 ip 10.2.0.1/16
set network interface ethernet ethernet1/3 layer3 ip 10.3.0.1/16
set vsys vsys1 import network interface [ ethernet1/1 ethernet1/2 ]
set vsys vsys1 zone in network layer3 ethernet1/1
set vsys vsys1 zone out network layer3 ethernet1/2
set vsys vsys1 rulebase security rules a from in
set vsys vsys1 rulebase security rules a to out
set vsys vsys1 rulebase security rules a action allow
set vsys vsys2 zone out network layer3 ethernet1/3
set vsys vsys2 rulebase security rules b action allow
set vsys vsys2 rulebase security rules b from in
"""
    found = panos.parse(text)
    assert verdict(found, "ethernet1/1", "ethernet1/2", CAMERA) == "permit"
    assert verdict(found, "ethernet1/1", "ethernet1/3", CAMERA) == "unknown"  # by way of the other system
    assert verdict(found, "ethernet1/3", "ethernet1/3", CAMERA) == "permit"
    assert found.zones["ethernet1/3"] == "vsys2/out"
    one = panos.parse("".join(line for line in text.splitlines(keepends=True) if "vsys2" not in line))
    assert one.zones["ethernet1/1"] == "in"
    assert verdict(one, "ethernet1/1", "ethernet1/2", CAMERA) == "permit"


# --- translation -----------------------------------------------------------------------------------------------------

FROM_OUTSIDE = Packet("198.51.100.7", "192.0.2.80", target_port=8554)
INWARD = ("ethernet1/3", "ethernet1/2.7")


def nat(name: str = "N1", /, **values: str) -> str:
    given = {"from": "any", "to": "any", "source": "any", "destination": "any", "service": "any"} | {
        key.rstrip("_").replace("_", "-"): value for key, value in values.items()
    }
    return "".join(f"set rulebase nat rules {name} {key} {value}\n" for key, value in given.items() if value)


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


# --- the network and the file ----------------------------------------------------------------------------------------


def test_interfaces_and_routes() -> None:
    found = box()
    assert found.name == "wall-2"
    assert not found.unread
    assert {one.name: one.addresses for one in found.interfaces} == {
        "ethernet1/1": ("10.1.0.1/16",),
        "ethernet1/2": (),
        "ethernet1/2.7": ("10.2.0.1/16", "2001:db8:2::1/64"),
        "ethernet1/3": ("192.0.2.1/24",),
        "ethernet1/4": ("10.4.0.1/24",),
        "tunnel.1": (),
    }
    unit = next(one for one in found.interfaces if one.name == "ethernet1/2.7")
    assert (unit.vlan, unit.zone, unit.vrf, unit.line) == (7, "core", "default", 6)
    assert found.interfaces[0].description == "all 'cameras'"
    assert list(found.routes) == [
        Route(prefix="0.0.0.0/0", line=13, interface="ethernet1/3", via="192.0.2.254", vrf="default", distance=10),
        Route(prefix="10.9.0.0/16", line=16, vrf="default", distance=10, discard=True),
    ]


def test_ways_that_are_not_in_the_file_are_told() -> None:
    more = (
        "set network virtual-router default protocol ospf enable yes\n"
        "set network virtual-router default routing-table ip static-route x destination 10.8.0.0/16\n"
        "set network virtual-router default routing-table ip static-route x nexthop next-vr other\n"
        "set network interface ethernet ethernet1/5 layer3 dhcp-client create-default-route yes\n"
        "set network interface ethernet ethernet1/6 link-state down\n"
        "set network virtual-wire w interface1 ethernet1/7\n"
        "set rulebase pbf rules p action forward egress-interface ethernet1/3\n"
        "set rulebase qos rules q action class 4\n"
    )
    found = box(more=more)
    whys = [one.why.split(":")[0] for one in found.unread]
    assert whys == [
        "its address is given by another",
        "where it leads is not understood",
        "routes that are learned are not in this file",
        "it bridges past the routes",
        "it chooses routes by more than the target",
    ]
    assert not next(one for one in found.interfaces if one.name == "ethernet1/6").enabled


def test_prompts_quotes_and_lines_that_are_not_understood() -> None:
    text = (
        "admin@PA-220> set cli config-output-format set\nadmin@PA-220> configure\nEntering configuration mode\n[edit]\n"
        "admin@PA-220# show\n" + NETWORK + OBJECTS + rule(description='"two\nlines of \\"text\\" [ here ]"')
        + "set new-thing psk abc\nset config devices localhost.localdomain zone yard network layer3 ethernet1/4\n"
        "copy rulebase security rules R1 to R2\n[edit]\nadmin@PA-220# "
    )  # fmt: skip
    found = panos.parse(text)
    assert verdict(found, *ENDS, CAMERA) == "permit"
    assert found.zones["ethernet1/4"] == "yard"
    assert [(one.line, one.text) for one in found.unread] == [
        (3, "Entering configuration mode"),
        (text.count("\n") - 3, "set new-thing psk [redacted]"),
        (text.count("\n") - 1, "copy rulebase security rules R1 to R2"),
    ]
    assert "abcdefg" not in repr(found)


def test_a_quote_that_is_not_closed_is_told() -> None:
    found = box(rule(description='"never'), rule("R2", action="deny"))
    assert {one.why.split(" that ")[0] for one in found.unread} == {"it stands in a value", "a quote is not closed"}
    assert verdict(panos.parse(NETWORK), *ENDS, CAMERA) == "unknown"  # no rules stand in it


def test_detect() -> None:
    assert panos.detect((NETWORK + rule()).encode())
    assert panos.detect(
        b"set vsys vsys1 address a ip-netmask 10.0.0.1\nset vsys vsys1 zone x network layer3 ethernet1/1\n"
    )
    assert not panos.detect(b"set system host-name x\nset security policies global policy p match application any\n")
    assert not panos.detect(b"config firewall policy\n edit 1\n set action accept\n")
    assert not panos.detect(b"\xff\xfe\0" * 50)


def test_no_set_line_is_no_configuration() -> None:
    with pytest.raises(ValueError, match="no set line"):
        panos.parse("hello\n")


def test_many_lines() -> None:
    many = "".join(rule(f"R{number}", destination="recorder", action="deny") for number in range(2_000))
    assert len(box(many).chains["security"].rules) == 2_000 + 3 + 2 + 3
    names = "".join(f"set address-group g{n} static g{n + 1}\n" for n in range(2_000))
    assert of_camera(rule(destination="g0"), more=names) == "unknown"
    wide = "set address-group wide static [ " + " ".join(f"10.9.{n // 256}.{n % 256}" for n in range(5_000)) + " ]\n"
    assert of_camera(rule(destination="wide"), more=wide) == "deny"
    assert panos.parse("set zone " + "x " * 5_000 + "\nset zone a network layer3 e\n").unread


# --- by chance -------------------------------------------------------------------------------------------------------

_NETS = {"cam-net": "10.1.0.0/16", "recorder": "10.2.0.9/32", "servers": "10.2.0.20-10.2.0.29", "any": "0.0.0.0/0"}
_KINDS = {"stream": (6, 554), "media": (17, 6970), "service-https": (6, 443)}


@given(st.integers(0, 1 << 32))
def test_symbols_say_what_the_first_rule_that_fits_says(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    made = [
        {
            "source": chance.sample(list(_NETS), chance.randrange(1, 3)),
            "destination": chance.sample(list(_NETS), chance.randrange(1, 3)),
            "service": chance.sample([*_KINDS, "any"], chance.randrange(1, 3)),
            "action": [chance.choice(("allow", "deny", "drop"))],
            "from": [chance.choice(("cams", "any", "wan"))],
            "to": [chance.choice(("core", "any"))],
            **({"negate-destination": ["yes"]} if chance.random() < 0.3 else {}),
            **({"disabled": ["yes"]} if chance.random() < 0.1 else {}),
            **({"rule-type": [chance.choice(("interzone", "intrazone"))]} if chance.random() < 0.2 else {}),
        }
        for _ in range(5)
    ]
    found = box(*(rule(f"R{at}", **{key: f"[ {' '.join(words)} ]" for key, words in one.items()})
                  for at, one in enumerate(made)))  # fmt: skip
    for _ in range(10):
        packet = Packet(
            chance.choice(("10.1.0.5", "10.3.0.1")),
            chance.choice(("10.2.0.9", "10.2.0.19", "10.2.0.20", "10.2.0.29", "10.2.0.30", "10.1.0.0")),
            chance.choice((6, 6, 17)),
            chance.choice((443, 554, 6970)),
        )
        assert verdict(found, *ENDS, packet) == _naive(made, packet)


def _naive(rules: list[dict[str, list[str]]], packet: Packet) -> str:
    for one in rules:
        if one.get("disabled") or one["from"][0] == "wan" or one.get("rule-type") == ["intrazone"]:
            continue
        source = any(_within(packet.source, _NETS[name]) for name in one["source"])
        target = any(_within(packet.target, _NETS[name]) for name in one["destination"])
        target = target is not ("negate-destination" in one)
        asked = any(name == "any" or _KINDS[name] == (packet.protocol, packet.target_port) for name in one["service"])
        if source and target and asked:
            return "permit" if one["action"] == ["allow"] else "deny"
    return "deny"


def _within(address: str, network: str) -> bool:
    low, high = spans.network(network)
    return low <= spans.address(address) < high


GOOD = NETWORK + OBJECTS + rule() + rule("R2", action="deny") + nat(destination="192.0.2.80") + nat("N2")


@given(st.text(max_size=200) | st.text("setmovdlzon []\"'\\\n#", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    panos.detect(text.encode("utf-8", "replace"))
    panos.parse("set zone a network layer3 e\n" + text)


@given(st.integers(0, 1 << 32))
def test_any_damage_is_read(seed: int) -> None:
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
    panos.parse("set zone a network layer3 e\n" + "\n".join(lines))
