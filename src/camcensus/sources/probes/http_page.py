"""What the device shows on its web ports without a login, and where its first page leads."""

from __future__ import annotations

from camcensus.sources.probes import _pages
from camcensus.sources.steps import Script, Target


def ask(target: Target, port: int = 80) -> Script:
    """GET of the first page on a port, and of at most three pages to which it leads on the same device.

    Source: RFC 9110, sections 9.3.1 (GET is safe) and 15.4 (redirects).
    """
    yield from _pages.visit(target, port)
