"""The front-end parts that were brought from npm at set-up: looked for, held against their manifest, ready to serve."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from camcensus.model.errors import UsageError
from camcensus.wire import outlines
from camcensus.wire.outlines import Outlines

FOLDER = Path(__file__).parent / "parts"
OUTLINES = "world.outlines"
MEND = "run 'make parts' where the source is, or install a package that was built after it"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


class _Entry(msgspec.Struct):
    sha256: str
    bytes: int


class _Manifest(msgspec.Struct):
    files: dict[str, _Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file, as it is served."""

    name: str
    """``govuk-frontend.css``."""
    media_type: str
    data: bytes = field(repr=False)
    packed: bytes = field(repr=False)
    """The same by gzip, for who accepts that; equal bytes for equal `data`."""
    sha256: str
    """Of `data`, in hexadecimal; for the address and the ETag."""


def folder(where: Path = FOLDER) -> Path:
    """Where the parts are. Raises `UsageError` with the mend if they were not brought, or one is missing."""
    _held(where)
    return where


def served(where: Path = FOLDER) -> Mapping[str, Part]:
    """Name to part, of all that pages ask for; the outlines of the map are read here and asked by none.

    Raises `UsageError` if they were not brought, or are not what was brought.
    """
    names = [name for name in _held(where).files if name != OUTLINES]
    return {name: part_of(name, _read(where, name)) for name in names}


def part_of(name: str, data: bytes) -> Part:
    """A file of pages, ours or another's, as it is served."""
    suffix = Path(name).suffix
    kind = _KINDS.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    packed, digest = gzip.compress(data, mtime=0), hashlib.sha256(data).hexdigest()
    return Part(name=name, media_type=kind, data=data, packed=packed, sha256=digest)


def world(where: Path = FOLDER) -> Outlines:
    """The coasts and borders of the map; some 40 ms. Raises `UsageError` as `served` does."""
    data = _read(where, OUTLINES)
    try:
        return outlines.read(data)
    except ValueError as fault:
        raise UsageError(f"the outlines of the map: {fault}", where=OUTLINES, mend=MEND) from None


def _held(where: Path) -> _Manifest:
    try:
        found = msgspec.json.decode((where / "manifest.json").read_bytes(), type=_Manifest)
    except OSError:
        raise UsageError("the console's front-end parts are not here", mend=MEND) from None
    except msgspec.MsgspecError:
        raise UsageError("the list of the console's front-end parts cannot be read", mend=MEND) from None
    if missing := [name for name in found.files if Path(name).name != name or not (where / name).is_file()]:
        raise UsageError(f"of the console's front-end parts {', '.join(missing)[:200]} is missing", mend=MEND)
    return found


def _read(where: Path, name: str) -> bytes:
    entry = _held(where).files.get(name)
    data = (where / name).read_bytes() if entry else b""
    if entry is None or hashlib.sha256(data).hexdigest() != entry.sha256:
        raise UsageError(f"the console's front-end part {name} is not the one that was brought", mend=MEND)
    return data
