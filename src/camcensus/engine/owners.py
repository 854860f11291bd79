"""Parties and holdings that registers have told the log, laid beside those of the knowledge.

A party of the log is one of the knowledge where a number in a register is the same, else where its whole name, folded,
and its jurisdiction are the same: then the chain says *matched by name*. Otherwise it is a party of its own. A later
statement of one name takes the place of an earlier one. The same observations give the same in any order of reading.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from camcensus.engine import _shares
from camcensus.engine import workspace as workspaces
from camcensus.engine.workspace import Workspace
from camcensus.model.knowledge import Holding, Knowledge, Party
from camcensus.model.profile import Profile
from camcensus.model.reading import Remark
from camcensus.reason.companies import Companies
from camcensus.wire.company_names import number

FIELDS = ("party.name", "party.alias", "party.kind", "party.jurisdiction", "party.number", "party.held")
STATUS = "register"
"""The grade of what a register states: shown as it is, and not as verified."""
BY_NAME = "matched by name"

_TITLES = {
    "bods": "BODS",
    "gb-psc": "Companies House, persons with significant control",
    "gleif-l1": "GLEIF, level 1",
    "gleif-l2": "GLEIF, level 2",
}
_FIRST = ("LEI/", "GB-COH/")
"""Registers by whose numbers a party of the log is called, before any other."""
_PERSON, _COMPANY = "person", "company"
_KINDS = ("state", "fund", _PERSON, _COMPANY)
_EPOCH = datetime(1, 1, 1)  # noqa: DTZ001  # UTC without its name, as the column beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Knowledge with what registers say, and what is doubtful about it."""

    knowledge: Knowledge
    remarks: tuple[Remark, ...] = ()
    """`where` is the id of a party."""


def beside(knowledge: Knowledge, observed: pl.DataFrame, known_on: date | None = None) -> Beside:
    """`knowledge` with the parties and holdings of `observed`; of those only that were stated by `known_on`.

    `observed` has `frames.SCHEMA`; other fields are passed over. Cost: about 30 µs an observation of a party.
    """
    rows = observed.filter(pl.col("field").is_in(FIELDS))
    if known_on is not None:
        evening = datetime.combine(known_on + timedelta(days=1), time())
        rows = rows.filter(pl.col("at").is_null() | (pl.col("at").dt.replace_time_zone(None) < evening))
    if not rows.height:
        return Beside(knowledge=knowledge)
    return _Registers(knowledge, rows).beside()


def of(workspace: Workspace, known_on: date | None = None) -> Beside:
    """The knowledge of a workspace with what registers told its log."""
    return beside(workspace.knowledge, workspace.store.observations(fields=FIELDS), known_on)


def known(home: Path | None, known_on: date | None = None) -> tuple[Beside, Profile, str]:
    """What is known, with what registers told the log of a workspace, and its profile with its hash; without one ours.

    Raises as `workspaces.known` and `workspaces.open_` do. No log is made where there is none.
    """
    if home is None or not (home / workspaces.LOG).exists():
        knowledge, profile, version = workspaces.known(home)
        return Beside(knowledge=knowledge), profile, version
    opened = workspaces.open_(home)
    try:
        return of(opened, known_on), opened.settings.profile, opened.settings.profile_version
    finally:
        opened.store.close()


@dataclass(slots=True)
class _Told:
    """What is said of one subject: field and source to the newest values."""

    newest: dict[tuple[str, str], tuple[datetime, set[str]]] = field(default_factory=dict)

    def add(self, about: str, source: str, at: datetime, value: str) -> None:
        before = self.newest.get((about, source))
        if before is None or at > before[0]:
            self.newest[about, source] = (at, {value})
        elif at == before[0]:
            before[1].add(value)

    def of(self, about: str) -> set[str]:
        """The newest values of each source."""
        return {one for (name, _), (_, values) in self.newest.items() if name == about for one in values}


