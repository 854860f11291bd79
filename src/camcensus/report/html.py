"""The report as one page for people: position, register, evidence, orders. It fetches nothing and needs no script."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment
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
from camcensus.report import _templates as templates
from camcensus.report import _words as words


def render(material: Material) -> bytes:
    """UTF-8; the same assessment gives the same bytes."""
    assessment = material.assessment
    ordered = registers.order(assessment)
    linked = evidence.chosen(ordered)
    units, units_left = evidence.units(assessment)
    style, script = templates.inline("bars.css", "style.css"), templates.inline("register.js")
    page = _templates().get_template("report.html.j2")
    pieces = page.generate(
        a=assessment,
        style=style,
        script=script,
        policy=templates.policy(style, script),
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
    filters: dict[str, Callable[..., Any]] = {
        **_page.FILTERS,
        "day": days.day,
        "month": days.month,
        "plain": plain.plain,
        "said": said,
        "link": plain.address_of,
        "many": words.many,
    }
    made = templates.environment(filters, plain.printed)
    made.globals |= {"VALUE": plain.VALUE, "NAME": plain.NAME}
    return made


_OPEN, _CLOSE = Markup("<bdi>"), Markup("</bdi>")


def said(text: str, most: int = plain.NAME) -> Markup:
    """What a device or a file said: made plain, escaped, and kept from turning what stands around it."""
    return _OPEN + escape(plain.plain(text, most)) + _CLOSE
