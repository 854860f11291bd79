"""Who says that a thing was removed, and as of which day; and what another statement says against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from camcensus.reason import facts, settled, times

GONE, STORED = "removed", "spare"
_STATUS, _WORD = "fact.status", "settled.status"
_DAYS = ("fact.removed_on", "settled.removed_on")
_WORDS = {_WORD: "status", _DAYS[1]: "removed_on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """That it was removed, as somebody states it."""

    day: date | None = None
    told: tuple[tuple[str, str], ...] = ()
    """The day, and who removed it."""
    position: int = 0
    """Of the log, where it was stated first."""
    rows: pl.DataFrame
    lacks: tuple[str, ...] = ()
    """Codes of `model.removal.LACKS`."""


def find(mine: pl.DataFrame, as_of: date, by: str = "") -> Stated:
    """What the observations of one device, in the order of the log, state of its removal.

    A settled word stands above what registers state. `by`: who removed it, where the log does not say.
    """
    words = {row["column"]: row for row in settled.newest(mine).iter_rows(named=True)}
    last = str(words["status"]["value"]) if "status" in words else _last(mine, _STATUS)
    written = str(words["removed_on"]["value"]) if "removed_on" in words else _last(mine, _DAYS[0])
    if last != GONE and not written:
        return Stated(rows=mine.clear(), lacks=("not-stated",))
    taken_back = [name for name, column in _WORDS.items() if column not in words]
    rows = mine.filter(_says_removed() & ~pl.col("field").is_in(taken_back)).sort("position", maintain_order=True)
    day = facts.span_of_day(written)[1] or _first_day(rows)
    if day is not None and day > as_of:
        return Stated(rows=rows, told=(("to be removed on", day.isoformat()),), lacks=("not-yet",))
    person = next((str(words[name]["person"]) for name in ("status", "removed_on") if name in words), "")
    person, said = person or register(mine, "removed_by"), by
    told = [("removed on", day.isoformat())] if day else []
    told += [("by", person)] if person else [("by (said)", said)] if said else []
    checks = {
        "no-day": day is None,
        "no-person": not (person or said),
        "said-otherwise": day is not None and _otherwise(mine, day, last),
    }
    return Stated(
        day=day,
        told=tuple(told),
        position=int(rows["position"][0]),
        rows=rows,
        lacks=tuple(code for code, lacking in checks.items() if lacking),
    )


def after(day: date) -> datetime:
    """The first moment after a day."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def register(mine: pl.DataFrame, column: str) -> str:
    """What registers state in a column that is kept as written, the newest; empty: nothing."""
    return _last(mine, f"register.{column}")


def _last(mine: pl.DataFrame, name: str) -> str:
    rows = mine.filter(pl.col("field") == name).sort("position", maintain_order=True)
    return str(rows["value"].last()) if rows.height else ""


def _says_removed() -> pl.Expr:
    status = pl.col("field").is_in([_STATUS, _WORD]) & (pl.col("value") == GONE)
    return status | (pl.col("field").is_in(list(_DAYS)) & (pl.col("value") != ""))


def _first_day(rows: pl.DataFrame) -> date | None:
    """The day of the statement itself; the first where it was repeated."""
    first = rows.filter(times.is_kept()).select(pl.max_horizontal("until", "at").min()).item() if rows.height else None
    return first.date() if isinstance(first, datetime) else None


def _otherwise(mine: pl.DataFrame, day: date, last: str) -> bool:
    """Whether another statement says that it is in use: one of a later day, or one that came in later.

    Words of people are put in order by their time; where the log has them in another order, a clock stepped back.
    """
    words = mine.filter((pl.col("field") == _WORD) & (pl.col("value") != "")).sort("position", maintain_order=True)
    in_use = (pl.col("field") == _STATUS) & ~pl.col("value").is_in([GONE, STORED]) & times.is_kept()
    later = mine.filter(in_use & (pl.max_horizontal("until", "at") >= after(day)))
    return last not in ("", GONE) or (words.height > 0 and words["value"].last() != last) or later.height > 0
