from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_pf import CAMERA, ENDS, HEAD, OUTSIDE, box, of_camera
from tests.wire.config.cases_walls import Packet, damaged, passed, verdict, within

from camcensus.wire import spans
from camcensus.wire.config import pf


def test_what_no_rule_names_passes() -> None:
    assert of_camera("pass in on em9 all\n") == "permit"
    assert of_camera("block all\n") == "deny"
    assert of_camera("scrub in all\n") == "unknown"  # no rules stand in it


def test_the_last_rule_that_fits_decides() -> None:
    assert of_camera("block all\npass all\n") == "permit"
    assert of_camera("pass all\nblock all\n") == "deny"
    found = passed(box("block all\npass in all\npass out quick on $core all\n"), *ENDS, CAMERA)
    assert (found.action, found.line) == ("permit", HEAD.count("\n") + 3)
    assert box("pass in all\n").chains["in"].rules[-1].text == "pass in all"


def test_the_first_quick_rule_that_fits_decides() -> None:
    assert of_camera("pass quick all\nblock all\n") == "permit"
    assert of_camera("block all\nblock quick from $cams\npass quick all\npass all\n") == "deny"
    assert of_camera("pass all\nblock quick from 10.9/16\n") == "permit"


def test_a_packet_is_filtered_where_it_comes_in_and_where_it_goes_out() -> None:
    assert of_camera("block all\npass in on $cam_if all\n") == "deny"
    assert of_camera("block all\npass in on $cam_if all\npass out on $core all\n") == "permit"
    assert of_camera("block all\npass on $ifs all\n") == "permit"
    assert of_camera("block in all\npass in on ! em2 all\n") == "permit"
    assert of_camera("block out all\npass out on { em1, em3 } all\n") == "deny"
    assert of_camera("block in on em all\n") == "deny"  # all of a driver
    assert of_camera("block in on yard all\n") == "unknown"  # a group of its own
    assert of_camera("block in on lo0 all\n") == "permit"
    assert of_camera("block out received-on em1\n") == "deny"
    assert of_camera("block out received-on em3\n") == "permit"
    assert verdict(box("block all\n"), "lo0", "lo0", CAMERA) == "permit"  # set skip


INWARD = ("em0", "em2")


def written(rules: str, packet: Packet, way: tuple[str, str]) -> tuple[str, str, str, int]:
    found = passed(box(rules), *way, packet)
    source, target = (spans.shown(one[0]) for one in (found.cube.source, found.cube.target))
    return found.action, source, target, found.cube.target_port[0]


def test_redirections_of_freebsd_come_before_rules() -> None:
    rdr = "rdr on em0 inet proto tcp from any to 192.0.2.80 port 8554 -> 10.2.0.9 port 554\n"
    rules = rdr + "block in all\npass in on em0 proto tcp to 10.2.0.9 port 554\n"
    assert written(rules, OUTSIDE, INWARD) == ("permit", "198.51.100.7", "10.2.0.9", 554)
    assert written("no rdr on em0 from 198.51.100.7 to any\n" + rules, OUTSIDE, INWARD)[0] == "deny"
    assert written(rdr + "block in to 192.0.2.80\n", OUTSIDE, INWARD)[0] == "permit"
    assert of_camera(rdr.replace("rdr on", "rdr pass on") + "block in all\n", OUTSIDE, INWARD) == "unknown"
    assert [one.kind for one in box(rules).steps] == ["nat", "filter", "route", "filter"]


def test_nat_of_freebsd_comes_before_rules_for_outgoing_packets() -> None:
    nat = "nat on em0 inet from 10.1.0.0/16 to any -> 192.0.2.1 port 1024:65535\n"
    away = Packet("10.1.0.5", "198.51.100.7", target_port=443)
    way = ("em1", "em0")
    assert written(nat + "block out all\npass out from 192.0.2.1\n", away, way)[:2] == ("permit", "192.0.2.1")
    made = box("nat on em0 from any to any -> (em0)\nblock all\n").chains["nat"].rules[0].translation
    assert made is not None
    assert made.of_interface
    both = "binat on em0 from 10.2.0.9 to any -> 192.0.2.80\npass all\n"
    assert written(both, OUTSIDE, INWARD)[2] == "10.2.0.9"
    assert written(both, Packet("10.2.0.9", "198.51.100.7"), ("em2", "em0"))[1] == "192.0.2.80"


