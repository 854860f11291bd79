"""``camcensus try``: a few connections are tried from where the collector stands, and what came of each is printed."""

from __future__ import annotations

import json as jsons
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.attempts import Result
    from camcensus.engine.scope import Read
    from camcensus.model.reading import Reading

FOUND = 3
"""Exit code where something could not be judged, or was not tried."""
WORDS = {
    "open": "open: a connection came about",
    "refused": "refused: an answer came, from the host or from a firewall in its name",
    "silent": "silent: nothing came, which proves little",
    "unjudged": "not judged: this machine or its network was not up to it",
    "not-tried": "not tried",
}


@told
def try_(
    scope: Annotated[Path, typer.Option(help="The scope file, with [[attempt]] and the zone of the collector.")],
    out: Annotated[
        Path | None, typer.Option(help="Write the run there, to be read elsewhere; no workspace is needed then.")
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    public: Annotated[
        list[str] | None, typer.Option(help="A public range that the scope names, said again because it is meant.")
    ] = None,
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Print what would be tried, and send nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Try a few connections that a scope names, each port once, and record what came of each.

    Connections are opened and closed; not a byte is sent on them. Exit code 0: everything was tried, 3: something could
    not be judged or it was stopped early.
    """
    from camcensus.model.errors import UsageError  # noqa: PLC0415  # keeps --help light

    if sys.platform != "linux":  # as for `probe`
        raise UsageError("only a Linux machine can try", mend="run it on one, and read the file of the run here")
    from camcensus.engine import attempts as engine  # noqa: PLC0415
    from camcensus.engine import probe, workspace  # noqa: PLC0415
    from camcensus.engine import scope as scopes  # noqa: PLC0415
    from camcensus.faces.cli import asking  # noqa: PLC0415
    from camcensus.faces.cli import readings as shown  # noqa: PLC0415

    read = scopes.read(scope, public or (), attempts=True)
    if not quiet:
        for remark in read.remarks:
            typer.echo(f"{scope.name}: {remark}", err=True)
    if plan:
        typer.echo("\n".join(planned(read)))
        return
    path = out or probe.file_of(home, scope, datetime.now(UTC))
    wish = engine.Wish(scope=scope, out=path, public=tuple(public or ()))
    switch = asking.Switch()
    readings: list[Reading] = []
    with switch.armed():
        if out is not None:
            result = engine.attempt(wish, stop=switch)
        else:
            opened = workspace.open_(home)
            try:
                result, readings = engine.into(opened, wish, stop=switch)
            finally:
                opened.store.close()
    if json:
        typer.echo(as_json(result))
    elif not quiet:
        typer.echo("\n".join(lines(result)))
        shown.show(readings, as_json=False, quiet=False)
    judged = all(one.answer not in ("unjudged", "not-tried") for one in result.tried)
    raise typer.Exit(0 if result.why == "done" and judged else FOUND)


def planned(read: Read) -> Iterator[str]:
    """What would be tried, on whose authority."""
    from camcensus.engine import targets  # noqa: PLC0415  # keeps --help light
    from camcensus.sources.attempts import TRIES  # noqa: PLC0415

    authority = read.scope.authority
    reference = f" ({authority.reference})" if authority.reference else ""
    found = targets.of(read.scope)
    yield (
        f"{sum(len(one.ports) for one in found):,} connections to {len(found):,} addresses, on the authority of"
        f" {authority.person}{reference}, {authority.on}."
    )
    tries = read.scope.limits.attempts or TRIES
    yield (
        f"The collector stands in the zone '{read.scope.network.zone}'. What does not answer is tried {tries} times in"
        " all, and nothing is sent on a connection."
    )
    for one in found:
        yield f"    {one.address}: tcp {', '.join(map(str, one.ports))}"


def lines(result: Result) -> Iterator[str]:
    """What came of each, and where it stands."""
    yield f"From the zone '{result.zone}', in {result.seconds:.1f} s:"
    for one in result.tried:
        why = f" ({one.why})" if one.why else ""
        yield f"    {one.address} tcp {one.port}  {WORDS[one.answer]}{why}"
    ended = "The run is complete" if result.why == "done" else f"The run ended early: {result.why}"
    yield f"{ended}: {result.path}"


def as_json(result: Result) -> str:
    """The same for machines."""
    tried = [
        {"address": one.address, "realm": one.realm, "port": one.port, "answer": one.answer, "times": one.times,
         "at": one.at.isoformat(), "why": one.why}
        for one in result.tried
    ]  # fmt: skip
    return jsons.dumps(
        {
            "run": result.run, "ended": result.why, "file": str(result.path), "zone": result.zone,
            "seconds": result.seconds, "tried": tried,
        },
        ensure_ascii=False,
    )  # fmt: skip
