"""``camcensus paths``: whether packets can get from one part of a network to another."""

from __future__ import annotations

import json as jsons
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.model.separation import Said, Separation, Side, Traced

CODES = {"closed": 0, "path-permitted": 1, "unknown": 3}


@told
def paths(
    files: Annotated[list[Path], typer.Argument(help="Configurations of the firewalls, routers and switches between.")],
    source: Annotated[list[str], typer.Option("--from", metavar="NETWORK", help="As the cameras' 10.1.0.0/24.")],
    target: Annotated[list[str], typer.Option("--to", metavar="NETWORK", help="As the core network's 10.2.0.0/16.")],
    link: Annotated[
        list[str] | None,
        typer.Option(metavar="BOX:INTERFACE=NETWORK", help="What lies on an interface, where a file does not say it."),
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Draw the paths there.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Say whether packets can get from one part of a network to another, in both directions, and by which rules.

    All packets are asked about at once, and nothing is sent. What is not understood makes the answer unknown, with its
    line. Exit code 0: closed both ways, 1: a path, 3: not known.
    """
    from camcensus.engine import configs, publish  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import paths as engine  # noqa: PLC0415
    from camcensus.report import _path  # noqa: PLC0415

    found = engine.ask(configs.together(files), source, target, link or ())
    if svg is not None:
        publish.write(_path.picture(found).encode(), svg)
    if json:
        typer.echo(jsons.dumps({"answer": found.answer, **asdict(found)}, ensure_ascii=False))
    else:
        typer.echo("\n".join(lines(found)))
        if svg is not None:
            typer.echo(f"wrote {svg}")
    raise typer.Exit(CODES[found.answer])


def lines(found: Separation) -> Iterator[str]:
    """Both directions, and what was read."""
    for side in (found.outward, found.back):
        yield from _side(side)
        yield ""
    for name, dialect, rules, odd in found.boxes:
        left = f", {odd:,} lines not understood" if odd else ""
        yield f"read {name}: {dialect}, {rules:,} rules{left}"


def _side(side: Side) -> Iterator[str]:
    from camcensus.report._path import ANSWERS  # noqa: PLC0415

    yield f"{', '.join(side.source)} to {', '.join(side.target)}: {ANSWERS[side.answer]}"
    for path in side.paths:
        yield from _path(path)
    if side.answer == "closed" or not side.paths:
        yield from (f"  stopped by {_said(said)}" for said, _ in side.closed_by)
    yield from (f"  missing: {one}" for one in side.missing)


def _path(path: Traced) -> Iterator[str]:
    kind = "perhaps" if path.doubts else "path"
    yield f"  {kind}: {', '.join(path.source)} to {', '.join(path.target)}, {path.services}"
    if path.translated:
        yield f"    NAT makes of the target: {', '.join(path.translated)}"
    if not path.steps:
        yield "    both lie in one network: nothing stands between"
    for step in path.steps:
        yield f"    {step.box}: in by {step.incoming or '?'}, out by {step.outgoing or '?'}"
        yield from (f"      {_said(said)}" for said in step.rules)


def _said(said: Said) -> str:
    return f"{said.box}, line {said.line}: {said.text}" if said.line else f"{said.box}: {said.text} ({said.chain})"
