"""What Sony devices say of themselves when their maker's own search asks."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Script, Target
from camcensus.wire.discovery import sony

SEARCH = _search.Search(
    field="vendor.discovery",
    port=2380,
    message=sony.search,
    parse=sony.parse,
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """Nothing: the reply goes to everything on the link, which `call` asks."""
    yield from ()


def call() -> Script:
    """One datagram to the whole link."""
    yield from _search.call(SEARCH)
