"""What TP-Link devices (Tapo, VIGI, Kasa) say of themselves when their maker's own search asks."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Script, Target
from camcensus.wire.discovery import tplink

SEARCH = _search.Search(
    field="vendor.discovery",
    port=20002,
    message=lambda: tplink.search(_search.number(32)),
    parse=tplink.parse,
    keep=tplink.public,
)

KASA = _search.Search(
    field="vendor.discovery",
    port=9999,
    message=tplink.search_kasa,
    parse=tplink.parse,
    keep=tplink.public,
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """Up to two datagrams to the device, if it may be a camera and has not answered on the link; see `_search`."""
    yield from _search.ask(target, SEARCH, KASA)


def call() -> Script:
    """Two datagrams to the whole link."""
    yield from _search.call(SEARCH, KASA)
