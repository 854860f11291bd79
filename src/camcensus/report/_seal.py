"""What every document bears besides what it says: that it is a draft, or how it can be checked."""

from __future__ import annotations

from dataclasses import replace

from camcensus.model.material import Issue, Material
from camcensus.report._blocks import Block, Document, Lines, Note, Para, Part, pairs

DRAFT = "Draft: it was not issued, so nothing in the log says that it was ever handed over."


def sealed(document: Document, material: Material) -> Document:
    """The document with its banner, and with the part that says how it is checked."""
    first = Part("draft", "Draft", (Note(DRAFT),)) if material.issue is None else issued(material)
    return replace(document, parts=(first, *document.parts, checked(material)))


def issued(material: Material) -> Part:
    """Who issued it, when and for what."""
    assert material.issue is not None  # noqa: S101  # it is asked for of issued ones only
    day = ("as of", material.assessment.basis.as_of.isoformat())
    return Part("issued", "Issued", (pairs("This document", *told(material.issue), day),))


def checked(material: Material) -> Part:
    """What it was made from, and how that is checked."""
    return Part("check", "How this can be checked", _check(material))


def told(issue: Issue) -> tuple[tuple[str, str], ...]:
    """That it is handed over, as pairs of a name and a value."""
    said = (
        ("number", issue.number),
        ("issued on", f"{issue.on:%Y-%m-%d %H:%M} UTC"),
        ("issued by", issue.person),
        ("for", issue.note),
    )
    return tuple((name, value) for name, value in said if value)


def basis(material: Material) -> tuple[tuple[str, str], ...]:
    """What it was made from, as pairs of a name and a value."""
    one, issue = material.assessment.basis, material.issue
    said = (
        ("as of", one.as_of.isoformat()),
        ("log, up to leaf", f"{one.position}"),
        ("knowledge", one.knowledge),
        ("estate", one.estate),
        ("profile", one.profile),
        ("assessment", issue.assessment if issue else ""),
    )
    return tuple((name, value) for name, value in said if value)


def _check(material: Material) -> tuple[Block, ...]:
    made = pairs("What it was made from", *basis(material))
    if material.issue is None:
        return (made, Para("Issue it with --person NAME to have it kept in the log, with a checkpoint and a proof."))
    return (
        Para(
            "The same log, knowledge, estate and profile give the same findings on any machine. The checkpoint below"
            " was signed when this was issued: whoever holds the log can show that everything this was made from"
            " stood in it then, and that nothing was changed or taken away since. The file with the ending .proof that"
            " was written beside this document proves that it is, byte for byte, the one that was issued."
        ),
        made,
        Para("The checkpoint:"),
        Lines(tuple(material.issue.checkpoint.splitlines())),
        Para("To check, with the log at hand (put the lines above into a file) and without it:"),
        Lines((
            "camcensus log verify --checkpoint FILE",
            f"camcensus assess --repeat {material.issue.assessment[:16]}",
            "camcensus-verify DOCUMENT.proof --document DOCUMENT --key log.vkey",
        )),
    )  # fmt: skip
