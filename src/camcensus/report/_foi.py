"""What may be published of an estate: counts by maker, kind, class of site and year, none of them small, and no places.

Nothing that a device, a register or the estate says goes into it but by way of a list of ours: names of makers and
ranges are those of the knowledge, kinds and classes those of the vocabulary, years are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report import _because as reasons
from camcensus.report import _coverage as coverage
from camcensus.report import _exposure as exposure
from camcensus.report import _states as states
from camcensus.report import _suppress as suppress
from camcensus.report import _words as words
from camcensus.report._suppress import Counts

SMALL = 5
"""The threshold that is used where nobody says one."""
MOST = 1_000

COVERED, REMOVED, OTHERS, UNKNOWN = GROUPS = ("covered", "removed", "others", "unknown")
WORDS = {
    COVERED: "of covered makers, in use",
    REMOVED: "of covered makers, removed or in store",
    OTHERS: "of other makers, in use",
    UNKNOWN: "maker, or what it is, not known",
}
"""What each group is called."""

NOT_KNOWN, NOT_STATED = "not known", "not stated"
KINDS = ("camera", "recorder", "encoder", "doorbell", "intercom", "access-control", "vms")
FIRST_YEAR = 1980


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One table."""

    id: str
    title: str
    of: str
    """What its names are of: the heading of their column."""
    counts: Counts

    @property
    def stated(self) -> bool:
        """Whether anything is stated at all."""
        return self.counts.hidden or any(cell.name != NOT_STATED for cell in self.counts.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """All that may be published."""

    small: int
    groups: Counts
    """By `GROUPS`, every one named."""
    covered: tuple[Named, ...]
    """Of covered equipment in use; none where how much of it there is is withheld, or there is none."""
    others: Counts | None
    """Other makers' equipment in use, by maker."""
    ranges: Mapping[str, tuple[str, ...]]
    """Maker to the ranges of which there is equipment that is not small in number."""
    proposed: tuple[str, ...]
    """Of the makers that are named: those about whom nobody has signed."""
    gaps: str
    """How many places nobody looked at, in words."""

    def group(self, name: str) -> int | None:
        """How much there is of a group; None: withheld."""
        return next(cell.number for cell in self.groups.cells if cell.name == name)


def published(material: Material) -> Published:
    """What may be published. Raises `UsageError` for a threshold that is none."""
    one, small = material.assessment, threshold(material.words)
    held = states.covered(one.devices)
    here, gone = held.filter(pl.col("in_use") != "no"), held.filter(pl.col("in_use") == "no")
    some = {
        COVERED: here.filter(pl.col("covered") == "yes"),
        REMOVED: gone.filter(pl.col("covered") == "yes"),
        OTHERS: here.filter(pl.col("covered") == "no"),
        UNKNOWN: here.filter(pl.col("covered") == "unknown"),
    }
    groups = suppress.apart({name: frame.height for name, frame in some.items()}, small)
    shown = {cell.name for cell in groups.cells if cell.number}
    covered = tuple(tables(one, some[COVERED], small)) if COVERED in shown else ()
    others = suppress.within(_makers(one, some[OTHERS]), small) if OTHERS in shown else None
    open_ = tuple(table.counts for table in covered if table.id == "makers")
    return Published(
        small=small,
        groups=groups,
        covered=covered,
        others=others,
        ranges={
            **({} if _kinds_withheld(covered) else _ranges(one, some[COVERED], open_, small)),
            **_ranges(one, some[OTHERS], (others,) if others else (), small),
        },
        proposed=_proposed(one, (*open_, *((others,) if others else ()))),
        gaps=suppress.few(_gaps(one), small),
    )


def threshold(said: Mapping[str, str]) -> int:
    """Below which number a count is withheld. Raises `UsageError`."""
    text = said.get("small", f"{SMALL}").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and suppress.LEAST <= int(text) <= MOST):
        mend = f"give a number from {suppress.LEAST} to {MOST:,}: fewer than 2 would say that it is one"
        raise UsageError(f"'{text}' is no threshold", where="--say small", mend=mend)
    return int(text)


