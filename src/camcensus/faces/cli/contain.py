"""``camcensus contain``: access lists for devices that must stay, proved, with the request for the change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.contained import Asked
    from camcensus.model.containment import Change, Containment, Proof

_WHO = "Whom to contain"
_NEEDS = "What they need"
_WHERE = "Where it goes"
MOST = 8
"""Differences that are printed; proof.txt has more."""
_Texts = list[str] | None


@told
def contain(  # noqa: PLR0913  # one argument an option
    *,
    reference: Annotated[str, typer.Option(metavar="TEXT", help="The change, as you count them.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Write the texts, proofs and the change request there.")],
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day on which it ends. Without one nothing is written."),
    ] = None,
    retired_by: Annotated[str, typer.Option(metavar="TEXT", help="The replacement that makes it needless.")] = "",
    devices: Annotated[
        _Texts, typer.Option(metavar="NETWORK", help="These addresses; no workspace is asked.", rich_help_panel=_WHO)
    ] = None,
    to: Annotated[
        _Texts, typer.Option(metavar="NETWORK", help="Core networks, beside those of the estate.", rich_help_panel=_WHO)
    ] = None,
    site: Annotated[_Texts, typer.Option(help="Of the estate: devices of this site.", rich_help_panel=_WHO)] = None,
    zone: Annotated[_Texts, typer.Option(help="Devices of this zone.", rich_help_panel=_WHO)] = None,
    device: Annotated[_Texts, typer.Option(help="This device, by name, id or address.", rich_help_panel=_WHO)] = None,
    home: Annotated[
        Path,
        typer.Option(help="The workspace with the estate.", envvar="CAMCENSUS_HOME", rich_help_panel=_WHO),
    ] = Path(),
    recorder: Annotated[
        _Texts,
        typer.Option(
            metavar="ADDRESS[=tcp/554,...]", help="Fetches pictures; HTTP, HTTPS and RTSP.", rich_help_panel=_NEEDS
        ),
    ] = None,
    viewer: Annotated[
        _Texts, typer.Option(metavar="NETWORK[=...]", help="Where pictures are watched.", rich_help_panel=_NEEDS)
    ] = None,
    ntp: Annotated[_Texts, typer.Option(metavar="ADDRESS", help="Clock of yours.", rich_help_panel=_NEEDS)] = None,
    dns: Annotated[_Texts, typer.Option(metavar="ADDRESS", help="Resolver of yours.", rich_help_panel=_NEEDS)] = None,
    syslog: Annotated[
        _Texts, typer.Option(metavar="ADDRESS", help="Where devices report to.", rich_help_panel=_NEEDS)
    ] = None,
    dialect: Annotated[
        _Texts, typer.Option(metavar="NAME", help="Platform to write for by itself.", rich_help_panel=_WHERE)
    ] = None,
    existing: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="FILE", help="A box's configuration: proved within.", rich_help_panel=_WHERE),
    ] = None,
    link: Annotated[
        _Texts,
        typer.Option(
            metavar="BOX:INTERFACE=NETWORK", help="What lies on an interface, if not said.", rich_help_panel=_WHERE
        ),
    ] = None,
    interface: Annotated[
        _Texts, typer.Option(help="IOS: on the devices' side, without a list.", rich_help_panel=_WHERE)
    ] = None,
    list_: Annotated[
        _Texts,
        typer.Option("--list", metavar="NAME", help="IOS, ASA: a list that is applied.", rich_help_panel=_WHERE),
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is made; today if left out.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Write access lists that hold devices to what they need, prove them, and write the request for the change.

    Each text is read back and held against what was wanted, packet by packet: every other path closed, no other opened.
    Without --devices they are those of the workspace that are, or may be, subject and are not shut off from the core.
    Exit code 0: proved, and written; 1: not proved, and no text is handed over; 3: drafts among them, not proved.
    """
    from camcensus.engine import contain as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine.contained import Asked  # noqa: PLC0415
    from camcensus.model.containment import Place  # noqa: PLC0415

    asked = Asked(
        as_of=as_of.date() if as_of else datetime.now(UTC).date(),
        until=until.date() if until else None,
        reference=reference,
        retired_by=retired_by,
        needs={"recorder": recorder or (), "viewer": viewer or (), "ntp": ntp or (), "dns": dns or (),
               "syslog": syslog or ()},
        place=Place(lists=tuple(list_ or ()), interfaces=tuple(interface or ())),
    )  # fmt: skip
    made = _made(asked, devices, to, (site or [], zone or [], device or []), home)
    change = engine.write(made, dialect or (), engine.there(existing or ()), link or ())
    files = engine.deliver(change, out)
    if json:
        typer.echo(engine.proofs(change).decode(), nl=False)
    else:
        typer.echo("\n".join([*lines(change), *(f"wrote {path}" for path in files)]))
    raise typer.Exit(engine.code(change))


def _made(
    asked: Asked, devices: _Texts, core: _Texts, chosen: tuple[list[str], list[str], list[str]], home: Path
) -> Containment:
    from camcensus.engine import contained, workspace  # noqa: PLC0415

    if devices:
        return contained.of_networks(devices, core or (), asked)
    opened = workspace.open_(home)
    try:
        sites, zones, named = chosen
        return contained.of_estate(opened, asked, sites=sites, zones=zones, devices=named, core=core or ())
    finally:
        opened.store.close()


def lines(change: Change) -> Iterator[str]:
    """What is contained, what stays permitted, and what was proved."""
    from camcensus.report.change import _document as words  # noqa: PLC0415

    held = change.containment
    yield f"{held.count:,} addresses in {len(held.devices):,} networks, until {held.until}"
    for need in held.needs:
        yield f"  stays: {need.name} {words.few(need.others)}, {', '.join(map(str, need.services))}"
    if inside := words.in_core(held):
        yield f"  in the core itself, which no list on a router parts them from: {words.few(inside)}"
    for one in change.texts:
        if one.proof is None:
            yield f"{one.name}: NOT PROVED, a draft"
            continue
        yield from _proved(one.name, one.proof)
        if one.within is not None:
            yield from _proved(f"{one.name} within {one.within.box}", one.within)


def _proved(name: str, one: Proof) -> Iterator[str]:
    from camcensus.report.change import _document as words  # noqa: PLC0415

    yield f"{name}: {'proved' if one.holds else 'REFUSED'}, {one.rules:,} rules read back"
    for kind, found in (("", one.differences), ("wider than wanted: ", one.wider), ("stopped already: ", one.remains)):
        for each in found[:MOST]:
            rules = "; ".join(words.said(rule) for rule in each.rules)
            ends = " to ".join(filter(None, (words.few(each.source), words.few(each.target))))
            ends = ", ".join(filter(None, (ends, each.services)))
            yield f"  {kind or words.KINDS[each.kind] + ': '}{ends}{f' by {rules}' if rules else ''}"
    for shadow in one.shadowed[:MOST]:
        taken = "; ".join(words.said(rule) for rule in shadow.by)
        yield f"  no packet reaches {words.said(shadow.rule)}{' now' if shadow.by_ours else ''}: taken by {taken}"
    yield from (f"  never hit: {words.said(rule)}" for rule in one.never_hit[:MOST])
