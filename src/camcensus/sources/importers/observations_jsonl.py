"""Observations as JSON Lines, the form in which they are exchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from camcensus.model import jsonl
from camcensus.model.errors import BrokenInput
from camcensus.model.frames import from_observations
from camcensus.model.observation import Observation
from camcensus.model.reading import CHUNK, Chunk, Context, Remark
from camcensus.sources.reading.lines import Stripper, numbered
from camcensus.sources.reading.remarks import listed, told

SOURCE = "importer:observations-jsonl@1"

MAX_BYTES = 16 << 20
"""Bytes of originals that are gathered before they are handed on."""

_MEND = "give each line at least subject, field and value (docs/reference/fields.md)"


def detect(head: bytes) -> bool:
    """Whether the first line is an object with `subject`, `field` and `value` at its top."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return first.startswith(b"{") and all(f'"{key}"'.encode() in first for key in ("subject", "field", "value"))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """The observations of the file, in its order; fields that a line leaves out come from `context`.

    Raises `BrokenInput` with the line number for a line that is no observation, `HostileInput` for a line too long.
    """
    gathered = _Gathered(context)
    with path.open("rb") as stream:
        for number, line in numbered(stream, context.name):
            try:
                gathered.note(line)
            except (ValueError, RecursionError, OverflowError) as fault:
                what = "nested too deeply" if isinstance(fault, RecursionError) else told(fault)
                where = f"{context.name}, line {number}"
                raise BrokenInput(f"not an observation: {what}", where=where, mend=_MEND) from None
            if gathered.is_full():
                yield gathered.take()
    yield gathered.take(last=True)


class _Gathered:
    """What the lines have said so far."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stripper = Stripper(context)
        self._observations: list[Observation] = []
        self._originals: dict[bytes, bytes] = {}
        self._bytes = 0

    def note(self, line: bytes) -> None:
        """Take in one line. Raises `ValueError`, `RecursionError` or `OverflowError` if it is no observation."""
        data = self._stripper.strip(line)
        key = hashlib.sha256(data).digest()
        context = self._context
        one = jsonl.decode(data, body=context.body, realm=context.realm, source=SOURCE, original=key)
        self._observations.append(one)
        self._originals[key] = data
        self._bytes += len(data)

    def is_full(self) -> bool:
        return len(self._observations) >= CHUNK or self._bytes >= MAX_BYTES

    def take(self, *, last: bool = False) -> Chunk:
        remarks = []
        if last and self._stripper.unknown:
            what = f"not understood and kept only in the originals: {listed(list(self._stripper.unknown))}"
            remarks.append(Remark(where="the lines' keys", what=what))
        chunk = Chunk(
            observations=from_observations(self._observations),
            originals=self._originals,
            records=len(self._observations),
            redacted=self._stripper.redacted,
            remarks=tuple(remarks),
        )
        self._observations, self._originals, self._bytes, self._stripper.redacted = [], {}, 0, 0
        return chunk
