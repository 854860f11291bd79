"""What is one with the core: stated, by its anchors, and behind boxes that part nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reason.test_paths import WEB, box, rule
from tests.support import estate

from camcensus.model.estate import Anchor, Zone
from camcensus.reason import core
from camcensus.reason.core import Core
from camcensus.wire import spans
from camcensus.wire.config.values import Box, Match, Route, Unread
from camcensus.wire.spans import Spans

CORE, CAMS, FAR = (spans.network(text) for text in ("10.0.2.0/24", "10.0.1.0/24", "10.0.9.0/24"))
OPEN = box("sw", ("core", "10.0.2.1/24"), ("cams", "10.0.1.1/24"))
SHUT = box("fw", ("core", "10.0.2.1/24"), ("cams", "10.0.1.1/24"), rules=(rule("permit", WEB, 1), rule("deny", line=2)))


def found(*boxes: Box, never: Spans = spans.NONE) -> Core:
    return core.find(boxes, {}, CORE, never)


def test_a_box_without_rules_is_no_boundary() -> None:
    made = found(OPEN)
    assert made.held == spans.union([CORE, CAMS])
    (one,) = made.joined
    assert (one.box, one.incoming, one.outgoing, one.sure) == ("sw", "core", "cams", True)
    assert made.by(spans.address("10.0.1.7")) == one
    assert made.by(spans.address("10.0.2.7")) is None


def test_one_rule_that_denies_is_a_boundary() -> None:
    assert found(SHUT).held == CORE
    narrow = box("fw", ("core", "10.0.2.1/24"), ("cams", "10.0.1.1/24"), rules=(rule("deny", WEB, 1), rule("permit")))
    assert found(narrow).held == CORE


def test_a_rule_about_few_addresses_is_found_too() -> None:
    few = Match(cubes=(WEB.cubes[0]._replace(source=spans.network("10.0.1.77")),))
    narrow = box("fw", ("core", "10.0.2.1/24"), ("cams", "10.0.1.1/24"), rules=(rule("deny", few, 1), rule("permit")))
    assert found(narrow).held == CORE


def test_it_goes_on_behind_the_next_box() -> None:
    further = box("far", ("cams", "10.0.1.2/24"), ("far", "10.0.9.1/24"))
    assert found(OPEN, further).held == spans.union([CORE, CAMS, FAR])
    assert found(further, OPEN).held == spans.union([CORE, CAMS, FAR])
    assert found(SHUT, further).held == CORE


def test_what_is_not_understood_leaves_it_open() -> None:
    made = found(replace(OPEN, unread=(Unread(line=4, text="?"),)))
    assert (made.held, made.perhaps) == (CORE, CAMS)
    assert not made.joined[0].sure
    odd = Match(cubes=WEB.cubes, unread=("odd",))
    doubtful = box("fw", ("core", "10.0.2.1/24"), ("cams", "10.0.1.1/24"), rules=(rule("deny", odd), rule("permit")))
    assert found(doubtful).perhaps == CAMS


def test_the_rest_of_a_network_that_holds_core_addresses_is_core() -> None:
    wide = box("sw", ("lan", "10.0.2.1/23"), rules=(rule("deny"),))
    assert found(wide).held == CORE  # a box with one interface joins nothing
    made = found(replace(wide, interfaces=(*wide.interfaces, OPEN.interfaces[1])))
    assert made.held == spans.network("10.0.2.0/23")
    assert made.joined[0].incoming == made.joined[0].outgoing == "lan"


def test_what_is_outside_is_never_core() -> None:
    assert found(OPEN, never=CAMS).held == CORE


def test_a_box_that_does_not_route_and_one_in_two_tables_join_nothing() -> None:
    assert found(replace(OPEN, forwards=False)).held == CORE
    one, other = OPEN.interfaces
    assert found(replace(OPEN, interfaces=(one, replace(other, vrf="cams")))).held == CORE


def test_a_route_that_discards_is_a_boundary() -> None:
    thrown = replace(OPEN, routes=(Route(prefix="10.0.1.0/25", discard=True),))
    assert found(thrown).held == CORE


def test_without_a_core_nothing_is() -> None:
    assert core.find([OPEN], {}, spans.NONE, spans.NONE).held == spans.NONE


def test_zones_and_anchors_state_it() -> None:
    made = estate()
    assert core.stated(made, "main") == CORE
    users = Zone(id="users", site="hq", kind="users", cidrs=("10.0.8.0/24",))
    anchored = replace(
        made, zones=(*made.zones, users), anchors=(Anchor(id="ad", site="hq", addresses=("10.0.8.5", "10.0.77.1")),)
    )
    assert core.stated(anchored, "main") == spans.union(
        [CORE, spans.network("10.0.8.0/24"), spans.network("10.0.77.1")]
    )
    assert core.stated(anchored, "elsewhere") == spans.NONE
    outer = replace(made, zones=(replace(users, kind="outside"),))
    assert core.outside(outer, "main") == spans.network("10.0.8.0/24")


@given(st.permutations(range(5)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_the_order_of_boxes_does_not_matter(order: list[int], shut: list[bool]) -> None:
    """A row of boxes: what is core ends at the first that stops something."""
    boxes = []
    for at in range(4):
        rules = (rule("deny", line=2),) if shut[at] else ()
        boxes.append(box(f"b{at}", ("a", f"10.0.{2 + at}.1/24"), ("b", f"10.0.{3 + at}.2/24"), rules=rules))
    wanted = 1 + next((at for at in range(4) if shut[at]), 4)
    some = [boxes[at] for at in order if at < 4]
    assert found(*some).held == spans.union(spans.network(f"10.0.{2 + at}.0/24") for at in range(wanted))


@pytest.mark.parametrize("links", [True, False])
def test_what_the_owner_says_lies_behind_an_interface(links: bool) -> None:
    bare = Box(name="fw", dialect="x", knows_routes=False)
    near = {("fw", "eth0"): CORE, ("fw", "eth1"): CAMS} if links else {}
    assert core.find([bare], near, CORE, spans.NONE).held == (spans.union([CORE, CAMS]) if links else CORE)
