"""The rung of a device: what was seen before what is permitted, what is permitted before what is denied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.reason.test_paths import ONE, WEB, box, rule

from camcensus.model.separation import RUNGS
from camcensus.reason import ladder
from camcensus.reason.paths import Net
from camcensus.wire import spans
from camcensus.wire.config.values import Match, Unread
from camcensus.wire.packets import Cube

DEVICES, CORE = spans.network("10.1.0.4/30"), spans.network("10.2.0.0/24")


@pytest.mark.parametrize(
    ("connected", "there", "back", "watched", "apart", "rung"),
    [
        (True, "closed", "closed", 90, True, "connected"),
        (True, "", "", 0, False, "connected"),
        (False, "closed", "path-permitted", 0, True, "path-permitted"),
        (False, "path-permitted", "unknown", 30, False, "permitted-not-observed"),
        (False, "closed", "closed", 29, True, "denied"),
        (False, "closed", "closed", 30, False, "denied-not-observed"),
        (False, "closed", "closed", 30, True, "separate"),
        (False, "closed", "unknown", 90, True, "unknown"),
        (False, "", "", 90, True, "unknown"),
        (False, "closed", "", 90, True, "unknown"),
    ],
)
def test_rungs(connected: bool, there: str, back: str, watched: int, apart: bool, rung: str) -> None:
    assert rung in RUNGS
    found = ladder.rung(connected=connected, there=there, back=back, watched=watched, days=30, apart=apart)
    assert found == rung


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
    assert there.missing == ("fw, line 9: it is not understood whether this rule fits: permit 9",)
    shut = replace(
        box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("deny"),)),
        unread=(Unread(line=4, text="x"),),
    )
    there, back = ladder.ways(Net([shut]), DEVICES, CORE)
    assert (there.of(DEVICES), back.of(DEVICES)) == ("unknown", "unknown")
    assert there.missing == ("fw, line 4: not understood: x",)


def test_what_is_lost_is_not_closed() -> None:
    there, back = ladder.ways(Net([replace(ONE, interfaces=ONE.interfaces[:1])]), DEVICES, CORE)
    assert (there.of(DEVICES), back.of(DEVICES)) == ("closed", "unknown")
    assert any(one.startswith("no box is known that 10.2.0.0/24 could send to") for one in back.missing)


def test_each_device_has_its_paths_and_what_closes_the_rest() -> None:
    one = Match(cubes=(Cube(source=spans.network("10.1.0.5"), protocol=spans.one(6)),))
    held = box(
        "fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("permit", one, 3), rule("deny", line=4))
    )
    there, back = ladder.ways(Net([held]), DEVICES, CORE)
    (path,) = there.opened[spans.address("10.1.0.5")]
    assert (path.source, path.services, path.steps[0].rules[-1].line) == (("10.1.0.5",), "tcp", 3)
    assert [said.line for said in there.closed[spans.address("10.1.0.6")]] == [4]
    assert set(there.opened) == {spans.address("10.1.0.5")}
    assert not back.opened


def test_no_more_than_a_few_paths_of_one_device_are_told() -> None:
    ports = [Match(cubes=(Cube(protocol=spans.one(6), target_port=spans.one(port)),)) for port in range(10)]
    rules = tuple(rule("permit", match, line) for line, match in enumerate(ports, 1))
    held = box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=rules)
    there, _ = ladder.ways(Net([held]), DEVICES, CORE)
    assert {len(many) for many in there.opened.values()} == {ladder.FEW}
    assert len(there.opened) == 4
