"""Which RTSP server the device runs, which realm it names, and what it would stream, all without a login."""

from __future__ import annotations

import re
from dataclasses import replace

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import End, Exchange, Reply, Saw, Script, Target, saw
from camcensus.wire import http, rtsp

MOST_READ = 16_384
MOST_HEAD = 8_192
"""Bytes of an answer's head that are kept."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")


def ask(target: Target, port: int = 554) -> Script:
    """OPTIONS and, if that was answered well and the connection stays, DESCRIBE of the root; each once.

    No session is set up. Some recorders answer 401 also when all their connections are taken, so that a 401 is the end
    (rroller/dahua, issue 603). Source: RFC 2326, sections 10.1, 10.2.
    """
    # As it stands in a URL, and without the scope of a link-local address, which says nothing outside this machine.
    host = _web.page_url(target, 80).authority
    known: set[Saw] = set()
    last = b""
    for request in (rtsp.options(host, port), rtsp.describe(host, port)):
        reply = yield Exchange(port=port, data=request, whole=rtsp.whole, most=MOST_READ)
        answer = _read(reply)
        if answer is None:
            break
        last = reply.data
        for one in (*pages.headers(answer, pages.RTSP), *pages.described(answer)):
            if one not in known:
                known.add(one)
                yield one
        if reply.end is not End.WHOLE or not 200 <= answer.status < 300:
            break
    if last:
        yield saw("rtsp.response", _HEAD_END.split(last, maxsplit=1)[0][:MOST_HEAD] + b"\r\n\r\n")


def _read(reply: Reply) -> http.Answer | None:
    if reply.end not in _web.ANSWERED or not reply.data.startswith(b"RTSP/"):
        return None
    try:
        return replace(http.answer(reply.data), body=http.body(reply.data))
    except ValueError:
        return None
