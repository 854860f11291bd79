"""The walk-round sheet as one page for a phone: it works without a network, keeps what is typed, and asks nobody."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from camcensus.model.survey import Line, Sheet
from camcensus.report._plain import VALUE, plain
from camcensus.report.survey.xlsx import KINDS, NEW_LINES, OUTCOMES

FILLED = ("label", "make", "model", "serial", "mac", "photos", "notes")
"""What is typed on a line beside its outcome, kind and area, as the file that comes back calls it."""


def render(sheet: Sheet) -> bytes:
    """UTF-8; the same sheet gives the same bytes."""
    style, script = _inline("survey.css"), _inline("survey.js")
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
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; "
        "form-action 'none'",
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
    return Environment(
        loader=PackageLoader("camcensus.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _printed(value: object) -> object:
    return plain(value, VALUE) if type(value) is str else value


@cache
def _inline(name: str) -> Markup:
    """Our own style or script, as it stands in the package."""
    loader = _templates().loader
    assert loader is not None  # noqa: S101  # it was made with one
    source, _, _ = loader.get_source(_templates(), name)
    return Markup(source)  # noqa: S704  # a file of this package, no value in it


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
