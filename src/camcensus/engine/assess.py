"""From the log to findings: the walk of every observation, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import polars as pl

from camcensus.engine import configs, extensions, gate_record, known, makers, networks, owners
from camcensus.engine.settings import Settings
from camcensus.engine.workspace import Workspace
from camcensus.model import frames
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.errors import KnowledgeError
from camcensus.model.knowledge import Directive, Knowledge
from camcensus.reason import (
    candidates,
    clocks,
    control,
    coverage,
    devices,
    doubts,
    facts,
    findings,
    identity,
    places,
    presence,
    separation,
    settled,
    unfound,
    walked,
)
from camcensus.reason import named as named_by
from camcensus.reason.listed import Lists
from camcensus.reason.separation import NO_EVIDENCE, Evidence

LOOKED = ("fact.reach", "fact.heard", "survey.walked")
"""Fields that say how far somebody looked."""


def assess(workspace: Workspace, as_of: date, *, upto: int | None = None, days: int = separation.DAYS) -> Assessment:
    """What the orders in the profile say of everything in the log, as of a day. Pure but for reading the log.

    `days` of listening to a network make *not seen* count there.
    """
    knowledge, settings = workspace.knowledge, workspace.settings
    basis = _basis(workspace, as_of, upto, days)
    observed = known_by(workspace.store.observations(basis.position), as_of)
    held = configs.of_log(workspace.store, observed)
    evidence = Evidence(
        boxes=held.boxes,
        known=held.known,
        remarks=held.remarks,
        listeners=frozenset(extensions.found("captures")),
        blocks=lambda: networks.table(workspace.files["estate"].get(networks.NAME, b""), knowledge.makers),
        days=days,
    )
    made = conclude(observed, knowledge, settings, basis, evidence)
    ungated = list(gate_record.without(made.devices, gate_record.records(workspace.store, basis.position), as_of))
    more = pl.DataFrame(ungated, schema=made.doubts.schema, orient="row")
    return replace(made, doubts=pl.concat([made.doubts, more]).sort("device", "code", "detail")) if ungated else made


def conclude(
    observed: pl.DataFrame, knowledge: Knowledge, settings: Settings, basis: Basis, evidence: Evidence = NO_EVIDENCE
) -> Assessment:
    """The walk: join, recognise and weigh, where, how far from the core, who controls, what is unseen; ask orders."""
    estate, profile, words = settings.estate, settings.profile, knowledge.vocabulary
    parties, reach, network, observed = _kinds(observed)
    knowledge = owners.beside(knowledge, parties).knowledge
    joined = devices.join(observed, words.placeholders, words.stated)
    del observed  # the largest thing here: what follows needs only what was joined
    named = identity.name(joined.seen, knowledge, known.sayings(knowledge))
    located = places.find(joined.seen, estate)
    stated = facts.stated(joined.seen, list(words.ports))
    present = presence.find(joined.seen, reach)
    every = candidates.gather(joined, named.identities, located, present, stated)
    every = settled.lay_over(every, settled.newest(joined.seen))
    apart = separation.find(every, joined, network, estate, knowledge, evidence, basis.as_of)
    every = separation.lay_over(every, apart, profile.readings)
    controls = _controls(every, knowledge, settings, basis.as_of)
    orders = tuple(knowledge.directives[order] for order in profile.orders)
    judged = facts.of_devices(every.filter("candidate"), controls, estate, profile)
    found, unseen = ask(judged, reach, knowledge, settings, basis.as_of)
    shown = facts.of_devices(every, controls, estate, profile)
    return Assessment(
        basis=basis,
        estate=estate,
        profile=profile,
        orders=orders,
        vocabulary=words,
        registrants=known.holders(),
        devices=shown.sort("device"),
        findings=found,
        separation=apart,
        claims=named.claims,
        doubts=doubts.find(shown, pl.concat([joined.doubts, walked.find(joined.seen)]), knowledge.brands),
        due=clocks.decided(profile, orders, basis.as_of),
        coverage=tuple(unfound.find(joined.seen, judged, unseen, [site.id for site in estate.sites], basis.as_of)),
        makers={maker: makers.status(one, knowledge) for maker, one in controls.items()},
        names=makers.names(knowledge),
        seen=joined.seen,
    )


def questions(orders: list[Directive]) -> dict[str, findings.Question]:
    """The questions that the orders ask, each from its file. Raises `KnowledgeError` if one is in no file."""
    every = {
        one.id: findings.Question(one.module.check, tuple(one.definition["facts"]))  # type: ignore[arg-type]  # names
        for one in extensions.found("checks").values()
    }
    for order in orders:
        for clause in order.clauses:
            if clause.check not in every:
                where = f"directives/{order.id}.yml, line {clause.line}, clause {clause.id}"
                raise KnowledgeError(f"no file asks '{clause.check}'", where=where, mend=f"one of: {', '.join(every)}")
    return every


def ask(
    judged: pl.DataFrame, reach: pl.DataFrame, knowledge: Knowledge, settings: Settings, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(what the orders say of judged devices, of sites and of what nobody saw; what nobody saw).

    `judged` has the columns of `facts.of_devices`, `reach` says how far somebody looked.
    """
    estate, profile = settings.estate, settings.profile
    looked = judged.select("device", "class", "site", "zone", "channels_listed", "observed")
    unseen = coverage.gaps(reach, looked, estate, walked.sites(reach))
    sites = findings.site_units(judged, unseen, {s.id: (s.body, s.sensitive.answer.value) for s in estate.sites})
    orders = [knowledge.directives[order] for order in profile.orders]
    lists = Lists(knowledge, as_of)
    listed = named_by.tables(_pairs(judged, unseen), orders, knowledge, lists, profile.readings)
    return findings.decide(judged, unseen, sites, orders, questions(orders), profile, as_of, listed), unseen


