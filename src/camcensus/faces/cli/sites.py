"""``camcensus sites``: what registers say of sites and networks, as tables of the estate file."""

from __future__ import annotations

from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.sites import Proposal


@told
def sites(
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    *,
    write: Annotated[bool, typer.Option("--write", help="Append the tables to estate.toml.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Print the sites and networks that registers in the log have and estate.toml has not, as its tables.

    Where both know a site, what they say differently is shown; what stands in estate.toml is never changed.
    """
    from camcensus.engine import sites as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import workspace  # noqa: PLC0415

    opened = workspace.open_(home)
    try:
        proposal = engine.propose(opened)
        if write:
            engine.write(opened, proposal)
    finally:
        opened.store.close()
    if json:
        typer.echo(_as_json(proposal, written=write and bool(proposal.additions)))
    elif not quiet:
        typer.echo(_summary(proposal) if write else _printed(proposal), nl=False)


def _printed(proposal: Proposal) -> str:
    """A file of TOML: tables to add, and in its comments what is for a person to settle."""
    return "\n".join(filter(None, [_comments(proposal, "# "), proposal.text]))


def _summary(proposal: Proposal) -> str:
    return _comments(proposal, "", done=True)


def _comments(proposal: Proposal, mark: str, *, done: bool = False) -> str:
    lines = [_headline(proposal, done=done)]
    lines += [f"differs: {one}" for one in proposal.differences]
    lines += [f"doubt: {one}" for one in proposal.doubts]
    return "".join(f"{mark}{' '.join(line.split())}\n" for line in lines)


def _headline(proposal: Proposal, *, done: bool) -> str:
    if not proposal.stated:
        return "no register in the log speaks of sites: read one first"
    if not proposal.additions:
        return f"{proposal.stated:,} sites in the registers, and nothing to add"
    counted = f"{len(proposal.sites):,} sites and {len(proposal.zones):,} zones"
    return f"added to estate.toml: {counted}" if done else f"{counted} that estate.toml has not"


def _as_json(proposal: Proposal, *, written: bool) -> str:
    return dumps({
        "sites": [{"id": one.id, "name": one.name, "body": one.body, "realm": one.realm} for one in proposal.sites],
        "zones": [
            {"id": one.id, "site": one.site, "kind": one.kind, "cidrs": one.cidrs, "vlans": one.vlans}
            for one in proposal.zones
        ],
        "differences": proposal.differences, "doubts": proposal.doubts, "toml": proposal.text, "written": written,
    }, ensure_ascii=False)  # fmt: skip
