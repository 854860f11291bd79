"""Observations as JSON Lines, the form in which they are exchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from camcensus.model import jsonl
from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.frames import from_observations
from camcensus.model.observation import Observation
from camcensus.model.reading import CHUNK, Chunk, Context
from camcensus.wire import redact

SOURCE = "importer:observations-jsonl@1"

MAX_LINE = 32 << 20
"""Bytes of one line: a value may be 16 MiB, and base64 and escapes take room."""


def detect(head: bytes) -> bool:
    """Whether the first line is an object with `subject`, `field` and `value` at its top."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return first.startswith(b"{") and all(f'"{key}"'.encode() in first for key in ("subject", "field", "value"))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """The observations of the file, in its order; fields that a line leaves out come from `context`.

    Raises `BrokenInput` with the line number for a line that is no observation, `HostileInput` for a line too long.
    """
    gathered: list[Observation] = []
    originals: dict[bytes, bytes] = {}
    redacted = 0
    with path.open("rb") as stream:
        for number, line in _lines(stream, context.name):
            cleaned, removed = redact.text(line.decode("utf-8", "replace"))
            redacted += removed
            data = cleaned.encode()
            key = hashlib.sha256(data).digest()
            try:
                one = jsonl.decode(data, body=context.body, realm=context.realm, source=SOURCE, original=key)
            except ValueError as fault:
                raise BrokenInput(
                    f"not an observation: {fault}",
                    where=f"{context.name}, line {number}",
                    mend="give each line at least subject, field and value (docs/reference/fields.md)",
                ) from None
            gathered.append(one)
            originals[key] = data
            if len(gathered) >= CHUNK:
                yield _chunk(gathered, originals, redacted)
                gathered, originals, redacted = [], {}, 0
    yield _chunk(gathered, originals, redacted)


def _lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise HostileInput(f"longer than {MAX_LINE >> 20} MiB", where=f"{name}, line {number}")
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if text:
            yield number, text


def _chunk(gathered: list[Observation], originals: dict[bytes, bytes], redacted: int) -> Chunk:
    return Chunk(
        observations=from_observations(gathered),
        originals=originals,
        records=len(gathered),
        redacted=redacted,
    )
