"""The one way a value becomes bytes, so that an id computed today is the id computed in ten years.

The encoding is a typed netstring: ``LENGTH ':' PAYLOAD TYPE`` with the length of the payload in bytes as a decimal
number without leading zeros. The types:

====  ==========================================================================================
``"``  text, UTF-8, as given (no normalisation: what was seen is what is hashed)
``,``  bytes
``#``  integer, decimal, no leading zeros, ``-`` before a negative one
``!``  ``true`` or ``false``
``~``  nothing; the payload is empty
``]``  list: the payload is its encoded items, one after the other
``}``  mapping: keys are text, sorted by their UTF-8 bytes; encoded key, encoded value, ...
====  ==========================================================================================

There are no floats: weights are integers, times are integers of microseconds, money is in minor units. Lists and
mappings nest `MAX_DEPTH` deep at most.
A digest is SHA-256 over ``camcensus:KIND:VERSION NUL`` and the encoding, so that values of different kinds never share
an id. Test vectors stand in ``tests/wire/canonical_vectors.json`` and never change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeAlias

Value: TypeAlias = "str | bytes | int | bool | list[Value] | tuple[Value, ...] | dict[str, Value] | None"


MAX_DEPTH = 64
"""Lists and mappings inside each other; nothing that is kept needs more than a few."""


def encode(value: Value) -> bytes:
    """The canonical bytes of `value`.

    Raises `TypeError` for anything but the types of the table above (floats and dates among them), `ValueError` for
    more than `MAX_DEPTH` levels.
    """
    return _encode(value, MAX_DEPTH)


def _encode(value: Value, depth: int) -> bytes:
    if isinstance(value, str):
        payload, mark = value.encode("utf-8", "surrogatepass"), b'"'
    elif value is None:
        payload, mark = b"", b"~"
    elif isinstance(value, bool):
        payload, mark = (b"true" if value else b"false"), b"!"
    elif isinstance(value, int):
        payload, mark = b"%d" % value, b"#"
    elif isinstance(value, bytes):
        payload, mark = value, b","
    elif isinstance(value, list | tuple):
        payload, mark = b"".join(_encode(item, _below(depth)) for item in value), b"]"
    elif isinstance(value, dict):
        payload, mark = b"".join(_pairs(value, _below(depth))), b"}"
    else:
        raise TypeError(f"no canonical form for {type(value).__name__}")
    return b"%d:%b%b" % (len(payload), payload, mark)


def _pairs(value: dict[str, Value], depth: int) -> list[bytes]:
    keys = sorted((key.encode("utf-8", "surrogatepass"), key) for key in value)
    return [_encode(key, depth) + _encode(value[key], depth) for _, key in keys]


def _below(depth: int) -> int:
    if depth == 0:
        raise ValueError(f"nested more than {MAX_DEPTH} deep")
    return depth - 1


def decode(data: bytes) -> Value:
    """The inverse of `encode`. Raises `ValueError` unless `data` is exactly what `encode` writes."""
    value, end = _decode(data, 0, MAX_DEPTH)
    if end != len(data) or encode(value) != data:
        raise ValueError("not in canonical form")
    return value


def _decode(data: bytes, start: int, depth: int) -> tuple[Value, int]:
    colon = data.find(b":", start, start + 20)
    if colon < 0 or not data[start:colon].isdigit():
        raise ValueError("not in canonical form")
    end = colon + 1 + int(data[start:colon])
    payload, mark = data[colon + 1 : end], data[end : end + 1]
    if mark == b'"':
        return payload.decode("utf-8", "surrogatepass"), end + 1
    if mark == b"]":
        return _items(payload, _below(depth)), end + 1
    if mark == b"}":
        parts = _items(payload, _below(depth))
        return dict(zip(map(str, parts[::2]), parts[1::2], strict=True)), end + 1
    if mark in _SIMPLE:
        return _SIMPLE[mark](payload), end + 1
    raise ValueError("not in canonical form")


def _items(payload: bytes, depth: int) -> list[Value]:
    items: list[Value] = []
    at = 0
    while at < len(payload):
        item, at = _decode(payload, at, depth)
        items.append(item)
    return items


_SIMPLE: dict[bytes, Callable[[bytes], Value]] = {
    b",": bytes,
    b"#": int,
    b"!": lambda payload: payload == b"true",
    b"~": lambda _: None,
}


def digest(kind: str, version: int, value: Value) -> bytes:
    """SHA-256 (32 bytes) of `value` as a thing of this `kind` and encoding `version`."""
    return hashlib.sha256(prefix(kind, version) + encode(value)).digest()


def prefix(kind: str, version: int) -> bytes:
    """What stands before the encoding in a digest; public because bulk code hashes in a loop of its own."""
    return f"camcensus:{kind}:{version}\0".encode()
