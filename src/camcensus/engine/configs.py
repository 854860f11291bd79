"""Configuration files into boxes: by their dialect, which they tell themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from camcensus.engine.workspace import files
from camcensus.model.errors import BrokenInput, HostileInput, InputError, UnknownFormat
from camcensus.store.interface import Store
from camcensus.wire.config import every, redacted
from camcensus.wire.config.values import Box


def read(path: Path) -> Box:
    """The box of one file without its secrets, named as it names itself, else after the file.

    Raises `InputError` for a file that cannot be read, `UnknownFormat` for one of no dialect, `BrokenInput` for one
    that says nothing of its dialect, `HostileInput` for one that is too large.
    """
    data = _bytes(path)
    told = every.told(data)
    if told is None:
        known = ", ".join(sorted({one.DIALECT for one in every.dialects()}))
        raise UnknownFormat("it is no configuration that is read here", where=str(path), mend=f"one of: {known}")
    try:
        text, _ = redacted.strip(every.text(data))
        box: Box = told.parse(text, path.stem)
    except ValueError as fault:
        raise BrokenInput(str(fault), where=str(path)) from None
    return box


def stripped(path: Path) -> str:
    """The text of one file without its secrets, line for line as `read` reads it. Raises `InputError`."""
    return redacted.strip(every.text(_bytes(path)))[0]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > every.MAX_BYTES:
            raise HostileInput(f"it is larger than {every.MAX_BYTES >> 20} MB", where=str(path))
        return path.read_bytes()
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None


def together(paths: Iterable[Path]) -> list[Box]:
    """The boxes of several files, none of whose names stand twice. Raises as `read` does."""
    found: dict[str, Box] = {}
    for path in paths:
        box = read(path)
        if box.name in found:
            raise InputError(f"two files speak of '{box.name}'", where=str(path), mend="give one file a box")
        found[box.name] = box
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """The configurations of a log."""

    boxes: Mapping[str, Mapping[str, Box]]
    """Realm to its boxes by name."""
    known: Mapping[tuple[str, str], datetime]
    """Realm and name to when the log got it: most files bear no time of their own."""
    remarks: tuple[str, ...] = ()
    """What could not be taken, as sentences."""


def of_log(store: Store, observed: pl.DataFrame) -> Logged:
    """What was read into the log. A box is called as it calls itself, else after its file; the newest one counts."""
    said = observed.filter(pl.col("field").is_in(["config.dialect", "config.name"]))
    rows = said.select("realm", "original", "position", "field", "value").unique().sort("position")
    held: dict[tuple[str, bytes, int], dict[str, str]] = {}
    for realm, original, position, field, value in rows.iter_rows():
        held.setdefault((realm, original, position), {})[field] = value
    names = files(store) if held else {}
    received = {leaf.position: leaf.received for leaf in store.leaves()} if held else {}
    found: dict[str, dict[str, Box]] = {}
    known: dict[tuple[str, str], datetime] = {}
    remarks = []
    for (realm, original, position), told in held.items():
        name = told.get("config.name") or Path(names.get(position, "")).stem
        text = dict(store.originals([original])).get(original)
        try:
            if text is None:
                raise ValueError("it was erased")  # noqa: TRY301  # one sentence for both
            box = every.parse(told.get("config.dialect", ""), text.decode("utf-8", "replace"), name)
        except ValueError as fault:
            remarks.append(f"{name}: its configuration cannot be asked: {fault}")
        else:
            found.setdefault(realm, {})[box.name] = box
            known[realm, box.name] = datetime.fromtimestamp(received[position] / 1_000_000, UTC)
    return Logged(boxes=found, known=known, remarks=tuple(remarks))
