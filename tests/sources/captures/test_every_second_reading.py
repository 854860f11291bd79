"""A capture that is read again tells nothing that it had not told, whoever is known by then."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

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
    CAMERA_MAC,
    DESK,
    FAR,
    OTHER,
    START,
    Told,
    heard,
    tcp,
    timed,
)
from tests.sources.files import context

from camcensus.model import frames
from camcensus.model.observation import moment
from camcensus.sources.reading import door


def again(folder: Path, data: bytes, known: frozenset[str], *, compiled: bool) -> tuple[Told, Told]:
    """What is read of a capture, and what a log then reads of it that knows all that it told."""
    first = heard(folder, data, known=known, compiled=compiled)
    frame = pl.DataFrame(first.rows, schema=frames.SCHEMA, orient="row")
    setting = context(folder, known=known, builds=made.built)
    return first, heard(folder, data, known=known | door.marked(frame, setting), compiled=compiled)


@pytest.mark.parametrize("link", [1, 101])
@pytest.mark.parametrize("compiled", [False, True])
def test_read_again_by_who_knows_all_that_it_told_it_tells_nothing_new(
    compiled: bool, link: int, tmp_path: Path
) -> None:
    """A camera on a public address, which is found by what it says to a recorder; and what it said to others."""
    frames = []
    for port, client in ((5_000, OTHER), (5_001, CAMERA), (5_002, DESK)):
        frames += [
            tcp(client, FAR, (port, 554), make.SYN),
            tcp(FAR, client, (554, port), make.SYN | make.ACK),
            tcp(FAR, client, (554, port), payload=b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: X\r\n\r\n"),
        ]
    sent = [one._replace(data=one.data[14:]) if link == 101 else one for one in timed(frames)]
    first, then = again(tmp_path, make.pcap(sent, link=link), frozenset({CAMERA}), compiled=compiled)
    assert then.rows == first.rows
    (row,) = [row for row in first.rows if (row["subject"], row["field"]) == (f"ip:{FAR}", "rtsp.server")]
    assert (row["at"], row["until"]) == (moment(sent[2].time), moment(sent[-1].time))
    (row,) = [row for row in first.rows if (row["subject"], row["field"]) == (f"ip:{FAR}", "net.open_port")]
    assert (row["at"], row["until"]) == (moment(sent[1].time), moment(sent[-1].time))


def test_what_a_far_port_is_open_for_is_told_with_all_that_passed_there(tmp_path: Path) -> None:
    """Whether or not the log knows the server: else it would be told twice."""
    ports = [(1, 443), (443, 1), (443, 1), (443, 1)]
    flags = [make.SYN, make.SYN | make.ACK, make.ACK, make.ACK]
    sent = [
        tcp(FAR if ports[0] == 443 else CAMERA, CAMERA if ports[0] == 443 else FAR, ports, flag, payload)
        for ports, flag, payload in zip(ports, flags, [b"", b"", mixed.tls(2, 40), b"x"], strict=True)
    ]
    data = make.pcap(timed(sent))
    told = [heard(tmp_path, data, known=known) for known in (frozenset({CAMERA}), frozenset({CAMERA, FAR}))]
    assert told[0].rows == told[1].rows
    (row,) = [row for row in told[0].rows if row["field"] == "net.open_port"]
    assert (row["at"], row["until"]) == (moment(START + 1_000_000), moment(START + 3_000_000))


@settings(deadline=None, max_examples=40)
@given(mixed.captures, st.sets(st.sampled_from([CAMERA, DESK, OTHER, FAR, CAMERA_MAC])), st.booleans())
def test_a_second_reading_adds_nothing(packets: list[Packet], known: set[str], compiled: bool) -> None:
    with TemporaryDirectory() as folder:
        first, then = again(Path(folder), make.pcap(packets), frozenset(known), compiled=compiled)
    assert sorted(row["id"] for row in then.rows) == sorted(row["id"] for row in first.rows)
