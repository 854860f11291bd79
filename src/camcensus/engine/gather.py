"""Read files into the log: find out what each is, read it whole or not at all, and say what came of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from camcensus.engine import concerned, extensions, handed, known
from camcensus.engine.extensions import Extension
from camcensus.engine.possible import Possible
from camcensus.engine.reached import reached
from camcensus.engine.workspace import Workspace, now
from camcensus.model.access import EVERYTHING, Reach
from camcensus.model.errors import InputError, UnknownFormat, UsageError
from camcensus.model.estate import Estate
from camcensus.model.knowledge import Knowledge
from camcensus.model.reading import Chunk, Context, Place, Reading
from camcensus.sources.reading import door, unpack
from camcensus.store.interface import Origin
from camcensus.wire import canonical

HEAD = 65_536
"""Bytes from the start of a file by which its format is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the reading of one file is."""

    name: str
    records: int = 0
    """More records that were read since the step before."""
    done: int = 0
    """Bytes read so far; 0: not known."""
    size: int = 0
    """Bytes of the file, unpacked."""


Progress = Callable[[Step], None]

ROUNDS = 12
"""How often registers are read again for what others of them have told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where the files belong, and how much of them is kept."""

    realm: str | None = None
    """The address space of the files' addresses; may be left out where the estate has only one."""
    body: str | None = None
    keep_all: str | None = None
    """Why also what hosts said that have nothing to do with cameras is to be kept; None: it is not."""
    reach: Reach = EVERYTHING
    """How far whoever hands the files over reaches: of a file that says anything beyond, nothing is kept."""


_PLAIN = Wish()


def read(
    workspace: Workspace, paths: Iterable[Path], wish: Wish = _PLAIN, progress: Progress | None = None
) -> Iterator[Reading]:
    """Read files, and all files of folders, into the log, yielding what came of each.

    First those whose reading depends on nothing else, then those of which only what has to do with cameras is kept.
    Raises `InputError` at the first file that was named and cannot be read; what was read until then is kept. Files of
    a folder that cannot be read are told and passed over.
    """
    _note_reason(workspace, wish)
    importers, possible = readers(), Possible(workspace)
    late: list[tuple[handed.Given, Extension]] = []
    with ExitStack() as copies:
        for one in handed.given(paths, copies):
            found = handed.tried(one, partial(_importer, one, importers))
            if isinstance(found, Extension) and found.definition.get("narrows"):
                late.append((one, found))
            elif isinstance(found, Extension):
                yield handed.tried(one, partial(_read, workspace, one, found, wish, possible, progress))
            else:
                yield found
        for one, importer in late:
            if not importer.definition.get("registers"):
                yield handed.tried(one, partial(_read, workspace, one, importer, wish, possible, progress))
        registers = [(one, importer) for one, importer in late if importer.definition.get("registers")]
        yield from _registers(workspace, registers, wish, progress)


def _registers(
    workspace: Workspace, late: list[tuple[handed.Given, Extension]], wish: Wish, progress: Progress | None
) -> Iterator[Reading]:
    """Read registers of owners; again, as long as another has told of parties of which they may say more.

    One names companies and another says who holds them, so that the order of files makes no difference.
    """
    for round_ in range(ROUNDS):
        read_any = False
        for one, importer in late:
            reading = handed.tried(one, partial(_register, workspace, one, importer, wish, progress))
            if reading.failed or reading.already:
                if round_ == 0:
                    yield reading
                continue
            read_any = True
            if reading.new or round_ == 0:
                yield reading
        if not read_any:
            return


def _register(
    workspace: Workspace, one: handed.Given, importer: Extension, wish: Wish, progress: Progress | None
) -> Reading:
    with handed.plain(one.path, one.name) as (inner, remarks):
        plain = replace(one, path=inner, remarks=(*one.remarks, *remarks))
        context = replace(_context(workspace, plain, wish), concerned=concerned.of(workspace))
        version = f"{importer.id}@{importer.definition['version']}"
        if concerned.was_read(workspace, context, version):
            return Reading(name=one.name, format=str(importer.definition["title"]), already=True)
        chunks = reached(_told(importer.module.read(inner, context), plain, progress), wish.reach, one.where)
        reading = _append(workspace, chunks, _origin(context, importer), importer, plain)
        concerned.note(workspace, replace(context, concerned=concerned.of(workspace)), version)
        return reading


def readers() -> dict[str, Extension]:
    """Everything that reads a file into observations, by its id."""
    return {**extensions.found("importers"), **extensions.found("captures")}


def recognise(path: Path, importers: dict[str, Extension]) -> Extension:
    """The importer that knows a plain file by its first bytes; the most specific where several do."""
    where = str(path)
    with handed.opening(where):
        if path.is_dir():
            raise InputError("it is a folder", where=where, mend=f"name the files in it, such as {where}/*.xml")
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    return _fitting(head, importers, where)


