"""Ask the network under a scope: every answer and every packet into one file, and from there into the log."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from camcensus.engine import bundle, extensions, gather, tally
from camcensus.engine import scope as scopes
from camcensus.engine import secrets as owners
from camcensus.engine.bundle import Bundle
from camcensus.engine.extensions import Extension
from camcensus.engine.scope import Read
from camcensus.engine.tally import Tally
from camcensus.engine.workspace import Workspace
from camcensus.engine.workspace import now as received
from camcensus.model.errors import SettingsError, UsageError
from camcensus.model.estate import Estate
from camcensus.model.reading import Reading
from camcensus.model.scope import Scope
from camcensus.sources import driver, territory
from camcensus.sources.governor import Account, Governor
from camcensus.sources.itinerary import Before, Itinerary
from camcensus.sources.loop import Loop
from camcensus.sources.steps import Login, SnmpUser
from camcensus.sources.territory import Territory
from camcensus.sources.visit import Probe, Visit
from camcensus.wire import addresses
from camcensus.wire.addresses import Span

RUNS = "runs"
"""Where a workspace keeps the files of its runs."""
SHOWN = 0.5
"""Seconds after which it is shown anew how far the run is."""
NOTED = 10.0
"""Seconds after which it is noted which addresses were silent so far, for a run that is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator asks for."""

    scope: Path
    out: Path
    resume: bool = False
    public: tuple[str, ...] = ()
    secrets: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a run has come."""

    total: int
    """Addresses to be visited one by one."""
    visited: int
    found: int
    """Devices that answered."""
    under_way: int
    attempts: int
    """Attempts to connect so far."""
    seconds: float
    part: float
    """The part of the permitted rate that is used."""
    passes: int
    makers: dict[str, int]
    """Who made what was found so far, by name; ``unknown``, and ``no camera``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run came to."""

    run: str
    why: str
    """``done``, or why it was stopped."""
    path: Path
    state: State
    earlier: int
    """Addresses that had answered before the run was taken up again: they are not in `state`."""
    silent: int
    """Addresses at which nothing is."""
    left: tuple[Span, ...]
    """Addresses of which nothing can be said."""
    stopped: int
    """Devices that were left alone before all was asked, by their budget or in distress."""
    harmed: int
    """Those of them that showed distress."""
    refused: int
    """Addresses outside the scope that devices handed out or that answered on a link."""
    redacted: int
    slowest: float
    """The least part of the permitted rate that was used, because this machine was late."""
    late: float
    """Seconds of the longest turn of the loop."""
    lost: float
    """The part of packets that was lost on the way, at most."""


