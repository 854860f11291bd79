"""Plain data from a file into frozen values: nothing unknown is ignored, and each fault names its place."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import msgspec

T = TypeVar("T")

Path = tuple[str | int, ...]

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


class StrictError(ValueError):
    """`path` says where in the data; the message says what is wrong and, where it can, the mend."""

    def __init__(self, sentence: str, path: Path) -> None:
        super().__init__(sentence)
        self.path = path


def convert(data: object, kind: type[T]) -> T:
    """`data` (from TOML, YAML or JSON) as `kind`. Raises `StrictError` with the place of the first fault."""
    _refuse_unknown(data, kind, ())
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as fault:
        found = _AT.match(str(fault))
        what = found["what"] if found else str(fault)
        raise StrictError(_plain(what), _path(found["path"] or "" if found else "")) from None


def _plain(what: str) -> str:
    if missing := re.match(r"Object missing required field `(\w+)`", what):
        return f"'{missing[1]}' is missing"
    if wrong := re.match(r"Expected `(.+?)`, got `(.+?)`", what):
        return f"should be {wrong[1]}, is {wrong[2]}"
    if enum := re.match(r"Invalid enum value (.+)", what):
        return f"{enum[1]} is not one of the words allowed here"
    return what


def _path(text: str) -> Path:
    return tuple(name or (int(place) if place.isdigit() else 0) for name, place in _STEP.findall(text) if name or place)


def _refuse_unknown(  # noqa: C901  # one branch a kind of type
    data: object, kind: object, path: Path
) -> None:
    """Walk `data` beside the type `kind` and refuse the first key that the type does not have."""
    origin = typing.get_origin(kind)
    inner = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        for option in inner:
            if dataclasses.is_dataclass(option):
                _refuse_unknown(data, option, path)
    elif origin in (tuple, list) and isinstance(data, list):
        for place, item in enumerate(data):
            _refuse_unknown(item, inner[0], (*path, place))
    elif origin in (dict, Mapping) and isinstance(data, dict):
        for key, item in data.items():
            _refuse_unknown(item, inner[1], (*path, key))
    elif isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(data, dict):
        hints = _hints(kind)
        for key, item in data.items():
            if key not in hints:
                names = ", ".join(sorted(hints))
                raise StrictError(f"'{key}' is not known here; known are: {names}", (*path, key))
            _refuse_unknown(item, hints[key], (*path, key))


@cache
def _hints(kind: type) -> dict[str, object]:
    """The fields of a dataclass and their types: working these out takes longer than everything else here."""
    return typing.get_type_hints(kind)