class _Registers:
    def __init__(self, knowledge: Knowledge, rows: pl.DataFrame) -> None:
        self._knowledge = knowledge
        self._told: dict[str, _Told] = {}
        self._held: dict[tuple[str, str, str], tuple[datetime, set[str]]] = {}
        self._root: dict[str, str] = {}
        self._remarks: set[tuple[str, str]] = set()
        self._sources: dict[str, set[str]] = {}
        self._take(rows)
        self._ids: dict[str, str] = {}
        self._by_name: set[str] = set()
        self._new: dict[str, Party] = {}
        self._match()

    def beside(self) -> Beside:
        """All of it."""
        parties = {**self._knowledge.parties, **dict(sorted(self._new.items()))}
        found = _shares.settled(self._knowledge.holdings, self._holdings())
        for where, what in found.remarks:
            self._remarks.add((where, what))
        return Beside(
            knowledge=replace(self._knowledge, parties=parties, holdings=(*self._knowledge.holdings, *found.holdings)),
            remarks=tuple(Remark(where=where, what=what) for where, what in sorted(self._remarks)),
        )

    # --- what is told ------------------------------------------------------------------------------------------------

    def _take(self, rows: pl.DataFrame) -> None:
        named = rows.select("subject", "field", "value", "source", pl.col("at").dt.replace_time_zone(None))
        for subject, about, value, source, at in named.iter_rows():
            key = subject.partition(":")[2]
            self._find(key)
            self._sources.setdefault(key, set()).add(source)
            when = at or _EPOCH
            if about == "party.held":
                self._take_held(key, value, source, when)
                continue
            self._told.setdefault(key, _Told()).add(about, source, when, value)
            if about == "party.number":
                register, _, written = value.partition(" ")
                self._same(key, number(register, written))

    def _take_held(self, key: str, value: str, source: str, at: datetime) -> None:
        told = _parsed(value)
        if told is None:
            self._remarks.add((key, "a holding that is not written as holdings are was passed over"))
            return
        owner = str(told["owner"]).partition(":")[2]
        self._find(owner)
        self._sources.setdefault(owner, set()).add(source)
        statement = (source, key, str(told.get("statement", "")) or value)
        before = self._held.get(statement)
        if before is None or at > before[0]:
            self._held[statement] = (at, {value})
        elif at == before[0]:
            before[1].add(value)

    # --- who is who --------------------------------------------------------------------------------------------------

    def _find(self, key: str) -> str:
        self._root.setdefault(key, key)
        root = key
        while self._root[root] != root:
            root = self._root[root]
        while self._root[key] != root:
            self._root[key], key = root, self._root[key]
        return root

    def _same(self, one: str, other: str) -> None:
        roots = sorted((self._find(one), self._find(other)))
        self._root[roots[1]] = roots[0]

    def _match(self) -> None:
        """Give every subject the id of a party."""
        groups: dict[str, list[str]] = {}
        for key in sorted(self._root):
            groups.setdefault(self._find(key), []).append(key)
        ours = {
            number(register, written): party.id
            for party in self._knowledge.parties.values()
            for register, written in party.identifiers.items()
        }
        companies = Companies(self._knowledge.parties)
        for keys in groups.values():
            found = sorted({ours[key] for key in keys if key in ours})
            if len(found) > 1:
                self._remarks.add((found[0], f"a register gives it numbers of others too: {', '.join(found[1:])}"))
            party = self._party(keys)
            if not found:
                found = self._named(party, keys, companies)
                self._by_name.update(found)
            if not found:
                self._new[party.id] = party
            self._ids.update(dict.fromkeys(keys, found[0] if found else party.id))

    def _named(self, party: Party, keys: list[str], companies: Companies) -> list[str]:
        """The one party of the knowledge with its whole name and its jurisdiction."""
        if party.kind == _PERSON or party.jurisdiction is None:
            return []
        names = self._every(keys, "party.name") | self._every(keys, "party.alias")
        found = {one for name in names for one in companies.named(name, party.jurisdiction)}
        same = sorted(one for one in found if self._knowledge.parties[one].jurisdiction == party.jurisdiction)
        if len(same) > 1:
            self._remarks.add((party.id, f"its name is that of several that are known: {', '.join(same)}"))
        return same if len(same) == 1 else []

    def _every(self, keys: Iterable[str], about: str) -> set[str]:
        return {value for key in keys if key in self._told for value in self._told[key].of(about)}

    def _party(self, keys: list[str]) -> Party:
        known = [key for key in keys if key in self._sources]
        name = min(known, key=lambda key: (*(not key.startswith(one) for one in _FIRST), key))
        kinds, countries = self._every(keys, "party.kind"), sorted(self._every(keys, "party.jurisdiction"))
        if len(countries) > 1:
            what = f"registers state more than one jurisdiction or nationality for it: {', '.join(countries)}"
            self._remarks.add((name, what))
        kind = next((one for one in _KINDS if one in kinds), _COMPANY)
        called = sorted(self._every(keys, "party.name"))
        return Party(
            id=name,
            name=called[0] if called else f"natural person {name}" if kind == _PERSON else name,
            jurisdiction=countries[0] if len(countries) == 1 else None,
            kind=kind,
            aliases=tuple(sorted({*called[1:], *self._every(keys, "party.alias")})),
            identifiers={key.partition("/")[0]: key.partition("/")[2] for key in reversed(keys)},
            source="; ".join(sorted({_source(one) for key in known for one in self._sources[key]}) or [""]),
            status=STATUS,
        )

    # --- who holds what ----------------------------------------------------------------------------------------------

    def _holdings(self) -> list[tuple[Holding, bool]]:
        """(holding, whether it is indirect), each once."""
        found: set[tuple[Holding, bool]] = set()
        for (source, key, _), (at, values) in self._held.items():
            for value in values:
                told = _parsed(value) or {}
                asset, owner = self._ids[key], self._ids[str(told["owner"]).partition(":")[2]]
                if asset == owner:
                    self._remarks.add((asset, "a register states that it holds a part of itself: passed over"))
                    continue
                known_from = None if at == _EPOCH else at.date()
                one = _holding(told, owner, asset, known_from, self._basis(told, (asset, owner)), _source(source))
                if isinstance(one, str):
                    self._remarks.add((asset, one))
                else:
                    found.add((one, told.get("how") == "indirect"))
        return sorted(found, key=repr)

    def _basis(self, told: dict[str, object], ends: tuple[str, str]) -> str:
        parts = [str(told.get("nature") or told.get("kind", "")), *_bounds(told)]
        names = [f"{one} {BY_NAME}" for one in ends if one in self._by_name]
        return "; ".join([*parts, *names])


