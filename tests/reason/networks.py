"""A small network as its switches told of it, read by the real readers: what tests of topology and bridges share."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from tests.sources.files import context
from tests.support import log

from camcensus.model.estate import Body, Estate, Site, Statement, Zone
from camcensus.model.outcome import Answer
from camcensus.model.separation import Bridge
from camcensus.reason import bridges, candidates, devices, neighbours, places, topology
from camcensus.reason.topology import Layer2, Topology
from camcensus.sources.importers import switch_text
from camcensus.wire.config import ios
from camcensus.wire.config.values import Box

CAM, CAM2, PC = "c0:56:e3:5b:4d:11", "c0:56:e3:5b:4d:77", "00:1b:21:5b:4d:14"
"""Two cameras and a host."""
NO = Statement(answer=Answer.NO, said_by="B. Example")
CORE = Zone(id="core", site="hq", kind="core", cidrs=("10.0.2.0/24",), vlans=(10,))
CAMERAS = Zone(id="cameras", site="hq", kind="camera", cidrs=("10.0.1.0/24",), vlans=(40,), core=NO)
USERS = Zone(id="users", site="hq", kind="users", cidrs=("10.0.3.0/24",))


def estate(*more: Zone, core: Zone = CORE, sites: Sequence[str] = ("hq",)) -> Estate:
    return Estate(
        bodies=(Body(id="dept", name="Department"),),
        sites=tuple(Site(id=one, name=one, body="dept") for one in sites),
        zones=(CAMERAS, core, *more),
    )


# --- what switches answer ---------------------------------------------------------------------------------------------


def dotted(mac: str) -> str:
    plain = mac.replace(":", "")
    return f"{plain[:4]}.{plain[4:8]}.{plain[8:]}"


def clock(switch: str, day: int = 10, hour: int = 12) -> str:
    return f"{switch}#show clock\n{hour}:00:00.000 UTC Tue Nov {day} 2026\n"


def macs(switch: str, *rows: tuple[int, str, str], asked: str = "") -> str:
    """A table of Ethernet addresses of (VLAN, address, port)."""
    told = "".join(f"{vlan:>4}    {dotted(mac)}    DYNAMIC     {port}\n" for vlan, mac, port in rows)
    return (
        f"{switch}#show mac address-table{asked}\n          Mac Address Table\n"
        "-------------------------------------------\n\nVlan    Mac Address       Type        Ports\n"
        f"----    -----------       --------    -----\n{told}"
    )


def arp(router: str, *rows: tuple[str, str, int]) -> str:
    """A table of ARP of (address, Ethernet address, VLAN)."""
    head = f"{router}#show ip arp\nProtocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
    return head + "".join(f"Internet  {ip:<16} 12   {dotted(mac)}  ARPA   Vlan{vlan}\n" for ip, mac, vlan in rows)


def status(switch: str, *rows: tuple[str, str, str]) -> str:
    """The state of ports, of (port, state, VLAN)."""
    head = (
        f"{switch}#show interfaces status\n\nPort      Name               Status       Vlan       Duplex  Speed Type\n"
    )
    told = (
        f"{port:<9} {'':<18} {state:<12} {vlan:<10} a-full  a-100 10/100/1000BaseTX\n" for port, state, vlan in rows
    )
    return head + "".join(told)


def switched(switch: str, *rows: tuple[str, str, int, str], asked: str = "") -> str:
    """How ports are switched, of (port, mode, VLAN of what bears no tag, VLANs of a trunk)."""
    told = "".join(
        f"Name: {port}\nSwitchport: Enabled\nAdministrative Mode: {mode}\nOperational Mode: {mode}\n"
        f"Administrative Trunking Encapsulation: dot1q\nNegotiation of Trunking: Off\nAccess Mode VLAN: {vlan} (x)\n"
        f"Trunking Native Mode VLAN: {vlan} (x)\nVoice VLAN: none\nTrunking VLANs Enabled: {allowed}\n"
        "Pruning VLANs Enabled: 2-1001\nCapture Mode Disabled\nCapture VLANs Allowed: ALL\n\nProtected: false\n"
        "Unknown unicast blocked: disabled\nUnknown multicast blocked: disabled\nAppliance trust: none\n\n"
        for port, mode, vlan, allowed in rows
    )
    return f"{switch}#show interfaces {asked}switchport\n{told}"


def lldp(switch: str, *rows: tuple[str, str, str, str], mac: str = "0010.0de0.e280") -> str:
    """Neighbours, of (port, name, its port, its letters)."""
    told = "".join(
        f"------------------------------------------------\nLocal Intf: {port}\nChassis id: {mac[:-2]}{n:02x}\n"
        f"Port id: {facing}\nPort Description: {facing}\nSystem Name: {name}\n\nSystem Description: \n"
        f"{'WLAN access point' if 'W' in letters else 'Cisco IOS Software'}\n\nTime remaining: 92 seconds\n"
        f"System Capabilities: {letters}\nEnabled Capabilities: {letters}\nManagement Addresses - not advertised\n"
        "Auto Negotiation - not supported\nPhysical media capabilities - not advertised\n"
        "Media Attachment Unit type - not advertised\nVlan ID: - not advertised\n\n"
        for n, (port, name, facing, letters) in enumerate(rows, 0x20)
    )
    return f"{switch}#show lldp neighbors detail\n{told}\nTotal entries displayed: {len(rows)}\n"


# --- configurations ---------------------------------------------------------------------------------------------------


def access(port: str, vlan: int) -> str:
    return f"interface {port}\n switchport mode access\n switchport access vlan {vlan}\n switchport nonegotiate\n!\n"


def trunk(port: str, allowed: str = "", native: int = 1) -> str:
    which = f" switchport trunk allowed vlan {allowed}\n" if allowed else ""
    return (
        f"interface {port}\n switchport mode trunk\n switchport nonegotiate\n switchport trunk native vlan {native}\n"
        f"{which}!\n"
    )


def switch(name: str, *ports: str, more: str = "") -> Box:
    """A switch, by its configuration."""
    text = f"version 15.2\nhostname {name}\n!\nno ip routing\n!\n{''.join(ports)}{more}end\n"
    return ios.parse(text, name)


# --- all of it together -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Network:
    """What follows from all that was read."""

    devices: pl.DataFrame
    read: Topology
    bridges: Mapping[str, list[Bridge]]

    def device(self, name: str) -> str:
        rows = self.devices.filter(pl.col("names").list.contains(name.lower()))
        (device,) = rows["device"].to_list()
        return str(device)

    def of(self, name: str = f"mac:{CAM}") -> list[Bridge]:
        return self.bridges.get(self.device(name), [])

    def kinds(self, name: str = f"mac:{CAM}") -> list[tuple[str, bool]]:
        return [(one.kind, one.certain) for one in self.of(name)]

    def layer2(self, name: str = f"mac:{CAM}") -> Layer2:
        return self.read.layer2[self.device(name)]


def told(*texts: str, known: Iterable[str] = (CAM, CAM2), position: int = 1, realm: str = "main") -> pl.DataFrame:
    """What the importer reads of a log of a terminal."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log{position}.txt"
        path.write_text("".join(texts))
        chunks = list(switch_text.read(path, context(path, known=frozenset(known), realm=realm)))
    return pl.concat([chunk.observations for chunk in chunks]).with_columns(position=pl.lit(position, dtype=pl.Int64))


