"""What the commands print: that they are at work, an assessment for machines, and their exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from camcensus.model.assessment import Assessment

EXIT_CODES = {"met": 0, "not-applicable": 0, "not-met": 1, "unknown": 3}
"""Outcome to exit code of ``assess``; 2 is bad input."""

GATE_CODES = {"yes": 0, "no": 1, "ask": 3}
"""The gravest answer of ``gate`` to its exit code, as ``assess`` has them."""


@contextmanager
def working(what: str, *, quiet: bool) -> Iterator[None]:
    """A spinner on standard error; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415  # only on a screen

    with Console(stderr=True).status(what):
        yield


def assessment(made: Assessment, kept: str) -> None:
    """An assessment's answer as one JSON object."""
    clauses = {}
    for _, clause in made.clauses:
        counts = made.counts([clause.id])
        clauses[clause.id] = {name: getattr(counts, name) for name in counts.__slots__}
    shown = {
        "id": kept,
        "as_of": made.basis.as_of.isoformat(),
        "outcome": made.outcome.value,
        "devices": made.devices.filter("candidate").height,
        "other_hosts": made.devices.filter(~made.devices["candidate"]).height,
        "clauses": clauses,
        "basis": {
            "position": made.basis.position,
            "knowledge": made.basis.knowledge,
            "estate": made.basis.estate,
            "profile": made.basis.profile,
        },
    }
    typer.echo(json.dumps(shown, ensure_ascii=False))
