"""The return: sites never, had, removed, remaining, unknown; the same for the core network; what changed since."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import _coverage as coverage
from camcensus.report import _exposure as exposure
from camcensus.report import _states as states
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Note, Para, Part, Table, pairs, shown
from camcensus.report._states import NEVER, REMAINING, REMOVED, UNKNOWN, SiteState

MOST = 2_000
"""Sites that are listed."""


def compose(material: Material) -> Document:
    """The return as of the day of the assessment."""
    one = material.assessment
    found = states.sites(one)
    parts = (
        Part("sites", "Sites", tuple(_counts(found))),
        Part("core", "Connection to core networks", tuple(_core(one))),
        Part("moved", "Since the last return", tuple(_moved(material, found))),
        Part("which", "Which sites", tuple(_listed(found))),
        Part("method", "How this was found out", tuple(_method(one, found))),
    )
    return Document(
        title="Departmental return on surveillance equipment of covered makers",
        answer=_answer(found),
        parts=parts,
        foot="It says where covered equipment is: keep it as closely as the register it is made from.",
    )


def _answer(found: list[SiteState]) -> str:
    counts = states.tally([one for one in found if one.sensitive == "yes"])
    total = sum(counts.values())
    if not total:
        return "No site is stated to be sensitive."
    had = counts[REMOVED] + counts[REMAINING]
    return (
        f"Of {words.many(total, 'sensitive site')} {counts[NEVER]:,} never had covered equipment, {had:,} had it:"
        f" removed at {counts[REMOVED]:,}, remaining at {counts[REMAINING]:,}. Of {counts[UNKNOWN]:,} it is not known."
    )


def _counts(found: list[SiteState]) -> Iterator[Block]:
    yield from exposure.sites(found)
    provisional = sum(one.provisional for one in found)
    if provisional:
        yield Note(
            f"Of {words.many(provisional, 'device')} the maker's standing is only proposed: until a named person signs"
            " the determination, these counts are provisional."
        )
    yield Para(
        "A site never had covered equipment, or has none left, only where everything there was looked at and named."
        " Where a range of addresses, a recorder or the site itself was not looked at, or a maker is not known, the"
        " site is counted as not known, unless some covered equipment certainly remains."
    )


def _core(one: Assessment) -> Iterator[Block]:
    yield exposure.rungs(one)
    connected = exposure.in_use(one).filter((pl.col("separation") == "connected") & (pl.col("covered") == "yes"))
    sites = connected["site"].n_unique()
    yield Para(
        f"Covered equipment connected to a core network: {words.many(connected.height, 'device')} at"
        f" {words.many(sites, 'site')}. What no configuration, no listening and no test speaks of is not known, and is"
        " not counted as separate."
    )


def _moved(material: Material, found: list[SiteState]) -> Iterator[Block]:
    earlier = material.earlier
    if earlier is None:
        yield Para("No return was issued before, so there is nothing to compare with.")
        return
    before = states.sites(earlier.assessment)
    then, now = states.tally(before), states.tally(found)
    rows = tuple(
        (states.WORDS[state], f"{then[state]:,}", f"{now[state]:,}", f"{now[state] - then[state]:+,}")
        for state in states.STATES
    )
    issue = earlier.issue
    day = earlier.assessment.basis.as_of.isoformat()
    yield Para(f"The last return was {issue.number}, issued on {issue.on:%Y-%m-%d} by {issue.person}, as of {day}.")
    yield Table("Sites then and now", ("sites", "then", "now", "change"), rows, numbers=(1, 2, 3))
    changed = [(one.name, one.before, one.after) for one in states.moved(before, found)]
    yield from shown("Sites that changed", ("site", "then", "now"), changed, MOST)


def _listed(found: list[SiteState]) -> Iterator[Block]:
    order = {REMAINING: 0, UNKNOWN: 1, REMOVED: 2, NEVER: 3}
    rows = [
        (
            one.name, dict(exposure.CLASSES)[one.sensitive], states.WORDS[one.state], f"{one.remaining:,}",
            f"{one.removed:,}", f"{one.unsure:,}", f"{one.gaps:,}",
        )
        for one in sorted(found, key=lambda one: (one.sensitive != "yes", order[one.state], one.name))
    ]  # fmt: skip
    head = ("site", "sensitive", "covered equipment", "remaining", "removed", "devices not known", "not looked at")
    yield from shown("Sites, the sensitive ones first", head, rows, MOST, numbers=(3, 4, 5, 6))


def _method(one: Assessment, found: list[SiteState]) -> Iterator[Block]:
    judged = one.devices.filter("candidate").height
    gaps = sum(site.gaps for site in found)
    yield pairs(
        "What was looked at",
        ("as of", one.basis.as_of.isoformat()),
        ("cameras, recorders and the like", f"{judged:,}"),
        ("things nobody looked at", f"{gaps:,} (sites, ranges of addresses, recorders)"),
        ("orders", "; ".join(order.title for order in one.orders) or "none chosen"),
    )
    estimates = [
        (line.name, f"{line.found:,}", line.estimated, "; ".join(line.missing)) for line in coverage.lines(one)
    ]
    head = ("site", "found", "estimated in all", "what the estimate leaves out")
    yield from shown("How many there may be that were not found", head, estimates, MOST, numbers=(1,))
    yield Para(
        "Covered: built or sold by a company that the order names, as determined for each maker; a label alone does not"
        " say who built a device. Each answer rests on what was observed, and the log keeps the bytes."
    )
