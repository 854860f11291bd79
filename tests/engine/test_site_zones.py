from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine.settings import ZONE_KINDS
from camcensus.engine.site_facts import Network
from camcensus.engine.site_zones import Drafted, drafted


def network(*prefixes: str, vlan: int | None = None, **more: Any) -> Network:
    return Network(prefixes=prefixes, vlans=() if vlan is None else (vlan,), because="a record", **more)


def test_networks_of_one_vlan_are_one_zone() -> None:
    first, second, third = drafted([
        network("10.1.2.0/24", vlan=40), network("10.1.3.0/24", vlan=41),
        network("10.1.4.0/24", "10.1.2.0/24", vlan=40), network("10.1.5.0/24"),
    ])  # fmt: skip
    assert (first.prefixes, first.vlans) == (("10.1.2.0/24", "10.1.4.0/24"), (40,))
    assert (second.prefixes, third.prefixes, third.vlans) == (("10.1.3.0/24",), ("10.1.5.0/24",), ())


def test_one_vlan_number_in_two_vrfs_is_two_zones() -> None:
    parts = [network("10.1.2.0/24", vlan=40, vrf="A"), network("10.1.2.0/24", vlan=40, vrf="B")]
    assert [one.vrf for one in drafted(parts)] == ["A", "B"]
    listed = network(vlan=40, vlan_name="CCTV")
    assert len(drafted([*parts, listed])) == 3  # it may be either's


def test_a_vlan_that_is_listed_without_its_network_is_the_one_that_has_one() -> None:
    listed, placed = network(vlan=40, vlan_name="CCTV"), network("10.1.2.0/24", vlan=40, vrf="A")
    for parts in ([listed, placed], [placed, listed]):
        (one,) = drafted(parts)
        assert (one.prefixes, one.vrf, one.label) == (("10.1.2.0/24",), "A", "cctv")
    assert [one.vlans for one in drafted([listed])] == [(40,)]


def test_a_network_of_several_vlans_stands_alone() -> None:
    several = Network(prefixes=("10.1.2.0/24",), vlans=(40, 41))
    assert [one.vlans for one in drafted([several, network("10.1.3.0/24", vlan=40)])] == [(40, 41), (40,)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"vlan_name": "CCTV"}, "camera"),
        ({"purpose": "Security cameras, roof"}, "camera"),
        ({"purpose": "NVRs"}, "camera"),
        ({"vrf": "VIDEO-SURVEILLANCE"}, "camera"),
        ({"purpose": "CCTV management"}, "camera"),
        ({"purpose": "Device Mgmt"}, "management"),
        ({"purpose": "OOB"}, "management"),
        ({"vlan_name": "Guest-WiFi"}, "outside"),
        ({"purpose": "DMZ"}, "outside"),
        ({"purpose": "Staff"}, "users"),
        ({"purpose": "Campus LAN"}, "users"),
        ({"purpose": "Core network"}, "users"),
        ({"purpose": "Republican Wing"}, "users"),
        ({}, "users"),
        ({"kind": "core"}, "core"),
        ({"kind": "Core", "purpose": "cctv"}, "camera"),
    ],
)
def test_the_kind_is_as_told_and_never_the_core_unless_that_very_word_is_stated(
    words: dict[str, Any], kind: str
) -> None:
    assert Drafted(networks=[network("10.1.2.0/24", **words)]).kind == kind


@pytest.mark.parametrize(
    ("one", "label"),
    [
        (network("10.1.2.0/24", vlan=40, vlan_name="CCTV Ground"), "cctv-ground"),
        (network("10.1.2.0/24", vlan=40), "vlan-40"),
        (network("10.1.2.0/24"), "10-1-2-0-24"),
        (network("2001:db8::/64"), "2001-db8-64"),
        (network("10.1.2.5-10.1.2.9"), "10-1-2-5-10-1-2-9"),
    ],
)
def test_what_a_zone_is_called(one: Network, label: str) -> None:
    assert Drafted(networks=[one]).label == label


@pytest.mark.parametrize(
    ("stated", "expected"),
    [([""], True), (["no"], False), (["no", "yes"], True), (["no", ""], False), (["unknown"], True)],
)
def test_cameras_are_expected_unless_all_say_no(stated: list[str], *, expected: bool) -> None:
    assert Drafted(networks=[network(expected=one) for one in stated]).cameras_expected is expected


def test_what_a_person_should_know() -> None:
    one = Drafted(networks=[network("10.1.2.0/24", vlan_name="CCTV", purpose="roof", vrf="V", status="Reserved"),
                            network("10.1.3.0/24", purpose="roof", status="Active")])  # fmt: skip
    assert one.notes == ("the register says: CCTV, roof", "in VRF V", "its status there is: Reserved", "from a record")


@given(
    st.lists(st.tuples(st.sampled_from([None, 40, 41]), st.sampled_from(["", "A", "B"]), st.integers(0, 3)), max_size=9)
)
def test_no_network_is_lost_or_doubled(given: list[tuple[int | None, str, int]]) -> None:
    networks = [
        network(*(f"10.{number}.{part}.0/24" for part in range(many)), vlan=vlan, vrf=vrf)
        for number, (vlan, vrf, many) in enumerate(given)
    ]
    groups = drafted(networks)
    assert sorted(map(repr, networks)) == sorted(repr(one) for group in groups for one in group.networks)
    assert all(group.kind in ZONE_KINDS for group in groups)
