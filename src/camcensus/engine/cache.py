"""What takes seconds to make and is the same every time, kept by what it was made from.

The folder is the user's own (``CAMCENSUS_CACHE``, else ``camcensus`` under the system's place for caches). A file that
is damaged, another user's, or cannot be written is as good as none: everything in it can be made again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PLACE = "CAMCENSUS_CACHE"
"""Environment variable that names the folder; empty: nothing is kept."""

_DIGEST = 32


def folder() -> Path | None:
    """Where things are kept; None: nowhere."""
    told = os.environ.get(PLACE)
    if told is not None:
        return Path(told) if told else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "") or _home_cache()
    return Path(base) / "camcensus" if base else None


def _home_cache() -> str:
    try:
        return str(Path("~/.cache").expanduser())
    except RuntimeError:  # a user without a home, as in many containers
        return ""


def kept(kind: str, source: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` gives, made anew only where nothing is kept for this `source` (what it is made from)."""
    place = folder()
    if place is None:
        return make()
    path = place / f"{kind}-{hashlib.sha256(source).hexdigest()[:40]}"
    found = _read(path)
    if found is None:
        found = make()
        with suppress(OSError):
            _write(path, found)
    return found


def forget(kind: str, source: bytes) -> None:
    """Remove what is kept for this source: it turned out to be of no use."""
    place = folder()
    if place is not None:
        with suppress(OSError):
            (place / f"{kind}-{hashlib.sha256(source).hexdigest()[:40]}").unlink()


def _read(path: Path) -> bytes | None:
    """The content, if the file is ours alone and whole."""
    try:
        with path.open("rb") as stream:
            about = os.fstat(stream.fileno())
            if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o022):
                return None
            data = stream.read()
    except OSError:
        return None
    content = data[_DIGEST:]
    return content if hashlib.sha256(content).digest() == data[:_DIGEST] else None


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, so that two processes never see half a file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
