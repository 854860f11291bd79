"""Packets from network to network, through every box on the way."""

from __future__ import annotations

from dataclasses import replace

from camcensus.reason.paths import Answer, Net
from camcensus.wire import packets, spans
from camcensus.wire.config.values import (
    Box,
    Chain,
    Interface,
    Match,
    Names,
    Route,
    Rule,
    Step,
    Translation,
    Unread,
)
from camcensus.wire.packets import Cube

CAMS, CORE = spans.network("10.1.0.0/24"), spans.network("10.2.0.0/24")
WEB = Match(cubes=(Cube(protocol=spans.one(6), target_port=spans.one(443)),))


def rule(action: str, match: Match | None = None, line: int = 1, translation: Translation | None = None) -> Rule:
    return Rule(line=line, text=f"{action} {line}", action=action, match=match or Match(), translation=translation)


def box(name: str, *interfaces: tuple[str, str], routes: tuple[Route, ...] = (), rules: tuple[Rule, ...] = ()) -> Box:
    steps = (Step(kind="route"), *((Step(kind="filter", chain="f"),) if rules else ()))
    return Box(
        name=name,
        dialect="x",
        interfaces=tuple(Interface(name=one, addresses=(address,)) for one, address in interfaces),
        routes=routes,
        chains={"f": Chain(name="f", rules=rules, default="deny")} if rules else {},
        steps=steps,
    )


def asked(*boxes: Box) -> Answer:
    return Net(boxes).reach(CAMS, CORE)


ONE = box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"))


def test_a_router_without_rules_lets_everything_pass() -> None:
    (path,) = asked(ONE).arrived
    assert (path.hops, path.sent.source) == ((("fw", "cam", "core"),), CAMS)
    assert not spans.holds(path.now.target, spans.address("10.2.0.1"))  # the router itself is nobody's target


def test_a_rule_closes_and_is_named() -> None:
    answer = asked(
        replace(
            ONE, steps=(Step(kind="filter", chain="f"),), chains={"f": Chain(name="f", rules=(rule("deny", line=7),))}
        )
    )
    assert not answer.arrived
    (stopped,) = answer.stopped
    assert stopped.by[-1].rule is not None
    assert stopped.by[-1].rule.line == 7


def test_what_a_rule_permits_arrives_and_the_rest_meets_the_default() -> None:
    answer = asked(box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("permit", WEB, 3),)))
    (path,) = answer.arrived
    assert (path.now.protocol, path.now.target_port) == (spans.one(6), spans.one(443))
    assert path.by[-1].rule is not None
    assert all(one.by[-1].rule is None for one in answer.stopped)


def test_two_boxes_in_a_row_and_the_rule_of_the_second() -> None:
    first = box(
        "a", ("cam", "10.1.0.1/24"), ("mid", "192.0.2.1/30"), routes=(Route(prefix="0.0.0.0/0", via="192.0.2.2"),)
    )
    second = box(
        "b", ("mid", "192.0.2.2/30"), ("core", "10.2.0.1/24"), rules=(rule("permit", WEB, 5), rule("deny", line=6))
    )
    answer = asked(first, second)
    (path,) = answer.arrived
    assert [hop.box for hop in path.hops] == ["a", "b"]
    assert {one.by[-1].rule.line for one in answer.stopped if one.by and one.by[-1].rule} == {6}


def test_what_leaves_to_a_box_that_was_not_read_is_lost() -> None:
    only = box(
        "a", ("cam", "10.1.0.1/24"), ("mid", "192.0.2.1/30"), routes=(Route(prefix="10.0.0.0/8", via="192.0.2.2"),)
    )
    answer = asked(only)
    assert [(one.why, one.where) for one in answer.lost] == [("no-next-box", "192.0.2.2")]
    assert not answer.arrived


def test_where_no_box_is_known_nothing_is_known() -> None:
    answer = Net([box("fw", ("core", "10.2.0.1/24"))]).reach(CAMS, CORE)
    assert [(one.why, one.where) for one in answer.lost] == [("no-box", "10.1.0.0/24")]


def test_without_a_route_or_with_one_to_nowhere_it_is_closed() -> None:
    bare = box("a", ("cam", "10.1.0.1/24"))
    assert {one.why for one in asked(bare).stopped} == {"no-route"}
    null = replace(bare, routes=(Route(prefix="10.2.0.0/16", discard=True),))
    assert {one.why for one in asked(null).stopped} == {"discarded"}


def test_the_longest_prefix_decides_and_equal_ones_both() -> None:
    nulled = (Route(prefix="10.0.0.0/8", via="192.0.2.2"), Route(prefix="10.2.0.0/25", discard=True))
    routes = (*nulled, *(Route(prefix="10.2.0.128/25", via=f"192.0.2.{n}") for n in (3, 4)))
    answer = asked(box("a", ("cam", "10.1.0.1/24"), ("mid", "192.0.2.1/29"), routes=routes))
    assert {one.where for one in answer.lost} == {"192.0.2.3", "192.0.2.4"}
    assert {one.why for one in answer.stopped} == {"discarded"}


def test_boxes_that_send_to_each_other_end() -> None:
    ways = [Route(prefix="10.2.0.0/24", via=f"192.0.2.{n}") for n in (2, 1)]
    a = box("a", ("cam", "10.1.0.1/24"), ("mid", "192.0.2.1/30"), routes=(ways[0],))
    b = box("b", ("mid", "192.0.2.2/30"), routes=(ways[1],))
    answer = asked(a, b)
    assert not answer.arrived
    assert answer.passed == {"a", "b"}


