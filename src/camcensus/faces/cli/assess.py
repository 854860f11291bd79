"""``camcensus assess``: judge what is in the log, as of a day, as known on a day, against another time, or what if."""

from __future__ import annotations

import json as jsons
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from camcensus.faces.cli import show
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.compare import Change
    from camcensus.engine.workspace import Workspace
    from camcensus.model.assessment import Assessment

_MOST = 40
"""Changes of one clause that are printed; all of them are in the JSON."""


@told
def assess(
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
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Judge what is in the log.

    Exit code 0: all met, 1: something not met, 3: unknowns remain. With --against or --what-if 0: nothing is another,
    1: something is.
    """
    from camcensus.engine import assess as judge  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import publish, record, versions, workspace  # noqa: PLC0415
    from camcensus.model.material import Material  # noqa: PLC0415

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


def _pair(
    used: Workspace, made: Assessment, against: str | None, what_if: Path | None, upto: int | None
) -> tuple[Assessment, Assessment] | None:
    """The two that are to be compared, the earlier first."""
    from camcensus.engine import assess as judge  # noqa: PLC0415
    from camcensus.engine import versions  # noqa: PLC0415
    from camcensus.engine import what_if as assumed  # noqa: PLC0415
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
        basis = versions.of(used, against)
        return judge.assess(versions.with_basis(used, basis), basis.as_of, upto=basis.position), made
    return judge.assess(used, day, upto=upto), made


def _compared(before: Assessment, after: Assessment, *, json: bool, quiet: bool) -> None:
    from camcensus.engine import compare  # noqa: PLC0415

    found = compare.changes(before, after)
    if json:
        out = [
            {
                "subject": one.subject, "label": one.label, "clause": one.clause,
                "before": one.before, "after": one.after, "why": list(one.why),
            }
            for one in found
        ]  # fmt: skip
        days = {"before": before.basis.as_of.isoformat(), "after": after.basis.as_of.isoformat()}
        typer.echo(jsons.dumps({**days, "changes": out}, ensure_ascii=False))
    elif not quiet:
        typer.echo("\n".join(_lines(found, after)))
    raise typer.Exit(1 if found else 0)


def _lines(found: tuple[Change, ...], after: Assessment) -> Iterator[str]:
    if not found:
        yield "No finding is another."
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
