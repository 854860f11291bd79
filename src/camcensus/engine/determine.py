"""A named person's decision on a maker: what the tool proposes, and the decision into the profile and the log."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from camcensus.engine import control, owners, settings, site_text
from camcensus.engine.workspace import Workspace, keep_versions, open_
from camcensus.model.control import Asked
from camcensus.model.errors import SettingsError, UsageError
from camcensus.model.finding import Determination
from camcensus.model.profile import Profile

NAME = "profile.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What is put before a person."""

    maker: str
    asked: Asked
    """As the tool proposes it, whatever was signed before."""
    against: tuple[str, ...]
    """What speaks against the proposal, or makes it weak."""
    signed: tuple[Determination, ...]
    """Earlier decisions, old before new."""


def propose(workspace: Workspace, name: str, as_of: date) -> Proposed:
    """The proposal for one maker, with its reasons and what speaks against it. Raises `UsageError`."""
    profile = workspace.settings.profile
    knowledge = owners.of(workspace).knowledge
    asked = control.ask(name, knowledge, as_of, profile=Profile(readings=profile.readings))
    if len(asked.makers) != 1:
        known = ", ".join(asked.makers) or "none"
        raise UsageError(f"'{name}' is not one maker", mend=f"name one of its makers: {known}")
    (maker,) = asked.makers
    signed = sorted((one for one in profile.determinations if one.maker == maker), key=lambda one: one.signed)
    return Proposed(maker=maker, asked=asked, against=tuple(_against(asked)), signed=tuple(signed))


def _against(asked: Asked) -> list[str]:
    """Claims that are not verified, sources that differ, and readings that the answer hangs on."""
    found = [
        f"{hop.name}: {claim.words} is graded {claim.status or 'nothing'} [{claim.source or 'no source'}]"
        for hop in asked.chain
        for claim in hop.claims
        if claim.status != "verified"
    ]
    weak = {"sources-differ", "name-alike", "by-largest", "owner-elsewhere", "share-through-chain-is-less"}
    told = dict(zip(asked.reasons, asked.sentences, strict=True))
    found += [told[code] for code in asked.reasons[1:] if code in weak]
    found += [f"it was, or will be, {answer} from {day}" for day, answer, _ in asked.changes]
    return list(dict.fromkeys(found))


def sign(workspace: Workspace, one: Determination) -> Workspace:
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


def render(one: Determination) -> str:
    """The decision as a table of the profile."""
    lines = ["[[determination]]"]
    for item in fields(Determination):
        value = getattr(one, item.name)
        if value is True or value is False:
            if value or item.name == "subject":
                lines.append(f"{item.name} = {str(value).lower()}")
        elif isinstance(value, date):
            lines.append(f"{item.name} = {value.isoformat()}")
        elif value or item.name in ("person", "reason"):
            lines.append(f"{item.name} = {site_text.quoted(value)}")
    return "\n".join(lines) + "\n"
