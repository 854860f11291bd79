"""What a person should know about a file, without saying the same thing a thousand times."""

from __future__ import annotations

from camcensus.model.reading import Remark
from camcensus.sources.reading import secrets
from camcensus.wire import xml

MAX_REMARKS = 200
"""Remarks on single rows that are worth printing; the rest is counted."""
_MAX_QUOTED = 80


def quoted(text: str) -> str:
    """A cell as a remark shows it: in quotes, short, without what looks like a secret."""
    plain = " ".join(secrets.strip(text)[0].split()).encode("utf-8", "replace").decode()
    return f"'{plain[:_MAX_QUOTED]}...'" if len(plain) > _MAX_QUOTED else f"'{plain}'"


def told(fault: Exception) -> str:
    """What a parser complains of, on one line, short and without what looks like a secret."""
    words = " ".join(secrets.strip(str(fault))[0].split())
    return words if len(words) <= 2 * _MAX_QUOTED else f"{words[: 2 * _MAX_QUOTED]}..."


def takes_too_much(fault: xml.XmlError) -> bool:
    """Whether XML was refused for what it would take to read it, not for being broken."""
    return any(word in str(fault) for word in ("entities", "larger", "too deep"))


def listed(names: list[str]) -> str:
    """Names one after the other, the first twenty of them."""
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return ", ".join(quoted(name) for name in names[:20]) + more


class Remarks:
    """Remarks on rows as they are read, and counts of what is said once for all rows."""

    def __init__(self) -> None:
        self._on_rows: list[Remark] = []
        self._unprinted = 0
        self._counted: dict[str, int] = {}

    def add(self, where: str, what: str) -> None:
        """Note something about one row."""
        if len(self._on_rows) < MAX_REMARKS:
            self._on_rows.append(Remark(where=where, what=what))
        else:
            self._unprinted += 1

    def count(self, what: str, many: int = 1) -> None:
        """Note once more something that is said of all rows together; `what` has a place for the number, ``{}``."""
        if what in self._counted or len(self._counted) < MAX_REMARKS:
            self._counted[what] = self._counted.get(what, 0) + many
        else:
            self._unprinted += many

    def all(self, where: str) -> list[Remark]:
        """Everything noted: what is said of all rows, in `where`, then of single ones."""
        counted = [Remark(where=where, what=what.replace("{}", f"{n:,}", 1)) for what, n in self._counted.items()]
        more = [Remark(where=where, what=f"{self._unprinted:,} more remarks on rows")] if self._unprinted else []
        return [*counted, *more, *self._on_rows]
