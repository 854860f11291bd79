"""Write what the network of Fenwick House shows unasked: a capture, leases, a switch's tables, the VMS's list.

Run it as ``python -m examples.make_network``; the same bytes every time. Who is there stands in ``truth/hosts.txt``;
what is written here speaks of the same devices as the scans and registers, and of nothing else.
"""

from __future__ import annotations

import csv
import io
import ipaddress
import struct
from collections.abc import Iterator
from datetime import UTC, datetime

from examples.make_department import Host, hosts, notation, write

LISTENED = datetime(2026, 11, 10, 14, 0, 0, tzinfo=UTC)
RECORDER, VMS, DESK, OUTSIDE = "10.20.40.5", "10.20.40.2", "10.20.2.51", "203.0.113.80"
SECOND = "c0:56:e3:7a:05:06"
"""The recorder's other socket."""
GATEWAY = "00:1b:d4:5e:10:01"
EVERYBODY = "ff:ff:ff:ff:ff:ff"


def there() -> dict[str, Host]:
    """The hosts of Fenwick House in November, by address."""
    return {host.ip: host for host in hosts() if host.site == "fenwick" and "N" in host.scans}


# --- the capture ------------------------------------------------------------------------------------------------------


class Wire:
    """Frames in the order in which they went by."""

    def __init__(self) -> None:
        self.parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1)]
        self._time = int(LISTENED.timestamp() * 1_000_000)

    def frame(self, source: str, target: str, kind: int, data: bytes) -> None:
        """One frame, a fifth of a second after the one before."""
        self._time += 200_000
        whole = packed_mac(target) + packed_mac(source) + struct.pack(">H", kind) + data
        seconds, parts = divmod(self._time, 1_000_000)
        self.parts.append(struct.pack("<IIII", seconds, parts, len(whole), len(whole)) + whole)

    def arp(self, host: Host) -> None:
        """The host says which address is its own."""
        own = packed_mac(host.mac) + ipaddress.ip_address(host.ip).packed
        self.frame(host.mac, EVERYBODY, 0x0806, struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + own + bytes(6) + own[6:])

    def udp(self, source: tuple[str, str, int], target: tuple[str, str, int], data: bytes) -> None:
        """A datagram; ends are Ethernet address, IP address and port."""
        head = struct.pack(">HHHH", source[2], target[2], 8 + len(data), 0)
        self.frame(source[0], target[0], 0x0800, ip_header(source[1], target[1], 17, head + data))

    def talk(self, client: Host, server: Host, ports: tuple[int, int], lines: list[tuple[bool, bytes]]) -> None:
        """A connection in which each line (from the server?, bytes) is acknowledged by the next."""
        said = [1_000, 9_000]
        opening = [(False, b"", 2), (True, b"", 18), (False, b"", 16)]
        for back, data, flags in [
            *opening,
            *((back, data, 24) for back, data in lines),
            (False, b"", 17),
            (True, b"", 17),
        ]:
            one, other = (server, client) if back else (client, server)
            ends = ports[::-1] if back else ports
            head = struct.pack(">HHIIBBHHH", *ends, said[back], said[not back] * (flags != 2), 0x50, flags, 8_192, 0, 0)
            self.frame(one.mac, other.mac, 0x0800, ip_header(one.ip, other.ip, 6, head + data))
            said[back] += len(data) + (flags & 3 > 0)


def packed_mac(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))


def ip_header(source: str, target: str, protocol: int, data: bytes) -> bytes:
    ends = ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), 7, 0, 64, protocol, 0) + ends + data


def rtsp(wire: Wire, recorder: Host, camera: Host, number: int) -> None:
    """The recorder asks a camera for its picture."""
    servers = {"hikvision": "Rtsp Server/3.0", "dahua": "Rtsp Server/3.0", "axis": "GStreamer RTSP server"}
    asked = f"OPTIONS rtsp://{camera.ip}:554/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: recorder\r\n\r\n"
    told = f"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: {servers[camera.maker]}\r\nPublic: OPTIONS, DESCRIBE, PLAY\r\n\r\n"
    stream = b"$\x00\x01\xf4\x80\x60" + bytes(498)
    lines = [(False, asked.encode()), (True, told.encode()), *[(True, stream)] * 6]
    wire.talk(recorder, camera, (40_000 + number, 554), lines)


