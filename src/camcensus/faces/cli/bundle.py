"""``camcensus bundle``: hand over the log in one file, look at one, open one, and hold two against each other."""

from __future__ import annotations

import json as jsons
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli import show
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.handover_check import Checked
    from camcensus.engine.handover_compare import Compared, Pair
    from camcensus.wire.checkpoint import Checkpoint, Key

app = typer.Typer(
    name="bundle", help="Hand over the log in one file, and look at, open and compare such files.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip

File = Annotated[Path, typer.Argument(metavar="FILE", help="The bundle.")]
Held = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", metavar="FILE", help="A checkpoint that you keep; may be given several times."),
]
KeyFile = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="log.vkey, from whoever keeps the log, by a way you trust.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command()
@told
def make(
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it.")],
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    *,
    redacted: Annotated[
        bool, typer.Option("--redacted", help="Prove the leaves, and tell nothing that is under them.")
    ] = False,
) -> None:
    """Write the log, the knowledge and your files into one file, with a checkpoint that is signed now.

    The private key, logins and scopes are never in it. Whole, it is as sensitive as the log.
    """
    from camcensus.engine import handover, workspace  # noqa: PLC0415  # keeps --help light

    opened = workspace.open_(home)
    try:
        with show.working("writing", quiet=False):
            made = handover.make(opened, to, redacted=redacted)
    finally:
        opened.store.close()
    kind = "redacted, " if redacted else ""
    typer.echo(f"wrote {to}: {kind}{made.size} leaves of {made.origin}, {to.stat().st_size:,} bytes")


@app.command()
@told
def verify(file: File, checkpoint: Held = None, key: KeyFile = None, *, json: Json = False) -> None:
    """Work out everything in a bundle anew, and hold it against a key and checkpoints that you keep.

    Exit code 0: it is what they vouch for, 1: it is not what it says, 3: it agrees with itself, and no more is known.
    """
    from camcensus.engine import handover_check  # noqa: PLC0415

    with show.working("looking", quiet=json):
        found = handover_check.verify(file, *_given(checkpoint, key))
    typer.echo(_as_json(found) if json else "\n".join(_lines(found)))
    raise typer.Exit(found.code)


@app.command("open")
@told
def open_(
    file: File,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="The workspace to make; a new folder.")],
    checkpoint: Held = None,
    key: KeyFile = None,
) -> None:
    """Make a workspace of a bundle: it verifies, assesses and repeats, and signs nothing in the log's name.

    Exit codes as of verify. Of a bundle that is not what it says nothing is made.
    """
    from camcensus.engine import handover_open  # noqa: PLC0415

    with show.working("opening", quiet=False):
        found = handover_open.open_(file, to, *_given(checkpoint, key))
    typer.echo("\n".join(_lines(found)))
    if found.code == 1:
        typer.echo("Nothing was made.")
    else:
        typer.echo(
            f"made {to}, a copy of {found.manifest.origin}. Its key is not here: nothing can be signed as that log."
        )
    raise typer.Exit(found.code)


@app.command()
@told
def compare(
    one: Annotated[Path, typer.Argument(metavar="ONE", help="A bundle or a workspace.")],
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Another one.")],
    assessment: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Judge that one again; may be given several times.")
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Judge all again that both keep; the newest if left out.")
    ] = False,
    json: Json = False,
) -> None:
    """Say whether two logs are one, and whether assessments come to the same bytes in both.

    Exit code 0: they do, 1: they do not, or the logs part.
    """
    from camcensus.engine import handover_compare  # noqa: PLC0415

    with show.working("judging again", quiet=json):
        found = handover_compare.compare(one, other, assessment or (), every=every)
    typer.echo(_compared_as_json(found) if json else "\n".join(_compared(found, one, other)))
    raise typer.Exit(found.code)


