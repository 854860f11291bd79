"""A chain of control as a picture: who holds whom, by what, and where that is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from camcensus.model.control import Asked, Hop
from camcensus.report._plain import plain

WIDTH, _BOX, _GAP, _LEFT = 760, 66, 58, 20
_ANSWERS = {"yes": "subject to the law", "no": "not subject to the law", "uncertain": "not known whether subject"}
_HOW = {
    "stated": "controls, as stated",
    "majority": "holds the majority",
    "board": "fills most seats",
    "together": "holds a part of what together is the majority",
    "largest": "is the largest holder, and no other is as large",
    "minority": "holds a minority",
    "": "",
}


def picture(asked: Asked) -> str:
    """SVG, whole in itself: the company asked about below, who controls it above, an arrow a hop with its claims."""
    return drawn(asked.chain, f"{asked.name} on {asked.as_of}: {_ANSWERS[asked.entity]}")


def drawn(chain: Sequence[Hop], title: str) -> str:
    """The picture of a chain, from the company upwards, with a title for those who do not see it."""
    hops = tuple(chain[::-1])
    height = max(len(hops), 1) * (_BOX + _GAP) - _GAP + 24
    inside = "".join(_drawn(hops)) or _text(_LEFT, 30, "Nothing is recorded of it.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" font-family="sans-serif">'
        f"<title>{escape(plain(title))}</title>{inside}</svg>\n"
    )


def _drawn(hops: tuple[Hop, ...]) -> Iterator[str]:
    places = {hop.party: 12 + number * (_BOX + _GAP) for number, hop in enumerate(hops)}
    for hop in hops:
        top = places[hop.party]
        dashed = "" if hop.jurisdiction else ' stroke-dasharray="6 4"'
        bold = 3 if hop is hops[-1] else 1
        yield (
            f'<rect x="{_LEFT}" y="{top}" width="{WIDTH - 2 * _LEFT}" height="{_BOX}" rx="4" fill="#fff"'
            f' stroke="#0b0c0c" stroke-width="{bold}"{dashed}/>'
        )
        where = hop.jurisdiction or "registration not known"
        yield _text(_LEFT + 12, top + 22, f"{hop.name} ({where}, {hop.kind})", weight="bold")
        source = hop.claims[-1]
        yield _text(_LEFT + 12, top + 41, f"registration: {source.status or 'no grade'}", size=12)
        yield _text(_LEFT + 12, top + 57, _short(source.source or "no source"), size=11)
        if hop.of:
            yield from _arrow(top + _BOX, places.get(hop.of, top + _BOX + _GAP), hop)


def _arrow(begin: int, end: int, hop: Hop) -> Iterator[str]:
    x = _LEFT + 30
    yield f'<path d="M{x} {begin} V{end - 7}" stroke="#0b0c0c" stroke-width="2" fill="none"/>'
    yield f'<path d="M{x - 6} {end - 9} L{x} {end} L{x + 6} {end - 9} Z" fill="#0b0c0c"/>'
    yield _text(x + 16, begin + 17, f"{_HOW.get(hop.how, hop.how)}{share(hop)}", size=13)
    claim = hop.claims[0]
    yield _text(x + 16, begin + 33, f"{claim.words}; {claim.status}", size=11)
    yield _text(x + 16, begin + 48, _short(claim.source), size=11)


def share(hop: Hop) -> str:
    """What its claims leave open, in words: ``, 38.88 %``; nothing where no percentage is recorded."""
    if hop.low is None or hop.high is None or (hop.low == 0 and hop.high in (0, 100)):
        return ""
    return f", {hop.low:g} %" if hop.low == hop.high else f", {hop.low:g} to {hop.high:g} %"


def _short(text: str, most: int = 105) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _text(x: int, y: int, words: str, *, size: int = 14, weight: str = "normal") -> str:
    shown = escape(_short(plain(words)))
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="#0b0c0c">{shown}</text>'
