"""Configurations of ASA as a whole."""

from __future__ import annotations

import time
from ipaddress import IPv4Network
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_cisco import ICMP, Drawn, Packet, drawn, first_match, sent, verdict

from camcensus.wire.config import asa, ios
from camcensus.wire.config.values import Box, Unread

SAMPLE = """: Saved
: Serial Number: XX
ASA Version 9.8(2)
!
hostname fw
enable password HUSH pbkdf2
names
name 10.1.0.5 cam5
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
!
interface GigabitEthernet0/1
 nameif core
 security-level 100
 ip address 10.2.0.1 255.255.0.0 standby 10.2.0.2
!
interface GigabitEthernet0/2
 nameif cams
 security-level 50
 ip address 10.1.0.1 255.255.0.0
!
banner login # authorised only
object network NVR
 host 10.2.0.5
object network CAMS
 subnet 10.1.0.0 255.255.0.0
object-group service SVC
 service-object tcp destination eq rtsp
access-list cams_in remark to the recorder
access-list cams_in extended permit object-group SVC object CAMS object NVR
access-list cams_in extended permit tcp host cam5 any4 eq www
pager lines 24
object network CAMS
 nat (cams,outside) dynamic interface
access-group cams_in in interface cams
route outside 0.0.0.0 0.0.0.0 192.0.2.254 1
route core 10.0.0.0 255.0.0.0 10.2.0.254
route Null0 10.66.0.0 255.255.0.0
aaa-server R protocol radius
aaa-server R (core) host 10.2.0.9
 key HUSH
snmp-server community HUSH
tunnel-group 198.51.100.9 ipsec-attributes
 ikev1 pre-shared-key HUSH
class-map inspection_default
 match default-inspection-traffic
policy-map global_policy
 class inspection_default
  inspect ftp
service-policy global_policy global
Cryptochecksum:00112233
: end
"""
BOX = asa.parse(SAMPLE)
NVR = Packet("10.1.0.9", "10.2.0.5", target_port=554)


def test_it_is_told_from_other_formats() -> None:
    assert asa.detect(SAMPLE.encode())
    assert asa.detect("\n".join(SAMPLE.split("\n")[4:]).encode())
    assert not ios.detect(SAMPLE.encode())
    for other in (b"", b"\xff" * 99, b"interface Vlan1\n ip address 10.0.0.1 255.0.0.0\n"):
        assert not asa.detect(other)


def test_all_that_bears_on_forwarding_is_understood() -> None:
    assert BOX.unread == ()
    assert (BOX.name, BOX.dialect, BOX.zones["GigabitEthernet0/2"]) == ("fw", "asa", "cams")
    assert [(one.prefix, one.interface, one.via, one.discard) for one in BOX.routes] == [
        ("0.0.0.0/0", "GigabitEthernet0/0", "192.0.2.254", False),
        ("10.0.0.0/8", "GigabitEthernet0/1", "10.2.0.254", False),
        ("10.66.0.0/16", "Null0", "", True),
    ]
    assert "HUSH" not in repr(BOX)


def test_cameras_reach_what_lists_say() -> None:
    assert verdict(BOX, "cams", "core", NVR) == "permit"
    assert verdict(BOX, "cams", "core", NVR._replace(target="10.2.0.6")) == "deny"
    assert (
        verdict(BOX, "cams", "outside", NVR._replace(source="10.1.0.5", target="198.51.100.1", target_port=80))
        == "permit"
    )
    assert verdict(BOX, "core", "cams", Packet("10.2.0.5", "10.1.0.9", target_port=80)) == "permit"
    assert verdict(BOX, "outside", "core", Packet("198.51.100.1", "10.2.0.5", target_port=80)) == "deny"


