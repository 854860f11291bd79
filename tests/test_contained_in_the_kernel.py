"""What the rules close is dead, and what they leave open lives: real conversations through the kernel's router."""

from __future__ import annotations

import contextlib
import time

import pytest
from tests import kernel
from tests.conftest import NOT_RUN
from tests.contained import HOSTS, PORTS, containment
from tests.zones import Try, Zones

from camcensus.engine import contain
from camcensus.model.containment import Containment
from camcensus.reason import proof
from camcensus.wire import packets, spans

MISSING = kernel.missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"{NOT_RUN}containment in the kernel: {MISSING} missing")

MOST = 20.0
"""Seconds that a test may take."""
LOADED: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "nftables": [("nftables", ("nft", "-f", "-"))],
    "iptables": [
        ("iptables", ("iptables-restore", "--noflush")),
        ("ip6tables", ("ip6tables-restore", "--noflush")),
    ],
}


def load(zones: Zones, platform: str, made: Containment) -> None:
    for form, command in LOADED[platform]:
        zones.run(*command, given=contain.form(form).module.render(made))


def should(made: Containment, one: Try) -> bool:
    """Whether a conversation is one that is needed, or is of no device."""
    if "camera" not in (one.source, one.target):
        return True
    source, target = (spans.address(HOSTS[name][one.six]) for name in (one.source, one.target))
    number = packets.TCP if one.kind == "tcp" else packets.UDP
    packet = (source, target, number, 40_000, one.port)
    return any(packets.holds(cube, packet, packets.OPENING) for cube in proof.opening(made))


@pytest.mark.parametrize("platform", LOADED)
def test_every_forbidden_path_is_dead_and_every_needed_one_lives(platform: str) -> None:
    begun, made = time.monotonic(), containment()
    with Zones(HOSTS) as zones:
        before = zones.tried(PORTS)
        load(zones, platform, made)
        after = zones.tried(PORTS)
    assert all(before.values())
    assert [one for one, alive in after.items() if alive is not should(made, one)] == []
    camera = [alive for one, alive in after.items() if "camera" in (one.source, one.target)]
    assert (len(after), len(camera), sum(camera)) == (720, 240, 10)
    assert time.monotonic() - begun < MOST


@pytest.mark.parametrize("platform", LOADED)
def test_a_conversation_that_began_before_ends(platform: str) -> None:
    made = containment()
    with Zones(HOSTS) as zones:
        ours = zones.connected(Try("recorder", "camera", "tcp", 554, six=False))
        theirs = zones.connected(Try("camera", "core", "tcp", 443, six=False))
        load(zones, platform, made)
        for near, far in (ours, theirs):
            near.send(b"x")
            heard = b""
            with contextlib.suppress(TimeoutError):
                heard = far.recv(1)
            assert heard == (b"x" if (near, far) == ours else b"")


@pytest.mark.parametrize("platform", LOADED)
def test_the_way_back_leaves_nothing_behind_and_takes_nothing_else(platform: str) -> None:
    made, others = containment(reference="CHG7"), [containment(reference=one) for one in ("CHG70", "CHG7_1F", "CHG7-")]
    with Zones(HOSTS) as zones:
        for one in others:
            load(zones, platform, one)
        before = zones.run("nft", "list", "ruleset")
        load(zones, platform, made)
        for form, _ in LOADED[platform]:
            for command in contain.form(form).module.back_out(made):
                zones.run("sh", "-c", command)
        assert zones.run("nft", "list", "ruleset") == before


CHAIN = "chain f { type filter hook forward priority filter; policy accept; udp dport 123 drop; }"
THERE = {
    "nftables": ("nft", "-f", "-", f"table inet there {{\n{CHAIN}\n}}\n"),
    "iptables": ("iptables-restore", "--noflush", "", "*filter\n-A FORWARD -p udp --dport 123 -j DROP\nCOMMIT\n"),
}


@pytest.mark.parametrize("platform", LOADED)
def test_what_stands_there_stays_and_is_not_opened(platform: str) -> None:
    made = containment(HOSTS["camera"][:1])
    *command, given = THERE[platform]
    with Zones(HOSTS) as zones:
        zones.run(*filter(None, command), given=given)
        before = zones.tried((123, 554))
        zones.run(*LOADED[platform][0][1], given=contain.form(platform).module.render(made))
        after = zones.tried((123, 554))
    assert [one for one, alive in after.items() if alive and not before[one]] == []
    four = {one: alive for one, alive in after.items() if not one.six}
    assert [one for one, alive in four.items() if alive is not (before[one] and should(made, one))] == []


def test_what_the_kernel_lists_afterwards_is_proved_as_well() -> None:
    made = containment()
    with Zones(HOSTS) as zones:
        load(zones, "nftables", made)
        one = contain.form("nftables")
        back = contain.read_back(one, zones.run("nft", "list", "ruleset"))
    assert proof.prove(made, back, contain.asked(one, made)).holds