def sadp(wire: Wire, host: Host) -> None:
    """A Hikvision device answers the search of its maker's tool, to the whole group."""
    mac = host.mac.replace(":", "-")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><ProbeMatch><Uuid>6E1B0C1A-0000-4000-8000-000000000001</Uuid>'
        f"<Types>inquiry</Types><DeviceDescription>{host.model}</DeviceDescription><DeviceSN>{host.model}{host.serial}"
        f"</DeviceSN><CommandPort>8000</CommandPort><HttpPort>80</HttpPort><MAC>{mac}</MAC><IPv4Address>{host.ip}"
        "</IPv4Address><SoftwareVersion>V5.7.3build 220112</SoftwareVersion><Activated>true</Activated></ProbeMatch>"
    )
    group = ("01:00:5e:7f:ff:fa", "239.255.255.250", 37_020)
    wire.udp((host.mac, host.ip, 37_020), group, body.encode())


def dns(wire: Wire, host: Host, name: str, number: int) -> None:
    asked = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\x00\x00\x01\x00\x01"
    question = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + asked
    answer = (
        struct.pack(">HHHHHH", number, 0x8180, 1, 1, 0, 0) + asked + b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04"
    )
    one, other = (host.mac, host.ip, 33_000 + number), (GATEWAY, "10.20.0.10", 53)
    wire.udp(one, other, question)
    wire.udp(other, one, answer + ipaddress.ip_address(OUTSIDE).packed)


def capture() -> bytes:
    """An hour at the mirror port of the camera switch."""
    wire, found = Wire(), there()
    recorder = found[RECORDER]
    for host in found.values():
        if host.ip.startswith("10.20.40."):
            wire.arp(host)
    for host in found.values():
        if host.maker == "hikvision" and host.ip.startswith("10.20.40.") and host.serial != "-":
            sadp(wire, host)
    for number, address in enumerate(("10.20.40.11", "10.20.40.12", "10.20.40.21", "10.20.40.31", "10.20.40.32")):
        rtsp(wire, recorder, found[address], number)
    camera, desk = found["10.20.40.13"], found[DESK]
    dns(wire, camera, "api.hik-connect.com", 1)
    dns(wire, desk, "intranet.example.net", 2)  # nobody's business: left out
    cloud = Host("", "", OUTSIDE, GATEWAY, "", "", "", "", "", "")
    wire.talk(camera, cloud, (41_000, 8_555), [(False, b"\x00" * 64), (True, b"\x00" * 32)])
    wire.talk(
        desk,
        recorder,
        (42_000, 80),
        [(False, b"GET / HTTP/1.1\r\nHost: nvr\r\n\r\n"), (True, b"HTTP/1.1 200 OK\r\nServer: DNVRS-Webs\r\n\r\n")],
    )
    wire.talk(desk, cloud, (42_001, 443), [(False, b"\x16\x03\x01\x00\x00"), (True, b"\x16\x03\x03\x00\x00")])
    return b"".join(wire.parts)


# --- leases, switch, VMS ----------------------------------------------------------------------------------------------


def leases() -> str:
    """The address server's file: each lease of a camera, in the order in which it was given."""
    given = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
    rows = [
        "# The format of this file is documented in the dhcpd.leases(5) manual page.",
        "authoring-byte-order little-endian;",
        "",
    ]
    for host in sorted(
        (h for h in hosts() if h.site == "fenwick" and h.ip.startswith("10.20.40.3")), key=lambda h: h.ip
    ):
        first = "N" not in host.scans
        start = given if first or host.scans == "FN" else datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
        end = datetime(2026, 5, 20, 8, 0, tzinfo=UTC) if first else datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
        name = "" if first else f'  client-hostname "axis-{host.mac.replace(":", "")}";\n'
        rows.append(
            f"lease {host.ip} {{\n  starts {start.isoweekday() % 7} {start:%Y/%m/%d %H:%M:%S};\n"
            f"  ends {end.isoweekday() % 7} {end:%Y/%m/%d %H:%M:%S};\n"
            f"  binding state {'free' if first else 'active'};\n"
            f"  hardware ethernet {host.mac};\n{name}}}"
        )
    return "\n".join(rows) + "\n"