Progress = Callable[[State], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the owner gave to ask with."""

    login: Callable[[str], Login | None]
    snmp: SnmpUser | None = None


def probe(
    wish: Wish,
    *,
    stop: Callable[[], str] = lambda: "",
    progress: Progress = lambda _: None,
    keep: Callable[[Read], None] = lambda _: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Result:
    """Ask what the scope permits and write all that comes of it; `keep` is given the scope before the first packet.

    Raises `SettingsError`, `InputError`, `UsageError`, `StoreFull`. Stops within a second when `stop` says why.
    """
    read = scopes.read(wish.scope, wish.public)
    if why := scopes.closed(read.scope.window, clock()):
        raise UsageError(
            f"nothing may be asked now: {why}",
            where=read.where("window"),
            mend="wait, or have the window changed by who authorises it",
        )
    scopes.check_links(read, {link: driver.networks(link) for link in driver.links()})
    given = _given(wish, read)
    keep(read)
    if wish.resume:
        opened, before = bundle.resume(wish.out, read, clock)
    else:
        opened, before = bundle.begin(wish.out, read, clock), Before()
    with opened:
        return _Run(read, wish, opened, before, given, stop, progress, clock).play()


def into(
    workspace: Workspace, wish: Wish, *, stop: Callable[[], str], progress: Progress
) -> tuple[Result, list[Reading]]:
    """The same, with the scope kept in the log beforehand and what was seen read into it afterwards.

    Raises `SettingsError` besides, before anything is sent, for a body or realm that the estate does not have.
    """
    body: str | None = None

    def keep(read: Read) -> None:
        nonlocal body
        body = check_estate(read, workspace.settings.estate)
        wish.out.parent.mkdir(parents=True, exist_ok=True)
        workspace.store.keep("scope", bytes.fromhex(read.sha256), read.data, received=received())

    result = probe(wish, stop=stop, progress=progress, keep=keep)
    return result, list(gather.read(workspace, [wish.out], gather.Wish(body=body)))


def check_estate(read: Read, estate: Estate) -> str | None:
    """The body of the scope, if it names one: what is seen must be of a body and in a realm that the estate has."""
    scope, bodies = read.scope, [one.id for one in estate.bodies]
    if scope.body not in bodies and (scope.body or len(bodies) > 1):
        what = f"the estate has no body '{scope.body}'" if scope.body else "the estate has more than one body"
        mend = f"say whose estate it asks: body = one of: {', '.join(bodies)}"
        raise SettingsError(what, where=read.where("body"), mend=mend)
    for index, one in enumerate(scope.range):
        if one.realm not in estate.realms:
            where, known = read.where("range", index, "realm"), ", ".join(estate.realms)
            raise SettingsError(f"the estate has no realm '{one.realm}'", where=where, mend=f"realm = one of: {known}")
    return scope.body or None


def addresses_of(scope: Scope) -> int:
    """How many addresses are visited one by one."""
    return territory.count(Territory(scope).swept())


def probes() -> list[Probe]:
    """Every probe there is, in the order in which they are asked."""
    found = [_probe(one) for one in extensions.found("probes").values()]
    return sorted(found, key=lambda one: (one.order, one.id))


def _probe(one: Extension) -> Probe:
    about = one.definition
    asks, ports = about["asks"], about["ports"]
    if not isinstance(asks, list) or not isinstance(ports, list):
        raise UsageError("asks and ports must be lists", where=one.id)
    return Probe(
        id=one.id,
        version=int(str(about["version"])),
        order=int(str(about["order"])),
        asks=frozenset(map(str, asks)),
        ports=frozenset(map(int, ports)),
        ask=one.module.ask,
        call=getattr(one.module, "call", None),
    )


class _Run:
    """One run, or the rest of one."""

    def __init__(
        self,
        read: Read,
        wish: Wish,
        opened: Bundle,
        before: Before,
        given: _Given,
        stop: Callable[[], str],
        progress: Progress,
        clock: Callable[[], datetime],
    ) -> None:
        scope = read.scope
        self._read, self._wish, self._bundle = read, wish, opened
        self._progress = progress
        self._probes = probes()
        self._governor = Governor(scope)
        self._itinerary = Itinerary(
            scope, self._governor, self._probes, clock, login=given.login, snmp=given.snmp, before=before,
        )  # fmt: skip
        self._loop = Loop(
            driver.Hand(scope.network), self._governor, self._itinerary, self._finished,
            stop=scopes.ending(scope.window, stop, clock), tick=self._tick,
        )  # fmt: skip
        self._tally: Tally = tally.Tally()
        self._tally.prepare()
        self._before = before
        self._began = self._shown = self._noted = time.monotonic()
        self._found = self._stopped = self._harmed = 0
        self._cut_off: dict[int, list[Span]] = {}

    def play(self) -> Result:
        """Everything, from the first line to the last."""
        if not self._wish.resume:
            self._bundle.head(self._read, self._read.scope.network.ports, [one.source for one in self._probes])
        why = self._loop.run()
        self._account()
        left = self._itinerary.left()
        self._bundle.note("run.ended", {
            "why": why, "seconds": round(time.monotonic() - self._began, 1), "devices": self._found,
            "attempts": self._loop.connections.attempts, "passes": self._itinerary.passes,
            "slowest_part_of_rate": round(self._loop.pace.slowest, 3), "longest_turn": round(self._loop.pace.worst, 3),
            "packets_lost_at_most": round(self._itinerary.loss.most, 4), "redacted": self._bundle.redacted,
        })  # fmt: skip
        self._tally.rest()
        self._progress(self._state())
        return self._result(why, left)

    def _result(self, why: str, left: Sequence[Span]) -> Result:
        return Result(
            run=self._bundle.run,
            why=why,
            path=self._wish.out,
            state=self._state(),
            earlier=territory.count(self._before.judged),
            silent=territory.count(self._itinerary.absent()),
            left=tuple(left),
            stopped=self._stopped,
            harmed=self._harmed,
            refused=len(self._governor.refused) + len(self._itinerary.outsiders),
            redacted=self._bundle.redacted,
            slowest=self._loop.pace.slowest,
            late=self._loop.pace.worst,
            lost=self._itinerary.loss.most,
        )

    def _account(self) -> None:
        """What was not asked, what is silent, and of which addresses the run can say whether something is there."""
        itinerary, bundle_ = self._itinerary, self._bundle
        for address, reason in self._governor.refused.items():
            bundle_.note("run.refused", {"address": address, "why": f"handed out by a device: {reason}"})
        for address in sorted(itinerary.outsiders):
            bundle_.note("run.refused", {"address": address, "why": "answered on a link from outside the scope"})
        self._note_silent()
        doubted = ((number, number) for number in itinerary.unjudged)  # asked, and asked again if it is taken up
        self._cut_off.setdefault(self._made, []).extend(doubted)
        for connections, numbers in sorted(self._cut_off.items()):
            bundle_.spans("run.cut_off", addresses.merge(numbers), connections_each=connections)
        left = itinerary.left()
        bundle_.spans("run.unjudged", left)
        swept = self._governor.territory.swept()
        for realm, spans in self._governor.territory.spans.items():
            mine = [piece for span in spans for piece in bundle.common(span, swept)]
            bundle_.reach((piece for span in mine for piece in addresses.subtract(span, left)), realm)

    @property
    def _made(self) -> int:
        """Attempts to connect to each address that did not answer."""
        return self._itinerary.passes * len(self._read.scope.network.ports)

    def _note_silent(self) -> None:
        """The silent addresses that are in no doubt, in place of those noted before, also where there are none."""
        silent = self._itinerary.absent()
        self._bundle.spans("run.silent", silent, passes=self._itinerary.passes, connections_each=self._made)
        if not silent:
            self._bundle.note("run.silent", {"addresses": []})

    def _finished(self, visit: Visit, whole: bool) -> None:
        account = visit.account
        if account is None:
            self._bundle.called(visit)
        if account is None or visit.is_check:
            return
        if not visit.alive:
            if not whole and account.connections:
                self._cut_off.setdefault(account.connections, []).append((account.number, account.number))
            return
        self._governor.fresh[:] = [one for one in self._governor.fresh if one is not account]
        self._bundle.visit(visit, account, whole=whole)
        self._found += 1
        self._stopped += bool(account.stopped)
        self._harmed += bool(account.stopped and account.signs)
        self._tally.add(account.address, [one.saw for one in visit.seen])

    def _tick(self) -> None:
        for account in self._governor.fresh:
            self._bundle.begun(account)
        self._governor.fresh.clear()
        self._bundle.flush()  # whoever has answered is on file: if the run is cut off now, it is not asked anew
        now = time.monotonic()
        if now - self._shown > SHOWN:
            self._shown = now
            self._tally.some()
            self._progress(self._state())
        if now - self._noted > NOTED:
            self._noted = now
            self._note_silent()

    def _state(self) -> State:
        itinerary = self._itinerary
        known = territory.count([*self._before.judged])
        return State(
            total=itinerary.total,
            visited=min(itinerary.total, known + len(itinerary.silent) + len(itinerary.judged)),
            found=self._found,
            under_way=self._loop.under_way,
            attempts=self._loop.connections.attempts,
            seconds=time.monotonic() - self._began,
            part=self._loop.pace.part,
            passes=itinerary.passes,
            makers=dict(self._tally.makers),
        )


def _given(wish: Wish, read: Read) -> _Given:
    """What the owner gave; the community or user that the scope names stands in the secrets file too."""
    secrets = owners.read(wish.secrets) if wish.secrets is not None else owners.NONE
    name = read.scope.network.snmp
    snmp = secrets.snmp(name) if name else None
    if name and snmp is None:
        mend = f"write a [[snmp]] with name = '{name}' into the secrets file, and name that with --secrets"
        what = f"the scope names the SNMP entry '{name}', which nobody gave"
        raise UsageError(what, where=read.where("network", "snmp"), mend=mend)
    return _Given(login=secrets.login, snmp=snmp)


def file_of(home: Path, scope: Path, clock: datetime) -> Path:
    """Where a workspace keeps a run: named by when it begins and by its scope."""
    name = hashlib.sha256(scope.name.encode()).hexdigest()[:6]
    return home / RUNS / f"{clock:%Y%m%dT%H%M%SZ}-{scope.stem}-{name}.jsonl"


__all__ = ["Account", "Progress", "Result", "State", "Wish", "addresses_of", "file_of", "into", "probe", "probes"]
