"""The pages of a web server as a visitor meets them: the first, and those to which it leads by itself."""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import End, Open, Reply, Saw, Script, Target
from camcensus.wire import http, page
from camcensus.wire.url import Url

MOST_STEPS = 3
"""Redirects that are followed."""
MOST_READ = 40_960
"""Bytes of one answer that are read: a body of 32 KiB and its head."""


def visit(target: Target, port: int) -> Script:
    """Ask for the first page on a port and go where it leads, on this device only and to no page twice."""
    known: set[tuple[str, str]] = set()
    been: list[Url] = []
    url: Url | None = _web.page_url(target, port)
    while url is not None and url not in been and len(been) <= MOST_STEPS:
        if been and been[-1].port == url.port:
            # Each answer ends its connection: the page asked for that.
            opened = yield Open(port=url.port)
            if opened.end is not End.WHOLE:
                return
        been.append(url)
        reply = yield _web.get(url, MOST_READ)
        for one in (*pages.certified(reply.certificate), *_answer(reply)):
            if (one.field, one.value) not in known:
                known.add((one.field, one.value))
                yield one
        url = _next(target, url, reply)


def _answer(reply: Reply) -> Iterator[Saw]:
    """What one answer tells. A start page that leads on is kept as well as the page it leads to: it names its maker."""
    answer = _web.read(reply)
    if answer is not None:
        yield from pages.headers(answer, pages.HTTP)
        yield from pages.shown(answer)


def _next(target: Target, url: Url, reply: Reply) -> Url | None:
    """Where the answer leads, if it is on this device."""
    answer = _web.read(reply)
    if answer is None:
        return None
    leads = _leads(answer)
    return _web.follow(target, url, leads) if leads else None


def _leads(answer: http.Answer) -> str:
    if 300 <= answer.status < 400:
        return (*answer.of("location"), "")[0]
    return page.refresh(answer.body) if answer.status == 200 else ""