def test_rules_of_openbsd_translate() -> None:
    rules = "block all\npass in on em0 proto tcp to 192.0.2.80 port 8554 rdr-to 10.2.0.9 port 554\npass out\n"
    assert written(rules, OUTSIDE, INWARD) == ("permit", "198.51.100.7", "10.2.0.9", 554)
    assert [one.kind for one in box(rules).steps] == ["filter", "nat", "route", "filter"]
    assert written(rules + "pass in on em0 to 192.0.2.80\n", OUTSIDE, INWARD)[2] == "192.0.2.80"  # the last one decides
    match = "match out on em0 from $cams nat-to 192.0.2.1\n"
    away = Packet("10.1.0.5", "198.51.100.7", target_port=443)
    assert written(match + "block all\npass in\npass out from 192.0.2.1\n", away, ("em1", "em0"))[:2] == (
        "permit",
        "192.0.2.1",
    )
    early = "pass all\nblock out from 10.1.0.5\n" + match
    assert of_camera(early, away, ("em1", "em0")) == "unknown"  # it saw what was not written yet


def test_rules_to_the_box_may_go_on_where_rules_write_targets() -> None:
    rules = "block all\npass out\npass in on em0 to self port 8554 rdr-to 10.2.0.9\n"
    assert of_camera(rules, OUTSIDE, INWARD) == "unknown"


def test_what_translates_and_is_not_understood() -> None:
    for rule in (
        "rdr on em0 from any to <bad> -> 10.2.0.9",
        "rdr on em0 from any to any -> <bad>",
        'rdr-anchor "x/*" all',
    ):
        first = box(rule + "\npass all\n").chains["rdr"].rules[0]
        assert first.action == "unread" or first.match.unread


def test_anchors() -> None:
    assert of_camera('block all\nanchor "x/*" all\npass all\n') == "unknown"
    assert of_camera('block all\nanchor "x/*" in on em9\npass quick all\n') == "permit"
    inline = 'block all\nanchor "yard" all {{\n  pass quick all\n}}\n{}'
    assert of_camera(inline.format("block all\n")) == "permit"
    assert of_camera("block all\nanchor in on em1 {\n pass all\n}\npass out\n") == "permit"
    assert of_camera("block all\nanchor in on em1 {\n pass on em1\n}\npass out\n") == "unknown"
    assert of_camera("block all\nanchor out on em1 {\n pass in all\n}\npass out\n") == "deny"
    assert of_camera("block all\nanchor quick {\n pass all\n}\n") == "unknown"
    assert box("pass all\nanchor {\n").unread[0].why == "the file ends within an anchor"
    assert box("pass all\n}\n").unread[0].line == HEAD.count("\n") + 2


def test_antispoof() -> None:
    spoofed = Packet("127.0.0.5", "10.2.0.9", target_port=554)
    assert of_camera("pass all\nantispoof quick for lo0 inet\n", spoofed) == "deny"
    assert of_camera("pass all\nantispoof for { em2 }\n") == "unknown"  # its network is not in the file
    assert {rule.line for rule in box("pass all\nantispoof for em2\n").chains["in"].rules} >= {HEAD.count("\n") + 2}


def test_rules_that_choose_a_way_are_told() -> None:
    found = box("pass in on em1 route-to (em3 192.0.2.9) from any to any\n")
    assert [(one.line, one.why) for one in found.unread] == [(HEAD.count("\n") + 1, "it chooses the way as well")]


def test_what_is_not_understood_is_told_with_its_line() -> None:
    assert of_camera('pass all\ninclude "/etc/pf.more"\n') == "unknown"  # it may hold rules
    found = box('include "/etc/pf.more"\nset new-thing on\npass all\nether pass in\n')
    first = HEAD.count("\n") + 1
    assert [(one.line, one.text) for one in found.unread] == [
        (first, 'include "/etc/pf.more"'),
        (first + 1, "set new-thing on"),
        (first + 3, "ether pass in"),
    ]
    with pytest.raises(ValueError, match="no statement"):
        pf.parse("hello\nworld\n")


def test_detect() -> None:
    assert pf.detect((HEAD + "block all\n").encode())
    assert pf.detect(b"@1(2) pass in quick on em1 inet all flags S/SA keep state\n")
    assert pf.detect(b"set skip on lo\nblock return\npass\n")
    assert not pf.detect(b"class X:\n    pass\n")
    assert not pf.detect(b"pass in quick on em0 all head 100\nblock in log all group 100\n")
    assert not pf.detect(b"class-map match-any X\n match protocol http\n")
    assert not pf.detect(b"\xff\xfe\0" * 50)


