"""A record of what was asked and answered before buying, with a number, in the log; and who appears without one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from camcensus.engine.workspace import Workspace, keep_versions, now
from camcensus.model.errors import UsageError
from camcensus.model.gate import Gate
from camcensus.reason.facts import NO
from camcensus.reason.lines import fold
from camcensus.store.interface import Store
from camcensus.wire import canonical

KIND = "gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One gate record."""

    number: str
    on: date
    person: str
    note: str
    lines: tuple[dict[str, str], ...]
    """written, quantity, brand, model, answer, reason of each."""


def keep(workspace: Workspace, found: Gate, person: str, note: str = "") -> Record:
    """Keep the answers in the log under a number of their year. The same answers to the same person are kept once.

    Raises `UsageError` if nobody is named.
    """
    if not person.strip():
        raise UsageError("a record names who asked", mend="give --person NAME")
    lines = [
        {
            "written": line.written.shown,
            "quantity": line.quantity,
            "brand": line.judged.brands[0] if line.judged.brands else "",
            "model": line.judged.model or "",
            "answer": line.answer,
            "reason": line.judged.reason,
        }
        for line in found.lines
    ]
    content: dict[str, canonical.Value] = {
        "on": found.as_of.isoformat(),
        "person": person.strip(),
        "note": note.strip(),
        "lines": json.dumps(lines, ensure_ascii=False, sort_keys=True),
        "knowledge": found.knowledge,
        "profile": found.profile,
    }
    key = canonical.digest(KIND, 1, content)
    keep_versions(workspace)
    before = records(workspace.store)
    same = workspace.store.payload(KIND, key)
    if same is not None:
        return _read(same)
    year = found.as_of.year
    number = f"G-{year}-{1 + sum(one.on.year == year for one in before):04}"
    payload = canonical.encode({**content, "number": number})
    workspace.store.keep(KIND, key, payload, received=now())
    return _read(payload)


def records(store: Store, upto: int | None = None) -> list[Record]:
    """All records up to a position, in the order of the log; erased ones are missing."""
    held = [key for position, key in store.records(KIND) if upto is None or position <= upto]
    return [_read(payload) for key in held if (payload := store.payload(KIND, key)) is not None]


def _read(payload: bytes) -> Record:
    value = canonical.decode(payload)
    if not isinstance(value, dict):
        raise UsageError("a gate record in the log is not as it was kept")
    return Record(
        number=str(value["number"]),
        on=date.fromisoformat(str(value["on"])),
        person=str(value["person"]),
        note=str(value["note"]),
        lines=tuple(json.loads(str(value["lines"]))),
    )


def asked_of(devices: pl.DataFrame) -> pl.DataFrame:
    """The devices for which a record is asked: surveillance equipment, or what may be some, that is in use."""
    return devices.filter(pl.col("candidate") & (pl.col("surveillance") != NO) & (pl.col("in_use") != NO))


def without(devices: pl.DataFrame, held: Iterable[Record], as_of: date) -> Iterator[tuple[str, str, str]]:
    """(device, code, detail) of each that appeared after the first record and that none of them speaks of.

    Where no record is kept nobody is asked for one. A record speaks of a brand and a model; of what is built and named
    alike it says the same.
    """
    known = [one for one in held if one.on <= as_of]
    if not known:
        return
    first = min(one.on for one in known)
    asked = {
        (line["brand"], fold(line["model"]))
        for one in known
        for line in one.lines
        if line["brand"] and line["answer"] != "no"
    }
    judged = asked_of(devices).select("device", "brand", "model", "first_seen")
    for device, brand, model, seen in judged.iter_rows():
        if seen is None or seen.date() < first or (brand, fold(model or "")) in asked:
            continue
        yield device, "no-gate-record", f"{brand or 'label not known'} {model or 'model not known'}"
