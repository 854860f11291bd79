from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_panos import (
    CAMERA,
    ENDS,
    NETWORK,
    OBJECTS,
    box,
    nat,
    of_camera,
    rule,
)
from tests.wire.config.cases_walls import Packet, damaged, verdict, within

from camcensus.wire import packets
from camcensus.wire.config import panos


def test_an_interface_without_a_zone_passes_nothing() -> None:
    whole = rule(from_="any", to="any")
    assert of_camera(whole, way=("ethernet1/4", "ethernet1/2.7")) == "deny"
    assert of_camera(whole, way=("ethernet1/1", "ethernet1/4")) == "deny"


def test_sessions_that_exist_pass_and_strays_do_not() -> None:
    answer = CAMERA._replace(mode=packets.modes(["established"]))
    stray = CAMERA._replace(mode=packets.modes(["new"], answers=True))
    assert of_camera(packet=answer) == "permit"
    assert of_camera(rule(), packet=stray) == "deny"
    for line in ("deviceconfig setting session", "network profiles zone-protection-profile p"):
        assert of_camera(rule(), packet=stray, more=f"set {line} tcp-reject-non-syn no\n") == "unknown"


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
set vsys vsys1 rulebase security rules a from in to out source any destination any application any service any
set vsys vsys1 rulebase security rules a action allow
set vsys vsys2 zone out network layer3 ethernet1/3
set vsys vsys2 rulebase security rules b from in to out source any destination any application any service any
set vsys vsys2 rulebase security rules b action allow
"""
    found = panos.parse(text)
    assert verdict(found, "ethernet1/1", "ethernet1/2", CAMERA) == "permit"
    assert verdict(found, "ethernet1/1", "ethernet1/3", CAMERA) == "unknown"  # by way of the other system
    assert verdict(found, "ethernet1/3", "ethernet1/3", CAMERA) == "permit"
    assert found.zones["ethernet1/3"] == "vsys2/out"
    one = panos.parse("".join(line for line in text.splitlines(keepends=True) if "vsys2" not in line))
    assert one.zones["ethernet1/1"] == "in"
    assert verdict(one, "ethernet1/1", "ethernet1/2", CAMERA) == "permit"


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
        source = any(within(packet.source, _NETS[name]) for name in one["source"])
        target = any(within(packet.target, _NETS[name]) for name in one["destination"])
        target = target is not ("negate-destination" in one)
        asked = any(name == "any" or _KINDS[name] == (packet.protocol, packet.target_port) for name in one["service"])
        if source and target and asked:
            return "permit" if one["action"] == ["allow"] else "deny"
    return "deny"


GOOD = NETWORK + OBJECTS + rule() + rule("R2", action="deny") + nat(destination="192.0.2.80") + nat("N2")


@given(st.text(max_size=200) | st.text("setmovdlzon []\"'\\\n#", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    panos.detect(text.encode("utf-8", "replace"))
    panos.parse("set zone a network layer3 e\n" + text)


@given(st.integers(0, 1 << 32))
def test_any_damage_is_read(seed: int) -> None:
    panos.parse("set zone a network layer3 e\n" + damaged(GOOD, seed))
