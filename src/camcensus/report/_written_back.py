"""Devices for the owner's own records: what the tables of NetBox and ServiceNow have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from camcensus.model.assessment import Assessment
from camcensus.report import _outside as outside
from camcensus.report import _words as words
from camcensus.report._columns import Column

NO_MAKE, NO_MODEL = "Unknown", "Unknown model"

_MARKS = 4
_MAKERS = {"hardware_maker": "built by", "manufacturer": "legal manufacturer", "component_makers": "parts by"}


def column(name: str, meaning: str, kind: str = "text", most: int = 100) -> Column:
    """A column of the other program's; `most` characters is what its field takes, with the marks of what was cut."""
    return Column(name=name, meaning=meaning, kind=kind, most=most - _MARKS)


def make(row: Mapping[str, Any]) -> str:
    """What those programs call the manufacturer: the make on the label; who built it is said in `told`."""
    return row["label"] or NO_MAKE


def kind(row: Mapping[str, Any]) -> str:
    """What it is, as a word with a capital."""
    said = words.kind(row["class"]) if row["class"] else "surveillance, not known what"
    return said[:1].upper() + said[1:]


def told(assessment: Assessment, row: Mapping[str, Any]) -> str:
    """Makers apart, and what the clauses say, on one line."""
    parts = [
        f"{said} {row[role]} (confidence {row[f'{role}_confidence']})" for role, said in _MAKERS.items() if row[role]
    ]
    parts += [f"maker subject to the law: {row['maker_subject']} ({row['maker_basis']})"]
    parts += [f"{name.replace('_', ' ')}: {row[name]}" for name in ("not_met", "waived", "unknown") if row[name]]
    return f"{'; '.join(parts)}; camcensus {row['device']}, as of {assessment.basis.as_of}"


def place(row: Mapping[str, Any]) -> str:
    """Where in its site it is, and on which recorder."""
    on = f"on {row['recorder']}" + (f", channel {row['channel']}" if row["channel"] else "") if row["recorder"] else ""
    return "; ".join(filter(None, (row["location"], on)))


def only(rows: list[dict[str, Any]], name: str) -> list[str]:
    """Of each row its one answer where no other row has the same; else nothing: such a column takes each value once."""
    answers = [outside.listed(row[name]) for row in rows]
    counts: dict[str, int] = {}
    for one in answers:
        for answer in {each.casefold() for each in one}:
            counts[answer] = counts.get(answer, 0) + 1
    return [one[0] if len(one) == 1 and counts[one[0].casefold()] == 1 else "" for one in answers]
