"""The answers of ``gate``: as text for people, as JSON for machines, as CSV to lay beside the quotation."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from camcensus.faces.cli.readings import MOST_REMARKS
from camcensus.model.assessment import MakerStatus
from camcensus.model.errors import UsageError
from camcensus.model.gate import Evidence, Gate, Judgement, Line, Possible, Ruling
from camcensus.model.identity import sure
from camcensus.report import _words as words
from camcensus.report._cells import safe
from camcensus.report._plain import NAME, plain

COLUMNS = (
    "line", "file", "written", "quantity", "brand", "model", "answer", "reason", "provisional", "makers", "orders",
    "clauses", "ask_the_supplier_for", "notes", "as_of",
)  # fmt: skip

_NUMBERS = 10
"""Numbers of equal lines that are printed; the rest is counted."""


def record(found: Gate, home: Path | None, person: str, note: str) -> str:
    """Keep a record of the answers in the log of a workspace; its number. Raises `UsageError` without one."""
    from camcensus.engine import gate_record, workspace  # noqa: PLC0415  # the store is not needed to answer

    if home is None:
        raise UsageError("a record is kept in the log of a workspace", mend="give --home FOLDER")
    opened = workspace.open_(home)
    try:
        return gate_record.keep(opened, found, person, note).number
    finally:
        opened.store.close()


def as_text(found: Gate, kept: str | None = None) -> str:
    """Each distinct line once with its answer, then the orders, then the counts and the number of the record."""
    if not found.lines:
        return "No device has appeared without a record.\n"
    number = [f"gate record {kept}"] if kept else []
    return "\n".join([*_lines(found), *number]) + "\n"


def _lines(found: Gate) -> Iterator[str]:
    for alike in _grouped(found):
        yield from _one(alike, found)
        yield ""
    yield "The orders. Each clause applies, or does not, by the place where a thing is put up:"
    for ruling in found.rulings:
        yield from _ruling(ruling, found.as_of)
    yield ""
    for remark in found.remarks[:MOST_REMARKS]:
        yield f"{plain(remark.where, NAME)}: {plain(remark.what)}"
    if len(found.remarks) > MOST_REMARKS:
        yield f"and {len(found.remarks) - MOST_REMARKS} more remarks (--json shows them all)"
    counted = ", ".join(f"{many:,} {answer}" for answer, many in found.counts().items())
    yield f"{len(found.lines):,} {'line' if len(found.lines) == 1 else 'lines'}: {counted}"


def _grouped(found: Gate) -> list[list[Line]]:
    """Lines that are written alike, together, in the order they first stand."""
    groups: dict[object, list[Line]] = {}
    for line in found.lines:
        groups.setdefault(line.written, []).append(line)
    return list(groups.values())


def _one(alike: list[Line], found: Gate) -> Iterator[str]:
    judged, answer = alike[0].judged, alike[0].answer
    yield f"{answer.upper():<4} {plain(alike[0].written.shown, 2 * NAME)}{_numbers(alike)}"
    yield f"     {words.MAY_BUY[answer]}"
    if len(set(alike[0].by_order.values())) > 1:
        yield f"     {'; '.join(f'{order}: {by}' for order, by in alike[0].by_order.items())}"
    yield f"     brand {_brands(judged, found) or 'not known'}; model {plain(judged.model or 'not found', NAME)}"
    signed = " Proposed by the tool, not yet signed." if judged.provisional else ""
    yield f"     {found.sentence(judged.reason)}{signed}"
    yield from (f"     note: {found.sentence(code)}" for code in judged.notes)
    yield "     who may have made it:" if judged.possible else "     who may have made it: nobody is known"
    for one in judged.possible:
        yield from _possible(one, judged, found)
    if answer != "yes":
        yield f"     touches {'; '.join(_touched(found, alike[0]))}: the place decides"
    if judged.asks:
        yield "     ask the supplier for:"
        yield from (f"       - {plain(found.question(ask))}" for ask in judged.asks)


def _numbers(alike: list[Line]) -> str:
    if alike[0].device:
        listed = ", ".join(plain(line.device, NAME) for line in alike[:_NUMBERS])
        return f"  [{listed}{f' and {len(alike) - _NUMBERS:,} more' if len(alike) > _NUMBERS else ''}]"
    if len(alike) == 1 and not alike[0].file and not alike[0].quantity:
        return ""
    listed = ", ".join(str(line.number) for line in alike[:_NUMBERS])
    more = f" and {len(alike) - _NUMBERS:,} more" if len(alike) > _NUMBERS else ""
    quantity = f", quantity {plain(alike[0].quantity, NAME)}" if len(alike) == 1 and alike[0].quantity else ""
    return f"  [{'line' if len(alike) == 1 else 'lines'} {listed}{more}{quantity}]"


def _brands(judged: Judgement, found: Gate) -> str:
    return ", ".join(found.names["brand"].get(brand, brand) for brand in judged.brands)


def _possible(one: Possible, judged: Judgement, found: Gate) -> Iterator[str]:
    status = found.makers.get(one.maker or "")
    yield f"       {_maker(one, found)}"
    for role, weight in one.roles.items():
        settled = ", settled" if role in one.settled else ""
        sureness = f"{sure(weight)} confidence, {judged.confidence(one, role)} ({weight} decibans)"
        yield f"         {words.BUILDERS[role]}{settled}: {sureness}"
    if status is not None:
        yield f"         {_status(status, found)}"
    for claim in one.evidence:
        yield f"         - {words.BUILDERS[claim.role]}: {plain(claim.words)} [{plain(_source(claim))}]"


def _source(claim: Evidence) -> str:
    return ", ".join(filter(None, (claim.source, claim.by)))


def _maker(one: Possible, found: Gate) -> str:
    return found.names["maker"].get(one.maker, one.maker) if one.maker else "somebody who is not identified"


def _status(status: MakerStatus, found: Gate) -> str:
    if status.basis == "signed":
        return f"{words.SUBJECT[status.answer]}: determined by {status.person} on {status.signed}. {plain(status.note)}"
    basis = " Proposed by the tool." if status.basis == "proposed" else ""
    return f"{words.SUBJECT[status.answer]}: {found.sentence(status.reason)}{basis}"


def _touched(found: Gate, line: Line) -> Iterator[str]:
    """The clauses of the orders by which it may not simply be bought."""
    for ruling in found.rulings:
        for one in ruling.touches if line.by_order.get(ruling.order.id) != "yes" else ():
            yield f"{one.clause.id} ({one.clause.force})"


def _ruling(ruling: Ruling, as_of: date) -> Iterator[str]:
    order = ruling.order
    began = f"in force from {order.in_force}" if as_of < order.in_force else f"in force since {order.in_force}"
    yield f"  {order.id}: {order.title}, {began}. Binds {order.bound}"
    for one in ruling.touches:
        place = " and ".join(words.PLACES[fact] for fact in one.place)
        yield f"    {one.clause.id} {one.clause.title} [{one.clause.force}]{f'; turns on {place}' if place else ''}"


# --- for machines ------------------------------------------------------------------------------------------------


def as_json(found: Gate, kept: str | None = None) -> str:
    """Everything as one JSON object; lines that are written alike stand together."""
    shown = {
        "record": kept,
        "as_of": found.as_of.isoformat(),
        "answer": found.answer,
        "counts": found.counts(),
        "basis": {"knowledge": found.knowledge, "profile": found.profile},
        "lines": [_line(alike, found) for alike in _grouped(found)],
        "makers": {name: {key: getattr(one, key) for key in one.__slots__} for name, one in found.makers.items()},
        "orders": [_order(ruling) for ruling in found.rulings],
        "remarks": [{"where": remark.where, "what": remark.what} for remark in found.remarks],
    }
    return json.dumps(shown, ensure_ascii=False, default=str) + "\n"


def _line(alike: list[Line], found: Gate) -> dict[str, Any]:
    judged = alike[0].judged
    return {
        "written": alike[0].written.shown,
        "at": [
            {"line": line.number, "file": line.file, "quantity": line.quantity, "device": line.device} for line in alike
        ],
        "brands": [{"id": brand, "name": found.names["brand"].get(brand, brand)} for brand in judged.brands],
        "model": judged.model,
        "answer": alike[0].answer,
        "reason": {"code": judged.reason, "sentence": found.sentence(judged.reason)},
        "provisional": judged.provisional,
        "maker_subject": judged.subject.value,
        "notes": [{"code": code, "sentence": found.sentence(code)} for code in judged.notes],
        "possible": [_json_possible(one, judged, found) for one in judged.possible],
        "orders": dict(alike[0].by_order),
        "ask": [{"code": ask.code, "params": dict(ask.params), "sentence": found.question(ask)} for ask in judged.asks],
    }


def _json_possible(one: Possible, judged: Judgement, found: Gate) -> dict[str, Any]:
    return {
        "maker": one.maker,
        "name": _maker(one, found),
        "roles": {
            role: {
                "weight": weight,
                "confidence": judged.confidence(one, role),
                "sure": sure(weight),
                "settled": role in one.settled,
            }
            for role, weight in one.roles.items()
        },
        "evidence": [{key: getattr(claim, key) for key in claim.__slots__} for claim in one.evidence],
    }


def _order(ruling: Ruling) -> dict[str, Any]:
    order = ruling.order
    return {
        "id": order.id,
        "title": order.title,
        "bound": order.bound,
        "in_force": order.in_force.isoformat(),
        "clauses": [
            {"id": one.clause.id, "title": one.clause.title, "force": one.clause.force, "turns_on": list(one.place)}
            for one in ruling.touches
        ],
    }


# --- for spreadsheets --------------------------------------------------------------------------------------------


def as_csv(found: Gate) -> bytes:
    """One row a line, UTF-8 with a byte order mark; no cell can start a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    orders = "; ".join(ruling.order.id for ruling in found.rulings)
    rows: dict[int, dict[str, object]] = {}
    for line in found.lines:
        judged = line.judged
        row = rows.get(id(judged)) or rows.setdefault(id(judged), _cells(line, found))
        values = row | {
            "line": line.number,
            "file": plain(line.file or line.device, NAME),
            "written": plain(line.written.shown),
            "quantity": plain(line.quantity, NAME),
            "orders": orders,
            "clauses": "; ".join(_touched(found, line)),
            "as_of": found.as_of.isoformat(),
        }
        writer.writerow([safe(values[column]) for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cells(line: Line, found: Gate) -> dict[str, object]:
    judged = line.judged
    return {
        "brand": _brands(judged, found),
        "model": plain(judged.model or "", NAME),
        "answer": line.answer,
        "reason": found.sentence(judged.reason),
        "provisional": judged.provisional,
        "makers": "; ".join(_in_short(one, found, judged) for one in judged.possible),
        "ask_the_supplier_for": "; ".join(plain(found.question(ask)) for ask in judged.asks),
        "notes": " ".join(found.sentence(code) for code in judged.notes),
    }


def _in_short(one: Possible, found: Gate, judged: Judgement) -> str:
    status = found.makers.get(one.maker or "")
    roles = ", ".join(
        f"{words.BUILDERS[role]}{' (settled)' if role in one.settled else ''} {judged.confidence(one, role)}"
        for role in one.roles
    )
    return f"{_maker(one, found)} ({roles}; {words.SUBJECT[status.answer if status else 'unknown']})"
