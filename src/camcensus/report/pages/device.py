"""One device in words and pictures: the evidence of the report, who controls its makers, its way to the core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report import _chain, _path
from camcensus.report import _evidence as evidence
from camcensus.report import _register as registers
from camcensus.report import _words as words
from camcensus.report._evidence import Device


def told(assessment: Assessment) -> Device | None:
    """The only device of an assessment; none, if there is none in it. One that was not judged is told as well."""
    every = assessment.devices.with_columns(candidate=pl.lit(value=True))
    ordered = registers.order(replace(assessment, devices=every))
    return next(evidence.devices(assessment, ordered), None)


def chains(one: Device) -> Iterator[str]:
    """SVG of each of its makers: who controls it."""
    for maker in one.makers:
        title = f"Who controls {maker.name}: {words.SUBJECT.get(maker.answer, maker.answer)}"
        yield _chain.drawn(maker.chain, title)


def path(assessment: Assessment) -> str:
    """SVG of its ways to the core; empty where nothing was asked."""
    names = set(assessment.devices["device"])
    return next((_path.standing(one) for one in assessment.separation.devices if one.device in names), "")
