"""The walk-round sheet as one page for a phone: it works without a network, keeps what is typed, and asks nobody."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from camcensus.model.survey import Line, Sheet
from camcensus.report import _templates as templates
from camcensus.report.survey.xlsx import KINDS, NEW_LINES, OUTCOMES

FILLED = ("label", "make", "model", "serial", "mac", "photos", "notes")
"""What is typed on a line beside its outcome, kind and area, as the file that comes back calls it."""


def render(sheet: Sheet) -> bytes:
    """UTF-8; the same sheet gives the same bytes."""
    style, script = templates.inline("survey.css"), templates.inline("survey.js")
    page = _templates().get_template("survey.html.j2")
    text = page.render(
        sheet=sheet,
        lines=[_line(line) for line in sheet.lines],
        new=range(1, NEW_LINES + 1),
        outcomes=OUTCOMES,
        kinds=KINDS,
        filled=FILLED,
        style=style,
        script=script,
        data=_data(sheet),
        policy=templates.policy(style, script),
    )
    return text.encode("utf-8", "replace")


def _line(line: Line) -> dict[str, Any]:
    expects = ", ".join(filter(None, [line.make, line.model, line.serial and f"serial {line.serial}", line.mac]))
    return {"line": line.line, "called": line.called, "area": line.area, "expects": expects, "address": line.address,
            "known_from": line.known_from}  # fmt: skip


def _data(sheet: Sheet) -> Markup:
    """What goes into the file that comes back, as JSON that can stand inside a page: no `<`, no line separators."""
    lines = {
        line.line: {
            "line": line.line, "known_as": line.known_as, "expected_make": line.make, "expected_model": line.model,
            "expected_serial": line.serial, "expected_mac": line.mac,
        }
        for line in sheet.lines
    }  # fmt: skip
    held = {"sheet": sheet.number, "site": sheet.site, "as_of": sheet.as_of.isoformat(), "lines": lines}
    text = json.dumps(held, ensure_ascii=True, sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704  # no markup is left


@cache
def _templates() -> Environment:
    return templates.environment({})
