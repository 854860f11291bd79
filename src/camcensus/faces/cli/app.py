"""``camcensus``: the commands, what they take, and the exit codes (``docs/reference/cli.md``).

Nothing heavy is imported before a command needs it: ``--help`` answers in a blink.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus import __version__
from camcensus.faces.cli import (
    assess,
    attempts,
    bundle,
    contain,
    control,
    determine,
    due,
    fetch,
    log,
    paths,
    report,
    separate,
    serve,
    settle,
    show,
    sites,
    survey,
)
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.model.reading import Reading

app = typer.Typer(
    name="camcensus",
    help="Find every camera, name who really made it, decide what the order requires, and prove it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Home = Annotated[Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


def main() -> None:
    """The entry point."""
    app()


@app.callback(invoke_without_command=True)
def _version(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False
) -> None:
    if version:
        typer.echo(f"camcensus {__version__}")
        raise typer.Exit


@app.command()
@told
def init(folder: Annotated[Path, typer.Argument(help="Where the estate will be kept.")] = Path()) -> None:
    """Begin a workspace: writes the files that you fill in."""
    from camcensus.engine import init as begin

    for path in begin.init(folder):
        typer.echo(f"wrote {path}")
    typer.echo("Fill in estate.toml, then: camcensus read FILE... and camcensus assess")


@app.command()
@told
def read(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files and folders of captures, logs, scans, registers; - is standard input."),
    ],
    home: Home = Path(),
    realm: Annotated[str | None, typer.Option(help="The address space of the files' addresses.")] = None,
    body: Annotated[str | None, typer.Option(help="The organisation, where the estate has several.")] = None,
    keep_all: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Keep also what hosts said that have nothing to do with cameras."),
    ] = None,
    *,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read files into the log: the format is found out, and the same file twice adds nothing.

    Exit code 0: all were read, 3: some file of a folder could not be read.
    """
    from camcensus.engine import gather, workspace
    from camcensus.faces.cli import readings as shown

    opened = workspace.open_(home)
    try:
        with shown.progress(quiet=quiet or json) as progress:
            readings = []
            wish = gather.Wish(realm=realm, body=body, keep_all=keep_all)
            for reading in gather.read(opened, files, wish, progress.advance):
                readings.append(reading)
                progress.finished(reading.name)
    finally:
        opened.store.close()
    shown.show(readings, as_json=json, quiet=quiet)
    raise typer.Exit(3 if any(one.failed for one in readings) else 0)


