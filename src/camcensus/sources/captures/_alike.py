"""Many connections begin with the very same bytes: what those say is read once, and then told of each one's ends."""

from __future__ import annotations

from typing import NamedTuple

from camcensus.sources.captures import _streams
from camcensus.sources.captures._said import Fact, Said, speaker
from camcensus.sources.captures._streams import Stream

MAX_BYTES = 16 << 20
"""Bytes of connections, and of what they said, that are remembered."""
_ROOM = 2_000
"""Bytes that one of them holds besides, about."""
_CLIENT, _SERVER = "192.0.2.1", "192.0.2.2"
"""Stand for the ends while it is read what is said: addresses for documentation, which no network has."""
_ASKS = speaker(_CLIENT)
"""The subject of what is said of a client."""


class _Key(NamedTuple):
    data: bytes
    port: int
    from_server: bool
    client: bool
    """Whether its address is that of one host."""
    server: bool


class Alike:
    """Reads directions of connections."""

    def __init__(self) -> None:
        self._known: dict[_Key, Said] = {}
        self._bytes = 0

    def said(self, one: Stream) -> Said:
        """The same as `_streams.said`."""
        client, server = speaker(one.client), speaker(one.server)
        key = _Key(one.data, one.port, one.from_server, client != "", server != "")
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _streams.said(
                one._replace(client=_CLIENT if client else "", server=_SERVER if server else "")
            )
            told = sum(len(fact.value) for fact in found.facts)
            self._held(len(one.data) + len(found.original) + told + _ROOM)
        facts = [Fact(client if fact.subject == _ASKS else server, *fact[1:]) for fact in found.facts]
        return Said(tuple(facts), found.original, found.removed)

    def _held(self, more: int) -> None:
        """Forget all where too much is held; what is said often comes again soon."""
        self._bytes += more
        if self._bytes > MAX_BYTES:
            self._known.clear()
            self._bytes = 0
