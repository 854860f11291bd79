"""One workspace as it is served: the newest answer, held ready for whoever asks, and the work that makes a newer one.

Work is done one piece after another, in the order in which it was asked for. What only reads opens the workspace for
itself and waits for nobody.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from camcensus.engine import assess, devices, record, register, site_positions, workspace
from camcensus.engine.site_positions import Positions
from camcensus.engine.workspace import Workspace, now
from camcensus.model.access import Reach
from camcensus.model.assessment import ABOUT, Assessment
from camcensus.model.errors import CamcensusError, StoreError, TooMuchWaits, UsageError
from camcensus.model.separation import Standings
from camcensus.model.within import within
from camcensus.store.register import Register

RUNS = 200
"""Pieces of work that are remembered; older ones are forgotten, not what they brought."""
FETCHED = 20
"""Runs of which what came of them is kept."""
DAYS = 120
"""Days of which is shown what was held then."""
WAITING = 50
"""Pieces of work that may wait."""
TURN = 60.0
"""Seconds without work after which it is looked whether the day has turned."""
OWN = 10
"""Of one person's: nobody keeps others waiting alone."""
_VIEWS, _WORKED = 32, 256
"""What is kept ready of one answer, for different reaches."""

MOST = 2 << 30
T = TypeVar("T")