def test_what_belongs_to_a_known_connection_passes() -> None:
    answer = Packet("10.1.0.9", "10.2.0.6", source_port=80, target_port=40_000, state="established", answers=True)
    assert verdict(BOX, "cams", "core", answer) == "permit"
    assert verdict(BOX, "cams", "core", answer._replace(protocol=ICMP, target_port=0)) == "unknown"
    assert verdict(BOX, "cams", "core", answer._replace(state="related")) == "unknown"


def test_only_a_syn_begins_a_connection() -> None:
    late = NVR._replace(answers=True)
    assert verdict(BOX, "cams", "core", late) == "deny"
    bypass = "policy-map P\n class X\n  set connection advanced-options tcp-state-bypass\n"
    assert verdict(asa.parse(bypass + SAMPLE), "cams", "core", late) == "unknown"


def test_steps_stand_in_their_order() -> None:
    box = asa.parse(f"access-group cams_in out interface core\n{SAMPLE}")
    assert [(step.kind, step.chain) for step in box.steps] == [
        ("route", ""), ("filter", "security levels"), ("filter", "outside in"), ("filter", "core in"),
        ("filter", "cams in"), ("filter", "core out"), ("filter", "reverse path of nat"), ("nat", "nat of sources"),
    ]  # fmt: skip


def test_every_rule_names_its_line() -> None:
    lines = SAMPLE.split("\n")
    for rule in BOX.chains["access-list cams_in"].rules:
        assert rule.text == lines[rule.line - 1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("flurb 7", ""),
        ("crypto map M interface outside", "what comes out of a tunnel passes without lists"),
        ("static (core,outside) 192.0.2.9 10.2.0.9 netmask 255.255.255.255", "NAT as it was before 8.3"),
        ("firewall transparent", "bridges"),
        ("router ospf 1", "routes are learned"),
        ("access-group cams_in in interface core per-user-override", "who sends decides"),
        ("route core 10.9.0.0 255.255.0.0 10.2.0.9 1 track 4", "track is not followed"),
        ("route core 10.9.0.0 255.255.0.0", "the line is cut"),
        ("interface GigabitEthernet0/1", "it is stated twice"),
    ],
)
def test_lines_that_are_not_followed_are_told(text: str, why: str) -> None:
    number = SAMPLE.count("\n", 0, SAMPLE.index("pager")) + 1
    box = asa.parse(SAMPLE.replace("pager lines 24", text))
    assert Unread(line=number, text=text, why=why) in box.unread


def test_tunnels_pass_lists_only_where_it_is_not_taken_away() -> None:
    text = SAMPLE.replace("pager lines 24", "crypto map M interface outside\nno sysopt connection permit-vpn")
    assert asa.parse(text).unread == ()
    web = asa.parse(SAMPLE.replace("pager lines 24", "webvpn\n enable outside"))
    assert [one.text for one in web.unread] == ["enable outside"]
    module = asa.parse(SAMPLE.replace("  inspect ftp", "  sfr fail-open"))
    assert [one.why for one in module.unread] == ["a module decides"]


def test_a_list_for_the_box_itself_is_passed_over() -> None:
    box = asa.parse(SAMPLE.replace("pager lines 24", "access-group X in interface core control-plane"))
    assert box.unread == ()
    assert verdict(box, "core", "cams", Packet("10.2.0.5", "10.1.0.9", target_port=80)) == "permit"


def test_a_list_that_is_not_there_is_not_known() -> None:
    assert (
        verdict(asa.parse(SAMPLE.replace("access-group cams_in", "access-group x")), "cams", "core", NVR) == "unknown"
    )


def test_a_file_that_is_cut_is_told() -> None:
    text = SAMPLE[: SAMPLE.index("Cryptochecksum")]
    assert asa.parse(text).unread[-1].why == "the file ends before the configuration does"


def test_what_has_neither_interface_nor_list_is_refused() -> None:
    for text in ("", "hello", "ASA Version 9.8(2)\n: end"):
        with pytest.raises(ValueError, match="neither"):
            asa.parse(text)


