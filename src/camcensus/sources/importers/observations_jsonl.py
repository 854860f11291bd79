"""Observations as JSON Lines, the form in which they are exchanged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from camcensus.model import jsonl
from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.frames import from_observations
from camcensus.model.observation import Observation
from camcensus.model.reading import CHUNK, Chunk, Context, Remark
from camcensus.sources.importers import _secrets
from camcensus.sources.importers._remarks import listed, told

SOURCE = "importer:observations-jsonl@1"

MAX_LINE = 32 << 20
"""Bytes of one line: a value may be 16 MiB, and base64 and escapes take room."""
MAX_BYTES = 16 << 20
"""Bytes of originals that are gathered before they are handed on."""

_KNOWN = frozenset(jsonl.Line.__struct_fields__)
_MAX_UNKNOWN = 1_000
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
        for number, line in _lines(stream, context.name):
            try:
                gathered.note(line)
            except (ValueError, RecursionError, OverflowError) as fault:
                what = "nested too deeply" if isinstance(fault, RecursionError) else told(fault)
                where = f"{context.name}, line {number}"
                raise BrokenInput(f"not an observation: {what}", where=where, mend=_MEND) from None
            if gathered.is_full():
                yield gathered.take()
    yield gathered.take(last=True)


def _lines(stream: IO[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise HostileInput(f"longer than {MAX_LINE >> 20} MiB", where=f"{name}, line {number}")
        text = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
        if text:
            yield number, text


class _Gathered:
    """What the lines have said so far."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._secret_keys = frozenset(context.vocabulary.secrets)
        self._observations: list[Observation] = []
        self._originals: dict[bytes, bytes] = {}
        self._bytes = 0
        self._redacted = 0
        self._unknown: dict[str, None] = {}

    def note(self, line: bytes) -> None:
        """Take in one line. Raises `ValueError`, `RecursionError` or `OverflowError` if it is no observation."""
        data = self._strip(line)
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
        if last and self._unknown:
            what = f"not understood and kept only in the originals: {listed(list(self._unknown))}"
            remarks.append(Remark(where="the lines' keys", what=what))
        chunk = Chunk(
            observations=from_observations(self._observations),
            originals=self._originals,
            records=len(self._observations),
            redacted=self._redacted,
            remarks=tuple(remarks),
        )
        self._observations, self._originals, self._bytes, self._redacted = [], {}, 0, 0
        return chunk

    def _strip(self, line: bytes) -> bytes:
        """The line without secrets; a line that holds none stays as it is, to the byte."""
        content = _parse(line)
        unknown = content.keys() - _KNOWN
        if len(self._unknown) < _MAX_UNKNOWN:
            self._unknown.update(dict.fromkeys(sorted(unknown)))
        removed = self._redacted
        if content.get("encoding") == "base64" and isinstance(value := content.get("value"), str):
            rest = {name: self._without(item, name) for name, item in content.items() if name != "value"}
            stripped = {**rest, "value": self._decoded(value)}
        else:
            stripped = {name: self._without(item, name) for name, item in content.items()}
        if self._redacted == removed:
            return line
        return json.dumps(stripped, ensure_ascii=False).encode()

    def _without(self, item: object, key: str) -> object:
        """A value of JSON without secrets: in its texts, and whole where its key tells."""
        if isinstance(item, dict):
            return {name: self._without(inner, str(name)) for name, inner in item.items()}
        if key not in _KNOWN and item and (key.casefold() in self._secret_keys or _secrets.in_heading(key)):
            self._redacted += 1
            return _secrets.MARK
        if isinstance(item, list):
            return [self._without(inner, "") for inner in item]
        if isinstance(item, str):
            stripped, removed = _secrets.strip(item)
            self._redacted += removed
            return stripped
        return item

    def _decoded(self, value: str) -> str:
        """A base64 value without the secrets in its bytes; what is no base64 is refused later."""
        try:
            inner = base64.b64decode(value, validate=True).decode("ascii", "surrogateescape")
        except (binascii.Error, ValueError):
            return value
        stripped, removed = _secrets.strip(inner)
        self._redacted += removed
        return base64.b64encode(stripped.encode("ascii", "surrogateescape")).decode() if removed else value


def _parse(line: bytes) -> dict[str, object]:
    """A line as an object. Raises `ValueError` or `RecursionError`."""
    try:
        content = msgspec.json.decode(line)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    if not isinstance(content, dict):
        raise ValueError("it is no object")  # noqa: TRY004  # the caller names the line of every ValueError
    return content
