"""What extends the house: every file of a folder, found by itself, with its definition beside it."""

from __future__ import annotations

import os
import pkgutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from camcensus.model.errors import UsageError

FOLDERS = {
    "importers": ("camcensus.sources.importers", ("detect", "read")),
    "probes": ("camcensus.sources.probes", ("ask",)),
    "captures": ("camcensus.sources.captures", ("detect", "read")),
    "checks": ("camcensus.reason.checks", ("check",)),
    "reports": ("camcensus.report", ("render",)),
    "documents": ("camcensus.report.documents", ("compose",)),
    "acls": ("camcensus.report.acl", ("render", "load", "back_out", "chains")),
}
"""Kind of extension to its folder and the verbs each file must have."""

ALLOWED = "CAMCENSUS_EXTENSIONS"
"""Names of installed distributions whose extensions the operator lets in, separated by commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One file of a folder."""

    id: str
    module: ModuleType
    definition: Mapping[str, object] = field(default_factory=dict)


def found(kind: str) -> dict[str, Extension]:
    """Every extension of a kind by its id: ours, and those of distributions the operator named.

    Raises `UsageError` if a file has no definition, lacks a verb, or bears another's id.
    """
    package, verbs = FOLDERS[kind]
    extensions: dict[str, Extension] = {}
    for module in _modules(package):
        definition = _definition(module)
        one = Extension(id=str(definition["id"]), module=module, definition=definition)
        for verb in verbs:
            if not callable(getattr(module, verb, None)):
                raise UsageError(f"it has no function '{verb}'", where=module.__name__)
        if one.id in extensions:
            raise UsageError(f"two files bear the id '{one.id}'", where=module.__name__)
        extensions[one.id] = one
    return extensions


def allowed() -> set[str]:
    """Distributions whose extensions the operator lets in."""
    return {name.strip() for name in os.environ.get(ALLOWED, "").split(",") if name.strip()}


def _modules(package: str) -> Iterator[ModuleType]:
    """Modules of the folder whose names do not begin with an underscore, then those that others offer."""
    for info in pkgutil.iter_modules(import_module(package).__path__):
        if not info.name.startswith("_") and not info.ispkg:
            yield import_module(f"{package}.{info.name}")
    named = allowed()
    offered = entry_points(group=package) if named else ()  # to ask takes a look at all that is installed
    for point in sorted(offered, key=lambda point: point.name):
        if point.dist is not None and point.dist.name in named:
            yield point.load()


def _definition(module: ModuleType) -> dict[str, object]:
    path = Path(module.__file__ or "").with_suffix(".toml")
    try:
        definition = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise UsageError(f"its definition cannot be read: {fault}", where=str(path)) from None
    if "id" not in definition:
        raise UsageError("its definition has no id", where=str(path))
    return definition
