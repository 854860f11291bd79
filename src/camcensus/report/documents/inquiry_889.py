"""The file of an inquiry by section 889: what was read, whom it was searched for, what was found, and what was not."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus.model.inquiry import Inquiry
from camcensus.model.knowledge import Clause
from camcensus.model.material import Material
from camcensus.report import _coverage as coverage
from camcensus.report import _days as days
from camcensus.report import _inquiry as inquired
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Form, Items, Note, Para, Part, Table, pairs, shown

FILES = 500
_KINDS = {
    "scan": "scans of the network",
    "capture": "captures, flow logs and sensors",
    "lease": "leases of DHCP servers",
    "switch": "switches and routers",
    "recorder": "channel lists of recorders",
    "VMS": "video management systems",
    "register": "registers and inventories",
    "photograph": "photographs of labels",
    "survey": "walk-rounds by people",
    "file": "other observations in files",
}
"""Each kind of source of `Inquiry.knows` in words."""


def compose(material: Material) -> Document:
    """The file as of the day of the assessment; nothing is inquired where nothing is known of the order."""
    one = material.inquiry
    if one is None:
        return Document(title=_TITLE, answer="Nothing was inquired.", parts=(), foot=_FOOT)
    held = inquired.held_by(one)
    parts = (
        *_not_chosen(one),
        Part("asked", "What the section asks", tuple(_asked(one))),
        Part("steps", "Steps of the inquiry: what was read", tuple(_steps(one, material))),
        Part("sought", "What was searched for", tuple(_sought(one))),
        Part("found", "What was found, by entity and site", tuple(inquired.by_site(one, held))),
        Part("leased", "Leased sites, and equipment that a landlord controls", tuple(inquired.leased(one, held))),
        Part("unknown", "Equipment of which it is not known", tuple(inquired.not_known(one, held))),
        Part("components", "Components", tuple(inquired.components(one, held))),
        Part("gaps", "What was not looked at", tuple(_gaps(one, material))),
        Part("answers", "Part A and part B", tuple(_answers(one))),
        Part("representation", "Representation", tuple(_representation(one, held, material))),
    )
    return Document(title=_TITLE, answer=_answer(one, held), parts=parts, foot=_FOOT)


_TITLE = "Section 889: file of the inquiry"
_FOOT = "It says where equipment is and what is not known: keep it as closely as the register it is made from."


def _answer(one: Inquiry, held: pl.DataFrame) -> str:
    first = "" if one.chosen else "The owner's profile does not choose section 889: it was judged here for this file. "
    return first + inquired.summary(one, held)


def _not_chosen(one: Inquiry) -> Iterator[Part]:
    if not one.chosen:
        said = (
            f"The owner's profile does not choose the order {one.order.id}. It was judged here as if it did, for this"
            " file alone; what the owner has not said, such as which purposes the cameras serve, is unknown. Choose it"
            " in profile.toml to have it judged with the others."
        )
        yield Part("chosen", "Not chosen", (Note(said),))


def _asked(one: Inquiry) -> Iterator[Block]:
    order = one.order
    yield pairs(
        "The order",
        ("title", order.title),
        ("whom it binds", order.bound),
        ("in force", days.day(order.in_force)),
        ("source", f"{order.source} (graded {order.grade})"),
    )
    rows = tuple((clause.title, clause.words, f"{clause.source} (graded {clause.grade})") for clause in order.clauses)
    yield Table("Its operative words, as quoted", ("clause", "words", "source"), rows)
    terms = tuple((one.term, one.words, f"{one.source} (graded {one.grade})") for one in order.terms)
    yield Table("What its words mean, as quoted", ("words", "meaning", "source"), terms)
    yield Para("What the text leaves open, or could not be read:")
    yield Items(order.limits)


# --- steps -----------------------------------------------------------------------------------------------------------


def _steps(one: Inquiry, material: Material) -> Iterator[Block]:
    kinds: dict[str, list[int]] = {}
    for at, file in enumerate(one.read):
        kinds.setdefault(file.kind, []).append(at)
    rows = tuple(
        (
            kind, f"{len(many):,}", f"{sum(one.read[at].count for at in many):,}",
            days.day(min(one.read[at].received for at in many).date()),
            days.day(max(one.read[at].received for at in many).date()),
        )
        for kind, many in sorted(kinds.items())
    )  # fmt: skip
    by_kind = ("kind of source", "files", "observations", "read first", "read last")
    yield Table("Sources by kind", by_kind, rows, numbers=(1, 2))
    files = [
        (file.name, file.kind, days.short(file.received, None), f"{file.count:,}", f"{file.position}", file.file[:16])
        for file in one.read
    ]
    head = ("file", "kind", "read into the log", "observations", "leaf", "SHA-256 begins")
    yield Table("Files that were read", head, tuple(files[:FILES]), numbers=(3, 4))
    if len(files) > FILES:
        yield Para(f"and {len(files) - FILES:,} more files, which the log names.")
    known = tuple((_KINDS.get(kind, kind), f"{count:,}") for kind, count in one.knows.items())
    yield Table("How many cameras and the like each kind of source knows", ("kind of source", "devices"), known, (1,))
    yield from _papers(one, material)


def _papers(one: Inquiry, material: Material) -> Iterator[Block]:
    gates = material.gates
    lines = words.many(sum(len(record.lines) for record in gates), "line")
    numbers = ", ".join(record.number for record in gates[:20]) + (" and more" if len(gates) > 20 else "")
    yield pairs(
        "Papers besides",
        ("gate records (asked before buying)", f"{len(gates):,} with {lines}: {numbers}" if gates else "none"),
        ("decisions in the log", ", ".join(words.many(many, kind) for kind, many in one.recorded.items())),
        ("statements of suppliers", material.words.get("statements") or "none kept in the log, and none was named"),
    )


def _sought(one: Inquiry) -> Iterator[Block]:
    rows = tuple(
        (
            found.words or found.name,
            "named" if found.words else f"reached through {', '.join(found.through)}",
            "; ".join(found.makers) or "no maker known here",
            found.purpose or "any use",
        )
        for found in one.sought
    )
    head = ("company", "how", "maker", "limited to the purpose")
    yield Table("Companies that the section names or reaches, as known here", head, rows)
    for found in one.sought:  # a list of labels is longer than a cell holds
        if found.labels:
            yield Para(f"Labels that {found.name} sells, or may build for: {', '.join(found.labels)}.")
    yield Para(
        f"Of {words.many(one.open, 'further maker')} known here it is not known whether the section reaches them."
    )
    yield Para(one.listing.note)
    yield Para(
        "A label is not a maker: each device was looked at for who built it, by its protocols, its certificates, its"
        " Ethernet address, its model number and its label, and for who sells it."
    )


# --- gaps and answers ------------------------------------------------------------------------------------------------


def _gaps(one: Inquiry, material: Material) -> Iterator[Block]:
    called = dict(one.judged.devices.select("device", "label").iter_rows())
    rows = [
        (called.get(name, name), words.site(one.judged, site), one.judged.sentence(reason))
        for subject, site, reason in inquired.unseen(one).select("subject", "site", "reason").iter_rows()
        for name in [subject.partition(":")[2]]
    ]
    yield from shown("Places at which nobody looked", ("what", "site", "why it is a gap"), rows, inquired.MOST)
    unread = [_KINDS.get(kind, kind) for kind, count in one.knows.items() if not count]
    unread += [] if material.gates else ["gate records of purchases"]
    unread += [] if material.words.get("statements") else ["statements of suppliers"]
    yield Para("Kinds of source that were not read, or that know none of the equipment:")
    yield Items(tuple(unread) or ("none",))
    estimates = [
        (line.name, f"{line.found:,}", line.estimated, "; ".join(line.missing)) for line in coverage.lines(one.judged)
    ]
    head = ("site", "found", "estimated in all", "what the estimate leaves out")
    yield from shown("How many there may be that were not found", head, estimates, inquired.MOST, numbers=(1,))
    yield Para(
        "Only video surveillance equipment was inquired about. Telecommunications equipment, such as routers, phones"
        " and radio modules, and services that use it, were not looked for here."
    )


def _answers(one: Inquiry) -> Iterator[Block]:
    rows = []
    for clause in one.order.clauses:
        counts = one.judged.counts([clause.id])
        rows.append((
            clause.title, f"{counts.not_met - counts.waived:,}", f"{counts.waived:,}", f"{counts.unknown:,}",
            f"{counts.met:,}", f"{counts.not_applicable:,}", f"{counts.provisional:,}",
        ))  # fmt: skip
    head = ("clause", "not met", "excused by a waiver", "unknown", "met", "does not apply", "of these provisional")
    yield Table("Findings of each clause", head, tuple(rows), numbers=(1, 2, 3, 4, 5, 6))
    yield Items(tuple(_said(one, clause) for clause in one.order.clauses))
    clocks = tuple(
        (
            clock.title, f"{clock.time} after it is {clock.after}", clock.hangs_on or "the section",
            clock.words or "not read", clock.grade,
        )
        for clause in one.order.clauses
        for clock in clause.clocks
    )  # fmt: skip
    due = ("what is due", "when", "where the contract has", "as quoted", "graded")
    yield Table("When something has to be reported", due, clocks)


def _said(one: Inquiry, clause: Clause) -> str:
    counts = one.judged.counts([clause.id])
    broken, title = counts.not_met - counts.waived, clause.title
    if broken:
        found = words.many(broken, "finding")
        return f"{title}: {clause.not_met_words} by {found}, and {words.are(counts.unknown)} unknown."
    if counts.unknown:
        unknown = words.are(counts.unknown, "finding")
        return f"{title}: not known. Nothing is found that is not met, and {unknown} unknown."
    if not counts.met:
        return f"{title}: nothing was found to which it applies."
    return f"{title}: nothing is found that is not met, and nothing is unknown, as far as the log tells."


def _representation(one: Inquiry, held: pl.DataFrame, material: Material) -> Iterator[Block]:
    said = material.words.get("representation")
    yield Para(said or f"To be written by the reviewer; the inquiry found: {inquired.summary(one, held)}")
    yield pairs("Review", ("reviewer", material.words.get("reviewer") or "not named"))
    yield Note(
        "This file draws no legal conclusion, and what is not known is not a no. Whoever represents answers for it."
    )
    yield Form("To be signed", ("reviewed by, on", "signed by, on"))