def network(
    *parts: pl.DataFrame,
    boxes: Iterable[Box] = (),
    of: Estate | None = None,
    judged: Iterable[str] = (f"mac:{CAM}", f"mac:{CAM2}"),
    recorders: Iterable[str] = (),
    doubts: Iterable[tuple[str, str, str]] = (),
    shuffled: int | None = None,
) -> Network:
    """All that is concluded from observations; `judged` and `recorders` are names of devices."""
    observed = log(parts)
    if shuffled is not None:
        observed = observed.sample(fraction=1, shuffle=True, seed=shuffled)
    where, named = of or estate(), {"main": {box.name: box for box in boxes}}
    about = observed["subject"].str.extract(r"^([^:]*):", 1).is_in(["switchport", "flow", "file"])
    joined = devices.join(observed.filter(~about).sort("position"))
    every = candidates._names(joined.keys).join(places.find(joined.seen, where), on="device")
    recording = [one.lower() for one in recorders]
    listed = [one.lower() for one in judged]
    has = {name: pl.col("names").list.eval(pl.element().is_in(many)).list.any() for name, many in
           (("candidate", [*listed, *recording]), ("recorder", recording))}  # fmt: skip
    every = every.with_columns(**has).with_columns(
        pl.when("recorder").then(pl.lit("recorder")).alias("class"), model=pl.lit(None, dtype=pl.String)
    )
    ids = {name: device for device, names in every.select("device", "names").iter_rows() for name in names}
    more = pl.DataFrame(
        [(ids[name], code, detail) for name, code, detail in doubts], schema=joined.doubts.schema, orient="row"
    )
    marked = pl.concat([joined.doubts, neighbours.find(every), more])
    ports, flows = (observed.filter(pl.col("subject").str.starts_with(f"{kind}:")) for kind in ("switchport", "flow"))
    read = topology.read(every, joined.seen, ports, named, where)
    found = bridges.find(read, every, joined.seen, marked, flows, named, where)
    return Network(devices=every, read=read, bridges=found)
