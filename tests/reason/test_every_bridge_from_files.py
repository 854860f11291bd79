"""Bridges from the files that an owner has: a scan, the log of a terminal, and configurations, through the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from tests.reason import networks as net
from tests.workspaces import make

from camcensus.engine import assess, configs, gather, workspace
from camcensus.model.separation import Bridge
from camcensus.reason import bridges, topology
from camcensus.reason.topology import Layer2

CAMERA = "44:19:b6:3a:11:11"
LOG = (
    net.clock("sw1", 24)
    + net.macs("sw1", (40, CAMERA, "Gi1/0/3"), (40, net.PC, "Gi1/0/3"))
    + net.status("sw1", ("Gi1/0/3", "connected", "40"), ("Te1/1", "connected", "trunk"))
    + net.clock("core", 24)
    + net.arp("core", ("10.0.1.5", CAMERA, 40), ("10.0.2.77", net.PC, 10))
)
SWITCH = (
    "version 15.2\nservice timestamps log\nhostname sw1\n!\nno ip routing\n!\n"
    f"{net.access('GigabitEthernet1/0/3', 40)}{net.trunk('TenGigabitEthernet1/1', '10,40')}end\n"
)
ROUTER = (
    "version 15.2\nservice timestamps log\nhostname core\n!\nip routing\n!\n"
    "interface Vlan10\n ip address 10.0.2.1 255.255.255.0\n!\n"
    "interface Vlan40\n ip address 10.0.1.1 255.255.255.0\n!\nend\n"
)


def concluded(folder: Path, **files: str) -> tuple[Layer2, list[Bridge]]:
    """What is known of the camera of the scan, and its bridges."""
    make(folder)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    used = workspace.open_(folder)
    try:
        list(gather.read(used, [folder / "scan.xml", *(folder / name.replace("_", ".") for name in files)]))
        made, observed = assess.assess(used, date(2026, 11, 25)), used.store.observations()
        boxes = configs.of_log(used.store, observed).boxes
        kind = observed["subject"].str.extract(r"^([^:]*):", 1)
        ports, flows = observed.filter(kind == "switchport"), observed.filter(kind == "flow")
        estate = used.settings.estate
    finally:
        used.store.close()
    read = topology.read(made.devices, made.seen, ports, boxes, estate)
    found = bridges.find(read, made.devices, made.seen, made.doubts, flows, boxes, estate)
    rows = made.devices.filter(pl.col("names").list.contains(f"mac:{CAMERA}"))
    (device,) = rows["device"].to_list()
    return read.layer2[device], found.get(device, [])


def test_a_host_of_the_core_beside_a_camera_and_a_trunk_that_leaks(tmp_path: Path) -> None:
    layer2, found = concluded(tmp_path, sw1_log=LOG, sw1_cfg=SWITCH, core_cfg=ROUTER)
    assert (layer2.port, layer2.vlan, layer2.alone) == ("sw1/Gi1/0/3", 40, False)
    assert [(one.kind, one.certain, one.other) for one in found] == [
        ("shared-port", True, "10.0.2.77"),
        ("leaking-trunk", False, "sw1/Te1/1"),
    ]
    (missing,) = layer2.missing
    assert missing.startswith("what is at the other end of sw1/Te1/1")


def test_a_scan_alone_says_what_to_read(tmp_path: Path) -> None:
    layer2, found = concluded(tmp_path)
    assert found == []
    assert layer2.missing[0] == topology.NO_PORT


def test_where_everything_was_read_nothing_is_missing(tmp_path: Path) -> None:
    alone = LOG.replace(f"  40    {net.dotted(net.PC)}    DYNAMIC     Gi1/0/3\n", "")
    quiet = SWITCH.replace("allowed vlan 10,40", "allowed vlan 40")
    line = net.trunk("TenGigabitEthernet1/0/1", "40") + "interface Vlan10"
    log = alone + net.lldp("sw1", ("Te1/1", "core.example", "Te1/0/1", "B,R"))
    router = ROUTER.replace("interface Vlan10", line)
    layer2, found = concluded(tmp_path, sw1_log=log, sw1_cfg=quiet, core_cfg=router)
    assert (layer2.port, layer2.vlan, layer2.alone, layer2.missing) == ("sw1/Gi1/0/3", 40, True, ())
    assert found == []
