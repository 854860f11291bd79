"""Ports that speak first, and ports that say nothing."""

from __future__ import annotations

from tests.fleet.stream import Conn, Service
from tests.fleet.template import Template


class Banner(Service):
    """Says its line as soon as somebody connects, and nothing after that."""

    def __init__(self, text: str | bytes) -> None:
        self._raw = text if isinstance(text, bytes) else b""
        self._text = Template("" if isinstance(text, bytes) else text)

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return (self._text,)

    def opened(self, conn: Conn) -> None:
        conn.send(self._raw or self._text.data(conn.device.values))

    def received(self, conn: Conn, data: bytes) -> None:
        conn.device.counters.asked(f"TCP {conn.port}")


class Mute(Service):
    """Takes connections and says nothing, as the SDK ports of cameras do to strangers."""

    def received(self, conn: Conn, data: bytes) -> None:
        conn.device.counters.asked(f"TCP {conn.port}")
