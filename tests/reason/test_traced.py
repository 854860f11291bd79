"""Paths in words: networks, services, the rules on the way."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.reason.test_paths import CAMS, CORE, WEB, asked, box, rule

from camcensus.reason import traced
from camcensus.reason.paths import Net
from camcensus.wire import spans
from camcensus.wire.config.values import Match, Translation, Unread
from camcensus.wire.packets import Cube


def firewall(*rules: tuple[str, Match]) -> Net:
    made = tuple(rule(action, match, line) for line, (action, match) in enumerate(rules, 1))
    return Net([box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24"), rules=made)])


def test_a_side_names_services_rules_and_what_closes() -> None:
    found = traced.side(firewall(("permit", WEB), ("deny", Match())), CAMS, CORE)
    (path,) = found.paths
    assert (found.answer, path.services, path.steps[0].rules[0].text) == ("path-permitted", "tcp 443", "permit 1")
    assert {said.line for said, _ in found.closed_by} == {2}


def test_paths_that_differ_in_addresses_alone_are_one() -> None:
    apart = Cube(source=spans.union([spans.network("10.1.0.5"), spans.network("10.1.0.9")]), protocol=spans.one(6))
    halves = tuple(apart._replace(target=spans.network(text)) for text in ("10.2.0.4/31", "10.2.0.8/31"))
    (path,) = traced.side(firewall(("permit", Match(cubes=halves))), CAMS, CORE).paths
    assert (path.source, path.target) == (("10.1.0.5", "10.1.0.9"), ("10.2.0.4/31", "10.2.0.8/31"))


def test_what_nat_makes_of_a_target_is_told() -> None:
    held = replace(box("fw", ("cam", "10.1.0.1/24"), ("core", "10.2.0.1/24")), unread=(Unread(line=3, text="x  y"),))
    (path,) = asked(held).arrived
    moved = replace(path, sent=path.sent._replace(target=spans.network("198.51.100.1")))
    (group,) = traced.groups([moved])
    assert (group.told.target, group.told.translated[0]) == (("198.51.100.1",), "10.2.0.0/32".removesuffix("/32"))
    assert Translation().target is None
    assert "fw, line 3: not understood: x y" in traced.missing(Net([held]), asked(held))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_every_path_stands_in_one_group(ports: list[int]) -> None:
    rules = [("permit", Match(cubes=(Cube(protocol=spans.one(6), target_port=spans.one(port)),))) for port in ports]
    answer = firewall(*rules).reach(CAMS, CORE)
    groups = traced.groups(answer.arrived)
    assert spans.union(group.first.sent.target_port for group in groups) == spans.union(map(spans.one, ports))
    assert len(groups) == len(set(ports))
