"""Records of scanners in JSON: read one by one, without secrets, each kept as an original of bounded size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk
from camcensus.sources.importers._json_texts import Text, texts
from camcensus.sources.reading import secrets
from camcensus.sources.reading.gathered import Gathered

Json = dict[str, object]

MAX_ORIGINAL = 256 << 10
"""Bytes of an original; of a longer record the texts are cut, and what comes after the first values is left out."""
_MAX_TEXT = 2_048
_MAX_VALUES = 2_000
_CUT = "[cut]"

_SECRET_KEYS = frozenset({
    "user", "users", "user_info", "usernames", "token", "tokens", "api_key", "apikey", "authorization", "auth_key",
    "private_key", "client_private", "community",
})  # fmt: skip
"""Keys below which secrets stand, beside those that `secrets.in_heading` knows."""
_HINTS = (
    b"pass", b"pw", b"p/w", b"secret", b"token", b"api", b"communit", b"authoriz", b"credential", b"login",
    b"log-in", b"log in", b"log_in", b"username", b"user_name", b"user name", b'"user', b"pin", b"psk", b"@",
    b"verification", b"private", b"auth_key", b"\\u006", b"\\u007",
)  # fmt: skip
"""Without one of these in its bytes, in small letters, a record holds nothing that would be taken out."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What is read of the records of one format."""

    what: str
    """What a record is called where there is none: ``records of Shodan``."""
    drop: frozenset[str] = frozenset()
    """Keys that are not kept, at any depth: pictures, places, keys of sessions."""
    told: Mapping[str, str] = field(default_factory=dict)
    """How dropping such a key is counted; the others are not."""
    ignored: Callable[[bytes], bool] = field(default=lambda _: False)
    """Whether an object that is no JSON is a known ending and not a fault."""
    mend: str = "give the file as the tool wrote it"


@dataclass(kw_only=True)
class Record:
    """One record, from which secrets were taken out."""

    where: str
    content: Json
    data: bytes
    """The same as JSON."""


Note = Callable[[Gathered, Record], None]


def reading(path: Path, gathered: Gathered, shape: Shape, note: Note) -> Iterator[Chunk]:
    """Hand each record to `note`, and what was gathered on in chunks.

    Objects that are not JSON are counted and remarked; one that the end of the file cuts is remarked. Raises
    `BrokenInput` if no object could be read, `HostileInput` for one that is too long.
    """
    found = False
    with path.open("rb") as stream:
        for text in texts(stream, gathered.context.name):
            record = _record(text, gathered, shape)
            if record is None:
                continue
            found = True
            gathered.records += 1
            note(gathered, record)
            if gathered.is_full():
                yield gathered.take(done=stream.tell())
    if not found:
        raise BrokenInput(f"it holds no {shape.what}", where=gathered.context.name, mend=shape.mend)
    yield gathered.last(gathered.context.name)


def _record(text: Text, gathered: Gathered, shape: Shape) -> Record | None:
    where = f"line {text.line}"
    try:
        content = _decoded(text.data)
        return _cleaned(where, content, text.data, gathered, shape)
    except RecursionError:
        why = "nested too deeply"
    except ValueError:
        if shape.ignored(text.data):
            return None
        why = "no JSON object"
    if text.whole:
        gathered.leave_out("records that are no JSON")
        gathered.remarks.add(where, f"{why}, and left out")
    else:
        gathered.remarks.add(where, "cut off, and left out")
    return None


def _decoded(data: bytes) -> Json:
    try:
        content = msgspec.json.decode(data)
    except UnicodeDecodeError:
        content = msgspec.json.decode(data.decode("utf-8", "replace"))
    if not isinstance(content, dict):
        raise ValueError("it is no object")  # noqa: TRY004  # the caller names every ValueError alike
    return content


def _cleaned(where: str, content: Json, data: bytes, gathered: Gathered, shape: Shape) -> Record:
    lowered = data.lower()
    if any(hint in lowered for hint in _HINTS) or any(b'"%b"' % key.encode() in data for key in shape.drop):
        before = content
        walk = _Walk(shape.drop)
        content = walk.table(content)
        gathered.redacted += walk.removed
        for key, many in walk.dropped.items():
            if key in shape.told:
                gathered.leave_out(shape.told[key], many)
        if content != before:
            data = msgspec.json.encode(content)
    return Record(where=where, content=content, data=data)


class _Walk:
    """A walk through a record that leaves secrets behind."""

    def __init__(self, drop: frozenset[str]) -> None:
        self._drop = drop
        self.removed = 0
        self.dropped: Counter[str] = Counter()

    def table(self, table: Json) -> Json:
        self.dropped.update(key for key, value in table.items() if key in self._drop and value)
        return {key: self._value(key, value) for key, value in table.items() if key not in self._drop}

    def _value(self, key: str, value: object) -> object:
        if value and value is not True and value != secrets.MARK and _is_secret(key):
            self.removed += 1
            return secrets.MARK
        if isinstance(value, dict):
            return self.table(value)
        if isinstance(value, list):
            return [self._value("", inner) for inner in value]
        if isinstance(value, str):
            stripped, removed = secrets.strip(value)
            self.removed += removed
            return stripped
        return value


def _is_secret(key: str) -> bool:
    """Whether a key, or its last part where it has several (``snmp.community``), tells of a secret."""
    plain = key.casefold()
    parts = (plain, plain.rpartition(".")[2])
    return any(part in _SECRET_KEYS for part in parts) or (bool(key) and secrets.in_heading(plain.replace(".", " ")))


def keep(gathered: Gathered, record: Record) -> bytes:
    """Keep the record as an original, and say under what hash."""
    if len(record.data) <= MAX_ORIGINAL:
        return gathered.keep(record.data)
    gathered.remarks.count("{} records were long: of each the original holds only a part")
    return gathered.keep(msgspec.json.encode(_Bounded().value(record.content)))


class _Bounded:
    """The beginning of a record."""

    def __init__(self) -> None:
        self._left = _MAX_VALUES

    def value(self, value: object) -> object:
        self._left -= 1
        if self._left < 0:
            return _CUT
        if isinstance(value, dict):
            return {key[:_MAX_TEXT]: self.value(inner) for key, inner in value.items() if self._left > 0}
        if isinstance(value, list):
            return [self.value(inner) for inner in value if self._left > 0]
        if isinstance(value, str) and len(value) > _MAX_TEXT:
            return value[:_MAX_TEXT] + _CUT
        return value


# --- what stands in a record, whatever its type may be -----------------------------------------------------------


def inner(value: object, *keys: str) -> object:
    """What stands below these keys; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def table(value: object, *keys: str) -> Json:
    """The object below these keys; an empty one where there is none."""
    found = inner(value, *keys)
    return found if isinstance(found, dict) else {}


def tables(value: object, *keys: str) -> list[Json]:
    """The objects of the list below these keys, or the one that stands there alone."""
    found = inner(value, *keys)
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, dict)]


def string(value: object, *keys: str) -> str:
    """The text or number below these keys; empty where there is none."""
    found = inner(value, *keys)
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def strings(value: object, *keys: str) -> list[str]:
    """The texts of the list below these keys, or the one that stands there alone."""
    found = inner(value, *keys)
    listed = found if isinstance(found, list) else [found]
    return [text for one in listed if (text := string(one))]
