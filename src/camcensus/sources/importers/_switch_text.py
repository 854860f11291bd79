"""What was seen on a terminal, as answers: one command, the switch that was asked, and the lines it answered.

Logs of terminals hold what the screen was told: colours, cursor movements, pagers that were wiped out, lines of several
switches one after the other. User names in prompts are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from camcensus.sources.importers import _switch_commands as commands

MAX_LINE = {"lldp": 500, "cdp": 500}
"""Characters of one line of an answer. Longer ones are cut."""
_USUAL_LINE = 200
MAX_LINES = {"status": 4_000, "power": 4_000, "clock": 40}
"""Lines of one answer that are read."""
_USUAL_LINES = 120_000
_MOST_PARTS = 20
"""Parts of a list of VLANs on one line; of more the templates lose some in the middle."""
_RUN = 32
"""Blanks in a row that are kept: columns lie no further apart, and some templates take long over more."""

_ESCAPE = re.compile(
    r"\x1b(?:\[[0-9;?=]{0,20}[ -/]?[@-~]|[()#][A-Za-z0-9]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[=>78cDEHMNOZ])"
)
_CONTROL = re.compile(r"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]")
_PAGER = re.compile(
    r"<?-{2,5} ?\(?more(?: \d{1,3}%)?\)? ?-{2,5}>?(?:, next page: .{0,60}?quit: Control-C)?"
    r"|--More or \(q\)uit--|More: <space>,\s{1,4}Quit: q or CTRL\+Z,.{0,40}?<return>"
    r"|Press any key to continue \(.{0,30}?\)"
    r"|Press <SPACE> to continue or <Q> to quit:?|\[Press .{0,20}? to continue\]",
    re.IGNORECASE,
)
_BLANKS = re.compile(f" {{{_RUN + 1},}}")


@dataclass(slots=True, kw_only=True)
class Answer:
    """What a switch answered to one command."""

    host: str
    """As its prompt names it; empty if no prompt was seen."""
    command: str
    kind: str
    line: int
    """Number of the line on which the command stands, from 1."""
    lines: list[str] = field(default_factory=list)
    dropped: int = 0
    """Lines that are not read: those beyond `MAX_LINES`, and lists that are too long."""


def clean(line: str) -> str:
    """A line as it stood on the screen in the end."""
    if "\x1b" in line:
        line = _ESCAPE.sub("", line)
    if "\b" in line:
        line = _overwritten(line)
    line = _CONTROL.sub("", line.rstrip("\r\n"))
    if "more" in line.lower() or "ress" in line:
        line = _PAGER.sub("", line)
    return line


def _overwritten(line: str) -> str:
    """Backspaces carried out: what is written afterwards takes the place of what was there."""
    shown: list[str] = []
    at = 0
    for letter in line[:20_000]:
        if letter == "\b":
            at = max(at - 1, 0)
        elif at < len(shown):
            shown[at] = letter
            at += 1
        else:
            shown.append(letter)
            at += 1
    return "".join(shown)


def answers(lines: Iterable[str]) -> Iterator[Answer]:
    """Each answer to a command of one of the kinds known; a table below no command is one by its heading."""
    hosts: set[str] = set()
    host = ""
    current: Answer | None = None
    for number, raw in enumerate(lines, start=1):
        line = clean(raw[:20_000])
        asked = _asked(line, hosts)
        if asked is not None:
            if current is not None:
                yield current
            host, command = asked[0] or host, asked[1]
            kind = commands.kind_of(command)
            current = Answer(host=host, command=command[:120], kind=kind, line=number) if kind else None
            continue
        if current is None or not current.command:
            kind = commands.heading(line)
            if kind and (current is None or kind != current.kind):
                if current is not None:
                    yield current
                current = Answer(host=host, command="", kind=kind, line=number)
        if current is not None:
            _take(current, line)
    if current is not None:
        yield current


def _asked(line: str, hosts: set[str]) -> tuple[str, str] | None:
    """(host, command) of a line with a prompt, or of one that holds a command alone; None for any other."""
    found = commands.prompt(line)
    if found is not None and (found.host in hosts or commands.is_typed(found.command)):
        if len(hosts) < 10_000 and commands.kind_of(found.command):
            hosts.add(found.host)
        return found
    alone = commands.banner(line)
    return ("", alone) if alone else None


def _take(answer: Answer, line: str) -> None:
    if len(answer.lines) >= MAX_LINES.get(answer.kind, _USUAL_LINES):
        answer.dropped += 1
        return
    if answer.kind == "switchport" and (len(line) > _USUAL_LINE or line.count(",") > _MOST_PARTS):
        answer.dropped += 1  # a list of VLANs that is cut would be another list
        return
    kept = _BLANKS.sub(" " * _RUN, line.expandtabs(8)[: MAX_LINE.get(answer.kind, _USUAL_LINE)])
    answer.lines.append(kept)
