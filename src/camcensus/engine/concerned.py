"""Whose owners are of interest: the parties that are known here, and those that registers have brought into the log."""

from __future__ import annotations

import json
from collections.abc import Iterator

from camcensus.engine.workspace import Workspace, now
from camcensus.model.knowledge import Knowledge
from camcensus.model.reading import Concerned, Context
from camcensus.wire import canonical
from camcensus.wire.company_names import fold, number

_FIELDS = ("party.kind", "party.number", "party.held")
"""Every party of the log has a kind, or is an end of a holding."""
_COMPANIES = ("company", "soe", "fund")
_KIND = "register-read"


def of(workspace: Workspace) -> Concerned:
    """Numbers and names by which registers are looked through."""
    ours = known(workspace.knowledge)
    return Concerned(numbers=ours.numbers | frozenset(_brought(workspace)), names=ours.names)


def known(knowledge: Knowledge) -> Concerned:
    """Those of the knowledge alone."""
    return Concerned(numbers=frozenset(_numbers(knowledge)), names=frozenset(filter(None, _names(knowledge))))


def _numbers(known: Knowledge) -> Iterator[str]:
    for party in known.parties.values():
        yield from (number(register, written) for register, written in party.identifiers.items())


def _names(known: Knowledge) -> Iterator[str]:
    for party in known.parties.values():
        if party.kind in _COMPANIES:
            yield from (fold(name) for name in (party.name, *party.aliases))


def _brought(workspace: Workspace) -> Iterator[str]:
    held = workspace.store.observations(fields=_FIELDS)
    for subject, field, value in held.select("subject", "field", "value").iter_rows():
        yield subject.partition(":")[2]
        if field == "party.number":
            register, _, written = value.partition(" ")
            yield number(register, written)
        elif field == "party.held":
            owner = json.loads(value).get("owner", "")
            yield owner.partition(":")[2]


def was_read(workspace: Workspace, context: Context, importer: str) -> bool:
    """Whether the file was read when the same parties were of interest, so that it has nothing new to say."""
    key = _key(context, importer)
    return any(held == key for _, held in workspace.store.records(_KIND))


def note(workspace: Workspace, context: Context, importer: str) -> None:
    """Keep in the log that it was read for these parties."""
    workspace.store.keep(_KIND, _key(context, importer), b"", received=now())


def _key(context: Context, importer: str) -> bytes:
    concerned = context.concerned
    parts = [context.file, importer, context.body, *sorted(concerned.numbers), "", *sorted(concerned.names)]
    return canonical.digest(_KIND, 1, [*parts, "all" if context.keep_all else ""])
