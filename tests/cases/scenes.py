"""Who is on the network of these captures and what happens there, as frames: addresses, searches, streams, clouds.

Four cameras, a door station and a recorder, cameras of many makers, an office PC that has nothing to do with them, a
switch, a router with what stands behind it.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterator

from tests import packets as make
from tests.cases import makers
from tests.cases import messages as say
from tests.packets import ACK, PUSH, RST, SYN, Packet

HIK, HIK_MAC, HIK_6 = "10.0.7.21", "44:19:b6:01:02:21", "2001:db8:7::21"
DAHUA, DAHUA_MAC = "10.0.7.22", "3c:ef:8c:01:02:22"
AXIS, AXIS_MAC, AXIS_LINK = "10.0.7.23", "ac:cc:8e:01:02:23", "fe80::aecc:8eff:fe01:223"
NAMELESS, NAMELESS_MAC = "10.0.7.24", "02:00:5e:00:53:24"
"""A camera whose Ethernet address is in no maker's block."""
RECORDER, RECORDER_MAC, RECORDER_LINK = "10.0.7.10", "02:00:5e:00:53:10", "fe80::5eff:fe00:5310"
PC, PC_MAC = "10.0.7.60", "02:00:5e:00:53:60"
PHONE, PHONE_MAC = "10.0.7.61", "02:00:5e:00:53:61"
ROUTER, ROUTER_MAC = "10.0.7.1", "02:00:5e:00:53:01"
SWITCH, SWITCH_MAC = "10.0.7.2", "02:00:5e:00:53:02"
CLOUD, WEB = "198.51.100.30", "198.51.100.80"
DOOR, DOOR_MAC = "10.0.7.25", "3c:ef:8c:01:02:25"
NOBODY, EVERYBODY = "0.0.0.0", "255.255.255.255"  # noqa: S104  # who asks for an address, and whom
BROADCAST = "ff:ff:ff:ff:ff:ff"

MACS = {
    HIK: HIK_MAC, HIK_6: HIK_MAC, DAHUA: DAHUA_MAC, AXIS: AXIS_MAC, AXIS_LINK: AXIS_MAC, NAMELESS: NAMELESS_MAC,
    DOOR: DOOR_MAC, RECORDER: RECORDER_MAC, RECORDER_LINK: RECORDER_MAC, PC: PC_MAC, PHONE: PHONE_MAC,
    ROUTER: ROUTER_MAC, SWITCH: SWITCH_MAC, EVERYBODY: BROADCAST, "239.255.255.250": "01:00:5e:7f:ff:fa",
    "224.0.0.251": "01:00:5e:00:00:fb", "ff02::1": "33:33:00:00:00:01", "ff02::1:2": "33:33:00:01:00:02",
}  # fmt: skip
"""What stands behind the router bears the router's."""

START = 1_780_000_000_000_000
"""28 May 2026, 20:26:40 UTC."""

SADP_SEARCH = b'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>0</Uuid><Types>inquiry</Types></Probe>'

OTHERS: list[tuple[str, tuple[int, int], Callable[[str, str], bytes]]] = [
    ("3c:ef:8c", (5_050, 50_001), makers.dahua1),
    ("00:12:12", (34_569, 34_569), makers.xiongmai),
    ("ec:71:db", (2_000, 3_000), makers.baichuan),
    ("00:16:6c", (7_701, 7_711), makers.hanwha),
    ("00:07:5f", (1_757, 1_758), makers.bosch),
    ("08:00:46", (2_380, 50_006), makers.sony),
    ("08:00:23", (10_670, 10_669), lambda mac, ip: makers.panasonic(mac, ip, RECORDER_MAC, RECORDER)),
    ("00:02:d1", (10_000, 50_008), makers.vivotek),
    ("00:62:6e", (10_000, 10_000), makers.foscam),
    ("02:00:5e", (8_600, 50_010), makers.vstarcam),
    ("24:5a:4c", (10_001, 10_001), makers.ubiquiti),
    ("02:00:5e", (20_002, 50_012), makers.tp_link),
    ("02:00:5e", (9_999, 50_013), lambda mac, _: makers.kasa(mac)),
    ("00:0e:7c", (2_007, 2_007), makers.nice),
    ("02:00:5e", (3_600, 50_015), lambda mac, _: makers.vision_360(mac)),
    ("58:5b:69", (3_702, 50_016), makers.tvt),
    ("ec:71:db", (2_018, 50_017), lambda *_: makers.baichuan_p2p("D2C_C_R", uid="952700071AGAK071", rsp="0")),
]
"""Block of the Ethernet address, ports, and what is said by protocol."""

