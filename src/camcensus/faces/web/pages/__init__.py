"""What people look at: each page a file, thin; what it says is worked out elsewhere, within the reach of who looks."""

from __future__ import annotations

from litestar.types import ControllerRouterHandler

from camcensus.faces.web.pages import (
    changes,
    devices,
    documents,
    entry,
    makers,
    maps,
    people,
    position,
    purchases,
    queue,
    record,
    rounds,
    runs,
    settling,
    waivers,
)

PLACES = (
    *position.PLACES, *devices.PLACES, *queue.PLACES, *settling.PLACES, *makers.PLACES, *waivers.PLACES,
    *purchases.PLACES, *rounds.PLACES, *changes.PLACES, *documents.PLACES, *runs.PLACES, *record.PLACES, *people.PLACES,
)  # fmt: skip
"""What stands in the navigation, in its order."""

SMALL: tuple[ControllerRouterHandler, ...] = (
    entry.sign_in, entry.signed_in, entry.join, entry.joined, entry.sign_out,
    position.position, position.sites, position.listed,
    maps.map_, position.site, devices.devices, devices.listed, devices.device, queue.unknown, queue.listed,
    settling.differences, settling.listed, settling.ask, settling.say,
    makers.orders, makers.makers, makers.maker, makers.sign,
    waivers.waivers, waivers.excuse, waivers.consider, purchases.purchases, rounds.rounds, rounds.sheet,
    changes.changes, changes.since, changes.found, documents.documents, documents.draw, runs.runs, runs.run,
    runs.result, runs.judge, record.log, record.verify, record.checkpoint, record.proof, record.reads,
    people.people, people.change, people.me, people.password, people.token,
)  # fmt: skip
"""Pages, and what takes a form."""
LARGE: tuple[ControllerRouterHandler, ...] = (purchases.ask, rounds.back, runs.hand)
"""What takes files."""
