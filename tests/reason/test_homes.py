"""Boxes with a leg in two networks."""

from __future__ import annotations

import polars as pl
import pytest
from tests.reason.networks import CAM, CAM2, USERS, Network, arp, clock, estate, lldp, network, switch, told
from tests.support import see

from camcensus.reason import homes
from camcensus.reason.homes import Home
from camcensus.reason.topology import About
from camcensus.wire import spans
from camcensus.wire.config.values import Box, Interface

SERIAL = ("serial.number", "ABC12345")
RECORDER = "serial:ABC12345"
LEGS = [see("ip:10.0.1.9", SERIAL), see("ip:10.0.2.9", SERIAL)]
CAMERA = see("ip:10.0.1.5", ("mac", CAM))


def found(*parts: pl.DataFrame, **more: object) -> Network:
    return network(*parts, judged=[f"mac:{CAM}"], **more)  # type: ignore[arg-type]


def test_a_recorder_with_a_leg_in_the_core_is_a_bridge_of_itself_and_may_be_one_of_its_cameras() -> None:
    net = found(*LEGS, CAMERA, recorders=[RECORDER])
    (own,) = net.of(RECORDER)
    assert (own.kind, own.certain, own.detail) == (
        "dual-homed", True, "it has 10.0.2.9 in the core and 10.0.1.9 outside",
    )  # fmt: skip
    assert own.last is not None
    (shared,) = net.of()
    assert (shared.kind, shared.certain, shared.other) == ("dual-homed", False, "10.0.1.9")
    assert shared.detail == (
        "10.0.1.9 has 10.0.1.9 in its network 10.0.1.0/24 and 10.0.2.9 in the core: it may pass on what it is sent"
    )
    assert [(one.kind, one.title) for one in shared.trail] == [
        ("device", "10.0.1.5"), ("network", "10.0.1.0/24"), ("device", "10.0.1.9"), ("network", "core network"),
    ]  # fmt: skip


def test_a_server_that_is_not_judged_is_a_bridge_as_well() -> None:
    assert found(*LEGS, CAMERA).kinds() == [("dual-homed", False)]


def test_a_camera_in_another_network_has_nothing_to_do_with_it() -> None:
    assert found(*LEGS, see("ip:10.0.7.5", ("mac", CAM))).kinds() == []


def test_that_it_moved_is_possible_where_both_were_not_at_one_time() -> None:
    parts = [see("ip:10.0.1.9", SERIAL, at="2026-11-07"), see("ip:10.0.2.9", SERIAL, at="2026-11-10", position=2)]
    (own,) = found(*parts, CAMERA, recorders=[RECORDER]).of(RECORDER)
    assert not own.certain
    assert "it may have moved" in own.detail


def test_a_certificate_alone_makes_nothing_certain() -> None:
    cert = ("tls.spki_sha256", "ab" * 32)
    name = f"cert:{'ab' * 32}"
    (own,) = found(see("ip:10.0.1.9", cert), see("ip:10.0.2.9", cert), CAMERA, recorders=[name]).of(name)
    assert (own.certain, "only a certificate" in own.detail) == (False, True)


@pytest.mark.parametrize("core", ["2001:db8::9", "fe80::9", "169.254.3.4"])
def test_one_interface_has_addresses_of_both_families(core: str) -> None:
    one = About(
        device="d", label="d", realm="main", site="hq", kind="", judged=True, has_mac=True,
        addresses=spans.union(spans.one(spans.address(text)) for text in ("10.0.1.9", core)),
    )  # fmt: skip
    assert homes.legs(one, spans.network(f"{core}/128" if ":" in core else core)) == ((), ())