Link = Callable[[bytes, str, str], bytes]
"""A packet between two hosts, to a frame."""


def ethernet(packet: bytes, source: str, target: str, *tags: tuple[int, int]) -> bytes:
    kind = make.IPV6 if ":" in source else make.IPV4
    return make.ether(MACS.get(source, ROUTER_MAC), MACS.get(target, ROUTER_MAC), kind, packet, *tags)


def dot1q(packet: bytes, source: str, target: str) -> bytes:
    return ethernet(packet, source, target, (0x8100, 70))


def qinq(packet: bytes, source: str, target: str) -> bytes:
    return ethernet(packet, source, target, (0x88A8, 7), (0x8100, 70))


def over_pppoe(packet: bytes, source: str, target: str) -> bytes:
    return make.ether(MACS.get(source, ROUTER_MAC), MACS.get(target, ROUTER_MAC), 0x8864, make.pppoe(0x21, packet))


def cooked(packet: bytes, source: str, _: str) -> bytes:
    return make.cooked(MACS.get(source, ROUTER_MAC), make.IPV6 if ":" in source else make.IPV4, packet)


def cooked_2(packet: bytes, source: str, _: str) -> bytes:
    return make.cooked_2(MACS.get(source, ROUTER_MAC), make.IPV6 if ":" in source else make.IPV4, packet)


def bare(packet: bytes, _: str, __: str) -> bytes:
    return packet


def datagram(source: str, target: str, ports: tuple[int, int], payload: bytes, link: Link = ethernet) -> bytes:
    return link(make.datagram(source, target, ports, payload), source, target)


class Talk:
    """A connection: who opened it, and how far each side has spoken."""

    def __init__(self, client: str, server: str, ports: tuple[int, int], link: Link = ethernet) -> None:
        self._ends, self._ports, self._link = (client, server), ports, link
        self._at = [1_000, 9_000]

    def open(self) -> Iterator[bytes]:
        yield self._say(SYN, b"", back=False)
        yield self._say(SYN | ACK, b"", back=True)
        yield self._say(ACK, b"", back=False)

    def refused(self) -> Iterator[bytes]:
        yield self._say(SYN, b"", back=False)
        yield self._say(RST | ACK, b"", back=True)

    def asks(self, payload: bytes) -> bytes:
        return self._say(PUSH | ACK, payload, back=False)

    def answers(self, payload: bytes, size: int = 1_400) -> Iterator[bytes]:
        for at in range(0, len(payload), size):
            yield self._say(PUSH | ACK, payload[at : at + size], back=True)

    def _say(self, flags: int, payload: bytes, *, back: bool) -> bytes:
        turn = -1 if back else 1
        source, target = self._ends[::turn]
        port, service = self._ports[::turn]
        at, other = self._at[::turn]
        packet = make.segment(source, target, (port, service), (at, other if flags & ACK else 0), flags, payload)
        self._at[back] += len(payload) + bool(flags & SYN)
        return self._link(packet, source, target)


# --- scenes ----------------------------------------------------------------------------------------------------------