def test_routes_may_be_short_or_of_ipv6() -> None:
    box = asa.parse(
        f"{SAMPLE}route core 0 0 10.2.0.254 tunneled\nroute cams 0 0 10.1.0.9 7\nipv6 route core ::/0 2001:db8::1\n"
    )
    assert [(one.prefix, one.via, one.distance) for one in box.routes[3:]] == [
        ("0.0.0.0/0", "10.1.0.9", 7), ("::/0", "2001:db8::1", 1)
    ]  # fmt: skip
    assert [one.why for one in box.unread] == ["tunneled is not followed"]


# --- by chance -------------------------------------------------------------------------------------------------------


def written(rule: Drawn, chance: Random, number: int) -> tuple[str, str]:
    """(objects, entry)."""
    made, ends = "", []
    for place, network in enumerate((rule.source, rule.target)):
        form = chance.choice(("plain", "object", "group"))
        name = f"N{number}{'ST'[place]}"
        if form == "plain":
            ends.append(plain(network, chance))
        elif form == "object":
            made += f"object network {name}\n subnet {network.network_address} {network.netmask}\n"
            ends.append(f"object {name}")
        else:
            made += f"object-group network {name}\n network-object {network.network_address} {network.netmask}\n"
            ends.append(f"object-group {name}")
    return made, f"access-list X extended {rule.action} {rule.protocol} {' '.join(ends)}{rule.ports()}"


def plain(network: IPv4Network, chance: Random) -> str:
    forms = [f"{network.network_address} {network.netmask}"]
    forms += ["any", "any4"] if network.prefixlen == 0 else []
    forms += [f"host {network.network_address}"] if network.prefixlen == 32 else []
    return chance.choice(forms)


@given(st.integers(0, 2**32))
def test_lists_by_chance_do_what_they_do_entry_by_entry(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # nothing is kept secret with it
    rules = [drawn(chance, established=False) for _ in range(chance.randrange(1, 12))]
    parts = [written(rule, chance, number) for number, rule in enumerate(rules)]
    text = "".join(made for made, _ in parts) + "\n".join(entry for _, entry in parts)
    ports = "".join(
        f"interface Gi0/{n}\n nameif {name}\n security-level {n}\n" for n, name in enumerate(("cams", "core"))
    )
    box = asa.parse(f"{ports}{text}\naccess-group X in interface cams\n: end")
    assert box.unread == ()
    for _ in range(20):
        packet = sent(chance)._replace(answers=False)
        assert verdict(box, "cams", "core", packet) == first_match(rules, packet)


def read(text: str) -> Box | None:
    """The box, or that it was refused; all else is a fault."""
    try:
        return asa.parse(text)
    except ValueError:
        return None


@given(st.text(), st.integers(0, len(SAMPLE)), st.integers(0, 2**32))
def test_any_text_is_read_or_refused(text: str, at: int, seed: int) -> None:
    read(text)
    read(SAMPLE[:at])
    read(SAMPLE[:at] + text + SAMPLE[at:])
    lines = SAMPLE.split("\n")
    Random(seed).shuffle(lines)  # noqa: S311  # nothing is kept secret with it
    read("\n".join(lines))


def test_large_files_are_read_in_time() -> None:
    entries = "\n".join(
        f"access-list X extended permit tcp any host 10.2.{n >> 8 & 255}.{n & 255} eq 80" for n in range(8_000)
    )
    began = time.process_time()
    box = asa.parse(f"{SAMPLE}{entries}\n")
    assert len(box.chains["access-list X"].rules) == 8_000
    assert time.process_time() - began < 5


def test_what_stands_behind_a_cut_is_not_known() -> None:
    text = SAMPLE[: SAMPLE.index("access-group")]
    assert verdict(asa.parse(text), "cams", "core", NVR) == "unknown"
    assert verdict(asa.parse(text), "core", "cams", NVR) == "unknown"
