"""What joins the network of each device with the core."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reason import networks as net
from tests.reason.networks import CAM, CAM2, CORE, PC, clock, macs, network, told
from tests.support import see

from camcensus.model.separation import BRIDGES
from camcensus.reason import bridges

ARP = clock("fw") + net.arp("fw", ("10.0.1.5", CAM, 40), ("10.0.2.9", PC, 10))


def test_the_certain_ones_come_first() -> None:
    table = macs("sw1", (10, CAM, "Gi1/0/3"), (40, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/3"), (40, CAM2, "Gi1/0/3"))
    trunks = net.switch("sw1", net.access("Gi1/0/3", 40), net.trunk("Te1/1", "10,40"))
    found = network(told(clock("sw1"), table, ARP), boxes=[trunks])
    assert found.kinds() == [
        ("shared-port", True), ("core-vlan", True), ("shared-port", False), ("leaking-trunk", False),
    ]  # fmt: skip


def test_what_is_in_the_core_altogether_needs_no_bridge() -> None:
    table = macs("sw1", (10, CAM, "Gi1/0/3"), (10, PC, "Gi1/0/3"))
    inside = ARP.replace("10.0.1.5", "10.0.2.5")
    assert network(told(clock("sw1"), table, inside)).bridges == {}


def test_where_no_core_is_stated_nothing_joins_it() -> None:
    table = macs("sw1", (10, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/4"))
    nowhere = net.estate(core=replace(CORE, kind="users"))
    assert network(told(clock("sw1"), table, ARP), of=nowhere).bridges == {}


def test_not_too_many_of_a_kind() -> None:
    wide = net.switch("sw1", net.access("Gi1/0/3", 40), *(net.trunk(f"Te1/{n}", "10,40") for n in range(1, 40)))
    found = network(told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3")), ARP), boxes=[wide])
    assert len(found.of()) == bridges.MOST


def test_every_kind_is_a_word_that_is_known() -> None:
    assert {"dual-homed", "one-box", "shared-port", "core-vlan", "native-mismatch", "leaking-trunk"} <= set(BRIDGES)


FIELDS = (
    "switch.port", "switch.vlan", "switch.macs", "switch.part", "switch.neighbour", "switch.status",
    "lldp.system_name", "lldp.port_id", "lldp.capabilities", "fact.ip", "mac",
)  # fmt: skip
SUBJECTS = (
    f"mac:{CAM}", f"mac:{PC}", "ip:10.0.1.5", "host:nvr", "switchport:sw1/Gi1", "switchport:", "flow:a>b/c/1",
)  # fmt: skip
VALUES = (
    "", "sw1/Gi1", "sw1/", "/", "40", "10", "trunk", "4095", "x\x00", "∀", "sw2/Te1", CAM, "core", "9" * 30,
)  # fmt: skip
rows = st.tuples(
    st.sampled_from(SUBJECTS),
    st.sampled_from(FIELDS),
    st.sampled_from(VALUES),
    st.sampled_from(["2026-11-10", "2026-11-01", None]),
    st.integers(1, 3),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(rows, max_size=14), st.integers(0, 5))
def test_whatever_was_told_is_concluded_from_in_any_order(told_: list[tuple[str, ...]], seed: int) -> None:
    parts = [
        see(subject, (field, value), at=at, position=int(position), record=f"{subject}{at}")
        for subject, field, value, at, position in told_
    ]
    camera = see("ip:10.0.1.5", ("mac", CAM))
    box = net.switch("sw1", net.access("GigabitEthernet1", 40), net.trunk("Te1", "10,40"))
    whole = network(camera, *parts, boxes=[box], judged=[f"mac:{CAM}"])
    other = network(camera, *parts, boxes=[box], judged=[f"mac:{CAM}"], shuffled=seed)
    assert (whole.bridges, whole.read.layer2) == (other.bridges, other.read.layer2)
    for one in whole.of():
        assert one.kind in BRIDGES
        assert one.detail
        assert not one.detail.endswith(".")
        assert one.trail


def test_what_others_were_learned_on_does_not_matter() -> None:
    others = [
        see(f"mac:00:1b:21:00:{n >> 8:02x}:{n & 255:02x}", ("switch.port", f"sw9/Gi{n}"), ("switch.vlan", "40"))
        for n in range(300)
    ]
    found = network(pl.concat(others), told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3")), ARP))
    assert found.layer2().port == "sw1/Gi1/0/3"
