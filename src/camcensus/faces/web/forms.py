"""What people send from a page: checked to be from a page of ours, and kept for them if their session has ended."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from tempfile import SpooledTemporaryFile

from litestar.concurrency import sync_to_thread as to_thread
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import ClientException

from camcensus.engine.access import Gatekeeper
from camcensus.faces.web import session
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.errors import AccessRefused, StoreFull, UsageError

MOST_FIELDS = 400
MOST_TEXT = 100_000
"""Characters of one field."""
MOST_UNKNOWN = 1 << 20
"""Bytes of a form with files that are taken from whoever has no session, so that what they typed is not lost."""
NEVER_KEPT = frozenset({session.FIELD, "old", "password"})
"""Fields that are not carried through a sign-in."""


class SignedOut(Exception):  # noqa: N818  # it is no fault
    """Nobody is signed in, or no longer."""

    def __init__(self, fields: Mapping[str, Sequence[str]] | None = None, *, files: bool = False) -> None:
        """What was typed, if something was sent, and whether a file was with it."""
        super().__init__("nobody is signed in")
        self.fields = dict(fields or {})
        self.files = files


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was sent."""

    fields: Mapping[str, str]
    files: tuple[UploadFile, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Every value of each field; `fields` has the last."""

    @property
    def named(self) -> list[tuple[str, SpooledTemporaryFile[bytes]]]:
        """The files, each with its name."""
        return [(one.filename, one.file) for one in self.files]

    def text(self, name: str) -> str:
        """A field without blanks around it; empty if it was not sent."""
        return self.fields.get(name, "").strip()

    def must(self, name: str, words: str) -> str:
        """A field that must be filled in. Raises `UsageError` with `where` the field's name."""
        said = self.text(name)
        if not said:
            raise UsageError(words, where=name, mend="fill it in")
        return said

    def day(self, name: str, example: str = "2027-11-30") -> date | None:
        """A day that was typed; None for nothing. Raises `UsageError` with `where` the field's name."""
        said = self.text(name)
        try:
            return date.fromisoformat(said) if said else None
        except ValueError:
            raise UsageError("that is no day", where=name, mend=f"write it as {example}") from None


async def sent(request: Asked, gate: NamedDependency[Gatekeeper]) -> Form:
    """The fields of a form. Raises `ClientException`, `StoreFull`, `SignedOut` for much of nobody we know."""
    session.check_origin(request)
    if request.headers.get("Content-Type", "").startswith("multipart/") and not _is_small(request):
        try:
            await to_thread(session.of, request, gate)
        except AccessRefused:
            raise SignedOut({}, files=True) from None
    with _arriving():
        held = list((await request.form()).multi_items())
    if len(held) > MOST_FIELDS:
        raise ClientException("there are too many fields in this form")
    return _form(held)


@contextmanager
def _arriving() -> Iterator[None]:
    """What goes wrong while a form is taken apart, in words."""
    try:
        yield
    except (UnicodeDecodeError, LookupError):
        raise ClientException("this form is not written in UTF-8") from None
    except OSError as fault:  # what is large is kept on the disk while it arrives
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise StoreFull("there is no room left on the disk; nothing was taken", mend="make room") from None


def _form(held: Iterable[tuple[str, object]]) -> Form:
    lists: dict[str, tuple[str, ...]] = {}
    files: list[UploadFile] = []
    for name, value in held:
        if isinstance(value, UploadFile):
            if value.filename:
                files.append(value)
        else:
            text = str(value)
            if len(text) > MOST_TEXT:
                raise UsageError(f"more than {MOST_TEXT:,} characters were typed there", where=name, mend="shorten it")
            lists[name] = (*lists.get(name, ()), text)
    return Form(fields={name: values[-1] for name, values in lists.items()}, files=tuple(files), lists=lists)


def _is_small(request: Asked) -> bool:
    told = request.headers.get("Content-Length", "")
    return told.isascii() and told.isdigit() and len(told) < 10 and int(told) <= MOST_UNKNOWN


def visitor(request: Asked, gate: NamedDependency[Gatekeeper]) -> Visitor:
    """Whoever looks at a page. Raises `SignedOut`."""
    try:
        return session.of(request, gate)
    except AccessRefused:
        raise SignedOut from None


def sender(request: Asked, gate: NamedDependency[Gatekeeper], form: NamedDependency[Form]) -> Visitor:
    """Whoever sent a form of ours. Raises `SignedOut` with what they typed, `AccessRefused`."""
    try:
        found = session.of(request, gate)
    except AccessRefused:
        typed = {name: values for name, values in form.lists.items() if name not in NEVER_KEPT}
        raise SignedOut(typed, files=bool(form.files)) from None
    session.check_csrf(found, request.headers.get(session.HEADER, form.fields.get(session.FIELD, "")))
    return found


def local(path: str) -> str:
    """A path of ours to go to; the first page for anything else."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if fine and len(path) < 2_000 else "/"


def packed(fields: Mapping[str, Sequence[str]]) -> str:
    """What was typed, every value of each field, to be carried through a sign-in."""
    return json.dumps({name: list(values) for name, values in fields.items()})


def unpacked(text: str) -> dict[str, list[str]] | None:
    """The same again; None for what is no form."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or not all(isinstance(values, list) for values in held.values()):
        return None
    return {name: [str(value) for value in values] for name, values in held.items()}
