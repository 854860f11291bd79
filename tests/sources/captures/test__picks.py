"""Which payloads are worth reading, and where they stand in the file."""

from __future__ import annotations

from collections import Counter
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.sources.captures import captured as made
from tests.sources.captures import mixed
from tests.sources.captures.captured import (
    CAMERA,
    CAMERA_6,
    DESK,
    DESK_6,
    FAR,
    GATE,
    OTHER,
    START,
    Picked,
    picked,
    tcp,
    timed,
    udp,
)

from camcensus.sources.captures import _picks as picks

# --- datagrams -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [(CAMERA, DESK), (CAMERA_6, DESK_6)])
def test_datagrams_by_their_ports(ends: tuple[str, str]) -> None:
    found = picked(
        udp(*ends, (3702, 50_000), b"from"),
        udp(*ends, (50_000, 3702), b"to"),
        udp(*ends, (50_000, 50_001), b"neither"),
        udp(*ends, (5353, 3702), b""),
        tcp(*ends, (3702, 50_000), payload=b"a stream"),
    )
    assert found.said() == [(picks.SPEECH, b"from"), (picks.SPEECH, b"to")]
    first = found.speech[0]
    assert (found.known.text(first["source"]), found.known.text(first["target"])) == ends
    assert (first["ports"], first["first"], first["last"], first["count"]) == (3702 << 16 | 50_000, START, START, 1)
    assert first["mac"] == int.from_bytes(make.mac(made.CAMERA_MAC), "big")


@pytest.mark.parametrize(
    ("ports", "payload", "kept"),
    [
        ((10_000, 40_000), b"\x80\x60" + bytes(20), False),  # a stream of media that uses the port
        ((10_000, 40_000), b"\xbf\x08" + bytes(20), False),
        ((10_000, 40_000), b"\x80\x60" + bytes(9), True),  # too short for it
        ((10_000, 40_000), b"\xc0\x60" + bytes(20), True),
        ((10_000, 40_000), b"\x80\x01" + bytes(20), True),
        ((10_000, 40_000), b"\xa3\x60" + bytes(20), True),
        ((10_000, 40_000), b"\xb3\x60" + bytes(20), True),
        ((53, 40_000), b"\x80\x60" + bytes(20), True),  # no stream uses a port so low
    ],
)
def test_streams_of_media_are_no_speech(ports: tuple[int, int], payload: bytes, *, kept: bool) -> None:
    assert bool(picked(udp(CAMERA, DESK, ports, payload)).said()) == kept


def test_what_is_said_again_is_kept_once() -> None:
    frames = [udp(CAMERA, DESK, (3702, 50_000), b"same" * 100)] * 3 + [udp(OTHER, DESK, (3702, 50_000), b"same" * 100)]
    first, other = Picked(timed(frames[:2]), timed(frames[1:], START - 10_000_000)).speech
    assert (first["place"], first["count"]) == (42, 4)
    assert (first["first"], first["last"]) == (START - 10_000_000, START + 1_000_000)
    assert other["count"] == 1


@settings(max_examples=40)
@given(st.binary(max_size=300), st.data())
def test_what_differs_is_kept_twice(payload: bytes, draw: st.DataObject) -> None:
    """In any place, as long as the payload is short; in a longer one at its ends and in its middle."""
    places = list(range(min(len(payload), 192)))
    if not places:
        return
    place = draw.draw(st.sampled_from(places))
    if len(payload) > 192:
        middle = (len(payload) - 64) // 2
        place = draw.draw(st.sampled_from([*range(64), *range(middle, middle + 64), *range(-64, 0)]))
    other = bytearray(payload)
    other[place] ^= 1
    found = picked(*(udp(CAMERA, DESK, (3702, 1_000), bytes(one)) for one in (payload, other, payload)))
    assert [(row["count"], found.payload(row)) for row in found.speech] == [(2, payload), (1, bytes(other))]


