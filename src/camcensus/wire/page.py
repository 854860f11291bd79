"""What the start page of a web server says to a browser: its title, its icon, and where it leads.

Nothing is run and nothing is built: marks are looked for in the text, each in one pass over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

MAX_PAGE = 65_536
"""Bytes of a page that are read."""
MAX_START = 8_192
"""Bytes of a page that does nothing but lead on by a script; larger ones are programs."""
SOON = 10
"""Seconds after which a page leads on by itself; one that waits longer was meant to be read."""

_CHARSET = re.compile(rb"""charset\s{0,4}=\s{0,4}["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "windows-1251": "cp1251",
}
_TITLE = re.compile(r"<title(?:\s[^<>]{0,400})?>([^<]{0,1000})", re.IGNORECASE)
_TAG = re.compile(r"<(meta|link)\s([^<>]{1,2000})", re.IGNORECASE)
# A text whose quote is never closed runs to the end of its tag, so that nothing is read twice.
_ATTRIBUTE = re.compile(r"""([A-Za-z-]{1,20})\s{0,4}=\s{0,4}(?:"([^"]*)"?|'([^']*)'?|([^\s"'>]+))""")
_REFRESH = re.compile(
    r"""^\s{0,8}([0-9]{1,4})[0-9.]{0,8}\s{0,8}[;,]\s{0,8}(?:url\s{0,8}=\s{0,8})?["']?([^"']{1,1000})""", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"""\blocation(?:(?:\.href)?\s{0,8}=\s{0,8}|\.(?:replace|assign)\s{0,8}\(\s{0,8})(?:"([^"\s<>\\]{1,500})"|'([^'\s<>\\]{1,500})')"""
)
_FOR_PEOPLE = re.compile(r"<(?:form|input|frame|frameset|iframe|object|embed|applet|video|canvas)\b", re.IGNORECASE)


def text(html: bytes) -> str:
    """A page as text: UTF-8, or what it says it is written in, if that is one of the usual ones."""
    html = html[:MAX_PAGE]
    said = _CHARSET.search(html[:4_096])
    coding = _CHARSETS.get(said[1].decode().lower()) if said else None
    return html.decode(coding or "utf-8", "replace")


def title(html: bytes) -> str:
    """The title as it stands, references to characters included, runs of blanks made one; empty if there is none."""
    found = _TITLE.search(text(html))
    return " ".join(found[1].split()) if found else ""


def icon(html: bytes) -> str:
    """The address of the page's icon as the page has it; empty if it names none or holds it itself."""
    for name, attributes in _tags(text(html)):
        address = attributes.get("href", "").strip()
        named = name == "link" and "icon" in attributes.get("rel", "").lower().split()
        if named and address and not address.lower().startswith("data:"):
            return address[:1_000]
    return ""


def refresh(html: bytes) -> str:
    """Where the page leads by itself and at once, as it has it; empty if it does not.

    Either by ``<meta http-equiv=refresh>`` or, on a page that has nothing else to show, by the one script line that
    start pages of cameras consist of: ``window.location.href = "/doc/page/login.asp?_" + ..``, of which the text in
    the quotes is taken. Where scripts name several places they choose among them, and none is taken.
    """
    written = text(html)
    for name, attributes in _tags(written):
        if name == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            found = _REFRESH.match(attributes.get("content", ""))
            if found is not None and int(found[1]) <= SOON:
                return found[2].strip()
    if len(html) > MAX_START or _FOR_PEOPLE.search(written):
        return ""
    places = {found[1] or found[2] for found in _SCRIPT.finditer(written)}
    return places.pop() if len(places) == 1 else ""


def _tags(written: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and attributes of each ``meta`` and ``link``, all names in lower case."""
    for tag in _TAG.finditer(written):
        found: dict[str, str] = {}
        for part in _ATTRIBUTE.finditer(tag[2]):
            found.setdefault(part[1].lower(), unescape(part[2] or part[3] or part[4] or ""))
        yield tag[1].lower(), found
