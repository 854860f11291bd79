"""Clauses from the gravest down: what binds, then what advises, then what is a wish; deeds before records of them."""

from __future__ import annotations

from camcensus.model.assessment import Assessment
from camcensus.model.knowledge import BINDING, FORCES, Clause

_RECORD = "not recorded"
"""What orders call it where nothing was done, and only the record of a decision is missing."""


def graver(assessment: Assessment) -> list[Clause]:
    """The clauses of the orders that are judged by, the gravest first; alike ones in the order of the orders."""
    return sorted((clause for _, clause in assessment.clauses), key=_gravity)


def _gravity(clause: Clause) -> tuple[bool, int, bool]:
    force = 0 if clause.force in BINDING else [*FORCES].index(clause.force)
    return clause.force not in BINDING, force, _RECORD in clause.not_met_words
