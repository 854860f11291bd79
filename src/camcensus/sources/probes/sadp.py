"""What Hikvision devices and those under other labels say of themselves when SADP, their maker's search, asks."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Script, Target
from camcensus.wire import sadp

SEARCH = _search.Search(
    field="sadp.reply",
    port=sadp.PORT,
    # Some firmware answers to the group: then the port is the group's.
    reply_port=sadp.PORT,
    groups=(sadp.GROUP,),
    message=lambda: sadp.inquiry(_search.fresh()),
    parse=sadp.parse,
    keep=lambda data: data.strip(b"\0 \t\r\n"),
)


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One datagram to the device, if it may be a camera and has not answered on the link; see `_search`."""
    yield from _search.ask(target, SEARCH)


def call() -> Script:
    """One datagram to the whole link."""
    yield from _search.call(SEARCH)
