"""Packets through a box: step by step, with what NAT writes and what the tracker knows."""

from __future__ import annotations

from camcensus.reason import passage
from camcensus.reason.passage import Way
from camcensus.reason.policy import Ways
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Chain, Interface, Match, Names, Rule, Step, Translation
from camcensus.wire.packets import Cube

OPENING = Cube(modes=packets.OPENING)
WEB = Match(cubes=(Cube(protocol=spans.one(6), target_port=spans.one(80)),))


def rule(action: str, match: Match | None = None, **more: object) -> Rule:
    return Rule(line=1, text=action, action=action, match=match or Match(), **more)  # type: ignore[arg-type]


def box(*steps: Step, **chains: tuple[Rule, ...]) -> Box:
    held = {name: Chain(name=name, rules=rules) for name, rules in chains.items()}
    return Box(name="x", dialect="x", chains=held, steps=steps, zones={"in": "inside"})


def test_without_steps_everything_passes() -> None:
    done = passage.between(box(), "in", "out", [OPENING])
    assert [way.now for way in done.ways] == [OPENING]
    assert done.stopped == []


def test_a_step_that_names_another_interface_is_not_passed() -> None:
    held = box(Step(kind="filter", chain="a", incoming=Names(names=("other",))), a=(rule("deny"),))
    assert passage.between(held, "in", "out", [OPENING]).ways
    assert not passage.between(held, "other", "out", [OPENING]).ways


def test_rules_may_name_zones() -> None:
    held = box(Step(kind="filter", chain="a"), a=(rule("deny", Match(incoming=Names(names=("inside",)))),))
    assert not passage.between(held, "in", "out", [OPENING]).ways
    assert passage.between(held, "out", "in", [OPENING]).ways


def test_before_the_route_no_interface_is_gone_out_by() -> None:
    deny = rule("deny", Match(outgoing=Names(names=("out",))))
    before = box(Step(kind="filter", chain="a"), Step(kind="route"), a=(deny,))
    behind = box(Step(kind="route"), Step(kind="filter", chain="a"), a=(deny,))
    assert passage.between(before, "in", "out", [OPENING]).ways
    assert not passage.between(behind, "in", "out", [OPENING]).ways


def test_to_what_comes_before_the_tracker_every_packet_is_invalid() -> None:
    invalid = Match(cubes=(Cube(modes=packets.modes(["invalid"])),))
    new = Match(cubes=(Cube(modes=packets.modes(["new"])),))
    early = Step(kind="filter", chain="a", untracked=True)
    assert not passage.between(box(early, a=(rule("deny", invalid),)), "in", "out", [OPENING]).ways
    (way,) = passage.between(box(early, a=(rule("deny", new),)), "in", "out", [OPENING]).ways
    assert way.now == OPENING


def test_rules_behind_nat_speak_of_what_it_wrote_or_of_what_came() -> None:
    to = Translation(target=spans.network("10.2.0.9"), target_port=spans.one(8080))
    only = Match(cubes=(Cube(target=spans.network("10.2.0.9")),))
    rules = {"n": (rule("translate", WEB, translation=to),), "f": (rule("permit", only), rule("deny"))}
    sent = Cube(target=spans.network("198.51.100.1"), protocol=spans.one(6), modes=packets.OPENING)
    after = box(Step(kind="nat", chain="n"), Step(kind="filter", chain="f"), **rules)
    done = passage.between(after, "in", "out", [sent])
    (way,) = done.ways
    assert (way.now.target, way.now.target_port) == (spans.network("10.2.0.9"), spans.one(8080))
    assert (way.was.target, way.was.target_port) == (spans.network("198.51.100.1"), spans.one(80))
    before = box(Step(kind="nat", chain="n"), Step(kind="filter", chain="f", as_it_came=True), **rules)
    assert not passage.between(before, "in", "out", [sent]).ways


