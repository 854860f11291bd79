"""The report as one page for people: position, register, evidence, orders. It fetches nothing and needs no script."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from camcensus.model.material import Material
from camcensus.report import _basis as basis
from camcensus.report import _coverage as coverage
from camcensus.report import _days as days
from camcensus.report import _evidence as evidence
from camcensus.report import _officer as officer
from camcensus.report import _page, _seal
from camcensus.report import _plain as plain
from camcensus.report import _register as registers
from camcensus.report import _separation as separation
from camcensus.report import _words as words


def render(material: Material) -> bytes:
    """UTF-8; the same assessment gives the same bytes."""
    assessment = material.assessment
    ordered = registers.order(assessment)
    linked = evidence.chosen(ordered)
    units, units_left = evidence.units(assessment)
    style, script = _inline("style.css"), _inline("register.js")
    page = _templates().get_template("report.html.j2")
    pieces = page.generate(
        a=assessment,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        officer=officer.page(assessment),
        coverage=coverage.lines(assessment),
        coverage_limit=coverage.SITES,
        limits=officer,
        due=words.DUE,
        register=registers.register(assessment, ordered, linked),
        devices=evidence.devices(assessment, ordered),
        shown=len(linked),
        left=ordered.height - len(linked),
        troubled=evidence.troubled(ordered),
        units=units,
        units_left=units_left,
        ground=basis.ground(assessment),
        separation=separation.section(assessment.separation),
        seal=_page.named([_seal.issued(material), _seal.checked(material)]) if material.issue else [],
    )
    return "".join(pieces).encode("utf-8", "replace")


@cache
def _templates() -> Environment:
    """Templates in which every value is made plain and escaped, and a name that is missing is a fault."""
    made = Environment(
        loader=PackageLoader("camcensus.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain.printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= _page.FILTERS
    made.filters |= {
        "day": days.day,
        "month": days.month,
        "plain": plain.plain,
        "said": said,
        "link": plain.address_of,
        "many": words.many,
    }
    made.globals |= {"VALUE": plain.VALUE, "NAME": plain.NAME}
    return made


@cache
def _inline(name: str) -> Markup:
    """Our own style or script, as it stands in the package."""
    loader = _templates().loader
    assert loader is not None  # noqa: S101  # it was made with one
    source, _, _ = loader.get_source(_templates(), name)
    return Markup(source)  # noqa: S704  # a file of this package, no value in it


_OPEN, _CLOSE = Markup("<bdi>"), Markup("</bdi>")


def said(text: str, most: int = plain.NAME) -> Markup:
    """What a device or a file said: made plain, escaped, and kept from turning what stands around it."""
    return _OPEN + escape(plain.plain(text, most)) + _CLOSE


def _hash(text: str) -> str:
    """What a content security policy calls one inline element."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
