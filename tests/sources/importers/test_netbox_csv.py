from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import refused, unhurried, write
from tests.sources.importers.kept import OTHER, UNSTATED, left_out, rows, said

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import netbox_csv

DEVICE = {"Name": "cam-1", "Role": "Camera", "Manufacturer": "Axis", "Type": "P3245-LV", "Status": "Active"}
PREFIX = {"Prefix": "10.1.2.0/24", "VRF": "Global", "Status": "Active", "Tenant": "", "Site": "Fenwick House"}
INTERFACE = {"Device": "cam-1", "Name": "eth0", "Enabled": "True", "Type": "1000BASE-T", "MAC Address": ""}
ADDRESS = {
    "IP Address": "10.0.0.9/24",
    "VRF": "",
    "Status": "Active",
    "DNS name": "",
    "Device/VM": "",
    "Description": "",
}


@pytest.mark.parametrize(
    "heading",
    [
        "Name,Make,Model,Serial",
        "Site,Prefix,VLAN",
        "Device,Name,MAC",
        "Name,Slug",
        "ID,Name,Description",
        "IP Address,Status,Description",
        "Camera ID,Site,Location,Make,Model,Serial No,MAC Address,IP Address,Type,Installed,Status",
    ],
)
def test_tables_that_are_not_netboxs(heading: str) -> None:
    assert not netbox_csv.detect(f"{heading}\n".encode())


@unhurried
@given(data=st.binary(max_size=300))
def test_any_bytes_are_told_or_not(data: bytes) -> None:
    assert netbox_csv.detect(data) in (True, False)


def test_devices_that_are_no_cameras_leave_no_trace(tmp_path: Path) -> None:
    path = rows(
        tmp_path, DEVICE, {**DEVICE, "Name": "sw-1", "Role": "Switch"}, {**DEVICE, "Name": "x", "Role": "", "Type": ""}
    )
    whole = said(netbox_csv, path)
    assert whole.subjects() == ["asset:cam-1"]
    assert len(whole.originals) == 1
    assert left_out(netbox_csv, path) == {OTHER: 1, UNSTATED: 1}


def test_all_addresses_of_a_device(tmp_path: Path) -> None:
    row = {**DEVICE, "IPv4 Address": "10.0.0.9/24", "IPv6 Address": "2001:db8::9/64", "OOB IP": "10.9.0.9/24"}
    assert said(netbox_csv, rows(tmp_path, row)).values("fact.ip") == ["10.0.0.9", "2001:db8::9", "10.9.0.9"]


@pytest.mark.parametrize(
    ("changes", "subjects"),
    [
        ({}, ["site:fenwick-house"]),
        ({"Site": "—"}, []),
        ({"Site": "", "VLAN Site": "Calder Court"}, ["site:calder-court"]),
        ({"Site": "", "Scope": "Calder Court", "Scope Type": "DCIM | Site"}, ["site:calder-court"]),
        ({"Site": "", "Scope": "Calder Court", "Scope Type": "dcim.site"}, ["site:calder-court"]),
        ({"Site": "", "Scope": "North", "Scope Type": "DCIM | Region"}, []),
        ({"Site": "", "Scope": "Calder Court"}, ["site:calder-court"]),
    ],
)
def test_a_prefix_is_at_a_site_or_left_out(tmp_path: Path, changes: Mapping[str, str], subjects: list[str]) -> None:
    path = rows(tmp_path, {**PREFIX, **changes})
    assert said(netbox_csv, path).subjects() == subjects
    assert left_out(netbox_csv, path) == ({} if subjects else {"networks that no site has": 1})


@pytest.mark.parametrize(
    ("written", "vlan", "name"), [("CCTV (40)", ["40"], ["CCTV"]), ("40", ["40"], []), ("A (b) (7)", ["7"], ["A (b)"])]
)
def test_a_vlan_is_shown_as_name_and_number(tmp_path: Path, written: str, vlan: list[str], name: list[str]) -> None:
    whole = said(netbox_csv, rows(tmp_path, {**PREFIX, "VLAN": written}))
    assert (whole.values("fact.vlan"), whole.values("fact.vlan_name")) == (vlan, name)


def test_the_global_table_is_no_vrf(tmp_path: Path) -> None:
    whole = said(netbox_csv, rows(tmp_path, PREFIX, {**PREFIX, "VRF": "CCTV"}))
    assert whole.values("fact.vrf") == ["CCTV"]


def test_what_a_switch_says_of_its_ports_makes_it_no_camera(tmp_path: Path) -> None:
    port = {
        **INTERFACE,
        "Device": "sw-1",
        "Name": "Gi0/3",
        "Description": "camera 3",
        "MAC Address": "00:11:22:33:44:03",
    }
    path = rows(tmp_path, port, {**INTERFACE, "Device": "box", "MAC Address": "44:19:B6:00:00:01"})
    assert said(netbox_csv, path).subjects() == ["asset:box"]
    assert left_out(netbox_csv, path) == {"interfaces of hosts that have nothing to do with cameras": 1}


def test_addresses_of_interfaces(tmp_path: Path) -> None:
    row = {**INTERFACE, "MAC Address": "00:40:8C:00:00:01, 00:40:8C:00:00:02", "IP Addresses": "10.0.0.9/24"}
    whole = said(netbox_csv, rows(tmp_path, {**row, "Untagged VLAN": "CCTV (40)", "VRF": "Outer"}))
    assert whole.values("mac") == ["00:40:8c:00:00:01", "00:40:8c:00:00:02"]
    assert (whole.values("fact.ip"), whole.values("fact.vlan")) == (["10.0.0.9"], ["40"])
    assert {row["realm"] for row in whole.rows} == {"outer"}


def test_an_address_is_of_its_device_or_stands_alone(tmp_path: Path) -> None:
    given = [
        {**ADDRESS, "Device/VM": "cam-1", "DNS name": "cam-1.example"},
        {**ADDRESS, "Description": "camera at the gate"},
        {**ADDRESS, "Device/VM": "sw-1", "Description": "gateway of the cameras"},
        {**ADDRESS, "IP Address": "10.0.0.0/24", "Description": "camera"},
    ]
    path = rows(tmp_path, *given)
    assert said(netbox_csv, path).subjects() == ["asset:cam-1", "ip:10.0.0.9"]
    assert left_out(netbox_csv, path) == {"addresses of hosts that have nothing to do with cameras": 2}


def test_a_table_without_a_heading_is_refused(tmp_path: Path) -> None:
    refused(netbox_csv, write(tmp_path, "a.csv", "a,b\n1,2\n"), NoHeading)
