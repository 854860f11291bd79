"""What tests of registers of owners share: whom they are read for, and holdings as values."""

from __future__ import annotations

import json
from typing import Any

from tests.sources.files import Read

from camcensus.model.reading import Concerned

CONCERNED = Concerned(
    numbers=frozenset({"GB-COH/09990001", "LEI/549300KNOWNEXAMPLE02"}), names=frozenset({"lantern example"})
)


def held(whole: Read) -> list[dict[str, Any]]:
    """Every holding, with its asset."""
    return [{"asset": row["subject"], **json.loads(row["value"])} for row in whole.rows if row["field"] == "party.held"]
