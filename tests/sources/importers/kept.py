"""What tests of registers of equipment and places share: rows as files, and what was kept of them and what was not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.formats import KNOWN
from tests.sources.files import Read, context, read, table, write
from tests.support import knowledge

from camcensus.engine import gather

OTHER = "rows of things that are neither cameras nor recorders"
UNSTATED = "rows that state no class, and whose names and addresses say nothing of cameras"

BUILDS = gather.builders(knowledge())


def rows(folder: Path, *given: Mapping[str, str], delimiter: str = ",") -> Path:
    """A table with these rows, its headings in order of coming."""
    headings = list(dict.fromkeys(heading for row in given for heading in row))
    cells = [[row.get(heading, "") for heading in headings] for row in given]
    return write(folder, "table.csv", table(headings, *cells, delimiter=delimiter))


def said(module: ModuleType, path: Path, **changes: Any) -> Read:
    """All that a file says, in an estate that knows some addresses and who holds which block of them."""
    return read(module, path, **{"known": KNOWN, "builds": BUILDS, **changes})


def left_out(module: ModuleType, path: Path, **changes: Any) -> dict[str, int]:
    """Why records were not kept, to how many."""
    given = {"known": KNOWN, "builds": BUILDS, **changes}
    found: dict[str, int] = {}
    for chunk in module.read(path, context(path, **given)):
        for why, many in chunk.left_out.items():
            found[why] = found.get(why, 0) + many
    return found
