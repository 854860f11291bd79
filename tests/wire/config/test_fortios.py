from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_fortios import CAMERA, HEAD, INTERFACES, OBJECTS, VIPS, box, of_camera, policy
from tests.wire.config.cases_walls import Packet, damaged, verdict, within

from camcensus.wire.config import fortios


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


def test_a_table_whose_name_is_endless_is_soon_passed_over() -> None:
    """Its cost was the square of its length: a second for 65 KB."""
    began = time.process_time()
    found = fortios.parse(f"config firewall address\nend\nconfig {'x ' * 300_000}\nset a b\nend\n")
    assert time.process_time() - began < 5
    assert found.unread


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
        source = any(within(packet.source, _NETS[name]) for name in one["srcaddr"])
        target = any(within(packet.target, _NETS[name]) for name in one["dstaddr"]) is not ("dstaddr-negate" in one)
        asked = any(
            name == "ALL" or (packet.protocol == _KINDS[name][0] and packet.target_port in _KINDS[name][1])
            or (name == "DNS" and packet.protocol == 17 and packet.target_port == 53)
            or (name == "RTSP" and packet.protocol == 17 and packet.target_port == 554)
            for name in one["service"]
        ) is not ("service-negate" in one)  # fmt: skip
        if source and target and asked:
            return "permit" if one["action"] == ["accept"] else "deny"
    return "deny"


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
    fortios.parse("config system global\nend\n" + damaged(GOOD, seed))
