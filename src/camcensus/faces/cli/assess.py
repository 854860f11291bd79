"""``camcensus assess``: judge what is in the log, as of a day, as known on a day, against another time, or what if."""

from __future__ import annotations

import json as jsons
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from camcensus.faces.cli import changes, show
from camcensus.faces.cli import repeat as repeated
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.workspace import Workspace
    from camcensus.model.assessment import Assessment


@told
def assess(  # noqa: PLR0913  # one argument an option
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    known_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Use only what the log held, and the versions in use, on that day."),
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="DAY|ID", help="List what is another than on that day, or in that assessment.")
    ] = None,
    what_if: Annotated[
        Path | None, typer.Option(help="List what would be another with the orders and assumptions of this file.")
    ] = None,
    repeat: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Judge again as that assessment was judged, and show whether it is the same."),
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="With --repeat: a checkpoint kept elsewhere to hold the log against."),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Judge what is in the log.

    Exit code 0: all met, 1: something not met, 3: unknowns remain. With --against, --what-if or --repeat 0: nothing is
    another, 1: something is.
    """
    from camcensus.engine import assess as judge  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import publish, record, versions, workspace  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415
    from camcensus.model.material import Material  # noqa: PLC0415

    if repeat is not None:
        if as_of or known_on or against or what_if:
            raise UsageError("what is repeated has its own day and versions", mend="give --repeat alone")
        _repeat(home, repeat, checkpoint or [], json=json, quiet=quiet)
    if checkpoint:
        raise UsageError("a checkpoint goes with --repeat", mend="'camcensus log verify' checks the log alone")
    day = as_of.date() if as_of else datetime.now(UTC).date()
    opened = workspace.open_(home)
    try:
        with show.working("assessing", quiet=quiet or json):
            used, upto = versions.known_on(opened, known_on.date()) if known_on else (opened, None)
            made = judge.assess(used, day, upto=upto)
            pair = _pair(used, made, against, what_if, upto)
            kept = record.record(opened, made) if known_on is None and pair is None else ""
    finally:
        opened.store.close()
    if pair is not None:
        _compared(*pair, json=json, quiet=quiet)
    if json:
        show.assessment(made, kept)
    elif not quiet:
        typer.echo(publish.publish(Material(assessment=made), "text").decode(), nl=False)
    raise typer.Exit(show.EXIT_CODES[made.outcome.value])


def _repeat(home: Path, key: str, checkpoint: list[Path], *, json: bool, quiet: bool) -> NoReturn:
    with show.working("judging again", quiet=quiet or json):
        found = repeated.run(home, key, checkpoint)
    if json or not quiet:
        said = repeated.as_json(found) if json else repeated.as_text(found, checked=bool(checkpoint))
        typer.echo(said, nl=False)
    raise typer.Exit(found.code)


def _pair(
    used: Workspace, made: Assessment, against: str | None, what_if: Path | None, upto: int | None
) -> tuple[Assessment, Assessment] | None:
    """The two that are to be compared, the earlier first."""
    from camcensus.engine import assess as judge  # noqa: PLC0415
    from camcensus.engine import versions  # noqa: PLC0415
    from camcensus.engine import what_if as assumed  # noqa: PLC0415
    from camcensus.engine.repeat import again  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    if against is not None and what_if is not None:
        raise UsageError("two things are to be compared with", mend="give --against or --what-if")
    if what_if is not None:
        day = made.basis.as_of
        return made, judge.assess(assumed.lay_over(used, what_if, day), day, upto=upto)
    if against is None:
        return None
    try:
        day = date.fromisoformat(against)
    except ValueError:
        return again(used.folder, used.store, versions.of(used, against)), made
    return judge.assess(used, day, upto=upto), made


def _compared(before: Assessment, after: Assessment, *, json: bool, quiet: bool) -> None:
    from camcensus.engine import compare  # noqa: PLC0415

    found = compare.changes(before, after)
    if json:
        out = [changes.as_dict(one) for one in found]
        days = {"before": before.basis.as_of.isoformat(), "after": after.basis.as_of.isoformat()}
        typer.echo(jsons.dumps({**days, "changes": out}, ensure_ascii=False))
    elif not quiet:
        typer.echo("\n".join(changes.lines(found, after)) or "No finding is another.")
    raise typer.Exit(1 if found else 0)
