"""The devices there are, with all that names them and who knows of them; and where records and the network differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from camcensus.engine import known
from camcensus.engine.workspace import Workspace, files
from camcensus.model.assessment import Assessment
from camcensus.reason import conflicts as differing
from camcensus.reason import statements, witnesses
from camcensus.wire import addresses

COLUMNS = (
    "device", "label", "class", "brand", "hardware_maker", "model", "firmware", "site", "zone", "addresses", "macs",
    "serials", "hosts", "known_by", "first_seen", "last_seen", "in_use", "doubts",
)  # fmt: skip
"""Columns of the table of devices."""

_OF_A_KIND = {"macs": "mac:", "serials": "serial:", "hosts": "host:"}


def table(assessment: Assessment, wanted: Sequence[str] = ()) -> pl.DataFrame:
    """The judged devices that fit all of `wanted`, with `COLUMNS`, by site and name.

    A word fits a device if it stands in one of its names, in its class, label, maker, model, site, zone or kind of
    source; an address range (``10.20.0.0/22``) fits if one of its addresses lies in it.
    """
    judged = assessment.devices.filter("candidate").join(witnesses.find(assessment.seen), on="device", how="left")
    codes = assessment.doubts.group_by("device").agg(doubts=pl.col("code").unique().sort())
    judged = judged.join(codes, on="device", how="left").with_columns(
        pl.col("known_by", "doubts").fill_null([]),
        **{name: _of_a_kind(prefix) for name, prefix in _OF_A_KIND.items()},
    )
    fits = [_fits(word, assessment) for word in wanted]
    kept = [all(fit(row) for fit in fits) for row in judged.iter_rows(named=True)] if fits else None
    found = judged if kept is None else judged.filter(pl.Series(kept, dtype=pl.Boolean))
    return found.select(COLUMNS).sort("site", "label", "device", nulls_last=True)


def conflicts(workspace: Workspace, assessment: Assessment, wanted: Sequence[str] = ()) -> pl.DataFrame:
    """Where records and the network, or two records, say different things of the devices of `table`.

    `conflicts.SCHEMA`, with `label` of the device, and of each side the file and the kind of source (`stated_file`,
    `stated_kind`, `seen_file`, `seen_kind`).
    """
    knowledge = workspace.knowledge
    values, network = statements.gather(assessment.seen, knowledge, known.sayings(knowledge))
    found = differing.find(values, network, assessment.devices, knowledge.brands)
    listed = table(assessment, wanted).select("device", "label").with_row_index("order")
    held = files(workspace.store)
    by_file = {f"{side}_file": _replaced(f"{side}_in", held, None) for side in ("stated", "seen")}
    found = found.join(listed, on="device", maintain_order="left").with_columns(*_in_words(assessment), **by_file)
    records = witnesses.of_records(assessment.seen).drop("device").unique(["source", "subject", "position"])
    for side in ("stated", "seen"):
        told = {"source": f"{side}_by", "subject": f"{side}_of", "position": f"{side}_in", "by": f"{side}_kind"}
        named = records.rename(told)
        found = found.join(named, on=list(told.values())[:3], how="left", maintain_order="left")
    return found.sort("order", maintain_order=True).drop("order")


def _of_a_kind(prefix: str) -> pl.Expr:
    """The names of one kind, without the word for it."""
    own = pl.element().filter(pl.element().str.starts_with(prefix)).str.strip_prefix(prefix)
    return pl.col("names").list.eval(own.str.to_uppercase() if prefix == "serial:" else own)


def _fits(word: str, assessment: Assessment) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a row of the judged devices fits one word."""
    span = addresses.covered(word) if "/" in word else None
    if span is not None:
        return lambda row: any(_inside(name, span) for name in row["names"] if name.startswith("ip:"))
    sought, sites = word.casefold(), {site.id: site.name for site in assessment.estate.sites}
    names = assessment.names

    def fit(row: Mapping[str, Any]) -> bool:
        maker, brand = row["hardware_maker"] or "", row["brand"] or ""
        told = [
            *row["names"], *row["known_by"], row["label"], row["class"], row["model"], row["site"], row["zone"],
            sites.get(row["site"]), maker, brand, names["maker"].get(maker), names["brand"].get(brand),
        ]  # fmt: skip
        return any(sought in text.casefold() for text in told if text)

    return fit


def _inside(name: str, span: addresses.Span) -> bool:
    try:
        return span[0] <= addresses.number(name.removeprefix("ip:")) <= span[1]
    except ValueError:
        return False


def _in_words(assessment: Assessment) -> list[pl.Expr]:
    """`stated` and `seen` with the names that people know of sites and makers; what a record wrote stays as written."""
    question, makers = pl.col("question"), {**assessment.names["brand"], **assessment.names["maker"]}
    site, built = question == "site", question.is_in(["make", "driver"]) & (pl.col("note") != "driver-of-another-maker")
    sites = {one.id: one.name for one in assessment.estate.sites}
    seen = pl.when(built).then(_replaced("seen", makers, pl.col("seen")))
    return [
        pl.when(site).then(_replaced("stated", sites, pl.col("stated"))).otherwise("stated").alias("stated"),
        seen.when(site).then(_replaced("seen", sites, pl.col("seen"))).otherwise("seen").alias("seen"),
    ]


def _replaced(column: str, new: Mapping[Any, str], default: pl.Expr | None) -> pl.Expr:
    return pl.col(column).replace_strict(new, default=default, return_dtype=pl.String)
