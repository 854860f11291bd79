"""Whether somebody reaches all that a file says, before any of it is kept."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus.model.access import Reach
from camcensus.model.errors import AccessRefused
from camcensus.model.reading import Chunk

SITED = ("fact.site", "survey.walked")
"""Fields whose value is the site of what they speak of."""


def reached(chunks: Iterator[Chunk], reach: Reach, where: str) -> Iterator[Chunk]:
    """The same chunks. Raises `AccessRefused` at the first that says something of what is not reached.

    What is of a body that is reached is reached. For whoever reaches single sites everything that is spoken of has to
    be said to be at one of them.
    """
    for chunk in chunks:
        if not (reach.everything or _inside(chunk.observations, reach)):
            what = "it speaks of bodies or sites that you do not reach, so nothing of it was kept"
            raise AccessRefused(what, where=where, mend="hand it to somebody who reaches them")
        yield chunk


def _inside(observed: pl.DataFrame, reach: Reach) -> bool:
    beyond = observed.filter(~pl.col("body").is_in(sorted(reach.bodies)))
    sited = beyond.filter(pl.col("field").is_in(SITED))
    if not sited["value"].is_in(sorted(reach.sites)).all():
        return False
    return set(beyond["subject"]) <= set(sited["subject"])
