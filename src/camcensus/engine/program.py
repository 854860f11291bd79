"""Which program judged: its code, its checks, and the installed packages whose data or order an answer may rest on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from camcensus import __version__
from camcensus.engine import extensions
from camcensus.wire import canonical

_ROOMS = ("wire", "model", "reason", "knowledge", "store", "engine")
"""Where an answer is made from the log; what reads files has left its name and version in the log."""
_PACKAGES = ("aiooui", "hyperscan", "polars", "tzdata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What judged, as far as it can be told from here."""

    version: str = ""
    code: str = ""
    """SHA-256 (hex) over the files that judge."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """Question to the SHA-256 (hex) of its file and definition."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Package to its release."""
    others: tuple[str, ...] = ()
    """Distributions whose extensions the operator let in, with their releases."""

    @property
    def id(self) -> str:
        """A hash (hex) of all of it."""
        return canonical.digest("program", 1, self.kept()).hex()

    def kept(self) -> canonical.Value:
        """As it stands in a record of the log."""
        return {
            "version": self.version, "code": self.code, "checks": dict(self.checks),
            "packages": dict(self.packages), "others": list(self.others),
        }  # fmt: skip


@cache
def this() -> Program:
    """The one that runs. Cost: it reads its own files once, some 20 ms."""
    return Program(
        version=__version__,
        code=_digest(sorted(_files())),
        checks={one.id: _digest(_of(one.module.__file__)) for one in extensions.found("checks").values()},
        packages={name: _release(name) for name in _PACKAGES},
        others=tuple(f"{name} {_release(name)}" for name in sorted(extensions.allowed())),
    )


def read(value: canonical.Value) -> Program:
    """What a record says judged; of one that does not say, a program of which nothing is known."""
    told = value if isinstance(value, dict) else {}
    others = told.get("others")
    return Program(
        version=str(told.get("version", "")),
        code=str(told.get("code", "")),
        checks=_texts(told.get("checks")),
        packages=_texts(told.get("packages")),
        others=tuple(map(str, others)) if isinstance(others, list) else (),
    )


def differences(before: Program, after: Program) -> Iterator[str]:
    """What is another, as sentences without a full stop; nothing where both are the same."""
    if before == after:
        return
    if not before.code:
        yield "which program judged was not kept then"
        return
    if before.version != after.version:
        yield f"the program is another version: {before.version} then, {after.version} now"
    elif before.code != after.code:
        yield f"the program's code is other ({before.code[:12]} then, {after.code[:12]} now)"
    for name in sorted({*before.checks, *after.checks}):
        if before.checks.get(name) != after.checks.get(name):
            yield f"the question '{name}' is asked by other code"
    for name in sorted({*before.packages, *after.packages}):
        old, new = before.packages.get(name, "none"), after.packages.get(name, "none")
        if old != new:
            yield f"the package {name} is another release: {old} then, {new} now"
    if before.others != after.others:
        yield f"other extensions are let in: {_listed(before.others)} then, {_listed(after.others)} now"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def _files() -> Iterator[Path]:
    here = Path(__file__).parents[1]
    for room in _ROOMS:
        yield from (here / room).rglob("*.py")


def _of(module: str | None) -> list[Path]:
    path = Path(module or os.devnull)
    return [path, path.with_suffix(".toml")]


def _digest(paths: list[Path]) -> str:
    """Over names and bytes, so that where the program is installed makes no difference."""
    found = hashlib.sha256()
    for path in paths:
        data = path.read_bytes()
        found.update(f"{path.name}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def _release(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _texts(value: canonical.Value) -> dict[str, str]:
    return {name: str(one) for name, one in value.items()} if isinstance(value, dict) else {}
