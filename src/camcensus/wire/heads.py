"""What the first bytes of one direction of a TCP stream are, wherever a capture cuts them off.

Messages of HTTP, RTSP and SIP are read with their headers and as much of their bodies as is there; one direction may
hold several in a row, and RTSP has frames of media between them. Of other protocols the greeting is read. Credentials
are taken out of all that is handed out, and counted (see `credentials`); what a client types at a Telnet prompt, and
binary logins, are not handed out at all.

Of Dahua's own protocol on TCP (DVRIP: a header of 32 bytes that begins ``a0`` from a client, ``b0`` from a device,
``f6`` before JSON) the realm that a device greets with is read; it names the device's serial number, mostly.

Sources: RFC 9112, sections 2 to 7; RFC 2326, sections 4 to 7; RFC 3261, section 7; RFC 4253, section 4.2 (SSH); RFC 959
and RFC 5321 (replies of FTP and SMTP); RFC 854 (Telnet); `discovery.dhip`; mcw0/DahuaConsole, net.py and
r4bit999/dvrip-analysis (DVRIP).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from camcensus.wire import banners, bodies, credentials, http, octets, rtp, tls_records

MAX_TARGET = 8_192
"""Characters of a target."""
MAX_BANNER = 1_024
MOST = 256
"""Messages of one direction."""


class Kind(StrEnum):
    """Which protocol it is, and of which side where the bytes tell."""

    HTTP_REQUEST = "http-request"
    HTTP_ANSWER = "http-answer"
    RTSP_REQUEST = "rtsp-request"
    RTSP_ANSWER = "rtsp-answer"
    SIP_REQUEST = "sip-request"
    SIP_ANSWER = "sip-answer"
    TLS = "tls"
    SSH = "ssh"
    FTP = "ftp"
    SMTP = "smtp"
    GREETING = "greeting"
    """FTP's or SMTP's, and nothing tells which."""
    TELNET = "telnet"
    DHIP = "dhip"
    DVRIP = "dvrip"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One message, or what else a stream begins with; empty is what it does not say. It holds no credentials."""

    kind: Kind
    version: str = ""
    """``1.1`` of ``HTTP/1.1``."""
    method: str = ""
    target: str = ""
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case, in the order sent; a name may stand twice. Of DVRIP: the realm."""
    body: bytes = b""
    """Unpacked, if it was packed; `bodies.MAX_BODY` at most. Of DHIP: its JSON."""
    banner: bytes = b""
    """Greeting of SSH, FTP, SMTP (without its code) or Telnet (up to the first prompt)."""
    complete: bool = False
    """Whether the whole message is there."""
    removed: int = 0
    """How many secrets were taken out."""

    def of(self, name: str) -> tuple[str, ...]:
        """The values of a header."""
        return tuple(value for key, value in self.headers if key == name)


Started = tuple[Kind, str, str, str, int, str]
"""What a start line says: kind, version, method, target, status and reason."""

_LINE = re.compile(rb"([A-Z][A-Z_-]{1,23}) ([^\r\n]{1,8192}?) (HTTP|RTSP|SIP)/(\d\.\d)[ \t]*")
_ANSWER = re.compile(rb"(HTTP|RTSP|SIP)/(\d\.\d)[ \t]{1,4}(\d{3})(?:[ \t]++([^\r\n]*+))?")
_BEGUN = re.compile(rb"(HTTP|RTSP|SIP)/\d\.\d[ \t]|([A-Z][A-Z_-]{1,23}) ([!-~]{1,8192})")
_END = re.compile(rb"\r?\n\r?\n")
_BLANK = re.compile(rb"(?:\r?\n)*+")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_RTSP = {"DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN", "ANNOUNCE", "RECORD", "GET_PARAMETER", "SET_PARAMETER"}
_HTTP = {"GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT"}

_REPLY = re.compile(rb"220(?: [^\r\n]*|-[^\r\n]*(?:\r?\n(?!220 )[^\r\n]*){0,20}(?:\r?\n220 [^\r\n]*)?)")
_PROMPT = re.compile(rb"(?:login|user ?name|user|account|password|passcode)[ \t]{0,8}:", re.IGNORECASE)
_REALM = re.compile(rb"Realm:([^\r\n\0]{1,128})")
_DHIP = b"\x20\x00\x00\x00DHIP"
_FTP_PORTS, _SMTP_PORTS, _DVRIP_PORT = {21, 2121}, {25, 465, 587, 2525}, 37777


def head(data: bytes, port: int = 0) -> Head:
    """What `data` begins with; `port`, the server's, helps where the bytes do not tell. Never raises."""
    return next(messages(data), None) or _other(data, port)