def tables(one: Assessment, held: pl.DataFrame, small: int) -> list[Named]:
    """One population by one thing at a time: no two of its tables have anything in common but the total."""
    sensitive = dict(exposure.CLASSES)
    columns = (
        ("makers", "By who built it, or sells it", "maker", _makers(one, held)),
        ("kinds", "By kind", "kind", _among(held, "class", {kind: words.kind(kind) for kind in KINDS}, NOT_KNOWN)),
        ("sites", "By class of site", "site", _among(held, "sensitive", sensitive, sensitive["unknown"])),
        ("years", "By year in which it was bought, or else put up", "year", _years(one, held)),
        ("places", "By where on a site", "where", _among(held, "placement", _placements(one), NOT_STATED)),
        ("analytics", "Analytics", "switched on", _answers(held, "analytics")),
        ("audio", "Sound", "switched on", _answers(held, "audio")),
        ("cloud", "A maker's cloud", "switched on", _answers(held, "cloud")),
    )
    found = [
        Named(id=name, title=title, of=of, counts=suppress.within(counts, small)) for name, title, of, counts in columns
    ]
    return [_by_name(table) if table.id == "years" else table for table in found]


def _by_name(table: Named) -> Named:
    """The table in the order of its names, whatever is withheld."""
    return replace(table, counts=replace(table.counts, cells=tuple(sorted(table.counts.cells, key=lambda c: c.name))))


def _among(held: pl.DataFrame, column: str, known: Mapping[str, str], otherwise: str) -> dict[str, int]:
    """Counts of the values of a column that are on a list, by what they are called there; the others together."""
    counts: dict[str, int] = {}
    for value, count in held.group_by(column).len().iter_rows():
        name = known.get(value or "", otherwise)
        counts[name] = counts.get(name, 0) + count
    return counts


def _answers(held: pl.DataFrame, column: str) -> dict[str, int]:
    return _among(held, column, {"yes": "yes", "no": "no"}, NOT_STATED)


def _placements(one: Assessment) -> dict[str, str]:
    return {code: code.replace("-", " ") for code in one.vocabulary.values.get("placement", {})}


def _makers(one: Assessment, held: pl.DataFrame) -> dict[str, int]:
    """By the maker on whom it turns whether a device is covered."""
    counts: dict[str, int] = {}
    for row in held.group_by("hardware_maker", "manufacturer").len().iter_rows(named=True):
        name = one.names.get("maker", {}).get(reasons.maker(one, row) or "", NOT_KNOWN)
        counts[name] = counts.get(name, 0) + row["len"]
    return counts


def _years(one: Assessment, held: pl.DataFrame) -> dict[str, int]:
    """By year; what is no year between the first and the day of the assessment is not known."""
    stated = pl.coalesce(*(pl.when(pl.col(name) != "").then(name) for name in ("acquired_on", "installed_on")))
    year = stated.str.extract(r"^([0-9]{4})(?:-[0-9]{2}){0,2}$").cast(pl.Int64, strict=False)
    counts = dict(held.group_by(year=year).len().iter_rows())
    known = {
        f"{at}": count for at, count in counts.items() if at is not None and FIRST_YEAR <= at <= one.basis.as_of.year
    }
    return {**known, NOT_KNOWN: held.height - sum(known.values())}


def _kinds_withheld(covered: tuple[Named, ...]) -> bool:
    """Whether a range, which tells those who know it what a device is, would tell of a kind that is withheld."""
    return any(table.id == "kinds" and (table.counts.hidden or table.counts.withheld) for table in covered)


def _ranges(one: Assessment, held: pl.DataFrame, tables: Sequence[Counts], small: int) -> dict[str, tuple[str, ...]]:
    """Of makers whose count is published: ranges with so many devices that they are not small in number."""
    shown = {cell.name for counts in tables for cell in counts.cells if cell.number}
    names = one.names.get("maker", {})
    counts: dict[str, dict[str, int]] = {}
    for maker, model, count in held.group_by("hardware_maker", "model").len().iter_rows():
        beginning = _range(one.vocabulary.ranges.get(maker or "", ()), model or "")
        if beginning and names.get(maker) in shown:
            mine = counts.setdefault(names[maker], {})
            mine[beginning] = mine.get(beginning, 0) + count
    found = {name: tuple(sorted(one for one, count in mine.items() if count >= small)) for name, mine in counts.items()}
    return {name: ranges for name, ranges in sorted(found.items()) if ranges}


def _range(known: tuple[str, ...], model: str) -> str:
    """The longest beginning on the list; nothing where none fits."""
    fits = [beginning for beginning in known if model.casefold().startswith(beginning.casefold())]
    return max(fits, key=len, default="")


def _proposed(one: Assessment, tables: Sequence[Counts]) -> tuple[str, ...]:
    named = {cell.name for counts in tables for cell in counts.cells}
    return tuple(sorted({status.name for status in one.makers.values() if status.basis != "signed"} & named))


def _gaps(one: Assessment) -> int:
    return int(one.findings.filter(pl.col("reason").is_in(list(coverage.GAPS)))["subject"].n_unique())
