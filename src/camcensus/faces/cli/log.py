"""``camcensus log``: is the log what it was, and what can be handed to others so that they can tell."""

from __future__ import annotations

import json as jsons
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli import erase
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.ledger import Fault, Verdict
    from camcensus.wire.checkpoint import Checkpoint

app = typer.Typer(
    name="log", help="Check the log, sign what it is, prove what stands in it.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip

Home = Annotated[Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
KeyFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A copy of log.vkey that was kept elsewhere; the log's own if left out."),
]
To = Annotated[Path, typer.Option(metavar="FILE", help="Where to write it.")]


@app.command()
@told
def verify(
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A checkpoint that was kept elsewhere; may be given several times."),
    ] = None,
    key: KeyFile = None,
    home: Home = Path(),
    *,
    json: Json = False,
) -> None:
    """Work out every leaf anew from what lies in the log, and hold the whole against checkpoints kept elsewhere.

    Exit code 0: it is what the checkpoints say, 1: it is not what it was, 3: it agrees with itself, and without a
    checkpoint more cannot be told.
    """
    from camcensus.engine import ledger, ledger_proofs  # noqa: PLC0415  # keeps --help light
    from camcensus.engine.workspace import LOG  # noqa: PLC0415

    known = ledger_proofs.known_keys(home, key)
    given = [ledger_proofs.read(path, known) for path in checkpoint or ()]
    found = ledger.verify(home / LOG, given)
    typer.echo(_as_json(found) if json else _as_text(found, given))
    raise typer.Exit(found.code)


@app.command()
@told
def checkpoint(to: To, home: Home = Path()) -> None:
    """Sign the size and root of the log as it stands. Keep the file where those who can change the log cannot."""
    from camcensus.engine import keys, ledger_proofs  # noqa: PLC0415

    signed, made = _signed(home)
    ledger_proofs.write(signed.note().encode(), to)
    if made:
        typer.echo(f"This workspace had no key: {home / keys.PRIVATE} was made. Give {keys.PUBLIC} to whoever checks.")
    typer.echo(f"wrote {to}: {signed.size} leaves of {signed.origin}")


@app.command()
@told
def prove(
    wanted: Annotated[
        str, typer.Argument(metavar="[POSITION|ID]", help="A leaf by its position; an entry or a record by its id.")
    ] = "",
    to: To = Path("log.tlog-proof"),
    since: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="In place of that: prove that the log continues this checkpoint."),
    ] = None,
    home: Home = Path(),
) -> None:
    """Write a proof that something stands in the log, or that the log continues an older checkpoint.

    The file bears a checkpoint of its own; python -m camcensus.faces.verify checks it on any machine.
    """
    from camcensus.engine import ledger_proofs  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    if bool(wanted) == (since is not None):
        raise UsageError("one thing can be proved at a time", mend="give a position, an id, or --since FILE")
    older = ledger_proofs.read(since, ledger_proofs.known_keys(home)) if since is not None else None
    signed, _ = _signed(home)
    proof = (
        ledger_proofs.inclusion(home, wanted, signed)
        if older is None
        else ledger_proofs.consistency(home, older, signed)
    )
    ledger_proofs.write(proof.written().encode(), to)
    typer.echo(f"wrote {to}: against the checkpoint of {signed.size} leaves")


@app.command()
@told
def rotate(home: Home = Path()) -> None:
    """Change to a new key. The old one signs in the log that the new one follows, and is then removed."""
    from camcensus.engine import keys, ledger_proofs  # noqa: PLC0415
    from camcensus.engine.workspace import now  # noqa: PLC0415

    store = ledger_proofs.opened(home)
    try:
        key = keys.rotate(home, store, received=now())
    finally:
        store.close()
    typer.echo(f"The log signs with a new key: {key.line()}")


app.command()(erase.erase)


def _signed(home: Path) -> tuple[Checkpoint, bool]:
    from camcensus.engine import ledger_proofs  # noqa: PLC0415

    store = ledger_proofs.opened(home)
    try:
        return ledger_proofs.sign(home, store)
    finally:
        store.close()


def _as_json(found: Verdict) -> str:
    said = asdict(found) | {"root": found.root.hex(), "code": found.code}
    return jsons.dumps(said, ensure_ascii=False)


def _as_text(found: Verdict, given: list[Checkpoint]) -> str:
    lines = [f"{found.size} leaves, {found.entries} entries, {found.originals} originals"]
    lines += [f"root {found.root.hex()}"] if found.root else []
    lines += [f"{found.erased} originals were erased, as the log says; their leaves stand"] if found.erased else []
    if found.unbound:
        lines.append(
            f"{found.unbound} records are of before the log bound what they say: that they are there is proved"
        )
    if found.backs:
        lines.append(
            f"the clock was set back {found.backs} times, first before leaf {found.back[0]}; the order is the log's"
        )
    if found.count:
        lines.append(f"NOT WHAT IT WAS: {found.count} faults, the first one first")
        lines += [f"  {_fault(one)}" for one in found.faults]
        return "\n".join(lines)
    lines.append("Every leaf is what lies under it.")
    if not given:
        lines.append(
            "Without a checkpoint that was kept elsewhere it cannot be told whether the newest leaves were taken"
        )
        lines.append("away, or whether the whole log was written anew: give --checkpoint FILE.")
        return "\n".join(lines)
    lines.append(f"It is what {_these(given)} say{'s' if len(given) == 1 else ''}, up to leaf {found.covered}.")
    if found.size > found.covered:
        later = found.size - found.covered
        lines.append(
            f"Of the {later} later leaves no checkpoint speaks: that some of them were taken away cannot be told."
        )
    return "\n".join(lines)


def _these(given: list[Checkpoint]) -> str:
    return "the checkpoint" if len(given) == 1 else f"all {len(given)} checkpoints"


def _fault(one: Fault) -> str:
    if one.first == 0:
        return one.what
    leaves = f"leaf {one.first}" if one.first == one.last else f"leaves {one.first} to {one.last}"
    return f"{leaves}: {one.what}"
