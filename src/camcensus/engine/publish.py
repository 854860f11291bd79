"""Make a report in one of the forms of ``report/``."""

from __future__ import annotations

import os
from pathlib import Path

from camcensus.engine import extensions
from camcensus.model.assessment import Assessment
from camcensus.model.errors import InputError, UsageError


def forms() -> dict[str, str]:
    """Each form's id and what it is for."""
    return {one.id: str(one.definition["title"]) for one in extensions.found("reports").values()}


def publish(assessment: Assessment, form: str) -> bytes:
    """The assessment in that form. Raises `UsageError` for a form that is not there."""
    known = extensions.found("reports")
    if form not in known:
        raise UsageError(f"there is no form '{form}'", mend=f"one of: {', '.join(known)}")
    rendered: bytes = known[form].module.render(assessment)
    return rendered


def write(data: bytes, path: Path) -> None:
    """Write a report whole or not at all. Raises `InputError` if it cannot be written."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise InputError(f"the report cannot be written: {fault.strerror}", where=str(path)) from None
