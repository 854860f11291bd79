"""What Ubiquiti devices say of themselves when their maker's own search asks."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Script, Target
from camcensus.wire.discovery import ubiquiti

FIRST = _search.Search(
    field="vendor.discovery",
    port=10001,
    reply_port=10001,
    groups=(_search.BROADCAST, "233.89.188.1"),
    message=lambda: ubiquiti.search(1),
    parse=ubiquiti.parse,
)

SECOND = _search.Search(
    field="vendor.discovery",
    port=10001,
    reply_port=10001,
    groups=(_search.BROADCAST, "233.89.188.1"),
    message=lambda: ubiquiti.search(2),
    parse=ubiquiti.parse,
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """Up to two datagrams to the device, if it may be a camera and has not answered on the link; see `_search`."""
    yield from _search.ask(target, FIRST, SECOND)


def call() -> Script:
    """Four datagrams to the whole link."""
    yield from _search.call(FIRST, SECOND)
