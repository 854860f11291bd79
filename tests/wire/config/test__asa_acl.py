"""Access lists of ASA."""

from __future__ import annotations

import pytest
from tests.wire.config.cases_cisco import ICMP, UDP, Packet, verdict

from camcensus.wire.config import asa
from camcensus.wire.config.values import Box

HEAD = """ASA Version 9.8(2)
interface GigabitEthernet0/1
 nameif core
 security-level 100
 ip address 10.2.0.1 255.255.0.0
interface GigabitEthernet0/2
 nameif cams
 security-level 50
 ip address 10.1.0.1 255.255.0.0
object network NVR
 host 10.2.0.5
object-group network MANY
 network-object object NVR
 network-object host 10.2.0.6
object-group service SVC
 service-object tcp destination eq rtsp
 service-object icmp echo
object-group service PORTS tcp
 port-object eq www
object-group protocol BOTH
 protocol-object tcp
 protocol-object udp
object-group icmp-type PING
 icmp-object echo
access-group LIST in interface cams
"""


def box(*entries: str, head: str = HEAD) -> Box:
    lines = "\n".join(f"access-list LIST {entry}" for entry in entries)
    return asa.parse(f"{head}{lines}\n: end\n")


def asked(entry: str, target: str = "10.2.0.5", protocol: int = 6, port: int = 80, **more: str) -> str:
    packet = Packet("10.1.0.5", target, protocol, port)
    return verdict(box(entry, **more), "cams", "core", packet)


@pytest.mark.parametrize(
    ("entry", "fits", "fits_not"),
    [
        ("permit tcp any object NVR eq www", ("10.2.0.5", 6, 80), ("10.2.0.6", 6, 80)),
        ("permit tcp any object-group MANY eq 80", ("10.2.0.6", 6, 80), ("10.2.0.7", 6, 80)),
        ("permit object-group SVC any object-group MANY", ("10.2.0.6", 6, 554), ("10.2.0.6", 6, 80)),
        ("permit object-group SVC any any", ("10.2.0.6", 1, 2048), ("10.2.0.6", 1, 0)),
        ("permit tcp any object NVR object-group PORTS", ("10.2.0.5", 6, 80), ("10.2.0.5", 6, 81)),
        ("permit object-group BOTH any any eq 80", ("10.2.0.5", 17, 80), ("10.2.0.5", 1, 2048)),
        ("permit icmp any any object-group PING", ("10.2.0.5", 1, 2048), ("10.2.0.5", 1, 0)),
        ("permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.255.0 log disable", ("10.2.0.5", 47, 0), ("10.2.1.5", 47, 0)),
        ("permit ip any4 interface core", ("10.2.0.1", 6, 80), ("10.2.0.2", 6, 80)),
    ],
)
def test_entries(entry: str, fits: tuple[str, int, int], fits_not: tuple[str, int, int]) -> None:
    assert asked(f"extended {entry}", *fits) == "permit"
    assert asked(f"extended {entry}", *fits_not) == "deny"
    assert asked(entry, *fits) == "permit"


def test_one_that_is_inactive_does_nothing() -> None:
    made = box("extended deny ip any any inactive", "extended permit ip any any")
    assert verdict(made, "cams", "core", Packet("10.1.0.5", "10.2.0.5")) == "permit"
    assert made.chains["access-list LIST"].rules[0].action == "continue"


@pytest.mark.parametrize(
    "entry",
    [
        "extended permit tcp any any time-range DAY",
        "extended permit tcp any object NONE",
        "extended permit tcp any object-group NONE",
        "extended permit tcp user X any any",
        "extended flurb ip any any",
        "extended permit tcp any any eq kerberos",
        "extended permit tcp any any flurb",
        "advanced permit tcp ifc cams any ifc core any rule-id 1",
        "extended permit tcp any object-group SVC",
    ],
)
def test_what_is_not_followed_is_not_known(entry: str) -> None:
    assert asked(entry) == "unknown"


def test_any_is_of_both_families_since_9() -> None:
    six = Packet("2001:db8:1::1", "2001:db8:2::1", target_port=80)
    old = HEAD.replace("9.8(2)", "8.4(7)")
    assert verdict(box("extended permit ip any any"), "cams", "core", six) == "permit"
    assert verdict(box("extended permit ip any4 any4"), "cams", "core", six) == "deny"
    assert verdict(box("extended permit ip any6 any6"), "cams", "core", six) == "permit"
    assert verdict(box("extended deny ip any any", head=old), "cams", "core", six) == "deny"
    old += "ipv6 access-list LIST6 permit tcp any any eq 80\naccess-group LIST6 in interface cams\n"
    assert verdict(box("extended deny ip any any", head=old), "cams", "core", six) == "permit"
    assert verdict(box("extended permit ip any any", head=old), "cams", "core", six._replace(target_port=81)) == "deny"
    listed = box("extended permit udp any any", head=old)
    assert verdict(listed, "cams", "core", six) == "permit"
    assert verdict(listed, "cams", "core", Packet("10.1.0.5", "10.2.0.5", UDP, 9)) == "permit"
    assert verdict(listed, "cams", "core", Packet("10.1.0.5", "10.2.0.5", ICMP, 9)) == "deny"


def test_lists_that_filter_nothing_that_is_routed_are_passed_over() -> None:
    made = asa.parse(f"{HEAD}access-list S standard permit any4\naccess-list W webtype permit url any\n: end\n")
    assert made.unread == ()
    assert verdict(made, "cams", "core", Packet("10.1.0.5", "10.2.0.5")) == "unknown"


SHOWN = """access-list cached ACL log flows: total 0, denied 0 (deny-flow-max 4096)
access-list LIST; 3 elements; name hash: 0x1a2b3c4d
access-list LIST line 1 remark to the recorder
access-list LIST line 2 extended permit tcp any object-group MANY eq www (hitcnt=7) 0xa1b2c3d4
  access-list LIST line 2 extended permit tcp any host 10.2.0.5 eq www (hitcnt=5) 0x01020304
  access-list LIST line 2 extended permit tcp any host 10.2.0.6 eq www (hitcnt=2) 0x01020305
access-list LIST line 3 extended deny ip any any inactive (hitcnt=0) (inactive) 0x01020306
"""


def test_counts_are_taken_from_what_is_shown() -> None:
    config = (
        "access-list LIST remark to the recorder\naccess-list LIST extended permit tcp any object-group MANY eq www\n"
    )
    made = asa.parse(f"{HEAD}{config}access-list LIST extended deny ip any any inactive\n{SHOWN}: end\n")
    rules = made.chains["access-list LIST"].rules
    assert [(rule.name, rule.hits, rule.action) for rule in rules] == [
        ("to the recorder", 7, "permit"), ("", 0, "continue")
    ]  # fmt: skip
    assert made.unread == ()


def test_lists_that_are_only_shown_are_read() -> None:
    made = asa.parse(f"{HEAD}{SHOWN}: end\n")
    assert verdict(made, "cams", "core", Packet("10.1.0.5", "10.2.0.6", target_port=80)) == "permit"
    assert [rule.hits for rule in made.chains["access-list LIST"].rules] == [7, 0]


def test_lines_that_are_no_entries_are_told() -> None:
    made = asa.parse(f"{HEAD}access-list LIST extended permit ip any any\n flurb\n: end\n")
    assert len(made.unread) == 1
