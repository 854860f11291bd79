"""Who holds a block of Ethernet addresses, from a maintained package's table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version

import aiooui

from camcensus.model.knowledge import Registrants

PACKAGE = "aiooui"
MADE = {"0.1.11": "2026-09"}
"""Release of the package to the month of its table. A test holds the installed release against it."""


def table() -> Registrants:
    """The registrants of blocks (``aa:bb:cc``), read when the first is asked for; nothing is downloaded.

    Only 24-bit blocks are in the table.
    """
    release = version(PACKAGE)
    return Registrants(package=f"{PACKAGE} {release}", made=MADE.get(release, "date not known"), names=_Names())


class _Names(Mapping[str, str]):
    """Block to registrant. What was asked for is all that it lists: the package lists nothing."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def __getitem__(self, block: str) -> str:
        if block not in self._found:
            _load()
            name = aiooui.get_vendor(f"{block}:00:00:00")
            if not name:
                raise KeyError(block)
            self._found[block] = name
        return self._found[block]

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._found))

    def __len__(self) -> int:
        return len(self._found)


@cache
def _load() -> None:
    asyncio.run(aiooui.async_load())