def test_the_number_of_a_question_is_new_each_time() -> None:
    frames = [udp(DESK, OTHER, (50_000, 53), bytes([7, number]) + b"\1\0question") for number in range(5)]
    assert [row["count"] for row in picked(*frames).speech] == [5]
    frames = [udp(DESK, OTHER, (50_000, 3702), bytes([7, number]) + b"\1\0question") for number in range(5)]
    assert [row["count"] for row in picked(*frames).speech] == [1] * 5


def test_what_one_sender_says_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PER_SENDER", 3)
    frames = [udp(CAMERA, DESK, (50_000, 3702), b"number %d" % number) for number in range(9)]
    frames += [udp(OTHER, DESK, (50_000, 3702), b"other"), udp(CAMERA, DESK, (50_000, 5353), b"another port")]
    found = picked(*frames)
    assert [data for _, data in found.said()] == [b"number 0", b"number 1", b"number 2", b"other", b"another port"]
    assert found.picks.passed_over == 6


def test_all_that_is_said_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "MAX_ROWS", 2)
    monkeypatch.setattr(picks, "FOLD", 3)
    frames = [udp(f"10.0.1.{number}", DESK, (50_000, 3702), b"number %d" % number) for number in range(9)]
    found = Picked(*(timed([one]) for one in frames))
    assert [data for _, data in found.said()] == [b"number 0", b"number 1"]
    assert found.picks.passed_over == 7


def test_questions_for_names_push_nothing_else_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor those of makers' devices."""
    monkeypatch.setattr(picks, "MAX_ROWS", 3)
    monkeypatch.setattr(picks, "FOLD", 2)
    frames = [udp(OTHER, DESK, (50_000, 53), b"id question %d" % number) for number in range(9)]
    frames = [
        *frames[:5],
        udp(CAMERA, DESK, (50_000, 53), b"ca mera's"),
        *frames[5:],
        udp(OTHER, DESK, (5, 3702), b"x"),
    ]
    builds = int.from_bytes(make.mac(made.CAMERA_MAC), "big")
    found = Picked(*(timed([one]) for one in [b"", *frames]), builds=builds)
    assert sorted(data for _, data in found.said()) == [b"ca mera's", b"id question 0", b"x"]


def test_of_names_as_many_are_kept_of_each_to_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PER_SENDER", 2)
    frames = [udp(GATE, to, (53, 50_000), b"id answer %d" % number) for number in range(3) for to in (CAMERA, DESK)]
    assert [row["target"] & 255 for row in picked(*frames).speech] == [5, 20, 5, 20]


def test_neighbours_and_announcements() -> None:
    neighbours = [bytes([kind]) + bytes(23) for kind in (128, 133, 134, 135, 136, 137)]
    frames = [made.frame(make.icmp6(CAMERA_6, DESK_6, one), CAMERA_6, DESK_6) for one in (*neighbours, b"\x88\0\0\0")]
    frames += [make.ether(made.CAMERA_MAC, "01:80:c2:00:00:0e", make.LLDP, b"\2\7\4camera")] * 2
    frames += [make.llc(made.CAMERA_MAC, "01:00:0c:cc:cc:cc", 0xC, 0x2000, b"\2\xb4camera")]
    found = picked(*frames)
    assert [(kind, data[:1]) for kind, data in found.said()[:4]] == [
        (picks.NEIGHBOUR, bytes([kind])) for kind in (133, 134, 135, 136)
    ]
    assert found.said()[4:] == [(picks.LLDP, b"\2\7\4camera"), (picks.CDP, b"\2\xb4camera")]
    assert [row["count"] for row in found.speech[4:]] == [2, 1]
    assert {row["mac"] for row in found.speech} == {int.from_bytes(make.mac(made.CAMERA_MAC), "big")}


def test_the_same_announcement_of_another_is_another() -> None:
    frames = [
        make.ether(mac, "01:80:c2:00:00:0e", make.LLDP, b"\2\7\4camera") for mac in (made.CAMERA_MAC, made.DESK_MAC)
    ]
    assert len(picked(*frames).speech) == 2


