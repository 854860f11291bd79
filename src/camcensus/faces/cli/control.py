"""``camcensus control``: who controls a company, who builds what is sold under a name, and which lists name it."""

from __future__ import annotations

import json as jsons
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.model.control import Asked, Hop
    from camcensus.model.reading import Remark

_ENTITY = {
    "yes": "is subject to the law",
    "no": "is not subject to the law",
    "uncertain": "may be subject to the law: that is not known",
}
_PRODUCT = {
    "yes": "produced by a company subject to the law",
    "no": "not produced by a company subject to the law, as far as is recorded",
    "per-model": "in part produced by a company subject to the law: the brand cannot decide, the model can",
    "uncertain": "not known to be produced by a company subject to the law, and not known not to be",
}
_BASIS = {
    "signed": "a named person has determined it",
    "proposed": "the tool's proposal: a named person decides",
    "none": "nothing can be proposed",
}


@told
def control(
    name: Annotated[
        str, typer.Argument(help="A company, maker or brand; or a number in a register, as 'LEI 5299...'.")
    ],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    known_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Use only what had been published by that day.")
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Draw the chain there.")] = None,
    home: Annotated[
        Path | None,
        typer.Option(
            help="A workspace whose determinations, knowledge and registers count; none needed.",
            envvar="CAMCENSUS_HOME",
        ),
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Say who controls a company, by whom its equipment is produced, and which lists name it, each with its source."""
    from camcensus.engine import control as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import owners, publish  # noqa: PLC0415
    from camcensus.report import _chain  # noqa: PLC0415

    published = known_on.date() if known_on else None
    beside, profile, _ = owners.known(home, published)
    day = as_of.date() if as_of else datetime.now(UTC).date()
    found = engine.ask(name, beside.knowledge, day, known_on=published, profile=profile)
    remarks = told_of(found, beside.remarks)
    if svg is not None:
        publish.write(_chain.picture(found).encode(), svg)
    typer.echo(as_json(found, remarks) if json else as_text(found, remarks), nl=False)
    if svg is not None and not json:
        typer.echo(f"wrote {svg}")


def told_of(found: Asked, remarks: Iterable[Remark]) -> list[str]:
    """What is doubtful in registers about the companies of the chain."""
    names = {hop.party: hop.name for hop in found.chain}
    return [f"{names[one.where]}: {one.what}" for one in remarks if one.where in names]


def as_json(found: Asked, remarks: Sequence[str] = ()) -> str:
    """One object; the keys that others read come first."""
    from camcensus.engine.control import LIST_1260H, SECTION_889  # noqa: PLC0415  # keeps --help light

    lists = {one.listing: one.answer for one in found.lists}
    out: dict[str, Any] = {
        "name": found.name,
        "entity": found.entity,
        "product": found.product,
        "reason": " ".join(found.sentences),
        "chain": [{**asdict(hop), "claims": [asdict(claim) for claim in hop.claims]} for hop in found.chain],
        "s889": lists.get(SECTION_889, "no"),
        "list_1260h": "yes" if lists.get(LIST_1260H) == "named" else "no",
        "sources": list(found.sources),
        "basis": found.basis,
        "as_of": found.as_of,
        "known_on": found.known_on,
        "party": found.party,
        "makers": found.makers,
        "brands": found.brands,
        "reasons": found.reasons,
        "integrated": found.integrated,
        "producers": [asdict(one) for one in found.producers],
        "lists": [asdict(one) for one in found.lists],
        "changes": [{"on": day, "entity": answer, "reason": reason} for day, answer, reason in found.changes],
        "alike": found.alike,
        "remarks": list(remarks),
    }
    return jsons.dumps(out, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON")


def as_text(found: Asked, remarks: Sequence[str] = ()) -> str:
    """The answer, why, the chain, who builds, the lists, what changes when, and what is doubtful in registers."""
    doubtful = ["", "Registers:", *(f"  {one}" for one in remarks)] if remarks else []
    return "\n".join([*_lines(found), *doubtful]) + "\n"


def _lines(found: Asked) -> Iterator[str]:
    known = f", by what was published by {found.known_on}" if found.known_on else ""
    yield f"{found.name}, on {found.as_of}{known}"
    yield f"  the company {_ENTITY[found.entity]} ({_BASIS[found.basis]})"
    yield f"  its equipment is {_PRODUCT[found.product]}"
    yield from (f"  - {sentence}" for sentence in found.sentences)
    if found.chain:
        yield ""
        yield "Who controls it, from the company upwards:"
        yield from _chain_lines(found)
    if found.producers:
        yield ""
        yield "Who builds what is sold under its brands:"
        for one in found.producers:
            role = "" if one.role == "hardware" else f" ({one.role})"
            yield f"  {one.brand}: {one.name}{role}, {one.extent}; {one.words} [{one.source}, {one.confidence}]"
    yield ""
    yield "Lists:"
    for entry in found.lists:
        yield f"  {entry.title}: {entry.answer}"
        yield from (f"    {event}" for event in entry.events)
    if found.changes:
        yield ""
        yield "The answer on the company on other days:"
        yield from (f"  from {day}: {answer} ({reason})" for day, answer, reason in found.changes)
    if found.alike:
        yield ""
        yield f"Not the same, though the name begins alike: {', '.join(found.alike)}"


def _chain_lines(found: Asked) -> Iterator[str]:
    from camcensus.report._chain import share  # noqa: PLC0415

    depth = {found.chain[0].party: 0}
    for hop in found.chain:
        depth[hop.party] = depth.get(hop.of, -1) + 1
        where = f"{hop.name} ({hop.jurisdiction or 'registration not known'}, {hop.kind})"
        held = f"held by {where}{share(hop)}, {hop.how}" if hop.of else where
        yield f"  {'  ' * depth[hop.party]}{held}{_whole(hop, found)}"
        for claim in hop.claims:
            grade = claim.status or "no grade"
            yield f"  {'  ' * depth[hop.party]}  {claim.words}: {grade} [{claim.source or 'no source'}]"


def _whole(hop: Hop, found: Asked) -> str:
    low, high = found.integrated.get(hop.party, (0.0, 0.0))
    if not hop.of or not high or hop.of == found.chain[0].party:
        return ""
    return f"; through every path {low:.4g} %" if low == high else f"; through every path {low:.4g} to {high:.4g} %"