def test_a_switch_or_a_router_is_asked_for_its_rules_instead() -> None:
    serial = [see(f"ip:10.0.{n}.1", ("serial.number", "ROUTER77")) for n in (1, 2)]
    inner = "interface Vlan40\n ip address 10.0.1.1 255.255.255.0\n!\n"
    assert found(*serial, CAMERA).kinds() == [("dual-homed", False)]
    assert found(*serial, CAMERA, boxes=[switch("core", inner)]).kinds() == []
    heard = told(lldp("sw1", ("Gi1/0/48", "core", "Te1/1", "B,R")))
    same = see("mac:00:10:0d:e0:e2:20", ("serial.number", "ROUTER77"))
    assert found(*serial, CAMERA, heard, same).kinds() == []


def test_neighbouring_interfaces_of_which_one_is_in_the_core() -> None:
    near = "c0:56:e3:5b:4d:78"
    parts = [
        see("ip:10.0.1.9", ("mac", CAM2), ("fact.hostname", "yard-nvr")),
        see("ip:10.0.2.9", ("mac", near), ("fact.hostname", "yard-nvr")),
    ]
    net = network(*parts, CAMERA, judged=[f"mac:{CAM}"], recorders=[f"mac:{CAM2}", f"mac:{near}"])
    (own,) = net.of(f"mac:{CAM2}")
    assert (own.kind, own.certain, own.other) == ("one-box", False, "10.0.2.9")
    assert "10.0.2.9, which has 10.0.2.9 in the core, are probably one box" in own.detail
    assert net.of(f"mac:{near}") == []
    (shared,) = net.of()
    assert (shared.kind, shared.certain, shared.other) == ("one-box", False, "10.0.1.9")


def test_a_mark_that_names_nobody_says_nothing() -> None:
    marks = [(f"mac:{CAM}", "neighbouring-macs", "nobody"), (f"mac:{CAM}", "dual-homed", ", ,x")]
    assert network(CAMERA, judged=[f"mac:{CAM}"], doubts=marks).kinds() == []


def test_addresses_in_two_zones_may_be_a_way_round() -> None:
    parts = [see("ip:10.0.1.9", SERIAL), see("ip:10.0.3.9", SERIAL)]
    (own,) = network(*parts, judged=[RECORDER], of=estate(USERS)).of(RECORDER)
    assert (own.kind, own.certain) == ("dual-homed", False)
    assert "10.0.1.9 in cameras and 10.0.3.9 in users" in own.detail
    assert network(*parts, judged=[RECORDER]).of(RECORDER) == []


def test_the_narrowest_network_that_is_stated_holds_an_address() -> None:
    inner = "interface Vlan40\n ip address 10.0.1.1 255.255.255.128\n!\n"
    known = homes.networks(estate(), {"main": {"core": switch("core", inner)}})["main"]
    assert homes.network_of("10.0.1.5", known) == "10.0.1.0/25"
    assert homes.network_of("10.0.1.200", known) == "10.0.1.0/24"
    assert homes.network_of("10.7.1.200", known) == "10.7.1.0/24"
    assert homes.network_of("2001:db8::5", None) == "2001:db8::/64"


def test_an_interface_with_an_address_that_is_none_has_no_network() -> None:
    odd = Box(name="x", dialect="y", interfaces=(Interface(name="a", addresses=("dhcp", "10.7.1.1/25", "::1/64")),))
    known = homes.networks(estate(), {"main": {"x": odd}, "other": {"x": odd}})
    assert homes.network_of("10.7.1.5", known["main"]) == homes.network_of("10.7.1.5", known["other"]) == "10.7.1.0/25"


def test_an_arp_table_shows_a_leg_as_well() -> None:
    text = clock("fw") + arp("fw", ("10.0.1.5", CAM, 40), ("10.0.2.5", CAM, 10))
    (own,) = network(told(text), judged=[f"mac:{CAM}"]).of()
    assert (own.kind, own.certain) == ("dual-homed", True)


def test_a_home_shows_both_of_one_box() -> None:
    home = Home(
        kind="one-box", device="d", label="a", other="b", realm="main", core=("10.0.2.9",), outside=("10.0.1.9",),
        certain=False, why="x",
    )  # fmt: skip
    assert home.station.title == "a and b"
