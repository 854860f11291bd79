"""Level 1 of GLEIF's golden copy, "who is who": names, jurisdiction and numbers of the bearers of identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _gleif as gleif
from camcensus.sources.reading.forms import Form
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.parties import LEFT, Parties, Stated, moment, subject
from camcensus.wire.company_names import number

SOURCE = "importer:gleif-l1@1"

_OTHER = ("OtherEntityNames.OtherEntityName", "TransliteratedOtherEntityNames.TransliteratedOtherEntityName")
_NAMES = {f"name_{kind}_{n}": (f"Entity.{way}.{n}",) for kind, way in enumerate(_OTHER) for n in range(1, 6)}

FORM = Form(
    columns={
        "lei": ("LEI",),
        "name": ("Entity.LegalName",),
        **_NAMES,
        "jurisdiction": ("Entity.LegalJurisdiction",),
        "category": ("Entity.EntityCategory",),
        "authority": ("Entity.RegistrationAuthority.RegistrationAuthorityID",),
        "number": ("Entity.RegistrationAuthority.RegistrationAuthorityEntityID",),
        "updated": ("Registration.LastUpdateDate",),
        "state": ("Registration.RegistrationStatus",),
    },
    needs=(frozenset({"lei", "name", "jurisdiction"}), frozenset({"lei", "name", "updated"})),
)

_KINDS = {"FUND": "fund", "RESIDENT_GOVERNMENT_ENTITY": "state", "SOLE_PROPRIETOR": "person"}
_COMPANIES_HOUSE = frozenset({"RA000585", "RA000586", "RA000587"})
"""Registration authorities whose numbers are those of Companies House, in its three places."""
_BEGINS = 3
"""Letters by which names that can not be among those of interest are passed over."""


def detect(head: bytes) -> bool:
    """Whether the heading is that of the golden copy."""
    return gleif.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Companies of interest, by number or name; all with `keep_all`. Raises `NoHeading` or `BrokenInput`."""
    gathered = Gathered(context, SOURCE)
    parties = Parties(gathered)
    for frame in gleif.batches(path, context, FORM):
        gathered.records += frame.height
        whole = frame.filter(pl.col("lei").str.contains(gleif.LEI))
        gathered.leave_out("rows without an identifier", frame.height - whole.height)
        maybe = whole if context.keep_all else whole.filter(_maybe(context))
        kept = 0
        for row in maybe.iter_rows(named=True):
            if context.keep_all or parties.knows(_numbers(row), _names(row)):
                kept += 1
                _keep(row, parties, gathered)
                if gathered.is_full():
                    yield gathered.take()
        gathered.leave_out(LEFT, whole.height - kept)
    yield gathered.last(context.name)


def _maybe(context: Context) -> pl.Expr:
    """A quick look at whole columns: what it passes over is not of interest, what it lets through may be."""
    leis = pl.Series([one[4:] for one in sorted(context.concerned.numbers) if one.startswith("LEI/")], dtype=pl.String)
    others = {one.partition("/")[2] for one in context.concerned.numbers if not one.startswith(("LEI/", "BODS/"))}
    begins = pl.Series(sorted({one.replace(" ", "")[:_BEGINS] for one in context.concerned.names}), dtype=pl.String)
    looks = [pl.col("lei").is_in(leis.implode())]
    plain = pl.col("number").str.to_uppercase().str.replace_all("[^0-9A-Z]", "")
    numbers = pl.Series(sorted(others | {one.lstrip("0") for one in others}), dtype=pl.String)
    looks.append(plain.is_in(numbers.implode()))
    for column in ("name", *_NAMES):
        letters = pl.col(column).str.normalize("NFKD").str.to_lowercase().str.replace_all("ß", "ss", literal=True)
        start = letters.str.replace_all(r"\p{M}|[^\w]", "").str.slice(0, _BEGINS)
        looks.append(start.is_in(begins.implode()))
    return pl.any_horizontal(looks).fill_null(value=False)


def _numbers(row: dict[str, str | None]) -> list[str]:
    found = [number("LEI", str(row["lei"]))]
    if row["authority"] and row["number"]:
        found.append(number(row["authority"], row["number"]))
        if row["authority"] in _COMPANIES_HOUSE:
            found.append(number("GB-COH", row["number"]))
    return found


def _names(row: dict[str, str | None]) -> list[str]:
    if _KINDS.get(row["category"] or "") == "person":
        return []
    return [name for column in ("name", *_NAMES) if (name := row[column])]


def _keep(row: dict[str, str | None], parties: Parties, gathered: Gathered) -> None:
    if row["state"] in gleif.NOT_VALID:
        gathered.leave_out("registrations that are annulled or duplicates")
        return
    kind = _KINDS.get(row["category"] or "", "company")
    hidden = {"row"} | ({"name", *_NAMES} if kind == "person" else set())
    original = parties.keep({name: value for name, value in row.items() if value is not None and name not in hidden})
    at, quality = moment(row["updated"])
    country = parties.countries.code(row["jurisdiction"] or "")
    if not country:
        gathered.remarks.add(f"row {row['row']}", "no jurisdiction that is known by a code")
    parties.party(
        subject("LEI", str(row["lei"])),
        Stated(at=at, quality=quality, original=original),
        kind=kind,
        names=_names(row),
        countries=[country],
        numbers=_numbers(row)[1:],
    )
