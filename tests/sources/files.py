"""What tests of importers share: a context as the engine gives it, whole readings, and files that are bad."""

from __future__ import annotations

import csv
import io
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings
from tests.support import knowledge

from camcensus.model.errors import InputError
from camcensus.model.reading import Context, Place

unhurried = settings(deadline=None)
"""For properties that read files: a busy machine is no fault."""

FENWICK = Place(site="fenwick", realm="hq", timezone="Europe/London")
CALDER = Place(site="calder", realm="outer", timezone="Europe/London")
PLACES = {"fenwick": FENWICK, "fenwick house": FENWICK, "fenwick hse": FENWICK, "calder court": CALDER}


def context(path: Path, **changes: Any) -> Context:
    """The context of a file in a small estate, with the real vocabulary."""
    given: dict[str, Any] = {
        "body": "dept",
        "realm": "main",
        "file": "0" * 64,
        "name": path.name,
        "places": PLACES,
        "vocabulary": knowledge().vocabulary,
    }
    return Context(**{**given, **changes})


@dataclass(kw_only=True)
class Read:
    """All that a file said."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    originals: dict[bytes, bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    records: int = 0
    redacted: int = 0

    def values(self, name: str) -> list[str]:
        """Values of one field, in order."""
        return [row["value"] for row in self.rows if row["field"] == name]

    def facts(self, subject: str) -> set[tuple[str, str]]:
        return {(row["field"], row["value"]) for row in self.rows if row["subject"] == subject}

    def subjects(self) -> list[str]:
        return list(dict.fromkeys(row["subject"] for row in self.rows))

    def times(self) -> set[tuple[str, str, str]]:
        """(first, last, quality) of every observation."""
        return {(_iso(row["at"]), _iso(row["until"]), row["at_quality"]) for row in self.rows}

    def everything(self) -> str:
        """All that would be stored or shown, for looking that something is not in it."""
        stored = [*(str(row) for row in self.rows), *(data.decode() for data in self.originals.values())]
        return "\n".join([*stored, *self.remarks])


def read(module: ModuleType, path: Path, **changes: Any) -> Read:
    """Read a whole file."""
    whole = Read()
    for chunk in module.read(path, context(path, **changes)):
        whole.rows += chunk.observations.to_dicts()
        whole.originals |= chunk.originals
        whole.remarks += [f"{remark.where}: {remark.what}" for remark in chunk.remarks]
        whole.records += chunk.records
        whole.redacted += chunk.redacted
    return whole


def refused(module: ModuleType, path: Path, kind: type[InputError], **changes: Any) -> InputError:
    """The error of a file that is not read: of the very `kind`, naming the file, in one line."""
    with pytest.raises(InputError) as caught:
        read(module, path, **changes)
    assert type(caught.value) is kind
    assert path.name in caught.value.where
    assert caught.value.what
    assert "\n" not in str(caught.value)
    return caught.value


def read_or_refused(module: ModuleType, path: Path) -> InputError | None:
    """Read a whole file, or say in one line why not; nothing else may happen."""
    fault: InputError | None = None
    try:
        read(module, path)
    except InputError as caught:
        fault = caught
    assert fault is None or (path.name in fault.where and "\n" not in str(fault))
    return fault


def write(folder: Path, name: str, data: str | bytes, encoding: str = "utf-8") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
    return path


def table(*rows: Sequence[str], delimiter: str = ",") -> str:
    """Rows as the text of a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


@contextmanager
def little_memory(mebibytes: int = 96) -> Iterator[None]:
    """The most memory that the process ever held grows by no more than this."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < mebibytes << 10


def _iso(moment: Any) -> str:
    return "" if moment is None else moment.isoformat().replace("+00:00", "Z")
