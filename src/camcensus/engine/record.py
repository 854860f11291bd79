"""Keep an assessment in the log: what it was made from, what it came to, and the hash of everything that it shows."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date

import msgspec
import polars as pl

from camcensus.engine import program
from camcensus.engine.program import Program
from camcensus.engine.workspace import Workspace, keep_versions, now
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.errors import UsageError
from camcensus.reason import findings
from camcensus.store.interface import Store
from camcensus.store.kept import unpacked
from camcensus.wire import canonical

KIND = "assessment"
FORM = 2
"""1: the findings' hash alone was kept, and neither what else is shown nor what judged."""
MOST = 500_000
"""Findings that are kept one by one, so that it can be told which one is another; some 8 bytes each."""
_SLICE = 20_000
_FIRST = (
    "subject", "unit", "device", "site", "zone", "order", "clause", "outcome", "reason", "settles", "provisional",
    "waiver", "expired_waiver",
)  # fmt: skip
"""The columns that findings had in the first form."""
VERSIONS = ("knowledge", "estate", "profile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A part of what an assessment shows, by its hash."""

    hash: str
    """SHA-256 (hex)."""
    columns: tuple[str, ...] = ()
    """Of a table, those that the hash is over; more may be added by later programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An assessment as the log keeps it."""

    id: str
    position: int
    """Of its own leaf."""
    basis: Basis
    outcome: str
    findings: str
    """Their hash (hex), as `findings_hash` makes it."""
    columns: tuple[str, ...]
    """Those that the hash is over; more may be added by later programs."""
    counts: Mapping[str, int]
    shown: Mapping[str, Shown] = field(default_factory=dict)
    """Part to its hash; empty in records of the first form."""
    program: Program = field(default_factory=Program)
    rows: pl.DataFrame | None = None
    """The findings themselves; None: they were not kept, or too many."""


def record(workspace: Workspace, assessment: Assessment) -> str:
    """Keep an assessment's basis and result in the log; its id (hex). The same basis and result is kept once."""
    keep_versions(workspace)
    counts, basis, found = assessment.counts(), assessment.basis, assessment.findings
    lines = _lines(found, findings.SCHEMA)
    payload: dict[str, canonical.Value] = {
        "form": FORM,
        "as_of": basis.as_of.isoformat(),
        "position": basis.position,
        "days": basis.days,
        **{kind: getattr(basis, kind) for kind in VERSIONS},
        "outcome": assessment.outcome.value,
        "findings": _hash(lines),
        "columns": list(findings.SCHEMA),
        "not_met": counts.not_met,
        "unknown": counts.unknown,
        "met": counts.met,
        "shown": {name: _kept(one) for name, one in shown(assessment).items()},
    }
    key = canonical.digest(KIND, FORM, payload)
    payload["program"] = program.this().kept()
    if found.height <= MOST:
        payload["rows"] = _packed(lines, found["subject"])
    workspace.store.keep(KIND, key, canonical.encode(payload), received=now())
    return key.hex()


def findings_hash(found: pl.DataFrame, columns: Iterable[str] = findings.SCHEMA) -> str:
    """SHA-256 (hex) of findings in their order, over these columns."""
    return _hash(_lines(found, columns))


def shown(assessment: Assessment, like: Mapping[str, Shown] | None = None) -> dict[str, Shown]:
    """The hash of each part that reports are made from beside the findings.

    Each is a table; the hash is over the columns that it has in `like`, as far as it has them still.
    """
    before, apart = like or {}, assessment.separation
    tables = {"devices": assessment.devices, "claims": assessment.claims, "doubts": assessment.doubts}
    found = {name: _frame(frame, before.get(name)) for name, frame in tables.items()}
    values: dict[str, Sequence[object]] = {
        "separation": apart.devices,
        "configurations": apart.boxes,
        "unparted": apart.unparted,
        "remarks": apart.remarks,
        "coverage": assessment.coverage,
        "due": assessment.due,
        "makers": [one for _, one in sorted(assessment.makers.items())],
    }
    return found | {name: _values(rows, before.get(name)) for name, rows in values.items()}


def find(store: Store, key: str) -> Kept:
    """A kept assessment, by its id or the beginning of it. Raises `UsageError`."""
    found = [(position, held) for position, held in store.records(KIND) if held.hex().startswith(key.lower())]
    if len(key) < 6 or len(found) != 1:
        what = "no assessment" if not found else "more than one assessment"
        newest = ", ".join(one[:12] for one in every(store)[:-6:-1])
        mend = f"the newest are {newest}" if newest else "'camcensus assess' keeps one"
        raise UsageError(f"{what} in the log has the id '{key}'", mend=mend)
    (position, held), payload = found[0], store.payload(KIND, found[0][1])
    if payload is None:
        raise UsageError(f"what was kept of the assessment '{key}' was erased")
    try:
        return _read(position, held, canonical.decode(payload))
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError, pl.exceptions.PolarsError):
        words = f"the assessment '{key}' is not of a form that is read here"
        raise UsageError(
            words, mend="a newer version may have kept it: use that one, or run 'camcensus log verify'"
        ) from None


