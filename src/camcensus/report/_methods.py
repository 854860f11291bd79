"""Evidence by how it was come by: somebody examined a thing or a record, interviewed a person, or tested a device."""

from __future__ import annotations

import re

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report._seen import EVIDENCE, shown
from camcensus.report._table import TYPES

EXAMINE, INTERVIEW, TEST = METHODS = ("EXAMINE", "INTERVIEW", "TEST")
"""As NIST SP 800-53A names them: looking at records, things and traffic; asking people; trying what a thing does."""

_PEOPLE = re.compile(r"^(?:settled|person):")
_LOOKED = re.compile(
    r"^(?:survey|walk):|^importer:(?:.*(?:register|survey|lease|dhcp|switch|config|netbox|servicenow|snipeit|glpi|milestone"
    r"|genetec|ivms|site|pcap|zeek|suricata|eve|tshark|argus|sensor|netflow|ipfix))"
)
_RECORDS = ("asset", "photo", "walk", "switchport", "file")
_FAMILIES = ("register", "lease", "switch", "vms", "lldp", "cdp", "config", "flow", "survey", "label", "media")
SCHEMA: dict[str, pl.DataType] = {
    "device": pl.String(), "method": pl.String(), "count": TYPES["integer"], "fields": pl.List(pl.String()),
    "sources": pl.List(pl.String()), "last": TYPES["moment"], "evidence": pl.List(pl.String()),
}  # fmt: skip


def method(source: str, kind: str, family: str) -> str:
    """How somebody came by what a source says of a subject of some kind, in fields of a family."""
    if _PEOPLE.match(source) or family == "settled":
        return INTERVIEW
    looked = kind in _RECORDS or family in _FAMILIES or _LOOKED.match(source)
    return EXAMINE if looked else TEST


def origin(source: str) -> str:
    """A source without its version, and without the name of a person."""
    kind, _, name = source.partition(":")
    return kind if kind in ("settled", "person", "walk") else f"{kind}:{name.partition('@')[0]}"


def gathered(assessment: Assessment) -> pl.DataFrame:
    """One row a device and method: `SCHEMA`; `last` is null where nothing of it bears a date."""
    seen = assessment.seen
    if "device" not in seen.columns:
        return pl.DataFrame(schema=SCHEMA)
    family = pl.col("field").str.extract(r"^([^.]*)").alias("family")
    rows = seen.select("device", "source", "kind", "field", family, "at", "until", id=shown())
    kinds = rows.select("source", "kind", "family").unique(maintain_order=True)
    told = kinds.with_columns(
        method=pl.Series([method(*row) for row in kinds.iter_rows()], dtype=pl.String),
        origin=pl.Series([origin(source) for source in kinds["source"]], dtype=pl.String),
    )
    joined = rows.join(told, on=["source", "kind", "family"], how="left")
    found = joined.group_by("device", "method").agg(
        count=pl.len().cast(pl.Int64),
        fields=pl.col("field").unique().sort(),
        sources=pl.col("origin").unique().sort(),
        last=pl.max_horizontal("at", "until").max(),
        evidence=pl.col("id").sort().head(EVIDENCE),
    )
    return found.sort("device", "method").select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