def messages(data: bytes) -> Iterator[Head]:
    """Each message of HTTP, RTSP or SIP in turn, up to the first thing that is none, or is cut off; never raises.

    Frames of media inside RTSP and blank lines between messages are passed over. An answer to HEAD looks as if what
    follows were its body.
    """
    at = 0
    for _ in range(MOST):
        at = _passed(data, at)
        found = _message(data, at) if at < len(data) else None
        if found is None:
            return
        message, after = found
        yield message
        if after is None:
            return
        at = after


def _passed(data: bytes, at: int) -> int:
    """Where the next message begins."""
    while at < len(data) and data[at] in b"$\r\n":
        begun, at = at, rtp.after_frames(data, at)
        blank = _BLANK.match(data, at)
        at = blank.end() if blank else at
        if at == begun:
            break
    return at


def _message(data: bytes, at: int) -> tuple[Head, int | None] | None:
    """The message at an offset, and the offset after it, or None if it is not whole."""
    most = at + http.MAX_HEAD
    line = data.find(b"\n", at, most)
    first = data[at : line if line >= 0 else most].rstrip(b"\r")
    started = _started(first)
    if started is None:  # nearly always media: an end of a head in them is not looked for
        begun = _begun(first) if line < 0 else None
        return (begun, None) if begun is not None else None
    end = _END.search(data, line, most) if line >= 0 else None
    rest = data[line + 1 : end.start() if end else most] if line >= 0 else b""
    if end is None:
        # Of a line that is cut off nobody knows what it holds.
        return _read(started, _headers(rest[: rest.rfind(b"\n") + 1]), b"", None), None
    headers = _headers(rest)
    kind, status = started[0], started[4]
    body: bytes = b""
    after: int | None = end.end()
    if kind != Kind.HTTP_ANSWER or (status >= 200 and status not in (204, 304)):
        body, after = bodies.found(data, end.end(), dict(headers[::-1]), to_end=kind == Kind.HTTP_ANSWER)
    return _read(started, headers, body, after), after


def _read(started: Started, headers: list[tuple[str, str]], body: bytes, after: int | None) -> Head:
    """A message without its credentials."""
    kind, version, method, target, status, reason = started
    target, removed = credentials.target(target)
    kept = []
    for name, value in headers:
        left, count = credentials.header(name, value)
        kept.append((name, left))
        removed += count
    if body:
        body = bodies.unpacked(body, dict(headers).get("content-encoding", ""))
        cut = after is None or len(body) >= bodies.MAX_BODY
        body, count = credentials.body(body, cut=cut, form=bool(method))
        removed += count
    return Head(
        kind=kind,
        version=version,
        method=method,
        target=target,
        status=status,
        reason=reason,
        headers=tuple(kept),
        body=body,
        complete=after is not None,
        removed=removed,
    )


def _started(line: bytes) -> Started | None:
    """What a whole start line says."""
    if (found := _ANSWER.fullmatch(line)) is not None:
        kind = Kind(f"{found[1].decode().lower()}-answer")
        return kind, found[2].decode(), "", "", int(found[3]), octets.text(found[4] or b"")
    if (found := _LINE.fullmatch(line)) is not None:
        kind = Kind(f"{found[3].decode().lower()}-request")
        return kind, found[4].decode(), found[1].decode(), octets.text(found[2], MAX_TARGET), 0, ""
    return None


