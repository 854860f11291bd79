"""Level 2 of GLEIF's golden copy, "who owns whom": which company consolidates which, and why one says nothing of it.

A parent that consolidates another in its accounts controls it (IFRS 10 and its like); a branch abroad is the company
itself. Relationships of funds say who manages them and are counted. Reporting exceptions, a file of their own, are
counted by their reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _gleif as gleif
from camcensus.sources.reading.forms import Form
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.parties import CONTROL, LEFT, Held, Parties, Stated, day, moment, subject
from camcensus.sources.reading.related import Related

SOURCE = "importer:gleif-l2@1"

_PERIODS = range(1, 6)
_PERIOD = {
    f"{what}_{n}": (f"Relationship.Period.{n}.{way}", f"Relationship.RelationshipPeriods.{n}.{way}")
    for what, way in (("from", "startDate"), ("to", "endDate"), ("period", "periodType"))
    for n in _PERIODS
}
FORM = Form(
    columns={
        "child": ("Relationship.StartNode.NodeID",),
        "child_kind": ("Relationship.StartNode.NodeIDType",),
        "parent": ("Relationship.EndNode.NodeID",),
        "parent_kind": ("Relationship.EndNode.NodeIDType",),
        "kind": ("Relationship.RelationshipType",),
        "status": ("Relationship.RelationshipStatus",),
        **_PERIOD,
        "updated": ("Registration.LastUpdateDate",),
        "state": ("Registration.RegistrationStatus",),
    },
    needs=(frozenset({"child", "parent", "kind"}),),
)
EXCEPTIONS = Form(
    columns={
        "lei": ("LEI",),
        "category": ("Exception.Category", "ExceptionCategory"),
        "reason": ("Exception.Reason.1", "ExceptionReason.1", "Exception.Reason"),
    },
    needs=(frozenset({"lei", "category"}),),
)

_HOW = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "direct",
    "IS_ULTIMATELY_CONSOLIDATED_BY": "indirect",
    "IS_INTERNATIONAL_BRANCH_OF": "direct",
}
_ENDED = ("INACTIVE", "NULL")
_IS_PERIOD = "RELATIONSHIP_PERIOD"


def detect(head: bytes) -> bool:
    """Whether the heading is that of the relationships, or of the exceptions."""
    return gleif.detect(head, FORM) or gleif.detect(head, EXCEPTIONS)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Relationships of the companies of interest; all with `keep_all`. Raises `NoHeading` or `BrokenInput`."""
    gathered = Gathered(context, SOURCE)
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
    if not gleif.detect(head, FORM) and gleif.detect(head, EXCEPTIONS):
        for frame in gleif.batches(path, context, EXCEPTIONS):
            _count(frame, gathered)
    else:
        yield from _relationships(path, context, gathered)
    yield gathered.last(context.name)


def _count(frame: pl.DataFrame, gathered: Gathered) -> None:
    gathered.records += frame.height
    for category, reason, many in frame.group_by("category", "reason").len().sort("category", "reason").iter_rows():
        words = ", ".join(_words(one) for one in (category, reason) if one) or "without a reason"
        gathered.leave_out(f"reporting exceptions ({words})", many)


def _words(code: str) -> str:
    return code[:60].replace("_", " ").lower()


def _relationships(path: Path, context: Context, gathered: Gathered) -> Iterator[Chunk]:
    parties, related = Parties(gathered), None if context.keep_all else _related(path, context)
    for frame in gleif.batches(path, context, FORM):
        gathered.records += frame.height
        whole = _told(frame, gathered)
        if related is not None:
            near = pl.Series([related.has(f"LEI/{one}") for one in whole["child"]], dtype=pl.Boolean)
            gathered.leave_out(LEFT, len(near) - int(near.sum()))
            whole = whole.filter(near)
        for row in whole.iter_rows(named=True):
            _keep(row, parties, gathered)
            if gathered.is_full():
                yield gathered.take()


def _related(path: Path, context: Context) -> Related:
    related = Related()
    for one in sorted(context.concerned.numbers):
        related.begin(one)
    for frame in gleif.batches(path, context, FORM):
        ours = frame.filter(_IS_OURS & pl.col("kind").is_in(list(_HOW)))
        related.edges("LEI/" + ours["child"], "LEI/" + ours["parent"])
    related.walk()
    return related


_IS_OURS = (
    pl.col("child").str.contains(gleif.LEI)
    & pl.col("parent").str.contains(gleif.LEI)
    & (pl.col("child_kind").fill_null("LEI") == "LEI")
    & (pl.col("parent_kind").fill_null("LEI") == "LEI")
)
"""Both ends are identifiers; others are numbers of registers, of which the file says no more."""


def _told(frame: pl.DataFrame, gathered: Gathered) -> pl.DataFrame:
    """The rows that say who controls whom; the others are counted."""
    whole = frame.filter(_IS_OURS.fill_null(value=False))
    gathered.leave_out("rows without two identifiers", frame.height - whole.height)
    control = whole.filter(pl.col("kind").is_in(list(_HOW)).fill_null(value=False))
    gathered.leave_out("relationships of funds, and others that are no control", whole.height - control.height)
    valid = control.filter(~pl.col("state").is_in(list(gleif.NOT_VALID)).fill_null(value=False))
    gathered.leave_out("registrations that are annulled or duplicates", control.height - valid.height)
    return valid


def _keep(row: dict[str, str | None], parties: Parties, gathered: Gathered) -> None:
    where = f"row {row['row']}"
    at, quality = moment(row["updated"])
    since, until = _period(row)
    if row["status"] in _ENDED and not until:
        until = day(row["updated"])
        if not until:
            gathered.leave_out("relationships that have ended, without the day")
            return
        gathered.remarks.count("{} relationships have ended, and are taken to have lasted until their last update")
    original = parties.keep({name: value for name, value in row.items() if value is not None and name != "row"})
    kind = str(row["kind"])
    stated = Stated(at=at, quality=quality, original=original, where=where)
    held = Held(
        owner=subject("LEI", str(row["parent"])),
        kind=CONTROL,
        since=since,
        until=until,
        how=_HOW[kind],
        nature=kind,
        statement=f"{row['child']} {kind} {row['parent']}",
    )
    parties.held(subject("LEI", str(row["child"])), held, stated)


def _period(row: dict[str, str | None]) -> tuple[str, str]:
    """First and last day of the relationship itself: other periods are those of accounts and of filings."""
    for n in _PERIODS:
        if row[f"period_{n}"] == _IS_PERIOD or (n == 1 and not row["period_1"] and row["from_1"]):
            return day(row[f"from_{n}"]), day(row[f"to_{n}"])
    return "", ""