def test_one_network_is_one_network() -> None:
    answer = Net([box("fw", ("lan", "10.0.0.1/8"))]).reach(CAMS, CORE)
    assert [path.hops for path in answer.arrived] == [()]


def test_vrfs_are_apart() -> None:
    apart = replace(ONE, interfaces=(ONE.interfaces[0], replace(ONE.interfaces[1], vrf="core")))
    assert {one.why for one in asked(apart).stopped} == {"no-route"}


def test_a_packet_that_nat_turns_arrives_as_another() -> None:
    to = Translation(target=spans.network("10.2.0.9"))
    match = Match(cubes=(Cube(target=spans.network("10.1.0.1")),))
    nat = replace(
        ONE,
        steps=(Step(kind="nat", chain="n"), Step(kind="route")),
        chains={"n": Chain(name="n", rules=(rule("translate", match, 4, to),))},
    )
    by_nat = [path for path in asked(nat).arrived if path.by and path.by[0].rule is not None]
    assert [(path.sent.target, path.now.target) for path in by_nat] == [
        (spans.network("10.1.0.1"), spans.network("10.2.0.9"))
    ]


def test_the_owner_says_what_lies_on_a_link_of_a_bare_rule_set() -> None:
    bare = Box(name="fw", dialect="x", steps=(Step(kind="route"),), knows_routes=False)
    near = {("fw", "eth0"): CAMS, ("fw", "eth1"): CORE}
    (path,) = Net([bare], near).reach(CAMS, CORE).arrived
    assert path.hops == (("fw", "eth0", "eth1"),)
    only = Net([bare], {("fw", "eth0"): CAMS}).reach(CAMS, CORE)
    assert [one.why for one in only.lost] == ["routes-not-read"]


def test_packets_that_answer_are_asked_for_by_their_mode() -> None:
    established = Match(cubes=(Cube(modes=packets.modes(answers=True)),))
    held = box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("permit", established),))
    assert not Net([held]).reach(CAMS, CORE).arrived
    assert Net([held]).reach(CAMS, CORE, packets.modes(answers=True)).arrived


def test_a_box_keeps_what_was_not_understood() -> None:
    odd = replace(ONE, unread=(Unread(line=3, text="odd"),))
    assert asked(odd).passed == {"fw"}


def test_a_shut_interface_is_none() -> None:
    shut = replace(ONE, interfaces=(ONE.interfaces[0], replace(ONE.interfaces[1], enabled=False)))
    assert {one.why for one in asked(shut).stopped} == {"no-route"}


def test_a_route_may_be_chosen_again_behind_a_translation() -> None:
    to = Translation(target=spans.network("10.2.0.9"))
    match = Match(cubes=(Cube(target=spans.network("192.0.2.9")),))
    only = Match(outgoing=Names(names=("core",)))
    twice = replace(
        ONE,
        interfaces=(*ONE.interfaces, Interface(name="out", addresses=("192.0.2.1/24",))),
        steps=(Step(kind="route"), Step(kind="nat", chain="n"), Step(kind="route"), Step(kind="filter", chain="f")),
        chains={
            "n": Chain(name="n", rules=(rule("translate", match, 4, to),)),
            "f": Chain(name="f", rules=(rule("permit", only),), default="deny"),
        },
    )
    by_nat = [path for path in asked(twice).arrived if any(by.rule and by.rule.translation for by in path.by)]
    assert [(path.sent.target, path.hops[-1].outgoing) for path in by_nat] == [(spans.network("192.0.2.9"), "core")]


def test_a_way_there_and_another_back_are_asked_each_by_itself() -> None:
    """Packets go by one firewall and come back by the other; a firewall that knows no session sees half of each."""
    there = box("there", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=(rule("permit", WEB, 3),))
    back = box("back", ("cam", "10.1.0.2/24"), ("core", "10.2.0.2/24"), rules=(rule("deny", line=9),))
    both = Net([there, back])
    assert {path.hops[0].box for path in both.reach(CAMS, CORE).arrived} == {"there"}
    assert {path.hops[-1].box for path in both.reach(CAMS, CORE).stopped} >= {"back"}
    assert {path.hops[0].box for path in both.reach(CORE, CAMS).arrived} == {"there"}
    routed = replace(there, interfaces=there.interfaces[:1], routes=(Route(prefix="10.2.0.0/24", via="10.1.0.2"),))
    answer = Net([routed, back]).reach(CAMS, CORE)
    assert not answer.arrived
    assert any(path.by[-1].rule is not None and path.by[-1].rule.line == 9 for path in answer.stopped)


def test_of_overlapping_nat_the_first_rule_decides() -> None:
    first = Match(cubes=(Cube(target=spans.network("198.51.100.0/30")),))
    second = Match(cubes=(Cube(target=spans.network("198.51.100.0/29")),))
    rules = tuple(
        rule("translate", match, line, Translation(target=spans.network(to)))
        for line, match, to in ((1, first, "10.2.0.8"), (2, second, "10.2.0.9"))
    )
    wall = replace(
        ONE,
        chains={"n": Chain(name="n", rules=rules)},
        steps=(Step(kind="nat", chain="n"), Step(kind="route")),
    )
    found = {
        (spans.shown(path.now.target[0]), tuple(spans.prefixes(path.sent.target)))
        for path in asked(wall).arrived
        if path.by
    }
    assert found == {("10.2.0.8", ("198.51.100.0/30",)), ("10.2.0.9", ("198.51.100.4/30",))}
