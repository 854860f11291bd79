"""The fixtures of every format, how they are read in tests, and what was read of them in a form that people can check.

``python -m tests.goldens ID...`` writes the goldens of these formats anew; a person then reads what changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.sources.files import context
from tests.support import knowledge

from camcensus.engine import concerned, gather
from camcensus.engine.extensions import Extension
from camcensus.model.reading import Chunk, Concerned, Context

FOLDER = Path(__file__).parent / "cases" / "formats"
SUFFIX = ".golden.jsonl"
KNOWN = frozenset({"10.0.0.5", "10.0.0.6", "2001:db8::5"})
"""What the log knows as possible cameras when a fixture is read."""
PARTY = "LEI/549300KNOWNEXAMPLE02"
"""A company that the log has, besides those that knowledge has."""


def importers() -> dict[str, Extension]:
    """Everything that reads a file, by its id."""
    return gather.readers()


def fixtures() -> list[tuple[str, Path]]:
    """(format, file) of every fixture."""
    return [
        (folder.name, path)
        for folder in sorted(FOLDER.iterdir())
        for path in sorted(folder.iterdir())
        if not path.name.endswith(SUFFIX)
    ]


def golden_of(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def setting(path: Path, **changes: Any) -> Context:
    """The context in which fixtures are read."""
    ours = concerned.known(knowledge())
    parties = Concerned(numbers=ours.numbers | {PARTY}, names=ours.names)
    given = {"known": KNOWN, "builds": gather.builders(knowledge()), "concerned": parties, **changes}
    return context(path, **given)


def chunks(one: Extension, path: Path, **changes: Any) -> Iterator[Chunk]:
    """What the importer gives of a fixture."""
    yield from one.module.read(path, setting(path, **changes))


def written(one: Extension, path: Path) -> str:
    """What was read of a fixture: a line on the whole, then one line an observation, in the order of reading."""
    rows: list[dict[str, Any]] = []
    remarks: list[str] = []
    records = redacted = 0
    left_out: dict[str, int] = {}
    for chunk in chunks(one, path):
        rows += chunk.observations.to_dicts()
        records += chunk.records
        redacted += chunk.redacted
        remarks += [f"{remark.where}: {remark.what}" for remark in chunk.remarks]
        for why, many in chunk.left_out.items():
            left_out[why] = left_out.get(why, 0) + many
    whole = {"records": records, "redacted": redacted, "left_out": left_out, "remarks": remarks}
    numbers: dict[bytes | None, int] = {}
    lines = [json.dumps(whole, ensure_ascii=False)]
    lines += [json.dumps(_row(row, numbers), ensure_ascii=False) for row in rows]
    return "\n".join(lines) + "\n"


def _row(row: dict[str, Any], numbers: dict[bytes | None, int]) -> dict[str, Any]:
    """An observation without what the context gives it; `record` numbers the originals as they come."""
    shown = {name: row[name] for name in ("subject", "field", "value")}
    if row["encoding"] != "text":
        shown["encoding"] = row["encoding"]
    for name in ("at", "until"):
        if row[name] is not None and not (name == "until" and row["until"] == row["at"]):
            shown[name] = row[name].isoformat().replace("+00:00", "Z")
    if row["at"] is not None:
        shown["quality"] = row["at_quality"]
    if row["count"] != 1:
        shown["count"] = row["count"]
    if row["realm"] != "main":
        shown["realm"] = row["realm"]
    if row["vantage"]:
        shown["vantage"] = row["vantage"]
    if row["original"] is not None:
        shown["record"] = numbers.setdefault(row["original"], len(numbers) + 1)
    return shown
