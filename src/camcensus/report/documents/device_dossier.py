"""Everything on one device: who made it and how sure that is, where it is, what orders say, and all observations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _days as days
from camcensus.report import _originals as originals
from camcensus.report import _proposals as proposals
from camcensus.report import _register as registers
from camcensus.report import _standing as standing
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Items, Para, Part, Table, pairs

CLAIMS = 2_000
"""Claims that are listed."""

ROLES = (
    ("class", "what it is"),
    ("brand", "label"),
    ("manufacturer", "legal manufacturer"),
    ("hardware_maker", "built by"),
    ("model", "model"),
    ("firmware", "firmware"),
)
_ABOUTS = dict(ROLES) | {"visual": "made to watch", "component_maker": "maker of a component"}
_DECISIONS = ("what", "on", "decided", "by", "day", "until")


def compose(material: Material) -> Document:
    """The dossier of the device that the material is about."""
    one, device = material.assessment, material.device
    row = one.devices.filter(pl.col("device") == device).row(0, named=True)
    apart = next((each for each in one.separation.devices if each.device == device), None)
    parts = (
        Part("identity", "What it is, and who stands behind it", tuple(_identity(one, row))),
        Part("claims", "Each claim, and what it weighs", tuple(_claims(one, row))),
        Part("conflicts", "Where records and the network differ", tuple(_conflicts(one, material.conflicts))),
        Part("place", "Where it is", tuple(_place(one, row))),
        Part("separation", "Separation from the core network", tuple(standing.tables(apart))),
        Part("control", "Who controls its makers", tuple(_control(one, row))),
        Part("findings", "What the orders say", tuple(_findings(one, device))),
        Part("decisions", "What people decided", tuple(_decisions(one, row))),
        Part("doubts", "What a person should look at", (Items(tuple(_doubts(one, device)) or ("nothing",)),)),
        Part("observations", "What all of this rests on", tuple(originals.observations(material))),
    )
    return Document(
        title=f"Dossier of one device: {row['label'] or device}",
        answer=_answer(one, row),
        parts=parts,
        foot="It says where equipment is, who made it and how it is reached: keep it as closely as the register.",
    )


def _answer(one: Assessment, row: Mapping[str, Any]) -> str:
    counts, maker = _counts(one, row["device"]), row["hardware_maker"]
    standing_of = proposals.standing(one.makers.get(maker or ""))[1]
    label = f"label {words.brand(one, row['brand'])}" if row["brand"] else "label not known"
    built = f"built by {words.maker(one, maker)} (subject to the law: {standing_of})" if maker else "builder not known"
    return (
        f"{words.kind(row['class']).capitalize()}, {label}, {built}, at {words.site(one, row['site'])}."
        f" Findings: {counts['not-met']:,} not met, {counts['unknown']:,} unknown."
    )


def _counts(one: Assessment, device: str) -> dict[str, int]:
    """Findings that are not met and not excused, and those that are unknown."""
    mine = one.findings.filter(registers.speaks_of([device]))
    bad = mine.filter((pl.col("outcome") == Outcome.NOT_MET.value) & pl.col("waiver").is_null())
    return {"not-met": bad.height, "unknown": mine.filter(pl.col("outcome") == Outcome.UNKNOWN.value).height}


# --- identity --------------------------------------------------------------------------------------------------------


def _identity(one: Assessment, row: Mapping[str, Any]) -> Iterator[Block]:
    answers = registers.roles(one, dict(row))
    rows = [
        (
            title, answers[role].name, f"{answers[role].sure} ({answers[role].chance})" if answers[role].known else "",
            f"{row[f'{role}_weight'] or 0}", answers[role].others or "none",
        )
        for role, title in ROLES
    ]  # fmt: skip
    parts = one.claims.filter((pl.col("device") == row["device"]) & (pl.col("about") == "component_maker"))
    named = sorted({words.maker(one, claim) for claim in parts["claim"].to_list()})
    rows.append(("parts by", ", ".join(named) or "not known", "", "", "none"))
    head = ("question", "answer", "how sure", "decibans", "answers that did not stand")
    yield Table("Each answer", head, tuple(rows), numbers=(3,))
    names = [name for name in row["names"] if ":" in name and not name.endswith(row["device"])]
    yield pairs(
        "What it goes by", ("called", row["label"] or "nothing"), ("id", row["device"]), ("names", "; ".join(names))
    )


def _claims(one: Assessment, row: Mapping[str, Any]) -> Iterator[Block]:
    mine = one.claims.filter(pl.col("device") == row["device"])
    rank = {about: place for place, about in enumerate(_ABOUTS)}
    place = pl.col("about").replace_strict(rank, default=len(rank), return_dtype=pl.Int8)
    mine = mine.sort(
        [place, "weight", "claim", "origin", "by", "because"], descending=[False, True, False, False, False, False]
    )
    rows = tuple(
        (
            _ABOUTS.get(claim["about"], claim["about"]), registers.claim_words(one, claim["about"], claim["claim"]),
            f"{claim['weight']}", claim["origin"], claim["by"], claim["because"].hex()[:16],
        )
        for claim in mine.head(CLAIMS).iter_rows(named=True)
    )  # fmt: skip
    head = ("about", "claim", "decibans", "origin", "by the entry", "because of the observation")
    yield Table("Each claim", head, rows, numbers=(2,))
    if mine.height > CLAIMS:
        yield Para(f"and {mine.height - CLAIMS:,} more claims.")
    yield Para("Signals of one origin count once: five banners of one firmware are one witness.")


def _conflicts(one: Assessment, found: pl.DataFrame) -> Iterator[Block]:
    rows = tuple(
        (
            row["question"], _side(row, "stated"), _side(row, "seen"),
            days.day(row["agreed"].date()) if row["agreed"] else "never", one.sentence(row["note"]),
        )
        for row in found.iter_rows(named=True)
    )  # fmt: skip
    yield Table("Differences", ("about", "stated", "seen", "last agreed", "note"), rows)


def _side(row: Mapping[str, Any], side: str) -> str:
    when = days.day(row[f"{side}_at"].date()) if row[f"{side}_at"] else "no date"
    return f"{row[side]} ({row[f'{side}_file'] or row[f'{side}_by']}, {when})"


def _place(one: Assessment, row: Mapping[str, Any]) -> Iterator[Block]:
    first, last = (days.moment(row[name]) for name in ("first_seen", "last_seen"))
    yield pairs(
        "Where it is",
        ("site", words.site(one, row["site"])),
        ("sensitive site", row["sensitive"]),
        ("zone", row["zone"] or "not known"),
        ("addresses", row["addresses"] or "none known"),
        ("on the core network", row["core"]),
        ("ours to answer for", row["ours"]),
        ("in use", row["in_use"]),
        ("first seen", first),
        ("last seen", last),
    )
    told = tuple((words.STATED[name], str(row[name])) for name in words.STATED if row[name] not in (None, "unknown"))
    yield Table("What is stated of it", ("what", "as stated"), told)


# --- who and what for ------------------------------------------------------------------------------------------------


def _makers(one: Assessment, row: Mapping[str, Any]) -> list[MakerStatus]:
    named = dict.fromkeys((row["hardware_maker"], row["manufacturer"]))
    return [one.makers[maker] for maker in named if maker in one.makers]


def _control(one: Assessment, row: Mapping[str, Any]) -> Iterator[Block]:
    makers = _makers(one, row)
    if not makers:
        yield Para("Who controls its makers is not known, because its makers are not.")
    for status in makers:
        said = f"{words.SUBJECT[status.answer]}. {one.sentence(status.reason)}"
        if status.basis == "signed":
            said += f" Determined by {status.person} on {days.day(status.signed)}: {status.note}"
        elif status.basis == "proposed":
            said += " Proposed by the tool; no person has signed it, so findings that rest on it are provisional."
        yield Para(f"{status.name}: {said}")
        rows = tuple(
            (f"{step}", hop.name, hop.how or "the company itself", text, source or "no source")
            for step, hop in enumerate(status.chain)
            for text, source in hop.said
        )
        head = ("step", "who", "how it holds the one before", "what is claimed", "source")
        yield Table(f"Chain of control of {status.name}, upwards", head, rows)


def _findings(one: Assessment, device: str) -> Iterator[Block]:
    clauses = {clause.id: clause for _, clause in one.clauses}
    rows = []
    for row in one.findings.filter(registers.speaks_of([device])).sort("clause", "subject").iter_rows(named=True):
        clause = clauses[row["clause"]]
        marks = [
            "provisional" if row["provisional"] else "",
            f"excused by {row['waiver']}" if row["waiver"] else "",
            f"waiver {row['expired_waiver']} has ended" if row["expired_waiver"] else "",
            "about the cameras behind it" if row["unit"] == "recorder" else "",
        ]
        settles = [one.vocabulary.evidence.get(code, code) for code in row["settles"] or ()]
        rows.append((
            clause.id, clause.title, clause.force, words.called(one, clause.id, Outcome(row["outcome"])),
            one.sentence(row["reason"]), "; ".join(settles) or "nothing", "; ".join(filter(None, marks)) or "none",
        ))  # fmt: skip
    head = ("clause", "what it asks", "force", "finding", "why", "what would settle it", "marks")
    yield Table("Each finding", head, tuple(rows))


def _decisions(one: Assessment, row: Mapping[str, Any]) -> Iterator[Block]:
    makers = {status.maker for status in _makers(one, row)}
    mine = one.findings.filter(registers.speaks_of([row["device"]]))
    waivers = {*mine["waiver"].drop_nulls().to_list(), *mine["expired_waiver"].drop_nulls().to_list()}
    profile = one.profile
    rows = [
        (
            "determination",
            words.maker(one, found.maker),
            f"{'refused' if found.refused else 'subject' if found.subject else 'not subject'}: {found.reason}",
            found.person,
            days.day(found.signed),
            days.day(found.until),
        )
        for found in profile.determinations
        if found.maker in makers
    ]
    rows += [
        (
            f"waiver {found.id}",
            ", ".join(found.clauses),
            found.reason,
            found.person,
            days.day(found.signed),
            days.day(found.until),
        )
        for found in profile.waivers
        if found.id in waivers
    ]
    rows += [
        (
            f"consideration {found.id}",
            ", ".join(found.clauses),
            found.decision,
            found.person,
            days.day(found.decided),
            days.day(found.review),
        )
        for found in profile.considerations
        if not found.sites or row["site"] in found.sites
    ]
    rows += [
        (f"note on {note.on}", "", note.text, note.person, days.day(note.signed), "")
        for note in profile.notes
        if note.on in {*makers, row["site"]}
    ]
    yield Table("Decisions that speak of it", _DECISIONS, tuple(rows))
    yield Para("What named persons settled of the device itself:")
    yield Items(tuple(row["settled"]) or ("nothing",))


def _doubts(one: Assessment, device: str) -> list[str]:
    return registers.doubts_of(one, [device]).get(device, [])
