"""A document as one accessible page. It fetches nothing, has no script, and shows what is hostile as text."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from camcensus.report._blocks import Block, Document, Part
from camcensus.report._plain import LINE, VALUE, plain


def render(document: Document) -> bytes:
    """UTF-8; the same document gives the same bytes."""
    style = _inline("document.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = (
        _templates()
        .get_template("document.html.j2")
        .render(
            document=document,
            parts=named(document.parts),
            style=style,
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        )
    )
    return text.encode("utf-8", "replace")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("camcensus.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= FILTERS
    return made


def named(parts: Iterable[Part]) -> list[tuple[Part, list[tuple[str, Block]]]]:
    """Parts, and each block with what kind it is, as the template asks."""
    return [(part, [(type(block).__name__, block) for block in part.blocks]) for part in parts]


def _printed(value: object) -> object:
    return plain(value, VALUE) if type(value) is str else value


def _paragraph(text: str) -> Markup:
    """A paragraph: made plain and escaped, and cut later than a cell."""
    return Markup().join([plain(text)])


def _typed(text: str) -> Markup:
    """A line to be typed or compared: made plain and escaped, but not cut as other texts are."""
    return Markup().join([plain(text, LINE)])


FILTERS = {"typed": _typed, "paragraph": _paragraph, "number": lambda count: f"{count:,}"}
"""What the template of blocks uses."""


@cache
def _inline(name: str) -> Markup:
    """Our own style, as it stands in the package."""
    loader = _templates().loader
    assert loader is not None  # noqa: S101  # it was made with one
    source, _, _ = loader.get_source(_templates(), name)
    return Markup(source)  # noqa: S704  # a file of this package, no value in it
