"""What became another between two assessments, finding by finding, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from camcensus.engine import extensions
from camcensus.model.assessment import Assessment, MakerStatus

_KEY = ("subject", "clause")
_SAYS = ("outcome", "reason", "waiver", "provisional")
_SHOWN = ("device", "site")
_BEHIND: Mapping[str, tuple[str, ...]] = {
    "surveillance": ("class",),
    "in_use": ("status",),
    "maker_subject": ("hardware_maker", "manufacturer", "brand"),
    "maker_named": ("hardware_maker", "manufacturer", "brand"),
    "sensitive": ("site",),
    "core": ("zone", "addresses"),
    "deployed_since": ("installed_on", "work"),
    "acquired_since": ("acquired_on", "installed_on"),
    "ours": ("controller", "site"),
}
"""A fact to the columns of devices that it comes from, which are told before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One finding that is another, new or gone."""

    subject: str
    label: str
    clause: str
    before: Mapping[str, Any] | None
    """outcome, reason, waiver, provisional; None: there was no such finding."""
    after: Mapping[str, Any] | None
    why: tuple[str, ...]
    """What it follows from, the nearest cause first; never empty."""


def changes(before: Assessment, after: Assessment, otherwise: Sequence[str] = ()) -> tuple[Change, ...]:
    """Every finding that differs, by clause and subject; `otherwise` is why, where both sides say the same."""
    old = before.findings.select(*_KEY, *_SHOWN, pl.struct(_SAYS).alias("old"))
    new = after.findings.select(*_KEY, *_SHOWN, pl.struct(_SAYS).alias("new"))
    both = old.join(new, on=list(_KEY), how="full", coalesce=True, suffix="_new").filter(
        pl.col("old").ne_missing(pl.col("new"))
    )
    why = _Why(before, after, otherwise or ("nothing that is recorded",))
    return tuple(why.change(row) for row in both.sort("clause", "subject").iter_rows(named=True))


class _Why:
    """Looks up what a finding followed from on either side."""

    def __init__(self, before: Assessment, after: Assessment, otherwise: Sequence[str]) -> None:
        self._sides = (before, after)
        self._otherwise = otherwise
        self._devices = tuple({row["device"]: row for row in one.devices.iter_rows(named=True)} for one in self._sides)
        self._clauses = tuple({clause.id: clause for _, clause in one.clauses} for one in self._sides)
        self._asked = {one.id: _columns(one.definition["facts"]) for one in extensions.found("checks").values()}

    def change(self, row: dict[str, Any]) -> Change:
        device = row["device"] or row["device_new"]
        rows = [side.get(device) for side in self._devices]
        why = tuple(self._clause(row["clause"])) or tuple(self._device(row, *rows)) or tuple(self._rest())
        label = next((found["label"] for found in reversed(rows) if found), None)
        return Change(
            subject=row["subject"],
            label=label or device or row["site"] or row["site_new"] or row["subject"],
            clause=row["clause"],
            before=row["old"],
            after=row["new"],
            why=why,
        )

    def _clause(self, name: str) -> Iterator[str]:
        old, new = (side.get(name) for side in self._clauses)
        if old is None or new is None:
            yield f"the clause is judged {'now' if old is None else 'no longer'}"
        elif old != new:
            yield "the words or dates of the clause are others"

    def _device(self, row: dict[str, Any], old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[str]:
        if row["device"] is None and row["device_new"] is None:
            return
        if old is None or new is None:
            yield "the device is new" if old is None else "the device is no longer one of its own"
            return
        for maker in dict.fromkeys((new["hardware_maker"], new["manufacturer"])):
            yield from self._maker(maker)
        clause = self._clauses[1].get(row["clause"])
        for name in self._asked[clause.check] if clause else ():
            if name in old and name in new and old[name] != new[name]:
                yield f"{name}: {_said(old[name])}, now {_said(new[name])}"
        if (row["old"] or {}).get("waiver") != (row["new"] or {}).get("waiver"):
            yield "a waiver began or ended"

    def _maker(self, maker: str | None) -> Iterator[str]:
        old, new = (side.makers.get(maker) if maker else None for side in self._sides)
        if old and new and _status(old) != _status(new):
            yield f"{new.name}: {_status(old)}, now {_status(new)}"

    def _rest(self) -> Iterator[str]:
        """What holds for everything."""
        old, new = (side.basis for side in self._sides)
        if old.as_of != new.as_of:
            yield f"the day: {old.as_of}, now {new.as_of}"
        for what in ("profile", "knowledge", "estate"):
            if getattr(old, what) != getattr(new, what):
                yield f"the {what} is another version"
        if old.position != new.position:
            yield f"the log: up to {old.position}, now up to {new.position}"
        if old == new:
            yield from self._otherwise


def _columns(facts: object) -> tuple[str, ...]:
    """The columns that a check's facts come from, then the facts."""
    named = [str(fact) for fact in facts] if isinstance(facts, list) else []
    behind = [column for fact in named for column in _BEHIND.get(fact, ())]
    return tuple(dict.fromkeys((*behind, *named)))


def _status(one: MakerStatus) -> str:
    by = f" ({one.basis}{f', {one.person} {one.signed}' if one.person else ''})"
    return f"subject {one.answer}{by}"


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "nothing" if value is None else str(value)
