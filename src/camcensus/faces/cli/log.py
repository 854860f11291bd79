"""``camcensus log``: is the log what it was, and what can be handed to others so that they can tell."""

from __future__ import annotations

import json as jsons
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli import erase
from camcensus.faces.cli.told import told
from camcensus.report._plain import plain

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
WitnessFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Keys of witnesses (witness.vkey): did any of them sign the checkpoints given?"),
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
    witness: WitnessFile = None,
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
    looked = _looked(given, witness)
    found = ledger.verify(home / LOG, given)
    typer.echo(_as_json(found, looked) if json else "\n".join([_as_text(found, given), *_witnesses(looked, witness)]))
    raise typer.Exit(3 if found.code == 0 and witness is not None and not looked else found.code)


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


@app.command("witness")
@told
def witness_(
    checkpoint: Annotated[Path, typer.Argument(metavar="FILE", help="A checkpoint of somebody else's log.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The log.vkey of that log.")],
    to: To,
    proof: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The proof that it continues what was signed before (log prove --since)."),
    ] = None,
    home: Annotated[Path, typer.Option(help="Where the witness keeps its key and what it saw.")] = Path(),
) -> None:
    """Sign a checkpoint of somebody else's log as its witness, if it continues what was seen of it before."""
    from camcensus.engine import ledger_proofs, witness  # noqa: PLC0415

    seen = ledger_proofs.read(checkpoint, ledger_proofs.keys_of(key))
    when = int(datetime.now(UTC).timestamp())
    found = witness.witness(home, seen, witness.continued(proof) if proof is not None else None, when=when)
    ledger_proofs.write(found.signed.note().encode(), to)
    if found.made:
        folder = home / witness.FOLDER
        typer.echo(f"There was no key: {folder / witness.PRIVATE} was made. Give {witness.PUBLIC} to whoever checks.")
    since = f"it continues the {found.before.size} leaves seen before" if found.before else "seen for the first time"
    typer.echo(f"wrote {to}: {seen.size} leaves of {seen.origin}, {since}; signed as {found.key.name}")


@app.command()
@told
def stamp(
    file: Annotated[Path, typer.Argument(help="A checkpoint, or any file.")],
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a request for a time stamp there.")] = None,
    response: Annotated[
        Path | None, typer.Option(metavar="FILE", help="In place of that: check what the authority answered.")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The authority's root certificate (PEM) to check it by.")
    ] = None,
) -> None:
    """Ask for a time stamp of others (RFC 3161), or check one. Nothing is sent: you send the request yourself.

    Exit code 0: written, or the answer stands; 1: it does not stand.
    """
    from camcensus.engine import ledger_proofs, stamps  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    if (to is None) == (response is None) or (response is None) != (authority is None):
        raise UsageError("give --to to ask, or --response and --authority to check", mend="give one of the two")
    data = stamps.read(file)
    if to is not None:
        ledger_proofs.write(stamps.request(data), to)
        typer.echo(f"wrote {to}: send it to the authority as application/timestamp-query, and keep what it answers")
        return
    assert response is not None  # noqa: S101  # one of the two was given
    assert authority is not None  # noqa: S101
    try:
        when = stamps.stamped(data, stamps.read(response), stamps.authorities(authority))
    except ValueError as fault:
        typer.echo(f"THE TIME STAMP DOES NOT STAND: {plain(str(fault))}")
        raise typer.Exit(1) from None
    typer.echo(f"The authority saw this very file on {when:%Y-%m-%d %H:%M:%S} UTC.")


@app.command("issued")
@told
def issued_(home: Home = Path(), *, json: Json = False) -> None:
    """List the documents that were handed over: number, day, form, by whom, for what."""
    from camcensus.engine import issued, ledger_proofs  # noqa: PLC0415

    store = ledger_proofs.opened(home)
    try:
        every = issued.every(store)
    finally:
        store.close()
    if json:
        said = [{**asdict(one), "on": one.on.isoformat()} for one in every]
        typer.echo(jsons.dumps(said, ensure_ascii=False))
        return
    for one in every:
        words = f"{one.number}  {one.on:%Y-%m-%d %H:%M}  {one.form}  {one.person}  {one.note}"
        typer.echo(plain(words.rstrip()))
    typer.echo(f"{len(every)} documents" if len(every) != 1 else "1 document")


app.command()(erase.erase)


def _signed(home: Path) -> tuple[Checkpoint, bool]:
    from camcensus.engine import ledger_proofs  # noqa: PLC0415

    store = ledger_proofs.opened(home)
    try:
        return ledger_proofs.sign(home, store)
    finally:
        store.close()


def _looked(given: list[Checkpoint], path: Path | None) -> list[tuple[str, int, datetime]]:
    """(witness, leaves, when) of each signature of a known witness. Raises `LogKeyError` for a false one."""
    from camcensus.engine import ledger_proofs  # noqa: PLC0415
    from camcensus.model.errors import LogKeyError  # noqa: PLC0415

    found: list[tuple[str, int, datetime]] = []
    known = ledger_proofs.keys_of(path) if path is not None else []
    for one in given:
        try:
            some = one.witnessed(known)
        except ValueError as fault:
            raise LogKeyError(str(fault), mend="ask the witness for what it signed") from None
        found += [(key.name, one.size, datetime.fromtimestamp(when, UTC)) for key, when in some]
    return found


def _witnesses(looked: list[tuple[str, int, datetime]], path: Path | None) -> list[str]:
    if path is not None and not looked:
        return ["None of these witnesses has signed a checkpoint that was given."]
    return [f"{name} saw the log at {size} leaves on {when:%Y-%m-%d %H:%M} UTC." for name, size, when in looked]


def _as_json(found: Verdict, looked: list[tuple[str, int, datetime]]) -> str:
    seen = [{"witness": name, "size": size, "at": when.isoformat()} for name, size, when in looked]
    said = asdict(found) | {"root": found.root.hex(), "code": found.code, "witnessed": seen}
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
