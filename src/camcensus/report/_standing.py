"""How one device is separated from the core network, as tables: both directions, what was seen, what may join them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camcensus.model.separation import Crossing, Said, Standing, Traced
from camcensus.report import _days as days
from camcensus.report import _path
from camcensus.report._blocks import Block, Items, Para, Table, pairs

MOST = 200
"""Rows of one table."""


def tables(one: Standing | None) -> Iterator[Block]:
    """Everything that the rung of one device rests on."""
    if one is None:
        yield Para("It was not asked how far it is from a core network: nothing marks it as surveillance equipment.")
        return
    yield pairs(
        "How far it is from the core network",
        ("answer", _path.RUNGS[one.rung]),
        ("it rests on", one.weakest or "nothing that is known"),
        ("addresses", ", ".join(one.addresses) or "none known"),
        ("switch port", one.port or "not known"),
        ("network listened to", f"{one.watched:,} whole days"),
    )
    ways = (("to the core", one.there, one.opened_there, one.closed_there),
            ("from the core", one.back, one.opened_back, one.closed_back))  # fmt: skip
    said = tuple((title, _path.ANSWERS.get(answer, "no configuration was read")) for title, answer, *_ in ways)
    yield Table("What configurations say of each direction", ("direction", "answer"), said)
    rows = [row for title, _, opened, closed in ways for row in (*_opened(title, opened), *_closed(title, closed))]
    yield Table("Paths and rules", ("direction", "what", "services", "by which boxes and rules"), tuple(rows[:MOST]))
    yield from _seen(one)
    if one.missing or one.unlooked:
        yield Para("What would have to be read or answered before more is known:")
        yield Items((*one.missing, *one.unlooked)[:MOST])


def _opened(title: str, paths: Sequence[Traced]) -> Iterator[tuple[str, ...]]:
    for path in paths:
        ends = f"{', '.join(path.source)} to {', '.join(path.translated or path.target)}"
        steps = [
            f"{step.box} ({step.incoming or '?'} to {step.outgoing or '?'}){_rules(step.rules)}" for step in path.steps
        ]
        doubts = [f"may fit: {_path.rule(said)}" for said in path.doubts]
        what = f"{'perhaps a path' if path.doubts else 'a path'}: {ends}"
        yield title, what, path.services or "any", "; ".join([*steps, *doubts]) or "one network: nothing stands between"


def _closed(title: str, rules: Sequence[Said]) -> Iterator[tuple[str, ...]]:
    yield from ((title, "stopped", "", _path.rule(said)) for said in rules)


def _rules(rules: Sequence[Said]) -> str:
    listed = ", ".join(_path.rule(said) for said in rules if said.line)
    return f": {listed}" if listed else ""


def _seen(one: Standing) -> Iterator[Block]:
    if one.crossings:
        rows = tuple(_crossing(seen) for seen in one.crossings[:MOST])
        head = ("address in the core", "by", "opened by", "what became of it", "times", "first", "last")
        yield Table("What was seen to pass, or was tried", head, rows, numbers=(4,))
    if one.bridges:
        rows = tuple(
            (bridge.kind, bridge.detail, "yes" if bridge.certain else "perhaps", bridge.settled or "nobody has looked")
            for bridge in one.bridges[:MOST]
        )
        yield Table("What may join its network with the core", ("kind", "what was found", "sure", "settled"), rows)
    if one.outlets:
        rows = tuple(
            (way.kind, way.other, way.detail, way.country or "not known", f"{way.connections:,}")
            for way in one.outlets[:MOST]
        )
        yield Table("Other ways out that it used", ("kind", "to", "detail", "country", "times"), rows, numbers=(4,))
    if one.trials:
        rows = tuple(
            ("to the core" if trial.to_core else "from the core", f"{trial.target} port {trial.port}", trial.answer,
             days.moment(trial.at))
            for trial in one.trials[:MOST]
        )  # fmt: skip
        yield Table("Attempts that were made", ("direction", "target", "answer", "when"), rows)


def _crossing(seen: Crossing) -> tuple[str, ...]:
    port = f" {seen.port}" if seen.port else ""
    first, last = (days.short(at, None) for at in (seen.first, seen.last))
    return seen.other, f"{seen.protocol}{port}", seen.opened_by, seen.outcome, f"{seen.connections:,}", first, last
