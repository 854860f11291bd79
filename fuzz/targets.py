"""What is fuzzed together: some functions, what they may raise, which seeds they begin with, how long inputs get."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from fuzz import seeds
from fuzz.judge import Call, found

DATAGRAM = 2_048
"""Bytes at most of what comes in one packet: larger inputs say nothing new, mostly, and are slow to try."""
MESSAGE = 8_192
"""The same of answers over TCP, of captures and of other files."""

Seeds = Callable[[], list[bytes]]


def sample(name: str) -> Seeds:
    """A function of `samples` by its name: what it needs is only imported when it is asked."""

    def begins() -> list[bytes]:
        made: list[bytes] = getattr(import_module("fuzz.samples"), name)()
        return made

    return begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One or several functions that are tried with the same bytes."""

    name: str
    firm: tuple[str, ...] = ()
    """``module:function`` of those that may refuse their input with `refuses`."""
    soft: tuple[str, ...] = ()
    """Those that never raise."""
    covers: tuple[str, ...] = ()
    """The functions of wire that are tried by it, as ``http:answer``."""
    longest: int = DATAGRAM
    refuses: type[Exception] = ValueError
    text: bool = False
    """They take text."""
    seeds: Seeds = list

    def calls(self) -> tuple[Call, ...]:
        """The functions themselves."""
        told = (*((path, (self.refuses,)) for path in self.firm), *((path, ()) for path in self.soft))
        return tuple(Call(path=path, run=found(path), refuses=refuses, text=self.text) for path, refuses in told)


def wire(
    module: str,
    firm: str = "",
    soft: str = "",
    *,
    name: str = "",
    longest: int = DATAGRAM,
    text: bool = False,
    begins: str = "",
) -> Target:
    """Functions of one module of wire, their names parted by blanks.

    Seeds come from the function of `samples` that `begins` names, else from the test of the module.
    """
    return Target(
        name=name or module,
        firm=tuple(f"camcensus.wire.{module}:{one}" for one in firm.split()),
        soft=tuple(f"camcensus.wire.{module}:{one}" for one in soft.split()),
        covers=tuple(f"{module}:{one}" for one in (firm + " " + soft).split()),
        longest=longest,
        text=text,
        seeds=sample(begins) if begins else (lambda: seeds.of_wire(module, longest=longest)),
    )


def adapted(
    call: str,
    covers: str,
    *,
    firm: bool = False,
    longest: int = DATAGRAM,
    text: bool = False,
    begins: str = "",
) -> Target:
    """An adapter, ``module:function`` below fuzz, and the functions of wire that it tries; seeds as in `wire`.

    It is named after the first of them and itself.
    """
    modules = tuple(dict.fromkeys(one.partition(":")[0] for one in covers.split()))
    return Target(
        name=".".join((*modules[:1], call.partition(":")[2])),
        firm=(f"fuzz.{call}",) if firm else (),
        soft=() if firm else (f"fuzz.{call}",),
        covers=tuple(covers.split()),
        longest=longest,
        text=text,
        seeds=sample(begins) if begins else (lambda: seeds.of_wire(*modules, longest=longest)),
    )
