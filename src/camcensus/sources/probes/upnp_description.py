"""What the device says of itself in its UPnP description: maker, model, number."""

from __future__ import annotations

from camcensus.sources import pages
from camcensus.sources.probes import _web
from camcensus.sources.steps import Script, Target
from camcensus.wire.url import Url

MOST_PLACES = 2
"""Descriptions that are asked for."""
MOST_READ = 40_960
"""Bytes of one answer that are read: a body of 32 KiB and its head."""


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One GET of each description that SSDP named on this device, two at most.

    Source: UPnP Device Architecture 1.1, section 2: the description is fetched by any client with GET.
    """
    base = _web.page_url(target, 80)
    found = [_web.follow(target, base, value) for value in target.values("ssdp.location")[:16] if "://" in value]
    places: list[Url] = list(dict.fromkeys(one for one in found if one is not None))
    for url in places[:MOST_PLACES]:
        reply = yield _web.get(url, MOST_READ)
        answer = _web.read(reply)
        if answer is None:
            return
        if answer.status == 200 and answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            yield from pages.body("upnp.description", answer.body)
