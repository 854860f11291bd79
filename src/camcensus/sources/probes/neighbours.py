"""Which Ethernet address the device has, as this machine's neighbour table knows it."""

from __future__ import annotations

from camcensus.sources.probes import _search
from camcensus.sources.steps import Neighbours, Saw, Script, Target
from camcensus.wire import addresses, macs


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """A look into the table, for a device with an open port; nothing is sent.

    The table knows devices of this link only: behind a router nothing is seen. Source: rtnetlink(7).
    """
    if not target.open:
        return
    reply = yield Neighbours()
    own = addresses.normalise(target.address)
    for mac in {mac for address, mac in _search.packets(reply) if address == own and len(mac) == 6}:
        written = macs.normalise(mac.hex())
        if written is not None and macs.is_individual(written):
            yield Saw(field="mac", value=written)
