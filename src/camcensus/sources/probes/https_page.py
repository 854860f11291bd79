"""Which certificate the device shows on its TLS ports, and what its first page there says."""

from __future__ import annotations

from camcensus.sources.probes import _pages
from camcensus.sources.steps import Script, Target


def ask(target: Target, port: int = 443) -> Script:
    """TLS handshake and GET of the first page on one connection, and of at most three pages to which that leads.

    Without TLS on the port nothing is seen. Source: RFC 8446 (the certificate is shown to any client), RFC 9110.
    """
    yield from _pages.visit(target, port)
