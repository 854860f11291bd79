"""Sites and zones from a CSV beside the estate file, for those who keep them in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from camcensus.model.errors import SettingsError
from camcensus.model.estate import LIMBS, Sensitivity, Site, Statement, Zone
from camcensus.model.outcome import Answer

T = TypeVar("T")

SITE_COLUMNS = (
    "id",
    "name",
    "body",
    "realm",
    "aliases",
    "timezone",
    "controller",
    *LIMBS,
    "said_by",
    "said_on",
)
ZONE_COLUMNS = ("id", "site", "kind", "cidrs", "vlans", "core", "said_by", "said_on", "cameras_expected")


def sites(data: bytes) -> list[tuple[int, Site]]:
    """(line, site) of each row of ``sites.csv``. Raises `SettingsError` with the line."""
    return _rows(data, "sites.csv", SITE_COLUMNS, _site)


def zones(data: bytes) -> list[tuple[int, Zone]]:
    """(line, zone) of each row of ``zones.csv``. Raises `SettingsError` with the line."""
    return _rows(data, "zones.csv", ZONE_COLUMNS, _zone)


def _rows(
    data: bytes, name: str, columns: tuple[str, ...], build: Callable[[dict[str, str]], T]
) -> list[tuple[int, T]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("it is not UTF-8 text", where=name, mend="save it as CSV UTF-8") from None
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="*")
    unknown = sorted(set(reader.fieldnames or ()) - set(columns))
    if unknown or "id" not in (reader.fieldnames or ()):
        what = f"'{unknown[0]}' is not a column here" if unknown else "it has no column 'id'"
        raise SettingsError(what, where=f"{name}, line 1", mend=f"columns are: {', '.join(columns)}")
    found: list[tuple[int, T]] = []
    for row in reader:
        line = reader.line_num
        cells = {key: (value or "").strip() for key, value in row.items() if key in columns}
        if not any(cells.values()):
            continue
        try:
            found.append((line, build(cells)))
        except (ValueError, KeyError) as fault:
            raise SettingsError(str(fault).strip("'\""), where=f"{name}, line {line}") from None
    return found


def _site(row: dict[str, str]) -> Site:
    said = {"said_by": row.get("said_by", ""), "said_on": _day(row.get("said_on", ""))}
    limbs = {limb: Statement(answer=_answer(row.get(limb, ""), limb), **said) for limb in LIMBS}  # type: ignore[arg-type]
    return Site(
        id=row["id"],
        name=row.get("name") or row["id"],
        body=row.get("body", ""),
        realm=row.get("realm") or "main",
        aliases=_list(row.get("aliases", "")),
        timezone=row.get("timezone") or "Europe/London",
        controller=row.get("controller") or "unknown",
        sensitive=Sensitivity(**limbs),
    )


def _zone(row: dict[str, str]) -> Zone:
    return Zone(
        id=row["id"],
        site=row.get("site", ""),
        kind=row.get("kind", ""),
        cidrs=_list(row.get("cidrs", "")),
        vlans=tuple(int(vlan) for vlan in _list(row.get("vlans", ""))),
        core=Statement(
            answer=_answer(row.get("core", ""), "core"),
            said_by=row.get("said_by", ""),
            said_on=_day(row.get("said_on", "")),
        ),
        cameras_expected=_answer(row.get("cameras_expected", "") or "yes", "cameras_expected") is not Answer.NO,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", text) if part.strip())


def _answer(text: str, column: str) -> Answer:
    word = text.lower() or "unknown"
    if word not in {answer.value for answer in Answer}:
        raise ValueError(f"{column}: '{text}' is not yes, no or unknown")
    return Answer(word)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"said_on: '{text}' is not a day as YYYY-MM-DD") from None