def addresses() -> Iterator[bytes]:
    """A camera and a PC are given addresses; ARP."""
    for owner, given, name, kind in (
        (HIK_MAC, HIK, b"IPCAM-21", b"HIKVISION"),
        (PC_MAC, PC, b"office-pc", b"MSFT 5.0"),
    ):
        options = [(12, name), (60, kind), (55, bytes([1, 3, 6, 15]))]
        discover = make.datagram(NOBODY, EVERYBODY, (68, 67), say.dhcp(1, owner, *options))
        yield make.ether(owner, BROADCAST, make.IPV4, discover)
        ack = say.dhcp(5, owner, (51, struct.pack(">I", 3_600)), (12, name), op=2, given=given)
        yield make.ether(ROUTER_MAC, owner, make.IPV4, make.datagram(ROUTER, given, (67, 68), ack))
    for owner, source, target in ((HIK_MAC, HIK, ROUTER), (DAHUA_MAC, DAHUA, ROUTER), (PC_MAC, PC, ROUTER)):
        yield make.ether(owner, BROADCAST, make.ARP, make.arp(owner, source, target))


def announcements() -> Iterator[bytes]:
    """What cameras answer to searches, one of them in parts that overlap; one comes twice, one takes its leave."""
    yield datagram(RECORDER, "239.255.255.250", (37_020, 37_020), SADP_SEARCH)
    found = say.sadp("DS-2CD2143G2-I", "DS-2CD2143G2-I20230101AAWR000000021", "V5.7.3build 220112", HIK_MAC, HIK)
    yield datagram(HIK, "239.255.255.250", (37_020, 37_020), found)
    yield datagram(HIK, "239.255.255.250", (37_020, 37_020), found)
    found = say.dhip("IPC-HFW2831T", "7K00022PAG0DA22", "2.800.0000000.16.R", DAHUA_MAC, DAHUA)
    yield datagram(DAHUA, RECORDER, (37_810, 50_100), found)
    found = say.onvif("NC-24", "00000000-0000-4000-8000-0000000000a4", NAMELESS, 20)
    first, *rest = make.v4_parts(NAMELESS, RECORDER, 17, make.udp((3_702, 50_101), found), number=24, size=1_480)
    forged = make.ipv4(NAMELESS, RECORDER, 17, b"FORGED" * 100, number=24, place=0x2000 | 640 // 8)
    for part in (first, forged, *rest):
        yield ethernet(part, NAMELESS, RECORDER)
    server = "Linux/4.9 UPnP/1.0 HIKVISION-UPnP/1.0"
    for state in ("alive", "byebye"):
        told = say.ssdp(server, f"http://{HIK}:49152/upnp.xml", state)
        yield datagram(HIK, "239.255.255.250", (1_900, 1_900), told)
    told = say.mdns(
        "AXIS P3265-V", "_axis-video._tcp.local", "axis-accc8e010223.local", AXIS, "macaddress=ACCC8E010223"
    )
    yield datagram(AXIS, "224.0.0.251", (5_353, 5_353), told)
    yield datagram(AXIS, RECORDER, (161, 50_102), say.snmp("AXIS P3265-V Network Camera 11.8.61"))


def makers_own() -> Iterator[bytes]:
    """One camera for each protocol of makers, as it answers their tools on the recorder."""
    for number, (block, ports, said) in enumerate(OTHERS):
        address, owner = f"10.0.7.{71 + number}", f"{block}:07:00:{71 + number}"
        payload = make.udp(ports, said(owner, address))
        packet = make.ipv4(address, RECORDER, make.UDP, payload)
        yield make.ether(owner, RECORDER_MAC, make.IPV4, packet)


def stream(link: Link = ethernet) -> Iterator[bytes]:
    """A recorder plays a camera: it is refused first, then it is let in; secrets stand in addresses and headers."""
    talk = Talk(RECORDER, DAHUA, (50_200, 554), link)
    place = f"rtsp://{DAHUA}:554/cam/realmonitor?channel=1&subtype=0"
    told = f"rtsp://{say.USER}:{say.SECRET}@{DAHUA}:554/cam/realmonitor?channel=1&subtype=0"
    key = base64.b64encode(f"{say.USER}:{say.SECRET}".encode()).decode()
    yield from talk.open()
    yield talk.asks(say.rtsp("OPTIONS", place, 1))
    yield from talk.answers(say.rtsp_answer("200 OK", 1, "Public: OPTIONS, DESCRIBE, SETUP, PLAY"))
    yield talk.asks(say.rtsp("DESCRIBE", told, 2))
    yield from talk.answers(
        say.rtsp_answer("401 Unauthorized", 2, 'WWW-Authenticate: Digest realm="Login to 7K00022PAG0DA22", nonce="0"')
    )
    yield talk.asks(say.rtsp("DESCRIBE", told, 3, f"Authorization: Basic {key}"))
    described = say.rtsp_answer("200 OK", 3, f"Content-Base: {told}/", body=say.SDP)
    yield from talk.answers(described, 200)
    yield talk.asks(say.rtsp("PLAY", told, 4, "Session: 7000022", f"Authorization: Basic {key}"))
    yield from talk.answers(say.rtsp_answer("200 OK", 4, "Session: 7000022"))


def pages(link: Link = ethernet) -> Iterator[bytes]:
    """A camera's page in several segments; a PC's talk with the internet; a port that is closed."""
    talk = Talk(RECORDER, HIK, (50_300, 80), link)
    yield from talk.open()
    yield talk.asks(b"GET /doc/page/login.asp HTTP/1.1\r\nHost: 10.0.7.21\r\nUser-Agent: RecorderWeb/1.0\r\n\r\n")
    body = "<html><head><title>index</title></head><body>" + "<p>webVersion=V4.0.51</p>" * 20 + "</body></html>"
    yield from talk.answers(say.page("App-webs/", body), 300)
    yield from Talk(RECORDER, HIK, (50_301, 8_000), link).refused()
    talk = Talk(PC, WEB, (50_302, 443), link)
    yield from talk.open()
    yield talk.asks(say.client_hello("mail.example.net"))
    yield from talk.answers(say.server_hello(None))


def names(link: Link = ethernet) -> Iterator[bytes]:
    """A camera asks for its maker's cloud and speaks with it; a PC asks for something else."""
    cloud, mail = "dev.hik-connect.example", "mail.example.net"
    yield datagram(HIK, ROUTER, (50_400, 53), say.asks(7, cloud), link)
    yield datagram(ROUTER, HIK, (53, 50_400), say.answers(7, cloud, CLOUD, "eu7.cloud.example"), link)
    yield datagram(HIK, ROUTER, (50_400, 53), say.asks(9, cloud, 28), link)
    yield datagram(ROUTER, HIK, (53, 50_400), say.answers(9, cloud, "2001:db8:c::30"), link)
    yield datagram(PC, ROUTER, (50_401, 53), say.asks(8, mail), link)
    yield datagram(ROUTER, PC, (53, 50_401), say.answers(8, mail, WEB), link)
    talk = Talk(HIK, CLOUD, (50_402, 443), link)
    yield from talk.open()
    yield talk.asks(say.client_hello(cloud))
    yield from talk.answers(say.server_hello(None))


def clouds(link: Link = ethernet) -> Iterator[bytes]:
    """Ways around routers: STUN and makers' own services."""
    yield datagram(DAHUA, CLOUD, (50_500, 3_478), say.stun("DahuaP2P 6.1"), link)
    yield datagram(DAHUA, CLOUD, (50_501, 8_800), makers.dh_p2p("7K00022PAG0DA22"), link)
    told = makers.baichuan_p2p("D2M_Q", uid="952700024AGAK024", v="2")
    yield datagram(NAMELESS, CLOUD, (50_502, 9_999), told, link)


def calls(link: Link = ethernet) -> Iterator[bytes]:
    """A door station, and the reports of who sends video."""
    yield datagram(DOOR, ROUTER, (5_060, 5_060), say.sip("REGISTER", DOOR, "VTO2202F 4.500"), link)
    yield datagram(NAMELESS, RECORDER, (50_701, 40_001), say.rtcp(24, "LIVE555 2023.05.10"), link)


def greetings(link: Link = ethernet) -> Iterator[bytes]:
    """What servers of a camera say before anything is asked, and a page that wants a password."""
    for port, greeting in ((22, b"SSH-2.0-dropbear_2019.78\r\n"), (21, b"220 AXIS P3265-V 11.8.61 ready.\r\n"),
                           (23, b"\xff\xfd\x01\xff\xfb\x03\r\naxis login: ")):  # fmt: skip
        talk = Talk(RECORDER, AXIS, (50_900 + port, port), link)
        yield from talk.open()
        yield from talk.answers(greeting)
    talk = Talk(RECORDER, AXIS, (50_980, 80), link)
    key = base64.b64encode(f"{say.USER}:{say.SECRET}".encode()).decode()
    asked = f"GET /axis-cgi/param.cgi?pwd={say.SECRET} HTTP/1.1\r\nHost: {AXIS}\r\nAuthorization: Basic {key}\r\n\r\n"
    yield from talk.open()
    yield talk.asks(asked.encode())
    refusal = 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="AXIS_ACCC8E010223", nonce="7"\r\n'
    yield from talk.answers(f"{refusal}Server: Apache\r\nContent-Length: 0\r\n\r\n".encode())


def encrypted(link: Link = ethernet) -> Iterator[bytes]:
    """A camera's certificate, in two segments."""
    talk = Talk(RECORDER, DAHUA, (50_600, 443), link)
    yield from talk.open()
    yield talk.asks(say.client_hello(""))
    yield from talk.answers(say.server_hello(say.CERTIFICATE), 250)


def video(link: Link = ethernet) -> Iterator[bytes]:
    """A camera's stream; a call of two people, which is none."""
    for turn in range(12):
        yield datagram(NAMELESS, RECORDER, (50_700, 40_000), say.rtp(turn, 24), link)
    for turn in range(9):
        yield datagram(PC, PHONE, (50_701, 50_702), say.rtp(turn, 60, 200), link)
        yield datagram(PHONE, PC, (50_702, 50_701), say.rtp(turn, 61, 200), link)


def cabled() -> Iterator[bytes]:
    """What is announced on a cable, and IPv6."""
    told = say.lldp(AXIS_MAC, "axis-p3265", "Axis Communications AB", "P3265-V", "ACCC8E010223", "11.8.61")
    yield make.ether(AXIS_MAC, "01:80:c2:00:00:0e", make.LLDP, told)
    told = say.cdp("access-7.example", "cisco WS-C2960X-24PS-L", SWITCH, "GigabitEthernet1/0/7")
    yield make.llc(SWITCH_MAC, "01:00:0c:cc:cc:cc", 0xC, 0x2000, told)
    told = say.cdp("axis-accc8e010223", "AXIS P3265-V", AXIS, "eth0", 0x10)
    yield make.llc(AXIS_MAC, "01:00:0c:cc:cc:cc", 0xC, 0x2000, told)
    yield six(AXIS_LINK, "ff02::1", say.advertised(AXIS_LINK, AXIS_MAC))
    yield six(HIK_6, "ff02::1", say.asked_for("2001:db8:7::1", HIK_MAC))
    solicit = say.dhcp_v6(1, AXIS_MAC, (16, struct.pack(">IH", 368, 7) + b"P3265-V"), (39, b"\0\5axis7\7example\0"))
    yield datagram(AXIS_LINK, "ff02::1:2", (546, 547), solicit)
    reply = say.dhcp_v6(7, AXIS_MAC, (3, say.lease_v6("2001:db8:7::23", 3_600)))
    yield ethernet(make.datagram("fe80::1", AXIS_LINK, (547, 546), reply), "fe80::1", AXIS_LINK)
    found = make.udp((3_702, 50_103), say.onvif("P3265-V", "00000000-0000-4000-8000-accc8e010223", AXIS, 20))
    for part in make.v6_parts(AXIS_LINK, RECORDER_LINK, make.UDP, found, number=23, size=1_280):
        yield ethernet(part, AXIS_LINK, RECORDER_LINK)
    yield from Talk(RECORDER, HIK, (50_800, 554)).open()


def six(source: str, target: str, message: bytes) -> bytes:
    return ethernet(make.icmp6(source, target, message), source, target)


def timed(*scenes: Iterator[bytes], start: int = START, step: int = 250_000) -> list[Packet]:
    """Frames one after the other, a quarter of a second apart."""
    return [Packet(start + number * step, one) for number, one in enumerate(one for scene in scenes for one in scene)]
