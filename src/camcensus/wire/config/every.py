"""All dialects: which one a file is of, and its box."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from camcensus.wire.config.values import Box

PACKAGE = "camcensus.wire.config"
MAX_BYTES = 64 << 20
"""Of a file: what is larger is no configuration."""
HEAD = 65_536
"""Bytes by which a dialect is told."""


@cache
def dialects() -> tuple[ModuleType, ...]:
    """Every file of this folder that tells and reads a dialect."""
    names = [info.name for info in pkgutil.iter_modules(import_module(PACKAGE).__path__)]
    modules = [import_module(f"{PACKAGE}.{name}") for name in names if not name.startswith("_") and name != "every"]
    return tuple(one for one in modules if hasattr(one, "DIALECT") and hasattr(one, "detect"))


def told(head: bytes) -> ModuleType | None:
    """The dialect that a file begins in; None: none that is read here. Never raises."""
    return next((one for one in dialects() if one.detect(head[:HEAD])), None)


def text(data: bytes) -> str:
    """UTF-8, UTF-16 as Windows writes it, or else what every byte is in Latin-1."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def parse(dialect: str, written: str, name: str) -> Box:
    """The box of a text of a dialect. Raises `ValueError` for one that is not of it, or of a dialect not read here."""
    for one in dialects():
        if dialect == one.DIALECT and one.detect(written[:HEAD].encode("utf-8", "replace")):
            box: Box = one.parse(written, name)
            return box
    raise ValueError(f"it is not of the dialect {dialect}")
