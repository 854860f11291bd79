"""By what kinds of source each device is known: a scan, a capture, a lease, a switch, a register and so on."""

from __future__ import annotations

import polars as pl

KINDS = ("scan", "capture", "lease", "switch", "recorder", "VMS", "register", "photograph", "survey", "file")
"""Kinds of source, in the order in which they are shown."""

PEOPLE = r"^(?:survey|person|walk):"
"""Sources that are people who went and looked."""

UNSEEN = ("not-seen", "not-reached", "contradicted")
"""Outcomes of a line of a walk-round sheet by which nobody saw the thing: such a line is no witness of it."""

_CAPTURES = r"^importer:(?:pcap|zeek|suricata|eve|tshark|argus|sensor)"
_LEASES = r"^importer:.*(?:dhcp|lease)"
_FILES = r"^importer:observations-"


def find(seen: pl.DataFrame) -> pl.DataFrame:
    """device, known_by: the kinds of source that know each device, a list in the order of `KINDS`."""
    order = {name: at for at, name in enumerate(KINDS)}
    found = of_records(seen).select("device", "by").unique().sort(pl.col("by").replace_strict(order))
    return found.group_by("device", maintain_order=True).agg(known_by=pl.col("by"))


def of_records(seen: pl.DataFrame) -> pl.DataFrame:
    """device, source, subject, position, by: the kind of source of all that one file says of one subject.

    What a record holds tells its kind before the name of who read it does; whoever read the network and is nothing else
    was a scan. A person who looked for a thing and did not see it, or who settled what others said, is no witness.
    """
    family = pl.col("field").str.extract(r"^([a-z]+)\.")
    record = ["device", "source", "kind", "subject", "position"]
    unseen = (pl.col("field") == "survey.outcome") & pl.col("value").is_in(UNSEEN)
    missed = unseen | pl.col("field").str.starts_with("settled.")
    every = seen.select(*record, family=family, missed=missed).unique().group_by(record).agg("family", "missed")
    every = every.filter(~pl.col("missed").list.any()).drop("missed")
    source, kind, holds = pl.col("source"), pl.col("kind"), pl.col("family").list
    by = (
        pl.when(source.str.contains(PEOPLE)).then(pl.lit("survey"))
        .when(kind == "photo").then(pl.lit("photograph"))
        .when(kind == "channel").then(pl.lit("recorder"))
        .when(holds.contains("vms")).then(pl.lit("VMS"))
        .when(kind == "asset").then(pl.lit("register"))
        .when(source.str.contains(_CAPTURES)).then(pl.lit("capture"))
        .when(holds.contains("lease") | source.str.contains(_LEASES)).then(pl.lit("lease"))
        .when(holds.contains("switch") | holds.contains("lldp") | holds.contains("cdp")).then(pl.lit("switch"))
        .when(source.str.contains(_FILES)).then(pl.lit("file"))
        .otherwise(pl.lit("scan"))
    )  # fmt: skip
    return every.select("device", "source", "subject", "position", by=by)
