"""Read files into the log: find out what each is, read it whole or not at all, and say what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from camcensus.engine import extensions
from camcensus.engine.extensions import Extension
from camcensus.engine.workspace import Workspace, now
from camcensus.model.errors import InputError, UnknownFormat, UsageError
from camcensus.model.estate import Estate
from camcensus.model.reading import Chunk, Context, Place, Reading
from camcensus.store.interface import Origin

HEAD = 65_536
"""Bytes from the start of a file by which its format is told."""

Progress = Callable[[str, int], None]
"""Called with a file's name and how many more records were read."""


def read(
    workspace: Workspace,
    paths: Iterable[Path],
    *,
    realm: str | None = None,
    body: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Reading]:
    """Read each file into the log, in order, yielding what came of it.

    `realm` is the address space of the files' addresses and may be left out where the estate has only one. Raises
    `InputError` at the first file that cannot be read; files before it are kept.
    """
    importers = extensions.found("importers")
    for path in paths:
        importer = recognise(path, importers)
        context = _context(workspace, path, realm, body)
        if not context.realm and importer.definition.get("needs_realm"):
            known = ", ".join(workspace.settings.estate.realms)
            raise UsageError(
                "the estate has more than one address space", where=str(path), mend=f"say --realm with one of: {known}"
            )
        yield _read_one(workspace, path, importer, context, progress)


def recognise(path: Path, importers: dict[str, Extension]) -> Extension:
    """The importer that knows the file by its first bytes; the most specific where several do."""
    try:
        if path.is_dir():
            raise InputError("it is a folder", where=str(path), mend=f"name the files in it, such as {path}/*.xml")
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=str(path)) from None
    if not head:
        raise InputError("it is empty", where=str(path))
    fits = [one for one in importers.values() if one.module.detect(head)]
    if not fits:
        known = ", ".join(str(one.definition["title"]) for one in importers.values())
        raise UnknownFormat("nothing here reads it", where=str(path), mend=f"formats that are read: {known}")
    return min(fits, key=lambda one: (one.definition["order"], one.id))


def _read_one(
    workspace: Workspace, path: Path, importer: Extension, context: Context, progress: Progress | None
) -> Reading:
    name = f"{importer.id}@{importer.definition['version']}"
    origin = Origin(file=context.file, name=path.name, importer=name, body=context.body, realm=context.realm)
    title = str(importer.definition["title"])
    if workspace.store.was_read(origin) is not None:
        return Reading(name=path.name, format=title, already=True)
    chunks: Iterator[Chunk] = importer.module.read(path, context)
    counted = _counted(chunks, path.name, progress)
    appended = workspace.store.append(counted, origin, received=now())
    return Reading(
        name=path.name,
        format=title,
        records=sum(chunk.records for chunk in appended.chunks),
        observations=appended.given,
        new=appended.new,
        redacted=sum(chunk.redacted for chunk in appended.chunks),
        remarks=tuple(remark for chunk in appended.chunks for remark in chunk.remarks),
    )


def _counted(chunks: Iterator[Chunk], name: str, progress: Progress | None) -> Iterator[Chunk]:
    for chunk in chunks:
        if progress is not None:
            progress(name, chunk.records)
        yield chunk


def _context(workspace: Workspace, path: Path, realm: str | None, body: str | None) -> Context:
    estate = workspace.settings.estate
    return Context(
        body=_one_of(body, [body.id for body in estate.bodies], "body"),
        realm=_realm(realm, estate),
        file=_sha256(path),
        name=path.name,
        places=places(estate),
        vocabulary=workspace.knowledge.vocabulary,
    )


def places(estate: Estate) -> dict[str, Place]:
    """Lower-case spellings of each site (id, name, aliases) to the site."""
    return {
        name.strip().lower(): Place(site=site.id, realm=site.realm, timezone=site.timezone)
        for site in estate.sites
        for name in (site.id, site.name, *site.aliases)
    }


def _realm(realm: str | None, estate: Estate) -> str:
    """The realm that was named, or the only one; empty where several could be meant and none was named."""
    if realm is None:
        return estate.realms[0] if len(estate.realms) == 1 else ""
    return _one_of(realm, list(estate.realms), "realm")


def _one_of(name: str | None, known: list[str], what: str) -> str:
    if name is None and len(known) == 1:
        return known[0]
    if name is None or name not in known:
        problem = f"the estate has no {what} '{name}'" if name else f"the estate has more than one {what}"
        raise UsageError(problem, mend=f"say --{what} with one of: {', '.join(known)}")
    return name


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