def _given(paths: list[Path] | None, key: Path | None) -> tuple[list[Key], list[Checkpoint]]:
    """Keys and checkpoints from elsewhere. Raises `InputError`."""
    from camcensus.engine import ledger_proofs  # noqa: PLC0415

    return ledger_proofs.keys_of(key) if key else [], [ledger_proofs.unproved(path) for path in paths or ()]


def _lines(found: Checked) -> Iterator[str]:
    manifest = found.manifest
    kind = "redacted bundle" if manifest.redacted else "bundle"
    made = f"made by camcensus {manifest.program}"
    yield f"{kind} of {manifest.origin}: {manifest.size} leaves, {found.entries} entries, {made}"
    if found.faults:
        yield f"IT IS NOT WHAT IT SAYS: {len(found.faults)} faults"
        yield from (f"  {one}" for one in found.faults[:40])
        return
    yield "Every leaf is what lies under it, and together they are what its checkpoint says."
    if manifest.redacted:
        yield from _redacted(found)
    if not found.vouched:
        yield "Its key and its checkpoint are its own: whether they are of the log that you mean is shown with"
        yield "--key FILE, a log.vkey from whoever keeps it, or --checkpoint FILE, one that you keep."
    else:
        yield "What you gave vouches for it."


def _redacted(found: Checked) -> Iterator[str]:
    yield f"{found.shown} records are shown; of every other entry it tells a hash that nobody can find out by guessing."
    if found.hidden:
        yield f"Of {found.hidden} leaves it tells the hash alone: they are from before their headers were blinded."
    yield "No assessment can be repeated from it: there are no observations in it."
    many = found.said.get("assessments")
    for one in many if isinstance(many, list) else ():
        if isinstance(one, dict):
            counts = ", ".join(f"{one.get(name)} {name.replace('_', '-')}" for name in ("not_met", "unknown", "met"))
            yield f"said, and not proved: an assessment of {one.get('as_of')} came to {one.get('outcome')} ({counts})"


def _as_json(found: Checked) -> str:
    manifest = found.manifest
    shown = {
        "code": found.code, "redacted": manifest.redacted, "origin": manifest.origin, "size": manifest.size,
        "root": manifest.root, "program": manifest.program, "entries": found.entries, "shown": found.shown,
        "hidden": found.hidden, "vouched": found.vouched, "faults": list(found.faults), "said": found.said,
    }  # fmt: skip
    return jsons.dumps(shown, ensure_ascii=False)


def _compared(found: Compared, one: Path, other: Path) -> Iterator[str]:
    here, there = found.sizes
    if found.parted:
        yield f"THE LOGS PART at leaf {found.parted}: one of them was written anew, or goes on by itself."
    elif here == there:
        yield f"The logs are the same: {here} leaves."
    else:
        longer, more = (one, here - there) if here > there else (other, there - here)
        yield f"The logs are the same up to leaf {min(here, there)}; {longer} has {more} more."
    for pair in found.pairs:
        yield f"assessment {pair.id[:12]} of {pair.one.kept.basis.as_of}: {_pair(pair)}"
    if found.missing:
        yield f"{len(found.missing)} assessments are kept by one of them only."


def _pair(pair: Pair) -> str:
    if pair.same:
        return f"the same bytes in both, SHA-256 {pair.one.findings}"
    if pair.one.findings == pair.other.findings:
        return f"both come to {pair.one.findings}, kept was {pair.one.kept.findings}"
    return f"NOT THE SAME: {pair.one.findings} and {pair.other.findings}, kept was {pair.one.kept.findings}"


def _compared_as_json(found: Compared) -> str:
    pairs = [
        {
            "id": one.id, "same": one.same, "kept": one.one.kept.findings,
            "one": one.one.findings, "other": one.other.findings,
        }
        for one in found.pairs
    ]  # fmt: skip
    shown = {
        "code": found.code, "sizes": list(found.sizes), "parted": found.parted, "assessments": pairs,
        "missing": list(found.missing),
    }  # fmt: skip
    return jsons.dumps(shown)
