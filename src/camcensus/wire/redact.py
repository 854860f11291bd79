"""Secrets out of text before anything is stored: what came after the colon in ``user:pass@`` and its like.

Nothing is read twice: each pattern moves over the text once, so that a long line cannot cost more than its length.
Quotes may be escaped as they are in JSON inside JSON, and the slashes of an address too.
"""

from __future__ import annotations

import re

MARK = "[redacted]"

_ADDRESS = re.compile(r"\b(?P<scheme>[a-z][a-z0-9+.-]{1,15}:\\?/\\?/)(?P<rest>[^\s\"<>]++)", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{1,15}:\\?/\\?/)", re.IGNORECASE)
_HOST = re.compile(r"(?:\[[^\]]*\]|[^\s/@:]*)(?::\d{1,5})?$")

_WORDS = r"(?:pass(?:word|wd|phrase|code)|passwd|pwd|secret|token|api[_-]?key)"

_QUOTED = r"(?:\\\"(?:[^\"\\\r\n]|\\\\)++|\"(?:[^\"\\\r\n]|\\.)++|'(?:[^'\\\r\n]|\\.)++)"
"""A quote and what follows up to the quote that ends it, or to the end of the line."""

_DONE = rf"(?!\\?[\"']?{re.escape(MARK)}|\{{\\?\")"
"""Not what was taken out before; nor a table of JSON, whose own keys will tell."""

_PATTERNS = (
    # <password>secret</password>, <wsse:Password Type="...">secret</...>
    re.compile(rf"(?P<keep><[\w:.-]{{0,40}}?{_WORDS}(?:\s[^<>]{{0,400}})?>){_DONE}(?P<secret>[^<]++)", re.IGNORECASE),
    # password=secret, pwd: secret, "password": "two words"; also as a parameter of an address
    re.compile(
        rf"(?P<keep>(?:{_WORDS}|(?<![a-z])(?:pass|community))\\?[\"']?\s{{0,4}}[=:]\s{{0,4}}){_DONE}"
        rf"(?P<secret>{_QUOTED}|(?:[^\s\"'\\&<>,;]|\\(?![rntu/\"]))++)",
        re.IGNORECASE,
    ),
    # Authorization: Basic dXNlcjpwYXNz
    re.compile(
        rf"(?P<keep>\bauthorization\\?[\"']?\s{{0,4}}[=:]\s{{0,4}}\\?[\"']?(?:basic|bearer)\s{{1,4}}){_DONE}"
        r"(?P<secret>[^\s\"'\\<>,;]++)",
        re.IGNORECASE,
    ),
    # Authorization: Digest username="u", response="..."
    re.compile(
        rf"(?P<keep>\bauthorization\\?[\"']?\s{{0,4}}[=:]\s{{0,4}}\\?[\"']?digest\s{{1,4}}){_DONE}"
        r"(?P<secret>(?:[\w-]{1,40}\s?=\s?(?:\\\"[^\"\\]*+\\\"|\"[^\"]*+\"|[^\s\"'\\,]++)(?:,[ \t]*+)?)++)",
        re.IGNORECASE,
    ),
)


def text(value: str) -> tuple[str, int]:
    """`value` without secrets, and how many were taken out."""
    removed = 0

    def address(match: re.Match[str]) -> str:
        nonlocal removed
        # One word may hold several addresses: each piece is what stands between two schemes.
        pieces = _SCHEME.split(match["scheme"] + match["rest"])
        for place in range(2, len(pieces), 2):
            cut = _credentials(pieces[place])
            if cut and not pieces[place].startswith(f"{MARK}@"):
                pieces[place] = MARK + pieces[place][cut:]
                removed += 1
        return "".join(pieces)

    value = _ADDRESS.sub(address, value)
    for pattern in _PATTERNS:
        value, count = pattern.subn(_replacement, value)
        removed += count
    return value, removed


def _credentials(rest: str) -> int:
    """Where ``user:pass`` ends in what follows ``://``; 0 if there is none."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        at = authority.rfind("@")
        return at if ":" in authority[:at] else 0
    # A slash in a password: then what stands before it is no host with a port.
    at = rest.find("@")
    if at < 0 or _HOST.match(authority):
        return 0
    end = rest.find("/", at)
    return rest.rfind("@", 0, end if end > 0 else len(rest))


def _replacement(match: re.Match[str]) -> str:
    opening = re.match(r"\\?[\"']", match["secret"])
    return match["keep"] + (opening[0] if opening else "") + MARK
