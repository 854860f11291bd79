"""A capture, leases, a switch's tables and a VMS's list join into the same devices as the scans and registers."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from camcensus.engine import assess, demo, gather, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment

AS_OF = date(2026, 11, 23)
SOURCE = demo.example()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Assessment]:
    """The example estate of scans and registers, and the same after everything else was read."""
    folder = tmp_path_factory.mktemp("estate")
    for name in ("estate.toml", "profile.toml"):
        shutil.copyfile(SOURCE / name, folder / name)
    opened = workspace.open_(folder)
    for path in ("scans/fenwick-2026-02-10.xml", "scans/fenwick-2026-11-10.xml"):
        _read(opened, SOURCE / path, "hq")
    for path in ("registers", "observations"):
        _read(opened, SOURCE / path, None)
    before = assess.assess(opened, AS_OF)
    for path in ("network", "vms"):
        _read(opened, SOURCE / path, "hq")
    after = assess.assess(opened, AS_OF)
    opened.store.close()
    return before, after


def _read(opened: Workspace, path: Path, realm: str | None) -> None:
    assert not [one.failed for one in gather.read(opened, [path], gather.Wish(realm=realm)) if one.failed]


def test_no_device_is_added_and_none_is_lost(grown: tuple[Assessment, Assessment]) -> None:
    """But for the firewall, which its switch names as a neighbour and which is judged by nobody."""
    before, after = grown
    assert set(after.devices["device"].to_list()) - set(before.devices["device"].to_list()) == {_firewall(after)}
    assert set(before.devices["device"].to_list()) <= set(after.devices["device"].to_list())
    judged = [one.devices.filter("candidate")["device"].to_list() for one in grown]
    assert judged[0] == judged[1]


def _firewall(made: Assessment) -> str:
    found = made.devices.filter(made.devices["names"].list.contains("mac:00:11:0a:f0:00:01"))
    return str(found["device"].item())


def test_every_source_speaks_of_devices_that_were_known(grown: tuple[Assessment, Assessment]) -> None:
    before, after = grown
    known = set(before.devices["device"].to_list())
    fresh = after.seen.filter(~after.seen["source"].is_in(before.seen["source"].unique().implode()))
    assert set(fresh["source"].unique().to_list()) == {
        "importer:pcap@1", "importer:dhcpd-leases@1", "importer:switch-text@1", "importer:milestone-hardware@1",
    }  # fmt: skip
    assert set(fresh["device"].to_list()) <= {*known, _firewall(after)}


@pytest.mark.parametrize("source", ["pcap", "dhcpd-leases", "switch-text", "milestone-hardware"])
def test_one_camera_is_known_to_all_of_them(grown: tuple[Assessment, Assessment], source: str) -> None:
    _, after = grown
    (axis,) = after.seen.filter(after.seen["value"] == "ACCC8E401132")["device"].unique().to_list()
    assert f"importer:{source}@1" in after.seen.filter(after.seen["device"] == axis)["source"].to_list()


def test_two_devices_on_one_address_over_time_stay_two(grown: tuple[Assessment, Assessment]) -> None:
    _, after = grown
    names = after.devices.select("device", "names")
    old, new = (
        next(device for device, known in names.iter_rows() if f"mac:{mac}" in known)
        for mac in ("3c:ef:8c:12:40:31", "b8:a4:4f:31:26:31")
    )
    assert old != new
    leases = after.seen.filter(after.seen["source"] == "importer:dhcpd-leases@1")
    held = dict(leases.filter(leases["field"] == "mac").select("value", "device").iter_rows())
    assert held["3c:ef:8c:12:40:31"] == old
    assert held["b8:a4:4f:31:26:31"] == new


def test_what_a_pc_looked_up_is_nowhere(grown: tuple[Assessment, Assessment]) -> None:
    _, after = grown
    assert "intranet.example.net" not in after.seen["value"].to_list()
    assert "api.hik-connect.com" in after.seen["value"].to_list()
