"""``camcensus report``: what the log says, in the form that is asked for; a draft, or issued under somebody's name."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli import show
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from camcensus.engine.issued import Issued
    from camcensus.engine.workspace import Workspace
    from camcensus.model.material import Material


@told
def report(  # noqa: PLR0913  # one argument an option
    form: Annotated[str, typer.Option(help="A form of docs/reference/reports.md: html, departmental-return ...")] = (
        "html"
    ),
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write it, - for the screen; a document whose name ends in .pdf becomes a PDF."),
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    device: Annotated[
        str, typer.Option(help="The device that the form is about: its id, address, serial, MAC or asset number.")
    ] = "",
    say: Annotated[
        list[str] | None, typer.Option(metavar="NAME=WORDS", help="What the form is to say or take besides.")
    ] = None,
    person: Annotated[
        str, typer.Option(help="Issue it under this name: the log keeps that, and a proof is written beside it.")
    ] = "",
    note: Annotated[str, typer.Option(help="What it is issued for.")] = "",
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Write a report or a document of what the log says as of a day. Without --person it is a draft."""
    from camcensus.engine import assess, material, publish, workspace  # noqa: PLC0415  # keeps --help light
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    if (person or note) and out == Path("-"):
        raise UsageError("an issued document is a file with a proof beside it", mend="give --out FILE")
    ending = _ending(form, out)
    day = as_of.date() if as_of else datetime.now(UTC).date()
    opened = workspace.open_(home)
    try:
        with show.working("assessing", quiet=quiet):
            made = material.gathered(opened, assess.assess(opened, day), form, device=device, words=_said(say or []))
            if person or note:
                _issued(
                    _issue(opened, made, form, ending, (person, note)),
                    out or home / publish.named(form, ending),
                    quiet=quiet,
                )
                return
            data = publish.publish(made, form, ending)
    finally:
        opened.store.close()
    if out == Path("-"):
        sys.stdout.buffer.write(data)
        return
    path = out or home / publish.named(form, ending)
    publish.write(data, path)
    if not quiet:
        typer.echo(f"wrote {path}")


def _ending(form: str, out: Path | None) -> str:
    """How a document is drawn: as the name of its file says, as a page if it says nothing."""
    from camcensus.engine import publish  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    able = publish.endings(form)
    wanted = out.suffix.removeprefix(".").lower() if out is not None and out != Path("-") else ""
    if wanted in able or len(able) == 1 or not wanted:
        return wanted if wanted in able else able[0]
    raise UsageError(f"the form '{form}' gives no '{wanted}'", mend=f"let the name end in one of: {', '.join(able)}")


def _said(words: list[str]) -> Mapping[str, str]:
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    pairs = [one.partition("=") for one in words]
    for name, sign, _ in pairs:
        if not sign or not name.strip():
            raise UsageError("--say takes a name and what is said", mend="write --say NAME=WORDS")
    return {name.strip(): said.strip() for name, _, said in pairs}


def _issue(opened: Workspace, made: Material, form: str, ending: str, by: tuple[str, str]) -> Issued:
    from camcensus.engine import issued  # noqa: PLC0415

    return issued.issue(opened, made, form, ending, *by)


def _issued(one: Issued, path: Path, *, quiet: bool) -> None:
    from camcensus.engine import issued, keys  # noqa: PLC0415

    beside = issued.write(one, path)
    if quiet:
        return
    if one.made:
        typer.echo(f"This workspace had no key: {keys.PRIVATE} was made. Give {keys.PUBLIC} to whoever checks.")
    typer.echo(f"issued {one.issue.number}: wrote {path}")
    typer.echo(f"proof: {beside} (against the checkpoint of {one.size} leaves)")
