"""The request for a change as a tagged PDF, as change boards file it."""

from __future__ import annotations

from camcensus.model.containment import Change
from camcensus.report import _pdf
from camcensus.report.change import _document as documents


def render(change: Change) -> bytes:
    """The same change gives the same bytes, with the same version of typst."""
    return _pdf.render(documents.document(change))
