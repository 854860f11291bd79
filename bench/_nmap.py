"""The same rows through the service patterns of an installed nmap, for comparison; nothing of them is kept."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import hyperscan

from bench._labels import CAMERAS, RIGHT, SPEECHLESS, UNKNOWN, WRONG, Names, Row

PATTERNS = Path("/usr/share/nmap/nmap-service-probes")
_MATCH = re.compile(rb"^(?:soft)?match (\S+) m(.)(.*?)\2([is]*)(?: (.*))?$")


def beside(rows: Sequence[Row], names: Names) -> None:
    """Print how nmap's patterns do on the rows that can carry a maker, and on what is no camera."""
    if not PATTERNS.exists():
        print("no nmap is installed here: nothing to compare with")
        return
    marks = list(_marks())
    scan = _Scan(marks)
    can = [row for row in rows if row.kind in CAMERAS and row.field not in SPEECHLESS and (row.brand or row.maker)]
    outcomes = Counter(_outcome(scan.first(_wire(row)), row, names) for row in can)
    total = outcomes.total()
    shares = "  ".join(f"{one} {outcomes[one]} ({outcomes[one] / total:.1%})" for one in (RIGHT, WRONG, UNKNOWN))
    print(f"\n-- beside us: nmap's {len(marks)} service patterns, on the same {total} camera rows: {shares}")
    others = [row for row in rows if row.kind not in CAMERAS]
    false = sum(_is_camera(scan.first(_wire(row))) for row in others)
    called = sum(_is_camera(scan.first(_wire(row))) for row in can)
    print(f"   camera claims on what is none: {false} of {len(others)}; cameras called cameras: {called} of {total}")


def _marks() -> Iterator[tuple[bytes, int, bytes]]:
    """(expression, flags of `re`, what it says) of each pattern that Python can read."""
    for line in PATTERNS.read_bytes().splitlines():
        found = _MATCH.match(line)
        if found is None:
            continue
        flags = (re.IGNORECASE if b"i" in found[4] else 0) | (re.DOTALL if b"s" in found[4] else 0)
        try:
            re.compile(found[3], flags)
        except re.error:
            continue
        yield found[3], flags, found[5] or b""


class _Scan:
    """The first pattern in the file's order that matches."""

    def __init__(self, marks: Sequence[tuple[bytes, int, bytes]]) -> None:
        self._marks = marks
        self._slow: list[int] = []
        taken = []
        for number, (expression, flags, _) in enumerate(marks):
            flag = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_PREFILTER
            flag |= hyperscan.HS_FLAG_CASELESS if flags & re.IGNORECASE else 0
            flag |= hyperscan.HS_FLAG_DOTALL if flags & re.DOTALL else 0
            try:
                hyperscan.Database().compile(expressions=[expression], ids=[0], elements=1, flags=flag)
                taken.append((expression, number, flag))
            except hyperscan.error:
                self._slow.append(number)
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[one for one, _, _ in taken],
            ids=[number for _, number, _ in taken],
            elements=len(taken),
            flags=[flag for _, _, flag in taken],
        )

    def first(self, data: bytes) -> bytes | None:
        """What the first matching pattern says, with what it captured; None if none matches."""
        found: list[int] = list(self._slow)
        self._database.scan(data, match_event_handler=lambda number, *_: found.append(number))
        for number in sorted(found):
            expression, flags, says = self._marks[number]
            match = re.search(expression, data, flags)
            if match is not None:
                return _filled(says, match)
        return None


def _filled(says: bytes, match: re.Match[bytes]) -> bytes:
    return re.sub(rb"\$(\d)", lambda place: _group(match, int(place[1])), says)


def _group(match: re.Match[bytes], number: int) -> bytes:
    return (match[number] or b"") if number <= (match.re.groups or 0) else b""


def _wire(row: Row) -> bytes:
    """The answer in which a value came, as nmap would have seen it."""
    value = base64.b64decode(row.value) if row.encoding == "base64" else row.value.encode()
    head = b"HTTP/1.0 200 OK\r\n"
    forms = {
        "http.server": head + b"Server: " + value + b"\r\nContent-Type: text/html\r\n\r\n",
        "http.title": head + b"Content-Type: text/html\r\n\r\n<html><head><title>" + value + b"</title></head>",
        "http.www_authenticate": b"HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: " + value + b"\r\n\r\n",
        "http.set_cookie": head + b"Set-Cookie: " + value + b"\r\n\r\n",
        "http.body": head + b"\r\n" + value,
        "rtsp.server": b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: " + value + b"\r\n\r\n",
        "ftp.banner": b"220 " + value + b"\r\n",
        "smtp.banner": b"220 " + value + b"\r\n",
        "sip.user_agent": b"SIP/2.0 200 OK\r\nUser-Agent: " + value + b"\r\n\r\n",
    }
    return forms.get(row.field, value)


def _is_camera(says: bytes | None) -> bool:
    return says is not None and any(kind in says for kind in (b"d/webcam/", b"d/security-misc/"))


def _outcome(says: bytes | None, row: Row, names: Names) -> str:
    product = re.search(rb"\bp(.)(.*?)\1", says or b"")
    if product is None:
        return UNKNOWN
    brand = names.brand(product[2].decode("latin-1"))
    wanted = {names.brand(label) for label in (row.brand, row.maker) if label}
    if brand in wanted:
        return RIGHT
    return WRONG if brand != product[2].decode("latin-1") else UNKNOWN
