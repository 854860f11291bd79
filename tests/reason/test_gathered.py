"""A run of rules as one: what becomes of every packet is the same, by the same rule."""

from __future__ import annotations

from random import Random

import pytest
from tests import rulesets
from tests.boxes import rule_of, told, verdict

from camcensus.reason.gathered import gathered
from camcensus.wire.config import iptables
from camcensus.wire.config.values import Box


def fw(*rules: str) -> Box:
    own = [":part - [0:0]", ":other - [0:0]", "-A part -p tcp -j DROP", "-A other -p udp -j DROP"]
    return iptables.parse("\n".join(["*filter", ":FORWARD ACCEPT [0:0]", *own, *rules, "COMMIT", ""]))


def count(*rules: str) -> int:
    """Rules of FORWARD, but for the one on the other family."""
    return len(gathered(fw(*rules)).chains["filter/FORWARD"].rules) - 1


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (["-s 10.0.0.1/32 -g part", "-s 10.0.0.3/32 -g part", "-s 10.0.0.9/32 -g part"], 1),
        (["-s 10.0.0.1/32 -g part", "-s 10.0.0.3/32 -g other"], 2),
        (["-s 10.0.0.1/32 -g part", "-s 10.0.0.3/32 -j part"], 2),
        (["-s 10.0.0.1/32 -g part", "-d 10.0.0.3/32 -g part"], 2),
        (["-s 10.0.0.1/32 -g part", "-s 10.0.0.3/32 -i eth0 -g part"], 2),
        (["-s 10.0.0.1/32 -g part", "-s 10.0.0.3/32 -p tcp -g part"], 2),
        (["-s 10.0.0.1/32 -g part", "-s 10.0.0.3/32 -m mark --mark 1 -g part"], 2),
        (["-s 10.0.0.1/32 -d 10.1.0.1/32 -g part", "-s 10.0.0.3/32 -d 10.1.0.2/32 -g part"], 2),
        (["-s 10.0.0.1/32 -j DROP", "-s 10.0.0.3/32 -j DROP"], 2),
    ],
)
def test_only_what_sends_on_alike_is_one(rules: list[str], left: int) -> None:
    assert count(*(f"-A FORWARD {one}" for one in rules)) == left


@pytest.mark.parametrize("seed", range(30))
def test_every_packet_fares_the_same(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # the same each time
    text = rulesets.iptables(chance).replace("COMMIT", "".join(
        f"-A FORWARD -{end} {place}.128.{chance.randrange(8)}/32 -j part{chance.randrange(2)}\n"
        for end, place in (("s", "10.1"), ("d", "10.2")) for _ in range(12)
    ) + "-A part0 -p tcp -j DROP\n-A part1 -p udp -j DROP\nCOMMIT")  # fmt: skip
    one = iptables.parse(text)
    before, after = told(one), told(gathered(one))
    for packet in rulesets.packets(chance, 60, 0):
        assert verdict(before, packet) == verdict(after, packet)
        assert rule_of(before, packet) == rule_of(after, packet)
