"""A named person's decision on a maker: what the tool proposes, and the decision into the profile and the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camcensus.engine import control, decide, owners
from camcensus.engine.workspace import Workspace
from camcensus.model.control import Asked
from camcensus.model.errors import UsageError
from camcensus.model.finding import Determination
from camcensus.model.profile import Profile


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
    known = knowledge.makers.get(name)  # a maker's id may be the name of another company too
    called = known.party if known is not None and known.party else name
    asked = control.ask(called, knowledge, as_of, profile=Profile(readings=profile.readings))
    if len(asked.makers) != 1 and name not in asked.makers:
        every = ", ".join(asked.makers) or "none"
        raise UsageError(f"'{name}' is not one maker", mend=f"name one of its makers: {every}")
    maker = name if name in asked.makers else asked.makers[0]
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
    return decide.write(workspace, one)
