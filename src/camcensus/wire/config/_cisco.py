"""Lines of Cisco configurations: each with its number and depth, without banners, prompts and what terminals add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from camcensus.wire.config import redacted
from camcensus.wire.config.values import MAX_TEXT, Unread

MAX_LINES = 500_000
_MAX_OPEN = 16
"""Banners without an end that are looked through."""

_PROMPT = re.compile(r"^[\w./:@-]{1,80}(?:\((?P<mode>config[\w-]{0,30})\))?[#>] ?(?P<command>[\w|][^\r\n]{0,300})?$")
_HEADING = re.compile(r"^-{6,} (?P<command>show [^\r\n]{1,100}?) -{6,}$")
"""Of each command in what ``show tech-support`` prints."""
_MORE = re.compile(r"<?-{2,4} ?More ?-{2,4}>?[\x08 ]*")
_BANNER = re.compile(r"^banner (?:motd|login|exec|incoming|prompt-timeout|slip-ppp|default) ?(\^C|\S)(.*)$")
_SHOWS = re.compile(
    r"^(?:do )?(?:sh\w*|more|wr\w* t\w*) *(?:run|start|conf|access-l|ip(?:v6)? access|t|sys|disk|flash|$|\|)"
)


class Line(NamedTuple):
    """One line that says something."""

    number: int
    depth: int
    """Blanks before it."""
    text: str

    def unread(self, why: str = "") -> Unread:
        """It, as one that is not understood."""
        return Unread(line=self.number, text=kept(self.text), why=why)


class Block(NamedTuple):
    """A line with those that stand deeper below it."""

    head: Line
    under: list[Line]


def kept(text: str) -> str:
    """A line as it is kept: without secrets, and no longer than such lines are."""
    return redacted.strip(text[: 4 * MAX_TEXT])[0][:MAX_TEXT]


def lines(text: str, *, banners: bool = True) -> Iterator[Line | Unread]:
    """The lines, in order. Raises `ValueError` for more than `MAX_LINES`.

    `banners`: they run over several lines up to the sign they began with; one without an end is told.
    """
    every = text.split("\n")
    if len(every) > MAX_LINES:
        raise ValueError(f"more than {MAX_LINES:,} lines")
    at, opened, speaks = 0, 0, True
    while at < len(every):
        whole = _MORE.sub("", every[at]).replace("\x08", "").rstrip().expandtabs(1)
        found = whole.lstrip()
        at += 1
        command = _commanded(found) if len(found) == len(whole) else None
        if command is not None:
            # What other commands print is no configuration; what is typed in its modes is.
            mode, typed = command
            speaks = bool(mode) or not typed or _SHOWS.match(typed) is not None
            if mode and typed:
                yield Line(at, int(mode != "config"), typed)
        elif speaks and found and not found.startswith("!"):
            banner = _BANNER.match(found) if banners and found.startswith("banner ") else None
            if banner is None:
                yield Line(at, len(whole) - len(found), found)
                continue
            end = _end(every, at, banner, seek=opened < _MAX_OPEN)
            if end < 0:
                opened += 1
                yield Unread(line=at, text="banner", why="the banner has no end")
            at = max(at, end)


def _commanded(found: str) -> tuple[str, str] | None:
    """(mode of configuration, command) of a line where one was asked for; None: it is none."""
    prompt = _PROMPT.match(found) if "#" in found or ">" in found else None
    if prompt is not None:
        return prompt["mode"] or "", prompt["command"] or ""
    heading = _HEADING.match(found) if found.startswith("-----") else None
    return ("", heading["command"]) if heading is not None else None


def _end(every: list[str], at: int, banner: re.Match[str], *, seek: bool) -> int:
    """Behind the last line of a banner; -1: it has no end."""
    mark = banner[1]
    if mark in banner[2]:
        return at
    if seek:
        for place in range(at, len(every)):
            if mark in every[place]:
                return place + 1
    return -1


def blocks(found: Iterator[Line | Unread], unread: list[Unread]) -> Iterator[Block]:
    """Each line of depth 0 with what stands below it; what cannot be read is added to `unread`."""
    head: Line | None = None
    under: list[Line] = []
    for line in found:
        if isinstance(line, Unread):
            unread.append(line)
        elif line.depth and head is not None:
            under.append(line)
        else:
            if head is not None:
                yield Block(head, under)
            head, under = line, []
    if head is not None:
        yield Block(head, under)


class Words:
    """The words of a line, one after the other."""

    def __init__(self, text: str) -> None:
        self.all = text.split()
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self.all)

    @property
    def next(self) -> str:
        """The word that comes; empty at the end."""
        return self.all[self.at] if self.at < len(self.all) else ""

    def ahead(self, count: int) -> str:
        """The word that comes after `count` others; empty behind the end."""
        return self.all[self.at + count] if self.at + count < len(self.all) else ""

    def take(self) -> str:
        """The word that comes, which is then behind. Raises `ValueError` at the end."""
        if self.at >= len(self.all):
            raise ValueError("the line is cut")
        self.at += 1
        return self.all[self.at - 1]

    def skips(self, *wanted: str) -> bool:
        """Whether these words come; then they are behind."""
        if tuple(self.all[self.at : self.at + len(wanted)]) != wanted:
            return False
        self.at += len(wanted)
        return True

    def rest(self) -> str:
        """All words that come, which are then behind."""
        found = " ".join(self.all[self.at :])
        self.at = len(self.all)
        return found
