"""Ways between networks as pictures: the ends, each box with its rules, and what joins networks past them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from camcensus.model.separation import Crossing, Said, Separation, Side, Standing, Station, Step, Traced
from camcensus.report._plain import plain

WIDTH = 860
_ROW, _GAP, _LEFT, _LINE = 30, 34, 20, 17
ANSWERS = {"path-permitted": "a path is permitted", "unknown": "not known", "closed": "closed by configuration"}
_COLOURS = {"path-permitted": "#942514", "unknown": "#7a5b00", "closed": "#00703c"}
PATHS = 8
"""Paths of one direction that are drawn."""
CROSSINGS = 2
"""Conversations with the core that are drawn."""
LINES = 4
"""Lines of one sentence."""


def picture(found: Separation) -> str:
    """SVG, whole in itself: both directions, one below the other, each path from left end to right end downwards."""
    drawn, height = [], 16
    for title, side in (("There", found.outward), ("Back", found.back)):
        lines, height = _side(title, side, height)
        drawn += lines
    told = f"{', '.join(found.outward.source)} to {', '.join(found.outward.target)}: {ANSWERS[found.answer]}"
    return _whole(told, drawn, height)


RUNGS = {
    "connected": "connected to the core network",
    "path-permitted": "a path is permitted",
    "permitted-not-observed": "a path is permitted, and nothing was seen to use it",
    "unknown": "not known",
    "denied": "closed by configuration",
    "denied-not-observed": "closed by configuration, and nothing was seen to cross",
    "separate": "separate",
}
"""Each rung of the ladder in words."""
GRAVE = ("connected", "path-permitted", "permitted-not-observed")
"""The rungs on which packets get through."""


def standing(one: Standing) -> str:
    """SVG, whole in itself: how one device stands, each bridge and each path from it downwards to the core."""
    place = ", ".join(filter(None, (one.zone or one.site, *one.addresses)))
    colour = "#942514" if one.rung in GRAVE else "#7a5b00" if one.rung == "unknown" else "#00703c"
    drawn = [_text(_LEFT, 32, f"{one.label} ({place})", weight="bold", size=16)]
    drawn.append(_text(_LEFT, 54, RUNGS[one.rung], colour=colour, weight="bold"))
    lines, top = _wrapped(f"It rests on this: {one.weakest}", 60, size=12)
    drawn += lines
    for bridge in one.bridges[:PATHS]:
        words = (
            f"{'' if bridge.certain else 'perhaps: '}{bridge.detail}{f'; {bridge.settled}' if bridge.settled else ''}"
        )
        lines, top = _wrapped(words, top + 10, weight="bold")
        drawn += lines
        lines, top = _trail(bridge.trail, top + 6, sure=bridge.certain)
        drawn += lines
    for seen in [each for each in one.crossings if each.crossed][:CROSSINGS]:
        lines, top = _wrapped(_seen(seen), top + 10, weight="bold")
        drawn += lines
        ends = (Station(kind="device", title=one.label), Station(kind="network", title=f"{seen.other} in the core"))
        lines, top = _trail(ends if seen.opened_by == "device" else ends[::-1], top + 6, sure=True)
        drawn += lines
    for title, paths, closed in (
        ("To the core", one.opened_there, one.closed_there),
        ("From the core", one.opened_back, one.closed_back),
    ):
        if not (paths or closed):
            continue
        drawn.append(_text(_LEFT, top + 14, title, weight="bold"))
        top += 24
        for path in paths:
            lines, top = _path(path, top)
            drawn += lines
        for said in closed if not paths else ():
            drawn.append(_text(_LEFT, top + 14, f"stopped by {rule(said)}", size=12))
            top += _LINE
        top += 12
    for what in one.missing[:4]:
        lines, top = _wrapped(f"missing: {what}", top, size=12)
        drawn += lines
    told = f"{one.label}: {RUNGS[one.rung]}; {one.weakest}"
    return _whole(told, drawn, top + 16)


def _seen(seen: Crossing) -> str:
    last = f", last on {seen.last:%Y-%m-%d}" if seen.last else ""
    port = f" {seen.port}" if seen.port else ""
    return f"seen {seen.connections:,} times: {seen.protocol}{port}{last}"


def _trail(trail: Sequence[Station], top: int, *, sure: bool) -> tuple[list[str], int]:
    """Stations downwards; a line that begins with an arrow is said of the way to the next one."""
    drawn: list[str] = []
    for number, station in enumerate(trail):
        lines = [line for line in station.lines if not line.startswith("->")]
        onward = next((line[2:].strip() for line in station.lines if line.startswith("->")), "")
        height = 28 + _LINE * len(lines)
        round_ = ' rx="14" fill="#f3f2f1"' if station.kind in ("network", "address", "outside") else ' fill="#fff"'
        place = f'x="{_LEFT}" y="{top}" width="{WIDTH - 2 * _LEFT}" height="{height}"'
        drawn.append(f'<rect {place}{round_} stroke="#0b0c0c" stroke-width="{1 if "rx" in round_ else 2}"/>')
        drawn.append(_text(_LEFT + 12, top + 19, station.title, weight="bold"))
        for at, line in enumerate(lines):
            drawn.append(_text(_LEFT + 12, top + 36 + _LINE * at, line, size=12))
        top += height
        if number < len(trail) - 1:
            drawn += _arrow(top, onward, sure=sure)
            top += _GAP
    return drawn, top + 18


def _whole(told: str, drawn: Sequence[str], height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif">'
        f"<title>{escape(plain(told))}</title>{''.join(drawn)}</svg>\n"
    )


def _side(title: str, side: Side, top: int) -> tuple[list[str], int]:
    words = f"{title}: {', '.join(side.source)} to {', '.join(side.target)}"
    drawn = [_text(_LEFT, top + 16, words, weight="bold", size=16)]
    drawn.append(_text(_LEFT, top + 36, ANSWERS[side.answer], colour=_COLOURS[side.answer], weight="bold"))
    top += 48
    for path in side.paths[:PATHS]:
        lines, top = _path(path, top)
        drawn += lines
    if len(side.paths) > PATHS:
        drawn.append(_text(_LEFT, top + 14, f"and {len(side.paths) - PATHS} more paths"))
        top += 24
    listed = [f"stopped by {rule(said)}" for said, _ in side.closed_by[:4]] if not side.paths else []
    for line in [*listed, *side.missing[:4]]:
        drawn.append(_text(_LEFT, top + 14, line, size=12))
        top += _LINE
    return drawn, top + 20


def _path(path: Traced, top: int) -> tuple[list[str], int]:
    """One path, downwards, with a dashed line where it is not known."""
    sure = not path.doubts
    drawn = [*_end(path.source, top)]
    top += _ROW
    for number, step in enumerate(path.steps):
        drawn += _arrow(top, path.services if number == 0 else "", sure=sure)
        top += _GAP
        lines, top = _box(step, path.doubts, top)
        drawn += lines
    drawn += _arrow(top, "one network: nothing stands between" if not path.steps else "", sure=sure)
    drawn += _end(path.translated or path.target, top + _GAP)
    return drawn, top + _GAP + _ROW + 18


def _end(networks: Sequence[str], top: int) -> Iterator[str]:
    place = f'x="{_LEFT}" y="{top}" width="{WIDTH - 2 * _LEFT}" height="{_ROW}"'
    yield f'<rect {place} rx="14" fill="#f3f2f1" stroke="#0b0c0c"/>'
    yield _text(_LEFT + 16, top + 20, ", ".join(networks))


def _box(step: Step, doubts: Sequence[Said], top: int) -> tuple[list[str], int]:
    rules = [(rule(said), False) for said in step.rules if said.line]
    rules += [(f"may fit: {rule(said)}", True) for said in doubts if said.box == step.box]
    rules = rules or [("no rule stands in its way", False)]
    height = 28 + _LINE * len(rules)
    place = f'x="{_LEFT}" y="{top}" width="{WIDTH - 2 * _LEFT}" height="{height}"'
    drawn = [
        f'<rect {place} fill="#fff" stroke="#0b0c0c" stroke-width="2"/>',
        _text(_LEFT + 12, top + 19, f"{step.box}: {step.incoming or '?'} to {step.outgoing or '?'}", weight="bold"),
    ]
    for number, (words, doubtful) in enumerate(rules):
        colour = "#7a5b00" if doubtful else "#0b0c0c"
        drawn.append(_text(_LEFT + 12, top + 36 + _LINE * number, words, size=12, colour=colour))
    return drawn, top + height


def rule(said: Said) -> str:
    """A rule, or what a box does where none is stated, with its place."""
    place = f"{said.box}, line {said.line}: " if said.line else f"{said.box}: "
    return place + said.text


def _arrow(top: int, words: str, *, sure: bool) -> Iterator[str]:
    x, dashed = _LEFT + 40, "" if sure else ' stroke-dasharray="5 4"'
    yield f'<path d="M{x} {top} V{top + _GAP - 7}" stroke="#0b0c0c" stroke-width="2" fill="none"{dashed}/>'
    yield f'<path d="M{x - 6} {top + _GAP - 9} L{x} {top + _GAP} L{x + 6} {top + _GAP - 9} Z" fill="#0b0c0c"/>'
    if words:
        yield _text(x + 16, top + 21, words, size=13)


def _wrapped(words: str, top: int, *, size: int = 14, weight: str = "normal") -> tuple[list[str], int]:
    """Words on as many lines as they need, `LINES` at most, and where the last one ends."""
    parts = wrap(plain(words), _room(_LEFT, size, weight), max_lines=LINES, placeholder=" ...")
    drawn = [_text(_LEFT, top + 14 + at * _LINE, part, size=size, weight=weight) for at, part in enumerate(parts)]
    return drawn, top + _LINE * len(parts)


def _room(x: int, size: int, weight: str) -> int:
    """Letters that find room from `x` on, in the widest of the common fonts without serifs."""
    return int((WIDTH - x - _LEFT) / (size * (0.65 if weight == "bold" else 0.56)))


def _text(x: int, y: int, words: str, *, size: int = 14, weight: str = "normal", colour: str = "#0b0c0c") -> str:
    words = plain(words)
    most = _room(x, size, weight)
    short = words if len(words) <= most else f"{words[: most - 3]}..."
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">{escape(short)}</text>'