def _kinds(observed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What speaks of companies, of how far somebody looked, of networks too, and all but the first two."""
    about_parties = observed["field"].str.starts_with("party.")
    about_scans = observed["field"].is_in(LOOKED)
    reach = frames.only(observed, about_scans)
    rest = frames.only(observed, ~(about_scans | about_parties))
    network = pl.concat([frames.only(rest, separation.about(rest)), reach])
    return frames.only(observed, about_parties), reach, network, rest


def _pairs(judged: pl.DataFrame, unseen: pl.DataFrame) -> Iterator[tuple[str | None, str | None]]:
    """Every pair of builder and legal manufacturer that is asked about; of what nobody saw neither is known."""
    yield from judged.select(named_by.PAIR).unique().iter_rows()
    if unseen.height:
        yield None, None


def known_by(observed: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Without what was seen after the day in question; what bears no time is kept."""
    end = datetime.combine(as_of, time.max, UTC)
    return frames.only(observed, ~(observed["at"] > end).fill_null(value=False))


def _basis(workspace: Workspace, as_of: date, upto: int | None, days: int) -> Basis:
    """What is read is settled first: what another process adds meanwhile is not."""
    held = [leaf.position for leaf in workspace.store.leaves() if leaf.kind in ("observations", gate_record.KIND)]
    return Basis(
        as_of=as_of,
        position=max((position for position in held if upto is None or position <= upto), default=0),
        knowledge=workspace.knowledge.version,
        estate=workspace.settings.estate_version,
        profile=workspace.settings.profile_version,
        days=days,
    )


def _controls(
    identities: pl.DataFrame, knowledge: Knowledge, settings: Settings, as_of: date
) -> dict[str, control.Control]:
    """Each maker that any device was found to be of, with whether it is subject to the law."""
    named = {*identities["hardware_maker"].drop_nulls().to_list(), *identities["manufacturer"].drop_nulls().to_list()}
    profile = settings.profile
    world = control.World(knowledge, as_of, readings=profile.readings)
    return {maker: control.decide(maker, knowledge, profile.determinations, as_of, world) for maker in sorted(named)}
