"""The file in which a log is handed over: a zip of named parts, its manifest, and a sum over all of it at its end.

It may come from anybody. It is read within limits, and nothing of it is believed because it stands there: the sum shows
that nothing changed on the way, and everything else is worked out anew from the log (`handover_check`).
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from camcensus import __version__
from camcensus.engine import beside
from camcensus.model.errors import BrokenInput, HostileInput, InputError, StoreFull, UnknownFormat

FORMAT, VERSION = "camcensus-bundle", 1
MANIFEST = "manifest.json"
MOST_PARTS = 100_000
MOST_TIMES, MOST_MORE = 60, 256 << 20
"""A bundle unpacks to so many times its size at most, and so many bytes more: rows of a log pack to a tenth or so."""
_MARK = b"camcensus-bundle sha256 "
_TAIL = len(_MARK) + 64
_PIECE = 1 << 20
_MANIFEST_BYTES = 32 << 20
_ODD = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_ODD_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OverflowError, RuntimeError)
"""What a zip that is none makes its reader raise."""
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that all parts bear: when a bundle was made makes no difference to its bytes."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part, as the manifest says."""

    name: str
    size: int
    """Bytes, unpacked."""
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle says of itself."""

    format: str = FORMAT
    version: int = VERSION
    program: str = __version__
    redacted: bool
    origin: str
    """The name of the log, which its keys bear too."""
    size: int
    """Leaves."""
    root: str
    """Of the tree over them, in hex, as the checkpoint says."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A part to be written, its bytes a piece at a time."""

    name: str
    pieces: Iterable[bytes]
    packed: bool = True


