"""The officer's page: are we compliant, where not, what is unknown, how much was looked at, what rests on proposals."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from camcensus.model.assessment import Assessment, Counts
from camcensus.model.knowledge import Clause
from camcensus.model.outcome import Outcome
from camcensus.report import _coverage as coverage
from camcensus.report import _proposals as proposals
from camcensus.report import _ranks as ranks
from camcensus.report import _words as words
from camcensus.report._bars import Bar, bar
from camcensus.report._proposals import Turning
from camcensus.report._ranks import Status

PLACES = 4
SITES = 5
STEPS = 7
MAKERS = 6
DUE = 6
NAMED = 3
"""How much of each list the page bears; what is left out is counted and stands further down."""

ALL_SITES = 2_000
"""Sites of the full table."""

_GAPS = {
    "site-not-looked-at": ("", "site"),
    "subnet-not-looked-at": ("", "range of addresses", "ranges of addresses"),
    "subnet-only-heard": ("", "range of addresses only listened to", "ranges of addresses only listened to"),
    "recorder-channels-unknown": ("the cameras behind ", "recorder"),
}
"""Reason of a gap to the words before its number, and after it for one and for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """What one clause came to."""

    clause: Clause
    counts: Counts
    bar: Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Findings not met of one clause, for one reason."""

    called: str
    where: str
    """The site, or how many sites."""
    reason: str
    count: int
    provisional: int
    ended: int
    """Of them: a waiver did excuse them and has ended."""
    devices: tuple[tuple[str, str], ...]
    """(device id or nothing, what people call it) of the first few."""

    @property
    def left(self) -> int:
        """How many are not named."""
        return self.count - len(self.devices)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """One site with the gravest findings of each clause."""

    id: str
    """Empty: none that the estate knows."""
    name: str
    sensitive: str
    devices: int
    cells: tuple[Status | None, ...]

    @property
    def gravity(self) -> tuple[int, ...]:
        """Greater for the graver site: by its worst finding, then by how many are as bad."""
        grave = [(cell.rank, cell.count) for cell in self.cells if cell is not None]
        rank = max((rank for rank, _ in grave), default=-1)
        return rank, sum(count for one, count in grave if one == rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How much was looked at, and what nobody looked at."""

    judged: int
    others: int
    unseen: tuple[str, ...]
    """Sites, ranges of addresses and recorders, counted in words."""
    unexpected: int
    """Zones in which the owner states that no cameras are expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerLine:
    """One maker with its part of the devices, and the findings that turn on it."""

    name: str
    standing: str
    devices: int
    bar: Bar
    turning: Turning


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """All that the page bears."""

    organisation: str
    colour: str
    answer: str
    because: str
    counts: Counts
    findings: int
    clauses: tuple[ClauseLine, ...]
    places: tuple[Place, ...]
    places_left: int
    sites: tuple[SiteLine, ...]
    steps: tuple[tuple[str, int], ...]
    looked: Looked
    makers: tuple[MakerLine, ...]
    """Those that built most or on whom most findings turn come first."""


def page(assessment: Assessment) -> Officer:
    """What the assessment says to the officer who answers for it."""
    colour, answer, because = words.verdict(assessment)
    found = ranks.ranked(assessment.findings)
    judged = assessment.devices.filter("candidate")
    places = _places(assessment, found)
    return Officer(
        organisation=", ".join(body.name for body in assessment.estate.bodies) or "organisation not named",
        colour=colour.value,
        answer=answer,
        because=because,
        counts=assessment.counts(),
        findings=assessment.findings.height,
        clauses=tuple(_clause(assessment, clause) for _, clause in assessment.clauses),
        places=tuple(places[:PLACES]),
        places_left=sum(place.count for place in places[PLACES:]),
        sites=tuple(_sites(assessment, found, judged)),
        steps=tuple(words.next_steps(assessment)),
        looked=_looked(assessment, judged),
        makers=tuple(_makers(assessment, judged)),
    )


def _clause(assessment: Assessment, clause: Clause) -> ClauseLine:
    counts = assessment.counts([clause.id])
    numbers = {
        "not-met": counts.not_met - counts.waived,
        "waived": counts.waived,
        "unknown": counts.unknown,
        "met": counts.met,
        "not-applicable": counts.not_applicable,
    }
    parts = [(kind, ranks.WORDS[kind], count) for kind, count in numbers.items()]
    return ClauseLine(clause=clause, counts=counts, bar=bar(clause.title, parts))


def _places(assessment: Assessment, found: pl.DataFrame) -> list[Place]:
    """Where something is not met and not excused, in the order of the clauses, the most findings first."""
    order = {clause.id: place for place, (_, clause) in enumerate(assessment.clauses)}
    bad = found.filter(pl.col("rank") == ranks.KINDS.index("not-met"))
    bad = bad.join(assessment.devices.select("device", "label"), on="device", how="left", maintain_order="left")
    named = pl.coalesce("label", pl.col("subject").str.replace(r"^[^:]*:", ""))
    grouped = bad.group_by("clause", "reason", maintain_order=True).agg(
        pl.len(),
        pl.col("site").unique(),
        pl.col("provisional").sum(),
        ended=pl.col("expired_waiver").is_not_null().sum(),
        device=pl.col("device").fill_null("").head(NAMED),
        named=named.head(NAMED),
    )
    rows = sorted(grouped.iter_rows(named=True), key=lambda row: (order.get(row["clause"], 0), -row["len"]))
    return [
        Place(
            called=_called(assessment, row["clause"]),
            where=words.site(assessment, row["site"][0]) if len(row["site"]) == 1 else f"{len(row['site']):,} sites",
            reason=assessment.sentence(row["reason"]),
            count=row["len"],
            provisional=row["provisional"],
            ended=row["ended"],
            devices=tuple((one, name) for one, name in zip(row["device"], row["named"], strict=True) if one),
        )
        for row in rows
    ]


def _called(assessment: Assessment, clause_id: str) -> str:
    """The finding's own words, with the clause where several clauses use the same."""
    called = words.called(assessment, clause_id, Outcome.NOT_MET)
    alike = [clause for _, clause in assessment.clauses if clause.not_met_words == called]
    title = next((clause.title for clause in alike if clause.id == clause_id), "")
    return f"{called} ({title[:1].lower()}{title[1:]})" if len(alike) > 1 else called


