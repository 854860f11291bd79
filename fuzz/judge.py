"""Whether a parser keeps its promise for some bytes: it gives a value or refuses them as it says, and soon."""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

SLOW = 1.0
"""Seconds of processor time for one call; with `LARGEST` bytes or fewer, more is a hang."""
LARGEST = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One function, and what it may raise."""

    path: str
    """``module:function``."""
    run: Callable[[Any], object]
    refuses: tuple[type[Exception], ...] = ()
    text: bool = False
    """It takes text, not bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A promise that was broken."""

    kind: str
    """``crash`` or ``hang``."""
    path: str
    """Of the function called."""
    place: str
    """The exception's name, file and line; empty for a hang. Alike for one fault that many inputs show."""
    what: str
    """What the exception says, or the seconds taken."""


def found(path: str) -> Callable[[Any], object]:
    """The function that ``module:function`` or ``module:Class.method`` names."""
    module, _, name = path.partition(":")
    thing: Any = import_module(module)
    for part in name.split("."):
        thing = getattr(thing, part)
    function: Callable[[Any], object] = thing
    return function


def judge(calls: tuple[Call, ...], data: bytes) -> Fault | None:
    """The first fault that `data` shows; None if all is well."""
    for call in calls:
        try:
            took = _took(call, data)
            if took > SLOW:
                took = min(took, _took(call, data))  # what the first call loads is none of the input's
        except Exception as fault:  # noqa: BLE001  # it is what is looked for
            return Fault(kind="crash", path=call.path, place=_place(fault), what=" ".join(str(fault).split())[:100])
        if took > SLOW and len(data) <= LARGEST:
            return Fault(kind="hang", path=call.path, place="", what=f"{took:.1f} s for {len(data):,} bytes")
    return None


def _took(call: Call, data: bytes) -> float:
    """Seconds of processor time that a call takes, with all that its result yields."""
    begun = time.process_time()
    try:
        result = call.run(written(data) if call.text else data)
        if isinstance(result, Iterator):
            deque(result, maxlen=0)
    except call.refuses:
        pass
    return time.process_time() - begun


def written(data: bytes) -> str:
    """The text that bytes stand for; halves of surrogate pairs may be in it, as in what comes out of JSON."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _place(fault: Exception) -> str:
    """The exception's name, and the last line of ours that it came through."""
    stack = traceback.extract_tb(fault.__traceback__)
    last = next((one for one in reversed(stack) if "/camcensus/" in one.filename), stack[-1])
    return f"{type(fault).__name__} at {last.filename.rpartition('/src/')[2]}:{last.lineno}"
