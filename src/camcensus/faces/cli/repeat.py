"""What ``camcensus assess --repeat`` prints: whether judging again came to the same, and if not, what is another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from camcensus.faces.cli import changes

if TYPE_CHECKING:
    from camcensus.engine.repeat import Repeated


def run(home: Path, key: str, checkpoint: list[Path]) -> Repeated:
    """Repeat a kept assessment, with the checkpoints in these files. Raises `CamcensusError`."""
    from camcensus.engine import ledger_proofs, repeat  # noqa: PLC0415  # keeps --help light

    store = ledger_proofs.opened(home)
    try:
        known = ledger_proofs.known_keys(home) if checkpoint else []
        return repeat.repeat(home, store, key, [ledger_proofs.read(path, known) for path in checkpoint])
    finally:
        store.close()


def as_text(found: Repeated, *, checked: bool) -> str:
    """For people; `checked` says whether the log was held against a checkpoint."""
    return "\n".join(_lines(found, checked=checked)) + "\n"


def _lines(found: Repeated, *, checked: bool) -> Iterator[str]:
    kept, basis = found.kept, found.kept.basis
    yield f"Assessment {kept.id[:12]} of {basis.as_of}, judged again from the log up to leaf {basis.position}"
    yield f"with knowledge {basis.knowledge[:12]}, estate {basis.estate[:12]}, profile {basis.profile[:12]}."
    yield ""
    if found.same:
        yield f"The findings are the same, byte for byte: {found.made.findings.height:,}, SHA-256 {found.findings}."
    else:
        yield "THE FINDINGS ARE NOT THE SAME."
        yield f"  kept: SHA-256 {kept.findings}"
        yield f"  now:  SHA-256 {found.findings}"
        yield from _changed(found)
    yield from _rest(found)
    words = "What is another than it was then" + (", and made no difference:" if found.code == 0 else ":")
    yield from ([words, *(f"  {one}" for one in found.why)] if found.why else [])
    if found.code and not found.why:
        yield "Nothing that is kept of program, versions and log is another: this is a fault of the program."
    yield f"The log: each of its {found.leaves:,} leaves is what lies under it."
    if not checked:
        yield "That it was not written anew as a whole is shown with --checkpoint FILE only."


def _changed(found: Repeated) -> Iterator[str]:
    kept = found.kept
    if kept.rows is None:
        now = found.made.counts()
        was = ", ".join(f"{count:,} {name.replace('_', '-')}" for name, count in kept.counts.items())
        yield f"  Which ones cannot be told, as they were not kept one by one. Then: {was}."
        yield f"  Now: {now.not_met:,} not-met, {now.unknown:,} unknown, {now.met:,} met."
        return
    yield from (f"  {line}" for line in changes.lines(found.changes, found.made))
    if found.columns:
        yield f"  Columns that differ: {', '.join(found.columns)}."


def _rest(found: Repeated) -> Iterator[str]:
    if not found.kept.shown:
        yield "Of what else it showed nothing was kept then, so that nothing can be said of it."
    elif not found.others:
        yield (
            f"So is all else that it showed: {', '.join(sorted(found.kept.shown))}."
            if found.same
            else (f"All else that it showed is the same: {', '.join(sorted(found.kept.shown))}.")
        )
    else:
        yield f"WHAT ELSE IT SHOWED IS NOT THE SAME: {', '.join(sorted(found.others))}."


def as_json(found: Repeated) -> str:
    """The same for machines."""
    kept = found.kept
    shown = {
        "id": kept.id,
        "as_of": kept.basis.as_of.isoformat(),
        "position": kept.basis.position,
        "same": found.code == 0,
        "findings": {"kept": kept.findings, "now": found.findings, "count": found.made.findings.height},
        "shown": {name: name not in found.others for name in sorted(kept.shown)},
        "why": list(found.why),
        "changes": [changes.as_dict(one) for one in found.changes],
        "leaves": found.leaves,
    }
    return json.dumps(shown, ensure_ascii=False) + "\n"