def on_switch() -> dict[str, Host]:
    """The cameras and recorders by their port of the camera switch."""
    cameras = [host for host in there().values() if host.ip.startswith("10.20.40.") and host.name == "-"]
    return {f"Gi1/0/{number}": host for number, host in enumerate(cameras, 1)}


def neighbour(port: str, name: str, facing: str, chassis: str) -> list[str]:
    """What a switch says that another announced of itself."""
    return [
        "------------------------------------------------", f"Local Intf: {port}", f"Chassis id: {chassis}",
        f"Port id: {facing}", f"Port Description: {facing}", f"System Name: {name}", "", "System Description: ",
        "Cisco IOS Software", "", "Time remaining: 92 seconds", "System Capabilities: B,R", "Enabled Capabilities: B",
        "Management Addresses - not advertised", "Auto Negotiation - not supported",
        "Physical media capabilities - not advertised", "Media Attachment Unit type - not advertised",
        "Vlan ID: - not advertised", "",
    ]  # fmt: skip


def configuration(name: str, ports: dict[str, str]) -> str:
    """A switch's running configuration; `ports`: interface to its lines."""
    head = ["version 15.2", "service timestamps log datetime", f"hostname {name}", "!", "no ip routing", "!"]
    told = [f"interface {port}\n{lines}\n switchport nonegotiate\n!" for port, lines in ports.items()]
    return "\n".join([*head, *told, "end", ""])


def trunk(described: str, allowed: str) -> str:
    return (
        f" description {described}\n switchport mode trunk\n switchport trunk native vlan 999\n"
        f" switchport trunk allowed vlan {allowed}"
    )


def camera_switch() -> str:
    """How the camera switch is set up: its last port carries the core's VLAN and the cameras' to a reception desk."""
    access = {
        port.replace("Gi", "GigabitEthernet"): f" description cam {host.ip}\n switchport mode access\n"
        " switchport access vlan 40" for port, host in on_switch().items()
    }  # fmt: skip
    more = {
        "GigabitEthernet1/0/47": trunk("reception, temporary", "10,40"),
        "TenGigabitEthernet1/1/1": trunk("fen-core-sw", "10,40,50"),
    }
    return configuration("fen-cam-sw", access | more)


def core_switch_set_up() -> str:
    """How the core switch is set up, as far as it matters here."""
    office = {
        f"GigabitEthernet1/0/{number}": " switchport mode access\n switchport access vlan 10"
        for number in (3, 4, 5, 17)
    }
    more = {
        "TenGigabitEthernet1/1/1": trunk("fen-cam-sw", "10,40,50"),
        "TenGigabitEthernet1/1/2": trunk("fenwick-fw", "10,40,50"),
    }
    return configuration("fen-core-sw", office | more)


def switch() -> str:
    """What the camera switch said when the engineer asked it, as his terminal logged it."""
    cameras = list(on_switch().values())
    ports = {host.mac: port for port, host in on_switch().items()}
    rows = ["fen-cam-sw#show clock", "14:05:10.221 UTC Tue Nov 10 2026", "fen-cam-sw#show mac address-table"]
    rows += [
        "          Mac Address Table",
        "-" * 43,
        "",
        "Vlan    Mac Address       Type        Ports",
        "----    -----------       --------    -----",
    ]
    rows += [f"  40    {notation(mac, '=.')}    DYNAMIC     {port}" for mac, port in ports.items()]
    rows += [f"Total Mac Addresses for this criterion: {len(ports)}", "fen-cam-sw#show power inline", ""]
    rows += [
        "Interface Admin  Oper       Power   Device              Class Max",
        "                            (Watts)",
        "--------- ------ ---------- ------- ------------------- ----- ----",
    ]
    rows += [
        f"{port:<9} auto   on         6.5     {'AXIS ' + h.model if h.maker == 'axis' else 'Ieee PD':<19} 3     30.0"
        for h in cameras
        for port in (ports[h.mac],)
    ]
    rows += [
        "fen-cam-sw#show interfaces status",
        "",
        "Port      Name               Status       Vlan       Duplex  Speed Type",
    ]
    rows += [
        f"{port:<9} {'cam ' + h.ip:<18} connected    40         a-full  a-100 10/100/1000BaseTX"
        for h in cameras
        for port in (ports[h.mac],)
    ]
    rows += ["fen-cam-sw#show ip arp", "Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    rows += [
        f"Internet  {h.ip:<16} {2:>9}   {notation(h.mac, '=.')}  ARPA   Vlan40" for h in cameras if h.kind == "recorder"
    ]
    rows += ["fen-cam-sw#show lldp neighbors detail", *neighbour("Te1/1/1", "fen-core-sw", "Te1/1/1", "001b.d45e.0001")]
    return "\n".join([*rows, "Total entries displayed: 1", "fen-cam-sw#exit", ""])


