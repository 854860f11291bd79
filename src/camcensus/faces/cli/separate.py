"""``camcensus separate``: how far each device is from the core network."""

from __future__ import annotations

import json as jsons
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told
from camcensus.report._plain import plain

if TYPE_CHECKING:
    from camcensus.model.separation import Standing, Standings

_ANSWERS = {"path-permitted": "permitted", "unknown": "not known", "closed": "closed", "": "no configuration"}
MOST = 25
"""Groups of devices of one rung that are printed."""
NAMED = 8
"""Devices of a group that are named."""


@told
def separate(
    days: Annotated[
        int, typer.Option(help="Days a network must have been listened to before *not seen* counts.", min=1)
    ] = 30,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    svg: Annotated[
        Path | None, typer.Option(help="Draw how each device stands, a picture for all alike, into this folder.")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Put each device on the ladder: connected to the core network, a path to it, closed off from it, or not known.

    What was seen to cross, what configurations permit and deny, what joins networks past them, and how long anybody
    listened are told apart. Exit code 0: all closed off, 1: some connected or with a path, 3: none of these, but some
    not known.
    """
    from camcensus.engine import separate as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import workspace  # noqa: PLC0415

    opened = workspace.open_(home)
    try:
        found = engine.separate(opened, as_of.date() if as_of else datetime.now(UTC).date(), days=days)
    finally:
        opened.store.close()
    counts = found.counts()
    drawn = _draw(found, svg) if svg is not None else []
    if json:
        typer.echo(jsons.dumps({"counts": counts, **asdict(found)}, default=str, ensure_ascii=False))
    else:
        typer.echo("\n".join([*lines(found, days), *(f"wrote {path}" for path in drawn)]))
    bad = counts["connected"] + counts["path-permitted"] + counts["permitted-not-observed"]
    raise typer.Exit(1 if bad else 3 if counts["unknown"] or not found.devices else 0)


def _draw(found: Standings, folder: Path) -> list[Path]:
    """A picture of the first of all devices that stand alike."""
    from camcensus.engine import publish  # noqa: PLC0415
    from camcensus.report import _path  # noqa: PLC0415
    from camcensus.report import _separation as separation  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for first, *_ in separation.alike(found.devices):
        path = folder / f"{first.rung}-{slug(first.label)}-{first.device}.svg"
        publish.write(_path.standing(first).encode(), path)
        drawn.append(path)
    return drawn


def slug(label: str) -> str:
    """A name that may stand in a file's."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", label).strip("-.")[:40] or "device"


def lines(found: Standings, days: int) -> Iterator[str]:
    """How many stand on each rung, then the devices of each but the best."""
    from camcensus.report import _path  # noqa: PLC0415  # keeps --help light
    from camcensus.report import _separation as separation  # noqa: PLC0415

    counts = found.counts()
    for rung, words in _path.RUNGS.items():
        if counts[rung]:
            yield f"{counts[rung]:>6}  {words}"
    yield ""
    for rung, words in _path.RUNGS.items():
        mine = [one for one in found.devices if one.rung == rung]
        if not mine or rung in ("denied-not-observed", "separate"):
            continue
        yield f"{words[:1].upper()}{words[1:]}:"
        groups = separation.alike(mine)
        for alike in groups[:MOST]:
            yield from _devices(alike)
        if len(groups) > MOST:
            yield f"  and {len(groups) - MOST:,} more (--json lists them all)"
        yield ""
    for one in found.unparted:
        how = "lies in one network with the core at" if one.incoming == one.outgoing else "is one with the core behind"
        kind = "" if one.sure else "perhaps: "
        yield f"{kind}{', '.join((*one.networks, *one.zones))} {how} {one.box} ({one.outgoing})"
    yield from (f"remark: {one}" for one in found.remarks)
    for box in found.boxes:
        left = f", {box.unread:,} lines not understood" if box.unread else ""
        day = f", in the log since {box.known:%Y-%m-%d}" if box.known else ""
        yield f"configuration of {box.box} in {box.realm}: {box.dialect}, {box.rules:,} rules{left}{day}"
    if not found.boxes:
        yield "No configuration is in the log: read those of the firewalls and routers, as 'camcensus read fw.conf'."
    yield f"Not seen counts after {days} days of listening to a network."


def _devices(alike: Sequence[Standing]) -> Iterator[str]:
    one = alike[0]
    place = one.zone or one.site or "place not known"
    if len(alike) == 1:
        yield f"  {one.label}  ({', '.join([place, *one.addresses])})"
    else:
        named = ", ".join(each.label for each in alike[:NAMED])
        more = f" and {len(alike) - NAMED:,} more" if len(alike) > NAMED else ""
        yield f"  {len(alike):,} in {place}: {named}{more}"
    if one.weakest and one.weakest not in one.missing and not _told(one, one.weakest):
        yield f"      {one.weakest}"
    if one.in_core and (others := [at for at in one.addresses if at not in one.in_core]):
        yield f"      it has {', '.join(others)} outside the core too: it is a bridge"
    yield from (f"      {line}" for line in _proofs(one))


def _proofs(one: Standing) -> Iterator[str]:
    """What each kind of proof says of a device."""
    for bridge in one.bridges[:3]:
        yield f"{'' if bridge.certain else 'perhaps '}{bridge.kind}: {plain(bridge.detail)}"
        if bridge.settled:
            yield f"settled: {plain(bridge.settled)}"
    for seen in one.crossings[:3]:
        last = f", last {seen.last:%Y-%m-%d}" if seen.last else ""
        who = "opened by it" if seen.opened_by == "device" else "opened from the core"
        what = f"{seen.connections:,} with {seen.other}, {seen.protocol} {seen.port}"
        yield f"seen: {what}, {who}, {seen.outcome}{last}"
    yield from _outlets(one)
    for trial in one.trials[:3]:
        day = f" on {trial.at:%Y-%m-%d}" if trial.at else ""
        yield f"tried{day}: from zone {trial.stood} to {trial.target}, tcp {trial.port}: {trial.answer}"
    if one.there or one.back:
        yield f"configuration: to the core {_ANSWERS[one.there]}, from the core {_ANSWERS[one.back]}"
    yield from (f"missing: {plain(what)}" for what in one.missing[:3] if not _told(one, what))
    if one.rung.startswith("denied") and one.unlooked:
        yield f"not looked at: {plain(one.unlooked[0])}"


def _outlets(one: Standing) -> Iterator[str]:
    for way in one.outlets[:3]:
        where = f" ({way.country})" if way.country else ""
        yield f"way out: {plain(', '.join(filter(None, (way.other, way.detail))))}{where}"
    if len(one.outlets) > 3:
        yield f"and {len(one.outlets) - 3} more ways out (--json lists them all)"


def _told(one: Standing, what: str) -> bool:
    """Whether a bridge has said it."""
    return any(bridge.detail in what for bridge in one.bridges)
