"""A named person's decision, written at the end of the profile and kept in the log by hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import date
from pathlib import Path
from typing import Any

from camcensus.engine import settings, site_text
from camcensus.engine.workspace import Workspace, keep_versions, open_
from camcensus.model.errors import SettingsError
from camcensus.model.finding import Approval, Consideration, Determination, Waiver

NAME = "profile.toml"
Decision = Determination | Waiver | Consideration
_TABLES = {Determination: "determination", Waiver: "waiver", Consideration: "consideration"}


def write(workspace: Workspace, one: Decision) -> Workspace:
    """Write a decision at the end of the profile and keep it in the log; the workspace as it is now.

    Nothing is written that would not load. Raises `SettingsError`.
    """
    old = workspace.files["profile"].get(NAME, b"")
    new = site_text.appended(old, render(one))
    files = {**workspace.files["estate"], NAME: new}
    try:
        settings.parse(files, workspace.knowledge)
    except SettingsError as fault:
        raise SettingsError(f"it was not written: {fault.what}", where=fault.where, mend=fault.mend) from None
    _put(workspace.folder / NAME, old, new)
    workspace.store.close()
    now = open_(workspace.folder)
    keep_versions(now)
    return now


def _put(path: Path, old: bytes, new: bytes) -> None:
    if old or path.exists():
        site_text.replace(path, old, new)
    else:
        path.write_bytes(new)


def render(one: Decision) -> str:
    """The decision as a table of the profile; what is at its default is left out, but never the answer itself."""
    lines = [f"{name} = {_value(value)}" for name, value in _said(one)]
    return "\n".join([f"[[{_TABLES[type(one)]}]]", *lines]) + "\n"


def _said(one: Decision | Approval) -> Iterator[tuple[str, Any]]:
    for item in fields(one):
        value = getattr(one, item.name)
        if _is_asked(item) or (value and value != item.default):
            yield item.name, value


def _is_asked(item: Field[Any]) -> bool:
    """Whether a decision cannot be without it."""
    return item.default is MISSING and item.default_factory is MISSING


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Approval):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in _said(value)) + " }"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return site_text.quoted(str(value))
