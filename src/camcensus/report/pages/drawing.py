"""The words and marks that templates of pages share: the report's, and the console's beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from camcensus.report import _days as days
from camcensus.report import _page
from camcensus.report import _plain as plain
from camcensus.report import _templates as templates
from camcensus.report import _words as words

OURS = "camcensus.report"


@cache
def environment(first: str = OURS) -> Environment:
    """Templates of a package, and ours behind them; every value is made plain and escaped."""
    filters: dict[str, Callable[..., Any]] = {
        **_page.FILTERS,
        "day": days.day,
        "month": days.month,
        "plain": plain.plain,
        "said": said,
        "kept": escape,
        "moment": moment,
        "link": plain.address_of,
        "many": words.many,
    }
    made = templates.environment(filters, plain.printed, first=first)
    made.globals |= {"VALUE": plain.VALUE, "NAME": plain.NAME}
    return made


def moment(micros: int) -> str:
    """Microseconds since 1970 as people read them, in UTC."""
    return f"{datetime.fromtimestamp(micros // 1_000_000, UTC):%d %B %Y, %H:%M:%S} UTC".lstrip("0")


def said(text: str, most: int = plain.NAME) -> Markup:
    """What a device or a file said: made plain, escaped, and kept from turning what stands around it."""
    return Markup(f"<bdi>{escape(plain.plain(text, most))}</bdi>")  # noqa: S704  # it is escaped