def _sites(assessment: Assessment, found: pl.DataFrame, judged: pl.DataFrame) -> list[SiteLine]:
    """Every site, and what lies at no known site; the gravest first."""
    cells: dict[tuple[str | None, str], Status] = {
        (site, clause): ranks.status(rank, count, provisional, excused)
        for site, clause, rank, count, provisional, excused in ranks.worst(found, "site", "clause").iter_rows()
    }
    devices: dict[str | None, int] = dict(judged.group_by("site").len().iter_rows())
    known: dict[str | None, tuple[str, str]] = {
        site.id: (site.name, site.sensitive.answer.value) for site in assessment.estate.sites
    }
    others = dict.fromkeys([*devices, *(site for site, _ in cells)])
    known |= {site: (site or "Site not known", "unknown") for site in others if site not in known}
    lines = [
        SiteLine(
            id=site if site and assessment.estate.site(site) else "",
            name=name,
            sensitive={"yes": "yes", "no": "no"}.get(sensitive, "not known"),
            devices=devices.get(site, 0),
            cells=tuple(cells.get((site, clause.id)) for _, clause in assessment.clauses),
        )
        for site, (name, sensitive) in known.items()
    ]
    return sorted(lines, key=lambda line: line.gravity, reverse=True)


def _looked(assessment: Assessment, judged: pl.DataFrame) -> Looked:
    unseen = coverage.unseen(assessment)
    gaps = [
        f"{before}{words.many(unseen[reason], *nouns)}"
        for reason, (before, *nouns) in _GAPS.items()
        if reason in unseen
    ]
    return Looked(
        judged=judged.height,
        others=assessment.devices.height - judged.height,
        unseen=tuple(gaps),
        unexpected=sum(not zone.cameras_expected for zone in assessment.estate.zones),
    )


def _makers(assessment: Assessment, judged: pl.DataFrame) -> list[MakerLine]:
    built: dict[str | None, int] = dict(judged.group_by("hardware_maker").len().iter_rows())
    turning = proposals.turning(assessment)
    most = max(built.values(), default=1)
    lines = []
    for maker in dict.fromkeys([*built, *turning]):
        kind, standing = proposals.standing(assessment.makers.get(maker or ""))
        name, count = words.maker(assessment, maker), built.get(maker, 0)
        line = MakerLine(
            name=name,
            standing=standing,
            devices=count,
            bar=bar(name, [(f"subject-{kind}", standing, count)], reach=count / most * 100, numbered=False),
            turning=turning.get(maker, Turning()),
        )
        lines.append(line)
    weight = {line.name: max(line.devices, line.turning.provisional + line.turning.unknown) for line in lines}
    return sorted(lines, key=lambda line: (-weight[line.name], line.name))