# --- datagrams in parts ----------------------------------------------------------------------------------------------


def parts(ports: tuple[int, int], number: int, *, six: bool = False, payload: bytes = bytes(300)) -> list[bytes]:
    ends = (CAMERA_6, DESK_6) if six else (CAMERA, DESK)
    cut = make.v6_parts if six else make.v4_parts
    return [made.frame(one, *ends) for one in cut(*ends, 17, make.udp(ports, payload), number=number, size=128)]


@pytest.mark.parametrize("six", [False, True])
@pytest.mark.parametrize("turn", [1, -1])
def test_parts_of_datagrams_by_the_ports_of_the_first(six: bool, turn: int) -> None:
    """Whatever the order in which they come; of IPv6 all that the two ends exchange in parts."""
    wanted, other = parts((3702, 50_000), 7, six=six), parts((50_000, 50_001), 8, six=six)
    found = picked(*(other + wanted)[::turn])
    expected = (other[1:] if six else []) + wanted
    assert sorted(found.said()) == sorted((picks.FRAGMENT, one[14:]) for one in expected)


def test_parts_in_other_blocks() -> None:
    wanted = parts((3702, 50_000), 7)
    found = Picked(*(timed([one]) for one in wanted))
    assert [data for _, data in found.said()] == [one[14:] for one in wanted]


def test_parts_of_streams_of_media_are_not_picked() -> None:
    assert picked(*parts((10_000, 40_000), 7, payload=b"\x80\x60" + bytes(300))).said() == []


def test_parts_of_one_sender_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PER_SENDER", 2)
    monkeypatch.setattr(picks, "_PARTS", 2)
    found = picked(*(one for number in range(4) for one in parts((3702, 50_000), number)))
    assert (len(found.speech), found.picks.passed_over) == (4, 8)


# --- heads of streams ------------------------------------------------------------------------------------------------

SERVERS = [b"HTTP/1.1 200 OK", b"RTSP/1.0 200 OK", b"SSH-2.0-x", b"220 ftp", b"220-smtp", b"\xff\xfd\x18",
           b"\xff\xfb\1", mixed.tls(2, 40), b"\x16\x03\x00\x00\x2a\x02" + bytes(40)]  # fmt: skip
CLIENTS = [b"GET / HTTP/1.1", b"POST / HTTP/1.1", b"HEAD / HTTP/1.1", b"PUT / HTTP/1.1", b"OPTIONS * RTSP/1.0",
           b"DESCRIBE rtsp://", b"SETUP rtsp://", b"PLAY rtsp://", b"ANNOUNCE rtsp://", b"GET_PARAMETER",
           b"SET_PARAMETER", b"TEARDOWN", b"SUBSCRIBE", b"NOTIFY * HTTP", mixed.tls(1, 40)]  # fmt: skip
NEITHER = [b"HTT", b"HTTQ/1.1", b"220", b"2200 ", b"\xff\xfc\1", b"\x16\x03\x05\x00\x2a\x02" + bytes(40),
           mixed.tls(11, 40), b"\x17" + mixed.tls(2, 40)[1:], b"get / ", b"\0", b"x" * 500]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        *((one, picks.SERVER) for one in SERVERS),
        *((one, picks.CLIENT) for one in CLIENTS),
        *((one, -1) for one in NEITHER),
    ],
)
def test_heads_by_how_they_begin(data: bytes, kind: int) -> None:
    found = picked(tcp(CAMERA, DESK, (80, 50_000), payload=data))
    assert found.streams() == ([] if kind < 0 else [(kind, data)])


def page(at: int, data: bytes, source: str = CAMERA, port: int = 80, target: str = DESK) -> bytes:
    return tcp(source, target, (port, 50_000), payload=data, at=at)


