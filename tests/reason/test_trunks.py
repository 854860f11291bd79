"""How far a VLAN goes, and where it meets the core."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.reason.networks import access, clock, lldp, status, switch, switched, told, trunk

from camcensus.reason import devices, trunks, wired
from camcensus.reason.switches import Switches
from camcensus.reason.trunks import Layer, Walked
from camcensus.wire import spans
from camcensus.wire.config.values import Box

CORE = spans.one(10)
CAMERAS = access("GigabitEthernet1/0/3", 40)
UP = "GigabitEthernet1/0/48"
TO_CORE = lldp("sw1", ("Gi1/0/48", "core.example", "Te1/1", "B,R"))


def walk(*texts: str, boxes: tuple[Box, ...], core: spans.Spans = CORE, start: str = "sw1") -> Walked:
    observed = told(clock("sw1"), *(texts or (status("sw1", ("Gi1/0/3", "connected", "40")),)))
    ports = observed["subject"].str.starts_with("switchport:")
    seen = wired.read(devices.join(observed.filter(~ports)).seen, observed.filter(ports))
    return Layer(Switches({"main": {box.name: box for box in boxes}}, seen.told), seen).walk("main", start, 40, core)


def details(found: Walked) -> list[tuple[str, str]]:
    return [(one.kind, one.detail) for one in found.joints]


def test_a_switch_of_cameras_alone_leads_nowhere() -> None:
    assert walk(boxes=(switch("sw1", CAMERAS),)) == Walked()


def test_a_trunk_to_what_is_not_known_leaks() -> None:
    found = walk(boxes=(switch("sw1", CAMERAS, trunk(UP, "10,40")),))
    (joint,) = found.joints
    assert (joint.kind, joint.other) == ("leaking-trunk", "sw1/Gi1/0/48")
    assert joint.detail == (
        "sw1/Gi1/0/48 is a trunk to something of which nothing is known, and carries VLAN 40 together with VLAN 10 of "
        "the core"
    )
    assert "read 'show lldp neighbors detail' of sw1" in found.missing[0]
    assert [one.title for one in found.joints[0].trail] == ["sw1", "sw1/Gi1/0/48", "not known"]


def test_a_trunk_without_a_list_carries_whatever_the_core_is() -> None:
    (joint,) = walk(boxes=(switch("sw1", CAMERAS, trunk(UP)),), core=()).joints
    assert "together with every other VLAN, for it has no list of allowed VLANs" in joint.detail


@pytest.mark.parametrize(
    "port", [trunk(UP, "20,40"), trunk(UP, "10,20"), access(UP, 40), trunk("Port-channel1", "10,40")]
)
def test_what_carries_not_both_does_not_leak(port: str) -> None:
    assert walk(boxes=(switch("sw1", CAMERAS, port),)).joints == ()


def test_a_trunk_of_cameras_alone_to_what_is_not_known_is_missing() -> None:
    found = walk(boxes=(switch("sw1", CAMERAS, trunk(UP, "40")),))
    assert found.joints == ()
    (missing,) = found.missing
    assert missing == (
        "what is at the other end of sw1/Gi1/0/48, a trunk with VLAN 40, is not told: read "
        "'show lldp neighbors detail' of sw1"
    )


def test_a_trunk_to_which_nothing_is_connected_does_not_leak() -> None:
    shown = status("sw1", ("Gi1/0/48", "notconnect", "1"))
    assert walk(shown, boxes=(switch("sw1", CAMERAS, trunk(UP, "10,40")),)) == Walked()


def test_a_trunk_to_an_access_point_leaks_and_says_to_whom() -> None:
    found = walk(lldp("sw1", ("Gi1/0/48", "ap7", "eth0", "B,W")), boxes=(switch("sw1", CAMERAS, trunk(UP, "10,40")),))
    (joint,) = found.joints
    assert "is a trunk to the access point ap7," in joint.detail
    assert joint.last == datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert found.missing == ()


def test_a_switch_whose_configuration_was_not_read_is_missing() -> None:
    found = walk(TO_CORE, boxes=(switch("sw1", CAMERAS, trunk(UP, "10,40")),))
    assert found.joints == ()
    (missing,) = found.missing
    assert missing == (
        "sw1/Gi1/0/48 carries VLAN 40 on to core.example, whose configuration is not in the log: read its "
        "'show running-config'"
    )


def test_the_first_switch_that_was_not_read_is_missing() -> None:
    assert walk(boxes=()).missing == (trunks.not_read("sw1", 40),)


def test_a_trunk_between_two_switches_that_agree_is_no_bridge() -> None:
    boxes = (switch("sw1", CAMERAS, trunk(UP, "10,40")), switch("core", trunk("Te1/1", "10,40"), access("Te1/2", 10)))
    assert walk(TO_CORE, boxes=boxes) == Walked()


def test_a_router_ends_the_walk() -> None:
    router = switch("core", "interface Te1/1\n no switchport\n ip address 10.9.0.1 255.255.255.0\n!\n")
    assert walk(TO_CORE, boxes=(switch("sw1", CAMERAS, trunk(UP, "10,40")), router)) == Walked()


@pytest.mark.parametrize(
    ("mine", "other", "joined"),
    [
        (trunk(UP, "40,50", native=40), trunk("Te1/1", "10,50", native=10), True),
        (access(UP, 40), access("Te1/1", 10), True),
        (access(UP, 40), trunk("Te1/1", "10,50", native=10), True),
        (trunk(UP, "40,50", native=50), trunk("Te1/1", "10,40", native=10), False),
        (trunk(UP, "40,50", native=40), trunk("Te1/1", "50", native=10), False),
        (trunk(UP, "40", native=40), access("Te1/1", 40), False),
    ],
)  # fmt: skip
def test_two_ends_that_differ_join_two_vlans(mine: str, other: str, joined: bool) -> None:
    found = walk(TO_CORE, boxes=(switch("sw1", CAMERAS, mine), switch("core", other)))
    assert [kind for kind, _ in details(found)] == ["native-mismatch"] * joined
    assert found.missing == ()
    if joined:
        assert found.joints[0].detail == (
            "sw1/Gi1/0/48 sends VLAN 40 without a tag, and core/Te1/1 at the other end takes that for VLAN 10 of the "
            "core"
        )
        assert [one.title for one in found.joints[0].trail] == ["sw1", "sw1/Gi1/0/48", "core/Te1/1"]


def test_a_line_that_only_the_other_end_told_of() -> None:
    text = lldp("core", ("Te1/1", "sw1", "Gi1/0/48", "B"))
    boxes = (switch("sw1", CAMERAS, access(UP, 40)), switch("core", access("Te1/1", 10)))
    assert [kind for kind, _ in details(walk(text, boxes=boxes))] == ["native-mismatch"]


def test_a_line_whose_other_end_is_not_told_is_missing_and_walked_on() -> None:
    text = lldp("sw1", ("Gi1/0/48", "core", "uplink", "B"))
    boxes = (
        switch("sw1", CAMERAS, trunk(UP, "10,40")),
        switch("core", trunk("Te1/1", "10,40"), trunk("Te1/2", "10,40")),
    )
    found = walk(text, boxes=boxes)
    assert "which port of core is at the other end of sw1/Gi1/0/48 is not told" in found.missing[0]
    assert {one.other for one in found.joints} == {"core/Te1/1", "core/Te1/2"}


def test_a_leak_two_switches_away_is_found() -> None:
    boxes = (
        switch("sw1", CAMERAS, trunk(UP, "40")),
        switch("core", trunk("Te1/1", "10,40"), trunk("Te1/2", "10,40")),
    )
    (joint,) = walk(TO_CORE, boxes=boxes).joints
    assert joint.other == "core/Te1/2"
    assert [one.title for one in joint.trail] == [
        "sw1",
        "sw1/Gi1/0/48",
        "core/Te1/1",
        "core",
        "core/Te1/2",
        "not known",
    ]


def test_a_ring_of_switches_ends() -> None:
    text = lldp("sw1", ("Gi1/0/48", "core", "Te1/1", "B")) + lldp("core", ("Te1/2", "sw1", "Gi1/0/47", "B"))
    boxes = (
        switch("sw1", CAMERAS, trunk(UP, "40"), trunk("GigabitEthernet1/0/47", "40")),
        switch("core", trunk("Te1/1", "40"), trunk("Te1/2", "40")),
    )
    assert walk(text, boxes=boxes) == Walked()


def test_lines_that_are_not_understood_are_missing() -> None:
    assert "sw1: lines that are not understood" in walk(boxes=(switch("sw1", CAMERAS, more="flurb 7\n"),)).missing[0]


def test_vlans_are_shown_as_switches_write_them() -> None:
    assert trunks.shown((10, 11, 20, 31)) == "10, 20-30"
    assert trunks.shown(tuple(range(60))).endswith(" ...")
    assert trunks.shown(()) == ""


def test_what_switches_show_of_their_ports_is_walked_as_well() -> None:
    mine = switched("sw1", ("Gi1/0/3", "static access", 40, "ALL"), ("Gi1/0/48", "trunk", 40, "40,50"))
    other = switched("core", ("Te1/1", "trunk", 10, "10,50"))
    found = walk(mine, clock("core"), other, TO_CORE, boxes=())
    assert [kind for kind, _ in details(found)] == ["native-mismatch"]
    assert found.missing == ()
    (leak,) = walk(mine.replace("40,50", "10,40"), boxes=()).joints
    assert (leak.kind, leak.last) == ("leaking-trunk", datetime(2026, 11, 10, 12, tzinfo=UTC))


def test_a_switch_of_which_one_port_alone_was_shown_is_missing() -> None:
    one = switched("sw1", ("Gi1/0/3", "static access", 40, "ALL"), asked="Gi1/0/3 ")
    assert walk(one, boxes=()).missing == (trunks.not_read("sw1", 40),)