def _fitting(head: bytes, importers: dict[str, Extension], where: str) -> Extension:
    if not head:
        raise InputError("it is empty", where=where)
    fits = [one for one in importers.values() if one.module.detect(head)]
    if not fits:
        known_ones = ", ".join(str(one.definition["title"]) for one in importers.values())
        raise UnknownFormat("nothing here reads it", where=where, mend=f"formats that are read: {known_ones}")
    return min(fits, key=lambda one: (one.definition["order"], one.id))


def _importer(one: handed.Given, importers: dict[str, Extension]) -> Extension:
    with handed.opening(one.where):
        head = unpack.head(one.path, HEAD)
    return _fitting(head, importers, one.where)


def _read(
    workspace: Workspace,
    one: handed.Given,
    importer: Extension,
    wish: Wish,
    possible: Possible,
    progress: Progress | None,
) -> Reading:
    with handed.plain(one.path, one.name) as (inner, remarks):
        plain = replace(one, path=inner, remarks=(*one.remarks, *remarks))
        context = _context(workspace, plain, wish)
        _check_realm(context, importer, workspace.settings.estate, one.where)
        origin = _origin(context, importer)
        before, narrows = workspace.store.was_read(origin), bool(importer.definition.get("narrows"))
        if before is not None and not (narrows and (context.keep_all or possible.grew(context, before))):
            return Reading(name=one.name, format=str(importer.definition["title"]), already=True)
        found: set[str] = set()
        if narrows:
            context = replace(context, known=possible.known(context))
        chunks = reached(_told(importer.module.read(inner, context), plain, progress), wish.reach, one.where)
        if narrows:
            chunks = _marking(chunks, context, found)
        reading = _append(workspace, chunks, origin, importer, plain)
        possible.learn(context, found)
        return reading


def _append(
    workspace: Workspace, chunks: Iterator[Chunk], origin: Origin, importer: Extension, one: handed.Given
) -> Reading:
    appended = workspace.store.append(chunks, origin, received=now())
    left_out: Counter[str] = Counter()
    for chunk in appended.chunks:
        left_out.update(chunk.left_out)
    return Reading(
        name=one.name,
        format=str(importer.definition["title"]),
        records=sum(chunk.records for chunk in appended.chunks),
        observations=appended.given,
        new=appended.new,
        redacted=sum(chunk.redacted for chunk in appended.chunks),
        remarks=(*one.remarks, *(remark for chunk in appended.chunks for remark in chunk.remarks)),
        left_out=left_out,
    )


def _told(chunks: Iterator[Chunk], one: handed.Given, progress: Progress | None) -> Iterator[Chunk]:
    size = one.path.stat().st_size
    try:
        for chunk in chunks:
            if progress is not None:
                progress(Step(name=one.name, records=chunk.records, done=chunk.done, size=size))
            yield chunk
    except OSError as fault:
        raise InputError(f"it cannot be read to its end: {fault.strerror}", where=one.where) from None


def _marking(chunks: Iterator[Chunk], context: Context, found: set[str]) -> Iterator[Chunk]:
    """The same chunks; the addresses in them that have to do with cameras come into `found`."""
    for chunk in chunks:
        here = chunk.observations.filter(pl.col("realm") == context.realm)
        found |= door.marked(here, context)
        yield chunk


def _note_reason(workspace: Workspace, wish: Wish) -> None:
    """Keep in the log why everything is kept."""
    if wish.keep_all is None:
        return
    reason = " ".join(wish.keep_all.split())
    if not reason:
        raise UsageError("everything is kept only for a reason", mend="write it behind --keep-all")
    workspace.store.keep("keep-all", canonical.digest("keep-all", 1, reason), reason.encode(), received=now())


def _check_realm(context: Context, importer: Extension, estate: Estate, where: str) -> None:
    if not context.realm and importer.definition.get("needs_realm"):
        mend = f"say --realm with one of: {', '.join(estate.realms)}"
        raise UsageError("the estate has more than one address space", where=where, mend=mend)


def _origin(context: Context, importer: Extension) -> Origin:
    version = f"{importer.id}@{importer.definition['version']}"
    return Origin(file=context.file, name=context.name, importer=version, body=context.body, realm=context.realm)


def _context(workspace: Workspace, one: handed.Given, wish: Wish) -> Context:
    estate = workspace.settings.estate
    return Context(
        body=_one_of(wish.body, [body.id for body in estate.bodies], "body"),
        realm=_realm(wish.realm, estate),
        file=_sha256(one.path),
        name=one.name,
        places=places(estate),
        vocabulary=workspace.knowledge.vocabulary,
        keep_all=wish.keep_all is not None,
        builds=builders(workspace.knowledge),
    )


def builders(knowledge: Knowledge) -> Callable[[str], bool]:
    """What tells whether the block of an Ethernet address is held by a maker of cameras."""
    makers = {name for maker in knowledge.makers.values() for name in maker.registrants}
    names = known.holders().names
    return lambda mac: names.get(mac[:8], "") in makers


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
