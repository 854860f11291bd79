"""Who made what a run finds, named as it goes: a few devices at a time, so that the run does not wait for it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

import polars as pl

from camcensus.engine import known
from camcensus.engine import name as naming
from camcensus.knowledge import load as files
from camcensus.model.knowledge import Knowledge
from camcensus.reason.sayings import Sayings
from camcensus.sources.steps import Saw

AT_A_TIME = 25
"""Devices that are named in one go: a fraction of what a turn of the loop may take."""
NO_CAMERA = "not surveillance"
NOTHING = "no open port"
UNKNOWN = "unknown"
_OTHER = ("not-camera",)


class Tally:
    """Counts devices by who made them."""

    def __init__(self) -> None:
        self.makers: Counter[str] = Counter()
        """Names of makers, and `UNKNOWN`, `NO_CAMERA` and `NOTHING`."""
        self._waiting: deque[tuple[str, Sequence[Saw]]] = deque()
        self._ready: tuple[Knowledge, Sayings] | None = None

    def prepare(self) -> tuple[Knowledge, Sayings]:
        """Load what is known, which takes seconds where nothing is cached: before the run, not in it."""
        if self._ready is None:
            knowledge = known.load(files.read())
            self._ready = knowledge, known.sayings(knowledge)
        return self._ready

    def add(self, address: str, seen: Sequence[Saw]) -> None:
        """One more device, to be named in time."""
        if seen:
            self._waiting.append((address, seen))
        else:
            self.makers[NOTHING] += 1

    def some(self) -> None:
        """Name a few of those that wait."""
        if self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(AT_A_TIME, len(self._waiting)))]
            self._name(taken)

    def rest(self) -> None:
        """Name all that wait."""
        while self._waiting:
            self.some()

    def _name(self, taken: Sequence[tuple[str, Sequence[Saw]]]) -> None:
        knowledge, sayings = self.prepare()
        rows = [
            (f"ip:{address}", saw.field, saw.value, saw.encoding)
            for address, seen in taken
            for saw in seen
            if not saw.about
        ]
        named: dict[str, str] = {}
        if rows:
            frame = pl.DataFrame(rows, schema=["subject", "field", "value", "encoding"], orient="row")
            named = {
                one.subject: self._called(one.kind, one.hardware_maker, knowledge)
                for one in naming.each(naming.name(frame, knowledge, sayings))
            }
        self.makers.update(named.get(f"ip:{address}", UNKNOWN) for address, _ in taken)

    @staticmethod
    def _called(kind: str, maker: str | None, knowledge: Knowledge) -> str:
        if maker is not None:
            return knowledge.makers[maker].name if maker in knowledge.makers else maker
        return NO_CAMERA if kind in _OTHER else UNKNOWN
