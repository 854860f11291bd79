"""The request for a change as one page, to read and to print. It fetches nothing and has no script."""

from __future__ import annotations

from camcensus.model.containment import Change
from camcensus.report import _page
from camcensus.report.change import _document as documents


def render(change: Change) -> bytes:
    """UTF-8; the same change gives the same bytes."""
    return _page.render(documents.document(change))
