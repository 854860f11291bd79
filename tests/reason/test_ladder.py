"""The rung of a device: what was seen before what is permitted, what is permitted before what is denied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.reason.test_paths import ONE, WEB, box, rule

from camcensus.model.separation import RUNGS, Crossing
from camcensus.reason import ladder
from camcensus.reason.paths import Net
from camcensus.wire import spans
from camcensus.wire.config.values import Match, Unread
from camcensus.wire.packets import Cube

DEVICES, CORE = spans.network("10.1.0.4/30"), spans.network("10.2.0.0/24")
SEEN = (Crossing(other="10.2.0.9", protocol="tcp", port=80, opened_by="core", connections=1, first=None, last=None),)


@pytest.mark.parametrize(
    ("in_core", "crossed", "there", "back", "watched", "rung"),
    [
        (True, (), "", "", 0, "connected"),
        (False, SEEN, "closed", "closed", 90, "connected"),
        (False, (), "closed", "path-permitted", 0, "path-permitted"),
        (False, (), "path-permitted", "unknown", 30, "permitted-not-observed"),
        (False, (), "closed", "closed", 29, "denied"),
        (False, (), "closed", "closed", 30, "denied-not-observed"),
        (False, (), "closed", "unknown", 90, "unknown"),
        (False, (), "", "", 90, "unknown"),
        (False, (), "closed", "", 90, "unknown"),
    ],
)
def test_rungs(in_core: bool, crossed: tuple[Crossing, ...], there: str, back: str, watched: int, rung: str) -> None:
    assert rung in RUNGS
    assert ladder.rung(in_core=in_core, crossings=crossed, there=there, back=back, watched=watched, days=30) == rung


def test_what_is_permitted_is_told_of_each_device() -> None:
    one = Match(cubes=(Cube(source=spans.network("10.1.0.5"), protocol=spans.one(6)),))
    held = box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("permit", one),))
    there, back = ladder.ways(Net([held]), DEVICES, CORE)
    assert there.of(spans.network("10.1.0.5")) == "path-permitted"
    assert there.of(spans.network("10.1.0.6")) == "closed"
    assert back.of(spans.network("10.1.0.5")) == "closed"


def test_a_doubt_and_a_line_that_is_not_understood() -> None:
    odd = Match(cubes=WEB.cubes, unread=("odd",))
    held = box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("permit", odd, 9),))
    there, _ = ladder.ways(Net([held]), DEVICES, CORE)
    assert there.of(spans.network("10.1.0.5")) == "unknown"
    assert there.missing == ("fw, line 9: it is not understood whether this rule fits",)
    shut = replace(
        box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("deny"),)),
        unread=(Unread(line=4, text="x"),),
    )
    there, back = ladder.ways(Net([shut]), DEVICES, CORE)
    assert (there.of(DEVICES), back.of(DEVICES)) == ("unknown", "unknown")
    assert there.missing == ("fw: lines that are not understood: 4",)


def test_what_is_lost_is_not_closed() -> None:
    there, back = ladder.ways(Net([replace(ONE, interfaces=ONE.interfaces[:1])]), DEVICES, CORE)
    assert (there.of(DEVICES), back.of(DEVICES)) == ("closed", "unknown")
    assert "no box is known that 10.2.0.0/24 could send to" in back.missing
