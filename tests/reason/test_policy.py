"""Chains decide about every packet as a walk through the rules, packet by packet, would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.reason import policy
from camcensus.reason.policy import IntricateError, Ways
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Chain, Match, Names, Rule
from camcensus.wire.packets import Cube

PART = st.frozensets(st.integers(0, 3), min_size=1).map(lambda found: spans.union(spans.one(n) for n in found))
CUBES = st.tuples(PART, PART, PART).map(lambda parts: Cube(parts[0], parts[1], target_port=parts[2]))
NAMES = st.none() | st.builds(Names, names=st.sampled_from([("in",), ("other",)]), negated=st.booleans())
MATCHES = st.builds(
    Match,
    incoming=NAMES,
    cubes=st.lists(CUBES, max_size=2).map(tuple),
    unread=st.sampled_from([(), (), ("odd",)]),
)
GOALS = st.sampled_from(["permit", "deny", "return", "continue", "jump", "goto", "unread"])
RULES = st.builds(Rule, line=st.just(1), text=st.just("rule"), action=GOALS, match=MATCHES, chain=st.sampled_from("bc"))
CHAINS = st.builds(Chain, name=st.just("x"), rules=st.lists(RULES, max_size=4).map(tuple))
SPACE = Cube(
    source=(0, 4), target=(0, 4), protocol=(6, 7), source_port=(0, 1), target_port=(0, 4), modes=packets.OPENING
)


def outcomes(chains: dict[str, Chain], name: str, place: tuple[int, int, int, int, int], depth: int = 0) -> set[str]:
    """Everything that may become of one packet: each doubtful rule is taken and not taken."""
    if depth > 4:
        return {"unknown"}
    return _walk(chains, name, 0, place, depth)


def _walk(chains: dict[str, Chain], name: str, at: int, place: tuple[int, int, int, int, int], depth: int) -> set[str]:
    rules = chains[name].rules
    if at == len(rules):
        return {"return"}
    rule = rules[at]
    onward = _walk(chains, name, at + 1, place, depth)
    held = rule.match.incoming
    fits = any(packets.holds(one, place, packets.OPENING) for one in rule.match.cubes)
    if not fits or (held is not None and not held.hold("in")) or rule.action == "continue":
        return onward
    if rule.action == "unread":
        taken = {"permit", "deny"}
        return taken | onward
    taken = {rule.action}
    if rule.action in ("jump", "goto"):
        inner = outcomes(chains, rule.chain, place, depth + 1)
        back = onward if rule.action == "jump" else {"return"}
        taken = (inner - {"return"}) | (back if "return" in inner else set())
    return taken | onward if rule.match.unread else taken


@given(CHAINS, CHAINS, CHAINS, st.sampled_from(["permit", "deny"]), st.tuples(*[st.integers(0, 3)] * 3))
def test_every_packet_as_by_a_walk(a: Chain, b: Chain, c: Chain, default: str, at: tuple[int, int, int]) -> None:
    jumps = ("jump", "goto")
    onward = tuple(r for r in b.rules if r.action not in jumps or r.chain == "c")
    last = tuple(r for r in c.rules if r.action not in jumps)
    plain = {"b": Chain(name="b", rules=onward), "c": Chain(name="c", rules=last)}
    chains = {"a": Chain(name="a", rules=a.rules, default=default), **plain}
    decided = policy.decide(Box(name="x", dialect="x", chains=chains), "a", [SPACE], Ways(frozenset({"in"})))
    place = (at[0], at[1], 6, 0, at[2])
    (mine,) = [one for one in decided if packets.holds(one.cube, place, packets.OPENING)]
    may = {default if one == "return" else one for one in outcomes(chains, "a", place)}
    if mine.action == "unknown":
        assert mine.doubts
    else:  # what is said for certain is what happens in every case
        assert may == {mine.action}
    if not any(rule.match.unread or rule.action == "unread" for chain in chains.values() for rule in chain.rules):
        assert {mine.action} == may


def test_a_chain_that_is_not_there_is_unknown() -> None:
    rule = Rule(line=3, text="-j gone", action="jump", chain="gone")
    box = Box(name="x", dialect="x", chains={"a": Chain(name="a", rules=(rule,), default="permit")})
    (one,) = policy.decide(box, "a", [SPACE], Ways())
    assert (one.action, "is not in the file" in one.doubts[0].rule.text) == ("unknown", True)


@pytest.mark.parametrize(("names", "sure"), [(("in",), True), (("out",), None)])
def test_whether_a_rule_may_fit(names: tuple[str, ...], sure: bool | None) -> None:  # a table
    match = Match(incoming=Names(names=names))
    assert policy.may_fit(match, Ways(frozenset({"in", "zone"}))) is sure
    assert policy.may_fit(match, Ways()) is False
    assert policy.may_fit(Match(incoming=Names(names=names, negated=True)), Ways(frozenset({"in"}))) is (
        not sure or None
    )
    assert policy.may_fit(Match(cubes=()), Ways()) is None


def test_what_is_too_intricate_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "MAX_PIECES", 5)
    rules = [
        Rule(line=n, text="", action="permit", match=Match(cubes=(Cube(source=(2 * n, 2 * n + 1)),))) for n in range(9)
    ]
    box = Box(name="x", dialect="x", chains={"a": Chain(name="a", rules=tuple(rules))})
    with pytest.raises(IntricateError, match="more than 5 sets"):
        policy.decide(box, "a", [packets.ALL], Ways())
