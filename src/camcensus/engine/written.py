"""Files that people write, TOML, into values: each fault with its file, its line and its mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from camcensus.model.errors import SettingsError
from camcensus.model.strict import StrictError, convert
from camcensus.wire import toml

T = TypeVar("T")

Where = Callable[..., str]
"""Names the place of ``(key, index, key)``: file and line."""


def load(data: bytes, name: str, kind: type[T]) -> tuple[T, Where]:
    """The content of a file as `kind`, and what names the place of each key. Raises `SettingsError`."""
    try:
        value, lines = toml.parse(data.decode("utf-8-sig"))
        loaded = convert(value, kind)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise SettingsError("it is not UTF-8 text", where=f"{name}, line {line}", mend="save it as UTF-8") from None
    except toml.TomlError as fault:
        raise SettingsError(str(fault), where=f"{name}, line {fault.line}") from None
    except StrictError as fault:
        line = toml.line_of(lines, fault.path)
        raise SettingsError(f"{_dotted(fault.path)}{fault}", where=f"{name}, line {line}") from None
    return loaded, lambda *path: f"{name}, line {toml.line_of(lines, path)}"


def _dotted(path: tuple[str | int, ...]) -> str:
    keys = [str(step) for step in path if isinstance(step, str)]
    return f"{'.'.join(keys)}: " if keys else ""
