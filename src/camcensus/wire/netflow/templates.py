"""Templates: of which elements the records of NetFlow version 9 and IPFIX are made, and how records are taken apart.

A template says what lies; nothing it says is believed beyond the bytes that are there. Elements of variable length are
stepped over record by record; everything else is cut out of all records at once.

Sources: RFC 3954, sections 5 and 6; RFC 7011, sections 3.4 and 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from struct import Struct

import numpy as np
import numpy.typing as npt

from camcensus.wire.netflow.fields import HALVES, SCOPE, VARIABLE, WIDE, Field

MAX_FIELDS = 2_000
"""Elements of one template; exporters send some thirty."""
MAX_RECORD = 65_535

Octets = npt.NDArray[np.uint8]
Columns = Mapping[str, npt.NDArray[np.int64] | Octets]
"""Name of an element to its numbers, or, for those in `fields.WIDE`, to its bytes, a row a record."""

_TWO, _THREE, _LONG = Struct("!HH"), Struct("!HHH"), Struct("!I")
_TOP = 1 << 63


@dataclass(frozen=True, kw_only=True)
class Template:
    """The elements of a record, in order."""

    fields: tuple[Field, ...]
    options: bool = False
    """Its records tell of the exporter, not of flows."""

    @cached_property
    def size(self) -> int:
        """Bytes of each record; of the shortest that can be, where elements have variable length."""
        return sum(1 if field.size == VARIABLE else field.size for field in self.fields)

    @cached_property
    def is_variable(self) -> bool:
        """Whether some element has variable length."""
        return any(field.size == VARIABLE for field in self.fields)

    @cached_property
    def names(self) -> frozenset[str]:
        """The elements that are read."""
        return frozenset(field.name for field in self.fields if field.name)

    def count(self, size: int) -> int:
        """How many records fill a set of so many bytes, where their length is fixed."""
        return size // self.size if self.size else 0

    def fixed(self, data: bytes) -> tuple[bytes, int]:
        """(records of fixed length as they were, or made so; how many) in the body of one set.

        Of records with variable elements only those that are read stay. What is left over is padding.
        """
        if not self.size:
            return b"", 0
        if not self.is_variable:
            whole = self.count(len(data))
            return data[: whole * self.size], whole
        records = list(self._stepped(data))
        return b"".join(records), len(records)

    def _stepped(self, data: bytes) -> Iterator[bytes]:
        fields = [field for field in self.fields if field.size]  # so that every step takes a byte
        at = 0
        while len(data) - at >= self.size:
            parts: list[bytes] = []
            for field in fields:
                start, at = _value(data, at, field.size)
                if field.name:
                    parts.append(data[start:at])
            if at > len(data):
                return
            yield b"".join(parts)

    def columns(self, records: bytes) -> Columns:
        """What the records of `fixed` hold, by name; an element that stands twice is read where it stands first."""
        fields = [field for field in self.fields if field.name] if self.is_variable else self.fields
        width = sum(field.size for field in fields)
        if not width:
            return {}
        table = np.frombuffer(records, np.uint8).reshape(-1, width)
        found: dict[str, npt.NDArray[np.int64] | Octets] = {}
        at = 0
        for field in fields:
            if field.name and field.name not in found:
                cells = table[:, at : at + field.size]
                found[field.name] = cells if field.name in WIDE else _numbers(cells, wraps=field.name in HALVES)
            at += field.size
        return found


def _value(data: bytes, at: int, size: int) -> tuple[int, int]:
    """(where a value starts, where it ends); the end may lie beyond the data."""
    if size != VARIABLE:
        return at, at + size
    length = data[at] if at < len(data) else 0
    if length < 255:
        return at + 1, at + 1 + length
    return at + 3, at + 3 + int.from_bytes(data[at + 1 : at + 3], "big")


def _numbers(cells: Octets, *, wraps: bool) -> npt.NDArray[np.int64]:
    """Numbers of one to eight bytes, the highest first; those that no signed number holds become the largest.

    With `wraps` all 64 bits stay as they are.
    """
    wide = np.zeros((len(cells), 8), np.uint8)
    wide[:, 8 - cells.shape[1] :] = cells
    numbers = wide.view(">u8")[:, 0]
    if cells.shape[1] == 8 and not wraps:
        numbers = np.minimum(numbers, _TOP - 1)
    return numbers.astype(np.int64)


def v9(body: bytes) -> Iterator[tuple[int, Template]]:
    """(number, template) of each in a template set of version 9.

    Raises `ValueError` at one that is cut off or absurd, after those before it were given.
    """
    at = 0
    while len(body) - at >= 4:
        number, count = _TWO.unpack_from(body, at)
        if number < 256:
            return _padding(body, at)
        fields, at = _elements(body, at + 4, count, enterprises=False)
        yield number, Template(fields=fields)
    return None


def v9_options(body: bytes) -> Iterator[tuple[int, Template]]:
    """The same of an options template set of version 9, whose scopes are no elements."""
    at = 0
    while len(body) - at >= 6:
        number, scope, options = _THREE.unpack_from(body, at)
        if number < 256:
            return _padding(body, at)
        if scope % 4 or options % 4:
            raise ValueError("an options template whose length holds no whole elements")
        scopes, at = _elements(body, at + 6, scope // 4, enterprises=False)
        fields, at = _elements(body, at, options // 4, enterprises=False)
        hidden = tuple(Field(number=one.number, size=one.size, enterprise=SCOPE) for one in scopes)
        yield number, Template(fields=hidden + fields, options=True)
    return None


def ipfix(body: bytes) -> Iterator[tuple[int, Template | None]]:
    """(number, template) of each in a template set of IPFIX; None where a template is withdrawn. Raises as `v9`."""
    at = 0
    while len(body) - at >= 4:
        number, count = _TWO.unpack_from(body, at)
        if number < 256 and (number != 2 or count):
            return _padding(body, at)
        fields, at = _elements(body, at + 4, count, enterprises=True)
        yield number, Template(fields=fields) if count else None
    return None


def ipfix_options(body: bytes) -> Iterator[tuple[int, Template | None]]:
    """The same of an options template set of IPFIX, whose scopes are elements as any other."""
    at = 0
    while len(body) - at >= 4:
        number, count = _TWO.unpack_from(body, at)
        if number < 256 and (number != 3 or count):
            return _padding(body, at)
        if count and len(body) - at < 6:
            raise ValueError("an options template is cut off")
        fields, at = _elements(body, at + (6 if count else 4), count, enterprises=True)
        yield number, Template(fields=fields, options=True) if count else None
    return None


def _elements(body: bytes, at: int, count: int, *, enterprises: bool) -> tuple[tuple[Field, ...], int]:
    """(so many elements, where they end). Raises `ValueError`."""
    if count > MAX_FIELDS or at + 4 * count > len(body):
        raise ValueError("a template says that it has more elements than there are")
    fields: list[Field] = []
    for _ in range(count):
        if at + 4 > len(body):
            raise ValueError("a template is cut off")
        number, size = _TWO.unpack_from(body, at)
        at += 4
        enterprise = 0
        if enterprises and number & 0x8000:
            if at + 4 > len(body):
                raise ValueError("a template is cut off")
            enterprise, number, at = _LONG.unpack_from(body, at)[0], number & 0x7FFF, at + 4
        fields.append(Field(number=number, size=size, enterprise=enterprise))
    if sum(0 if field.size == VARIABLE else field.size for field in fields) > MAX_RECORD:
        raise ValueError("the records of a template would be longer than a packet")
    return tuple(fields), at


def _padding(body: bytes, at: int) -> None:
    """What stands where a template should. Raises `ValueError` if it is no padding."""
    if any(body[at:]):
        raise ValueError("a template has a number that no template has")


def sampling(columns: Columns) -> Sequence[int]:
    """1 of how many packets was looked at, as records of flows or options say; several if they say several."""
    found: list[npt.NDArray[np.int64]] = []
    if "sampled" in columns:
        found.append(columns["sampled"].astype(np.int64))
    for part, rest in (("sample_interval", "sample_space"), ("sample_size", "sample_population")):
        if part in columns and rest in columns:
            size, other = columns[part].astype(np.int64), columns[rest].astype(np.int64)
            whole = other + size if rest == "sample_space" else other
            found.append(np.where(size > 0, whole // np.maximum(size, 1), 0))
    values = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return [int(value) for value in values if 1 < value <= 1 << 32]
