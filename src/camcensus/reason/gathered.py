"""Runs of rules that send packets on to one chain, as one rule: the same walk in a fraction of the time.

A list that branches by address has a rule for each network. Which of them sent a packet on decides nothing and is told
nowhere; what decides stands in the chain that it is sent to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from camcensus.wire import spans
from camcensus.wire.config.values import Box, Chain, Rule
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans


def gathered(box: Box) -> Box:
    """The same box with such runs as one rule each; the first one's line stands for all."""
    return replace(box, chains={name: _chain(chain) for name, chain in box.chains.items()})


def _chain(chain: Chain) -> Chain:
    rules = tuple(rule for run in _runs(chain.rules) for rule in run)
    return chain if len(rules) == len(chain.rules) else replace(chain, rules=rules)


def _runs(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    for key, several in groupby(rules, key=_alike):
        run = list(several)
        if key is None or len(run) == 1:
            yield run
        else:
            yield [_together(run)]


def _alike(rule: Rule) -> object:
    """What must be the same of rules that are one; None: such a rule stays by itself."""
    match = rule.match
    if rule.action not in ("jump", "goto") or match.unread or len(match.cubes) != 1:
        return None
    (one,) = match.cubes
    by_source, by_target = one.source not in _WHOLE, one.target not in _WHOLE
    if by_source is by_target:
        return None
    return (rule.action, rule.chain, match.incoming, match.outgoing, by_source, one[2:], one[by_source])


_WHOLE: tuple[Spans, ...] = (spans.V4_ALL, spans.V6_ALL, spans.ADDRESSES)


def _together(run: list[Rule]) -> Rule:
    cubes = [rule.match.cubes[0] for rule in run]
    whole = Cube(spans.union(one.source for one in cubes), spans.union(one.target for one in cubes), *cubes[0][2:])
    return replace(run[0], match=replace(run[0].match, cubes=(whole,)))
