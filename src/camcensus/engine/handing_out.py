"""Documents as somebody who is served asks for them: a draft of the part they reach, or issued under their name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from camcensus.engine import assess, issued, material, publish
from camcensus.engine.workspace import Workspace
from camcensus.model.access import Person
from camcensus.model.errors import AccessRefused
from camcensus.model.within import within

OF_PLACES = frozenset({"conflicts", "originals", "files", "removal", "proofs"})
"""What a form may need besides that is of the places that are reached; all else is of the whole owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for."""

    form: str
    ending: str = ""
    device: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    """What it is issued for."""
    issue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as it is handed out."""

    name: str
    data: bytes
    number: str = ""
    """Under which the log has it; empty: it is a draft."""
    proof: bytes = b""


def reaches(person: Person, form: str) -> bool:
    """Whether all that a form shows is this person's to see."""
    return person.reach.everything or publish.needs(form) <= OF_PLACES


def may(person: Person, form: str, *, issue: bool = False) -> None:
    """Raises `AccessRefused` where a document would show what is not this person's to see, or hand it out for all."""
    if person.reach.everything if issue else reaches(person, form):
        return
    what = "that document speaks of the whole estate, and you reach a part of it"
    raise AccessRefused(what, mend="ask somebody who reaches all of it")


def hand_out(workspace: Workspace, person: Person, wanted: Wanted, day: date) -> Document:
    """Judge, and draw it. Raises `AccessRefused`, `UsageError` for what cannot be drawn so."""
    may(person, wanted.form, issue=wanted.issue)
    made = within(assess.assess(workspace, day), person.reach)
    ending = wanted.ending or publish.endings(wanted.form)[0]
    held = material.gathered(workspace, made, wanted.form, device=wanted.device, words=wanted.words)
    if not wanted.issue:
        name = publish.named(wanted.form, ending)
        return Document(name=f"draft-{name}", data=publish.publish(held, wanted.form, ending))
    one = issued.issue(workspace, held, wanted.form, ending, person.name, wanted.note)
    name = f"{one.issue.number}-{publish.named(wanted.form, ending)}"
    return Document(name=name, data=one.data, number=one.issue.number, proof=one.proof)