def every(store: Store) -> list[str]:
    """The ids (hex) of all kept assessments, in order of the log; those whose contents were erased among them."""
    return [key.hex() for _, key in store.records(KIND)]


def course(store: Store, most: int) -> list[tuple[date, Mapping[str, int]]]:
    """(day, its counts) of the newest assessment that was kept of each of the last `most` days, the earliest first."""
    found: dict[date, Mapping[str, int]] = {}
    for _, key in reversed(store.records(KIND)):
        payload = store.payload(KIND, key)
        value = canonical.decode(payload) if payload is not None else None
        if isinstance(value, dict):
            found.setdefault(date.fromisoformat(str(value["as_of"])), _counts(value))
        if len(found) == most:
            break
    return sorted(found.items())


def _counts(value: Mapping[str, canonical.Value]) -> dict[str, int]:
    return {name: int(str(value[name])) for name in ("not_met", "unknown", "met")}


def _read(position: int, key: bytes, value: canonical.Value) -> Kept:
    if not isinstance(value, dict) or int(str(value.get("form", 1))) > FORM:
        raise ValueError("of a newer form")
    told = value.get("shown")
    parts = told if isinstance(told, dict) else {}
    columns = value.get("columns")
    return Kept(
        id=key.hex(),
        position=position,
        basis=Basis(
            as_of=date.fromisoformat(str(value["as_of"])),
            position=int(str(value["position"])),
            days=int(str(value.get("days", 30))),
            **{kind: str(value[kind]) for kind in VERSIONS},
        ),
        outcome=str(value["outcome"]),
        findings=str(value["findings"]),
        columns=tuple(map(str, columns)) if isinstance(columns, list) else _FIRST,
        counts=_counts(value),
        shown={name: _shown(one) for name, one in parts.items()},
        program=program.read(value.get("program")),
        rows=_unpacked(value.get("rows")),
    )


# --- the parts ---------------------------------------------------------------------------------------------------


def _frame(frame: pl.DataFrame, like: Shown | None) -> Shown:
    """The hash over the rows in their order, as one JSON list each."""
    wanted = [name for name in (like.columns if like else frame.columns) if name in frame.columns]
    parts = (part.rows() for part in frame.select(wanted).iter_slices(_SLICE))
    return Shown(hash=_of_rows(parts), columns=tuple(wanted))


def _values(rows: Sequence[object], like: Shown | None) -> Shown:
    """The same of values of one kind, whose fields are the columns; or of sentences."""
    if not rows or not is_dataclass(rows[0]):
        return Shown(hash=_of_rows([rows]))
    own = [one.name for one in fields(rows[0])]
    wanted = [name for name in (like.columns if like else own) if name in own]
    parts = (
        [tuple(getattr(row, name) for name in wanted) for row in rows[at : at + _SLICE]]
        for at in range(0, len(rows), _SLICE)
    )
    return Shown(hash=_of_rows(parts), columns=tuple(wanted))


def _of_rows(parts: Iterable[Sequence[object]]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(msgspec.json.encode(part, order="deterministic"))
    return digest.hexdigest()


def _kept(one: Shown) -> canonical.Value:
    return {"hash": one.hash, "columns": list(one.columns)}


def _shown(value: canonical.Value) -> Shown:
    columns = value["columns"] if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(columns, list):
        raise TypeError("not of the form")
    return Shown(hash=str(value["hash"]), columns=tuple(map(str, columns)))


# --- the findings ------------------------------------------------------------------------------------------------


def _hash(lines: Sequence[str]) -> str:
    return canonical.digest("findings", 1, "\n".join(lines)).hex()


def _lines(found: pl.DataFrame, columns: Iterable[str]) -> list[str]:
    wanted = [name for name in columns if name in found.columns]
    return [json.dumps(row, default=str, sort_keys=True) for row in found.select(wanted).iter_rows(named=True)]


def _packed(lines: Sequence[str], subjects: pl.Series) -> bytes:
    """Lines, compressed; by subject, so that what is said of one thing stands together and packs well."""
    packer = zlib.compressobj()
    order = subjects.arg_sort().to_list()
    parts = (
        packer.compress("".join(f"{lines[at]}\n" for at in order[start : start + _SLICE]).encode())
        for start in range(0, len(order), _SLICE)
    )
    return b"".join([*parts, packer.flush()])


def _unpacked(packed: canonical.Value) -> pl.DataFrame | None:
    """Kept findings with today's columns, in their order; None if none were kept."""
    if not isinstance(packed, bytes):
        return None
    rows = msgspec.json.Decoder(dict[str, object]).decode_lines(unpacked(packed))
    held = pl.DataFrame(rows, schema_overrides=findings.SCHEMA) if rows else pl.DataFrame(schema=findings.SCHEMA)
    missing = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in findings.SCHEMA.items() if name not in held.columns
    ]
    return held.with_columns(missing).select(*findings.SCHEMA).sort("order", "clause", "unit", "subject")
