"""Files as a person hands them over: singly, in folders, compressed, through pipes; and what is wrong with one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from camcensus.model.errors import CamcensusError, InputError, UnknownFormat
from camcensus.model.reading import Reading, Remark
from camcensus.sources.reading import unpack

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One file that was named, or lies in a folder that was."""

    path: Path
    name: str
    """Of one in a folder that was named: its path from there."""
    where: str
    """As errors name it."""
    inside: bool = False
    """It lies in a folder that was named: if it cannot be read, the others are."""
    remarks: tuple[Remark, ...] = ()
    """What is to be said of how it was packed."""


def given(paths: Iterable[Path], copies: ExitStack) -> Iterator[Given]:
    """Each file. Of those that can be read only once a copy is held as long as `copies` is open."""
    for path in paths:
        if path != unpack.STDIN and path.is_dir():
            for one in unpack.files(path):
                name = _shown(one.relative_to(path).as_posix())
                yield Given(path=one, name=name, where=_shown(str(one)), inside=True)
        elif path == unpack.STDIN or path.is_fifo() or path.is_char_device():
            name = "standard input" if path == unpack.STDIN else _shown(str(path))
            copy, remarks = copies.enter_context(plain(path, name))
            yield Given(path=copy, name=name, where=name, remarks=remarks)
        else:
            yield Given(path=path, name=_shown(path.name), where=_shown(str(path)))


def _shown(name: str) -> str:
    """A name that can be written down: bytes of it that are no UTF-8 as U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@contextmanager
def plain(path: Path, name: str) -> Iterator[tuple[Path, tuple[Remark, ...]]]:
    """See `unpack.plain`. Raises `InputError` if it cannot be opened."""
    with ExitStack() as stack:
        with opening(str(path)):
            found = stack.enter_context(unpack.plain(path, sys.stdin.buffer, name))
        yield found


@contextmanager
def opening(where: str) -> Iterator[None]:
    """What goes wrong when a file is opened, as an `InputError`."""
    try:
        yield
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=where) from None


def tried(one: Given, do: Callable[[], T]) -> T | Reading:
    """What `do` gives; of a file in a folder also that it cannot be read."""
    try:
        return do()
    except InputError as fault:
        if not one.inside:
            raise
        return Reading(name=one.name, format="", failed=_why(fault, one))


def _why(fault: InputError, one: Given) -> str:
    """What is wrong with a file, without its name, which stands before it."""
    place = fault.where
    for name in (one.where, one.name, one.path.name):
        place = place.removeprefix(name)
    mend = "" if isinstance(fault, UnknownFormat) else fault.mend
    return str(CamcensusError(fault.what, where=place.removeprefix(", "), mend=mend))
