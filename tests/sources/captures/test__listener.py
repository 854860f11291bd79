"""What a whole capture says, and what it does not."""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.cases import messages as say
from tests.packets import Packet
from tests.sources.captures import captured as made
from tests.sources.captures import mixed
from tests.sources.captures.captured import (
    CAMERA,
    CAMERA_MAC,
    DESK,
    DESK_MAC,
    FAR,
    GATE,
    GATE_MAC,
    OTHER,
    OTHER_MAC,
    START,
    Told,
    heard,
    tcp,
    timed,
    udp,
)
from tests.sources.files import context, unhurried

from camcensus.model.observation import moment
from camcensus.sources.captures import _blocks, _listener, _oneway, _picks, _quick
from camcensus.sources.captures import pcap as importer
from camcensus.wire.capture import headers

ASKED = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03net\x00\x00\x01\x00\x01"


def office() -> list[bytes]:
    """A camera and two people: one looks at its picture, the other has nothing to do with it."""
    frames = [
        tcp(DESK, CAMERA, (5_000, 554), make.SYN),
        tcp(CAMERA, DESK, (554, 5_000), make.SYN | make.ACK),
        tcp(CAMERA, DESK, (554, 5_000), payload=b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Dahua Rtsp Server\r\n\r\n"),
    ]
    frames += [udp(host, GATE, (6_000, 53), ASKED) for host in (CAMERA, DESK, OTHER)]
    return [*frames, tcp(OTHER, FAR, (7_000, 443), make.SYN), tcp(FAR, OTHER, (443, 7_000), make.SYN | make.ACK)]


def video(number: int) -> bytes:
    """A packet of RTP from a camera to who looks at it."""
    head = b"\x80\x60" + number.to_bytes(2, "big") + bytes(4) + b"\0\0\0\7"
    return udp(CAMERA, DESK, (50_000, 40_000), head + bytes(400))


def crowded() -> list[bytes]:
    """A stream of video and a connection to the camera that go on and on, between very many flows of others."""
    frames = [tcp(DESK, CAMERA, (5_000, 554), make.SYN), tcp(CAMERA, DESK, (554, 5_000), make.SYN | make.ACK)]
    for number in range(60):
        frames += [video(number), tcp(CAMERA, DESK, (554, 5_000), at=2_000 + number)]
        frames += [udp(OTHER, FAR, (6_000 + number * 4 + one, 443), b"x") for one in range(4)]
    return [*frames, video(61), tcp(CAMERA, DESK, (554, 5_000), at=3_000)]


@pytest.mark.parametrize("compiled", [False, True])
def test_what_goes_on_lasts_until_its_last_packet_however_many_flows_there_are(
    compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = timed(crowded())
    plain = heard(tmp_path, make.pcap(frames), compiled=compiled)
    made.in_small_blocks(monkeypatch, 2_048)
    monkeypatch.setattr(_oneway, "MAX_ROWS", 20)
    monkeypatch.setattr(_oneway, "_SLACK", 10)
    monkeypatch.setattr(_quick, "MAX_FLOWS", 9)
    monkeypatch.setattr(_quick, "_FIRST", 16)
    told = heard(tmp_path, make.pcap(frames), compiled=compiled)
    assert told.rows == plain.rows
    until = {(row["field"], row["value"]): row["until"] for row in told.rows}
    assert until["rtp.stream", "96 from 50000/udp"] == moment(frames[-2].time)
    assert until["net.open_port", "554/tcp"] == moment(frames[-1].time)
    flows = told.flows()
    assert flows[f"{CAMERA}>{DESK}/udp/40000"]["until"] == moment(frames[-2].time)
    assert (flows[f"{DESK}>{CAMERA}/tcp/554"]["until"], flows[f"{DESK}>{CAMERA}/tcp/554"]["count"]) == (
        moment(frames[-1].time),
        1,
    )


@pytest.mark.parametrize("compiled", [False, True])
def test_only_what_has_to_do_with_cameras_passes(compiled: bool, tmp_path: Path) -> None:
    told = heard(tmp_path, make.pcap(timed(office())), compiled=compiled)
    assert told.said(f"ip:{CAMERA}", "rtsp.server") == ["Dahua Rtsp Server"]
    assert told.said(f"ip:{CAMERA}", "dns.query") == ["www.example.net"]
    assert told.said(f"ip:{DESK}", "dns.query") == []
    assert set(told.flows()) == {f"{DESK}>{CAMERA}/tcp/554", f"{CAMERA}>{GATE}/udp/53"}
    assert OTHER not in str(told.rows)
    assert FAR not in str(told.rows)
    assert told.left("DNS messages") == 2
    assert told.left("conversations") == 3


def test_with_a_reason_everything_is_kept(tmp_path: Path) -> None:
    told = heard(tmp_path, make.pcap(timed(office())), keep_all=True)
    assert told.said(f"ip:{OTHER}", "dns.query") == ["www.example.net"]
    assert f"{OTHER}>{FAR}/tcp/443" in told.flows()
    assert not told.left("conversations")


def test_a_port_that_was_refused_is_not_open(tmp_path: Path) -> None:
    frames = [tcp(DESK, CAMERA, (5_000, 8_000), make.SYN), tcp(CAMERA, DESK, (8_000, 5_000), make.RST | make.ACK)]
    assert heard(tmp_path, make.pcap(timed(frames))).said(f"ip:{CAMERA}", "net.open_port") == []


@pytest.mark.parametrize("compiled", [False, True])
def test_time_that_runs_backwards_makes_spans_all_the_same(compiled: bool, tmp_path: Path) -> None:
    packets = [Packet(START - number * 1_000_000, one) for number, one in enumerate(office())]
    told = heard(tmp_path, make.pcap(packets), compiled=compiled)
    (row,) = [row for row in told.rows if row["field"] == "fact.window"]
    assert (row["until"] - row["at"]).total_seconds() == len(packets) - 1


def test_a_video_call_is_no_stream_of_a_camera(tmp_path: Path) -> None:
    heads = [b"\x80\x60" + number.to_bytes(2, "big") + bytes(4) + b"\x00\x00\x00\x07" for number in range(12)]
    there = [udp(CAMERA, DESK, (5_000, 6_000), head + bytes(300)) for head in heads]
    back = [udp(DESK, CAMERA, (6_000, 5_000), head + bytes(300)) for head in heads]
    assert heard(tmp_path, make.pcap(timed(there))).said(f"ip:{CAMERA}", "rtp.stream") == ["96 from 5000/udp"]
    assert heard(tmp_path, make.pcap(timed([*there, *back]))).said(f"ip:{CAMERA}", "rtp.stream") == []


# --- hosts and their addresses over time -----------------------------------------------------------------------------


def arp(mac: str, address: str) -> bytes:
    return make.ether(mac, "ff:ff:ff:ff:ff:ff", make.ARP, make.arp(mac, address, GATE))


def given_to(mac: str, address: str, at: int) -> Packet:
    ack = say.dhcp(5, mac, (51, struct.pack(">I", 60)), op=2, given=address)
    return Packet(at, make.ether(GATE_MAC, mac, make.IPV4, make.datagram(GATE, address, (67, 68), ack)))


def asked_by(mac: str, name: bytes, at: int) -> Packet:
    ask = make.datagram("0.0.0.0", "255.255.255.255", (68, 67), say.dhcp(1, mac, (12, name)))  # noqa: S104  # nobody yet
    return Packet(at, make.ether(mac, "ff:ff:ff:ff:ff:ff", make.IPV4, ask))


def sadp(address: str = CAMERA, mac: str = CAMERA_MAC) -> bytes:
    found = say.sadp("DS-2CD2143G2-I", "DS-2CD2143G2-I20230101AAWR000000005", "V5.7.3", mac, address)
    return make.ether(
        mac, "01:00:5e:7f:ff:fa", make.IPV4, make.datagram(address, "239.255.255.250", (37_020,) * 2, found)
    )


def spans(told: Told, address: str) -> list[tuple[str, object, object]]:
    rows = [row for row in told.rows if (row["subject"], row["field"]) == (f"ip:{address}", "mac")]
    return sorted((row["value"], row["at"], row["until"]) for row in rows)


def test_two_hosts_on_one_address_follow_each_other(tmp_path: Path) -> None:
    """A camera's lease ends, a PC gets its address: two bindings, and neither takes over what the other said."""
    minute = 60_000_000
    packets = [given_to(CAMERA_MAC, CAMERA, START), *timed([sadp()] * 3, START, 5_000_000)]
    packets += [given_to(DESK_MAC, CAMERA, START + 3 * minute), Packet(START + 4 * minute, arp(DESK_MAC, CAMERA))]
    told = heard(tmp_path, make.pcap(packets))
    assert spans(told, CAMERA) == [
        (DESK_MAC, moment(START + 3 * minute), moment(START + 4 * minute)),
        (CAMERA_MAC, moment(START), moment(START + minute)),
    ]
    (row,) = [row for row in told.rows if row["field"] == "sadp.reply"]
    assert (row["at"], row["until"]) == (moment(START), moment(START + 10_000_000))


@pytest.mark.parametrize("said", ["arp", "dhcp"])
def test_who_took_over_the_address_of_a_camera_is_none(said: str, tmp_path: Path) -> None:
    """What it says at its next address, and of itself, is not kept."""
    packets = timed([sadp(), arp(CAMERA_MAC, CAMERA)])
    if said == "arp":
        packets += timed([arp(DESK_MAC, CAMERA), arp(DESK_MAC, DESK)], START + 60_000_000)
    else:
        packets += [given_to(DESK_MAC, CAMERA, START + 60_000_000), given_to(DESK_MAC, DESK, START + 90_000_000)]
    packets += [asked_by(DESK_MAC, b"office-pc", START + 9)]
    packets += timed([udp(DESK, FAR, (6_000, 53), ASKED), tcp(DESK, FAR, (7_000, 443), make.SYN)], START + 10)
    told = heard(tmp_path, make.pcap(packets))
    assert (CAMERA, DESK_MAC) in told.macs()
    assert DESK not in str(told.rows)
    assert "office-pc" not in told.everything()
    assert told.left("conversations") == (3 if said == "arp" else 4)


def test_who_asks_for_an_address_is_not_all_who_ask(tmp_path: Path) -> None:
    """All hosts that have no address yet share 0.0.0.0; a camera among them vouches for none."""
    packets = [asked_by(CAMERA_MAC, b"cam", START), asked_by(DESK_MAC, b"office-pc", START + 1), *timed([sadp()])]
    told = heard(tmp_path, make.pcap(packets))
    assert told.said(f"mac:{CAMERA_MAC}", "dhcp.hostname") == ["cam"]
    assert "office-pc" not in told.everything()
    assert not [subject for subject in told.subjects() if "0.0.0.0" in subject.split(">")[0].split(":")]  # noqa: S104


def test_all_addresses_of_a_camera_are_the_camera_s(tmp_path: Path) -> None:
    six = made.frame(make.datagram(made.CAMERA_6, made.DESK_6, (9, 9), b"x"), made.CAMERA_6, made.DESK_6)
    told = heard(tmp_path, make.pcap(timed([sadp(), six, tcp(DESK, OTHER, (1, 2), make.SYN)])))
    assert {(CAMERA, CAMERA_MAC), (made.CAMERA_6, CAMERA_MAC)} <= told.macs()
    assert f"{made.CAMERA_6}>{made.DESK_6}/udp/9" in told.flows()


def test_a_router_is_not_bound_to_who_stands_behind_it(tmp_path: Path) -> None:
    frames = [sadp(), *(tcp(f"10.9.0.{n}", CAMERA, (1_000, 554), make.SYN) for n in range(1, 4)), arp(GATE_MAC, GATE)]
    told = heard(tmp_path, make.pcap(timed([*frames, tcp(GATE, CAMERA, (1_000, 80), make.SYN)])))
    assert {pair for pair in told.macs() if pair[1] == GATE_MAC} == {(GATE, GATE_MAC)}
    assert "10.9.0.1>10.0.0.5/tcp/554" in told.flows()


# --- payloads --------------------------------------------------------------------------------------------------------


def page(at: int = 1_000) -> list[bytes]:
    whole = say.page("App-webs/", "<html><head><title>camera</title></head>" + "<p>text</p>" * 90 + "</html>")
    cuts = [*range(0, len(whole), 300), len(whole)]
    parts = [whole[begin:end] for begin, end in pairwise(cuts)]
    return [tcp(CAMERA, DESK, (80, 5_000), 0x18, part, at=at + begin) for part, begin in zip(parts, cuts, strict=False)]


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("size", [_blocks.BLOCK, 1_024])
def test_a_page_in_several_packets(size: int, compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one block or in many; a packet that comes again, or too early, changes nothing."""
    made.in_small_blocks(monkeypatch, size)
    head, *rest = page()
    told = heard(tmp_path, make.pcap(timed([head, *rest[::-1], head, rest[0]])), compiled=compiled)
    assert told.said(f"ip:{CAMERA}", "http.title") == ["camera"]
    (body,) = told.said(f"ip:{CAMERA}", "http.body")
    assert body.endswith("</html>")


def discovered() -> list[bytes]:
    found = make.udp((3_702, 5_000), say.onvif("NC-5", "00000000-0000-4000-8000-000000000005", CAMERA, 40))
    return [made.frame(one, CAMERA, DESK) for one in make.v4_parts(CAMERA, DESK, 17, found, number=7, size=512)]


@pytest.mark.parametrize("compiled", [False, True])
def test_an_answer_in_parts(compiled: bool, tmp_path: Path) -> None:
    parts = discovered()
    lie = make.ipv4(CAMERA, DESK, 17, b"\xff" * 64, number=7, place=64 // 8 | 0x2000)
    told = heard(
        tmp_path, make.pcap(timed([parts[0], made.frame(lie, CAMERA, DESK), *parts[:0:-1]])), compiled=compiled
    )
    assert told.said(f"ip:{CAMERA}", "onvif.endpoint") == ["urn:uuid:00000000-0000-4000-8000-000000000005"]
    assert "the capture: 1 fragments overlap: the first one holds" in told.remarks


def test_an_answer_of_which_a_part_is_missing_is_counted(tmp_path: Path) -> None:
    told = heard(tmp_path, make.pcap(timed([*discovered()[1:], sadp()])))
    assert told.said(f"ip:{CAMERA}", "onvif.endpoint") == []
    told = heard(tmp_path, make.pcap(timed([*discovered()[:-1], sadp()])))
    assert told.left("datagrams of which parts are missing") == 1


def test_what_is_said_too_often_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_picks, "PER_SENDER", 2)
    frames = [udp(CAMERA, DESK, (5_000, 37_020), sadp()[42:] + b"%d" % number) for number in range(9)]
    told = heard(tmp_path, make.pcap(timed(frames)))
    assert told.left("payloads of kinds that came too often") == 7


def test_announcements_of_a_camera_and_of_a_switch(tmp_path: Path) -> None:
    """Of both what they are; the switch has nothing to do with cameras."""
    unit = say.lldp(CAMERA_MAC, "cam", "Maker", "Model-5", "S5", "1.0")
    told = heard(
        tmp_path,
        make.pcap(
            timed([
                make.ether(CAMERA_MAC, "01:80:c2:00:00:0e", make.LLDP, unit),
                make.llc(GATE_MAC, "01:00:0c:cc:cc:cc", 0xC, 0x2000, say.cdp("switch", "x", GATE, "port 5")),
            ])
        ),
    )  # fmt: skip
    assert told.said(f"mac:{CAMERA_MAC}", "model.number") == ["Model-5"]
    assert told.said(f"mac:{GATE_MAC}", "cdp.device") == []


# --- the view --------------------------------------------------------------------------------------------------------


def heard_networks(told: Told) -> list[str]:
    return [row["value"] for row in told.rows if row["field"] == "fact.heard"]


def test_networks_whose_hosts_were_heard(tmp_path: Path) -> None:
    """On a cable those that are there; where the link has no Ethernet addresses all near by."""
    frames = [sadp(), arp(OTHER_MAC, "192.168.7.9"), *(tcp(f"10.9.0.{n}", CAMERA, (1, 554)) for n in (1, 2))]
    assert heard_networks(heard(tmp_path, make.pcap(timed(frames)))) == ["10.0.0.0/24", "192.168.7.0/24"]
    bare = [frame[14:] for frame in (*frames[:1], *frames[2:], tcp(FAR, CAMERA, (1, 554)))]
    assert heard_networks(heard(tmp_path, make.pcap(timed(bare), link=101))) == ["10.0.0.0/24", "10.9.0.0/24"]


def test_packets_without_a_time(tmp_path: Path) -> None:
    data = make.section() + make.interface() + b"".join(make.simple(one) for one in office())
    told = heard(tmp_path, data)
    assert told.said(f"ip:{CAMERA}", "rtsp.server") == ["Dahua Rtsp Server"]
    assert {(row["at"], row["until"], row["at_quality"]) for row in told.rows} == {(None, None, "unknown")}


def test_times_beyond_all_dates_are_none(tmp_path: Path) -> None:
    packets = [Packet(4_200_000_000 * 1_000_000, one) for one in office()]
    assert {row["at"] for row in heard(tmp_path, make.pcap(packets)).rows} == {None}


def test_forged_addresses_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "MAX_ADDRESSES", 4)
    monkeypatch.setattr(_listener, "MAX_ADDRESSES", 4)
    sixes = [made.frame(make.datagram(f"2001:db8::{n}", made.DESK_6, (1, 2), b"x"), CAMERA, DESK) for n in range(9)]
    told = heard(tmp_path, make.pcap(timed([sadp(), *sixes])), keep_all=True)
    assert [remark for remark in told.remarks if "more than 4 IPv6 addresses" in remark]
    counts = [json.loads(row["value"]) for row in told.flows().values()]
    assert sum(one["packets"] + one["packets_back"] for one in counts) == 10


def test_much_is_handed_on_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camcensus.sources.reading.gathered.CHUNK", 5)
    monkeypatch.setattr(_listener, "CHUNK", 5)
    frames = [arp(f"44:19:b6:00:01:{n:02x}", f"10.0.1.{n}") for n in range(1, 50)]
    frames += [tcp(CAMERA, DESK, (number, 60_000), payload=b"x") for number in range(1_000, 1_040)]
    data = make.pcap(timed(frames))
    (tmp_path / "x.pcap").write_bytes(data)
    setting = context(tmp_path / "x.pcap", builds=made.built)
    sizes = [chunk.observations.height for chunk in importer.read(tmp_path / "x.pcap", setting)]
    assert max(sizes) <= 5
    assert sum(sizes) >= 49 + 40


@settings(unhurried, max_examples=10)
@given(packets=mixed.captures)
def test_a_reading_says_the_same_each_time(packets: list[Packet], tmp_path_factory: pytest.TempPathFactory) -> None:
    """In the same order, though the numbers that stand for addresses and flows are others."""
    data = make.pcap(packets)
    one, other = (heard(tmp_path_factory.mktemp("x"), data, keep_all=True) for _ in range(2))
    assert one == other
    kept = heard(tmp_path_factory.mktemp("x"), data)
    assert {row["id"] for row in kept.rows} <= {row["id"] for row in one.rows}
    assert kept.records == one.records == len(packets)


LLDP = make.ether(
    CAMERA_MAC, "01:80:c2:00:00:0e", make.LLDP, say.lldp(CAMERA_MAC, "cam", "Maker", "Model-5", "S5", "1.0")
)
CDP = make.llc(GATE_MAC, "01:00:0c:cc:cc:cc", 0xC, 0x2000, say.cdp("switch", "x", GATE, "port 5"))
sixes = st.integers(0, 9).map(lambda number: f"2001:db8::{number}") | st.sampled_from([made.CAMERA_6, "::", "ff02::1"])
cabled = st.sampled_from([LLDP, CDP]) | st.builds(
    lambda source, target, ports, data: made.frame(make.datagram(source, target, ports, data), source, target),
    sixes, sixes, mixed.ports, st.sampled_from(mixed.SPEECH),
)  # fmt: skip


@pytest.mark.parametrize("compiled", [False, True])
@settings(unhurried, max_examples=12)
@given(frames=st.lists(cabled | mixed.frames(), max_size=20), most=st.integers(2, 6))
def test_frames_without_addresses_and_more_addresses_than_there_is_room_for(
    compiled: bool, frames: list[bytes], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is announced on a cable bears no IP address: its rows hold 0, which is nobody's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(headers, "MAX_ADDRESSES", most)
        told = heard(tmp_path_factory.mktemp("x"), make.pcap(timed(frames)), compiled=compiled, keep_all=True)
    assert told.records == len(frames)
    assert ("cam" in told.said(f"mac:{CAMERA_MAC}", "lldp.system_name")) == (LLDP in frames)
    assert ("switch" in told.said(f"mac:{GATE_MAC}", "cdp.device")) == (CDP in frames)
    assert "ip:0.0.0.0" not in told.subjects()
