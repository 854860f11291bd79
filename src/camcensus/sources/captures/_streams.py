"""What the first bytes of one direction of a captured connection say of its server, or of its client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from camcensus.sources import pages
from camcensus.sources.captures import _streams_web as web
from camcensus.sources.captures._said import NOTHING, Fact, Said, of, speaker, stated, told, written
from camcensus.sources.captures._speech_calls import of_call
from camcensus.sources.captures._streams_web import Part
from camcensus.sources.steps import Saw, saw
from camcensus.wire import heads, onvif, tls_records
from camcensus.wire.discovery import dhip
from camcensus.wire.heads import Head, Kind

MOST = 32
"""Messages of one direction that are looked at."""

_BANNERS = {Kind.SSH: "ssh.banner", Kind.FTP: "ftp.banner", Kind.SMTP: "smtp.banner", Kind.TELNET: "telnet.banner"}
_REQUESTS = (Kind.HTTP_REQUEST, Kind.RTSP_REQUEST, Kind.SIP_REQUEST)
_OF_A_SESSION = ("session", "transport", "rtp-info")
"""Headers of answers of RTSP in a session, which stand and fall with it."""


class Stream(NamedTuple):
    """One direction of a connection over TCP."""

    client: str
    server: str
    port: int
    """Of the server."""
    from_server: bool
    data: bytes
    """From the beginning of a message on; it may be cut off anywhere."""


def said(one: Stream) -> Said:
    """What it says; `NOTHING` for what is not known, or says nothing of a host. It never raises."""
    found = list(islice(heads.messages(one.data), MOST)) or [heads.head(one.data, one.port)]
    return _served(one, found) if one.from_server else _asked(one, found)


# --- the server's side -----------------------------------------------------------------------------------------------


def _served(one: Stream, found: list[Head]) -> Said:
    answers = [head for head in found if head.kind not in _REQUESTS and head.kind is not Kind.NONE]
    if not answers:
        return NOTHING
    subject = speaker(one.server)
    parts = [_part(one, head) for head in answers]
    calls = [of_call(head, subject) for head in answers]
    facts = [Fact(subject, "net.open_port", f"{one.port}/tcp")]
    for part, call in zip(parts, calls, strict=True):
        facts += [*of(subject, part.seen), *call.facts]
    facts += of(subject, _response(answers))
    kept = [part.original or call.original for part, call in zip(parts, calls, strict=True)]
    original = b"\n".join(piece for piece in kept if piece) or written(str(answers[0].kind), {"port": one.port})
    return told(facts, original, sum(part.removed for part in parts))


def _part(one: Stream, head: Head) -> Part:
    read = _READERS.get(head.kind)
    return read(one, head) if read is not None else Part([], b"", head.removed)


def _page(_: Stream, head: Head) -> Part:
    return web.answer(head)


def _described(_: Stream, head: Head) -> Part:
    sdp = list(pages.described(head))
    return Part([*pages.headers(head, pages.RTSP), *sdp], web.written(head, head.body if sdp else b""), head.removed)


def _banner(_: Stream, head: Head) -> Part:
    return Part([saw(_BANNERS[head.kind], head.banner)] if head.banner else [], head.banner, head.removed)


def _certificates(one: Stream, _: Head) -> Part:
    """The server's own certificate."""
    try:
        shown = tls_records.read(one.data).certificates
    except ValueError:
        shown = ()
    return Part(list(pages.certified(shown[0])), shown[0], 0) if shown else Part([], b"", 0)


def _dhip(_: Stream, head: Head) -> Part:
    """What a Dahua device says over TCP as it does over UDP; all else is of a login, or of what follows it."""
    try:
        dhip.parse(head.body)
    except ValueError:
        return Part([], b"", head.removed)
    return Part([saw("dhip.reply", head.body)], head.body, head.removed)


def _dvrip(_: Stream, head: Head) -> Part:
    seen = [Saw(field="dahua.realm", value=value) for value in head.of("realm")]
    return Part(seen, written("dvrip", {"realm": [one.value for one in seen]}), head.removed)


_READERS: Mapping[Kind, Callable[[Stream, Head], Part]] = {
    Kind.HTTP_ANSWER: _page,
    Kind.RTSP_ANSWER: _described,
    Kind.TLS: _certificates,
    Kind.DHIP: _dhip,
    Kind.DVRIP: _dvrip,
    **dict.fromkeys(_BANNERS, _banner),
}


def _response(answers: Iterable[Head]) -> list[Saw]:
    """The head of the last answer of RTSP that is of no session, as a probe would have it."""
    own = [
        head
        for head in answers
        if head.kind is Kind.RTSP_ANSWER and head.status and not any(head.of(name) for name in _OF_A_SESSION)
    ]
    return [saw("rtsp.response", web.written(own[-1]))] if own else []


# --- the client's side -----------------------------------------------------------------------------------------------


def _asked(one: Stream, found: list[Head]) -> Said:
    subject = speaker(one.client)
    facts: list[Fact] = []
    # What a client asks for is its own affair: its programs and the streams that it plays are kept alone.
    said: dict[str, list[str]] = {}
    for head in found:
        if head.kind is Kind.TLS:
            facts += _hello(subject, one.data)
        elif head.kind in (Kind.SIP_REQUEST, Kind.SIP_ANSWER):
            facts += of_call(head, subject).facts
        elif head.kind in _REQUESTS:
            facts += [*stated(subject, {"http.user_agent": "".join(head.of("user-agent")[:1])}), *_path(one, head)]
    for fact in dict.fromkeys(facts):
        said.setdefault(fact.field, []).append(fact.value)
    return told(facts, written("client", said), sum(head.removed for head in found))


def _hello(subject: str, data: bytes) -> Iterator[Fact]:
    try:
        client = tls_records.read(data).client
    except ValueError:
        return
    if client is not None:
        yield from stated(subject, {"tls.sni": client.name.lower().rstrip(".")})


def _path(one: Stream, head: Head) -> Iterator[Fact]:
    """The path of a stream that is being played: that it exists was found out before."""
    if head.kind is Kind.RTSP_REQUEST and head.method == "PLAY" and head.of("session"):
        yield from stated(speaker(one.server), {"rtsp.path": onvif.rtsp_path(head.target)})
