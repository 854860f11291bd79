"""What the core is at each site."""

from __future__ import annotations

from dataclasses import replace

from tests.reason.networks import CAMERAS, CORE, estate, switch

from camcensus.reason import core_vlans
from camcensus.wire import spans
from camcensus.wire.config.values import Box, Interface


def test_addresses_and_vlans_as_they_are_stated() -> None:
    core = core_vlans.find(estate(), {})
    assert core.spans == {"main": spans.network("10.0.2.0/24")}
    assert core.vlans_of("main", "hq") == (10, 11)
    assert core.vlans_of("main", "") == (10, 11)
    assert core.vlans_of("main", "elsewhere") == core.vlans_of("other", "hq") == core.vlans_of("other", "") == ()


def test_an_interface_with_an_address_in_the_core_tells_its_vlan() -> None:
    inner = "interface Vlan{0}\n ip address 10.0.{1}.1 255.255.255.0\n!\n"
    box = switch("core", inner.format(12, 2), inner.format(40, 1))
    assert core_vlans.find(estate(core=replace(CORE, vlans=())), {"main": {"core": box}}).vlans_of("main", "hq") == (
        12,
        13,
    )
    assert core_vlans.find(estate(core=replace(CORE, vlans=())), {"other": {"core": box}}).vlans_of("main", "hq") == ()


def test_an_address_that_is_none_tells_nothing() -> None:
    box = Box(name="x", dialect="y", interfaces=(Interface(name="Vlan12", addresses=("dhcp", "10.0.2.300/24")),))
    assert core_vlans.find(estate(), {"main": {"x": box}}).vlans_of("main", "hq") == (10, 11)


def test_a_zone_of_cameras_within_the_core_is_none_of_it() -> None:
    wide = replace(CORE, cidrs=("10.0.0.0/8",))
    core = core_vlans.find(estate(core=wide), {}).spans["main"]
    assert spans.size(core) == (1 << 24) - 256
    assert not spans.holds(core, spans.address("10.0.1.5"))


def test_a_number_means_one_vlan_only_where_there_is_one_site() -> None:
    two = estate(replace(CORE, id="b", site="b", cidrs=("10.0.9.0/24",), vlans=(40,)), sites=("hq", "b"))
    core = core_vlans.find(two, {})
    assert (core.vlans_of("main", "hq"), core.vlans_of("main", "b")) == ((10, 11), (40, 41))
    assert core.vlans_of("main", "") == (10, 11, 40, 41)
    assert core.is_sure("main", "hq")
    assert not core.is_sure("main", "")
    assert core_vlans.find(estate(), {}).is_sure("main", "")


def test_a_zone_of_no_site_there_is_is_left_out() -> None:
    assert core_vlans.find(estate(replace(CAMERAS, id="x", site="none", kind="core")), {}).sites == {"main": ("hq",)}