def core_switch() -> str:
    """What the core switch said a little later: the recorder's second socket is on it."""
    found = there()
    office = [found[address] for address in ("10.20.0.10", "10.20.2.51", "10.20.1.45")]
    held = [(host.ip, host.mac, f"Gi1/0/{number}") for number, host in enumerate(office, 3)]
    held.append(("10.20.2.5", SECOND, "Gi1/0/17"))
    rows = ["fen-core-sw#show clock", "14:31:44.020 UTC Tue Nov 10 2026", "fen-core-sw#show ip arp"]
    rows.append("Protocol  Address          Age (min)  Hardware Addr   Type   Interface")
    rows += [f"Internet  {address:<16} {4:>9}   {notation(mac, '=.')}  ARPA   Vlan10" for address, mac, _ in held]
    rows += ["fen-core-sw#show mac address-table", "          Mac Address Table", "-" * 43, ""]
    rows += ["Vlan    Mac Address       Type        Ports", "----    -----------       --------    -----"]
    rows += [f"  10    {notation(mac, '=.')}    DYNAMIC     {port}" for _, mac, port in held]
    rows += [f"Total Mac Addresses for this criterion: {len(held)}", "fen-core-sw#show lldp neighbors detail"]
    rows += neighbour("Te1/1/1", "fen-cam-sw", "Te1/1/1", "001b.d45e.1001")
    rows += [*neighbour("Te1/1/2", "fenwick-fw", "vlan10", "0011.0af0.0001"), "Total entries displayed: 2"]
    return "\n".join([*rows, "fen-core-sw#exit", ""])


def vms() -> Iterator[list[str]]:
    """The devices that the video server records, as its administrator exported them."""
    drivers = {"axis": "Axis 1 channel device", "dahua": "Dahua 1 channel device", "bosch": "Bosch 1 channel device"}
    yield [
        "HardwareName",
        "HardwareAddress",
        "MacAddress",
        "UserName",
        "Password",
        "DriverNumber",
        "DriverDisplayName",
        "RecordingServerName",
        "RecordingServerId",
    ]
    for host in there().values():
        if host.maker in drivers and host.kind == "camera" and host.ip.startswith("10.20.40."):
            sold = "Honeywell" if host.stack == "honeywell-dh" else host.maker.capitalize()
            name = f"{sold} {host.model} ({host.ip})"
            mac = host.mac.replace(":", "").upper()
            yield [
                name,
                f"http://{host.ip}/",
                mac,
                "recorder",
                "xxxxxx",
                "806",
                drivers[host.maker],
                "FEN-VMS-01",
                "6f1c9d2e-0000-4000-8000-000000000001",
            ]


def main() -> None:
    write("network/fenwick-mirror-2026-11-10.pcap", capture())
    write("network/fenwick-dhcpd.leases", leases().encode())
    write("network/fenwick-switches.log", (switch() + core_switch()).encode())
    write("network/fen-cam-sw.cfg", camera_switch().encode())
    write("network/fen-core-sw.cfg", core_switch_set_up().encode())
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(vms())
    write("vms/fenwick-hardware.csv", text.getvalue().encode())


if __name__ == "__main__":
    main()
