"""What firewalls that keep sessions do before they ask their rules, and how their lines are shown without secrets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from camcensus.wire import packets, spans
from camcensus.wire.config.values import MAX_TEXT, Match, Rule, cube

_TCP = spans.one(packets.TCP)
_SECRET = re.compile(
    r"(?i)\b(pass(?:word|wd|phrase)?|phash|hash|(?:psk)?secret|pre-shared-key|(?:private|public|auth|enc|api)-?key|key"
    r"|psk|community|ENC)\s+(?!\[redacted\]).*",
    re.DOTALL,
)


def sessions(*, strays: str = "deny", why: str = "") -> tuple[Rule, ...]:
    """Packets of sessions that exist pass, those that belong to none are dropped.

    `strays`: what becomes of TCP that opens no session and belongs to none: ``deny``, ``unread`` (with `why`), or
    ``continue`` where rules are asked as for any other.
    """
    known = Match(cubes=(cube(modes=packets.modes(["established", "related"])),))
    lost = Match(cubes=(cube(modes=packets.modes(["invalid"])),))
    stray = Match(cubes=(cube(protocol=_TCP, modes=packets.modes(["new"], answers=True)),))
    words = "TCP without a session" + (f": {why}" if why else "")
    return (
        Rule(line=0, text="packets of sessions that exist", action="permit", match=known),
        Rule(line=0, text="packets that belong to nothing", action="deny", match=lost),
        Rule(line=0, text=words, action=strays, match=stray),
    )


def shown(line: str) -> str:
    """A line as it may be kept: what follows a word for a secret is left out."""
    return _SECRET.sub(r"\1 [redacted]", line.strip())[:MAX_TEXT]


def together(words: Sequence[str]) -> tuple[str, ...]:
    """Each of some reasons once, a few at most."""
    found = tuple(dict.fromkeys(words))
    return found if len(found) <= 8 else (*found[:8], f"and {len(found) - 8} more")
