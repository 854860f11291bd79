"""Our values in the canonical form: by the names of their fields, without those that are at their default.

So a field that is added later, with a default, changes neither the bytes nor the hash of what does not use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum

from camcensus.wire import canonical


def said(value: object) -> canonical.Value:
    """The canonical value of a frozen value of ours, or of what may stand in one.

    Days and times are ISO 8601 text, fractions their shortest text. Raises `TypeError` for anything else.
    """
    if value is None or isinstance(value, str | bytes | bool | int):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        own = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: said(held) for one, held in own if held != default(one)}
    if isinstance(value, tuple | list):
        return [said(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): said(one) for key, one in value.items()}
    return _text(value)


def _text(value: object) -> canonical.Value:
    if isinstance(value, Enum):
        return said(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def default(one: Field[object]) -> object:
    """What a field is if nothing is given; `MISSING` if something must be."""
    return one.default_factory() if one.default_factory is not MISSING else one.default