def test_many_lines() -> None:
    found = box("".join(f"block in quick proto tcp from 10.1.{n // 250}.{n % 250} to any\n" for n in range(5_000)))
    assert len(found.chains["in"].rules) == 5_002
    doubled = "a = x\n" + "".join(
        f'm{n} = "$m{n - 1} $m{n - 1}"\n' if n else 'm0 = "10.1.0.1 10.1.0.2"\n' for n in range(60)
    )
    assert pf.parse(doubled + "block from { $m50 }\npass all\n").unread
    wide = "table <wide> { " + ", ".join(f"10.9.{n // 256}.{n % 256}" for n in range(9_000)) + " }\n"
    assert of_camera(wide + "pass all\nblock to <wide>\n") == "permit"


_NETS = {"10.1/16": "10.1.0.0/16", "10.2.0.9": "10.2.0.9/32", "10.2.0.16/28": "10.2.0.16/28", "any": "0.0.0.0/0"}


_PORTS = {"554": {554}, "{ 53, 443 }": {53, 443}, "500:600": range(500, 601), "> 600": range(601, 65_536)}


@given(st.integers(0, 1 << 32))
def test_symbols_say_what_the_last_rule_that_fits_says(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # no secret
    made = [
        (
            chance.choice(("pass", "block")),
            chance.choice(("in", "out", "")),
            chance.random() < 0.3,
            chance.choice(("em1", "em2", "")),
            chance.choice(("tcp", "udp", "")),
            (chance.random() < 0.2, chance.choice(list(_NETS))),
            (chance.random() < 0.2, chance.choice(list(_NETS))),
            chance.choice([*_PORTS, ""]),
        )
        for _ in range(6)
    ]
    found = box("".join(map(_line, made)))
    for _ in range(10):
        packet = Packet(
            chance.choice(("10.1.0.5", "10.3.0.1")),
            chance.choice(("10.2.0.9", "10.2.0.15", "10.2.0.16", "10.2.0.31", "10.2.0.32")),
            chance.choice((6, 6, 17)),
            chance.choice((53, 443, 554, 600, 601)),
        )
        ways = [_decided(made, packet, way, interface) for way, interface in (("in", "em1"), ("out", "em2"))]
        assert verdict(found, *ENDS, packet) == ("deny" if "block" in ways else "permit")


Made = tuple[str, str, bool, str, str, tuple[bool, str], tuple[bool, str], str]


def _line(one: Made) -> str:
    verb, way, quick, interface, protocol, source, target, ports = one
    ends = [f"{'! ' if out and name != 'any' else ''}{name}" for out, name in (source, target)]
    words = [verb, way, "quick" if quick else "", f"on {interface}" if interface else ""]
    words += [f"proto {protocol}" if protocol else "", f"from {ends[0]} to {ends[1]}"]
    return " ".join([*filter(None, words), f"port {ports}" if ports and protocol else "", "\n"])


def _decided(rules: list[Made], packet: Packet, way: str, interface: str) -> str:
    last = "pass"
    for verb, one_way, quick, one_interface, protocol, source, target, ports in rules:
        if one_way not in ("", way) or one_interface not in ("", interface):
            continue
        if protocol and {"tcp": 6, "udp": 17}[protocol] != packet.protocol:
            continue
        if not (_within(packet.source, *source) and _within(packet.target, *target)):
            continue
        if ports and protocol and packet.target_port not in _PORTS[ports]:
            continue
        last = verb
        if quick:
            break
    return last


def _within(address: str, out: bool, name: str) -> bool:
    return within(address, _NETS[name]) is not (out and name != "any")


GOOD = HEAD + (
    "nat on em0 from 10.1/16 to any -> (em0)\nrdr pass on em0 proto tcp to 192.0.2.80 port 80 -> 10.2.0.9 port 8080\n"
    "match out on em0 from $cams nat-to 192.0.2.1\nblock drop in log all\nantispoof quick for { em1, em2 }\n"
    'anchor "x" in on $cam_if {\n pass quick proto { tcp udp } from <servers> to ! <bad> port 1 >< 9 flags S/SA\n}\n'
    "pass in on em0 proto tcp to self port 8554 rdr-to { 10.2.0.9, 10.2.0.10 } port 554 round-robin sticky-address\n"
    "binat on em0 from 10.2.0.9 to any -> 192.0.2.9\npass out inet proto icmp icmp-type { 3 code 1, echoreq }\n"
)


@given(st.text(max_size=200) | st.text('pasblockin{}()<>!=$"\\ 01.:/\n#-', max_size=200))
def test_any_text_is_read(text: str) -> None:
    pf.detect(text.encode("utf-8", "replace"))
    pf.parse("pass all\n" + text)


@given(st.integers(0, 1 << 32))
def test_any_damage_is_read(seed: int) -> None:
    pf.parse("pass all\n" + damaged(GOOD, seed))
