"""Secrets out of what files hold: out of cells and lines by their look, and whole columns by their headings."""

from __future__ import annotations

import re

from camcensus.wire import redact

MARK = redact.MARK

_HINTS = (":/", ":\\", "pass", "pwd", "secret", "token", "api", "community", "authorization")
"""Without one of these, in small letters, and a colon, equals sign or tag nothing looks like a secret to
`redact.text`; looking for them is cheap."""

_HEADING = re.compile(
    r"pass ?(?:word|wd|phrase|code)|\bp/?wd?\b|credential|\bsecrets?\b|\blog[ -]?ins?\b|user ?names?\b|\bpin\b|\bpsk\b"
    r"|verification ?code|snmp ?community|community ?string"
)


def strip(text: str) -> tuple[str, int]:
    """`redact.text`, without its cost where nothing looks like a secret."""
    return redact.text(text) if hinted(text) else (text, 0)


def hinted(text: str) -> bool:
    """Whether `text` may hold what `redact.text` takes out."""
    if ":" not in text and "=" not in text and "<" not in text:
        return False
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS)


def in_heading(title: str) -> bool:
    """Whether a heading or key tells of a secret below it, in whatever words it is wrapped: ``Password (admin)``."""
    return _HEADING.search(title.casefold().replace("_", " ")) is not None
