"""Begin a workspace: an estate file, a profile and a scope to fill in, a key to sign with, and an empty log."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from camcensus.engine import keys
from camcensus.model.errors import UsageError


def init(folder: Path) -> list[Path]:
    """Write the files that a person fills in, and the key; what is there already is left alone. The files written.

    The scope permits nothing until it is filled in: it does not load.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in ("estate.toml", "profile.toml", "scope.toml"):
        path = folder / name
        if not path.exists():
            path.write_bytes((files("camcensus.engine") / "templates" / name).read_bytes())
            written.append(path)
    if not written:
        raise UsageError("there is an estate, a profile and a scope here already", where=str(folder))
    return written + ([folder / keys.PRIVATE, folder / keys.PUBLIC] if keys.create(folder) else [])
