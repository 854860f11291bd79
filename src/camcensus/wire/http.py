"""HTTP and RTSP messages (RFC 9110, RFC 9112, RFC 2326): requests; status, headers and body of answers; challenges."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_HEAD = 65_536
MAX_BODY = 1_048_576
"""Bytes of a body that are handed out."""
MAX_CHUNKS = 4_096

AGENT = "camcensus (owner's inventory)"
"""Who asks, in the words of ``User-Agent``: an owner who finds it in a log knows what it was."""

_START = re.compile(rb"^(?:HTTP|RTSP)/\d\.\d[ \t]{1,4}(\d{3})\b")
_OLD = re.compile(rb"^HTTP/(?:0\.\d|1\.0)")
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,8})(?:[ \t;][^\n]{0,400})?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_DIGITS = re.compile(r"[0-9]{1,12}")
_SCHEME = re.compile(r"^\s*([A-Za-z][A-Za-z0-9-]{0,30})(?:\s|$)")
_REALM = re.compile(r"""\brealm\s?=\s?(?:"((?:[^"\\]|\\.)*)"?|([^,\s]+))""", re.IGNORECASE)

_METHODS = ("GET", "POST")
_PATH = re.compile(r"/[!-~]{0,4000}")
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,270}")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]{0,8000}")
_OURS = ("host", "content-length", "transfer-encoding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The head of an answer, and what came after it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in the order sent; a name may stand twice."""
    body: bytes

    def of(self, name: str) -> tuple[str, ...]:
        """The values of a header."""
        return tuple(value for key, value in self.headers if key == name)


def request(
    method: str, path: str, host: str, *, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
) -> bytes:
    """A request of HTTP/1.1 for `path` (with its query) of `host` (with its port, if it is not the usual one).

    `method` is GET or POST. It asks to close the connection after the answer and for a body that is not compressed;
    `headers` add to the usual ones or replace them. Raises `ValueError` for what could be read as more than one
    request: line ends, NUL and spaces where none belong, and headers that say how long the body is.
    """
    if method not in _METHODS:
        raise ValueError("only GET and POST are asked")
    if not _PATH.fullmatch(path) or not _HOST.fullmatch(host):
        raise ValueError("a path or a host that no request may hold")
    sent = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    usual = {name.lower(): name for name in sent}
    for name, value in headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in _OURS:
            raise ValueError("a header that no request may hold")
        sent[usual.get(name.lower(), name)] = value
    if body or method == "POST":
        sent["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def answer(data: bytes) -> Answer:
    """One answer. Raises `ValueError` if it does not begin with a status line."""
    data = _final(data)
    start = _START.match(data)
    if start is None:
        raise ValueError("it does not begin with a status line")
    head, _, body = data[: MAX_HEAD + 4].replace(b"\r\n", b"\n").partition(b"\n\n")
    headers = []
    for line in head.split(b"\n")[1:200]:
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        if mark and name.strip():
            headers.append((name.strip().lower(), value.strip()))
    return Answer(status=int(start[1]), headers=tuple(headers), body=body)


def _final(data: bytes) -> bytes:
    """What follows interim answers (RFC 9110, section 15.2), which only promise another."""
    for _ in range(8):
        start, end = _START.match(data), _END.search(data, 0, MAX_HEAD)
        interim = start is not None and start[1].startswith(b"1") and start[1] != b"101"
        if not interim or end is None or end.end() == len(data):
            break
        data = data[end.end() :]
    return data


def parted(data: bytes) -> tuple[Answer, bytes]:
    """The head of an answer (its body left empty), and the bytes after it as they came.

    Raises `ValueError` if the head has not come to its end.
    """
    data = _final(data)
    end = _END.search(data, 0, MAX_HEAD)
    if end is None:
        raise ValueError("its head does not end")
    return answer(data[: end.end()]), data[end.end() :]


def length(head: Answer) -> int | None:
    """Bytes of the body as ``Content-Length`` says; None if it says none or nonsense."""
    said = [value for value in head.of("content-length") if _DIGITS.fullmatch(value)]
    return int(said[0]) if said else None


def whole(data: bytes) -> bool:
    """Whether an answer to GET or POST is complete (RFC 9112, section 6.3); it never raises.

    Without a length an answer ends with the connection, so that nobody knows before.
    """
    try:
        head, rest = parted(data)
    except ValueError:
        return False
    if head.status < 200:
        return head.status == 101
    if head.status in (204, 304):
        return True
    if _is_chunked(head):
        return _chunks(rest)[1]
    size = length(head)
    return size is not None and len(rest) >= size


def body(data: bytes) -> bytes:
    """The body of an answer to GET or POST, as far as it came, put together from its chunks; `MAX_BODY` at most.

    Raises `ValueError` if it does not begin with a status line.
    """
    try:
        head, rest = parted(data)
    except ValueError:
        answer(data)
        return b""
    if _is_chunked(head):
        joined, ended = _chunks(rest)
        # Some devices say that there are chunks and send none.
        return (joined if joined or ended else rest)[:MAX_BODY]
    return rest[: length(head)][:MAX_BODY]


def persistent(data: bytes) -> bool:
    """Whether the connection stays open for another request after this answer (RFC 9112, section 9.3)."""
    try:
        head, _ = parted(data)
    except ValueError:
        return False
    said = ",".join(head.of("connection")).lower()
    return "keep-alive" in said if _OLD.match(_final(data)) else "close" not in said


def _is_chunked(head: Answer) -> bool:
    return any(value.lower().endswith("chunked") for value in head.of("transfer-encoding"))


def _chunks(data: bytes) -> tuple[bytes, bool]:
    """What the chunks hold, and whether the last one and its trailer came (RFC 9112, section 7.1)."""
    pieces: list[bytes] = []
    at = 0
    for _ in range(MAX_CHUNKS):
        size = _CHUNK.match(data, at)
        if size is None:
            break
        begin, end = size.end(), size.end() + int(size[1], 16)
        if end == begin:
            ended = _LINE_END.match(data, begin) or _END.search(data, begin)
            return b"".join(pieces), ended is not None
        pieces.append(data[begin:end])
        after = _LINE_END.match(data, end)
        if after is None:
            break
        at = after.end()
    return b"".join(pieces), False


def challenge(text: str) -> list[tuple[str, str]]:
    """``scheme`` (lower case) and ``realm`` of a challenge, as far as it has them."""
    text = text[:8_192]
    found = []
    if (scheme := _SCHEME.match(text)) is not None:
        found.append(("scheme", scheme[1].lower()))
    if (realm := _REALM.search(text)) is not None:
        found.append(("realm", realm[1] if realm[1] is not None else realm[2]))
    return found


def cookie_names(text: str) -> list[str]:
    """The name that each line of ``Set-Cookie`` sets."""
    names = (line.partition(";")[0].partition("=") for line in text[:8_192].splitlines())
    return [name.strip() for name, mark, _ in names if mark and name.strip()]
