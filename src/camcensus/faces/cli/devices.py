"""What ``camcensus devices`` prints: each device on two lines, or each difference between what is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report._plain import plain

WIDTH = 60
"""Characters of one value that are printed; ``--json`` has all of them."""

_MOST = 4
"""Addresses, serial numbers and the like of one device that are printed."""

_WIDE = 16
"""Characters that the column of names has at most; a longer name pushes its line to the right."""

_QUESTIONS = {
    "make": "make", "driver": "driver", "model": "model", "serial": "serial", "mac": "MAC", "ip": "address",
    "hostname": "host name", "class": "what it is", "firmware": "firmware", "site": "site", "vlan": "VLAN",
    "channels": "channels",
}  # fmt: skip

_RECORDS = ("asset:", "photo:")
"""Subjects that people named: their name says which row or picture it is."""


def as_text(found: pl.DataFrame, assessment: Assessment) -> str:
    """The table of devices, and how many hosts there are besides."""
    return "\n".join(_devices(found, assessment)) + "\n"


def _devices(found: pl.DataFrame, assessment: Assessment) -> Iterator[str]:
    wide = max([len(plain(row, WIDTH)) for row in found["label"].to_list()], default=0)
    wide = min(wide, _WIDE)
    for row in found.iter_rows(named=True):
        yield f"{plain(row['label'], WIDTH):<{wide}}  {_joined([*_what(row, assessment), row['zone'] or ''])}"
        serials = [f"serial {_listed(row['serials'])}"] if row["serials"] else []
        seen = [_days(row), f"known by {', '.join(row['known_by'])}"]
        named = [row["addresses"] or "no address", _listed(row["macs"]), *serials, *seen, f"id {row['device']}"]
        yield f"{'':<{wide}}  {_joined(named)}"
    yield ""
    judged = assessment.devices.filter("candidate").height
    rest = f" of {judged:,}" if found.height < judged else ""
    others = _many(assessment.devices.height - judged, "other host")
    yield f"{_many(found.height, 'device')}{rest}; {others} with no sign of being a camera."


def _what(row: dict[str, Any], assessment: Assessment) -> list[str]:
    site = assessment.estate.site(row["site"]) if row["site"] else None
    place = site.name if site else row["site"] or "site not known"
    return [row["class"] or "kind not known", _made(row, assessment), row["model"] or "model not known", place]


def _made(row: dict[str, Any], assessment: Assessment) -> str:
    """The label, and who built it where that is another."""
    names = assessment.names
    brand = names["brand"].get(row["brand"], row["brand"])
    maker = names["maker"].get(row["hardware_maker"], row["hardware_maker"])
    if maker is None:
        return f"{brand}, maker not known" if brand else "maker not known"
    return maker if brand is None or row["brand"] == row["hardware_maker"] else f"{brand}, built by {maker}"


def conflicts_as_text(found: pl.DataFrame, assessment: Assessment, compared: pl.DataFrame) -> str:
    """The differences, device by device; `compared`: the devices that were looked at."""
    return "\n".join(_conflicts(found, assessment, compared)) + "\n"


def _conflicts(found: pl.DataFrame, assessment: Assessment, compared: pl.DataFrame) -> Iterator[str]:
    about = {row["device"]: row for row in compared.iter_rows(named=True)}
    for device, rows in groupby(found.iter_rows(named=True), key=lambda row: str(row["device"])):
        row = about[device]
        yield _joined([row["label"], *_what(row, assessment), f"id {device}"])
        for row in rows:
            yield from _difference(row, assessment)
        yield ""
    differ, count = _many(found["device"].n_unique(), "device"), _many(found.height, "difference")
    yield f"{differ} with {count}, of {_many(compared.height, 'device')} compared. Nothing was changed."


def _difference(row: dict[str, Any], assessment: Assessment) -> Iterator[str]:
    agreed = f"; last agreed {row['agreed']:%Y-%m-%d}" if row["agreed"] else ""
    yield f"  {_QUESTIONS[row['question']]:<10} {_told(row, 'stated')}"
    yield f"  {'':<10} {_told(row, 'seen')}{agreed}"
    yield f"  {'':<10} {assessment.sentence(row['note'])}"


def _told(row: dict[str, Any], side: str) -> str:
    """One side: who says it, what, and in which file and when."""
    kind, subject = row[f"{side}_kind"] or "source", row[f"{side}_of"]
    name = subject.partition(":")[2] if subject.startswith(_RECORDS) else ""
    when = f"{row[f'{side}_at']:%Y-%m-%d}" if row[f"{side}_at"] else "no date"
    file = plain(row[f"{side}_file"] or row[f"{side}_by"], WIDTH)
    return f"{kind} {plain(name, WIDTH)}".rstrip() + f": {plain(row[side], WIDTH)}  ({file}, {when})"


def as_json(found: pl.DataFrame) -> str:
    """Rows as one JSON list of objects; times in ISO 8601, UTC."""
    return json.dumps(found.to_dicts(), ensure_ascii=False, default=_text) + "\n"


def _text(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def _joined(parts: list[str]) -> str:
    return "  ".join(plain(part, 2 * WIDTH) for part in parts if part)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _days(row: dict[str, Any]) -> str:
    """When it was seen; what only records know was checked by people, if at all."""
    first, last = row["first_seen"], row["last_seen"]
    word = "checked" if set(row["known_by"]) <= _WRITTEN else "seen"
    if first is None or last is None:
        return f"never {word} at a known time"
    return f"{word} {first:%Y-%m-%d}" if first.date() == last.date() else f"{word} {first:%Y-%m-%d} to {last:%Y-%m-%d}"


_WRITTEN = {"register", "VMS", "survey", "photograph"}


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
