"""Other orders, readings and assumptions laid over the owner's, to see what the findings would be.

The file is TOML: `orders` (added), `[readings]` (which replace the owner's), and `[assume]` with ``sites_sensitive``
and ``zones_on_core`` (of every site, every zone), ``registered_in`` (every maker registered there is subject) and
``makers`` (maker to answer).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from camcensus.engine.settings import Settings
from camcensus.engine.workspace import Workspace
from camcensus.engine.written import load
from camcensus.model.errors import InputError, SettingsError
from camcensus.model.estate import LIMBS, Sensitivity, Statement
from camcensus.model.finding import Determination
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.wire import canonical

_SAID = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assume:
    sites_sensitive: Answer | None = None
    zones_on_core: Answer | None = None
    makers: Mapping[str, Answer] = field(default_factory=dict)
    registered_in: tuple[str, ...] = ()
    """Every maker whose company is registered in one of these is subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    orders: tuple[str, ...] = ()
    readings: Mapping[str, Answer] = field(default_factory=dict)
    assume: _Assume = field(default_factory=_Assume)


def lay_over(workspace: Workspace, path: Path, as_of: date) -> Workspace:
    """The workspace with what the file assumes; nothing of it is kept. Raises `InputError` or `SettingsError`."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    told, where = load(data, path.name, _File)
    for order in told.orders:
        if order not in workspace.knowledge.directives:
            listed = ", ".join(workspace.knowledge.directives)
            raise SettingsError(f"no order has the id '{order}'", where=where("orders"), mend=f"one of: {listed}")
    known = {one.name for one in fields(Readings)}
    for name in told.readings:
        if name not in known:
            mend = f"one of: {', '.join(sorted(known))}"
            raise SettingsError(f"'{name}' is no reading", where=where("readings", name), mend=mend)
    for maker in told.assume.makers:
        if maker not in workspace.knowledge.makers:
            raise SettingsError(f"no maker has the id '{maker}'", where=where("assume", "makers", maker))
    return replace(workspace, settings=_settings(workspace, told, data, as_of))


def _settings(workspace: Workspace, told: _File, data: bytes, as_of: date) -> Settings:
    settings = workspace.settings
    profile, estate, assume = settings.profile, settings.estate, told.assume
    readings = replace(profile.readings, **dict(told.readings))
    makers = {**_registered(workspace, assume), **assume.makers}
    decided = tuple(
        Determination(maker=maker, subject=answer is Answer.YES, person=_SAID, signed=as_of, reason=_SAID)
        for maker, answer in makers.items()
        if answer is not Answer.UNKNOWN
    )
    profile = replace(
        profile,
        orders=tuple(dict.fromkeys((*profile.orders, *told.orders))),
        readings=readings,
        determinations=(*(one for one in profile.determinations if one.maker not in makers), *decided),
    )
    if assume.sites_sensitive is not None:
        every = Sensitivity(**{limb: Statement(answer=assume.sites_sensitive, said_by=_SAID) for limb in LIMBS})
        estate = replace(estate, sites=tuple(replace(site, sensitive=every) for site in estate.sites))
    if assume.zones_on_core is not None:
        on_core = Statement(answer=assume.zones_on_core, said_by=_SAID)
        estate = replace(estate, zones=tuple(replace(zone, core=on_core) for zone in estate.zones))
    version = canonical.digest("what-if", 1, {"file": data, "profile": settings.profile_version}).hex()
    return replace(settings, estate=estate, profile=profile, profile_version=version)


def _registered(workspace: Workspace, assume: _Assume) -> dict[str, Answer]:
    parties = workspace.knowledge.parties
    return {
        maker.id: Answer.YES
        for maker in workspace.knowledge.makers.values()
        if maker.party and parties[maker.party].jurisdiction in assume.registered_in
    }
