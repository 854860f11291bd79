"""One device's chain, as text for people and JSON for machines."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from camcensus.engine.explain import Chain
from camcensus.model.assessment import Assessment
from camcensus.model.identity import confidence
from camcensus.model.outcome import Outcome
from camcensus.report._plain import plain
from camcensus.report._words import STATED

WIDTH = 300
"""Characters of one original that are printed."""

_ROLES = {
    "class": "it is",
    "brand": "label",
    "manufacturer": "legal manufacturer",
    "hardware_maker": "built by",
    "model": "model",
    "firmware": "firmware",
}


def as_text(chain: Chain, assessment: Assessment) -> str:
    """The links in the order of the walk: seen, recognised, weighed, controlled, placed, asked."""
    return "\n".join(_lines(chain, assessment)) + "\n"


def _lines(chain: Chain, assessment: Assessment) -> Iterator[str]:
    row = chain.device
    yield f"Device {row['device']}, called {row['label']}"
    yield ""
    yield "1. What was seen"
    yield from _seen(chain)
    yield ""
    yield "2. What that says (decibans; signals of one origin count once)"
    for claim in chain.claims.iter_rows(named=True):
        because = claim["because"].hex()[:10]
        said = f"{claim['about']} = {claim['claim']}  [{claim['weight']}, {claim['origin']}]"
        yield f"   {said}  by {claim['by']}, from {because}"
    if not chain.claims.height:
        yield "   nothing: no fingerprint, label or address block recognises it"
    yield ""
    yield "3. Who made it"
    yield from _identity(row)
    yield from (f"   {one}" for one in row["settled"])  # type: ignore[attr-defined]  # a list of sentences
    yield ""
    yield "4. Whether the maker is subject to the law"
    yield from _makers(chain, assessment)
    yield ""
    yield "5. Where it is"
    site, zone = row["site"] or "not known", row["zone"] or "not known"
    yield f"   site {site}, zone {zone}, addresses {row['addresses'] or 'none'}"
    yield f"   sensitive site: {row['sensitive']}; on the core network: {row['core']}; ours: {row['ours']}"
    yield from _standing(assessment, str(row["device"]))
    stated = [
        f"{title} {plain(str(row[name]))}" for name, title in STATED.items() if row[name] not in (None, "unknown")
    ]
    yield f"   stated: {', '.join(stated) or 'nothing'}"
    for doubt in chain.doubts.iter_rows(named=True):
        detail = f" ({doubt['detail']})" if doubt["detail"] else ""
        yield f"   note: {assessment.sentence(doubt['code'])}{detail}"
    yield ""
    yield "6. What the orders say"
    yield from _findings(chain, assessment)


def _standing(assessment: Assessment, device: str) -> Iterator[str]:
    from camcensus.report._path import RUNGS  # noqa: PLC0415  # keeps --help light

    for one in assessment.separation.devices:
        if one.device == device:
            yield f"   separation: {RUNGS[one.rung]}{f'; {plain(one.weakest)}' if one.weakest else ''}"
            yield from (f"   missing: {plain(what)}" for what in one.missing[:3] if what != one.weakest)


def _seen(chain: Chain) -> Iterator[str]:
    last = None
    for one in chain.observations.iter_rows(named=True):
        place = (one["position"], one["subject"], one["original"])
        if place != last:
            last = place
            when = one["at"].isoformat().replace("+00:00", "Z") if one["at"] else "no time"
            yield f"   {one['subject']}  {when}  {one['source']}  log position {one['position']}"
            data = chain.originals.get(one["original"])
            if data is not None:
                text = " ".join(data.decode("utf-8", "replace").split())
                cut = f" ... ({len(data)} bytes)" if len(text) > WIDTH else ""
                yield f"      bytes {one['original'].hex()[:10]}: {_plain(text[:WIDTH])}{cut}"
            elif one["original"] in chain.erased:
                yield f"      bytes {one['original'].hex()[:10]}: {_plain(chain.erased[one['original']])}"
        yield f"      {one['id'].hex()[:10]}  {one['field']} = {_plain(one['value'][:WIDTH])}"


def _identity(row: dict[str, Any]) -> Iterator[str]:
    for role, words in _ROLES.items():
        answer, weight, others = row[role], row[f"{role}_weight"], row[f"{role}_others"]
        sure = f", confidence {confidence(weight)}" if answer and weight else ""
        against = f"  (did not stand: {others})" if others else ""
        yield f"   {words}: {answer or 'unknown'}{sure}{against}"


def _makers(chain: Chain, assessment: Assessment) -> Iterator[str]:
    for maker in chain.makers:
        if maker.basis == "signed":
            decided = f"determined by {maker.person} on {maker.signed}: {maker.note}"
        else:
            decided = f"{assessment.sentence(maker.reason)} Proposed by the tool, not yet signed."
        yield f"   {maker.name}: {maker.answer}. {decided}"
        for hop in maker.chain:
            yield "      " + "; ".join(f"{words} [{source or 'no source'}]" for words, source in hop.said)
    if not chain.makers:
        yield "   not known, because the maker is not known"


def _findings(chain: Chain, assessment: Assessment) -> Iterator[str]:
    clauses = {clause.id: clause for _, clause in assessment.clauses}
    for one in chain.findings:
        clause = clauses[one.clause]
        called = f" ({clause.not_met_words})" if one.outcome is Outcome.NOT_MET else ""
        yield f"   {clause.id} {clause.title} [{clause.force}]: {one.outcome.value}{called}"
        marks = (
            "provisional" if one.provisional else "",
            f"waived by {one.waiver}" if one.waiver else "",
            f"waiver {one.expired_waiver} has ended" if one.expired_waiver else "",
        )
        tail = "; ".join(mark for mark in marks if mark)
        yield f"      {assessment.sentence(one.reason)}" + (f" [{tail}]" if tail else "")
        for code in one.settles:
            yield f"      to settle it: {assessment.vocabulary.evidence.get(code, code)}"
    if not chain.findings:
        yield "   nothing: it is not judged, because nothing marks it as surveillance equipment"


def _plain(text: str) -> str:
    """What a device said, without the control characters that would move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def as_json(chain: Chain) -> str:
    """The same links as one JSON object; hashes in hex."""
    shown = {
        "device": chain.device,
        "observations": chain.observations.to_dicts(),
        "originals": {key.hex(): data.decode("utf-8", "replace") for key, data in chain.originals.items()},
        "erased": {key.hex(): words for key, words in chain.erased.items()},
        "claims": chain.claims.to_dicts(),
        "makers": [{name: getattr(one, name) for name in one.__slots__} for one in chain.makers],
        "doubts": chain.doubts.to_dicts(),
        "findings": [dataclasses.asdict(one) | {"outcome": one.outcome.value} for one in chain.findings],
    }
    return json.dumps(shown, ensure_ascii=False, default=_text) + "\n"


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
