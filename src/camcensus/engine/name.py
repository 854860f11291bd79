"""Name what observations speak of, without any log: one identity a subject."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.engine import extensions
from camcensus.knowledge import load, registrants
from camcensus.model.errors import InputError
from camcensus.model.identity import Identity, confidence
from camcensus.model.knowledge import Knowledge
from camcensus.model.reading import Context
from camcensus.reason import identity
from camcensus.reason.matcher import Matcher


def from_file(path: Path | None) -> Iterator[Identity]:
    """Identities of a file of observations as JSON Lines, or of standard input. Raises `InputError`."""
    context = Context(body="", realm="", file="", name=path.name if path else "standard input")
    source = path if path is not None else Path("/dev/stdin")
    importer = extensions.found("importers")["observations-jsonl"].module
    try:
        frames = [chunk.observations for chunk in importer.read(source, context)]
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=str(source)) from None
    knowledge = load.load(load.read())
    yield from name(pl.concat(frames), knowledge)


def name(observations: pl.DataFrame, knowledge: Knowledge) -> Iterator[Identity]:
    """One identity for each distinct (body, realm, subject), in the order they were first seen.

    Subjects are not joined to each other here: joining is what an assessment does.
    """
    together = ["body", "realm", "subject"]
    subjects = observations.select(together).unique(maintain_order=True).with_row_index("device")
    subjects = subjects.with_columns(pl.col("device").cast(pl.String))
    seen = observations.join(subjects, on=together, maintain_order="left")
    blocks = seen.filter(pl.col("field") == "mac").select(pl.col("value").str.head(8)).unique()["value"].to_list()
    named = identity.name(seen, knowledge, registrants.find(blocks), Matcher(knowledge.fingerprints))
    because = named.claims.group_by("device").agg(pl.col("because").unique().sort())
    rows = subjects.join(named.identities, on="device", how="left", maintain_order="left")
    rows = rows.join(because, on="device", how="left", maintain_order="left")
    for row in rows.iter_rows(named=True):
        yield Identity(
            subject=row["subject"],
            kind=row["class"] or "unknown",
            brand=row["brand"],
            manufacturer=row["manufacturer"],
            hardware_maker=row["hardware_maker"],
            model=row["model"],
            firmware=row["firmware"],
            confidence=confidence(row["hardware_maker_weight"] or row["brand_weight"] or 0),
            because=tuple(one.hex() for one in row["because"] or ()),
        )
