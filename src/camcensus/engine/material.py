"""Gather what a form is made from: the assessment, and what its definition says that it needs besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from camcensus.engine import assess, devices, explain, gate_record, inquiry, issued, proved, publish, removal, versions
from camcensus.engine.workspace import Workspace, files
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Earlier, Kept, Material


def gathered(
    workspace: Workspace, assessment: Assessment, form: str, *, device: str = "", words: Mapping[str, str] | None = None
) -> Material:
    """The material of one form. Raises `UsageError` for a form that is not there, a device that is not, or none named.

    `device`: whatever names one; `words`: what the person says besides, of the names that the form's definition lists.
    """
    said, needs = dict(words or {}), publish.needs(form)
    _known(form, said)
    made = Material(assessment=assessment, words=said, device=_device(assessment, form, device))
    if "earlier" in needs:
        made = replace(made, earlier=_earlier(workspace, form))
    if "gates" in needs:
        made = replace(made, gates=tuple(gate_record.records(workspace.store)))
    if "inquiry" in needs:
        made = replace(made, inquiry=inquiry.of(workspace, assessment))
    if "removal" in needs:
        made = replace(made, removal=removal.of(workspace, assessment, made.device, said))
    if "conflicts" in needs:
        found = devices.conflicts(workspace, assessment)
        made = replace(made, conflicts=found.filter(pl.col("device") == made.device))
    if "proofs" in needs:
        made = replace(made, proofs=proved.of(workspace, assessment, made.device))
    if "kept" in needs:
        made = replace(made, kept=tuple(_kept(workspace)))
    if "originals" in needs:
        keys = assessment.observations([made.device])["original"].drop_nulls().unique().to_list()
        made = replace(made, originals=dict(workspace.store.originals(keys)), files=files(workspace.store))
    return made


def _known(form: str, said: Mapping[str, str]) -> None:
    wanted = publish.form(form).definition.get("words", [])
    known = set(map(str, wanted)) if isinstance(wanted, list) else set()
    if odd := sorted(said.keys() - known):
        mend = f"one of: {', '.join(sorted(known))}" if known else "leave it out"
        raise UsageError(f"the form '{form}' takes no '{odd[0]}'", mend=mend)


def _device(assessment: Assessment, form: str, device: str) -> str:
    about = publish.form(form).definition.get("about", "estate")
    if about == "device" and not device:
        raise UsageError(f"the form '{form}' is about one device", mend="name it with --device")
    if about != "device" and device:
        raise UsageError(f"the form '{form}' is about the whole estate", mend="leave --device out")
    return explain.find(assessment, device) if device else ""


def _earlier(workspace: Workspace, form: str) -> Earlier | None:
    """The newest document of that form, judged again from what it was made from."""
    before = [one for one in issued.every(workspace.store) if one.form == form]
    if not before:
        return None
    basis = versions.of(workspace, before[-1].assessment)
    again = assess.assess(versions.with_basis(workspace, basis), basis.as_of, upto=basis.position)
    return Earlier(issue=before[-1], assessment=again)


def _kept(workspace: Workspace) -> list[Kept]:
    """What the log keeps, by the field of observations."""
    rows = (
        workspace.store.observations()
        .group_by("field")
        .agg(pl.len(), first=pl.col("at").min(), last=pl.max_horizontal("at", "until").max())
        .sort("field")
    )
    return [Kept(what=what, count=count, first=first, last=last) for what, count, first, last in rows.iter_rows()]
