from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _switch_rows as rows

LONDON = ZoneInfo("Europe/London")


def test_columns_of_all_names() -> None:
    one = rows.seen(
        {"destination_address": "c056.e35b.4d11", "vlan_id": "30", "destination_port": "Gi1/0/3", "type": "DYNAMIC"}
    )
    assert (one.mac, one.vlan, one.port, one.kind) == ("c0:56:e3:5b:4d:11", "30", "Gi1/0/3", "dynamic")
    other = rows.seen({"address": "10.0.0.5", "hardware_address": "Incomplete", "interface": "Vlan30"})
    assert (other.ip, other.mac, other.vlan, other.port) == ("10.0.0.5", "", "30", "")


def test_many_cast_addresses_are_of_nobody() -> None:
    assert rows.seen({"mac_address": "0100.0ccc.cccc", "port": "Gi1/0/3"}).mac == ""


@pytest.mark.parametrize(
    "name", ["axis-b8a44f5b4d12", "SEPB8A44F5B4D12", "b8-a4-4f-5b-4d-12", "B8A44F5B4D12.fenwick.example"]
)
def test_an_ethernet_address_in_a_name(name: str) -> None:
    assert rows.neighbour({"neighbor_name": name, "local_interface": "Gi1/0/9"}).mac == "b8:a4:4f:5b:4d:12"


def test_what_a_neighbour_does_not_say_is_nothing() -> None:
    one = rows.neighbour({"neighbor_name": "- not advertised", "mgmt_address": "n/a", "chassis_id": "b8a4.4f5b.4d12"})
    assert (one.name, one.ip, one.mac) == ("", "", "b8:a4:4f:5b:4d:12")


def test_power_is_told_where_it_flows() -> None:
    on = rows.port(
        {"interface": "Gi1/0/3", "operational_status": "on", "power": "12.9", "device": "AXIS P3245", "class": "3"}
    )
    off = rows.port(
        {"interface": "Gi1/0/4", "operational_status": "off", "power": "0.0", "device": "n/a", "class": "n/a"}
    )
    assert (on.poe_watts, on.poe_device, on.poe_class) == ("12.9", "AXIS P3245", "3")
    assert (off.poe_watts, off.poe_device, off.poe_class) == ("", "", "")


NOON = datetime(2024, 2, 29, 14, 23, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lines", "quality"),
    [
        (["14:23:45.123 GMT Thu Feb 29 2024"], "exact"),
        (["Time source is NTP", "14:23:45.123 UTC Thu Feb 29 2024"], "exact"),
        (["*14:23:45.123 UTC Thu Feb 29 2024"], "device-clock"),
        (["Thu Feb 29 14:23:45 2024"], "local-guessed"),
        (["Thu Feb 29 14:23:45 2024", "Timezone: UTC"], "exact"),
        (["14:23:45 UTC Thu 02/29/2024"], "exact"),
        (["2024-02-29 14:23:45+00:00"], "exact"),
        (["2024-02-29 16:23:45+02:00"], "exact"),
        (["2024-02-29 14:23:45 UTC"], "exact"),
    ],
)
def test_clocks(lines: list[str], quality: str) -> None:
    found = rows.clock(lines, LONDON)
    assert (found.at, found.quality) == (NOON, quality)


@pytest.mark.parametrize(
    "line", ["", "99:99:99 UTC Thu Feb 29 2024", "14:23:45 UTC Thu Foo 29 2024", "2024-02-30 14:23:45"]
)
def test_what_is_no_clock(line: str) -> None:
    assert rows.clock([line], LONDON).at is None


@given(
    st.dictionaries(
        st.sampled_from(["mac_address", "ip_address", "port", "vlan_id", "neighbor_name", "status", "power"]),
        st.text(max_size=60),
    )
)
def test_any_row_says_something_or_nothing(cells: dict[str, str]) -> None:
    assert len(rows.seen(cells).mac) in (0, 17)
    assert len(rows.neighbour(cells).mac) in (0, 17)
    assert isinstance(rows.port(cells).port, str)


@pytest.mark.parametrize(
    ("cells", "mode", "allowed"),
    [
        ({"mode": "static access", "trunking_vlans": "ALL"}, "access", "all"),
        ({"mode": "trunk (member of bundle Po1)", "trunking_vlans": "10, 20-30"}, "trunk", "10,20-30"),
        ({"mode": "trunk", "trunking_vlans": "1-4094"}, "trunk", "all"),
        ({"mode": "trunk", "trunking_vlans": "NONE"}, "trunk", "none"),
        ({"mode": "trunk", "trunking_vlans": "10,x"}, "trunk", ""),
        ({"mode": "down", "switchport": "Enabled"}, "down", ""),
        ({"mode": "down", "switchport": "Disabled"}, "routed", ""),
        ({}, "", ""),
    ],
)
def test_how_a_port_is_switched(cells: dict[str, str], mode: str, allowed: str) -> None:
    one = rows.switched(
        {"interface": "GigabitEthernet1/0/3", "access_vlan": "40", "native_vlan": "unassigned", **cells}
    )
    assert (one.port, one.mode, one.allowed, one.access, one.native) == ("Gi1/0/3", mode, allowed, "40", "")
