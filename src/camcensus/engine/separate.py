"""Put every device of an estate on the ladder: connected to the core, a path to it, closed off, or not known."""

from __future__ import annotations

from datetime import date

from camcensus.engine import assess
from camcensus.engine.workspace import Workspace
from camcensus.model.separation import Standings
from camcensus.reason.separation import DAYS


def separate(workspace: Workspace, as_of: date, *, days: int = DAYS) -> Standings:
    """Every device that is judged, the gravest rung first; `days` of listening make *not seen* count."""
    return assess.assess(workspace, as_of, days=days).separation
