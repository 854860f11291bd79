"""Which addresses of the log may be of cameras or recorders: of other hosts' traffic nothing is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

import polars as pl

from camcensus.engine import known
from camcensus.engine.workspace import Workspace
from camcensus.model.identity import SURVEILLANCE
from camcensus.model.reading import Context
from camcensus.reason import identity
from camcensus.reason.matcher import Saying
from camcensus.reason.sayings import Sayings
from camcensus.sources.reading import door

_LABELS = ("register.make", "fact.class")
"""Fields that tell of a camera without any fingerprint, beside those that the door looks at."""

_Place = tuple[str, str]
"""Body and realm."""


class Possible:
    """What the log knew when it was first asked here, and what was read since."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._upto: dict[tuple[_Place, int | None], frozenset[str]] = {}
        self._since: dict[_Place, frozenset[str]] = {}

    def known(self, context: Context) -> frozenset[str]:
        """IP and Ethernet addresses, normalised, of the body and realm of `context`; without a realm, of all of them.

        The latter is for files whose rows say themselves to which site they belong.
        """
        return self._known(context) | self._since.get(_place(context), frozenset())

    def learn(self, context: Context, addresses: Iterable[str]) -> None:
        """These were found in what was just read into the log."""
        self._since[_place(context)] = self._since.get(_place(context), frozenset()) | frozenset(addresses)

    def grew(self, context: Context, position: int) -> bool:
        """Whether more are known now than at that position of the log."""
        now = self._known(context)
        if self.known(context) != now:
            return True
        positions = self._of(context)["position"].unique().sort().to_list()
        complete = bisect_left(positions, len(now), key=lambda one: len(self._known(context, one)))
        return bool(now) and position < positions[complete]

    def _known(self, context: Context, upto: int | None = None) -> frozenset[str]:
        key = (_place(context), upto)
        if key not in self._upto:
            held = self._of(context) if upto is None else self._of(context).filter(pl.col("position") <= upto)
            self._upto[key] = frozenset(door.marked(held, context) | _recognised(held, self._sayings))
        return self._upto[key]

    def _of(self, context: Context) -> pl.DataFrame:
        held = self._held.filter(body=context.body)
        return held.filter(realm=context.realm) if context.realm else held

    @cached_property
    def _held(self) -> pl.DataFrame:
        knowledge = self._workspace.knowledge
        telling = {mark.field for mark in knowledge.fingerprints}
        return self._workspace.store.observations(fields=telling.union(door.fields(knowledge.vocabulary), _LABELS))

    @cached_property
    def _sayings(self) -> Sayings:
        return known.sayings(self._workspace.knowledge)


def _place(context: Context) -> _Place:
    return context.body, context.realm


def _recognised(held: pl.DataFrame, sayings: Sayings) -> set[str]:
    """Addresses whose answers name a maker or label of cameras, or say that it is one."""
    name = pl.col("subject").str.splitn(":", 2).struct
    hosts = held.filter(name[0].is_in(["ip", "mac"]))
    found = identity.recognise(hosts, sayings)
    telling = [code for code, said in enumerate(found.spoken) if any(map(_tells, said))]
    return set(hosts.filter(found.codes.is_in(telling)).select(name[1]).to_series().to_list())


def _tells(saying: Saying) -> bool:
    return saying.about in ("brand", "hardware_maker") or (saying.about == "class" and saying.claim in SURVEILLANCE)