@app.command()
@told
def probe(  # noqa: PLR0913  # one argument an option
    scope: Annotated[Path, typer.Option(help="The scope file: who permits which addresses, when, how gently.")],
    out: Annotated[
        Path | None, typer.Option(help="Write the run there, to be read elsewhere; no workspace is needed then.")
    ] = None,
    home: Home = Path(),
    secrets: Annotated[
        Path | None, typer.Option(help="The file of logins and communities that the owner gives; mode 600.")
    ] = None,
    public: Annotated[
        list[str] | None, typer.Option(help="A public range that the scope names, said again because it is meant.")
    ] = None,
    resume: Annotated[Path | None, typer.Option(help="Go on with the run in this file.")] = None,
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Print what would be asked, and send nothing.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask the network what is there, gently and only inside the scope.

    Exit code 0: everything in the scope was judged, 3: something could not be judged or the run was stopped early.
    """
    from camcensus.model.errors import UsageError

    if sys.platform != "linux":  # epoll, TCP_INFO, rtnetlink: the counts that an auditor reads come from there
        raise UsageError("only a Linux machine can ask", mend="run it on one, and read the file of the run here")
    from camcensus.engine import probe as engine
    from camcensus.engine import scope as scopes
    from camcensus.engine import workspace
    from camcensus.faces.cli import asking
    from camcensus.faces.cli import readings as shown

    read = scopes.read(scope, public or ())
    if not quiet:
        for remark in read.remarks:
            typer.echo(f"{scope.name}: {remark}", err=True)
    if plan:
        typer.echo(asking.planned(read), nl=False)
        return
    if out is not None and resume is not None and out != resume:
        raise UsageError("--out and --resume name two files", mend="give the file of the run to both")
    path = resume or out or engine.file_of(home, scope, datetime.now(UTC))
    wish = engine.Wish(scope=scope, out=path, resume=resume is not None, public=tuple(public or ()), secrets=secrets)
    switch = asking.Switch()
    readings: list[Reading] = []
    with switch.armed(), asking.live(quiet=quiet or json) as progress:
        if out is not None or (resume is not None and not (home / "estate.toml").exists()):
            result = engine.probe(wish, stop=switch, progress=progress)
        else:
            opened = workspace.open_(home)
            try:
                result, readings = engine.into(opened, wish, stop=switch, progress=progress)
            finally:
                opened.store.close()
    if json:
        typer.echo(asking.as_json(result))
    elif not quiet:
        typer.echo(asking.as_text(result), nl=False)
        shown.show(readings, as_json=False, quiet=False)
    raise typer.Exit(0 if result.why == "done" and not result.left else asking.FOUND)


app.command("try")(attempts.try_)
app.command()(assess.assess)


@app.command()
@told
def devices(
    filters: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILTER", help="Only those that all of these fit: a name, maker, site or 10.20.0.0/22."),
    ] = None,
    home: Home = Path(),
    as_of: AsOf = None,
    *,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Print where records and the network, or two records, differ.")
    ] = False,
    json: Json = False,
) -> None:
    """List the devices there are and who knows of them, or where what is said of them differs. Nothing is changed."""
    from camcensus.engine import assess as judge
    from camcensus.engine import devices as engine
    from camcensus.engine import workspace
    from camcensus.faces.cli import devices as printed

    opened = workspace.open_(home)
    try:
        with show.working("joining", quiet=json):
            assessment = judge.assess(opened, _day(as_of))
            listed = engine.table(assessment, filters or ())
            found = engine.conflicts(opened, assessment, filters or ()) if conflicts else listed
    finally:
        opened.store.close()
    if json:
        typer.echo(printed.as_json(found), nl=False)
    elif conflicts:
        typer.echo(printed.conflicts_as_text(found, assessment, listed), nl=False)
    else:
        typer.echo(printed.as_text(found, assessment), nl=False)


@app.command()
@told
def explain(
    device: Annotated[str, typer.Argument(help="Its id, address, serial, MAC or asset number.")],
    home: Home = Path(),
    as_of: AsOf = None,
    *,
    json: Json = False,
) -> None:
    """Print the whole chain for one device, from the bytes that were seen to the clause."""
    from camcensus.engine import assess as judge
    from camcensus.engine import explain as link
    from camcensus.engine import workspace
    from camcensus.faces.cli import chain

    opened = workspace.open_(home)
    try:
        assessment = judge.assess(opened, _day(as_of))
        found = link.explain(opened, assessment, device)
    finally:
        opened.store.close()
    typer.echo(chain.as_json(found) if json else chain.as_text(found, assessment), nl=False)


app.command()(report.report)


@app.command()
@told
def name(
    file: Annotated[
        Path | None,
        typer.Argument(help="Any file that can be read, or Parquet; JSON Lines from standard input if left out."),
    ] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="Write Parquet there, in place of JSON Lines here.")] = None,
) -> None:
    """Name who made what a file speaks of: one identity a subject. Needs no workspace."""
    from camcensus.engine import name as engine
    from camcensus.model import jsonl

    named = engine.from_file(file)
    if out is not None:
        engine.write(named, out)
        return
    for one in engine.each(named):
        typer.echo(jsonl.identity(one))


@app.command()
@told
def gate(  # noqa: PLR0913  # one argument an option
    lines: Annotated[list[str] | None, typer.Argument(help='Model lines, such as "Axis P3245-LV".')] = None,
    file: Annotated[Path | None, typer.Option(help="A quotation as CSV, XLSX or PDF with text.")] = None,
    order: Annotated[
        list[str] | None, typer.Option(help="The order to answer for; all that are known if left out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the answers there as CSV, one row a line.")] = None,
    home: Annotated[
        Path | None,
        typer.Option(
            help="A workspace whose determinations and knowledge count; none needed.", envvar="CAMCENSUS_HOME"
        ),
    ] = None,
    person: Annotated[
        str, typer.Option(help="Keep a record of the answers in the log, asked for by this person.")
    ] = "",
    note: Annotated[str, typer.Option(help="What the record is for: the order's number, the site.")] = "",
    as_of: AsOf = None,
    *,
    new: Annotated[
        bool, typer.Option("--new", help="Answer for the devices in the log of --home that no gate record speaks of.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say which lines of a quotation may be bought, and whether what appeared might have been.

    Exit code 0: every line yes, 1: some line no, 3: no line no, some to be asked about. Needs no workspace, unless a
    record is to be kept.
    """
    from camcensus.engine import gate as engine
    from camcensus.engine import publish
    from camcensus.faces.cli import gate as printed

    with show.working("judging", quiet=quiet or json):
        found = engine.gate(lines or (), file, _day(as_of), home=home, orders=order or (), new=new)
    kept = printed.record(found, home, person, note) if person or note else None
    if out is not None:
        publish.write(printed.as_csv(found), out)
    if json:
        typer.echo(printed.as_json(found, kept), nl=False)
    elif not quiet:
        typer.echo(printed.as_text(found, kept), nl=False)
        if out is not None:
            typer.echo(f"wrote {out}")
    raise typer.Exit(show.GATE_CODES[found.answer] if found.lines else 0)


@app.command()
@told
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the example's workspace and report.")] = Path(
        "camcensus-demo"
    ),
    *,
    quiet: Quiet = False,
) -> None:
    """Run the main job on the bundled example estate: read, assess, report."""
    from camcensus.engine import demo as engine
    from camcensus.engine import publish
    from camcensus.faces.cli import readings as shown
    from camcensus.model.material import Material

    with shown.progress(quiet=quiet) as progress:
        made = engine.demo(folder, progress.advance)
    shown.show(made.readings, as_json=False, quiet=quiet)
    if not quiet:
        typer.echo("")
        typer.echo(publish.publish(Material(assessment=made.assessment), "text").decode(), nl=False)
        typer.echo(f"\nThe report: {made.report}")
        day = made.assessment.basis.as_of
        typer.echo(f"Why one camera: {sys.argv[0]} explain FEN-006 --home {made.folder} --as-of {day}")


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of is not None else datetime.now(UTC).date()


app.add_typer(fetch.app, name="fetch")
app.add_typer(log.app, name="log")
app.add_typer(bundle.app, name="bundle")
app.command()(control.control)
app.command()(determine.determine)
app.command()(settle.settle)
app.command()(due.due)
app.command()(serve.serve)
app.command()(paths.paths)
app.command()(separate.separate)
app.command()(contain.contain)
app.command()(sites.sites)
app.command()(survey.survey)
