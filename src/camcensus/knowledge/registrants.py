"""Who holds a block of Ethernet addresses, from a maintained package's table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

import aiooui

from camcensus.model.knowledge import Registrants

PACKAGE = "aiooui"
MADE = {"0.1.11": "2026-09"}
"""Release of the package to the month of its table. A test holds the installed release against it."""


def find(prefixes: Iterable[str]) -> Registrants:
    """The registrants of these blocks (``aa:bb:cc``). Only 24-bit blocks are in the table; nothing is downloaded."""
    _load()
    release = version(PACKAGE)
    names = {prefix: aiooui.get_vendor(prefix + ":00:00:00") for prefix in prefixes}
    return Registrants(
        package=f"{PACKAGE} {release}",
        made=MADE.get(release, "date not known"),
        names={prefix: name for prefix, name in names.items() if name},
    )


@cache
def _load() -> None:
    asyncio.run(aiooui.async_load())
