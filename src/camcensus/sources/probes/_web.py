"""What the probes of web servers share: where to ask, one GET, what came back, and which address may be followed."""

from __future__ import annotations

import re
from dataclasses import replace

from camcensus.sources import pages
from camcensus.sources.steps import MOST, End, Exchange, Reply, Target
from camcensus.wire import addresses, http, page
from camcensus.wire.url import Url, resolve

PLAIN = (80, 8080, 8899, 2020)
"""Ports where cameras have pages, the likeliest first."""
TLS = (443, 8443)
"""The same with TLS."""
MOST_SEEN = 1_000
"""Facts seen before that are looked at."""

ANSWERED = (End.WHOLE, End.CLOSED, End.LIMIT, End.TIMEOUT)
"""How a step may end that was answered."""

# A page that leads here may do so by mistake or by malice; a browser would go, we do not.
_ACTION = re.compile(
    r"reboot|restart|reset|shut[-_]?down|log[-_]?o(?:ut|ff)|factory|upgrade|delete|remove|erase|(?<![a-z])format(?![a-z])|"
    r"(?:set|save|write|add|modify|update|restore|ptz)\w{0,20}\.cgi|[?&](?:action|cmd|command|method|set\w{0,20})=",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%([2-7][0-9A-Fa-f])")


def page_url(target: Target, port: int) -> Url:
    """The first page of the device on a port."""
    return Url(port in TLS, addresses.normalise(target.address) or target.address, port, "/")


def get(url: Url, most: int = MOST) -> Exchange:
    """A plain GET; `most` bytes of the answer are read."""
    data = http.request("GET", url.path, url.authority)
    return Exchange(port=url.port, data=data, whole=http.whole, tls=url.tls, most=most)


def read(reply: Reply) -> http.Answer | None:
    """The answer, its body as it was sent and put together from its chunks; None if no HTTP answer came."""
    if reply.end not in ANSWERED or not reply.data.startswith(b"HTTP/"):
        return None
    try:
        return replace(http.answer(reply.data), body=http.body(reply.data))
    except ValueError:
        return None


def is_complete(reply: Reply) -> bool:
    """Whether nothing of the body is missing, as far as the answer tells."""
    if http.whole(reply.data):
        return True
    answer = read(reply)
    sized = answer is None or answer.of("content-length") or answer.of("transfer-encoding")
    return reply.end is End.CLOSED and not sized


def follow(target: Target, base: Url, reference: str) -> Url | None:
    """Where an address that the page at `base` names leads; None if away from the device, or to what does something.

    The device is known by its address alone: a name may lead anywhere.
    """
    try:
        found = resolve(base.host, base.port, base.tls, base.path, reference)
    except ValueError:
        return None
    plain = _PERCENT.sub(lambda one: chr(int(one[1], 16)), found.path)
    return found if found.host == base.host == page_url(target, 0).host and not _ACTION.search(plain) else None


def start(target: Target) -> Url | None:
    """The page on which a visitor of the device ends, as far as what was seen tells; None if it showed no page.

    It need not be exact: what is asked there is a GET that the device may answer with 404.
    """
    port = next((port for port in (*PLAIN, *TLS) if port in target.open), None)
    if port is None or not any(one.field.startswith("http.") and not one.about for one in target.seen):
        return None
    url = page_url(target, port)
    for one in target.seen[:MOST_SEEN]:
        if one.field == "http.location":
            url = follow(target, url, one.value) or url
        elif one.field == "http.body" and one.encoding == "text":
            leads = page.refresh(one.value.encode("utf-8", "replace"))
            url = (follow(target, url, leads) or url) if leads else url
    return url


def says(target: Target, mark: re.Pattern[str]) -> bool:
    """Whether anything seen of the device bears a mark."""
    return any(mark.search(one.value[: pages.MOST_BODY]) for one in target.seen[:MOST_SEEN] if one.encoding == "text")