def _parsed(value: str) -> dict[str, object] | None:
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("owner"), str):
        return None
    return told if told["owner"].startswith("party:") and len(told["owner"]) > len("party:") else None


def _bounds(told: dict[str, object]) -> Iterator[str]:
    low, high = told.get("low"), told.get("high")
    if told.get("above") and isinstance(low, int | float):
        yield f"more than {low:g} %"
    if told.get("below") and isinstance(high, int | float):
        yield f"less than {high:g} %"


def _holding(
    told: dict[str, object], owner: str, asset: str, known_from: date | None, basis: str, source: str
) -> Holding | str:
    """The holding, or why it can not be so. A bound that is not reached itself is moved by the least there is."""
    kind = str(told.get("kind"))
    low, high = told.get("low"), told.get("high")
    since, until = _day(told.get("from")), _day(told.get("to"))
    if not all(one is None or (isinstance(one, int | float) and math.isfinite(one)) for one in (low, high)):
        return "a holding whose share is no number was passed over"
    least = float(low) if isinstance(low, int | float) else None
    most = float(high) if isinstance(high, int | float) else None
    if not 0 <= (least or 0.0) <= (100.0 if most is None else most) <= 100:
        return f"a share of {least} to {most} % was passed over"
    if since and until and since > until:
        return f"a holding that ends on {until}, before it begins on {since}, was passed over"
    if least is not None and told.get("above") and least < 100:
        least = math.nextafter(least, 100.0)
    if most is not None and told.get("below") and most > 0:
        most = math.nextafter(most, 0.0)
    stated = kind == "control" and told.get("certain") is not False
    statement = str(told.get("statement", ""))
    return Holding(
        owner=owner,
        asset=asset,
        percent_low=least,
        percent_high=most,
        controls=stated,
        basis=basis,
        scope="consolidated" if stated else "direct",
        kind=kind if kind in ("votes", "board") else "shares",
        true_from=since,
        true_to=until,
        known_from=known_from,
        source=f"{source}: {statement}" if statement else source,
        status=STATUS,
    )


def _day(written: object) -> date | None:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


def _source(source: str) -> str:
    """What people call a register."""
    name = source.partition(":")[2].partition("@")[0]
    return _TITLES.get(name, name or source)
