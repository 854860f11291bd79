"""Fetch a register from the information system that holds it, into one file that `read` takes."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from camcensus.engine import secrets
from camcensus.engine.workspace import now
from camcensus.model.errors import SettingsError, UsageError
from camcensus.sources.systems import netbox as system
from camcensus.sources.systems.netbox import Page

TOKEN = "CAMCENSUS_NETBOX_TOKEN"  # noqa: S105  # the name of the variable, not a token
"""The variable of the environment in which a token may stand, where no file is named."""

_WORD = re.compile(rb"[\x21-\x7e]{8,512}")

Progress = Callable[[Page], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to fetch, and where to."""

    url: str
    out: Path
    token_file: Path | None = None
    ca: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of it."""

    out: Path
    objects: Mapping[str, int] = field(default_factory=dict)
    """Kind of object (``dcim/sites``) to how many were written."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Kind of object to why none of it is given."""
    redacted: int = 0
    size: int = 0
    """Bytes that were received."""


def netbox(wish: Wish, progress: Progress = lambda _: None) -> Fetched:
    """Read NetBox's API and write what it says: a line that names the server, then a page a line.

    The file is there whole or not at all, for its owner only, and holds no token. Raises `UsageError`, `SettingsError`
    for the token, and what `system.pages` raises.
    """
    one = system.server(wish.url, token(wish.token_file), wish.ca)
    _check_ca(wish.ca)
    objects: dict[str, int] = {}
    refused: dict[str, str] = {}
    redacted = size = 0
    with _whole(wish.out) as stream:
        moment = datetime.fromtimestamp(now() // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
        _line(stream, {"camcensus": "netbox", "version": 1, "server": one.url, "fetched": moment})
        for page in system.pages(one):
            progress(page)
            if page.refused:
                refused[page.endpoint] = page.refused
                continue
            objects[page.endpoint] = objects.get(page.endpoint, 0) + len(page.results)
            redacted, size = redacted + page.redacted, size + page.size
            _line(stream, {"endpoint": page.endpoint, "count": page.count, "results": page.results})
    return Fetched(out=wish.out, objects=objects, refused=refused, redacted=redacted, size=size)


def token(path: Path | None) -> str:
    """The token in a file that only its owner may read, or in the environment. It is shown nowhere."""
    if path is not None:
        where, data = str(path), secrets.content(path)
    elif TOKEN in os.environ:
        where, data = TOKEN, os.environ[TOKEN].encode("utf-8", "replace")
    else:
        raise UsageError("there is no token", mend=f"name its file with --token-file, or set {TOKEN}")
    word = data.strip()
    if not _WORD.fullmatch(word):
        raise SettingsError("it holds no token", where=where, mend="write the token into it, and nothing else")
    return word.decode("ascii")


def _check_ca(ca: Path | None) -> None:
    if ca is not None and not ca.is_file():
        raise UsageError("there is no such file of certificates", where=str(ca), mend="name a PEM file with --ca")


def _line(stream: IO[bytes], content: object) -> None:
    stream.write(msgspec.json.encode(content) + b"\n")


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner only that takes its name when it is complete."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as fault:
        raise UsageError(f"it cannot be written: {fault.strerror}", where=str(path)) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
