"""``camcensus settle``: a named person says what a device is, that two are one, or that one is two."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from camcensus.faces.cli.told import told


@told
def settle(  # noqa: PLR0913  # one argument an option
    device: Annotated[str, typer.Argument(help="Its id, address, serial, MAC or asset number.")],
    says: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="WHAT=VALUE", help="Such as class=not-camera; nothing behind = takes it back."),
    ] = None,
    same_as: Annotated[str, typer.Option(help="Another device that is this one.")] = "",
    not_same_as: Annotated[
        str, typer.Option(help="A name that it was given (an address, a number) and that is another device's.")
    ] = "",
    either_way: Annotated[str, typer.Option(help="A name of which one of these two is taken back.")] = "",
    person: Annotated[str, typer.Option(help="Who settles it.")] = "",
    note: Annotated[str, typer.Option(help="By what that is known.")] = "",
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Settle what a device is, in a named person's word, which is kept in the log and stands above what is found.

    Nothing is overwritten: what registers and the network say stays, and is shown beside it.
    """
    from camcensus.engine import assess as judge  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import settle as engine  # noqa: PLC0415
    from camcensus.engine import workspace  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    wanted: dict[str, str] = {}
    for one in says or ():
        what, mark, value = one.partition("=")
        if not mark:
            raise UsageError(f"'{one}' says not what it is about", mend="write --set class=not-camera")
        wanted[what.strip()] = value.strip()
    opened = workspace.open_(home)
    try:
        made = judge.assess(opened, datetime.now(UTC).date())
        wish = engine.Wish(
            person=person, note=note, says=wanted, same_as=same_as, not_same_as=not_same_as, either_way=either_way
        )
        found = engine.settle(opened, made, device, wish)
    finally:
        opened.store.close()
    if not quiet:
        told_so = [f"{what} is {value}" if value else f"{what} is open again" for what, value in wanted.items()]
        told_so += [f"it is the same as {same_as}"] if same_as else []
        told_so += [f"{not_same_as} is another device"] if not_same_as else []
        told_so += [f"whose {either_way} is, is open again"] if either_way else []
        typer.echo(f"{device} ({found}): {'; '.join(told_so)}, by {person}: {note}")
