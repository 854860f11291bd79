"""What every page is drawn with: templates that escape all they are given, and no style or script but our own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from camcensus.report._plain import VALUE, plain

_OWN = "camcensus.report"


def cell(value: object) -> object:
    """Text made plain and as short as a cell; anything else, and markup made by the page itself, as it is."""
    return plain(value, VALUE) if type(value) is str else value


def environment(
    filters: Mapping[str, Callable[..., Any]], printed: Callable[[object], object] = cell, *, first: str = _OWN
) -> Environment:
    """Templates in which every value is made plain by `printed` and escaped, and a name that is missing is a fault.

    Those of the package `first` come before our own.
    """
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in dict.fromkeys((first, _OWN))]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= filters
    return made


@cache
def inline(*names: str) -> Markup:
    """Our own styles or scripts, one after the other, as they stand in the package."""
    folder = files("camcensus.report") / "templates"
    return Markup("".join((folder / name).read_text("utf-8") for name in names))  # noqa: S704  # no value in it


def policy(style: str, script: str | None = None) -> str:
    """A content security policy by which these run and nothing else, and nothing is fetched or sent."""
    scripts = "" if script is None else f"script-src {_hash(script)}; "
    return f"default-src 'none'; style-src {_hash(style)}; {scripts}base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    """What a policy calls one inline element."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
