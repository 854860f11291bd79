"""The report as one page for people: position, register, evidence, orders. It fetches nothing and needs no script."""

from __future__ import annotations

from camcensus.model.material import Material
from camcensus.report import _basis as basis
from camcensus.report import _coverage as coverage
from camcensus.report import _evidence as evidence
from camcensus.report import _officer as officer
from camcensus.report import _page, _seal
from camcensus.report import _register as registers
from camcensus.report import _separation as separation
from camcensus.report import _templates as templates
from camcensus.report import _words as words
from camcensus.report.pages import drawing


def render(material: Material) -> bytes:
    """UTF-8; the same assessment gives the same bytes."""
    assessment = material.assessment
    ordered = registers.order(assessment)
    linked = evidence.chosen(ordered)
    units, units_left = evidence.units(assessment)
    style, script = templates.inline("bars.css", "style.css"), templates.inline("register.js")
    page = drawing.environment().get_template("report.html.j2")
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
