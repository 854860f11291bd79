"""What Dahua devices say of themselves when their maker's own search asks."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Script, Target
from camcensus.wire.discovery import dhip

SEARCH = _search.Search(
    field="dhip.reply",
    port=37810,
    groups=("239.255.255.251", _search.BROADCAST),
    message=dhip.search,
    parse=dhip.parse,
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One datagram to the device, if it may be a camera and has not answered on the link; see `_search`."""
    yield from _search.ask(target, SEARCH)


def call() -> Script:
    """Two datagrams to the whole link."""
    yield from _search.call(SEARCH)
