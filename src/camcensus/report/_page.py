"""A document as one accessible page. It fetches nothing, has no script, and shows what is hostile as text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from camcensus.report import _templates as templates
from camcensus.report._blocks import Block, Document, Part
from camcensus.report._plain import LINE, plain


def render(document: Document) -> bytes:
    """UTF-8; the same document gives the same bytes."""
    style = templates.inline("bars.css", "document.css")
    page = _templates().get_template("document.html.j2")
    text = page.render(document=document, parts=named(document.parts), style=style, policy=templates.policy(style))
    return text.encode("utf-8", "replace")


def named(parts: Iterable[Part]) -> list[tuple[Part, list[tuple[str, Block]]]]:
    """Parts, and each block with what kind it is, as the template asks."""
    return [(part, [(type(block).__name__, block) for block in part.blocks]) for part in parts]


def _paragraph(text: str) -> Markup:
    """A paragraph: made plain and escaped, and cut later than a cell."""
    return Markup().join([plain(text)])


def _typed(text: str) -> Markup:
    """A line to be typed or compared: made plain and escaped, but not cut as other texts are."""
    return Markup().join([plain(text, LINE)])


FILTERS = {"typed": _typed, "paragraph": _paragraph, "number": lambda count: f"{count:,}"}
"""What the template of blocks uses."""


@cache
def _templates() -> Environment:
    return templates.environment(FILTERS)
