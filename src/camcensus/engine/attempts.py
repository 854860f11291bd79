"""Try the connections that a scope names, from where the collector stands, and put what came of each into the log."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from camcensus.engine import bundle, gather, targets
from camcensus.engine import probe as runs
from camcensus.engine import scope as scopes
from camcensus.engine.bundle import Bundle
from camcensus.engine.scope import Read
from camcensus.engine.targets import Target
from camcensus.engine.workspace import Workspace
from camcensus.engine.workspace import now as received
from camcensus.model.errors import SettingsError, UsageError
from camcensus.model.estate import Estate, Zone
from camcensus.model.reading import Reading
from camcensus.reason import core as cores
from camcensus.sources import attempts, driver
from camcensus.sources.attempts import Attempts, Tried
from camcensus.sources.governor import Governor
from camcensus.sources.loop import Loop
from camcensus.sources.visit import Visit
from camcensus.wire import spans
from camcensus.wire.spans import Spans

SOURCE = "attempts"
"""What stands in the run's file in place of the probes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the operator asks for."""

    scope: Path
    out: Path
    public: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the attempts came to."""

    run: str
    why: str
    """``done``, or why it was stopped."""
    path: Path
    zone: str
    """Where the collector stood."""
    tried: tuple[Tried, ...]
    """Every port of every target, in the order of the scope."""
    seconds: float


def attempt(
    wish: Wish,
    *,
    stop: Callable[[], str] = lambda: "",
    keep: Callable[[Read], None] = lambda _: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Result:
    """Try what the scope names, once, and write what comes of it; `keep` is given the scope before the first packet.

    Raises `SettingsError`, `InputError`, `UsageError`, `StoreFull`. Stops within a second when `stop` says why.
    """
    read = scopes.read(wish.scope, wish.public, attempts=True)
    if why := scopes.closed(read.scope.window, clock()):
        mend = "wait, or have the window changed by who authorises it"
        raise UsageError(f"nothing may be tried now: {why}", where=read.where("window"), mend=mend)
    scopes.check_links(read, {link: driver.networks(link) for link in driver.links()})
    keep(read)
    with bundle.begin(wish.out, read, clock, "name another file: each run of attempts has its own") as opened:
        return _Run(read, wish, opened, stop, clock).play()


def into(workspace: Workspace, wish: Wish, *, stop: Callable[[], str]) -> tuple[Result, list[Reading]]:
    """The same, with the scope kept in the log beforehand and the run read into it afterwards.

    Raises `SettingsError` besides, before anything is sent, for a body, realm or zone that the estate does not have,
    where the collector does not stand where it says, and for a target that would show nothing.
    """
    body: str | None = None

    def keep(read: Read) -> None:
        nonlocal body
        body = runs.check_estate(read, workspace.settings.estate)
        check_places(read, workspace.settings.estate, own())
        wish.out.parent.mkdir(parents=True, exist_ok=True)
        workspace.store.keep("scope", bytes.fromhex(read.sha256), read.data, received=received())

    result = attempt(wish, stop=stop, keep=keep)
    return result, list(gather.read(workspace, [wish.out], gather.Wish(body=body)))


def own() -> list[str]:
    """The addresses of this machine; none where the system does not tell."""
    return [one.partition("/")[0] for link in driver.links() for one in driver.networks(link)]


# --- before anything is sent -----------------------------------------------------------------------------------------


def check_places(read: Read, estate: Estate, here: Sequence[str]) -> None:
    """Whether the collector stands where the scope says, and every target would show something of the core.

    `here`: the addresses of this machine. Raises `SettingsError`.
    """
    zone = _zone(read, estate)
    realm_of = {site.id: site.realm for site in estate.sites}
    realm = realm_of[zone.site]
    mine = cores.addresses(zone)
    place = read.where("network", "zone")
    if not mine:
        mend = "give the zone its cidrs in estate.toml"
        raise SettingsError(f"the zone '{zone.id}' has no addresses: nobody knows its devices", where=place, mend=mend)
    if here and not any(spans.holds(mine, spans.address(one)) for one in here):
        mend = "run it on a machine in that zone, or name the zone where this one stands"
        raise SettingsError(f"this machine has no address in the zone '{zone.id}'", where=place, mend=mend)
    core = cores.stated(estate, realm)
    for index, target in enumerate(targets.of(read.scope)):
        _check_target(target, realm, core, within=bool(spans.both(mine, core)), where=read.where("attempt"), at=index)


def _zone(read: Read, estate: Estate) -> Zone:
    name = read.scope.network.zone
    found = next((one for one in estate.zones if one.id == name), None)
    if found is None:
        known = ", ".join(one.id for one in estate.zones)
        mend = f"zone = one of: {known or 'none yet'}"
        raise SettingsError(f"the estate has no zone '{name}'", where=read.where("network", "zone"), mend=mend)
    return found


def _check_target(target: Target, realm: str, core: Spans, *, within: bool, where: str, at: int) -> None:
    """One that lies where the collector stands, or in another address space, shows nothing: it is left alone."""
    which = f"target {at + 1}, {target.address},"
    if target.realm != realm:
        what = f"{which} lies in realm '{target.realm}', and the collector stands in '{realm}'"
        raise SettingsError(what, where=where, mend="try it from a collector of its own realm")
    in_core = spans.holds(core, spans.address(target.address))
    if within and in_core:
        what = f"{which} lies in the core network, as the collector does"
        raise SettingsError(what, where=where, mend="from the core name devices; to try the core, stand outside it")
    if not within and not in_core:
        what = f"{which} lies outside the core network, as the collector does"
        raise SettingsError(what, where=where, mend="name addresses of the core, or stand in the core to try devices")


# --- the run ---------------------------------------------------------------------------------------------------------


class _Run:
    """The attempts of one scope."""

    def __init__(
        self, read: Read, wish: Wish, opened: Bundle, stop: Callable[[], str], clock: Callable[[], datetime]
    ) -> None:
        scope = read.scope
        self._read, self._wish, self._bundle, self._clock = read, wish, opened, clock
        self._targets = targets.of(scope)
        self._tried: dict[tuple[str, int], Tried] = {}
        governor = Governor(scope)
        self._course = Attempts(
            [(one.address, one.ports) for one in self._targets], governor, self._told, clock,
            tries=scope.limits.attempts or attempts.TRIES,
        )  # fmt: skip
        self._loop = Loop(
            driver.Hand(scope.network),
            governor,
            self._course,
            self._finished,
            stop=scopes.ending(scope.window, stop, clock),
            tick=opened.flush,
        )
        self._began = time.monotonic()

    def play(self) -> Result:
        """Everything, from the first line to the last."""
        ports = sorted({port for one in self._targets for port in one.ports})
        self._bundle.head(self._read, ports, [SOURCE])
        self._bundle.note("run.stood", {"zone": self._read.scope.network.zone, "addresses": own()})
        self._bundle.flush(hard=True)
        why = self._loop.run()
        for one in self._targets:
            for port in one.ports:
                if (one.address, port) not in self._tried:
                    self._told(self._left(one, port, why))
        seconds = round(time.monotonic() - self._began, 1)
        self._bundle.note("run.ended", {"why": why, "seconds": seconds, "attempts": self._loop.connections.attempts})
        return Result(
            run=self._bundle.run,
            why=why,
            path=self._wish.out,
            zone=self._read.scope.network.zone,
            tried=tuple(self._tried[one.address, port] for one in self._targets for port in one.ports),
            seconds=seconds,
        )

    def _left(self, one: Target, port: int, why: str) -> Tried:
        """A port whose turn never came, or of which nobody waited to see what came."""
        begun = (one.address, port) in self._course.begun
        return Tried(
            address=one.address, realm=one.realm, port=port, times=int(begun), at=self._clock(), why=why,
            answer=attempts.UNJUDGED if begun else attempts.NOT_TRIED,
        )  # fmt: skip

    def _told(self, one: Tried) -> None:
        self._tried[one.address, one.port] = one
        value = {
            "zone": self._read.scope.network.zone, "address": one.address, "port": one.port, "answer": one.answer,
            "times": one.times,
        }  # fmt: skip
        self._bundle.note("run.tried", value | ({"why": one.why} if one.why else {}), realm=one.realm)

    def _finished(self, visit: Visit, whole: bool) -> None:
        if visit.account is not None:
            self._bundle.spent(visit.account, visit, whole=whole)
