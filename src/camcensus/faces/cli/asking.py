"""What ``camcensus probe`` shows: what is about to be asked, the live table, and the closing sentences."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Group

    from camcensus.engine.probe import Progress, Result, State
    from camcensus.engine.scope import Read

FOUND = 3
"""Exit code where something could not be judged."""
MOST_MAKERS = 12
MOST_RANGES = 8


class Switch:
    """The kill switch: Ctrl-C or a request to end, once to stop in order, twice at once."""

    def __init__(self) -> None:
        self.why = ""

    def __call__(self) -> str:
        """Why to stop, or nothing."""
        return self.why

    @contextmanager
    def armed(self) -> Iterator[Switch]:
        """Listen to Ctrl-C and to requests to end."""
        kept = {kind: signal.signal(kind, self._thrown) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for kind, handler in kept.items():
                signal.signal(kind, handler)

    def _thrown(self, kind: int, frame: FrameType | None) -> None:
        del frame
        if self.why:
            raise KeyboardInterrupt
        self.why = "stopped by hand" if kind == signal.SIGINT else "told to end"


@contextmanager
def live(*, quiet: bool) -> Iterator[Progress]:
    """A live table on standard error; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415  # only on a screen
    from rich.live import Live  # noqa: PLC0415

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as shown:
        yield lambda state: shown.update(table(state))


def table(state: State) -> Group:
    """How far the run is, how fast, and what was found by maker."""
    from rich.console import Group  # noqa: PLC0415  # only on a screen
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(show_edge=False, expand=False)
    drawn.add_column("made by")
    drawn.add_column("devices", justify="right")
    for maker, count in _ranked(state):
        drawn.add_row(Text(maker), f"{count:,}")
    return Group(Text(_line(state)), drawn)  # as its title it would be as narrow as the table


def _line(state: State) -> str:
    part = state.visited / state.total if state.total else 1.0
    rate = state.attempts / state.seconds if state.seconds else 0.0
    slowed = f", slowed to {state.part:.0%} of the permitted rate" if state.part < 0.95 else ""
    again = f", pass {state.passes} over the silent ones" if state.passes > 1 else ""
    return (
        f"{state.visited:,} of {state.total:,} addresses ({part:.0%}){again}; {state.found:,} answered;"
        f" {state.under_way:,} being asked; {rate:,.0f} attempts a second{slowed}; {_clock(state.seconds)}"
    )


def _ranked(state: State) -> list[tuple[str, int]]:
    ranked = sorted(state.makers.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(count for _, count in ranked[MOST_MAKERS:])
    return ranked[:MOST_MAKERS] + ([("others", rest)] if rest else [])


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"


def as_text(result: Result) -> str:
    """What was found, what was not reached and why, and what to do next."""
    state = result.state
    lines = [_found(state)]
    lines += [f"    {count:>7,}  {maker}" for maker, count in _ranked(state)]
    if result.earlier:
        lines.append(f"{result.earlier:,} more had answered before the run was taken up again.")
    lines.append(_silence(result))
    if result.left:
        lines.append(_not_judged(result))
    if result.stopped:
        distress = f", {result.harmed:,} of them because they showed distress" if result.harmed else ""
        lines.append(f"{result.stopped:,} devices were left alone before everything was asked{distress}.")
    if result.refused:
        lines.append(
            f"{result.refused:,} addresses outside the scope were handed out or answered; nothing was sent to them."
        )
    if result.slowest < 0.95:
        lines.append(
            f"This machine was late (by {result.late:.1f} s at most): the rate went down to {result.slowest:.0%}."
        )
    lines.append(_end(result))
    return "\n".join(lines) + "\n"


def _found(state: State) -> str:
    among = f"{state.found:,} devices answered, among {state.total:,} addresses, in {_clock(state.seconds)}"
    return f"{among}{':' if state.makers else '.'}"


def _silence(result: Result) -> str:
    if not result.silent:
        return "No address was silent."
    if not result.state.found and not result.earlier:
        return (
            f"Nothing answered at any of {result.silent:,} addresses: is this the right network, and does a firewall"
            " stand between?"
        )
    passes = result.state.passes
    times = "once" if passes == 1 else f"{passes} times"
    return f"{result.silent:,} addresses were silent, each asked {times}; {_missed(result.lost, passes)}."


def _missed(lost: float, passes: int) -> str:
    """What part of the devices that are there seem silent, at most: the question or its answer is lost each time."""
    missed = (1 - (1 - lost) ** 2) ** passes
    if missed <= 0.001:
        return f"by the packets that were lost (under {lost:.2%}) fewer than 1 device in 1,000 is missed so"
    if missed < 0.5:
        return f"by the packets that were lost (at most {lost:.1%}) up to {missed:.1%} of the devices are missed so"
    return "too few packets came back to say how many devices are missed so"


def _not_judged(result: Result) -> str:
    from camcensus.wire import addresses  # noqa: PLC0415  # keeps --help light

    count = sum(high - low + 1 for low, high in result.left)
    named = ", ".join(addresses.show(span) for span in result.left[:MOST_RANGES])
    more = f" and {len(result.left) - MOST_RANGES:,} more ranges" if len(result.left) > MOST_RANGES else ""
    return f"{count:,} addresses were not reached or cannot be judged, and count as unknown: {named}{more}."


def _end(result: Result) -> str:
    if result.why == "done":
        return f"The run is complete: {result.path}"
    return f"The run ended early: {result.why}. Take it up again with --resume: {result.path}"


def as_json(result: Result) -> str:
    """The same for machines."""
    from camcensus.wire import addresses  # noqa: PLC0415  # keeps --help light

    state = result.state
    return json.dumps({
        "run": result.run, "ended": result.why, "file": str(result.path), "addresses": state.total,
        "devices": state.found, "devices_before": result.earlier, "makers": state.makers,
        "silent": result.silent, "passes": state.passes,
        "unjudged": [addresses.show(span) for span in result.left], "left_alone": result.stopped,
        "in_distress": result.harmed, "outside": result.refused, "attempts": state.attempts,
        "seconds": round(state.seconds, 3), "lost_at_most": round(result.lost, 5), "redacted": result.redacted,
        "slowest_part_of_rate": round(result.slowest, 3), "longest_turn": round(result.late, 3),
    }, ensure_ascii=False)  # fmt: skip


def planned(read: Read) -> str:
    """What would be asked, and by which probes: the question of each, what it costs, why it is safe."""
    from camcensus.engine import extensions, probe  # noqa: PLC0415  # keeps --help light

    scope, count = read.scope, probe.addresses_of(read.scope)
    reference = f" ({scope.authority.reference})" if scope.authority.reference else ""
    limits = scope.limits
    ports, links = ", ".join(map(str, scope.network.ports)), ", ".join(scope.network.links) or "none"
    budget = (
        f"To one device at most {limits.connections} attempts to connect, and {limits.packets:,} packets and"
        f" {limits.bytes:,} bytes both ways; over all at most {limits.rate:,} attempts a second."
    )
    lines = [
        f"{count:,} addresses on the authority of {scope.authority.person}{reference}, {scope.authority.on}.",
        f"TCP ports: {ports}. Links asked as a whole: {links}.",
        budget,
        "",
    ]
    for one in sorted(extensions.found("probes").values(), key=lambda one: int(str(one.definition["order"]))):
        about = one.definition
        where = str(about["ports"] or about["asks"]).translate({ord(mark): None for mark in "[]'"})
        lines.append(f"{about['title']} ({where}): {about['question']}")
        lines.append(f"    at most {about['connections']} connections, {about['packets']} packets. {about['safety']}")
    return "\n".join(lines) + "\n"
