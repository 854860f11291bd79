"""``camcensus log erase``: take away what must not be kept, and say so in the log."""

from __future__ import annotations

import json as jsons
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli import changes, show
from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.erase import Plan

_MOST = 20
"""Names of each kind that are printed; all of them are in the JSON."""


@told
def erase(  # noqa: PLR0913  # one argument an option
    person: Annotated[str, typer.Option(help="Who erases: it stands in the log.")] = "",
    why: Annotated[str, typer.Option(help="Why: it stands in the log.")] = "",
    device: Annotated[list[str] | None, typer.Option(help="What was seen of a device, by any of its names.")] = None,
    subject: Annotated[
        list[str] | None, typer.Option(help="What was seen of a subject, such as host:jsmith-laptop.")
    ] = None,
    saying: Annotated[list[str] | None, typer.Option(help="What holds these words, such as a name.")] = None,
    *,
    retention: Annotated[
        str | None, typer.Option(help="Of that, or of all: one class of vocabulary/retention.toml, or evidence.")
    ] = None,
    older_than: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of that, or of all: what came in before that day.")
    ] = None,
    original: Annotated[list[str] | None, typer.Option(help="An original, by its hash.")] = None,
    record: Annotated[list[str] | None, typer.Option(help="What a decision or version says, by its hash.")] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    values: Annotated[
        bool, typer.Option("--values", help="Not only the original bytes: also what was read from them.")
    ] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Print what would go, and erase nothing.")] = False,
    even_evidence: Annotated[
        bool, typer.Option("--even-evidence", help="Even what is the only evidence of findings not met.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Erase for good what must not be kept: the log keeps its hash, its leaf, and who erased it and why.

    Look with --plan first. Documents, bundles and backups that were made before hold it still.
    """
    from camcensus.engine import erase as engine  # noqa: PLC0415  # keeps --help light
    from camcensus.engine import workspace  # noqa: PLC0415
    from camcensus.engine.erasable import Wish  # noqa: PLC0415

    wish = Wish(
        originals=tuple(original or ()), records=tuple(record or ()), devices=tuple(device or ()),
        subjects=tuple(subject or ()), saying=tuple(saying or ()), retention=retention,
        older_than=older_than.date() if older_than else None, values=values,
    )  # fmt: skip
    opened = workspace.open_(home)
    try:
        with show.working("looking", quiet=json):
            found = engine.plan(opened, wish, datetime.now(UTC).date())
        position = 0 if plan else engine.erase(opened, found, person, why, even_evidence=even_evidence)
    finally:
        opened.store.close()
    typer.echo(_as_json(found, position) if json else "\n".join(_lines(found, position)))


def _lines(found: Plan, position: int) -> Iterator[str]:
    what = found.what
    yield f"Erased, as leaf {position} of the log says:" if position else "Would be erased:"
    yield f"  {_many(len(what.originals), 'original')}"
    if what.observations:
        seen = f"{_many(len(what.observations), 'observation')} of {_many(found.subjects, 'subject')}"
        yield f"  {seen}, from {_some(found.files)}"
        yield "  (these files are not read again by themselves; a newer file that says it brings it back)"
    for kind, key in sorted(what.records):
        yield f"  what was kept as {kind} {key.hex()[:12]}"
    if found.beside:
        yield f"{_many(found.beside, 'observation')} that rest on these originals stay, and can no longer be shown."
    if found.changes:
        yield f"Without it {_many(len(found.changes), 'finding')} become another:"
        yield from (f"  {line}" for line in changes.lines(found.changes, found.made))
    if found.lost:
        yield f"No original would be left to show for {_many(len(found.lost), 'finding')} not met:"
        yield from (f"  {device}: {clause}" for device, clause in found.lost[:_MOST])
        yield from ([f"  and {len(found.lost) - _MOST:,} more"] if len(found.lost) > _MOST else [])
    if found.assessments:
        yield f"Assessments that cannot be repeated without it: {_some([one[:12] for one in found.assessments])}"
    if found.said:
        yield "Records that say it too, and stay unless they are named with --record:"
        yield from (f"  {kind} {key}" for kind, key in found.said)
    if not position:
        yield "Nothing was erased." + (" It needs --even-evidence." if found.evidence else "")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _some(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _as_json(found: Plan, position: int) -> str:
    what = found.what
    shown = {
        "erased": bool(position),
        "position": position,
        "originals": sorted(key.hex() for key in what.originals),
        "observations": len(what.observations),
        "records": [{"kind": kind, "hash": key.hex()} for kind, key in sorted(what.records)],
        "files": list(found.files),
        "beside": found.beside,
        "changes": [changes.as_dict(one) for one in found.changes],
        "lost": [{"device": device, "clause": clause} for device, clause in found.lost],
        "assessments": list(found.assessments),
        "said": [{"kind": kind, "hash": key} for kind, key in found.said],
        "even_evidence": bool(found.evidence),
    }
    return jsons.dumps(shown, ensure_ascii=False)
