"""x."""

from camcensus.model.assessment import Assessment


def render(assessment: Assessment) -> bytes:
    """X."""
    return b""
