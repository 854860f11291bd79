"""A paper for a board: exposure, options with what each changes, cost by year, risks, and what is to be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.knowledge import FORCES
from camcensus.model.material import ISOLATE, REPLACE, Material
from camcensus.report import _costs as costs
from camcensus.report import _days as days
from camcensus.report import _exposure as exposure
from camcensus.report import _options as options
from camcensus.report import _proposals as proposals
from camcensus.report import _risks as risks
from camcensus.report import _states as states
from camcensus.report import _words as words
from camcensus.report import _years as years
from camcensus.report._bars import Bar, bar
from camcensus.report._blocks import Block, Chart, Document, Items, Note, Para, Part, Table, pairs
from camcensus.report._costs import Costs, Sum
from camcensus.report._gravity import graver
from camcensus.report._years import Span, Year

SITES = 40
"""Sites of one year that are named."""


def compose(material: Material) -> Document:
    """The paper as of the day of the assessment. Raises `UsageError` for a figure that cannot be read."""
    one = material.assessment
    given = costs.costs(material.words)
    at = years.places(one, options.devices(material, REPLACE))
    spans = years.spans(material.words, one.basis.as_of)
    plan = years.plan(at, spans) if spans else ()
    parts = (
        Part("exposure", "How exposed we are", tuple(_exposure(one))),
        Part("options", "What can be done, and what each changes", tuple(_options(material))),
        Part("years", "Replacing, year by year", tuple(_years(material, plan, given))),
        Part("costs", "What it costs", tuple(_costs(material, plan, given))),
        Part("risks", "Risks", (Items(tuple(risks.risks(one))),)),
        Part("recommendation", "Recommendation", (Para(material.words.get("recommendation") or "None written yet."),)),
        Part("decisions", "Decisions asked for", tuple(_decisions(material))),
        Part("proposals", "What rests on proposals", tuple(_proposals(one))),
        Part("method", "How this was worked out", tuple(_method(one))),
    )
    return Document(
        title="Surveillance equipment of covered makers: paper for decision",
        answer=_answer(material),
        parts=parts,
        foot="It says where the organisation is weak: keep it as closely as the register it is made from.",
    )


def _answer(material: Material) -> str:
    one = material.assessment
    if not one.orders:
        return "No order is chosen in the profile, so nothing is judged and nothing can be decided upon."
    held = exposure.in_use(one)
    sure = held.filter(pl.col("covered") == "yes")
    today = options.left(one.findings)
    sites = words.many(sure["site"].drop_nulls().n_unique(), "site")
    return (
        f"{words.many(sure.height, 'device')} of covered makers in use at {sites}; of {held.height - sure.height:,}"
        f" more it is not known. {words.are(today.open, 'finding')} not met, {today.waived:,} excused,"
        f" {today.unknown:,} unknown."
    )


# --- exposure --------------------------------------------------------------------------------------------------------


def _exposure(one: Assessment) -> Iterator[Block]:
    yield exposure.clauses(one)
    rows = []
    for force in dict.fromkeys(clause.force for clause in graver(one)):
        left = options.left(one.findings.filter(pl.col("clause").is_in(_of_force(one, force))))
        rows.append((force, FORCES[force], f"{left.open:,}", f"{left.waived:,}", f"{left.unknown:,}"))
    yield Table("By force", ("force", "what it is", "not met", "excused", "unknown"), tuple(rows), numbers=(2, 3, 4))
    if exposure.provisional(one):
        yield Note(exposure.PROVISIONAL)
    yield from exposure.sites(states.sites(one))
    yield exposure.rungs(one)


def _of_force(one: Assessment, force: str) -> list[str]:
    return [clause.id for _, clause in one.clauses if clause.force == force]


# --- options ---------------------------------------------------------------------------------------------------------


def _options(material: Material) -> Iterator[Block]:
    one = material.assessment
    named = [(words_, options.findings(material, option)) for option, words_ in options.WORDS.items()]
    if not material.options:
        yield Note("What the options would change was not worked out.")
        return
    yield Chart(
        "Findings that are left, by option", options.bars([(name, options.left(found)) for name, found in named])
    )
    rows = tuple(
        (f"{clause.id} {clause.title}", *(f"{count:,}" for _, found in named for count in _both(found, clause.id)))
        for clause in graver(one)
    )
    head = ("clause", *(f"{what}: {word}" for what, _ in named for word in ("not met", "unknown")))
    yield Table("Findings that are left, by clause", head, rows, numbers=tuple(range(1, len(head))))
    yield Para("Not met counts what no waiver excuses. Each number comes from asking every clause again.")
    yield from _nothing(one)
    yield from _each(material)


def _both(found: pl.DataFrame, clause: str) -> tuple[int, int]:
    left = options.left(found, clause)
    return left.open, left.unknown


def _nothing(one: Assessment) -> Iterator[Block]:
    rows = tuple(
        (f"{due.on}{', overdue' if due.on < one.basis.as_of else ''}", words.DUE[due.what], due.of, due.title)
        for due in one.due
    )
    yield Para("Do nothing: the findings stay as they are until what excuses some of them ends.")
    yield Table("What falls due if nothing is done", ("day", "what", "of", "in words"), rows)


def _each(material: Material) -> Iterator[Block]:
    one = material.assessment
    cut, gone = options.devices(material, ISOLATE), options.devices(material, REPLACE)
    yield Para(
        f"Cut off: {words.many(len(cut), 'device')} at {words.many(_sites(one, cut), 'site')} that may be of a covered"
        " maker and are not surely off the core network are held to what they need (camcensus contain writes the rules"
        " and proves them). That meets what is asked about the core network; it undoes no deployment, and removes"
        " nothing."
    )
    yield Para(
        f"Replace: {words.many(len(gone), 'device')} at {words.many(_sites(one, gone), 'site')} that surely are of a"
        " covered maker, or surely break a clause, are taken away. What is unknown stays unknown: nobody replaces what"
        " nobody has found or named. A purchase that broke a rule stays one."
    )


def _sites(one: Assessment, devices: Sequence[str]) -> int:
    return int(one.devices.filter(pl.col("device").is_in(devices))["site"].drop_nulls().n_unique())


# --- years and costs -------------------------------------------------------------------------------------------------


def _years(material: Material, plan: Sequence[Year], given: Costs) -> Iterator[Block]:
    if not plan:
        yield Para(
            "No plan by year: say in how many years with --say years=N, and from which with --say first-year=YEAR."
        )
        return
    sums = costs.of_plan(given, plan)
    left = options.by_year(material, plan)
    today = ("today", options.left(material.assessment.findings))
    yield Chart("Findings that are left at the end of each year", options.bars([today, *left]))
    rows = tuple(
        (
            year.name, f"{len(year.places):,}", f"{year.devices:,}", _shown(given, spent.capital),
            _shown(given, spent.revenue), f"{some.open:,}", f"{some.unknown:,}",
        )
        for year, spent, (_, some) in zip(plan, sums, left, strict=True)
    )  # fmt: skip
    head = ("financial year", "sites", "devices", "capital", "revenue", "not met at its end", "unknown at its end")
    yield Table("Replacing, by financial year", head, rows, numbers=(1, 2, 3, 4, 5, 6))
    yield Para(
        "Sites at which what binds is not met, or a target day has passed, come in the first year. The others follow by"
        " the gravest finding, sensitive ones first, each site whole, so that years are of about the same size."
        " Waivers that end by the end of a year excuse nothing then; reviews are taken to be held when they are due."
    )
    places = tuple((year.name, _named(year)) for year in plan)
    yield Table("Which sites in which year", ("financial year", "sites, with their devices"), places)


def _named(year: Year) -> str:
    named = [f"{place.name} {place.devices:,}" for place in year.places[:SITES]]
    more = len(year.places) - len(named)
    return ", ".join(named) + (f" and {more:,} more" if more else "") or "none"


def _shown(given: Costs, amount: int) -> str:
    return given.currency.show(amount) if given.amounts else "not known"


def _costs(material: Material, plan: Sequence[Year], given: Costs) -> Iterator[Block]:
    if given.amounts:
        yield from _given(material, plan, given)
    else:
        yield Para("The owner has given no figure, so no cost is given here.")
    if given.missing:
        yield Para("Missing, and in no sum:")
        yield Items(tuple(f"{name}: {costs.WORDS[name]} (--say {name}=AMOUNT)" for name in given.missing))
    yield from _published(material.assessment)


def _given(material: Material, plan: Sequence[Year], given: Costs) -> Iterator[Block]:
    rows = tuple(
        (name, costs.WORDS[name], given.currency.show(amount), given.kind(name))
        for name, amount in given.amounts.items()
    )
    yield Table("The owner's figures", ("figure", "of", "amount", "kind"), rows, numbers=(2,))
    vat = given.vat or "it was not said whether it is in them"
    yield pairs("About these figures", ("currency", given.currency.code or "not said"), ("VAT", vat))
    sums = costs.of_plan(given, plan or _at_once(material))
    lines = tuple(
        (one.name, *(given.currency.show(amount) for amount in (one.capital, one.revenue, one.whole)))
        for one in _of_each(material, given, sums)
    )
    caption = f"Cost of each option{', without what is missing' if given.missing else ''}"
    yield Table(caption, ("option", "capital", "revenue", "together"), lines, numbers=(1, 2, 3))
    if plan:
        yield Chart("Cost by financial year", tuple(_spent(given, sums)))
    yield Para(
        "One new device is counted for each one taken away. What is capital and what revenue is the owner's word."
    )


def _at_once(material: Material) -> tuple[Year, ...]:
    """A plan that does everything on one day."""
    one = material.assessment
    every = years.places(one, options.devices(material, REPLACE))
    return years.plan(every, [Span("at once", one.basis.as_of)])


def _of_each(material: Material, given: Costs, sums: Sequence[Sum]) -> Iterator[Sum]:
    yield Sum(name="do nothing")
    cut = costs.of_isolation(given, _sites(material.assessment, options.devices(material, ISOLATE)))
    yield replace(cut, name="cut off, once")
    yield replace(costs.together(sums), name="replace" + (", all years" if len(sums) > 1 else ""))


def _spent(given: Costs, sums: Sequence[Sum]) -> Iterator[Bar]:
    """Bars in whole units, as long as what is spent."""
    most = max((one.whole for one in sums), default=0)
    unit = 10**given.currency.digits
    for one in sums:
        parts = [("met", "capital", one.capital // unit), ("waived", "revenue", one.revenue // unit)]
        yield bar(one.name, parts, reach=one.whole / most * 100 if most else 100.0)


def _published(one: Assessment) -> Iterator[Block]:
    rows = tuple((each["of"], each["figure"], each["each"], each["source"]) for each in one.vocabulary.costs.values())
    if rows:
        yield Para(
            "For orientation only: what other bodies in the United Kingdom have published. These are their figures, of"
            " their sites, years and suppliers; nothing in this paper is reckoned from them."
        )
        yield Table("Other bodies' published figures", ("of", "figure", "for each", "source"), rows)


# --- decisions -------------------------------------------------------------------------------------------------------


def _decisions(material: Material) -> Iterator[Block]:
    first = ["Choose one of the options, or some of each, and the years."] if material.options else []
    own = [material.words["decision"]] if material.words.get("decision") else []
    yield Items((*own, *first, *risks.decisions(material.assessment)))


def _proposals(one: Assessment) -> Iterator[Block]:
    held = proposals.turning(one)
    rows = tuple(
        (
            words.maker(one, maker), proposals.standing(one.makers.get(maker or ""))[1], f"{turning.provisional:,}",
            f"{turning.unknown:,}",
        )
        for maker, turning in sorted(held.items(), key=lambda pair: -(pair[1].provisional + pair[1].unknown))
    )  # fmt: skip
    head = ("maker", "subject to the law", "findings that rest on the proposal", "findings unknown because of it")
    yield Table("Makers about whom nobody has signed", head, rows, numbers=(2, 3))


def _method(one: Assessment) -> Iterator[Block]:
    judged = one.devices.filter("candidate").height
    yield pairs(
        "What this stands on",
        ("as of", days.day(one.basis.as_of)),
        ("cameras, recorders and the like that were judged", f"{judged:,}"),
        ("orders", "; ".join(order.title for order in one.orders) or "none chosen"),
    )
    yield Para(
        "Covered: built or sold by a company that the law binds, as determined for each maker. A finding is what one"
        " clause says of one device, site or place that nobody looked at. What is not known is counted as unknown in"
        " every option."
    )
