"""A record of what was asked and answered before buying, with a number, in the log; and who appears without one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import msgspec
import polars as pl

from camcensus.engine.workspace import Workspace, keep_versions, now
from camcensus.model.errors import StoreDamaged, UsageError
from camcensus.model.gate import Gate, Line, Ruling
from camcensus.model.gate_record import FORM, GateRecord, KeptClause, KeptLine, KeptOrder
from camcensus.reason.facts import NO
from camcensus.reason.lines import fold
from camcensus.store.interface import Store
from camcensus.wire import canonical

KIND = "gate"

_HELD = {"lines": "[]", "orders": "[]", "makers": "{}"}
"""What is kept as JSON, and what stands for it in a record that does not have it."""


def keep(workspace: Workspace, found: Gate, person: str, note: str = "") -> GateRecord:
    """Keep the answers in the log under a number of their year. The same answers to the same person are kept once.

    Raises `UsageError` if nobody is named.
    """
    if not person.strip():
        raise UsageError("a record names who asked", mend="give --person NAME")
    content: dict[str, canonical.Value] = {
        "form": FORM,
        "on": found.as_of.isoformat(),
        "person": person.strip(),
        "note": note.strip(),
        "lines": _text([_line(line, found) for line in found.lines]),
        "orders": _text([_order(ruling) for ruling in found.rulings]),
        "makers": _text(found.makers),
        "remarks": [f"{remark.where}: {remark.what}" for remark in found.remarks],
        "knowledge": found.knowledge,
        "profile": found.profile,
    }
    key = canonical.digest(KIND, 1, content)
    keep_versions(workspace)
    before = records(workspace.store)
    same = workspace.store.payload(KIND, key)
    if same is not None:
        return _read(key, same)
    year, received = found.as_of.year, now()
    number = f"G-{year}-{1 + sum(one.on.year == year for one in before):04}"
    payload = canonical.encode({**content, "number": number, "at": received})
    workspace.store.keep(KIND, key, payload, received=received)
    return _read(key, payload)


def records(store: Store, upto: int | None = None) -> list[GateRecord]:
    """All records up to a position, in the order of the log; erased ones are missing. Raises `StoreDamaged`."""
    wanted = (key for position, key in store.records(KIND) if upto is None or position <= upto)
    held = ((key, store.payload(KIND, key)) for key in wanted)
    return [_read(key, payload) for key, payload in held if payload is not None]


def _line(line: Line, found: Gate) -> KeptLine:
    judged = line.judged
    return KeptLine(
        written=line.written.shown,
        quantity=line.quantity,
        brand=judged.brands[0] if judged.brands else "",
        model=judged.model or "",
        answer=line.answer,
        reason=judged.reason,
        sentence=found.sentence(judged.reason),
        notes=tuple(found.sentence(code) for code in judged.notes),
        file=line.file,
        device=line.device,
        provisional=judged.provisional,
        by_order=line.by_order,
        possible=judged.possible,
        asks=tuple(found.question(ask) for ask in judged.asks),
    )


def _order(ruling: Ruling) -> KeptOrder:
    order = ruling.order
    clauses = (
        KeptClause(id=one.clause.id, title=one.clause.title, force=one.clause.force, place=one.place)
        for one in ruling.touches
    )
    return KeptOrder(id=order.id, title=order.title, bound=order.bound, in_force=order.in_force, clauses=tuple(clauses))


def _text(values: object) -> str:
    return json.dumps(msgspec.to_builtins(values), ensure_ascii=False, sort_keys=True)


def _read(key: bytes, payload: bytes) -> GateRecord:
    """A record of any form; what its form did not keep is empty."""
    try:
        return msgspec.convert({"id": key.hex(), **_told(canonical.decode(payload))}, GateRecord)
    except (ValueError, KeyError, msgspec.MsgspecError):
        words = f"the gate record {key.hex()[:12]} in the log is not as it was kept"
        raise StoreDamaged(words, mend="run 'camcensus log verify'") from None


def _told(value: canonical.Value) -> dict[str, object]:
    held = value if isinstance(value, dict) else {}
    at = held.get("at")
    return {
        **{name: held[name] for name in ("number", "on", "person", "note")},
        **{name: held.get(name, "") for name in ("knowledge", "profile")},
        **{name: json.loads(str(held.get(name, empty))) for name, empty in _HELD.items()},
        "form": held.get("form", 1),
        "at": datetime.fromtimestamp(at / 1_000_000, UTC) if isinstance(at, int) else None,
        "remarks": held.get("remarks", []),
    }


def asked_of(devices: pl.DataFrame) -> pl.DataFrame:
    """The devices for which a record is asked: surveillance equipment, or what may be some, that is in use."""
    return devices.filter(pl.col("candidate") & (pl.col("surveillance") != NO) & (pl.col("in_use") != NO))


def without(devices: pl.DataFrame, held: Iterable[GateRecord], as_of: date) -> Iterator[tuple[str, str, str]]:
    """(device, code, detail) of each that appeared after the first record and that none of them speaks of.

    Where no record is kept nobody is asked for one. A record speaks of a brand and a model; of what is built and named
    alike it says the same.
    """
    known = [one for one in held if one.on <= as_of]
    if not known:
        return
    first = min(one.on for one in known)
    asked = {
        (line.brand, fold(line.model)) for one in known for line in one.lines if line.brand and line.answer != "no"
    }
    judged = asked_of(devices).select("device", "brand", "model", "first_seen")
    for device, brand, model, seen in judged.iter_rows():
        if seen is None or seen.date() < first or (brand, fold(model or "")) in asked:
            continue
        yield device, "no-gate-record", f"{brand or 'label not known'} {model or 'model not known'}"
