"""Devices that stand alike, together, with a picture of one."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.reason.test_separation import HOLED, SHUT, found
from tests.report.samples import HOSTILE

from camcensus.model.separation import Bridge, Standing, Standings, Station
from camcensus.report import _path, _separation


def test_devices_that_stand_alike_are_one_group() -> None:
    made = _separation.section(found(SHUT, at=("10.0.1.5", "10.0.1.6", "10.0.2.9")))
    assert made.counts == (("connected to the core network", 1), ("closed by configuration", 2))
    assert [(group.named, group.grave) for group in made.groups] == [(("CAM-2",), True), (("CAM-0", "CAM-1"), False)]


def test_no_more_than_can_be_read() -> None:
    many = [
        Standing(device=str(at), label=str(at), site="s", zone="", addresses=(), rung="denied", there="", back="",
                 weakest=str(at)) for at in range(_separation.GROUPS + 5)
    ]  # fmt: skip
    made = _separation.section(Standings(devices=tuple(many)))
    assert (len(made.groups), made.left) == (_separation.GROUPS, 5)


def test_a_picture_shows_paths_and_what_closes() -> None:
    one = found(HOLED).devices[0]
    drawn = _path.standing(one)
    assert "fw, line 3: permit 3" in drawn
    assert "stopped by fw, line 4: deny 4" in drawn
    ET.fromstring(drawn)  # noqa: S314  # our own picture


def test_a_bridge_is_drawn_station_by_station() -> None:
    trail = (
        Station(kind="device", title="NVR", lines=("10.0.1.5", "-> its second socket")),
        Station(kind="network", title="core"),
    )
    bridge = Bridge(kind="dual-homed", detail="two sockets", certain=False, trail=trail)
    one = Standing(device="d", label="NVR", site="", zone="z", addresses=("10.0.1.5",), rung="connected", there="",
                   back="", bridges=(bridge,))  # fmt: skip
    drawn = _path.standing(one)
    assert "perhaps: two sockets" in drawn
    assert "its second socket" in drawn
    assert "stroke-dasharray" in drawn


def test_nothing_that_was_said_breaks_a_picture() -> None:
    for text in HOSTILE:
        one = Standing(device="d", label=text, site=text, zone=text, addresses=(text,), rung="unknown", there="",
                       back="", weakest=text, missing=(text,))  # fmt: skip
        root = ET.fromstring(_path.standing(one))  # noqa: S314  # our own picture
        assert {tag.tag.rpartition("}")[2] for tag in root.iter()} == {"svg", "title", "text"}
