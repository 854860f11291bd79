"""Files as they are handed over: compressed, in folders, from a pipe. What readers get is a plain file."""

from __future__ import annotations

import bz2
import lzma
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import zstandard

from camcensus.model.errors import HostileInput, InputError
from camcensus.model.reading import Remark

STDIN = Path("-")
"""The name by which standard input is asked for."""

MAX_FILES = 100_000
"""Files of one folder that are looked at."""

_BLOCK = 1 << 20
_PIECE = 1 << 10
"""Bytes that are unpacked at a time: one byte of Zstandard can stand for 32 KiB."""
_ALWAYS = 256 << 20
"""Bytes that any file may unpack to."""
_RATIO = 400
"""Beyond them, how many times its own size a file may unpack to. Logs and captures reach some thirty."""
_SPARE = 1 << 30
"""Bytes of the disk that are left free."""
_WINDOW = 128 << 20
"""Bytes of memory that unpacking may take: as much as the highest ordinary levels of Zstandard and xz need."""

_Said = tuple[Remark, ...]


class _Unpacker(Protocol):
    """Unpacks one member of a compressed file."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


_FORMS: tuple[tuple[bytes, Callable[[], _Unpacker]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"\x28\xb5\x2f\xfd", lambda: zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ", lambda: lzma.LZMADecompressor(memlimit=_WINDOW)),
)
"""How a compressed file begins: gzip, Zstandard, bzip2, xz."""

_BROKEN = (zlib.error, zstandard.ZstdError, lzma.LZMAError, OSError, ValueError, EOFError)
"""What unpacking damaged bytes raises; no disk is touched meanwhile."""


def files(path: Path) -> list[Path]:
    """The file itself, or every file below a folder, in order; hidden ones and links are passed over.

    A folder below it that cannot be looked into stands for what is in it. Raises `InputError` if there is no file, or
    too many, or the folder itself cannot be looked into.
    """
    if path == STDIN or not path.is_dir():
        return [path]
    found: list[Path] = []

    def closed(fault: OSError) -> None:
        if Path(fault.filename) == path:
            raise InputError(f"it cannot be looked into: {fault.strerror}", where=str(path)) from None
        found.append(Path(fault.filename))

    for folder, below, names in os.walk(path, onerror=closed):
        below[:] = sorted(name for name in below if not name.startswith("."))
        inside = [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
        found += [one for one in inside if one.is_file() and not one.is_symlink()]
        if len(found) > MAX_FILES:
            raise InputError(f"it holds more than {MAX_FILES:,} files", where=str(path), mend="name its folders singly")
    if not found:
        raise InputError("no file is in it", where=str(path), mend="name what hidden files and links lead to")
    return found


def head(path: Path, size: int) -> bytes:
    """The first bytes of a file's plain content. Raises `InputError` if it is compressed and nothing comes out."""
    with path.open("rb") as stream:
        start = stream.read(size)
        new = _unpacker(start)
        if new is None:
            return start
        stream.seek(0)
        found = bytearray()
        for block in _Content(stream, new, path.name):
            found += block
            if len(found) >= size:
                break
        return bytes(found[:size])


@contextmanager
def plain(path: Path, stdin: IO[bytes], name: str = "") -> Iterator[tuple[Path, _Said]]:
    """The file's plain content as a file, and what is to be said of it; a copy lives as long as it is needed.

    Standard input and pipes are copied. A compressed file that is cut off gives what was whole of it. Raises
    `HostileInput` for one that unpacks to absurdly much, `InputError` if nothing comes out or there is no room; they
    and what is said call the file `name`.
    """
    name = name or ("standard input" if path == STDIN else path.name)
    if path == STDIN:
        with _copy(_read(stdin), name) as copy, plain(copy, stdin, name) as found:
            yield found
    elif path.is_fifo() or path.is_char_device():  # there is no going back to its start: the shell's <(command)
        with path.open("rb") as stream, _copy(_read(stream), name) as copy, plain(copy, stdin, name) as found:
            yield found
    else:
        with path.open("rb") as stream:
            new = _unpacker(stream.read(8))
            stream.seek(0)
            if new is None:
                yield path, ()
                return
            content = _Content(stream, new, name)
            with _copy(content, name, max(_ALWAYS, _RATIO * path.stat().st_size)) as copy:
                yield copy, content.remarks()


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _unpacker(start: bytes) -> Callable[[], _Unpacker] | None:
    return next((new for mark, new in _FORMS if start.startswith(mark)), None)


class _Content:
    """The plain content of all members of a compressed file, block by block, up to where it breaks off."""

    def __init__(self, stream: IO[bytes], new: Callable[[], _Unpacker], name: str) -> None:
        self._stream = stream
        self._new = new
        self._name = name
        self._cut = False

    def __iter__(self) -> Iterator[bytes]:
        """Raises `InputError` if nothing comes out."""
        one, given = self._new(), False
        while not self._cut and (piece := self._stream.read(_PIECE)):
            while piece and not self._cut:
                if one.eof:
                    piece = piece.lstrip(b"\0")  # what tapes and block devices are filled up with
                    if not piece:
                        break
                    one = self._new()
                for block in self._blocks(one, piece):
                    given = given or bool(block)
                    yield block
                piece = one.unused_data if one.eof else b""
        self._cut = self._cut or not one.eof
        if self._cut and not given:
            raise InputError("it is compressed, and nothing of it can be unpacked", where=self._name)

    def _blocks(self, one: _Unpacker, piece: bytes) -> Iterator[bytes]:
        """What a piece gives; none of it is large."""
        try:
            if not isinstance(one, bz2.BZ2Decompressor | lzma.LZMADecompressor):
                yield one.decompress(piece)
                return
            yield one.decompress(piece, _BLOCK)
            while not one.eof and not one.needs_input:
                yield one.decompress(b"", _BLOCK)
        except _BROKEN:
            self._cut = True

    def remarks(self) -> _Said:
        """What is to be said of it, once it was gone through."""
        what = "the compressed file is cut off or damaged: it was read up to there"
        return (Remark(where=self._name, what=what),) if self._cut else ()


@contextmanager
def _copy(blocks: Iterable[bytes], name: str, allowed: int | None = None) -> Iterator[Path]:
    """A file with these blocks, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="camcensus-") as folder:
        target = Path(folder, "plain")
        with target.open("wb") as out:
            written = looked = 0
            for block in blocks:
                written += len(block)
                if allowed is not None and written > allowed:
                    mend = "unpack it yourself, look at what it is, and name the file in it"
                    raise HostileInput(f"it unpacks to more than {allowed >> 20:,} MiB", where=name, mend=mend)
                if written >= looked:
                    looked = written + 64 * _BLOCK
                    _make_sure_of_room(folder, name)
                out.write(block)
        yield target


def _make_sure_of_room(folder: str, name: str) -> None:
    if shutil.disk_usage(folder).free < _SPARE:
        mend = "make room, or let TMPDIR name a folder that has it"
        raise InputError("there is no room for a plain copy of it", where=name, mend=mend)
