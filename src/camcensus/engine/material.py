"""Gather what a form is made from: the assessment, and what its definition says that it needs besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from camcensus.engine import (
    devices,
    explain,
    gate_record,
    inquiry,
    issued,
    keeping,
    options,
    proved,
    publish,
    record,
    removal,
    repeat,
)
from camcensus.engine.workspace import Workspace, files
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Earlier, Material


def gathered(
    workspace: Workspace, assessment: Assessment, form: str, *, device: str = "", words: Mapping[str, str] | None = None
) -> Material:
    """The material of one form. Raises `UsageError` for a form that is not there, a device that is not, or none named.

    `device`: whatever names one; `words`: what the person says besides, of the names that the form's definition lists.
    """
    said = dict(words or {})
    _known(form, said)
    made = Material(assessment=assessment, words=said, device=_device(assessment, form, device))
    for need in sorted(publish.needs(form)):
        if need == "earlier":
            made = replace(made, earlier=_earlier(workspace, form))
        else:
            made = replace(made, **{need: NEEDS[need](workspace, made)})
    return made


def _conflicts(workspace: Workspace, made: Material) -> pl.DataFrame:
    found = devices.conflicts(workspace, made.assessment)
    return found.filter(pl.col("device") == made.device)


def _originals(workspace: Workspace, made: Material) -> dict[bytes, bytes]:
    keys = made.assessment.observations([made.device])["original"].drop_nulls().unique().to_list()
    return dict(workspace.store.originals(keys))


NEEDS: Mapping[str, Callable[[Workspace, Material], Any]] = {
    "options": lambda workspace, made: options.every(workspace, made.assessment),
    "gates": lambda workspace, _: tuple(gate_record.records(workspace.store)),
    "inquiry": lambda workspace, made: inquiry.of(workspace, made.assessment),
    "removal": lambda workspace, made: removal.of(workspace, made.assessment, made.device, made.words),
    "conflicts": _conflicts,
    "proofs": lambda workspace, made: proved.of(workspace, made.assessment, made.device),
    "kept": lambda workspace, _: tuple(keeping.kept(workspace.store)),
    "widened": lambda workspace, _: tuple(keeping.widened(workspace.store)),
    "issues": lambda workspace, _: tuple(issued.every(workspace.store)),
    "originals": _originals,
    "files": lambda workspace, _: files(workspace.store),
}
"""What fills each part of a material that a definition may name, besides ``earlier``."""


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
    kept = record.find(workspace.store, before[-1].assessment)
    return Earlier(issue=before[-1], assessment=repeat.again(workspace.folder, workspace.store, kept.basis))