WAITS, RUNNING, DONE, FAILED = "waits", "running", "done", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is read of the log when an answer is made, beside the answer."""

    differences: pl.DataFrame
    """Of `engine.devices.conflicts`."""
    positions: Positions = field(default_factory=lambda: Positions(at={}))
    course: tuple[tuple[date, Mapping[str, int]], ...] = ()
    """Of `engine.record.course`."""


class Held:
    """What is shown until something newer is: an assessment without its evidence, which the register has."""

    def __init__(self, assessment: Assessment, kept: Register, beside: Beside, made: int) -> None:
        """`made`: microseconds since 1970 UTC."""
        self.assessment, self.register, self.beside, self.made = assessment, kept, beside, made
        self._devices = assessment.devices.sort("device")
        self._findings = assessment.findings.with_columns(about=ABOUT).drop_nulls("about").sort("about")
        self._doubts = assessment.doubts.sort("device", "code", "detail")
        self._standings = {one.device: one for one in assessment.separation.devices}
        self._views = lru_cache(_VIEWS)(partial(within, assessment))
        self._worked = lru_cache(_WORKED)(self._work)

    def view(self, reach: Reach) -> Assessment:
        """The part of the answer that is reached; worked out once for all who reach the same."""
        return self._views(reach)

    def alone(self, device: str, claims: pl.DataFrame, seen: pl.DataFrame) -> Assessment:
        """The answer on one device, with its evidence; looked up, whatever the number of devices."""
        standing = self._standings.get(device)
        return replace(
            self.assessment,
            devices=_at(self._devices, "device", device),
            findings=_at(self._findings, "about", device),
            doubts=_at(self._doubts, "device", device),
            claims=claims,
            seen=seen,
            separation=Standings(devices=(standing,) if standing else ()),
        )

    def with_evidence(self, view: Assessment, site: str) -> Assessment:
        """The devices of one site of a view, with what they rest on."""
        devices = view.devices.filter(pl.col("site") == site)
        claims, seen = self.register.evidence(devices["device"])
        return replace(view, devices=devices, claims=claims, seen=seen)

    def once(self, reach: Reach, work: Callable[[Assessment], T]) -> T:
        """What `work`, a function of a module, makes of that part; worked out once."""
        found: T = self._worked(reach, work)
        return found

    def _work(self, reach: Reach, work: Callable[[Assessment], Any]) -> Any:
        return work(self.view(reach))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that a piece of work made, for whoever asked for it."""

    who: str
    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One piece of work, as it stands."""

    number: int
    what: str
    who: str
    asked: int
    state: str = WAITS
    told: tuple[str, ...] = ()
    """What came of it so far, a line each."""
    share: float | None = None
    """How much of it is done, from 0 to 1; None: that is not known."""
    began: int | None = None
    ended: int | None = None
    fault: CamcensusError | None = None
    """Why it failed, where it is known."""
    made: Made | None = None
    """What can be fetched of it, as long as it is among the newest."""
    result: object = None
    """What a page of its own shows of it."""

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in (DONE, FAILED)


class Telling:
    """By which a piece of work says how far it is."""

    def __init__(self, desk: Desk, number: int) -> None:
        """For one run."""
        self._desk, self._number = desk, number

    def line(self, text: str) -> None:
        """One thing that came of it."""
        self._desk.tell(self._number, text)

    def share(self, share: float | None) -> None:
        """How much of it is done, from 0 to 1."""
        self._desk.tell(self._number, share=share)

    def result(self, result: object = None, made: Made | None = None) -> None:
        """What came of it, for a page of its own, and as a file."""
        self._desk.bring(self._number, result, made)


Work = Callable[[Workspace, Telling], bool]
"""Does something to a workspace; whether the answer may be another since."""


class Desk:
    """One workspace as it is served."""

    def __init__(self, home: Path, day: Callable[[], date], most: int = MOST) -> None:
        """The workspace in `home`, answered for as of the day that `day` says. Nothing is read yet.

        `most`: bytes of one file that is handed in.
        """
        self.home, self.day, self.most = home, day, most
        self._held: Held | None = None
        self._runs: deque[Run] = deque(maxlen=RUNS)
        self._numbered = 0
        self._waiting: queue.Queue[tuple[int, Work] | None] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._worker: threading.Thread | None = None

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def held(self) -> Held:
        """Raises `StoreError` while there is no answer yet."""
        held = self._held
        if held is None:
            raise StoreError("there is no answer yet: the first is being made", mend="wait a moment and ask again")
        return held

    @contextmanager
    def opened(self) -> Iterator[Workspace]:
        """The workspace, to read of it what the answer does not hold."""
        opened = workspace.open_(self.home)
        try:
            yield opened
        finally:
            opened.store.close()

    def answer(self) -> None:
        """Make the newest answer now, before anybody is served. Raises `CamcensusError`."""
        with self.opened() as opened:
            self.hold(answered(opened, self.day()))

    def hold(self, held: Held) -> None:
        """Show this from now on."""
        self._held = held

    # --- what is done --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work."""
        self._worker = threading.Thread(target=self._work, name="desk", daemon=True)
        self._worker.start()

    def stop(self) -> None:
        """End after what is being done; what still waits is not done."""
        worker, self._worker = self._worker, None
        if worker is not None:
            while True:
                try:
                    self._waiting.get_nowait()
                except queue.Empty:
                    break
            self._waiting.put(None)
            worker.join()

    def ask(self, who: str, what: str, work: Work) -> int:
        """Have something done; the number of the run. Raises `TooMuchWaits`."""
        with self._lock:
            if sum(run.who == who and not run.over for run in self._runs) >= OWN:
                raise TooMuchWaits("too much of yours waits to be done", mend="wait for some of it")
            run = Run(number=self._numbered + 1, what=what, who=who, asked=now())
            try:
                self._waiting.put_nowait((run.number, work))
            except queue.Full:
                raise TooMuchWaits("too much waits to be done", mend="try again later") from None
            self._numbered = run.number
            self._runs.append(run)
        return run.number

    def wait(self, number: int, seconds: float) -> Run:
        """A run when it is over, or as it stands after so long."""
        with self._changed:
            self._changed.wait_for(lambda: self.run(number).over, seconds)
        return self.run(number)

    def find(self, number: int) -> Run | None:
        """A run, if it is known, and still."""
        with self._lock:
            return next((run for run in self._runs if run.number == number), None)

    def run(self, number: int) -> Run:
        """Raises `UsageError` for one that is not known, or no longer."""
        found = self.find(number)
        if found is None:
            raise UsageError("there is no such run, or it is forgotten", where=str(number))
        return found

    def runs(self) -> list[Run]:
        """All that are remembered, the newest first."""
        with self._lock:
            return list(self._runs)[::-1]

    def tell(self, number: int, line: str = "", *, share: float | None = None) -> None:
        """Say how far a run is."""
        told = self.run(number).told
        self._now(number, told=(*told, line)[-RUNS:] if line else told, share=share)

    def bring(self, number: int, result: object, made: Made | None) -> None:
        """Keep what came of a run; of older ones no file is kept."""
        self._now(number, result=result, made=made)
        with self._lock:
            old = [place for place, run in enumerate(self._runs) if run.made or run.result is not None][:-FETCHED]
            for place in old:
                self._runs[place] = replace(self._runs[place], made=None, result=None)

    def _now(self, number: int, **changes: object) -> None:
        with self._lock:
            for place, run in enumerate(self._runs):
                if run.number == number:
                    self._runs[place] = replace(run, **changes)  # type: ignore[arg-type]  # fields of a run
        with self._changed:
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            try:
                asked = self._waiting.get(timeout=TURN)
            except queue.Empty:
                self._new_day()
                continue
            if asked is None:
                return
            self._do(*asked)

    def _new_day(self) -> None:
        """Answer for today, once the day has turned."""
        if self._held is not None and self._held.assessment.basis.as_of != self.day():
            with suppress(TooMuchWaits):  # so much waits that it will be answered for anyway
                self.ask("camcensus", "a new day", lambda *_: True)

    def _do(self, number: int, work: Work) -> None:
        self._now(number, state=RUNNING, began=now())
        try:
            with self.opened() as opened:
                another = work(opened, Telling(self, number))
            if another:
                self.tell(number, "Judging anew.")
                self.answer()
        except CamcensusError as fault:
            where = fault.where.replace(str(self.home), "").rpartition("/")[2]
            self.tell(number, f"{fault.what}{f' ({where})' if where else ''}")
            self._now(number, state=FAILED, ended=now(), fault=fault)
        except BaseException as fault:  # noqa: BLE001  # whatever it was, the next piece of work is to be done
            self.tell(number, "It broke off: a fault in camcensus, not in what was handed in.")
            self._now(number, state=FAILED, ended=now())
            threading.excepthook(threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, None)))
        else:
            self._now(number, state=DONE, ended=now(), share=1.0)


def _at(frame: pl.DataFrame, column: str, device: str) -> pl.DataFrame:
    """The rows of one device in a frame that is sorted by it."""
    begin = int(frame[column].search_sorted(device, side="left"))
    end = int(frame[column].search_sorted(device, side="right"))
    return frame.slice(begin, end - begin)


def answered(opened: Workspace, day: date) -> Held:
    """Judge, keep the register, and let go of the evidence, which that has."""
    made = assess.assess(opened, day)
    kept = register.keep(opened, made)
    slim = replace(made, seen=pl.DataFrame(), claims=made.claims.clear())
    record.record(opened, made)
    beside = Beside(
        differences=devices.conflicts(opened, made),
        positions=site_positions.find(opened),
        course=tuple(record.course(opened.store, DAYS)),
    )
    return Held(slim, kept, beside, now())
