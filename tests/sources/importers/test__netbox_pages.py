from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context
from tests.sources.importers.kept import BUILDS

from camcensus.sources.importers import _netbox_pages as pages
from camcensus.sources.importers._cameras import Verdict
from camcensus.sources.importers._json_records import Record
from camcensus.sources.importers._netbox import Taker
from camcensus.sources.importers._netbox_pages import Survey
from camcensus.sources.reading.gathered import Gathered

SERVER = "https://netbox.example/api/"
DEVICE = {"id": 1, "name": "box", "role": {"name": "Security"}, "site": {"name": "Fenwick House"}}
KEYS = (
    "id", "name", "site", "device", "address", "mac_address", "mac_addresses", "vlan", "vid", "scope", "scope_type",
    "scope_id", "status", "value", "role", "primary_ip4", "results", "url", "custom_fields", "sensitive",
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
)


def surveyed(*given: dict[str, Any], known: frozenset[str] = frozenset()) -> Survey:
    survey = Survey(Taker(Gathered(context(Path("a.json"), known=known, builds=BUILDS), "importer:test@1")))
    for content in given:
        survey.note(Gathered(context(Path("a.json")), "importer:test@1"), Record(where="", content=content, data=b""))
    return survey


def page(endpoint: str, *results: dict[str, Any]) -> dict[str, Any]:
    return {"endpoint": endpoint, "results": list(results)}


def interface(mac: str, device: int = 1) -> dict[str, Any]:
    return page("dcim/interfaces", {"id": 9, "device": {"id": device}, "mac_address": mac, "description": "camera 3"})


def address(text: str, name: str = "") -> dict[str, Any]:
    assigned = {"device": {"id": 1, "name": "box"}}
    return page("ipam/ip-addresses", {"id": 8, "address": text, "dns_name": name, "assigned_object": assigned})


def test_the_kind_of_an_object_is_the_pages_or_in_its_own_address() -> None:
    mixed: dict[str, object] = {"results": [{"id": 1, "url": f"{SERVER}dcim/sites/1/"}, {"id": 2}, "x"]}
    assert [kind for kind, _ in pages.objects(mixed)] == ["dcim/sites", ""]
    assert [kind for kind, _ in pages.objects({**mixed, "endpoint": "ipam/vlans"})] == ["ipam/vlans"] * 2


def test_versions_keep_ethernet_addresses_in_three_places() -> None:
    one, two = "00:40:8c:00:00:01", "00:40:8c:00:00:02"
    assert pages.macs({"mac_address": one}) == [one]
    assert pages.macs({"mac_address": one, "primary_mac_address": {"mac_address": one}, "mac_addresses": [
        {"mac_address": two}]}) == [one, two]  # fmt: skip
    assert pages.macs({"mac_address": None}) == []


def test_the_device_of_an_address_in_old_versions() -> None:
    assert pages.device_of({"interface": {"device": {"id": 7}}}) == "7"
    assert pages.device_of({"assigned_object": {"virtual_machine": {"id": 7}}}) == ""


@pytest.mark.parametrize(
    ("more", "known", "verdict"),
    [
        ([], frozenset(), Verdict.OTHER),
        ([interface("44:19:B6:00:00:01")], frozenset(), Verdict.CAMERA),
        ([interface("00:11:22:33:44:55")], frozenset(), Verdict.OTHER),
        ([interface("00:11:22:33:44:55")], frozenset({"00:11:22:33:44:55"}), Verdict.CAMERA),
        ([interface("44:19:B6:00:00:01", device=2)], frozenset(), Verdict.OTHER),
        ([address("10.0.0.5/24")], frozenset({"10.0.0.5"}), Verdict.CAMERA),
        ([address("10.0.0.9/24", "cam-9.example")], frozenset(), Verdict.CAMERA),
        ([address("10.0.0.9/24", "fw-9.example")], frozenset(), Verdict.OTHER),
    ],
)
def test_what_a_device_is_can_stand_in_another_page(
    more: list[dict[str, Any]], known: frozenset[str], verdict: Verdict
) -> None:
    for order in ([page("dcim/devices", DEVICE), *more], [*more, page("dcim/devices", DEVICE)]):
        found = surveyed(*order, known=known).device("1")
        assert found is not None
        assert found.verdict is verdict


def test_a_switch_of_a_maker_of_cameras_is_a_switch_until_the_network_shows_more() -> None:
    switch = page("dcim/devices", {**DEVICE, "role": {"name": "Switch"}})
    mac = interface("44:19:B6:00:00:01")
    for known, verdict in ((frozenset(), Verdict.OTHER), (frozenset({"44:19:b6:00:00:01"}), Verdict.CAMERA)):
        found = surveyed(switch, mac, known=known).device("1")
        assert found is not None
        assert found.verdict is verdict


def test_devices_of_one_name_are_told_apart() -> None:
    survey = surveyed(page("dcim/devices", DEVICE, {**DEVICE, "id": 2}, {"id": 3}, {"id": 4, "asset_tag": "A-4"}))
    names = [found.name for number in "1234" if (found := survey.device(number))]
    assert names == ["box", "box / netbox 2", "netbox 3", "A-4"]
    assert survey.device("5") is None


@pytest.mark.parametrize(
    ("prefix", "site"),
    [
        ({"site": {"id": 1, "name": "Fenwick House"}}, "Fenwick House"),
        ({"scope_type": "dcim.site", "scope_id": 1}, "Fenwick House"),
        ({"scope_type": "dcim.site", "scope": {"id": 7, "name": "Elsewhere"}}, "Elsewhere"),
        ({"scope_type": "dcim.location", "scope_id": 5}, "Calder Court"),
        ({"scope_type": "dcim.location", "scope_id": 6}, ""),
        ({"scope_type": "dcim.region", "scope_id": 1}, ""),
        ({"vlan": {"id": 3, "vid": 40}}, "Fenwick House"),
        ({"scope_type": "dcim.region", "scope_id": 1, "vlan": {"id": 3}}, ""),
        ({}, ""),
    ],
)
def test_the_ways_from_a_network_to_its_site(prefix: dict[str, Any], site: str) -> None:
    survey = surveyed(
        page("dcim/sites", {"id": 1, "name": "Fenwick House"}),
        page("dcim/locations", {"id": 5, "site": {"name": "Calder Court"}}),
        page("ipam/vlans", {"id": 3, "vid": 40, "site": {"name": "Fenwick House"}}),
    )
    assert survey.site_of(prefix) == site


def test_fields_of_the_owners_own_are_read_as_far_as_they_are_known() -> None:
    own = {"sensitive": True, "controller": {"value": "l", "label": "Landlord"}, "holds_secret": "no", "other": 7}
    cells = pages.site({"name": "A", "custom_fields": own})
    assert cells == {"name": "A", "sensitive": "yes", "controller": "Landlord", "holds_secret": "no"}


@given(st.dictionaries(st.text(max_size=8), JSON, max_size=5), JSON)
def test_any_object_is_read(one: dict[str, Any], other: Any) -> None:
    for content in (
        one,
        {"endpoint": "dcim/devices", "results": other},
        {"endpoint": "dcim/interfaces", "results": other},
    ):
        survey = surveyed(content)
        for _, each in pages.objects(content):
            survey.site_of(each)
    for read in (pages.site, pages.device, pages.ips, pages.macs, pages.device_of):
        read(one)
    pages.network(one, "A")