def test_a_static_range_is_shifted() -> None:
    by = spans.address("10.2.0.0") - spans.address("198.51.100.0")
    moved = Translation(target=spans.network("10.2.0.0/24"), shift=by)
    held = box(Step(kind="nat", chain="n"), n=(rule("translate", translation=moved),))
    (way,) = passage.between(held, "in", "out", [Cube(target=spans.network("198.51.100.16/30"))]).ways
    assert way.now.target == spans.network("10.2.0.16/30")


def test_nat_that_is_not_understood_is_a_doubt() -> None:
    held = box(Step(kind="nat", chain="n"), n=(rule("unread", WEB),))
    done = passage.between(held, "in", "out", [OPENING])
    assert {bool(way.doubts) for way in done.ways} == {True, False}


def test_an_interface_lends_its_address() -> None:
    way = passage.of_interface(Way(OPENING, OPENING), Interface(name="out", addresses=("10.2.0.1/24",)))
    assert way.now.source == spans.network("10.2.0.1")
    assert passage.of_interface(Way(OPENING, OPENING), Interface(name="out")).now == OPENING


def test_of_an_interface_that_is_not_known_steps_may_be_passed() -> None:
    held = box(Step(kind="filter", chain="a", incoming=Names(names=("in",))), a=(rule("deny"),))
    done = passage.steps(held, held.steps, [Way(OPENING, OPENING)], Ways())
    assert done.stopped


def test_nat_that_returns_from_a_chain_goes_on_behind_the_jump() -> None:
    to = Translation(source=spans.network("192.0.2.1"))
    none = rule("return", Match(cubes=(Cube(source=spans.network("10.1.0.0/24")),)))
    rules = {
        "n": (
            rule("jump", chain="list"),
            rule("translate", translation=Translation(source=spans.network("192.0.2.9"))),
        ),
        "list": (none, rule("translate", WEB, translation=to)),
    }
    held = box(Step(kind="nat", chain="n"), **rules)
    done = passage.between(held, "in", "out", [Cube(source=spans.network("10.0.0.0/8"), modes=packets.OPENING)])
    written = {(spans.prefixes(way.now.source)[0], spans.holds(way.was.target_port, 80)) for way in done.ways}
    assert written == {("192.0.2.1/32", True), ("192.0.2.9/32", True), ("192.0.2.9/32", False)}
    ours = [way for way in done.ways if spans.holds(way.was.source, spans.address("10.1.0.5"))]
    assert {spans.prefixes(way.now.source)[0] for way in ours} == {"192.0.2.9/32"}


def test_a_rule_of_nat_that_permits_writes_nothing() -> None:
    to = Translation(target=spans.network("10.9.9.9"))
    held = box(Step(kind="nat", chain="n"), n=(rule("permit", WEB), rule("translate", translation=to)))
    done = passage.between(held, "in", "out", [OPENING])
    web = [way for way in done.ways if packets.both(way.was, WEB.cubes[0])]
    assert [way.moved for way in web] == [frozenset()]


def test_what_is_not_written_anew_is_known_of_both_ends() -> None:
    to = Translation(target=spans.network("10.2.0.9"))
    ours = rule("permit", Match(cubes=(Cube(source=spans.network("10.1.0.5")),)))
    held = box(
        Step(kind="nat", chain="n"),
        Step(kind="filter", chain="f"),
        n=(rule("translate", translation=to),),
        f=(ours, rule("deny")),
    )
    (way,) = passage.between(held, "in", "out", [OPENING]).ways
    assert (way.sent.source, way.now.target) == (spans.network("10.1.0.5"), spans.network("10.2.0.9"))
    there = (
        passage.between(held, "in", "out", [way.onward().now])
        .ways[0]
        ._replace(before=OPENING, earlier=frozenset({"target"}))
    )
    narrow = there.narrowed(there.now._replace(protocol=spans.one(6)), as_it_came=False)
    assert (narrow.sent.protocol, narrow.sent.target) == (spans.one(6), OPENING.target)
