"""What is said to those outside: no host name, and ids that are the same wherever they are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.report import _cells as cells
from camcensus.report import _channels as channels
from camcensus.report import _inventory as inventory
from camcensus.report import _seen as seen
from camcensus.report import _words as words
from camcensus.report._columns import REGISTER, Column
from camcensus.report._plain import NAME, plain
from camcensus.report._table import LIST

NAMESPACE = UUID("b6f2a0f4-6d0e-5c1b-9f0c-3c6a2d7e4a11")
"""Of all ids that our documents give: an id is a hash of this and of what it is of."""

_KEYS = ("asset", "ip", "serial", "mac", "cert", "uuid", "photo", "channel")
"""Kinds of name that may be said."""


def uuid(*of: object) -> str:
    """The id of what these words name: the same words give the same id."""
    return str(uuid5(NAMESPACE, "\x1f".join(map(str, of))))


def document(material: Material, form: str) -> str:
    """The id of a document: of its form, what it was made from, what was said besides, and its number."""
    basis, issue = material.assessment.basis, material.issue
    made = (basis.as_of, basis.position, basis.knowledge, basis.estate, basis.profile)
    return uuid(form, *made, *sorted(material.words.items()), issue.number if issue else "draft")


def called(devices: pl.DataFrame) -> pl.Series:
    """What devices are called outside: as people do, but by our own name where that would be a host name."""
    own = pl.col("label").str.to_lowercase()
    known = pl.any_horizontal(pl.col("names").list.contains(pl.concat_str(pl.lit(f"{kind}:"), own)) for kind in _KEYS)
    told = devices.select(pl.when(known).then("label").otherwise("device")).to_series()
    return cells.column(told, NAME).fill_null("device")


def judged(assessment: Assessment) -> pl.DataFrame:
    """The judged devices by their ids, with `called`, and `asset`: their lines of registers."""
    found = assessment.devices.filter("candidate").sort("device").with_columns(asset=pl.lit(None, dtype=pl.String))
    if "device" in assessment.seen.columns:
        assets = seen.assets(assessment.seen)
        found = found.drop("asset").join(assets, on="device", how="left", maintain_order="left")
    return found.with_columns(called(found).alias("called"))


def rows(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """Each judged device by its id: the columns of the register, and `called` without host names; texts made plain."""
    every = inventory.devices(assessment, channels.listed(assessment)).filter(pl.col("judged") == "yes")
    names = judged(assessment).select("device", "called")
    both = every.drop("called").join(names, on="device").sort("device")
    yield from both.select(_plain(both, column) for column in REGISTER if column.name in both.columns).iter_rows(
        named=True
    )


def _plain(frame: pl.DataFrame, column: Column) -> pl.Series:
    values = frame[column.name]
    return cells.shown(values, column.most) if values.dtype == pl.String() else values


def full(material: Material) -> bool:
    """Whether ``--say full=yes`` asks for places, addresses and host names. Raises `UsageError` for another word."""
    said = material.words.get("full", "no")
    if said not in ("yes", "no"):
        raise UsageError(f"'full' is yes or no, not '{plain(said, NAME)}'", mend="write --say full=yes")
    return said == "yes"


def finding(subject: str, clause: str) -> str:
    """The id of a finding, the same in every assessment."""
    return uuid("finding", subject, clause)


def about(assessment: Assessment, row: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """What a finding (a row) speaks of, in words; `called` is that of the devices."""
    kind, _, name = row["subject"].partition(":")
    if kind in ("device", "recorder"):
        own = called.get(name, name)
        return own if kind == "device" else f"Cameras behind {own}"
    site = words.site(assessment, row["site"])
    return site if kind == "site" else f"Addresses {name} at {site}"


def listed(text: str | None) -> list[str]:
    """The answers of a cell that may hold several."""
    return [one for one in (text or "").split(LIST) if one]