def _begun(line: bytes) -> Head | None:
    """What the beginning of a start line is."""
    found = _BEGUN.match(line)
    if found is None:
        return None
    if found[1] is not None:
        return Head(kind=Kind(f"{found[1].decode().lower()}-answer"))
    method, written = found[2].decode(), found[3].decode()
    scheme = written[:5].lower()
    if method in _RTSP or scheme.startswith("rtsp"):
        kind = Kind.RTSP_REQUEST
    elif scheme.startswith("sip"):
        kind = Kind.SIP_REQUEST
    elif method in _HTTP and (written[0] in "/*" or scheme.startswith("http")):
        kind = Kind.HTTP_REQUEST
    else:
        return None
    target, removed = credentials.target(written, cut=True)
    return Head(kind=kind, method=method, target=target, removed=removed)


def _headers(block: bytes) -> list[tuple[str, str]]:
    """Names and values of the lines after a start line, those that go on in the next line put together."""
    head = b"HTTP/1.1 200 OK\r\n" + block
    head = _FOLDED.sub(b" ", head) if b"\n " in head or b"\n\t" in head else head
    return [(name, value) for name, value in http.answer(head).headers if _NAME.fullmatch(name)]


def _other(data: bytes, port: int) -> Head:
    """What begins like no message of these."""
    if tls_records.detect(data):
        return Head(kind=Kind.TLS)
    if data.startswith(b"SSH-"):
        line, mark, _ = data[:MAX_BANNER].partition(b"\n")
        return Head(kind=Kind.SSH, banner=line.rstrip(b"\r"), complete=bool(mark))
    if data[:1] == b"\xff" and data[1:2] in (b"\xfa", b"\xfb", b"\xfc", b"\xfd", b"\xfe"):
        shown = banners.telnet(data[: 2 * MAX_BANNER])[:MAX_BANNER]
        prompt = _PROMPT.search(shown)
        return Head(kind=Kind.TELNET, banner=shown[: prompt.end()] if prompt else b"", complete=prompt is not None)
    if (reply := _REPLY.match(data, 0, MAX_BANNER)) is not None:
        return _greeting(data, reply, port)
    return _dahua(data, port)


def _greeting(data: bytes, reply: re.Match[bytes], port: int) -> Head:
    said = reply[0].upper()
    kind = Kind.GREETING
    if b"SMTP" in said or (b"FTP" not in said and port in _SMTP_PORTS):
        kind = Kind.SMTP
    elif b"FTP" in said or port in _FTP_PORTS:
        kind = Kind.FTP
    banner, removed = credentials.body(banners.reply(reply[0]))
    return Head(kind=kind, banner=banner, removed=removed, complete=len(data) > reply.end())


def _dahua(data: bytes, port: int) -> Head:
    """DHIP or DVRIP, or nothing that is known."""
    size = int.from_bytes(data[16:20], "little")
    if data.startswith(_DHIP):
        complete = len(data) >= 32 + size
        body, removed = credentials.body(data[32 : 32 + min(size, bodies.MAX_BODY)], cut=not complete)
        return Head(kind=Kind.DHIP, body=body, removed=removed, complete=complete)
    realm = _REALM.match(data, 32)
    if len(data) < 32 or not (
        (data[0] == 0xA0 and data[30:32] == b"\xa1\xaa")
        or (data[0] == 0xB0 and data[1] < 2 and (realm or port == _DVRIP_PORT))
        or (data[:4] == b"\xf6\0\0\0" and data[32:33] == b"{")
    ):
        return Head(kind=Kind.NONE)
    told = (("realm", octets.text(realm[1])),) if realm and data[0] == 0xB0 else ()
    return Head(kind=Kind.DVRIP, headers=told, complete=len(data) >= 32 + int.from_bytes(data[4:8], "little"))
