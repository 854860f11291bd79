"""Configuration files into boxes: by their dialect, which they tell themselves."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from camcensus.model.errors import BrokenInput, HostileInput, InputError, UnknownFormat
from camcensus.wire.config.values import Box

MAX_BYTES = 64 << 20
_HEAD = 65_536


@cache
def dialects() -> tuple[ModuleType, ...]:
    """Every file of `wire.config` that tells and reads a dialect."""
    package = import_module("camcensus.wire.config")
    names = [info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_")]
    modules = [import_module(f"{package.__name__}.{name}") for name in names]
    return tuple(one for one in modules if hasattr(one, "DIALECT") and hasattr(one, "detect"))


def read(path: Path) -> Box:
    """The box of one file, named as it names itself, else after the file.

    Raises `InputError` for a file that cannot be read, `UnknownFormat` for one of no dialect, `BrokenInput` for one
    that says nothing of its dialect, `HostileInput` for one that is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise HostileInput(f"it is larger than {MAX_BYTES >> 20} MB", where=str(path))
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    told = [one for one in dialects() if one.detect(data[:_HEAD])]
    if not told:
        known = ", ".join(sorted({one.DIALECT for one in dialects()}))
        raise UnknownFormat("it is no configuration that is read here", where=str(path), mend=f"one of: {known}")
    try:
        box: Box = told[0].parse(_text(data), path.stem)
    except ValueError as fault:
        raise BrokenInput(str(fault), where=str(path)) from None
    return box


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 as Windows writes it, or else what every byte is in Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def together(files: Iterable[Path]) -> list[Box]:
    """The boxes of several files, none of whose names stand twice. Raises as `read` does."""
    found: dict[str, Box] = {}
    for path in files:
        box = read(path)
        if box.name in found:
            raise InputError(f"two files speak of '{box.name}'", where=str(path), mend="give one file a box")
        found[box.name] = box
    return list(found.values())
