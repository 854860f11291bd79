"""``camcensus survey``: sheets for a walk round one site."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from camcensus.faces.cli.told import told


@told
def survey(
    site: Annotated[str, typer.Argument(help="The site: its id, its name, or another spelling of it.")],
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    to: Annotated[Path, typer.Option(help="The folder to write the sheets to.")] = Path(),
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Write the sheets for a walk round a site: a workbook to print or fill in, and a page for a phone.

    Filled in, they are read like any other file: camcensus read FILE.
    """
    from camcensus.engine import assess as judge  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import survey as engine  # noqa: PLC0415
    from camcensus.engine import workspace  # noqa: PLC0415

    opened = workspace.open_(home)
    try:
        day = as_of.date() if as_of is not None else datetime.now(UTC).date()
        sheet = engine.sheet(judge.assess(opened, day), site)
    finally:
        opened.store.close()
    for path in engine.write(sheet, to):
        if not quiet:
            typer.echo(f"wrote {path}")
    if not quiet:
        typer.echo(f"{len(sheet.lines):,} lines of what is expected at {sheet.name}, and room for more")
