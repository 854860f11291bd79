"""Lines of JSON as they come in from outside: bounded, and without what looks like a secret, at any depth."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import IO

import msgspec

from camcensus.model import jsonl
from camcensus.model.errors import HostileInput
from camcensus.model.reading import Context
from camcensus.sources.reading import secrets

MAX_LINE = 32 << 20
"""Bytes of one line: a value may be 16 MiB, and base64 and escapes take room."""
_KNOWN = frozenset(jsonl.Line.__struct_fields__)
_MAX_UNKNOWN = 1_000


def numbered(stream: IO[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, with their numbers from 1. Raises `HostileInput` for one that is too long."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise HostileInput(f"longer than {MAX_LINE >> 20} MiB", where=f"{name}, line {number}")
        text = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
        if text:
            yield number, text


class Stripper:
    """Takes secrets out of lines, and counts them."""

    def __init__(self, context: Context) -> None:
        self._secret_keys = frozenset(context.vocabulary.secrets)
        self.redacted = 0
        self.unknown: dict[str, None] = {}
        """Keys that no observation has, in order of coming."""

    def strip(self, line: bytes) -> bytes:
        """The line without secrets; a line that holds none stays as it is, to the byte.

        Raises `ValueError` or `RecursionError` if it is no object.
        """
        content = _parse(line)
        unknown = content.keys() - _KNOWN
        if len(self.unknown) < _MAX_UNKNOWN:
            self.unknown.update(dict.fromkeys(sorted(unknown)))
        removed = self.redacted
        if content.get("encoding") == "base64" and isinstance(value := content.get("value"), str):
            rest = {name: self._without(item, name) for name, item in content.items() if name != "value"}
            stripped = {**rest, "value": self._decoded(value)}
        else:
            stripped = {name: self._without(item, name) for name, item in content.items()}
        if self.redacted == removed:
            return line
        return json.dumps(stripped, ensure_ascii=False).encode()

    def _without(self, item: object, key: str) -> object:
        """A value of JSON without secrets: in its texts, and whole where its key tells."""
        if isinstance(item, dict):
            return {name: self._without(inner, str(name)) for name, inner in item.items()}
        if key not in _KNOWN and item and item != secrets.MARK and self._is_secret(key):
            self.redacted += 1
            return secrets.MARK
        if isinstance(item, list):
            return [self._without(inner, "") for inner in item]
        if isinstance(item, str):
            stripped, removed = secrets.strip(item)
            self.redacted += removed
            return stripped
        return item

    def _is_secret(self, key: str) -> bool:
        return key.casefold() in self._secret_keys or secrets.in_heading(key)

    def _decoded(self, value: str) -> str:
        """A base64 value without the secrets in its bytes; what is no base64 is refused later."""
        try:
            inner = base64.b64decode(value, validate=True).decode("ascii", "surrogateescape")
        except (binascii.Error, ValueError):
            return value
        stripped, removed = secrets.strip(inner)
        self.redacted += removed
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
