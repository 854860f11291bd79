"""What switches told of their ports."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.reason.networks import CAM, PC, clock, lldp, macs, status, switched, told
from tests.support import log, see

from camcensus.model.frames import empty
from camcensus.reason import devices, wired
from camcensus.reason.wired import Answer, Wired

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
PLACE = ("main", "sw1/Gi1/0/3")


def read(*parts: pl.DataFrame) -> Wired:
    observed = log(parts)
    ports = observed["subject"].str.starts_with("switchport:")
    return wired.read(devices.join(observed.filter(~ports)).seen, observed.filter(ports))


def learned(found: Wired) -> list[tuple[str, str, int | None, str, Answer]]:
    every = found.current(found.learned["device"].to_list())
    return sorted((one.name, one.port, one.vlan, one.how, one.answer) for many in every.values() for one in many)


def test_a_table_is_known_by_the_moment_it_was_given() -> None:
    found = read(told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/3"))))
    answer = Answer(NOON, 0)
    assert learned(found) == [(mac, "sw1/Gi1/0/3", 40, "table", answer) for mac in (PC, CAM)]
    assert found.counts == {(PLACE, answer): (2, "")}
    assert sorted(one.name for one in found.beside([(PLACE, answer)])[PLACE, answer]) == [PC, CAM]


def test_without_a_clock_it_is_known_by_its_file() -> None:
    found = read(told(macs("sw1", (40, CAM, "Gi1/0/3")), position=7))
    assert learned(found)[0][4] == Answer(None, 7)
    assert found.undated == {PLACE: 1}


def test_the_clock_of_a_device_that_nobody_set_orders_nothing() -> None:
    odd = clock("sw1").replace("12:00:00", "*12:00:00")
    assert learned(read(told(odd, macs("sw1", (40, CAM, "Gi1/0/3")), position=7)))[0][4] == Answer(None, 7)


def test_of_what_bears_a_time_the_newest_week_counts_and_before_what_bears_none() -> None:
    parts = [
        told(clock("sw1", 1), macs("sw1", (40, CAM, "Gi1/0/1"))),
        told(clock("sw1", 9), macs("sw1", (40, CAM, "Gi1/0/2")), position=2),
        told(clock("sw1", 10), macs("sw1", (40, CAM, "Gi1/0/3")), position=3),
        told(macs("sw1", (40, CAM, "Gi1/0/4")), position=4),
    ]
    assert [port for _, port, *_ in learned(read(*parts))] == ["sw1/Gi1/0/2", "sw1/Gi1/0/3"]


def test_who_announced_itself() -> None:
    found = read(told(lldp("sw1", ("Gi1/0/3", "core.example", "Te1/0/1", "B,R"), ("Gi1/0/4", "ap7", "eth0", "B,W"))))
    (core,), (point,) = found.near[PLACE], found.near["main", "sw1/Gi1/0/4"]
    assert (core.name, core.facing, core.passes_on, core.wireless) == (
        "core.example",
        ("Te1/0/1", "Te1/0/1"),
        True,
        False,
    )
    assert (point.passes_on, point.wireless) == (True, True)
    assert found.of(PLACE).passing == {"core.example"}
    assert found.passing == {core.device, point.device}


def test_the_state_of_a_port() -> None:
    rows = (("Gi1/0/3", "connected", "40"), ("Gi1/0/4", "notconnect", "trunk"), ("Gi1/0/5", "connected", "routed"))
    found = read(told(clock("sw1"), status("sw1", *rows)))
    kinds = [found.of(("main", f"sw1/{port}")) for port, _, _ in rows]
    assert [(one.number, one.is_trunk, one.is_down) for one in kinds] == [
        (40, False, False), (None, True, True), (None, False, False),
    ]  # fmt: skip
    assert found.of(("main", "sw1/Gi9")) == wired.Told()


def test_the_newest_state_counts_however_files_are_read() -> None:
    parts = [told(clock("sw1", day), status("sw1", ("Gi1/0/3", "connected", vlan)), position=position)
             for day, vlan, position in ((9, "10", 2), (10, "40", 1))]  # fmt: skip
    assert read(*parts).of(PLACE).number == 40


def test_a_table_of_which_a_part_was_asked_for_says_so() -> None:
    found = read(told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3"), asked=" vlan 40")))
    assert found.counts[PLACE, Answer(NOON, 0)] == (1, "only vlan 40 was asked for")


@pytest.mark.parametrize("port", ["", "/", "sw1", "sw1/", "/Gi1"])
def test_what_is_no_port_is_left_out(port: str) -> None:
    parts = [
        see(f"mac:{CAM}", ("switch.port", port), ("switch.vlan", "40")),
        see(f"switchport:{port}", ("switch.macs", "1")),
    ]
    found = read(*parts)
    assert found.learned.is_empty()
    assert found.counts == {}


@pytest.mark.parametrize("vlan", ["0", "4095", "-1", "99999999999999999999", "x", "4e1"])
def test_what_is_no_vlan_is_none(vlan: str) -> None:
    parts = [see(f"mac:{CAM}", ("switch.port", "sw1/3"), ("switch.vlan", vlan)),
             see("switchport:sw1/3", ("switch.vlan", vlan), ("switch.macs", vlan))]  # fmt: skip
    found = read(*parts)
    assert [one[2] for one in learned(found)] == [None]
    assert found.of(("main", "sw1/3")).number in (None, 40)


def test_nothing_is_nothing() -> None:
    found = wired.read(devices.join(log([])).seen, empty().with_columns(position=pl.lit(0, dtype=pl.Int64)))
    assert found.learned.is_empty()
    assert (dict(found.told), dict(found.counts), dict(found.near)) == ({}, {}, {})
    assert found.current([]) == {}
    assert found.beside([]) == {}


def test_how_a_port_is_switched_is_of_one_answer() -> None:
    old = told(clock("sw1", 9), switched("sw1", ("Gi1/0/3", "trunk", 7, "10,40")))
    new = told(clock("sw1", 10), switched("sw1", ("Gi1/0/3", "static access", 40, "ALL")), position=2)
    carries = read(old, new).of(PLACE).carries
    assert carries == wired.Carries(mode="access", access=40, whole=True, at=NOON)
    trunk = read(old).of(PLACE)
    assert trunk.carries is not None
    assert (trunk.is_trunk, trunk.carries.native, trunk.carries.allowed, trunk.number) == (True, 7, "10,40", None)
    assert read(new).of(PLACE).number == 40


def test_one_port_alone_does_not_show_all() -> None:
    one = read(told(switched("sw1", ("Gi1/0/3", "trunk", 7, "ALL"), asked="Gi1/0/3 "))).of(PLACE).carries
    assert one is not None
    assert (one.whole, one.allowed) == (False, "all")


def test_a_port_that_is_down_by_either_table() -> None:
    assert read(told(switched("sw1", ("Gi1/0/3", "down", 1, "ALL")))).of(PLACE).is_down
