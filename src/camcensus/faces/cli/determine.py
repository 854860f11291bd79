"""``camcensus determine``: the proposal on a maker, and a named person's decision on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.determine import Proposed
    from camcensus.model.finding import Determination


@told
def determine(  # noqa: PLR0913  # one argument an option
    maker: Annotated[str, typer.Argument(help="The maker, or its company or brand.")],
    person: Annotated[str, typer.Option(help="Who decides; left out: only the proposal is printed.")] = "",
    note: Annotated[str, typer.Option(help="Why it is decided so.")] = "",
    role: Annotated[str, typer.Option(help="In which office.")] = "",
    subject: Annotated[str | None, typer.Option(metavar="yes|no", help="Decide so, whatever is proposed.")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day from which the proposal stands again.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day of the decision; today if left out.")
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    *,
    accept: Annotated[bool, typer.Option("--accept", help="Decide as proposed.")] = False,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="Decide nothing on what there is: it stays unknown.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Show what is proposed of a maker, for and against, and let a named person accept, change or refuse it.

    The decision is written at the end of profile.toml and kept in the log.
    """
    from camcensus.engine import determine as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import workspace  # noqa: PLC0415
    from camcensus.model.errors import UsageError  # noqa: PLC0415
    from camcensus.model.finding import Determination  # noqa: PLC0415

    day = as_of.date() if as_of else datetime.now(UTC).date()
    opened = workspace.open_(home)
    signed = None
    try:
        proposed = engine.propose(opened, maker, day)
        if sum([accept, refuse, subject is not None]) > 1:
            raise UsageError("it is decided in two ways", mend="give one of --accept, --subject and --refuse")
        if accept or refuse or subject is not None:
            signed = Determination(
                maker=proposed.maker,
                subject=_subject(proposed, subject, accept=accept),
                refused=refuse,
                person=person.strip(),
                role=role.strip(),
                signed=day,
                reason=note.strip(),
                until=until.date() if until else None,
            )
            opened = engine.sign(opened, signed)
    finally:
        opened.store.close()
    typer.echo(_as_json(proposed, signed) if json else "\n".join(_lines(proposed, signed)))


def _subject(proposed: Proposed, subject: str | None, *, accept: bool) -> bool:
    from camcensus.model.errors import UsageError  # noqa: PLC0415

    word = proposed.asked.entity if accept else subject if subject is not None else "no"
    if word not in ("yes", "no"):
        what = "nothing is proposed that could be accepted" if accept else f"'{word}' is neither yes nor no"
        raise UsageError(what, mend="say --subject yes, --subject no or --refuse")
    return word == "yes"


def _lines(proposed: Proposed, signed: Determination | None) -> Iterator[str]:
    from camcensus.faces.cli.control import as_text  # noqa: PLC0415

    yield as_text(proposed.asked)
    yield "What speaks against it, or is weak:" if proposed.against else "Nothing recorded speaks against it."
    yield from (f"  - {one}" for one in proposed.against)
    for one in proposed.signed:
        yield f"Decided before: {_decided(one)}"
    if signed is not None:
        yield f"Decided: {_decided(signed)}"
        yield "Written to profile.toml and kept in the log."
    else:
        yield f"To decide: camcensus determine {proposed.maker} --accept --person NAME --role OFFICE --note WHY"


def _decided(one: Determination) -> str:
    says = "refused" if one.refused else "subject to the law" if one.subject else "not subject to the law"
    until = f", until {one.until}" if one.until else ""
    return f"{says}, by {one.person}{f', {one.role}' if one.role else ''}, on {one.signed}{until}: {one.reason}"


def _as_json(proposed: Proposed, signed: Determination | None) -> str:
    out = {
        "maker": proposed.maker,
        "proposed": proposed.asked.entity,
        "reasons": list(proposed.asked.sentences),
        "against": list(proposed.against),
        "before": [_decided(one) for one in proposed.signed],
        "decided": None if signed is None else {name: getattr(signed, name) for name in signed.__slots__},
    }
    return dumps(
        out, ensure_ascii=False, indent=2, default=lambda one: one.isoformat() if isinstance(one, date) else ""
    )
