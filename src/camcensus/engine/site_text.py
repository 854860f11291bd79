"""Tables of the estate file as text, and how they come to stand at its end."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from camcensus.engine.site_facts import printed
from camcensus.model.errors import SettingsError
from camcensus.model.estate import LIMBS, Sensitivity, Site, Statement, Zone
from camcensus.model.outcome import Answer


def render(items: Iterable[tuple[Site | Zone, tuple[str, ...]]]) -> str:
    """(site or zone, notes above it) as tables of TOML."""
    return "\n".join("\n".join(_table(item, notes)) + "\n" for item, notes in items)


def _table(item: Site | Zone, notes: tuple[str, ...]) -> Iterator[str]:
    yield from (f"# {printed(note)}" for note in notes)
    yield from _site(item) if isinstance(item, Site) else _zone(item)


def _site(site: Site) -> Iterator[str]:
    yield "[[site]]"
    yield f"id = {quoted(site.id)}"
    yield f"name = {quoted(site.name)}"
    yield f"body = {quoted(site.body)}"
    if site.aliases:
        yield f"aliases = {_texts(site.aliases)}"
    yield f"realm = {quoted(site.realm)}"
    yield f"timezone = {quoted(site.timezone)}"
    yield f"controller = {quoted(site.controller)}"
    yield from _sensitive(site.sensitive)


def _sensitive(sensitive: Sensitivity) -> Iterator[str]:
    yield "[site.sensitive]"
    for limb in LIMBS:
        yield f"{limb} = {_statement(getattr(sensitive, limb))}"


def _statement(one: Statement) -> str:
    said = f", said_by = {quoted(one.said_by)}" if one.said_by and one.answer is not Answer.UNKNOWN else ""
    return f"{{ answer = {quoted(one.answer.value)}{said} }}"


def _zone(zone: Zone) -> Iterator[str]:
    yield "[[zone]]"
    yield f"id = {quoted(zone.id)}"
    yield f"site = {quoted(zone.site)}"
    yield f"kind = {quoted(zone.kind)}"
    yield f"cidrs = {_texts(zone.cidrs)}"
    if zone.vlans:
        yield f"vlans = [{', '.join(map(str, zone.vlans))}]"
    if not zone.cameras_expected:
        yield "cameras_expected = false"


def quoted(value: str) -> str:
    """A basic string of TOML: as JSON has them, of what prints."""
    return json.dumps(printed(value), ensure_ascii=False)


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, values))}]"


def appended(old: bytes, text: str) -> bytes:
    """The file with `text` at its end: what was there stays byte for byte, and its way to end lines is kept."""
    end = b"\r\n" if b"\r\n" in old else b"\n"
    gap = b"" if not old else end if old.endswith(b"\n") else end + end
    return old + gap + text.encode().replace(b"\n", end)


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put the file's new content in its place, whole or not at all, with the rights it had.

    Raises `SettingsError` if it holds not what it held (`old`), or cannot be written.
    """
    target = path.resolve()
    try:
        if target.read_bytes() != old:
            raise SettingsError("it was changed in the meantime", where=str(path), mend="do it once more")
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                os.fchmod(stream.fileno(), target.stat().st_mode & 0o777)
                stream.write(new)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as fault:
        raise SettingsError(f"it cannot be written: {fault.strerror}", where=str(path)) from None