@pytest.mark.parametrize(
    ("source", "kept"),
    [(CAMERA, True), (CAMERA_6, True), (FAR, False), ("172.31.0.1", True), ("192.168.1.1", True), ("100.64.0.1", True),
     ("169.254.1.1", True), ("172.32.0.1", False), ("2001:db8::5", True)],
)  # fmt: skip
def test_of_servers_near_by_is_kept_what_follows(source: str, *, kept: bool) -> None:
    target = DESK_6 if ":" in source else DESK
    found = picked(page(1_000, b"HTTP/1.1", source, target=target), page(1_008, b" 200 OK", source, target=target))
    assert found.streams() == [(picks.SERVER, b"HTTP/1.1"), (picks.MORE, b" 200 OK")][: 1 + kept]


@pytest.mark.parametrize(
    ("at", "kept"),
    [(1_000, True), (1_001, True), (999, False), (1_000 + picks.REACH - 1, True), (1_000 + picks.REACH, False)],
)
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("begin", [1_000, 0xFFFF_FFF0])
def test_what_follows_lies_within_reach(at: int, kept: bool, together: bool, begin: int) -> None:
    first, more = page(begin, b"HTTP/1.1"), page(at - 1_000 + begin, b" 200 OK")
    found = picked(first, more) if together else Picked(timed([first]), timed([more]))
    assert len(found.heads) == 1 + kept


def test_what_follows_may_come_some_blocks_later() -> None:
    """Even if the flow was silent in between, or beyond reach."""
    between = [tcp(OTHER, DESK, (1, 2), payload=b"x")]
    frames = [[page(1_000, b"HTTP/1.1")], between, [page(900_000, b"far")], between, [page(1_008, b" 200 OK")]]
    found = Picked(*(timed(one) for one in frames))
    assert found.streams() == [(picks.SERVER, b"HTTP/1.1"), (picks.MORE, b" 200 OK")]


def test_what_follows_no_head_is_not_kept() -> None:
    other = tcp(CAMERA, DESK, (81, 50_000), payload=b"x", at=1_001)
    found = picked(page(1_000, b"x"), page(1_000, b"GET /"), page(1_001, b"x"), page(1_000, b"HTTP/1.1"), other)
    assert [kind for kind, _ in found.streams()] == [picks.CLIENT, picks.SERVER]


def test_flows_that_are_waited_for_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "MAX_OPEN", 2)
    frames = [page(1_000, b"HTTP/1.1", port=port) for port in (80, 81, 82)]
    found = Picked(timed(frames), timed([page(1_008, b" 200", port=port) for port in (80, 81, 82)]))
    assert len(found.heads) == 3 + 2


def test_heads_of_one_flow_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PER_FLOW", 2)
    monkeypatch.setattr(picks, "FOLD", 4)
    frames = [page(1_000 + number * 10, b"HTTP/1.%d" % number) for number in range(9)]
    found = Picked(*(timed([one]) for one in frames))
    assert [data for _, data in found.streams()] == [b"HTTP/1.0", b"HTTP/1.1"]


def test_heads_of_one_server_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "PER_SERVER", 2)
    monkeypatch.setattr(picks, "FOLD", 4)
    answers = [tcp(CAMERA, DESK, (80, port), payload=b"HTTP/1.1 %d" % port) for port in range(9)]
    asks = [tcp(DESK, CAMERA, (port, 80), payload=b"GET /%d" % port) for port in range(9)]
    others = [tcp(CAMERA, DESK, (81, 5), payload=b"HTTP/1.1"), tcp(OTHER, DESK, (80, 5), payload=b"HTTP/1.1")]
    found = Picked(*(timed([one]) for one in answers + asks + others))
    assert [data for _, data in found.streams()] == [
        b"HTTP/1.1 0", b"HTTP/1.1 1", b"GET /0", b"GET /1", b"HTTP/1.1", b"HTTP/1.1"
    ]  # fmt: skip


