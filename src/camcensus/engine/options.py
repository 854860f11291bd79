"""What the orders would say if covered equipment were cut off, or taken away, and nothing else were changed.

Every check is asked again about facts that differ in nothing but that: nothing is promised that it does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from camcensus.engine import assess, owners
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.material import ISOLATE, REPLACE, Option
from camcensus.model.outcome import Outcome
from camcensus.reason.facts import NO, YES

_CUT_OFF = {"core": NO, "core_path": NO, "core_bridge": NO, "core_proved": YES, "online": NO}
_TAKEN_AWAY = {"in_use": NO}


def every(workspace: Workspace, assessment: Assessment) -> tuple[Option, ...]:
    """What each option comes to; `assessment` was made from what the workspace is now."""
    return tuple(_options(workspace, assessment))


def _options(workspace: Workspace, assessment: Assessment) -> Iterator[Option]:
    basis = assessment.basis
    told = workspace.store.observations(basis.position, fields=[*assess.LOOKED, *owners.FIELDS])
    told = assess.known_by(told, basis.as_of)
    knowledge = owners.beside(workspace.knowledge, told).knowledge
    reach = told.filter(pl.col("field").is_in(assess.LOOKED))
    judged = assessment.devices.filter("candidate")
    settings = replace(workspace.settings, estate=assessment.estate, profile=assessment.profile)
    for id_, concerned, facts in (
        (ISOLATE, _to_cut_off(assessment, judged), _CUT_OFF),
        (REPLACE, _to_take_away(assessment, judged), _TAKEN_AWAY),
    ):
        which = pl.col("device").is_in(concerned)
        changed = [pl.when(which).then(pl.lit(value)).otherwise(name).alias(name) for name, value in facts.items()]
        found, _ = assess.ask(judged.with_columns(changed), reach, knowledge, settings, basis.as_of)
        yield Option(id=id_, devices=tuple(concerned), findings=found)


def _to_take_away(assessment: Assessment, judged: pl.DataFrame) -> list[str]:
    """What surely is covered, or surely breaks a clause, and is not surely gone."""
    covered = (pl.col("surveillance") == YES) & (pl.col("maker_subject") == YES)
    some = judged.filter((pl.col("in_use") != NO) & (covered | _breaks(assessment)))
    return sorted(some["device"].to_list())


def _to_cut_off(assessment: Assessment, judged: pl.DataFrame) -> list[str]:
    """What may be covered, or surely breaks a clause, and is not surely off the core: that needs no maker's name."""
    may_be = (pl.col("surveillance") != NO) & (pl.col("maker_subject") != NO) & (pl.col("core") != NO)
    broken = _breaks(assessment) & ((pl.col("core") != NO) | (pl.col("online") == YES))
    some = judged.filter((pl.col("in_use") != NO) & (may_be | broken))
    return sorted(some["device"].to_list())


def _breaks(assessment: Assessment) -> pl.Expr:
    bad = assessment.findings.filter(pl.col("outcome") == Outcome.NOT_MET.value)
    return pl.col("device").is_in(bad["device"].drop_nulls().unique().to_list())
