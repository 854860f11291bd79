"""A walk-round as the page on a phone gives it back: one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _survey
from camcensus.sources.reading import secrets
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import listed, told

SOURCE = "importer:survey-json@1"

MAX_BYTES = 16 << 20
MAX_LINES = 20_000
MAX_TEXT = 4_000
"""Bytes of a file, lines of a walk-round, and characters of one answer that are read."""

_HEAD = ("camcensus", "version", "sheet", "site", "as_of", "surveyor", "day", "lines")


def detect(head: bytes) -> bool:
    """Whether it is an object that says at its top that it is a walk-round."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].replace(b" ", b"").replace(b"\n", b"").replace(b"\r", b"")
    return start.startswith(b'{"camcensus":"walk-round"')


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each line that was filled in. Raises `BrokenInput`, `HostileInput`."""
    data = _loaded(path, context)
    texts = {name: data[name] for name in ("sheet", "site", "surveyor", "day") if isinstance(data.get(name), str)}
    head = _survey.Head(**texts)  # type: ignore[arg-type]  # all of it is text
    gathered = Gathered(context, _survey.source(head))
    survey = _survey.Survey(path, head, gathered, context.name)
    unknown = dict.fromkeys(str(key) for key in data if key not in _HEAD)
    lines = data.get("lines")
    if not isinstance(lines, list):
        raise BrokenInput("it has no list of lines", where=context.name, mend="download it from the page again")
    if len(lines) > MAX_LINES:
        raise HostileInput(f"it has more than {MAX_LINES:,} lines", where=context.name, mend="split it")
    for number, line in enumerate(lines, 1):
        if isinstance(line, dict):
            survey.note(_record(line, number, gathered, unknown))
        else:
            gathered.leave_out("lines that are no objects")
        if gathered.is_full():
            yield gathered.take()
    if unknown:
        gathered.remarks.add("the keys", f"not understood and left out: {listed(list(unknown))}")
    yield gathered.last(context.name)


def _loaded(path: Path, context: Context) -> Mapping[str, object]:
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        mend = "a walk-round is text: hand photographs over in a folder beside it"
        raise HostileInput(f"it is larger than {MAX_BYTES:,} bytes", where=context.name, mend=mend)
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        what = "nested too deeply" if isinstance(fault, RecursionError) else told(fault)
        mend = "download it from the page again"
        raise BrokenInput(f"not read: {what}", where=context.name, mend=mend) from None
    if not isinstance(data, dict):
        raise BrokenInput("it is no JSON object", where=context.name, mend="download it from the page again")
    return data


def _record(line: dict[str, object], number: int, gathered: Gathered, unknown: dict[str, None]) -> Record:
    cells: dict[str, str] = {}
    for name, value in line.items():
        if name not in _survey.FORM.columns:
            unknown[name[:80]] = None
        elif isinstance(value, str | int | float) and not isinstance(value, bool) and (text := str(value).strip()):
            if len(text) > MAX_TEXT:
                gathered.remarks.add(f"line {number}", f"its {name} was cut after {MAX_TEXT:,} characters")
            cells[name], removed = secrets.strip(text[:MAX_TEXT])
            gathered.redacted += removed
    gathered.records += 1
    kept: dict[str, object] = dict(cells)
    return Record(where=f"line {number}", cells=cells, original=gathered.keep(kept))