def test_of_too_many_heads_those_stay_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of servers near by, and of makers' devices wherever they stand."""
    monkeypatch.setattr(picks, "MAX_ROWS", 2)
    monkeypatch.setattr(picks, "FOLD", 2)
    far = [tcp(DESK, FAR, (port, 443), payload=mixed.tls(1, 40)) for port in range(5)]
    camera, answer = tcp(CAMERA, FAR, (9, 443), payload=mixed.tls(1, 40)), page(1_000, b"HTTP/1.1")
    found = Picked(
        *(timed([one]) for one in [*far, camera, answer]), builds=int.from_bytes(make.mac(made.CAMERA_MAC), "big")
    )
    assert {(row["kind"], row["source"] & 255) for row in found.heads} == {(picks.CLIENT, 5), (picks.SERVER, 5)}
    assert found.picks.passed_over == 5


NEAR = 10 << 24 | 5
ENDS = [NEAR, 203 << 24 | 7, 1 << 63 | 9]
HEAD_ROWS = st.lists(
    st.tuples(
        st.sampled_from([picks.SERVER, picks.CLIENT, picks.MORE]),
        st.integers(1, 3),
        st.sampled_from(ENDS),
        st.sampled_from(ENDS),
        st.integers(1, 2),
    ),
    max_size=16,
)


def plainly_few(rows: list[dict[str, int]]) -> list[int]:
    """The places of what stays, from a loop over the rows in their order."""
    flows: Counter[int] = Counter()
    servers: Counter[tuple[int, int, int, int]] = Counter()
    kept = []
    for row in sorted(rows, key=lambda row: row["place"]):
        ours = row["kind"] == picks.SERVER
        server, client = (row["source"], row["target"])[:: 1 if ours else -1]
        port = row["ports"] >> 16 if ours else row["ports"] & 0xFFFF
        key = (row["kind"], server, port, 0 if ours and server == NEAR else client)
        if row["kind"] != picks.MORE:
            flows[row["flow"]] += 1
            if flows[row["flow"]] <= picks.PER_FLOW:
                servers[key] += 1
                if servers[key] <= picks.PER_SERVER:
                    kept.append(row)
    begun = {row["flow"] for row in kept}
    follows = [row["place"] for row in rows if row["kind"] == picks.MORE and row["flow"] in begun]
    return sorted([row["place"] for row in kept] + follows)


@given(HEAD_ROWS, st.randoms(use_true_random=False))
def test_few_heads_are_those_of_a_plain_loop(rows: list[tuple[int, int, int, int, int]], turn: Random) -> None:
    made_up = [
        {"flow": flow, "place": number, "room": 9, "kind": kind, "source": end, "target": other,
         "ports": port << 16 | port + 1, "mac": 1, "sequence": 0, "first": 0}
        for number, (kind, flow, end, other, port) in enumerate(rows)
    ]  # fmt: skip
    turn.shuffle(made_up)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picks, "PER_FLOW", 2)
        patch.setattr(picks, "PER_SERVER", 1)
        found = picks.few(pl.DataFrame(made_up, schema=picks.HEADS, orient="row"))
        assert found["place"].to_list() == plainly_few(made_up)


def test_nothing_is_picked_of_nothing() -> None:
    assert (Picked().speech, Picked([]).heads) == ([], [])


@settings(deadline=None, max_examples=40)
@given(mixed.captures)
def test_what_is_picked_stands_in_its_packet(packets: list[Packet]) -> None:
    found = Picked(packets[::2], packets[1::2])
    whole = [one.data for one in packets]
    for row in [*found.speech, *found.heads]:
        assert row["room"] > 0
        assert any(found.payload(row) in one for one in whole)


def test_the_gate_is_no_sender() -> None:
    """What a head's packet bore is that of the frame, as it is of who stands behind a router."""
    (row,) = picked(tcp(FAR, DESK, (80, 50_000), payload=b"HTTP/1.1")).heads
    assert row["mac"] == int.from_bytes(make.mac(made.GATE_MAC), "big")
