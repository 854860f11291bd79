"""Which icon the device's web page has: firmware of one family shares it under many labels."""

from __future__ import annotations

import re

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import Reply, Script, Target
from camcensus.wire import page
from camcensus.wire.url import Url

_TEXT = re.compile(rb"\s{0,64}<(?:!doctype|html|head|body)", re.IGNORECASE)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One GET: of the icon that the page named, or of ``/favicon.ico``, where a page was.

    Of an icon of more than 64 KiB nothing is seen: the hash of a part is no hash. Source: HTML Living Standard, link
    type "icon".
    """
    start = _web.start(target)
    if start is None:
        return
    reply = yield _web.get(_icon(target, start))
    image = _image(reply)
    if image:
        yield from pages.icon(image)


def _icon(target: Target, start: Url) -> Url:
    bodies = [one.value for one in target.seen if one.field == "http.body" and one.encoding == "text"]
    for body in reversed(bodies[-8:]):
        named = page.icon(body.encode("utf-8", "replace"))
        found = _web.follow(target, start, named) if named else None
        if found is not None:
            return found
    return Url(start.tls, start.host, start.port, "/favicon.ico")


def _image(reply: Reply) -> bytes:
    """The image, if the answer is one and nothing of it is missing."""
    answer = _web.read(reply)
    if answer is None or answer.status != 200 or not _web.is_complete(reply):
        return b""
    if any(value.lower() != "identity" for value in answer.of("content-encoding")) or _TEXT.match(answer.body):
        return b""
    is_named = any(value.lower().startswith("image/") for value in answer.of("content-type"))
    return answer.body if is_named or pages.is_image(answer.body) else b""
