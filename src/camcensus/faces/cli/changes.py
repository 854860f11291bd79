"""Findings that are another, as text for people and JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from camcensus.engine.compare import Change
    from camcensus.model.assessment import Assessment

_MOST = 40
"""Changes of one clause that are printed; all of them are in the JSON."""


def lines(found: Sequence[Change], after: Assessment) -> Iterator[str]:
    """By clause, each with its reasons."""
    titles = {clause.id: clause.title for _, clause in after.clauses}
    by_clause: dict[str, list[Change]] = {}
    for one in found:
        by_clause.setdefault(one.clause, []).append(one)
    for clause, changed in by_clause.items():
        many = "1 finding is" if len(changed) == 1 else f"{len(changed):,} findings are"
        yield f"{clause} {titles.get(clause, '')}: {many} another"
        for one in changed[:_MOST]:
            yield f"  {one.label}: {_says(one.before, after)} -> {_says(one.after, after)}"
            yield from (f"    because {why}" for why in one.why)
        if len(changed) > _MOST:
            yield f"  and {len(changed) - _MOST:,} more (--json shows them all)"


def _says(one: Mapping[str, Any] | None, after: Assessment) -> str:
    if one is None:
        return "no finding"
    waived = ", waived" if one["waiver"] else ""
    provisional = ", provisional" if one["provisional"] else ""
    return f"{one['outcome']}{waived}{provisional} ({after.sentence(one['reason']).rstrip('.')})"


def as_dict(one: Change) -> dict[str, object]:
    """One for machines."""
    return {
        "subject": one.subject, "label": one.label, "clause": one.clause,
        "before": one.before, "after": one.after, "why": list(one.why),
    }  # fmt: skip