def write(path: Path, manifest: Manifest, parts: Iterable[Written]) -> Manifest:
    """Write a bundle whole or not at all; the manifest with its parts. The same parts give the same bytes.

    Raises `StoreFull`.
    """
    fresh = beside.fresh(path)
    try:
        with zipfile.ZipFile(fresh, "w") as made:
            made.comment = bytes(_TAIL)
            full = msgspec.structs.replace(manifest, parts=tuple(_add(made, part) for part in parts))
            shown = msgspec.json.format(msgspec.json.encode(full), indent=1) + b"\n"
            _add(made, Written(name=MANIFEST, pieces=[shown]))
        with fresh.open("r+b") as file:
            file.seek(-_TAIL, os.SEEK_END)
            file.write(_MARK + _sum(fresh).encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as fault:
        words = f"it cannot be written: {fault.strerror}; nothing else was changed"
        raise StoreFull(words, where=str(path), mend="make room, or name another place") from None
    finally:
        fresh.unlink(missing_ok=True)
    return full


def _add(made: zipfile.ZipFile, part: Written) -> Part:
    info = zipfile.ZipInfo(part.name, _EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED if part.packed else zipfile.ZIP_STORED
    info.create_system, info.external_attr = 3, 0o600 << 16
    size, digest = 0, hashlib.sha256()
    with made.open(info, "w", force_zip64=True) as target:
        for piece in part.pieces:
            size += target.write(piece)
            digest.update(piece)
    return Part(part.name, size, digest.hexdigest())


def _sum(path: Path) -> str:
    """SHA-256 (hex) over all but the end of a file."""
    digest, left = hashlib.sha256(), path.stat().st_size - _TAIL
    with path.open("rb") as file:
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()


# --- reading -----------------------------------------------------------------------------------------------------


class Bundle:
    """A bundle that is open; its parts are read a piece at a time, each held against the manifest."""

    def __init__(self, path: Path, held: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._held = held
        self._parts = {part.name: part for part in manifest.parts}

    @property
    def names(self) -> list[str]:
        """Of all parts."""
        return list(self._parts)

    @property
    def unpacked(self) -> int:
        """Bytes of all parts together."""
        return sum(part.size for part in self._parts.values())

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; raises `BrokenInput` where they are not those of the manifest."""
        part = self._parts[name]
        left, digest = part.size, hashlib.sha256()
        try:
            with self._held.open(name) as source:
                while piece := source.read(min(_PIECE, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        raise HostileInput("it unpacks to more than it says", where=self._where(name))
                    digest.update(piece)
                    yield piece
        except _ODD_ZIP as fault:
            raise BrokenInput(f"it cannot be unpacked: {fault}", where=self._where(name)) from None
        if left or digest.hexdigest() != part.sha256:
            raise BrokenInput("it is not what the manifest says", where=self._where(name))

    def data(self, name: str, most: int) -> bytes:
        """The bytes of a small part. Raises `HostileInput` for a larger one, and as `pieces`."""
        if self._parts[name].size > most:
            raise HostileInput(f"it is larger than {most >> 10:,} KiB", where=self._where(name))
        return b"".join(self.pieces(name))

    def _where(self, name: str) -> str:
        return f"{self.path}, {name}"


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a bundle.

    Raises `UnknownFormat` for what is none, `BrokenInput` for one that was cut off or changed or that contradicts
    itself, `HostileInput` for one that would unpack to more than a bundle may, `InputError` for one of a newer version.
    """
    try:
        _check_sum(path)
        held = zipfile.ZipFile(path)
    except _ODD_ZIP as fault:
        raise BrokenInput(f"it cannot be unpacked: {fault}", where=str(path)) from None
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    with held:
        yield Bundle(path, held, _manifest(path, held))


def _check_sum(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0, os.SEEK_END)
        size = file.tell()
        file.seek(max(size - _TAIL, 0))
        tail = file.read()
    if not tail.startswith(_MARK):
        if head == b"PK\x03\x04":
            raise BrokenInput("it is no bundle, or the end of it is missing", where=str(path), mend="fetch it again")
        raise UnknownFormat("it is no bundle", where=str(path), mend="'camcensus bundle make' writes one")
    if tail != _MARK + _sum(path).encode():
        raise BrokenInput("it is not what was written: something of it changed", where=str(path), mend="fetch it again")


def _manifest(path: Path, held: zipfile.ZipFile) -> Manifest:
    names = held.namelist()
    where = f"{path}, {MANIFEST}"
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise HostileInput("too many parts, or two of one name", where=str(path))
    if any(one.compress_type not in _WAYS or one.flag_bits & 1 for one in held.infolist()):
        raise HostileInput("a part of it is packed as no bundle's are", where=str(path))
    if MANIFEST not in names or held.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
        raise BrokenInput("it has no manifest that could be one", where=str(path))
    try:
        with held.open(MANIFEST) as source:
            data = source.read(_MANIFEST_BYTES + 1)
        told = msgspec.json.decode(data, type=dict[str, object])
        _check_version(told, where)
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, *_ODD_ZIP) as fault:
        raise BrokenInput(f"it is no manifest: {fault}", where=where) from None
    listed = [part.name for part in manifest.parts]
    if sorted([*listed, MANIFEST]) != sorted(names):
        raise BrokenInput("it does not list the parts that are there", where=where)
    for part in manifest.parts:
        if not is_name(part.name) or part.size < 0:
            raise HostileInput(f"'{part.name[:80]}' is no name of a part", where=where)
    most = path.stat().st_size * MOST_TIMES + MOST_MORE
    if sum(part.size for part in manifest.parts) > most:
        raise HostileInput("it would unpack to more than a bundle of its size may", where=str(path))
    return manifest


def _check_version(told: dict[str, object], where: str) -> None:
    version = told.get("version")
    if told.get("format") != FORMAT or not isinstance(version, int):
        raise UnknownFormat("it is no manifest of a bundle", where=where)
    if version > VERSION:
        words = f"it was made by a newer camcensus (bundles of version {version}, this one knows {VERSION})"
        raise InputError(words, where=where, mend="use that version or a newer one")


def is_name(name: str) -> bool:
    """Whether a part may be called so: it names a place inside, and every system can write it."""
    parts = name.split("/")
    return (
        0 < len(name) <= 240
        and not _ODD.search(name)
        and all(part and part == part.strip(" .") for part in parts)
        and not PurePosixPath(name).is_absolute()
    )
