"""What Bosch devices say of themselves when their maker's own search asks."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Script, Target
from camcensus.wire.discovery import bosch

SEARCH = _search.Search(
    field="vendor.discovery",
    port=1757,
    reply_port=1758,
    message=lambda: bosch.search(_search.number(32)),
    parse=bosch.parse,
    keep=bosch.public,
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One datagram to the device, if it may be a camera and has not answered on the link; see `_search`."""
    yield from _search.ask(target, SEARCH)


def call() -> Script:
    """One datagram to the whole link."""
    yield from _search.call(SEARCH)
