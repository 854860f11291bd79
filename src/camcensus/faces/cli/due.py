"""``camcensus due``: what falls due when."""

from __future__ import annotations

import json as jsons
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.model.assessment import Due
    from camcensus.reason.clocks import Event


@told
def due(
    event: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=WHEN", help="Something that sets clocks running, as identified=2026-11-20T09:30+00:00."
        ),
    ] = None,
    contract: Annotated[
        list[str] | None,
        typer.Option(metavar="CLAUSE", help="A clause of the contract, as 52.204-25; clocks hang on it."),
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """List what falls due when: reviews, waivers and determinations that end, clauses that begin, reports to be made.

    Exit code 0: nothing is overdue, 1: something is.
    """
    from camcensus.engine import due as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import workspace  # noqa: PLC0415

    day = as_of.date() if as_of else datetime.now(UTC).date()
    opened = workspace.open_(home)
    try:
        found = engine.due(opened, day, [_event(one) for one in event or ()], contract)
    finally:
        opened.store.close()
    if json:
        typer.echo(jsons.dumps([asdict(one) for one in found], default=str, ensure_ascii=False))
    else:
        typer.echo("\n".join(_line(one, day) for one in found) or "Nothing falls due.")
    raise typer.Exit(1 if any(one.on < day for one in found) else 0)


def _event(text: str) -> Event:
    from camcensus.model.errors import UsageError  # noqa: PLC0415
    from camcensus.reason.clocks import Event  # noqa: PLC0415

    kind, _, when = text.partition("=")
    try:
        at = datetime.fromisoformat(when)
    except ValueError:
        raise UsageError(f"'{text}' names no moment", mend="write identified=2026-11-20T09:30+00:00") from None
    return Event(kind=kind.strip(), at=at if at.tzinfo else at.replace(tzinfo=UTC))


def _line(one: Due, day: date) -> str:
    from camcensus.report._words import DUE  # noqa: PLC0415

    overdue = "  OVERDUE" if one.on < day else ""
    moment = f" {one.at:%H:%M %Z}".rstrip() if one.at else ""
    notes = "".join(f"; {note}" for note in (one.remark, one.grade if one.grade == "unverified" else "") if note)
    return f"{one.on}{moment}{overdue}  {DUE[one.what]}: {one.of}, {one.title}{notes}"
