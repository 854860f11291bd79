"""What the commands print: progress, what reading came to, an assessment for machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from camcensus.model.assessment import Assessment
    from camcensus.model.reading import Reading

EXIT_CODES = {"met": 0, "not-applicable": 0, "not-met": 1, "unknown": 3}
"""Outcome to exit code of ``assess``; 2 is bad input."""

GATE_CODES = {"yes": 0, "no": 1, "ask": 3}
"""The gravest answer of ``gate`` to its exit code, as ``assess`` has them."""

MOST_REMARKS = 20


class Progress(Protocol):
    """Told of what has been done so far."""

    def advance(self, name: str, records: int) -> None:
        """`records` more records of the file `name` were read."""
        ...

    def finished(self, name: str) -> None:
        """The file `name` is in the log."""
        ...


class _Silent:
    def advance(self, name: str, records: int) -> None:
        """Say nothing."""

    def finished(self, name: str) -> None:
        """Say nothing."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A live line on standard error while files are read; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield _Silent()
        return
    from camcensus.faces.cli.bars import Bars  # noqa: PLC0415  # only on a screen

    with Bars() as bars:
        yield bars


@contextmanager
def working(what: str, *, quiet: bool) -> Iterator[None]:
    """A spinner on standard error; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415  # only on a screen

    with Console(stderr=True).status(what):
        yield


def readings(done: Sequence[Reading], *, as_json: bool, quiet: bool) -> None:
    """What each file came to, and what a person should know about it."""
    if as_json:
        typer.echo(json.dumps([_reading(one) for one in done], ensure_ascii=False))
        return
    if quiet:
        return
    for one in done:
        if one.already:
            typer.echo(f"{one.name}: read before; nothing added")
            continue
        secrets = f", {one.redacted} secrets left out" if one.redacted else ""
        typer.echo(
            f"{one.name}: {one.format}, {one.records} records, {one.observations} observations, {one.new} new{secrets}"
        )
        for remark in one.remarks[:MOST_REMARKS]:
            typer.echo(f"    {remark.where}: {remark.what}")
        if len(one.remarks) > MOST_REMARKS:
            typer.echo(f"    and {len(one.remarks) - MOST_REMARKS} more remarks (--json shows them all)")


def _reading(one: Reading) -> dict[str, object]:
    return {
        "file": one.name,
        "format": one.format,
        "records": one.records,
        "observations": one.observations,
        "new": one.new,
        "redacted": one.redacted,
        "already": one.already,
        "remarks": [{"where": remark.where, "what": remark.what} for remark in one.remarks],
    }


def assessment(made: Assessment, kept: str) -> None:
    """An assessment's answer as one JSON object."""
    clauses = {}
    for _, clause in made.clauses:
        counts = made.counts(clause.id)
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
